import SluiceCore
import SluiceDatabase

extension AccountDesk {
    /// Makes a token. Its secret is in this answer and nowhere else, unless the caller knows it already.
    func createToken(_ given: [String: String], secret known: String? = nil) async throws -> JSONValue {
        let made = try await makeToken(given, secret: known)
        let members = TokenForm.members(of: made.token, lastUsedAt: nil, configuration, at: parts.clock.now())
        return .object(members + [("secret", .string(made.secret))])
    }

    /// Makes a token and gives its secret. `judge` says whether whoever asks may; the command line may.
    func makeToken(
        _ given: [String: String], secret known: String? = nil, judge: (APIToken) throws -> Void = { _ in }
    ) async throws -> (token: APIToken, secret: String) {
        var fields = given
        let known = try AccountDesk.checked(fields.removeValue(forKey: "secret")) ?? known
        let (account, cause) = (account, cause)
        let taken = try await parts.database.read { connection in
            try Accounts(connection).tokens(of: account).filter { $0.token.revokedAt == nil }.map(\.token.name)
        }
        let now = parts.clock.now()
        let wanted = try TokenForm.read(fields, id: TokenID(0), in: configuration, taken: taken, at: now)
        try judge(wanted)
        let secret = known ?? parts.dice.secret(32)
        let (token, snapshot) = try await ProblemReport.whenTaken("name", "another token has this name") {
            try await parts.database.write { connection in
                var token = wanted
                token.id = try Accounts(connection).nextTokenID()
                try Accounts(connection).create(token, hash: TokenHash(of: secret).text, at: now)
                try AuditLog.record(
                    AuditEntry(
                        .tokenCreated, "token/\(token.id)", of: account, by: cause, at: now,
                        details: TokenForm.details(of: token)), in: connection)
                return (token, try Configurations(connection, of: account).snapshot())
            }
        }
        if let snapshot { parts.cache.adopt(snapshot) }
        return (token, secret)
    }

    /// A secret that its holder has already, from the system that the account moves away from (product page, *Moving in*).
    private static func checked(_ secret: String?) throws -> String? {
        guard let secret else { return nil }
        guard (16...200).contains(secret.utf8.count), secret.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw ProblemReport("secret", "takes 16 to 200 letters, digits and signs without blanks")
        }
        return secret
    }

    func listTokens() async throws -> JSONValue {
        let (account, now) = (account, parts.clock.now())
        let tokens = try await parts.database.read { connection in
            try Accounts(connection).tokens(of: account).map { (token: $0.token, lastUsedAt: $0.lastUsedAt) }
        }
        return .array(
            tokens.map { .object(TokenForm.members(of: $0.token, lastUsedAt: $0.lastUsedAt, configuration, at: now)) })
    }

    /// Ends a token, here at once and on other nodes within a second.
    func revokeToken(_ name: String) async throws -> JSONValue {
        let (account, cause, now) = (account, cause, parts.clock.now())
        let tokens = try await parts.database.read { try Accounts($0).tokens(of: account).map(\.token) }
        let standing = tokens.filter { $0.revokedAt == nil }
        guard let id = FormFields.find(name, among: standing.map { ($0.id, $0.name) }) else {
            throw ProblemReport("token", FormFields.missing(name, "token", standing.map(\.name)))
        }
        let (revoked, snapshot) = try await parts.database.write { connection in
            let revoked = try Accounts(connection).revoke(id, of: account, at: now)
            try AuditLog.record(
                AuditEntry(
                    .tokenRevoked, "token/\(id)", of: account, by: cause, at: now,
                    details: ["name": revoked?.name ?? ""]), in: connection)
            return (revoked, try Configurations(connection, of: account).snapshot())
        }
        if let snapshot { parts.cache.adopt(snapshot) }
        return .members(("revoked", .text(revoked?.name)))
    }
}
