import Crypto
import Foundation
public import SluiceCore

extension Accounts {
    /// A user by e-mail, in whatever account, with the hash of their password; nothing where nobody has the address.
    public func user(email: String) throws -> (account: AccountID, user: User, passwordHash: String?)? {
        guard
            let row = try connection.first(
                "SELECT account_id, id, password_hash FROM app_user WHERE email = \(email.lowercased())")
        else { return nil }
        let account = AccountID(try row.integer(0))
        let id = UserID(try row.integer(1))
        guard let user = try users(of: account).first(where: { $0.id == id }) else { return nil }
        return (account, user, try row.optionalText(2))
    }

    /// The lock of a user's access: whoever opens a session or changes what decides about one holds it.
    public static func accessLock(of user: UserID, in account: AccountID) -> Int64 {
        SHA256.hash(data: Data("access \(account) \(user)".utf8)).prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    /// Stores what may change of a user; the password too where a new hash is given. Where password or role change, or
    /// the user is switched off, their sessions end, but for `kept`. Throws `constraint` when the e-mail is taken.
    ///
    /// The caller holds the user's ``accessLock(of:in:)``.
    public func save(
        _ user: User, of account: AccountID, passwordHash: String?, keeping kept: SessionID? = nil
    ) throws {
        let before = try users(of: account).first { $0.id == user.id }
        if passwordHash != nil || before?.role != user.role || !user.isActive {
            try Sessions(connection).endAll(of: user.id, in: account, but: kept)
        }
        try connection.run(
            """
            UPDATE app_user SET email = \(user.email.lowercased()), first_name = \(user.firstName),
                last_name = \(user.lastName), role = \(user.role.rawValue), is_compliance = \(user.isCompliance),
                is_active = \(user.isActive), access_list_id = \(user.accessListID?.number),
                must_change_password = \(user.mustChangePassword)
            WHERE account_id = \(account.number) AND id = \(user.id.number)
            """)
        if let passwordHash {
            try connection.run(
                """
                UPDATE app_user SET password_hash = \(passwordHash)
                WHERE account_id = \(account.number) AND id = \(user.id.number)
                """)
        }
        try connection.run("UPDATE account SET config_version = config_version + 1 WHERE id = \(account.number)")
    }
}
