import SluiceCore
import SluiceDatabase

/// Links to the pages of keys: made, listed, revoked.
extension AccountDesk {
    /// Makes a link to the page of a key. Its secret is in this answer and nowhere else.
    func makeLink(_ given: FormFields) async throws -> JSONValue {
        var fields = given
        fields.require("criteria")
        var days = 30
        fields.number("days", into: &days, 1...365)
        let key: CriteriaID? = fields.reference("criteria", to: "criteria", among: configuration.criteriaNames)
        try fields.check("a link")
        guard let key else { throw ProblemReport("criteria", "is needed") }
        let (account, actor, cause, now) = (account, actor, cause, parts.clock.now())
        let secret = parts.dice.secret(32)
        let length = Int64(days)
        let link = try await parts.database.write { connection in
            let link = VendorLink(
                id: try connection.ids.take(from: .row), accountID: account, criteriaID: key, createdAt: now,
                createdBy: actor, expiresAt: now.adding(seconds: length * 86_400))
            try VendorLinks(connection).create(link, hash: TokenHash(of: secret).text)
            try AuditLog.record(
                AuditEntry(
                    .vendorLinkCreated, "criteria/\(key)", of: account, by: cause, at: now,
                    details: ["link": "\(link.id)", "expires": MomentText.write(link.expiresAt)]), in: connection)
            return link
        }
        return .object(members(of: link) + [("path", .string("/vendor/\(secret)"))])
    }

    /// The links of the account, revoked and ended ones too; no secret is among it.
    func links(of key: CriteriaID? = nil) async throws -> [JSONValue] {
        let account = account
        let links = try await parts.database.read { try VendorLinks($0).all(of: account) }
        return links.filter { key == nil || $0.criteriaID == key }.map { .object(members(of: $0)) }
    }

    /// Ends a link at once, everywhere.
    func revokeLink(_ given: FormFields) async throws -> JSONValue {
        var fields = given
        fields.require("link")
        var number = 0
        fields.number("link", into: &number, 1...Int.max)
        try fields.check("a link")
        let (account, cause, now, id) = (account, cause, parts.clock.now(), Int64(number))
        let isRevoked = try await parts.database.write { connection in
            guard try VendorLinks(connection).revoke(id, of: account, at: now) else { return false }
            try AuditLog.record(
                AuditEntry(.vendorLinkRevoked, "link/\(id)", of: account, by: cause, at: now), in: connection)
            return true
        }
        guard isRevoked else { throw ProblemReport("link", "the account has no link \(id) that could be revoked") }
        return .members(("revoked", .integer(id)))
    }

    private func members(of link: VendorLink) -> [(name: String, value: JSONValue)] {
        let state = link.revokedAt != nil ? "revoked" : (link.isValid(at: parts.clock.now()) ? "valid" : "expired")
        return [
            ("id", .integer(link.id)),
            ("criteria", .text(configuration.criteria[link.criteriaID]?.name)), ("state", .string(state)),
            ("created", .moment(link.createdAt)), ("by", .string(link.createdBy)),
            ("expires", .moment(link.expiresAt)),
        ]
    }
}
