import SluiceCore

/// The changes that a file lists, and what was made of its lines.
public struct RegisterChangeList: Sendable, Hashable {
    /// More would stand in the memory of every node; a full list is the better way then.
    public static let most = 1_000_000

    /// What was made of the lines.
    public private(set) var report = RegisterImportReport()
    /// The numbers listed and taken off; of two lines about one number the later counts.
    public private(set) var delta = RegisterDelta()

    /// Reads a source to its end: a number a line, and a field `D` alone where it was taken off.
    ///
    /// Throws `nothingRead`, `mostlyUnreadable`, `tooLarge`, or what the source throws.
    public init(_ source: ByteSource) throws {
        var (report, delta) = (RegisterImportReport(), RegisterDelta())
        try LineScanner(source: source).scan { line in
            report.lines &+= 1
            switch PhoneLine(line) {
            case .empty:
                break
            case .number(let digits):
                report.accepted &+= 1
                delta.added.insert(digits)
                delta.removed.remove(digits)
            case .removal(let digits):
                report.accepted &+= 1
                delta.removed.insert(digits)
                delta.added.remove(digits)
            case .rejected(let fault):
                report.reject(fault)
            }
            guard delta.added.count + delta.removed.count <= Self.most else {
                throw RegisterFault(.tooLarge, "more than \(Self.most) changes; import a full list instead")
            }
        } onChunk: { bytesRead in
            report.bytesRead = bytesRead
        }
        try report.checkPlausible()
        report.count = Int64(delta.added.count + delta.removed.count)
        (self.report, self.delta) = (report, delta)
    }
}
