/// A column of the generated tables: words between commas, or `-` for none.
enum DataColumn {
    static func words(_ column: Substring) -> [String] {
        column == "-" ? [] : column.split(separator: ",").map(String.init)
    }

    /// The two sides of the colon in a line, each split at spaces.
    static func sides(_ line: Substring) -> (key: [Substring], values: [Substring])? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return (line[..<colon].split(separator: " "), line[line.index(after: colon)...].split(separator: " "))
    }
}
