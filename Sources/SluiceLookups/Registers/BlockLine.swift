import SluiceCore

/// What one line of a block list says: `npanxx,block,type[,carrier]`.
///
/// The exchange may come in one field (`310555`), with the block (`3105556`, then the type follows), or as area code
/// and exchange (`310,555,6,…`). The block is a digit, or `A` or empty for the whole exchange. Where the register
/// itself says what type its blocks have, the type may be left out. Fields end at a comma, semicolon, tab or bar.
enum BlockLine: Equatable {
    case empty
    /// `block` is nil for the whole exchange, which is written `NPANXX`.
    case block(exchange: Int, block: Int?, type: CarrierType, carrier: String)
    case rejected(RegisterImportReport.LineFault)

    /// The words that lists use for a type.
    private static let words: [String: CarrierType] = [
        "MOBILE": .mobile, "WIRELESS": .mobile, "CELL": .mobile, "CELLULAR": .mobile, "PCS": .mobile, "PAGER": .mobile,
        "M": .mobile, "W": .mobile, "C": .mobile,
        "LANDLINE": .landline, "WIRELINE": .landline, "FIXED": .landline, "FIXED LINE": .landline, "L": .landline,
        "VOIP": .voip, "FIXEDVOIP": .voip, "NONFIXEDVOIP": .voip, "V": .voip,
        "UNKNOWN": .unknown, "U": .unknown,
    ]

    init(_ line: UnsafeBufferPointer<UInt8>, typeIfAbsent: CarrierType?) {
        guard line.count <= PhoneLine.longestLine else {
            self = .rejected(.tooLong)
            return
        }
        let fields = line.split(omittingEmptySubsequences: false) { PhoneLine.isSeparator($0) }
            .map { Self.text($0) }
        guard fields.contains(where: { !$0.isEmpty }) else {
            self = .empty
            return
        }
        self = Self.read(fields, typeIfAbsent)
    }

    private static func read(_ fields: [String], _ typeIfAbsent: CarrierType?) -> BlockLine {
        var rest = fields.dropFirst()
        guard let first = fields.first, let digits = number(first) else { return .rejected(.notANumber) }
        let exchange: Int
        var block: Int?
        switch first.utf8.count {
        case 3:
            guard let second = rest.popFirst(), second.utf8.count == 3, let prefix = number(second) else {
                return .rejected(.wrongLength)
            }
            exchange = digits * 1_000 + prefix
        case 6: exchange = digits
        case 7: (exchange, block) = (digits / 10, digits % 10)
        default: return .rejected(.wrongLength)
        }
        guard exchange >= 200_000, exchange / 100 % 10 >= 2 else { return .rejected(.impossibleNumber) }
        if first.utf8.count != 7 {
            let field = rest.popFirst() ?? ""
            if field.utf8.count == 1, let digit = number(field) {
                block = digit
            } else if !field.isEmpty, field.uppercased() != "A" {
                return .rejected(.invalidBlock)
            }
        }
        let word = rest.popFirst() ?? ""
        guard let type = word.isEmpty ? typeIfAbsent : words[word.uppercased()] else { return .rejected(.unknownType) }
        return .block(exchange: exchange, block: block, type: type, carrier: rest.popFirst() ?? "")
    }

    /// At most seven digits and nothing else.
    private static func number(_ text: String) -> Int? {
        let isNumber = (1...7).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isNumber ? Int(text) : nil
    }

    /// A field without the spaces and quotes around it.
    private static func text(_ field: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        var field = field
        while let first = field.first, first == 0x20 || first == 0x22 { field.removeFirst() }
        while let last = field.last, last == 0x20 || last == 0x22 { field.removeLast() }
        return String(decoding: field, as: UTF8.self)
    }
}
