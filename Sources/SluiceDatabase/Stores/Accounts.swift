import Crypto
import Foundation
public import SluiceCore

/// Accounts, users and tokens: who may ask at all. The one store that is not scoped to an account, since it is what
/// turns a credential into one.
public struct Accounts {
    let connection: any Connection

    /// The accounts of this database.
    public init(_ connection: any Connection) {
        self.connection = connection
    }

    /// Makes an account. Throws `constraint` when the name is taken.
    public func create(name: String, timeZone: String, at now: Timestamp) throws -> Account {
        let id = try connection.nextNumber(of: IDSequence(.account))
        try connection.run(
            """
            INSERT INTO account (id, name, time_zone, created_at)
            VALUES (\(id), \(name), \(timeZone), \(now.milliseconds))
            """)
        return Account(id: AccountID(id), name: name, timeZone: timeZone, createdAt: now)
    }

    /// Every account, by id.
    public func all() throws -> [Account] {
        try connection.run("SELECT id, name, time_zone, created_at FROM account ORDER BY id").map { row in
            Account(
                id: AccountID(try row.integer(0)), name: try row.text(1), timeZone: try row.text(2),
                createdAt: Timestamp(try row.integer(3)))
        }
    }

    /// The newest configuration version of every account: what caches compare themselves with.
    public func versions() throws -> [AccountID: Int64] {
        var versions: [AccountID: Int64] = [:]
        for row in try connection.run("SELECT id, config_version FROM account") {
            versions[AccountID(try row.integer(0))] = try row.integer(1)
        }
        return versions
    }

    // MARK: Tokens

    /// The number of a new token, for ``create(_:hash:at:)`` in the same transaction.
    public func nextTokenID() throws -> TokenID {
        TokenID(try connection.nextNumber(of: IDSequence(.token)))
    }

    /// Stores a token under the hash of its secret. Throws `constraint` when its name is taken.
    public func create(_ token: APIToken, hash: String, at now: Timestamp) throws {
        try connection.run(
            """
            INSERT INTO api_token (id, account_id, name, hash, body, created_at)
            VALUES (\(token.id.number), \(token.accountID.number), \(token.name), \(hash),
                    \(try ConfigurationBody.text(of: token)), \(now.milliseconds))
            """)
        try bump(token.accountID)
    }

    /// Ends a token for good; nothing when the account has no such token.
    public func revoke(_ id: TokenID, of account: AccountID, at now: Timestamp) throws -> APIToken? {
        guard var token = try tokens(of: account).first(where: { $0.token.id == id })?.token else { return nil }
        token.revokedAt = token.revokedAt ?? now
        try connection.run(
            """
            UPDATE api_token SET revoked_at = \(now.milliseconds), body = \(try ConfigurationBody.text(of: token))
            WHERE id = \(id.number) AND account_id = \(account.number) AND revoked_at IS NULL
            """)
        try bump(account)
        return token
    }

    /// The token whose secret has this hash, revoked ones included.
    public func token(hash: String) throws -> APIToken? {
        try connection.first("SELECT body FROM api_token WHERE hash = \(hash)")
            .map { try ConfigurationBody.object(APIToken.self, from: try $0.text(0)) }
    }

    /// The tokens of an account with the moment each was last used.
    public func tokens(of account: AccountID) throws -> [(token: APIToken, lastUsedAt: Timestamp?)] {
        try connection.run(
            "SELECT body, last_used_at FROM api_token WHERE account_id = \(account.number) ORDER BY id"
        ).map { row in
            (
                try ConfigurationBody.object(APIToken.self, from: try row.text(0)),
                try row.optionalInteger(1).map(Timestamp.init)
            )
        }
    }

    /// Remembers when tokens were last used; called now and then with what has gathered.
    public func touch(_ uses: [TokenID: Timestamp]) throws {
        for (id, at) in uses.sorted(by: { $0.key < $1.key }) {
            try connection.run("UPDATE api_token SET last_used_at = \(at.milliseconds) WHERE id = \(id.number)")
        }
    }

    /// Raises the configuration version without a change of configuration, so that caches read the tokens again.
    private func bump(_ account: AccountID) throws {
        try connection.run("UPDATE account SET config_version = config_version + 1 WHERE id = \(account.number)")
    }

    // MARK: Users

    /// Stores a user. Throws `constraint` when the e-mail is taken.
    public func create(_ user: User, of account: AccountID, passwordHash: String?, at now: Timestamp) throws {
        try connection.run(
            """
            INSERT INTO app_user (account_id, id, email, first_name, last_name, role, password_hash, is_compliance,
                                  is_active, access_list_id, must_change_password, created_at)
            VALUES (\(account.number), \(user.id.number), \(user.email.lowercased()), \(user.firstName),
                    \(user.lastName), \(user.role.rawValue), \(passwordHash), \(user.isCompliance), \(user.isActive),
                    \(user.accessListID?.number), \(user.mustChangePassword), \(now.milliseconds))
            """)
        try bump(account)
    }

    /// The users of an account, by id.
    public func users(of account: AccountID) throws -> [User] {
        try directory(of: account).map(\.user)
    }

    /// The users of an account with the moment each was made, by id.
    public func directory(
        of account: AccountID
    ) throws -> [(user: User, createdAt: Timestamp, lastLogInAt: Timestamp?)] {
        try connection.run(
            """
            SELECT id, email, first_name, last_name, role, is_compliance, is_active, created_at, last_log_in_at,
                   access_list_id, must_change_password,
                   (SELECT confirmed_at FROM one_time_secret AS codes
                    WHERE codes.account_id = app_user.account_id AND codes.user_id = app_user.id)
            FROM app_user WHERE account_id = \(account.number) ORDER BY id
            """
        ).map { row in
            guard let role = User.Role(rawValue: try row.text(4)) else { throw DatabaseError(.shape, "role") }
            let user = User(
                id: UserID(try row.integer(0)), email: try row.text(1), firstName: try row.text(2),
                lastName: try row.text(3), role: role, isCompliance: try row.boolean(5), isActive: try row.boolean(6),
                accessListID: try row.optionalInteger(9).map { AccessListID($0) },
                mustChangePassword: try row.boolean(10), hasOneTimeCodes: try row.optionalInteger(11) != nil)
            return (user, Timestamp(try row.integer(7)), try row.optionalInteger(8).map { Timestamp($0) })
        }
    }
}
