import SluiceCore
import SluiceDatabase

/// What is written because of what the CRM said, or did not say.
extension LeadWrites {
    /// Puts the phone on the account's Do Not Call list where a row of the CRM check says so, whatever becomes of the
    /// lead. The post's ticket holds the locks.
    func suppress(_ journey: IntakePipeline.Journey, _ rows: inout PhoneRows) throws {
        guard journey.draft.isSuppressed, let phone = journey.draft.phone else { return }
        let account = journey.facts.caller.accountID
        let entry = try DNCList(connection, of: account).add(
            number: phone.digits, scope: .account, origin: .operator, reason: CRMDuplicateCheck.name, purpose: "",
            by: journey.facts.caller.actor, salt: salt(), at: now)
        if let entry { rows.dnc.append(entry) }
    }

    /// The statements that hold a post, or say what became of one that was held.
    func fate(_ journey: IntakePipeline.Journey, _ receipt: Receipt) throws -> [Statement] {
        guard let id = receipt.id else { return [] }
        let account = receipt.accountID
        if let held = journey.facts.held {
            return [
                HeldPosts.fall(held.receiptID, of: account, into: id, by: held.actor, at: now),
                Events.insertion(
                    .postDecided, lead: receipt.leadID, of: account, id: try connection.ids.take(from: .row), at: now,
                    facts: JSONValue.object([
                        ("receipt_id", .integer(id.number)), ("held_receipt_id", .integer(held.receiptID.number)),
                        ("outcome", .string(receipt.outcome.rawValue)),
                        ("code", receipt.toldRefusal.map { .integer(Int64($0.reason.code)) } ?? .null),
                    ]).text),
            ]
        }
        guard receipt.refusal?.reason == .held else { return [] }
        return [
            HeldPosts.insertion(
                HeldPost(
                    id, of: account, at: now, because: receipt.refusal?.evidence ?? "", door: journey.facts.post.door,
                    actor: journey.facts.caller.actor,
                    post: journey.facts.post.packed)),
            Events.insertion(
                .postHeld, lead: nil, of: account, id: try connection.ids.take(from: .row), at: now,
                facts: "{\"receipt_id\":\(id.number)}"),
        ]
    }
}

extension HeldFacts {
    /// Who decided; nobody where the CRM did.
    fileprivate var actor: String {
        switch decision {
        case .release(let actor)?, .refuse(let actor)?: actor
        case nil: ""
        }
    }
}
