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

    /// Stores what may change of a user; the password too where a new hash is given. Throws `constraint` when the
    /// e-mail is taken.
    public func save(_ user: User, of account: AccountID, passwordHash: String?) throws {
        try connection.run(
            """
            UPDATE app_user SET email = \(user.email.lowercased()), first_name = \(user.firstName),
                last_name = \(user.lastName), role = \(user.role.rawValue), is_compliance = \(user.isCompliance),
                is_active = \(user.isActive)
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
