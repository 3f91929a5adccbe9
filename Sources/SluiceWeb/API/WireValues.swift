public import SluiceCore

/// Truth values as clients write them: `1`/`0`, `true`/`false`, `y`/`n`, `yes`/`no` in any case (convoso-api §2.1).
public enum WireBool {
    /// The truth value, or nothing for any other text, the empty one included.
    public static func read(_ text: String) -> Bool? {
        switch text {
        case "1": true
        case "0": false
        default:
            switch text.utf8.count <= 5 ? text.lowercased() : "" {
            case "true", "yes", "y": true
            case "false", "no", "n": false
            default: nil
            }
        }
    }
}

/// Whole numbers as clients write them: decimal digits with or without a sign, spaces around them allowed.
public enum WireInteger {
    /// The number, or nothing for text that is none. A number beyond 64 bits becomes the last one within.
    public static func read(_ text: String) -> Int64? {
        var digits = text.utf8[...]
        while digits.first == 0x20 { digits.removeFirst() }
        while digits.last == 0x20 { digits.removeLast() }
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
        guard !digits.isEmpty else { return nil }
        var number: Int64 = 0
        var isBeyond = false
        for byte in digits {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let digit = Int64(byte &- UInt8(ascii: "0"))
            let (tenfold, isOver) = number.multipliedReportingOverflow(by: 10)
            let (sum, isOverToo) =
                isNegative
                ? tenfold.subtractingReportingOverflow(digit)
                : tenfold.addingReportingOverflow(digit)
            isBeyond = isBeyond || isOver || isOverToo
            number = sum
        }
        return isBeyond ? (isNegative ? .min : .max) : number
    }

    /// The number moved into `range`, or nothing for text that is no number.
    public static func read(_ text: String, in range: ClosedRange<Int64>) -> Int64? {
        read(text).map { min(range.upperBound, max(range.lowerBound, $0)) }
    }
}

/// An id as clients write it. Zero is what the documented API's own tester sends for "none" (convoso-api §2.1).
public enum WireID: Sendable, Hashable {
    /// Absent, empty, or zero.
    case notGiven
    /// An id above zero.
    case number(Int64)
    /// Text that is no id: no such thing can exist.
    case malformed

    /// Reads the value of a parameter that may be absent.
    public init(_ text: String?) {
        guard let text, !text.isEmpty else {
            self = .notGiven
            return
        }
        switch WireInteger.read(text) {
        case 0: self = .notGiven
        case .some(let number) where number > 0 && number < .max: self = .number(number)
        default: self = .malformed
        }
    }
}

/// Several values in one parameter, separated by commas (convoso-api §2.1).
public enum WireList {
    /// The values in order without the spaces around them; empty ones are left out.
    public static func read(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: ",")).compactMap { part in
            var part = part
            while part.first == 0x20 { part.removeFirst() }
            while part.last == 0x20 { part.removeLast() }
            return part.isEmpty ? nil : String(Substring(part))
        }
    }
}

/// A date, with or without a time, as clients write it: `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS` or `M/D/YYYY`
/// (convoso-api §2.6). It carries no zone.
public struct WireDate: Sendable, Hashable, Comparable {
    /// The day.
    public let day: CalendarDate
    /// Seconds since midnight, 0 to 86,399; nothing where only a day was written.
    public let secondOfDay: Int?

    /// The date that `text` says; nothing for any other form and for days that no calendar has.
    public init?(_ text: String) {
        var reader = DigitReader(text.utf8)
        guard let first = reader.number(1...4) else { return nil }
        if reader.take("/") {
            guard first.digits <= 2, let day = reader.number(1...2), reader.take("/"),
                let year = reader.number(4...4), reader.isAtEnd,
                let date = CalendarDate(year: year.value, month: first.value, day: day.value)
            else { return nil }
            self.day = date
            secondOfDay = nil
            return
        }
        guard first.digits == 4, reader.take("-"), let month = reader.number(2...2), reader.take("-"),
            let day = reader.number(2...2),
            let date = CalendarDate(year: first.value, month: month.value, day: day.value)
        else { return nil }
        self.day = date
        guard !reader.isAtEnd else {
            secondOfDay = nil
            return
        }
        guard reader.take(" "), let hour = reader.number(2...2), reader.take(":"),
            let minute = reader.number(2...2), reader.take(":"), let second = reader.number(2...2), reader.isAtEnd,
            hour.value < 24, minute.value < 60, second.value < 60
        else { return nil }
        secondOfDay = hour.value * 3600 + minute.value * 60 + second.value
    }

    /// Earlier first; a day alone counts as its midnight.
    public static func < (left: WireDate, right: WireDate) -> Bool {
        (left.day, left.secondOfDay ?? 0) < (right.day, right.secondOfDay ?? 0)
    }
}

/// Takes digits and signs from the front of a text.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String.UTF8View) {
        rest = text[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next run of digits, where it is as long as `lengths` says.
    mutating func number(_ lengths: ClosedRange<Int>) -> (value: Int, digits: Int)? {
        var value = 0
        var digits = 0
        while digits < lengths.upperBound, let byte = rest.first, byte >= 48, byte <= 57 {
            value = value * 10 + Int(byte &- 48)
            digits += 1
            rest.removeFirst()
        }
        return digits >= lengths.lowerBound ? (value, digits) : nil
    }

    mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == sign.value else { return false }
        rest.removeFirst()
        return true
    }
}
