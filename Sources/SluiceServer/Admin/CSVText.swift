public import SluiceCore

/// Rows as comma-separated values (RFC 4180) that no spreadsheet takes for formulas.
public enum CSVText {
    /// One line, without its end.
    public static func line(_ cells: [String]) -> String {
        var bytes: [UInt8] = []
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(0x2C) }
            write(cell, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Objects as lines under the names of the first's members, the names before them, without their ends.
    public static func lines(_ rows: [JSONValue]) -> [String] {
        guard let names = rows.first?.members?.map(\.name) else { return [] }
        return [line(names)] + rows.map { row in line(names.map { cell(row[$0] ?? .null) }) }
    }

    private static func cell(_ value: JSONValue) -> String {
        if value.isNull { return "" }
        if let elements = value.elements { return elements.map(cell).joined(separator: "; ") }
        guard let members = value.members else { return value.string ?? value.text }
        return members.map { "\($0.name)=\($0.value.text)" }.joined(separator: "; ")
    }

    /// The text of a cell as it was before ``line(_:)`` kept spreadsheets from taking it for a formula.
    public static func unguarded(_ text: String) -> String {
        guard text.utf8.first == 0x27, let second = text.utf8.dropFirst().first, isFormula(second) else { return text }
        return String(decoding: text.utf8.dropFirst(), as: UTF8.self)
    }

    /// What a spreadsheet begins a formula with: `=`, `+`, `-`, `@`, a tab or a carriage return.
    private static func isFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D: true
        default: false
        }
    }

    /// Appends a cell, in quotes where it needs them. Byte by byte: a quote with an accent behind it is one character, and
    /// a quote all the same.
    static func write(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { cell in
            let isGuarded = cell.first.map(isFormula) ?? false
            let needsQuotes = cell.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0D || $0 == 0x0A }
            if needsQuotes { bytes.append(0x22) }
            if isGuarded { bytes.append(0x27) }
            guard needsQuotes else {
                bytes.append(contentsOf: cell)
                return
            }
            for byte in cell {
                if byte == 0x22 { bytes.append(0x22) }
                bytes.append(byte)
            }
            bytes.append(0x22)
        }
    }
}
