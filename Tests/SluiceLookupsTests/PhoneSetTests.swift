import SluiceCore
import Testing

@testable import SluiceLookups

@Suite struct `Phone set` {
    /// Sparse, dense, nearly full and full exchanges, and numbers of other countries on both sides of ours.
    private static func numbers(_ random: inout SeededNumbers) -> Set<Int64> {
        var numbers: Set<Int64> = []
        for share in [1, 3, 600, 650, 5_000, 9_990, 10_000] {
            let exchange = random.northAmerican() / 10_000
            for line in (0..<Int64(10_000)).shuffled(using: &random).prefix(share) {
                numbers.insert(exchange * 10_000 + line)
            }
        }
        for _ in 0..<2_000 {
            numbers.insert(random.northAmerican())
            numbers.insert(random.international())
        }
        return numbers
    }

    /// A set written by an import of the numbers in any order, many of them twice.
    private static func text(_ numbers: Set<Int64>, _ random: inout SeededNumbers) -> [UInt8] {
        let twice = Array(numbers) + numbers.filter { _ in Bool.random(using: &random) }
        return twice.shuffled(using: &random).flatMap { Array("+\($0)\n".utf8) }
    }

    @Test(arguments: SeededNumbers.seeds, [RegisterHolding.mapped, .copied])
    func `answers for every number as a Set does`(seed: UInt64, holding: RegisterHolding) throws {
        var random = SeededNumbers(seed: seed)
        let numbers = Self.numbers(&random)
        let folder = try ScratchFolder()
        var work = try PhoneSetImport()
        try work.read(.bytes(Self.text(numbers, &random)))
        let header = try work.write(to: folder.path("set"), as: .nationalDNC, version: 7, issuedOn: 11, now: 22)

        let set = try PhoneSet(at: folder.path("set"), holding: holding)

        #expect(set.header == header)
        #expect(set.count == Int64(numbers.count))
        #expect((set.header.version, set.header.issuedOn, set.header.createdAt) == (7, 11, 22))
        var asked = numbers.flatMap { [$0, $0 - 1, $0 + 1, $0 - 10_000, $0 + 10_000, $0 / 10, $0 * 10] }
        asked += (0..<10_000).map { _ in random.northAmerican() }
        let wrong = asked.count { set.contains(PhoneNumber($0)) != numbers.contains($0) }
        #expect(wrong == 0, "seed \(seed)")
    }

    @Test(arguments: [1, 2, 623, 624, 625, 626, 9_999, 10_000])
    func `keeps an exchange in whichever form is smaller`(count: Int) throws {
        let folder = try ScratchFolder()
        let lines = Set((0..<count).map { $0 * 7_919 % 10_000 })
        var bits = [UInt8](repeating: 0, count: 1_250)
        for line in lines { bits[line / 8] |= 1 << UInt8(line % 8) }
        let identity = RegisterFileHeader(name: .litigator, layout: .numbers, version: 1, createdAt: 0, issuedOn: 0)
        var writer = try PhoneSetWriter(folder.path("set"), identity: identity)
        try bits.withUnsafeBufferPointer { (bits) throws(RegisterFault) in
            try writer.append(exchange: 1_310_555, bits: UnsafeRawBufferPointer(bits))
        }
        let header = try writer.finish()

        let set = try PhoneSet(at: folder.path("set"))

        #expect(header.payloadLength == Int64(min(count * 2, 1_250)))
        let block = try folder.bytes("set").dropFirst(128).prefix(1_250)
        #expect(block.elementsEqual(bits) == (count >= 625))
        #expect(try folder.bytes("set").count == Int(header.fileLength))
        for line in 0..<10_000 {
            #expect(set.contains(PhoneNumber(13_105_550_000 + Int64(line))) == lines.contains(line))
        }
    }

    @Test func `refuses exchanges that do not come in ascending order`() throws {
        let folder = try ScratchFolder()
        let identity = RegisterFileHeader(name: .litigator, layout: .numbers, version: 1, createdAt: 0, issuedOn: 0)
        var writer = try PhoneSetWriter(folder.path("set"), identity: identity)
        let bits = [UInt8](repeating: 1, count: 1_250)
        for exchange: UInt64 in [5, 6] {
            try bits.withUnsafeBytes { try writer.append(exchange: exchange, bits: $0) }
        }
        for exchange: UInt64 in [6, 1] {
            #expect(throws: RegisterFault.self) {
                try bits.withUnsafeBytes { try writer.append(exchange: exchange, bits: $0) }
            }
        }
    }

    @Test(arguments: [.min, -13_105_556_789, -1, 0, 1, 9_999, 10_000_000_000, 20_000_000_000, .max] as [Int64])
    func `lists nothing that is no listed number, however odd`(digits: Int64) throws {
        let folder = try ScratchFolder()
        var work = try PhoneSetImport()
        try work.read(.bytes(Array("3105556789\n+442079460958\n+6561234567\n".utf8)))
        _ = try work.write(to: folder.path("set"), as: .litigator, version: 1, issuedOn: 0, now: 0)

        #expect(try PhoneSet(at: folder.path("set")).contains(PhoneNumber(digits)) == false)
    }

    @Test func `an empty set is a sound file that lists nothing`() throws {
        let folder = try ScratchFolder()
        let identity = RegisterFileHeader(name: .litigator, layout: .numbers, version: 1, createdAt: 0, issuedOn: 0)
        var writer = try PhoneSetWriter(folder.path("set"), identity: identity)
        _ = try writer.finish()

        let set = try PhoneSet(at: folder.path("set"))

        #expect(set.count == 0)
        #expect(!set.contains(PhoneNumber(13_105_556_789)))
        #expect(!set.contains(PhoneNumber(442_079_460_958)))
    }

    @Test func `the bytes of the first format are what they always were`() throws {
        let folder = try ScratchFolder()
        var work = try PhoneSetImport()
        try work.read(.bytes(Array("3105556789\n3105550000\n+442079460958\n".utf8)))
        let header = try work.write(to: folder.path("set"), as: .litigator, version: 3, issuedOn: 5, now: 8)

        let bytes = try folder.bytes("set")

        #expect(bytes.count == 128 + 32 + 32)
        #expect(Array(bytes[..<16]) == [0x8E, 0x53, 0x4C, 0x52, 0x45, 0x47, 0x0D, 0x0A, 1, 0, 1, 0, 128, 0, 0, 0])
        #expect(Array(bytes[88..<98]) == [9] + Array("litigator".utf8))
        // Lines 0 and 6789 of 1310555, then 0958 of 44207946.
        #expect(Array(bytes[128..<134]) == [0, 0, 0x85, 0x1A, 0xBE, 0x03])
        #expect(Array(bytes[160..<176]) == [0x5B, 0xFF, 0x13, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0])
        #expect(Array(bytes[176..<192]) == [0x4A, 0x8F, 0xA2, 2, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 1, 0])
        #expect(header.checksum.hexadecimal == "cb040d60648329b2")
    }
}
