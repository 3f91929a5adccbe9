import SluiceCore
import SluiceDatabase

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

    private static func percent(of job: ImportJob) -> Int64 {
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
