import SluiceCore
import SluiceDatabase
import SluiceWeb

/// Rows of an account as CSV text, a page at a time: each page goes on behind the last row of the one before, so the last
/// costs no more than the first, and no row stands twice.
struct Export: Sendable {
    /// Rows in a page.
    static let pageSize: Int64 = 5000

    /// Some lines of the file.
    struct Page: Sendable {
        /// Makes the lines, each with its end. It takes as long as reading the rows does.
        var text: @Sendable () -> [UInt8]
        /// How many rows they are.
        var rows: Int64
        /// Behind which row to go on; nothing at the end.
        var next: Int64?
    }

    /// What it is: `leads`.
    let name: String
    /// The columns.
    let columns: [String]
    /// The page behind a row; nothing = from the first on.
    let page: @Sendable (any Connection, Int64?) throws -> Page

    /// The first line.
    var header: [UInt8] { Array((CSVText.line(columns) + "\r\n").utf8) }

    /// The whole file as a download. While the lines of one page are made, the rows of the next are read and the page
    /// before is sent.
    func download(from database: any Database) -> FileDownload {
        FileDownload("\(name).csv") { [self] writer in
            var made = header
            var ready: Page? = try await read(from: database, after: nil)
            while let page = ready {
                async let following = read(from: database, behind: page)
                async let lines = Export.lines(of: page)
                try await writer.send(made)
                made = await lines
                ready = try await following
            }
            if !made.isEmpty { try await writer.send(made) }
        }
    }

    /// Makes the lines of a page away from the loop of any connection.
    private static func lines(of page: Page) async -> [UInt8] {
        await withTaskExecutorPreference(globalConcurrentExecutor) { page.text() }
    }

    private func read(from database: any Database, after: Int64?) async throws -> Page {
        try await database.read { [page] in try page($0, after) }
    }

    private func read(from database: any Database, behind page: Page) async throws -> Page? {
        guard let next = page.next else { return nil }
        return try await read(from: database, after: next)
    }

    /// A page of rows, each as its cells.
    static func page<Row: Sendable>(
        _ rows: [Row], id: (Row) -> Int64, _ cells: @escaping @Sendable (Row, inout CSVLine) -> Void
    ) -> Page {
        let isLast = Int64(rows.count) < pageSize
        return Page(
            text: {
                var line = CSVLine()
                for row in rows {
                    cells(row, &line)
                    line.end()
                }
                return line.bytes
            }, rows: Int64(rows.count), next: isLast ? nil : rows.last.map(id))
    }

    /// The columns that somebody asked for, or all.
    static func columns(_ asked: [String]?, of all: [String]) throws -> [String] {
        guard let asked, !asked.isEmpty else { return all }
        let unknown = asked.filter { !all.contains($0) }
        guard unknown.isEmpty else {
            throw ProblemReport(
                "columns", "there is no \(unknown.joined(separator: ", ")); there are \(all.joined(separator: ", "))")
        }
        return asked
    }
}

/// Lines of a CSV file in the making.
struct CSVLine {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    init() { bytes.reserveCapacity(1 << 20) }

    /// Adds a cell that no spreadsheet takes for a formula.
    mutating func cell(_ text: String) {
        if !isFirst { bytes.append(0x2C) }
        isFirst = false
        CSVText.write(text, to: &bytes)
    }

    mutating func cell(_ number: Int64?) {
        if !isFirst { bytes.append(0x2C) }
        isFirst = false
        if let number { bytes.append(contentsOf: String(number).utf8) }
    }

    mutating func end() {
        bytes.append(0x0D)
        bytes.append(0x0A)
        isFirst = true
    }
}
