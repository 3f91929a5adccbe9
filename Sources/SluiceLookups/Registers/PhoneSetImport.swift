public import SluiceCore

/// Turns a list of numbers, in any order and as dirty as lists are, into a ``PhoneSet`` file.
///
/// The source is read once, as ``PhoneLine`` describes its lines, into cells of bits; memory follows the
/// thousands-blocks that occur (about 360 MB for the national registry) and has an upper bound. Two steps, so that what
/// was read can be judged before anything is written.
public struct PhoneSetImport {
    /// What was made of the lines so far.
    public private(set) var report = RegisterImportReport()
    private let cells: PhoneSetCells

    /// An import of nothing yet. Throws `outOfMemory`.
    public init() throws(RegisterFault) {
        cells = try PhoneSetCells()
    }

    /// Reads a source to its end; may be called again for a list in several parts.
    ///
    /// `progress` is called about once for every hundredth of the source, and at the end. `isCancelled` is asked
    /// between chunks of a megabyte. Throws `cancelled`, `tooLarge`, or what the source throws; then this value is of
    /// no further use.
    public mutating func read(
        _ source: ByteSource, progress: (RegisterImportProgress) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws {
        var report = report
        let cells = cells
        var pace = ImportPace(source: source, readBefore: report.bytesRead)
        try LineScanner(source: source).scan { line in
            report.lines &+= 1
            switch PhoneLine(line) {
            case .empty:
                break
            case .number(let digits):
                report.accepted &+= 1
                if try !cells.insert(digits) { report.duplicates &+= 1 }
            case .removal:
                report.reject(.deletion)
            case .rejected(let fault):
                report.reject(fault)
            }
        } onChunk: { bytesRead in
            guard !isCancelled() else { throw RegisterFault(.cancelled, "stopped after \(report.lines) lines") }
            pace.advance(to: bytesRead, &report, progress)
        }
        report.count = cells.count
        pace.finish(report, progress)
        self.report = report
    }

    /// Writes what was read as one version of a register.
    ///
    /// Nothing appears at `path` unless all of it is on disk. Refuses a source without a number (`nothingRead`) or with
    /// more rejected lines than accepted ones (`mostlyUnreadable`). Times are milliseconds UTC.
    public func write(
        to path: String, as name: RegisterName, version: Int64, issuedOn: Int64, now: Int64
    ) throws -> RegisterFileHeader {
        try report.checkPlausible()
        let identity = RegisterFileHeader(
            name: name, layout: .numbers, version: version, createdAt: now, issuedOn: issuedOn)
        var writer = try PhoneSetWriter(path, identity: identity)
        try cells.forEachExchange { exchange, bits in
            try writer.append(exchange: exchange, bits: bits)
        }
        return try writer.finish()
    }
}
