/// The calling codes of the world (ITU-T E.164), found by number.
///
/// No code is the beginning of another, so the first digits of an international number tell where its code ends.
public enum CallingCodes {
    /// The code in use as `code`; nil when nobody has it.
    public static func find(_ code: Int) -> CallingCode? {
        table.indices.contains(code) ? table[code] : nil
    }

    /// Every code in use, smallest first.
    public static var all: [CallingCode] { table.compactMap { $0 } }

    /// How many digits the calling code has in an international number that starts with these two digits.
    static func length(after firstTwo: Int) -> Int {
        switch firstTwo {
        case 10...19, 70...79: 1
        case 20, 27, 30...34, 36, 39...41, 43...49, 51...58, 60...66, 81, 82, 84, 86, 90...95, 98: 2
        default: 3
        }
    }

    /// The code that opens an international number; nil when the digits are too few, or start with 0 as no code does.
    static func leading(_ digits: DigitRun) -> Int? {
        guard digits.first(1) > 0 else { return nil }
        let length = length(after: digits.count == 1 ? digits.first(1) * 10 : digits.first(2))
        return digits.count < length ? nil : digits.first(length)
    }

    private static let table: [CallingCode?] = {
        var table = [CallingCode?](repeating: nil, count: 1000)
        for line in CallingCodesData.plans.split(separator: "\n") {
            let columns = line.split(separator: " ")
            guard columns.count == 6, let code = Int(columns[0]), table.indices.contains(code) else { continue }
            let lengths = DataColumn.words(columns[2]).compactMap { Int($0) }.filter { (1..<31).contains($0) }
            let plan = CallingCode.Plan(
                lengths: lengths.reduce(0) { $0 | 1 << UInt32($1) },
                trunkPrefix: DigitRun(columns[3]),
                pattern: DigitPattern(columns[4]))
            table[code] = CallingCode(
                code: code,
                regions: (table[code]?.regions ?? []) + DataColumn.words(columns[1]),
                zones: DataColumn.words(columns[5]),
                plans: (table[code]?.plans ?? []) + [plan])
        }
        return table
    }()
}
