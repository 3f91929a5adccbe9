/// Why one row of an imported file was not taken.
public struct ImportFault: Sendable, Hashable {
    /// The row as spreadsheets count, the header being row 1.
    public var row: Int64
    /// A permanent word: a ``RefusalReason``, or one of ours such as `row_unreadable`.
    public var reason: String
    /// What was found, for the account's own users.
    public var detail: String
    /// The row's cells as they were read.
    public var cells: [String]

    /// A fault of these.
    public init(row: Int64, reason: String, detail: String, cells: [String]) {
        self.row = row
        self.reason = reason
        self.detail = detail
        self.cells = cells
    }
}

/// What a batch of rows came to.
public struct ImportTally: Sendable, Hashable {
    /// Rows read, blank ones left out.
    public var rows: Int64 = 0
    /// New rows of ours that came of them.
    public var accepted: Int64 = 0
    /// Rows that changed what was there.
    public var updated: Int64 = 0
    /// Rows that were not taken.
    public var faults: [ImportFault] = []
    /// The number of the last row.
    public var lastRow: Int64 = 0
    /// The place in the file behind it.
    public var end: Int64 = 0

    /// Nothing yet.
    public init() {}

    /// Counts a row that was looked at, whatever comes of it.
    public mutating func pass(_ row: ImportRow<some Sendable>) {
        if row.content != nil { rows += 1 }
        lastRow = row.number
        end = row.end
    }
}

/// One row of an imported file on its way.
public struct ImportRow<Content: Sendable>: Sendable {
    /// The row as spreadsheets count.
    public var number: Int64
    /// The place in the file behind it.
    public var end: Int64
    /// Its cells.
    public var cells: [String]
    /// What it says; nothing for a blank one.
    public var content: Result<Content, ImportFault.Complaint>?

    /// A row of these.
    public init(number: Int64, end: Int64, cells: [String], content: Result<Content, ImportFault.Complaint>?) {
        self.number = number
        self.end = end
        self.cells = cells
        self.content = content
    }

    /// The fault that a complaint about this row is.
    public func fault(_ complaint: ImportFault.Complaint) -> ImportFault {
        ImportFault(row: number, reason: complaint.reason, detail: complaint.detail, cells: cells)
    }
}

extension ImportFault {
    /// What is wrong with a row, before it is said which.
    public struct Complaint: Error, Sendable, Hashable {
        /// A permanent word.
        public var reason: String
        /// What was found.
        public var detail: String

        /// A complaint of these.
        public init(_ reason: String, _ detail: String) {
            self.reason = reason
            self.detail = detail
        }
    }
}
