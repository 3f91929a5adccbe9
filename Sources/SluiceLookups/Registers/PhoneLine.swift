/// What one line of a number list says.
///
/// The number is the first field, or the first two or three where they are an area code and its rest (`310,5556789` as
/// in the files of the national registry, or `310,555,6789`). Fields end at a comma, semicolon, tab or bar; spaces,
/// dots, hyphens, slashes, brackets and quotes within a number mean nothing. Ten digits are a North American number,
/// eleven with a leading 1 too; other countries' numbers come with a plus sign or at least eleven digits. Fields after
/// the number are not read, but for one: a field `D` alone marks a number taken off, as change lists do.
enum PhoneLine: Equatable {
    case empty
    case number(Int64)
    /// A number that was taken off the list, as change lists have them.
    case removal(Int64)
    case rejected(RegisterImportReport.LineFault)

    static let longestLine = 4_096

    /// One field as it is read: its digits as a number, how many, and whether anything else stood in it.
    private struct Field {
        var value: Int64 = 0
        var digits = 0
        var hasPlus = false
        var hasOther = false
    }

    init(_ line: UnsafeBufferPointer<UInt8>) {
        if let number = Self.plain(line) {
            self = number
            return
        }
        guard line.count <= Self.longestLine else {
            self = .rejected(.tooLong)
            return
        }
        var fields = (Field(), Field(), Field())
        var number = 0
        var fieldStart = 0
        var isBlank = true
        var hasDeletion = false
        for (place, byte) in line.enumerated() {
            if Self.isSeparator(byte) {
                hasDeletion = hasDeletion || Self.isDeletion(line[fieldStart..<place])
                number += 1
                fieldStart = place + 1
                continue
            }
            if byte != 0x20 { isBlank = false }
            switch number {
            case 0: Self.take(byte, into: &fields.0)
            case 1: Self.take(byte, into: &fields.1)
            case 2: Self.take(byte, into: &fields.2)
            default: break
            }
        }
        hasDeletion = hasDeletion || Self.isDeletion(line[fieldStart...])
        if isBlank {
            self = .empty
        } else {
            self = Self.joined(fields.0, fields.1, fields.2)
            if hasDeletion, case .number(let digits) = self { self = .removal(digits) }
        }
    }

    /// The commonest lines without the machinery: ten digits, three digits, a comma and seven, or eleven digits.
    @inline(__always)
    private static func plain(_ line: UnsafeBufferPointer<UInt8>) -> PhoneLine? {
        guard line.count == 10 || line.count == 11 else { return nil }
        let hasComma = line.count == 11 && line[3] == 0x2C
        var value: Int64 = 0
        for place in 0..<line.count where !(hasComma && place == 3) {
            let digit = line[place] &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        guard line.count == 11, !hasComma else { return northAmerican(value) }
        return line[0] == 0x31 ? northAmerican(value &- 10_000_000_000) : nil
    }

    private static func joined(_ first: Field, _ second: Field, _ third: Field) -> PhoneLine {
        guard !first.hasOther, first.digits > 0 else { return .rejected(.notANumber) }
        if first.digits == 3, !first.hasPlus, !second.hasOther, !second.hasPlus {
            if second.digits == 7 {
                return northAmerican(first.value &* 10_000_000 &+ second.value)
            }
            if second.digits == 3, third.digits == 4, !third.hasOther, !third.hasPlus {
                return northAmerican((first.value &* 1_000 &+ second.value) &* 10_000 &+ third.value)
            }
        }
        return single(first)
    }

    private static func single(_ field: Field) -> PhoneLine {
        if field.digits == 10, !field.hasPlus { return northAmerican(field.value) }
        let isLong = (11...15).contains(field.digits) || (field.hasPlus && (8...15).contains(field.digits))
        guard isLong else { return .rejected(.wrongLength) }
        var leading = field.value
        while leading >= 10 { leading /= 10 }
        if leading == 1, field.value > 0 {
            guard field.digits == 11 else { return .rejected(.wrongLength) }
            return northAmerican(field.value &- 10_000_000_000)
        }
        var smallest: Int64 = 1
        for _ in 1..<field.digits { smallest &*= 10 }
        return field.value >= smallest ? .number(field.value) : .rejected(.impossibleNumber)
    }

    /// A number of ten digits, refused when area code or exchange begins with 0 or 1.
    @inline(__always)
    static func northAmerican(_ national: Int64) -> PhoneLine {
        guard national >= 2_000_000_000, national <= 9_999_999_999, national / 1_000_000 % 10 >= 2 else {
            return .rejected(.impossibleNumber)
        }
        return .number(national &+ 10_000_000_000)
    }

    private static func take(_ byte: UInt8, into field: inout Field) {
        switch byte {
        case 0x30...0x39:
            field.digits += 1
            if field.digits <= 15 { field.value = field.value &* 10 &+ Int64(byte &- 0x30) }
        case 0x2B where field.digits == 0 && !field.hasPlus:
            field.hasPlus = true
        case 0x20, 0x22, 0x27, 0x28, 0x29, 0x2D, 0x2E, 0x2F:
            break
        default:
            field.hasOther = true
        }
    }

    static func isSeparator(_ byte: UInt8) -> Bool {
        byte == 0x2C || byte == 0x3B || byte == 0x09 || byte == 0x7C
    }

    /// Whether a field is the letter D alone, quoted or not.
    private static func isDeletion(_ field: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let letters = field.lazy.filter { $0 != 0x20 && $0 != 0x22 }
        return field.count <= 5 && letters.count == 1 && letters.allSatisfy { $0 | 0x20 == 0x64 }
    }
}
