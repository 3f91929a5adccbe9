import SluiceCore
import Testing

@testable import SluiceLookups

@Suite struct `Carrier types` {
    struct Case: Sendable {
        var toWireless: Bool?
        var toLandline: Bool?
        var wirelessBlock: String?
        var carrierBlock: String?
        var type: CarrierType
        var source: CarrierAnswer.Source?
        var asOf: Int64?
        var isWireless: Bool?
    }

    /// Registers as they are loaded (nil is not loaded; "" is loaded without the number's block), and what they say.
    static let cases: [Case] = [
        Case(type: .unknown),
        Case(toWireless: false, type: .unknown, isWireless: false),
        Case(toWireless: true, type: .mobile, source: .portedToWireless, asOf: 1, isWireless: true),
        Case(toLandline: true, type: .landline, source: .portedToLandline, asOf: 2, isWireless: false),
        Case(
            toWireless: true, toLandline: true, carrierBlock: "LANDLINE", type: .mobile, source: .portedToWireless,
            asOf: 1, isWireless: true),
        Case(
            toWireless: false, toLandline: true, wirelessBlock: "MOBILE", carrierBlock: "MOBILE", type: .landline,
            source: .portedToLandline, asOf: 2, isWireless: false),
        Case(
            toWireless: false, toLandline: false, wirelessBlock: "MOBILE", type: .mobile, source: .block, asOf: 3,
            isWireless: true),
        Case(wirelessBlock: "", carrierBlock: "MOBILE", type: .mobile, source: .block, asOf: 4, isWireless: true),
        Case(wirelessBlock: "MOBILE", carrierBlock: "VOIP", type: .mobile, source: .block, asOf: 3, isWireless: true),
        Case(wirelessBlock: "UNKNOWN", carrierBlock: "VOIP", type: .voip, source: .block, asOf: 4, isWireless: false),
        Case(wirelessBlock: "UNKNOWN", carrierBlock: "", type: .unknown, source: .block, asOf: 3, isWireless: false),
        Case(carrierBlock: "LANDLINE", type: .landline, source: .block, asOf: 4, isWireless: false),
        Case(carrierBlock: "VOIP", type: .voip, source: .block, asOf: 4, isWireless: false),
        Case(
            toWireless: true, carrierBlock: "VOIP", type: .mobile, source: .portedToWireless, asOf: 1,
            isWireless: true),
        Case(carrierBlock: "", type: .unknown, isWireless: false),
    ]

    private static func listed(_ isListed: Bool?, issuedOn: Int64) throws -> ListedNumbers {
        guard let isListed else { return ListedNumbers(nil) }
        let folder = try ScratchFolder()
        var work = try PhoneSetImport()
        try work.read(.bytes(Array((isListed ? "3105556789" : "3105556780").utf8)))
        _ = try work.write(to: folder.path("set"), as: .portedToWireless, version: 1, issuedOn: issuedOn, now: 0)
        return ListedNumbers(try PhoneSet(at: folder.path("set")))
    }

    private static func blocks(_ type: String?, issuedOn: Int64) throws -> BlockMap? {
        guard let type else { return nil }
        let folder = try ScratchFolder()
        var work = BlockMapImport()
        try work.read(.bytes(Array((type.isEmpty ? "212555,0,MOBILE" : "310555,6,\(type)").utf8)))
        _ = try work.write(to: folder.path("map"), as: .carrierBlock, version: 1, issuedOn: issuedOn, now: 0)
        return try BlockMap(at: folder.path("map"))
    }

    @Test(arguments: cases)
    func `ask the ported numbers first, then the blocks`(given: Case) throws {
        let phone = PhoneNumber(13_105_556_789)
        let types = CarrierTypes(
            portedToWireless: try Self.listed(given.toWireless, issuedOn: 1),
            portedToLandline: try Self.listed(given.toLandline, issuedOn: 2),
            wirelessBlocks: try Self.blocks(given.wirelessBlock, issuedOn: 3),
            carrierBlocks: try Self.blocks(given.carrierBlock, issuedOn: 4))
        let answer = types.answer(for: phone)
        #expect(answer.type == given.type)
        #expect(answer.source == given.source)
        #expect(answer.asOf == given.asOf)
        #expect(types.isWireless(phone) == given.isWireless)
    }

    @Test(
        arguments: [
            ("MOBILE", .mobile), ("mobile", .mobile), ("Landline", .landline), ("VoIP", .voip),
            ("unknown", .unknown), ("", nil), ("WIRELESS", nil), (" MOBILE", nil),
        ] as [(String, CarrierType?)])
    func `have wire words in any case`(word: String, type: CarrierType?) {
        #expect(CarrierType(wire: word) == type)
    }

    @Test(
        arguments: [
            ("national_dnc", "national_dnc"), ("state_dnc:TX", "state_dnc:TX"), ("state_dnc:tx", "state_dnc:TX"),
            ("litigator", "litigator"), ("carrier_block", "carrier_block"),
            ("state_dnc", nil), ("state_dnc:", nil), ("state_dnc:TEX", nil), ("state_dnc:..", nil),
            ("state_dnc:T/", nil), ("state_dnc:T:", nil),
            ("national_dnc:TX", nil), ("national_dnc:", nil), ("", nil), ("NATIONAL_DNC", nil), ("../x", nil),
        ] as [(String, String?)])
    func `and registers have names with one text form`(text: String, name: String?) {
        #expect(RegisterName(text)?.description == name)
    }
}
