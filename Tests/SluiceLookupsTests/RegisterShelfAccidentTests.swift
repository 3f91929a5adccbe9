import Foundation
import SluiceCore
import Testing

@testable import SluiceLookups

@Suite struct `Register shelf, when things go wrong` {
    private let given: ShelfFixture

    init() throws { given = try ShelfFixture() }

    @Test func `no rollback to a version that is unknown, pruned or damaged`() throws {
        for _ in 1...4 { try given.publish(given.text(given.first)) }
        try given.shelf.prune(.nationalDNC, keepingRetired: 2)
        try given.folder.write([1, 2, 3], to: "registers/national_dnc/2.reg")
        let refused: [(Int64, RegisterFault.Code)] = [(9, .unknownVersion), (1, .unknownVersion), (2, .notARegister)]
        for (version, code) in refused {
            let fault = #expect(throws: RegisterFault.self) {
                try given.shelf.rollback(.nationalDNC, to: version, now: 0)
            }
            #expect(fault?.code == code)
        }
        #expect(given.shelf.current(.nationalDNC)?.version == 4)
        #expect(try given.reopened().current(.nationalDNC)?.version == 4)
        #expect(try given.shelf.versions(of: .nationalDNC).map(\.state) == [.pruned, .retired, .retired, .current])
        let files = try given.folder.files(in: "registers/national_dnc")
        #expect(files == [".lock", "2.reg", "3.reg", "4.reg", "manifest.json"])
    }

    struct Torn: Error {}

    @Test(arguments: ["torn", "cancelled", "nonsense"])
    func `an import that does not finish leaves the version before`(how: String) throws {
        try given.publish(given.text(given.first))
        let before = try given.folder.files(in: "registers/national_dnc")
        var reads = 0
        let source = ByteSource(totalBytes: nil) { buffer in
            reads += 1
            if reads > 2, how == "torn" { throw Torn() }
            guard reads <= 3 else { return 0 }
            let text = Array((how == "nonsense" ? "31055\n31055\n" : "2125551212\n").utf8)
            buffer.copyBytes(from: text)
            return text.count
        }
        #expect(throws: (any Error).self) {
            try given.shelf.publish(
                .nationalDNC, importing: source, sourceName: "", issuedOn: 0, now: 0,
                isCancelled: { how == "cancelled" && reads > 1 })
        }
        for shelf in [given.shelf, try given.reopened()] {
            #expect(shelf.current(.nationalDNC)?.version == 1)
            #expect(shelf.snapshot.isOnNationalDNC(given.first) == true)
            #expect(shelf.snapshot.isOnNationalDNC(given.second) == false)
        }
        #expect(try given.folder.files(in: "registers/national_dnc") == before)
    }

    @Test func `what a killed process left is not taken for a version, and the next import clears it up`() throws {
        try given.publish(given.text(given.first))
        let sound = try given.folder.bytes("registers/national_dnc/1.reg")
        // Killed while writing the file, between the file and its manifest, and while writing the manifest.
        try given.folder.write(sound.prefix(200), to: "registers/national_dnc/2.reg.partial")
        try given.folder.write(sound, to: "registers/national_dnc/3.reg")
        try given.folder.write(Array("{".utf8), to: "registers/national_dnc/manifest.json.partial")
        #expect(try given.reopened().current(.nationalDNC)?.version == 1)
        #expect(try given.reopened().snapshot.faults.isEmpty)

        let next = try given.publish(given.text(given.second))

        #expect(next.edition.version == 4)
        #expect(try given.reopened().snapshot.isOnNationalDNC(given.second) == true)
        let files = try given.folder.files(in: "registers/national_dnc")
        #expect(files == [".lock", "1.reg", "3.reg", "4.reg", "manifest.json"])
    }

    @Test func `a list of less than half the size needs to be meant`() throws {
        try given.publish(.bytes(Array((0..<10).map { "310555678\($0)\n" }.joined().utf8)))
        let fault = #expect(throws: RegisterFault.self) { try given.publish(given.text(given.first)) }
        #expect(fault?.code == .suspiciouslySmall)
        #expect(given.shelf.current(.nationalDNC)?.count == 10)
        try given.publish(given.text(given.first), acceptingShrink: true)
        #expect(given.shelf.current(.nationalDNC)?.count == 1)
    }

    @Test func `a list from the future is refused`() throws {
        let day: Int64 = 86_400_000
        let fault = #expect(throws: RegisterFault.self) {
            try given.publish(given.text(given.first), issuedOn: day + 2_001, now: 2_000)
        }
        #expect(fault?.code == .invalidIssueDate)
        try given.publish(given.text(given.first), issuedOn: day + 2_000, now: 2_000)
        #expect(given.shelf.snapshot.age(of: .nationalDNC, at: 2_000) == 0)
    }

    @Test func `one register takes one change at a time, others do not wait for it`() throws {
        let other = try given.reopened()
        var codes: [RegisterFault.Code?] = []
        _ = try given.shelf.publish(
            .nationalDNC, importing: given.text(given.first), sourceName: "", issuedOn: 0, now: 0,
            progress: { _ in
                let fault = #expect(throws: RegisterFault.self) { try given.publish(given.text(given.second)) }
                codes.append(fault?.code)
                #expect(throws: RegisterFault.self) { try other.withdraw(.nationalDNC, now: 0) }
                #expect(throws: Never.self) { try given.publish(given.text(given.second), as: .litigator) }
            })
        #expect(!codes.isEmpty && codes.allSatisfy { $0 == .busy })
        #expect(given.shelf.snapshot.isLitigator(given.second) == true)
    }

    @Test(arguments: ["1.reg", "manifest.json"])
    func `a damaged register is a fault of its own and does not stop the others`(file: String) throws {
        try given.publish(given.text(given.first))
        try given.publish(given.text(given.first), as: .litigator)
        var bytes = try given.folder.bytes("registers/national_dnc/\(file)")
        bytes[bytes.count / 2] ^= 0x55
        try FileManager.default.removeItem(atPath: given.folder.path("registers/national_dnc/\(file)"))
        try given.folder.write(bytes, to: "registers/national_dnc/\(file)")

        let other = try given.reopened()

        #expect(other.snapshot.isOnNationalDNC(given.first) == nil)
        #expect(other.snapshot.faults[.nationalDNC]?.code == (file == "1.reg" ? .damaged : .manifestDamaged))
        #expect(other.snapshot.isLitigator(given.first) == true)
    }

    @Test func `an open version stays in use when its successor cannot be read, and says so`() throws {
        let other = try given.reopened()
        try given.publish(given.text(given.first))
        try other.refresh()
        try given.publish(given.text(given.second))
        try FileManager.default.removeItem(atPath: given.folder.path("registers/national_dnc/2.reg"))
        try other.refresh()
        #expect(other.snapshot.editions[.nationalDNC]?.version == 1)
        #expect(other.snapshot.isOnNationalDNC(given.first) == true)
        #expect(other.snapshot.faults[.nationalDNC]?.code == .unreadable)
        _ = try other.rollback(.nationalDNC, to: 1, now: 0)
        #expect(other.snapshot.faults.isEmpty)
    }

    @Test func `a sound file in another's place is not taken for it`() throws {
        try given.publish(given.text(given.first))
        try given.publish(given.text(given.first), as: .litigator)
        let stranger = try given.folder.bytes("registers/litigator/1.reg")
        try FileManager.default.removeItem(atPath: given.folder.path("registers/national_dnc/1.reg"))
        try given.folder.write(stranger, to: "registers/national_dnc/1.reg")
        #expect(try given.reopened().snapshot.faults[.nationalDNC]?.code == .wrongRegister)
    }

    @Test func `an audit reads every file again`() throws {
        try given.publish(given.text(given.first))
        try given.publish(given.text(given.second))
        #expect(try given.shelf.audit(.nationalDNC) == [1: nil, 2: nil])
        var bytes = try given.folder.bytes("registers/national_dnc/1.reg")
        bytes[130] ^= 1
        try FileManager.default.removeItem(atPath: given.folder.path("registers/national_dnc/1.reg"))
        try given.folder.write(bytes, to: "registers/national_dnc/1.reg")
        let findings = try given.shelf.audit(.nationalDNC)
        #expect(findings[1]??.code == .damaged)
        #expect(findings[2] == .some(nil))
    }

}
