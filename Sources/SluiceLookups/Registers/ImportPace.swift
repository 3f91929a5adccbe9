/// Says when an import should report its progress: at every hundredth of the source, or every 16 MiB where its length
/// is not known.
struct ImportPace {
    private let total: Int64?
    private let before: Int64
    private let step: Int64
    private var next: Int64

    init(source: ByteSource, readBefore before: Int64) {
        total = source.totalBytes.map { before &+ $0 }
        self.before = before
        step = max(source.totalBytes.map { $0 / 100 } ?? 16 << 20, 1)
        next = before &+ step
    }

    mutating func advance(
        to bytesRead: Int64, _ report: inout RegisterImportReport, _ progress: (RegisterImportProgress) -> Void
    ) {
        report.bytesRead = before &+ bytesRead
        guard report.bytesRead >= next else { return }
        next = report.bytesRead &+ step
        tell(report, progress)
    }

    func finish(_ report: RegisterImportReport, _ progress: (RegisterImportProgress) -> Void) {
        tell(report, progress)
    }

    private func tell(_ report: RegisterImportReport, _ progress: (RegisterImportProgress) -> Void) {
        progress(
            RegisterImportProgress(
                bytesRead: report.bytesRead, totalBytes: total, accepted: report.accepted, rejected: report.rejected))
    }
}
