/// Rows as comma-separated values (RFC 4180) that no spreadsheet takes for formulas.
public enum CSVText {
    /// One line, without its end.
    public static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") }

    /// The text of a cell as it was before ``line(_:)`` kept spreadsheets from taking it for a formula.
    public static func unguarded(_ text: String) -> String {
        guard text.utf8.first == UInt8(ascii: "'"), isFormula(text.dropFirst()) else { return text }
        return String(text.dropFirst())
    }

    private static func isFormula(_ text: some StringProtocol) -> Bool {
        switch text.utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 13: true
        default: false
        }
    }

    private static func cell(_ text: String) -> String {
        let safe = isFormula(text) ? "'\(text)" : text
        let needsQuotes = safe.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0D || $0 == 0x0A }
        return needsQuotes ? quoted(safe) : safe
    }

    /// Byte by byte: a quote with an accent behind it is one character, and a quote all the same.
    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [0x22]
        bytes.reserveCapacity(text.utf8.count + 4)
        for byte in text.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
        return String(decoding: bytes, as: UTF8.self)
    }
}
