import Foundation
public import SluiceCore

/// One object that an account configures: a row of `configuration`, its body as JSON.
public protocol ConfigurationObject: Codable, Sendable {
    /// The permanent word for what it is.
    static var kind: ConfigurationKind { get }
    /// Its number in the account.
    var number: Int64 { get }
    /// What no other object of its kind in the account may be called.
    var uniqueName: String { get }
    /// A secret or key that nothing else in the account may have.
    var uniqueKey: String? { get }
}

/// What can be configured.
public enum ConfigurationKind: String, Sendable, Hashable, CaseIterable {
    case seller
    case campaign
    case list
    case criteria
    case validation
    case field
    case status
    case settings
    case accessList = "access_list"
    case adaptor
    case endpoint
    case subscription
}

/// The configuration of one account: reads snapshots, writes changes.
public struct Configurations {
    let connection: any Connection
    let account: AccountID

    /// The configuration of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    /// Whether any account has an object of a kind.
    public static func have(_ kind: ConfigurationKind, _ connection: any Connection) throws -> Bool {
        for account in try Accounts(connection).all() {
            let found = try connection.first(
                """
                SELECT id FROM configuration WHERE account_id = \(account.id.number) AND kind = \(kind.rawValue) LIMIT 1
                """)
            if found != nil { return true }
        }
        return false
    }

    /// The lock of an account's configuration, before every other: a change takes it alone, and whoever writes a lead
    /// by what the configuration says shares it. So nobody writes by a configuration that is no longer the newest.
    public static func lock(of account: AccountID) -> Int64 {
        PhoneKey(account, PhoneNumber(-2)).lock
    }

    /// The number of the newest change; nothing when there is no such account.
    public func version() throws -> Int64? {
        try connection.first("SELECT config_version FROM account WHERE id = \(account.number)")?.integer(0)
    }

    /// The newest snapshot; nothing when there is no such account.
    public func snapshot() throws -> AccountConfiguration? {
        let objects = try connection.run(
            "SELECT kind, body FROM configuration WHERE account_id = \(account.number) ORDER BY kind, id")
        return try snapshot(of: try objects.map { (try $0.text(0), try $0.text(1)) }, at: nil)
    }

    /// The snapshot as it was at a version, with the users of now; nothing where the account has not come so far.
    public func snapshot(at version: Int64) throws -> AccountConfiguration? {
        let bodies = try ConfigurationHistory(connection, of: account).bodies(at: version)
        return try snapshot(of: bodies.map { ($0.kind, $0.body) }, at: version)
    }

    private func snapshot(of objects: [(kind: String, body: String)], at version: Int64?) throws
        -> AccountConfiguration?
    {
        guard
            let row = try connection.first(
                "SELECT id, name, time_zone, config_version, created_at FROM account WHERE id = \(account.number)")
        else { return nil }
        let newest = try row.integer(3)
        if let version, !(0...newest).contains(version) { return nil }
        let bodies = Dictionary(grouping: objects, by: \.kind).mapValues { $0.map(\.body) }
        func all<Object: ConfigurationObject>(_ type: Object.Type) throws -> [Object] {
            try (bodies[Object.kind.rawValue] ?? []).map { try ConfigurationBody.object(type, from: $0) }
        }
        return AccountConfiguration(
            account: Account(
                id: account, name: try row.text(1), timeZone: try row.text(2), createdAt: Timestamp(try row.integer(4))),
            version: version ?? newest,
            settings: try all(StoredSettings.self).first?.settings ?? AccountSettings(),
            sellers: try all(Seller.self), campaigns: try all(Campaign.self), lists: try all(LeadList.self),
            criteria: try all(LeadPostCriteria.self), validations: try all(ValidationCriteria.self),
            fields: try all(CustomField.self), statuses: try all(StoredStatus.self).map(\.status),
            users: try Accounts(connection).users(of: account), accessLists: try all(AccessList.self),
            adaptors: try all(Adaptor.self),
            endpoints: try all(Endpoint.self), subscriptions: try all(Subscription.self))
    }

    /// Stores `object` as the change after `version`, or throws ``ConfigurationConflict`` when somebody was faster.
    /// Returns the new version.
    @discardableResult
    public func put(
        _ object: some ConfigurationObject, after version: Int64, by actor: String,
        from origin: ChangeOrigin = ChangeOrigin(), at now: Timestamp
    ) throws -> Int64 {
        let body = try ConfigurationBody.text(of: object)
        return try change(
            type(of: object).kind, object.number, to: body, name: object.uniqueName, key: object.uniqueKey,
            after: version, by: actor, from: origin, at: now)
    }

    /// Removes an object as the change after `version`.
    @discardableResult
    public func remove(
        _ kind: ConfigurationKind, _ number: Int64, after version: Int64, by actor: String,
        from origin: ChangeOrigin = ChangeOrigin(), at now: Timestamp
    ) throws -> Int64 {
        try change(kind, number, to: nil, name: "", key: nil, after: version, by: actor, from: origin, at: now)
    }

    private func change(
        _ kind: ConfigurationKind, _ number: Int64, to body: String?, name: String, key: String?, after version: Int64,
        by actor: String, from origin: ChangeOrigin, at now: Timestamp
    ) throws -> Int64 {
        let next = version &+ 1
        let moved = try connection.run(
            """
            UPDATE account SET config_version = \(next)
            WHERE id = \(account.number) AND config_version = \(version) RETURNING id
            """)
        guard !moved.isEmpty else { throw ConfigurationConflict() }
        let before = try connection.first(
            """
            SELECT body FROM configuration
            WHERE account_id = \(account.number) AND kind = \(kind.rawValue) AND id = \(number)
            """)?.text(0)
        if let body {
            try connection.run(
                """
                INSERT INTO configuration (account_id, kind, id, unique_name, unique_key, body, version)
                VALUES (\(account.number), \(kind.rawValue), \(number), \(name), \(key), \(body), \(next))
                ON CONFLICT (account_id, kind, id) DO UPDATE
                SET unique_name = excluded.unique_name, unique_key = excluded.unique_key, body = excluded.body,
                    version = excluded.version
                """)
        } else {
            try connection.run(
                """
                DELETE FROM configuration
                WHERE account_id = \(account.number) AND kind = \(kind.rawValue) AND id = \(number)
                """)
        }
        try connection.run(
            """
            INSERT INTO configuration_change
                (account_id, version, at, actor, kind, object_id, before, after, door, address, comment)
            VALUES (\(account.number), \(next), \(now.milliseconds), \(actor), \(kind.rawValue), \(number), \(before), \(body),
                    \(origin.door), \(origin.address), \(origin.comment))
            """)
        let act = before == nil ? "created" : body == nil ? "removed" : "changed"
        try AuditLog.record(
            AuditEntry(
                .configurationChanged, "\(kind.rawValue)/\(number)", of: account,
                by: ChangeCause(actor: actor, origin: origin), at: now,
                details: [
                    "version": String(next), "act": act,
                    "content": ConfigurationContent.digest(next, kind.rawValue, number, before, body),
                ]), in: connection)
        return next
    }
}

/// Somebody changed the configuration between reading and writing; read again and try again.
public struct ConfigurationConflict: Error {}

/// Bodies as JSON with sorted keys, so that equal objects are equal texts.
enum ConfigurationBody {
    static func text(of object: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(object), as: UTF8.self)
    }

    static func object<Object: Decodable>(_ type: Object.Type, from text: String) throws -> Object {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw DatabaseError(.shape, "a stored \(type) cannot be read")
        }
    }
}
