import SluiceCore
import SluiceDatabase
import SluiceWeb

/// The past of an account's configuration: shown, compared, put back.
struct HistoryDesk: Sendable {
    let database: any Database
    let account: AccountID

    /// The configurations that one reading has looked up: changes that stand side by side share them.
    private struct Looked {
        let store: Configurations
        private var known: [Int64: AccountConfiguration?] = [:]

        init(_ store: Configurations) {
            self.store = store
        }

        mutating func at(_ version: Int64) throws -> AccountConfiguration? {
            if let found = known[version] { return found }
            let found = try store.snapshot(at: version)
            known[version] = .some(found)
            return found
        }
    }

    /// A change with its difference, as the configuration before and after it named things.
    private func value(_ change: ConfigurationHistory.Change, _ looked: inout Looked) throws -> JSONValue {
        let then = try looked.at(change.version)
        let before = try looked.at(max(0, change.version - 1))
        var name: JSONValue = .null
        var fields: [JSONValue] = []
        if let kind = change.kind, let then, let before {
            let old = try ConfigurationKinds.members(of: kind, change.before, in: before)
            let new = try ConfigurationKinds.members(of: kind, change.after, in: then)
            name = (new ?? old)?.first { $0.name == "name" }?.value ?? .string("settings")
            fields = HistoryDesk.values(ConfigurationDifference(before: old, after: new))
        }
        let what = change.before == nil ? "made" : change.after == nil ? "removed" : "changed"
        return .members(
            ("version", .integer(change.version)), ("at", .instant(change.at)), ("actor", .string(change.actor)),
            ("door", .string(change.origin.door)), ("address", .text(change.origin.address)),
            ("comment", .text(change.origin.comment)), ("kind", .text(change.kind?.rawValue)),
            ("id", .integer(change.objectID)), ("name", name), ("what", .string(what)), ("difference", .array(fields)))
    }

    /// The fields of a difference.
    static func values(_ difference: ConfigurationDifference) -> [JSONValue] {
        difference.fields.map { field in
            .members(
                ("field", .string(field.name)), ("before", field.before ?? .null), ("after", field.after ?? .null))
        }
    }

    /// Changes, the newest first.
    func changes(_ filter: ConfigurationHistory.Filter, limit: Int64) async throws -> [JSONValue] {
        let account = account
        return try await database.read { connection in
            var looked = Looked(Configurations(connection, of: account))
            return try ConfigurationHistory(connection, of: account).changes(filter, limit: limit)
                .map { try value($0, &looked) }
        }
    }

    /// Everything that was configured at a version, by kind; nothing where the account has not come so far.
    func configuration(at version: Int64) async throws -> JSONValue? {
        let account = account
        return try await database.read { connection in
            guard let then = try Configurations(connection, of: account).snapshot(at: version) else { return nil }
            var kinds: [String: [JSONValue]] = [:]
            for object in try ConfigurationHistory(connection, of: account).bodies(at: version) {
                guard let kind = ConfigurationKind(rawValue: object.kind),
                    let members = try ConfigurationKinds.members(of: kind, object.body, in: then)
                else { continue }
                kinds[object.kind, default: []].append(.object(members))
            }
            return .object(
                [("version", .integer(version))]
                    + ConfigurationKinds.order.map { ($0.rawValue, .array(kinds[$0.rawValue] ?? [])) })
        }
    }

    /// What differs between two versions, object by object; nothing where one of them is not there.
    func difference(from first: Int64, to second: Int64) async throws -> [JSONValue]? {
        let account = account
        return try await database.read { connection in
            let store = Configurations(connection, of: account)
            guard let before = try store.snapshot(at: first), let after = try store.snapshot(at: second) else {
                return nil
            }
            let history = ConfigurationHistory(connection, of: account)
            let old = try history.bodies(at: first)
            let new = try history.bodies(at: second)
            var values: [JSONValue] = []
            for kind in ConfigurationKinds.order {
                let ids = Set((old + new).filter { $0.kind == kind.rawValue }.map(\.id)).sorted()
                for id in ids {
                    let bodies = [old, new].map { $0.first { $0.kind == kind.rawValue && $0.id == id }?.body }
                    guard bodies[0] != bodies[1] else { continue }
                    let was = try ConfigurationKinds.members(of: kind, bodies[0], in: before)
                    let became = try ConfigurationKinds.members(of: kind, bodies[1], in: after)
                    let name = (became ?? was)?.first { $0.name == "name" }?.value ?? .string("settings")
                    let fields = HistoryDesk.values(ConfigurationDifference(before: was, after: became))
                    guard !fields.isEmpty else { continue }
                    values.append(
                        .members(
                            ("kind", .string(kind.rawValue)), ("id", .integer(id)), ("name", name),
                            ("difference", .array(fields))))
                }
            }
            return values
        }
    }

    /// Puts one object back as it was at a version. Throws a ``ProblemReport`` where it cannot be.
    static func restore(
        _ kind: ConfigurationKind, _ id: Int64, to version: Int64, _ edit: inout ConfigurationEdit
    ) throws {
        let account = edit.snapshot.account.id
        let history = ConfigurationHistory(edit.connection, of: account)
        guard let then = try edit.snapshot(at: version), let body = try history.body(of: kind, id, at: version) else {
            throw ProblemReport("version", "there was no such \(kind.rawValue) at version \(version)")
        }
        guard try history.body(of: kind, id, at: edit.snapshot.version) != body else { return }
        try ConfigurationKinds.restore(kind, body, from: then, &edit)
    }

    /// Puts the whole configuration back as it was at a version: all of it, or nothing and every reason. What it says of
    /// people's rights stays as it is.
    static func restoreAll(to version: Int64, _ edit: inout ConfigurationEdit) throws {
        let history = ConfigurationHistory(edit.connection, of: edit.snapshot.account.id)
        guard let then = try edit.snapshot(at: version) else {
            throw ProblemReport("version", "the account has no version \(version)")
        }
        let wanted = try history.bodies(at: version)
        let standing = try history.bodies(at: edit.snapshot.version)
        var faults: [ProblemReport.Fault] = []
        func judged(_ name: String, _ body: () throws -> Void) throws {
            do {
                try body()
            } catch let report as ProblemReport {
                faults += report.faults.map { .init(field: "\(name).\($0.field)", sentence: $0.sentence) }
            }
        }
        for kind in ConfigurationKinds.restored {
            for object in try ConfigurationKinds.neededFirst(kind, wanted) {
                let now = standing.first { $0.kind == object.kind && $0.id == object.id }?.body
                guard now != object.body else { continue }
                try judged("\(object.kind) \(object.id)") {
                    try ConfigurationKinds.restore(kind, object.body, from: then, &edit)
                }
                if kind == .criteria { try edit.lookAgain() }
            }
            try edit.lookAgain()
        }
        func hasSettings(_ objects: [(kind: String, id: Int64, body: String)]) -> Bool {
            objects.contains { $0.kind == ConfigurationKind.settings.rawValue }
        }
        if hasSettings(standing), !hasSettings(wanted) { try edit.put(StoredSettings(AccountSettings())) }
        for kind in ConfigurationKinds.restored.reversed() where kind != .settings {
            for object in try ConfigurationKinds.neededFirst(kind, standing).reversed() {
                guard !wanted.contains(where: { $0.kind == object.kind && $0.id == object.id }) else { continue }
                try judged("\(object.kind) \(object.id)") { try ConfigurationKinds.remove(kind, object.body, &edit) }
                try edit.lookAgain()
            }
        }
        guard faults.isEmpty else { throw ProblemReport(faults) }
    }
}
