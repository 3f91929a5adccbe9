import SluiceCore
import Testing

@testable import SluiceLookups

/// Whatever a register file holds, opening it says so or its look-ups stay within it.
@Suite struct `Damaged register files` {
    enum Sample: CaseIterable {
        case numbers
        case blocks

        func write(in folder: ScratchFolder) throws -> [UInt8] {
            switch self {
            case .numbers:
                var work = try PhoneSetImport()
                let dense = (0..<700).map { "310555\(String($0 + 1_000))\n" }.joined()
                try work.read(.bytes(Array((dense + "2125550000\n2125559999\n+442079460958\n").utf8)))
                _ = try work.write(to: folder.path("file"), as: .nationalDNC, version: 1, issuedOn: 0, now: 0)
            case .blocks:
                var work = BlockMapImport()
                let text = "310555,A,MOBILE,Coast Wireless\n212555,3,LANDLINE\n212556,4,VOIP,Netphone\n"
                try work.read(.bytes(Array(text.utf8)))
                _ = try work.write(to: folder.path("file"), as: .carrierBlock, version: 1, issuedOn: 0, now: 0)
            }
            return try folder.bytes("file")
        }

        /// Opens a file and asks it many things; the answers do not matter.
        func use(_ path: String, holding: RegisterHolding = .mapped) throws {
            let phones = [13_105_551_000, 13_105_551_699, 12_125_559_999, 442_079_460_958, 12_125_563_999, 1]
                .map { PhoneNumber($0) }
            switch self {
            case .numbers:
                let set = try PhoneSet(at: path, holding: holding)
                for phone in phones { _ = set.contains(phone) }
            case .blocks:
                let map = try BlockMap(at: path, holding: holding)
                for phone in phones { _ = (map.type(of: phone), map.carrierName(of: phone)) }
            }
        }

        /// The code with which opening the file is refused; nil when it is not.
        func refusal(_ path: String, holding: RegisterHolding = .mapped) -> RegisterFault.Code? {
            do {
                try use(path, holding: holding)
                return nil
            } catch {
                return (error as? RegisterFault)?.code
            }
        }
    }

    @Test(arguments: Sample.allCases, [0x01, 0x80, 0xFF] as [UInt8])
    func `a flipped byte anywhere is seen`(sample: Sample, flip: UInt8) throws {
        let folder = try ScratchFolder()
        let bytes = try sample.write(in: folder)
        #expect(sample.refusal(folder.path("file")) == nil)
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= flip
            try folder.write(damaged, to: "damaged")
            let code = sample.refusal(folder.path("damaged"), holding: .copied)
            let expected: Set<RegisterFault.Code> = [.notARegister, .unsupportedFormat, .damaged, .wrongRegister]
            #expect(code.map(expected.contains) == true, "byte \(place)")
        }
    }

    @Test(arguments: Sample.allCases)
    func `a file cut short or grown is seen`(sample: Sample) throws {
        let folder = try ScratchFolder()
        let bytes = try sample.write(in: folder)
        for length in 0..<bytes.count {
            try folder.write(bytes[..<length], to: "damaged")
            let code = sample.refusal(folder.path("damaged"))
            #expect(code == (length < 8 ? .notARegister : .damaged), "\(length) bytes")
        }
        for extra in [1, 31, 32, 4_096] {
            try folder.write(bytes + [UInt8](repeating: 0, count: extra), to: "damaged")
            #expect(sample.refusal(folder.path("damaged")) == .damaged, "\(extra) bytes more")
        }
    }

    @Test(arguments: Sample.allCases, SeededNumbers.seeds)
    func `nonsense under a right checksum is refused or harmless`(sample: Sample, seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let folder = try ScratchFolder()
        let bytes = try sample.write(in: folder)
        let payload = 128..<bytes.count
        let tail = Int(bytes[72..<80].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        var refused = 0
        for round in 0..<600 {
            var forged = bytes
            let region = [24..<88, payload, tail..<bytes.count][round % 3]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: region, using: &random)
                forged[place] = Bool.random(using: &random) ? 0xFF : UInt8.random(in: 0...255, using: &random)
            }
            try folder.write(Self.signed(forged), to: "forged")
            if let code = sample.refusal(folder.path("forged"), holding: .copied) {
                #expect(code == .damaged, "seed \(seed)")
                refused += 1
            }
        }
        #expect(refused > 100)
    }

    /// The sample of numbers has three blocks: 2 numbers (4 bytes), 700 (1,250) and 1 (2), then the index.
    @Test(arguments: [
        ("a wrong number of numbers", 32, 1),
        ("a wrong number of exchanges", 56, 1),
        ("an exchange out of order", 1_408 + 7, 0x80),
        ("a block that begins too late", 1_408 + 8, 2),
        ("a block that begins outside", 1_408 + 16 + 12, 0x80),
        ("a block of no numbers", 1_408 + 14, 2),
        ("a block of more numbers than an exchange has", 1_408 + 15, 0xFF),
        ("a block of one number more", 1_408 + 32 + 14, 3),
    ])
    func `an index that contradicts the blocks is refused`(what: String, place: Int, flip: UInt8) throws {
        let folder = try ScratchFolder()
        var bytes = try Sample.numbers.write(in: folder)
        #expect(bytes.count == 1_408 + 64)
        bytes[place] ^= flip
        try folder.write(Self.signed(bytes), to: "forged")
        #expect(Sample.numbers.refusal(folder.path("forged")) == .damaged)
    }

    /// The bytes with the checksum that belongs to them.
    private static func signed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes.replaceSubrange(120..<128, with: repeatElement(0, count: 8))
        var sum = RegisterChecksum()
        bytes[128...].withUnsafeBytes { sum.update($0) }
        bytes[..<128].withUnsafeBytes { sum.update($0) }
        withUnsafeBytes(of: sum.value.littleEndian) { bytes.replaceSubrange(120..<128, with: $0) }
        return bytes
    }

    @Test(arguments: Sample.allCases)
    func `what is no register file is named so`(sample: Sample) throws {
        let folder = try ScratchFolder()
        try folder.write(Array("310,5556789\n".utf8), to: "text")
        try folder.write([], to: "empty")
        _ = try (sample == .numbers ? Sample.blocks : .numbers).write(in: folder)
        #expect(sample.refusal(folder.path("text")) == .notARegister)
        #expect(sample.refusal(folder.path("empty")) == .notARegister)
        #expect(sample.refusal(folder.path("file")) == .wrongRegister)
        #expect(sample.refusal(folder.path("absent")) == .unreadable)
        #expect(sample.refusal(folder.path) == .unreadable)
    }
}
