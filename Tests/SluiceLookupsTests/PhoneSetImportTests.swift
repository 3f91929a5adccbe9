import SluiceCore
import Testing

@testable import SluiceLookups

@Suite struct `Import of a number list` {
    /// A source that hands out its bytes in pieces of the given lengths, over and over.
    private static func pieces(_ bytes: [UInt8], _ lengths: [Int]) -> ByteSource {
        var rest = bytes[...]
        var turn = 0
        return ByteSource(totalBytes: nil) { buffer in
            let piece = rest.prefix(min(lengths[turn % lengths.count], buffer.count))
            turn += 1
            rest.removeFirst(piece.count)
            buffer.copyBytes(from: piece)
            return piece.count
        }
    }

    private static func report(_ source: ByteSource) throws -> RegisterImportReport {
        var work = try PhoneSetImport()
        try work.read(source)
        return work.report
    }

    private static let dirty: [UInt8] =
        [0xEF, 0xBB, 0xBF]
        + Array("Do Not Call list\r\narea code,number\r\n\r\n310,5556789\r\n310,5556789\r\n".utf8)
        + [0xFF, 0x00, 0xFE, 0x0A]
        + Array("3105550000\nnonsense\n555\n1105556789\n".utf8)
        + [UInt8](repeating: 0x37, count: 3 << 20)
        + Array("\n+442079460958\n\n2125551212".utf8)

    @Test(arguments: [[1 << 20], [7], [1, 2, 3, 50_000], [65_536]])
    func `a dirty file gives its numbers and says what it left out`(pieces lengths: [Int]) throws {
        let folder = try ScratchFolder()
        var work = try PhoneSetImport()
        try work.read(Self.pieces(Self.dirty, lengths))
        let report = work.report
        let typeOf = report.rejectedLines.map(\.fault)

        #expect(report.lines == 14)
        #expect((report.accepted, report.count, report.duplicates) == (5, 4, 1))
        #expect(report.headerLines == 2)
        #expect(report.rejected == 5)
        #expect(report.rejectedLines.map(\.line) == [6, 8, 9, 10, 11])
        #expect(typeOf == [.notANumber, .notANumber, .wrongLength, .impossibleNumber, .tooLong])
        #expect(report.bytesRead == Int64(Self.dirty.count))

        _ = try work.write(to: folder.path("set"), as: .nationalDNC, version: 1, issuedOn: 0, now: 0)
        let set = try PhoneSet(at: folder.path("set"))
        for digits: Int64 in [13_105_556_789, 13_105_550_000, 442_079_460_958, 12_125_551_212] {
            #expect(set.contains(PhoneNumber(digits)))
        }
        #expect(!set.contains(PhoneNumber(11_105_556_789)))
    }

    @Test func `keeps the first hundred rejected lines, without what stood in them`() throws {
        let text = "3105556789\n" + String(repeating: "31055567\n", count: 250)
        let report = try Self.report(.bytes(Array(text.utf8)))
        #expect(report.rejected == 250)
        #expect(report.rejectedLines.map(\.line) == (2...101).map { Int64($0) })
        #expect(!String(describing: report).contains("31055567"))
    }

    @Test func `lines without a number count as a header only before the first number, and only ten`() throws {
        let words = String(repeating: "word\n", count: 12)
        let report = try Self.report(.bytes(Array((words + "3105556789\n" + words).utf8)))
        #expect(report.headerLines == 10)
        #expect(report.rejected == 14)
    }

    @Test(
        arguments: [
            ("", .nothingRead),
            ("phone\n\n", .nothingRead),
            ("3105556789\n31\n31\n", .mostlyUnreadable),
            ("310,5556789,2024-05-01,A\n310,5556780,2024-05-01,D\n310,5556781,2024-05-01,D\n", .mostlyUnreadable),
        ] as [(String, RegisterFault.Code)])
    func `what is hardly a list is not written`(text: String, code: RegisterFault.Code) throws {
        let folder = try ScratchFolder()
        var work = try PhoneSetImport()
        try work.read(.bytes(Array(text.utf8)))
        let fault = #expect(throws: RegisterFault.self) {
            try work.write(to: folder.path("set"), as: .nationalDNC, version: 1, issuedOn: 0, now: 0)
        }
        #expect(fault?.code == code)
        #expect(try folder.files() == [])
    }

    @Test func `several parts make one list`() throws {
        var work = try PhoneSetImport()
        var told: [RegisterImportProgress] = []
        try work.read(.bytes(Array("3105556789\n".utf8)))
        try work.read(.bytes(Array("3105556789\n3105556780\n".utf8)), progress: { told.append($0) })
        #expect((work.report.count, work.report.duplicates, work.report.lines) == (2, 1, 3))
        #expect(work.report.bytesRead == 33)
        #expect(told.last == RegisterImportProgress(bytesRead: 33, totalBytes: 33, accepted: 3, rejected: 0))
    }

    @Test func `progress comes about a hundred times, rises, and ends at the end`() throws {
        let text = Array(String(repeating: "3105556789\n", count: 200_000).utf8)
        let source = Self.pieces(text, [1_000])
        var told: [RegisterImportProgress] = []
        var work = try PhoneSetImport()
        try work.read(ByteSource(totalBytes: Int64(text.count), read: source.read), progress: { told.append($0) })
        #expect((90...102).contains(told.count))
        #expect(zip(told, told.dropFirst()).allSatisfy { $0.bytesRead <= $1.bytesRead && $0.accepted <= $1.accepted })
        #expect(told.last?.bytesRead == Int64(text.count))
        #expect(told.last?.accepted == 200_000)
    }

    @Test func `stops between two chunks when it is told to`() throws {
        let endless = ByteSource(totalBytes: nil) { buffer in
            buffer.copyBytes(from: Array("3105556789\n".utf8))
            return 11
        }
        var asked = 0
        var work = try PhoneSetImport()
        let fault = #expect(throws: RegisterFault.self) {
            try work.read(
                endless,
                isCancelled: {
                    asked += 1
                    return asked == 50
                })
        }
        #expect(fault?.code == .cancelled)
        #expect(asked == 50)
    }

    @Test func `a list over more blocks than there is room for is refused`() throws {
        let cells = try PhoneSetCells(capacity: 2)
        #expect(try cells.insert(13_105_556_789))
        #expect(try !cells.insert(13_105_556_789))
        #expect(try cells.insert(442_079_460_958))
        #expect(try cells.insert(13_105_556_000))
        let fault = #expect(throws: RegisterFault.self) { try cells.insert(13_105_557_000) }
        #expect(fault?.code == .tooLarge)
        #expect(cells.count == 3)
    }

    @Test func `a source that lies about how much it read ends the import`() throws {
        let liar = ByteSource(totalBytes: nil) { _ in .max }
        #expect(try Self.report(liar).lines == 0)
    }
}
