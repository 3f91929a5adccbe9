import Foundation
public import SluiceCore

/// The consent statements of one account. Rows are only ever added: taking consent back is a row of its own.
public struct Consents {
    let connection: any Connection
    let account: AccountID

    /// The statements of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    private static let columns = "id, phone, lead_id, action, sellers, subject, at, recorded_at, evidence"

    /// Adds a statement and returns it with its number. The caller holds the lock of the phone (``PhoneKey/lock``), so
    /// that a revocation and a dial of the same number never cross.
    public func add(_ consent: Consent) throws -> Consent {
        var stored = consent
        let id = try connection.ids.take(from: .row)
        stored.id = id
        try connection.run(
            """
            INSERT INTO consent (account_id, id, phone, lead_id, action, sellers, subject, at, recorded_at, evidence)
            VALUES (\(account.number), \(id), \(consent.phone.digits), \(consent.leadID?.number),
                    \(consent.action.rawValue), \(try ConfigurationBody.text(of: consent.sellers)), \(consent.subject),
                    \(consent.at.milliseconds), \(consent.recordedAt.milliseconds),
                    \(try ConfigurationBody.text(of: consent.evidence)))
            """)
        return stored
    }

    /// Every statement about a phone, oldest first.
    public func history(of phone: PhoneNumber) throws -> [Consent] {
        try connection.run(
            """
            SELECT \(clause: Consents.columns) FROM consent
            WHERE account_id = \(account.number) AND phone = \(phone.digits) ORDER BY id
            """
        ).map(read)
    }

    /// The newest statements of the account, older than `before` where that is given.
    public func newest(before: Int64?, limit: Int64) throws -> [Consent] {
        var parts: [Statement] = ["account_id = \(account.number)"]
        if let before { parts.append("id < \(before)") }
        return try connection.run(
            """
            SELECT \(clause: Consents.columns) FROM consent WHERE \(Statement.all(parts))
            ORDER BY id DESC LIMIT \(limit)
            """
        ).map(read)
    }

    private func read(_ row: Row) throws -> Consent {
        guard let action = Consent.Action(rawValue: try row.text(3)) else { throw DatabaseError(.shape, "consent") }
        return Consent(
            id: try row.integer(0), phone: PhoneNumber(try row.integer(1)),
            leadID: try row.optionalInteger(2).map(LeadID.init), action: action,
            sellers: try ConfigurationBody.object([SellerID].self, from: try row.text(4)), subject: try row.text(5),
            at: Timestamp(try row.integer(6)), recordedAt: Timestamp(try row.integer(7)),
            evidence: try ConfigurationBody.object([String: String].self, from: try row.text(8)))
    }
}
