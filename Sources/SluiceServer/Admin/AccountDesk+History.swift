import SluiceCore
import SluiceDatabase

extension AccountDesk {
    private var past: HistoryDesk { HistoryDesk(database: parts.database, account: account) }

    /// Changes of the configuration, the newest first, each with what differs in a line of its own.
    func listChanges(_ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        var filter = ConfigurationHistory.Filter()
        var limit = 50
        var before: Int?
        fields.number("limit", into: &limit, 1...500)
        fields.optionalNumber("before", into: &before, 1...Int.max)
        if let word = fields.value("kind"), !word.isEmpty {
            filter.kind = ConfigurationKind(rawValue: word.lowercased())
            if filter.kind == nil {
                fields.fault("kind", "takes one of \(ConfigurationKinds.order.map(\.rawValue).joined(separator: ", "))")
            }
        }
        try fields.check("a search")
        filter.before = before.map(Int64.init)
        let changes = try await past.changes(filter, limit: Int64(limit))
        return .array(
            changes.map { change in
                // What is new differs in everything, and so does what is gone.
                let isChange = change["what"]?.string == "changed"
                let fields = isChange ? change["difference"]?.elements ?? [] : []
                let difference = fields.map(AccountDesk.sentence).joined(separator: "; ")
                return .members(
                    ("version", change["version"] ?? .null),
                    ("at", .moment(change["at"]?.string.flatMap(RFC3339.read))),
                    ("actor", change["actor"] ?? .null), ("what", change["what"] ?? .null),
                    ("kind", change["kind"] ?? .null), ("name", change["name"] ?? .null),
                    ("difference", .string(difference)))
            })
    }

    private static func sentence(_ field: JSONValue) -> String {
        func text(_ value: JSONValue?) -> String {
            guard let value, !value.isNull else { return "nothing" }
            return value.string.map { $0.isEmpty ? "empty" : $0 } ?? value.text
        }
        return "\(field["field"]?.string ?? ""): \(text(field["before"])) → \(text(field["after"]))"
    }

    func showVersion(_ version: Int64) async throws -> JSONValue {
        guard let value = try await past.configuration(at: version) else { throw missing(version) }
        return value
    }

    func compareVersions(_ from: Int64, _ to: Int64?) async throws -> JSONValue {
        guard let values = try await past.difference(from: from, to: to ?? configuration.version) else {
            throw missing(max(from, to ?? 0))
        }
        return .array(
            values.map { value in
                .members(
                    ("kind", value["kind"] ?? .null), ("name", value["name"] ?? .null),
                    (
                        "difference",
                        .string((value["difference"]?.elements ?? []).map(AccountDesk.sentence).joined(separator: "; "))
                    ))
            })
    }

    func restoreVersion(_ version: Int64) async throws -> JSONValue {
        let (_, newer) = try await edit { edit in try HistoryDesk.restoreAll(to: version, &edit) }
        return .members(("restored", .integer(version)), ("version", .integer(newer.version)))
    }

    /// Puts one object back, by the name or number that it has, or had at that version.
    func restoreObject(_ kind: AdminOperation.Kind, _ name: String, _ version: Int64) async throws -> JSONValue {
        guard let stored = ConfigurationKind(rawValue: kind.rawValue) else {
            throw ProblemReport("kind", "has no past")
        }
        let id = try await number(of: stored, name, at: version)
        let (_, newer) = try await edit { edit in try HistoryDesk.restore(stored, id, to: version, &edit) }
        return .members(("restored", .string(name)), ("version", .integer(newer.version)))
    }

    private func number(of kind: ConfigurationKind, _ name: String, at version: Int64) async throws -> Int64 {
        let account = account
        let found = try await parts.database.read { connection -> Int64? in
            guard let then = try Configurations(connection, of: account).snapshot(at: version) else { return nil }
            let bodies = try ConfigurationHistory(connection, of: account).bodies(at: version)
            return try bodies.first { object in
                guard object.kind == kind.rawValue else { return false }
                let members = try ConfigurationKinds.members(of: kind, object.body, in: then) ?? []
                let names = members.filter { ["name", "code"].contains($0.name) }.compactMap { $0.value.string }
                return String(object.id) == name || names.contains { $0.lowercased() == name.lowercased() }
            }?.id
        }
        guard let found else {
            throw ProblemReport(kind.rawValue, "there was no \(kind.rawValue) \(name) at version \(version)")
        }
        return found
    }

    private func missing(_ version: Int64) -> ProblemReport {
        ProblemReport("version", "the account has no version \(version); the newest is \(configuration.version)")
    }
}
