import SluiceCore
import SluiceDatabase
import Synchronization

extension ImportDesk {
    /// How a delimiter is called.
    static func word(_ delimiter: UInt8) -> String {
        switch delimiter {
        case 0x2C: "comma"
        case 0x09: "tab"
        case 0x3B: "semicolon"
        default: "pipe"
        }
    }

    /// How far an import is, for people who wait.
    static func sentence(of job: ImportJob) -> String {
        let parts = [
            "\(percent(of: job)) %", "\(job.rows) rows", "\(job.accepted) taken",
            job.updated > 0 ? "\(job.updated) updated or there already" : nil, "\(job.refused) refused",
        ].compactMap(\.self)
        return "import \(job.id): \(parts.joined(separator: ", "))"
    }

    static func percent(of job: ImportJob) -> Int64 {
        if job.state == .done { return 100 }
        return job.rows > 0 && job.size > 0 ? job.place &* 100 / job.size : 0
    }

    /// An import as people see it.
    static func members(of job: ImportJob) -> [(name: String, value: JSONValue)] {
        [
            ("id", .integer(job.id)), ("kind", .string(job.kind.rawValue)), ("file", .string(job.name)),
            ("state", .string(job.state.rawValue)), ("percent", .integer(percent(of: job))),
            ("rows", .integer(job.rows)), ("accepted", .integer(job.accepted)), ("updated", .integer(job.updated)),
            ("refused", .integer(job.refused)), ("because", .string(job.because)), ("by", .string(job.actor)),
            ("started", .moment(job.startedAt)), ("moved", .moment(job.movedAt)),
        ]
    }

    /// A fault as people see it.
    static func members(of fault: ImportFault) -> [(name: String, value: JSONValue)] {
        [
            ("row", .integer(fault.row)), ("reason", .string(fault.reason)), ("detail", .string(fault.detail)),
            ("cells", .texts(fault.cells)),
        ]
    }
}

/// Tells of an import's progress now and then: when it has ended, and about a hundred times before.
final class ImportProgress: Sendable {
    private let last = Mutex<(percent: Int64, sentence: String)>((-1, ""))
    private let progress: @Sendable (String) -> Void

    init(_ progress: @escaping @Sendable (String) -> Void) {
        self.progress = progress
    }

    func tell(_ job: ImportJob) {
        let (percent, sentence) = (ImportDesk.percent(of: job), ImportDesk.sentence(of: job))
        let isDue = last.withLock { last in
            guard percent != last.percent || job.state != .running, sentence != last.sentence else { return false }
            last = (percent, sentence)
            return true
        }
        if isDue { progress(sentence) }
    }
}
