import SluiceCore
import Testing

@testable import SluiceLookups

@Suite struct `Block map` {
    private static func map(_ text: String, typeIfAbsent: CarrierType? = nil) throws -> BlockMap {
        let folder = try ScratchFolder()
        var work = BlockMapImport(typeIfAbsent: typeIfAbsent)
        try work.read(.bytes(Array(text.utf8)))
        _ = try work.write(to: folder.path("map"), as: .carrierBlock, version: 1, issuedOn: 0, now: 0)
        return try BlockMap(at: folder.path("map"))
    }

    static let lines: [(line: String, meaning: BlockLine)] = [
        ("310555,6,MOBILE", .block(exchange: 310_555, block: 6, type: .mobile, carrier: "")),
        ("310555,A,landline,Bell", .block(exchange: 310_555, block: nil, type: .landline, carrier: "Bell")),
        ("310555,,VoIP", .block(exchange: 310_555, block: nil, type: .voip, carrier: "")),
        ("310555;a;W", .block(exchange: 310_555, block: nil, type: .mobile, carrier: "")),
        ("3105556,Wireline", .block(exchange: 310_555, block: 6, type: .landline, carrier: "")),
        ("310,555,6,unknown", .block(exchange: 310_555, block: 6, type: .unknown, carrier: "")),
        (" \"310555\" ,\"6\",\"CELL\", \"A&B\"", .block(exchange: 310_555, block: 6, type: .mobile, carrier: "A&B")),
        ("", .empty),
        (" , ,", .empty),
        ("npanxx,block,type", .rejected(.notANumber)),
        ("31055,6,MOBILE", .rejected(.wrongLength)),
        ("310,55,6,MOBILE", .rejected(.wrongLength)),
        ("110555,6,MOBILE", .rejected(.impossibleNumber)),
        ("310055,6,MOBILE", .rejected(.impossibleNumber)),
        ("310555,10,MOBILE", .rejected(.invalidBlock)),
        ("310555,B,MOBILE", .rejected(.invalidBlock)),
        ("310555,6,satellite", .rejected(.unknownType)),
        ("310555,6", .rejected(.unknownType)),
        (String(repeating: "3", count: 4_097), .rejected(.tooLong)),
    ]

    @Test(arguments: lines)
    func `reads a line like this`(line: String, meaning: BlockLine) {
        let read = Array(line.utf8).withUnsafeBufferPointer { BlockLine($0, typeIfAbsent: nil) }
        #expect(read == meaning)
    }

    @Test(arguments: ["310555,A,VOIP,Cloud\n310555,6,MOBILE,Coast\n", "310555,6,MOBILE,Coast\n310555,A,VOIP,Cloud\n"])
    func `a block outweighs its exchange, whichever comes first`(text: String) throws {
        let map = try Self.map(text)
        #expect(map.count == 10)
        #expect(map.type(of: PhoneNumber(13_105_556_789)) == .mobile)
        #expect(map.carrierName(of: PhoneNumber(13_105_556_789)) == "Coast")
        #expect(map.type(of: PhoneNumber(13_105_557_000)) == .voip)
        #expect(map.carrierName(of: PhoneNumber(13_105_557_000)) == "Cloud")
        #expect(map.type(of: PhoneNumber(13_105_566_789)) == nil)
        #expect(map.carrierName(of: PhoneNumber(13_105_566_789)) == nil)
    }

    @Test func `the later of two lines about one block counts`() throws {
        let map = try Self.map("310555,6,MOBILE\n310555,6,LANDLINE\n")
        #expect(map.type(of: PhoneNumber(13_105_556_789)) == .landline)
        #expect(map.count == 1)
    }

    @Test func `a list of wireless blocks needs no types`() throws {
        let map = try Self.map("NPANXX-X\n3105556\n310556,A\n", typeIfAbsent: .mobile)
        #expect(map.count == 11)
        #expect(map.type(of: PhoneNumber(13_105_556_000)) == .mobile)
        #expect(map.type(of: PhoneNumber(13_105_569_999)) == .mobile)
        #expect(map.type(of: PhoneNumber(13_105_555_000)) == nil)
    }

    @Test(arguments: [.min, -1, 0, 1, 442_079_460_958, .max] as [Int64])
    func `knows nothing of what is no North American number`(digits: Int64) throws {
        let map = try Self.map("310555,6,MOBILE,Coast\n")
        #expect(map.type(of: PhoneNumber(digits)) == nil)
        #expect(map.carrierName(of: PhoneNumber(digits)) == nil)
    }

    @Test(arguments: SeededNumbers.seeds)
    func `answers for every block as a Dictionary does`(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        var blocks: [Int64: (type: CarrierType, carrier: String)] = [:]
        var text = ""
        for _ in 0..<3_000 {
            let block = (random.northAmerican() - 10_000_000_000) / 1_000
            let type = CarrierType.allCases.randomElement(using: &random) ?? .unknown
            let carrier = ["", "Bell", "Coast", "Téléphone"].randomElement(using: &random) ?? ""
            blocks[block] = (type, carrier)
            text += "\(block / 10),\(block % 10),\(type.rawValue),\(carrier)\n"
        }
        let map = try Self.map(text)
        #expect(map.count == Int64(blocks.count))
        for block in blocks.keys.flatMap({ [$0 - 1, $0, $0 + 1] }) {
            let phone = PhoneNumber(10_000_000_000 + block * 1_000 + Int64.random(in: 0...999, using: &random))
            let known = blocks[block]
            #expect(map.type(of: phone) == known?.type, "seed \(seed)")
            let carrier = known.flatMap { $0.carrier.isEmpty ? nil : $0.carrier }
            #expect(map.carrierName(of: phone) == carrier, "seed \(seed)")
        }
    }

    @Test func `an import that is told to stop stops`() throws {
        var work = BlockMapImport()
        let fault = #expect(throws: RegisterFault.self) {
            try work.read(.bytes(Array("310555,6,MOBILE\n".utf8)), isCancelled: { true })
        }
        #expect(fault?.code == .cancelled)
    }
}
