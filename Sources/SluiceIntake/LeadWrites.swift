import SluiceCore
import SluiceDatabase

/// Turns a finished journey into statements, and shows its effect to the journeys behind it in the same batch.
struct LeadWrites {
    let connection: any Connection
    let now: Timestamp
    /// Where the clock of durations stands.
    let nanoseconds: UInt64
    /// Makes salts for the journal of Do Not Call.
    let salt: @Sendable () -> String

    /// The statements for one journey that was judged on `rows`, and its receipt. `rows` becomes what a look-up would find
    /// after them.
    func plan(
        _ journey: IntakePipeline.Journey, rows: inout PhoneRows
    ) throws -> (statements: [Statement], receipt: Receipt) {
        let account = journey.facts.caller.accountID
        let receiptID = ReceiptID(try connection.ids.take(from: .row))
        var statements: [Statement] = []
        var receipt: Receipt
        if journey.refusal != nil {
            receipt = journey.receipt(outcome: .refused, lead: nil, id: receiptID)
        } else if let found = journey.draft.updates {
            statements = try update(found, journey, receiptID, &rows)
            receipt = journey.receipt(outcome: .updated, lead: found, id: receiptID)
        } else {
            let lead =
                try journey.facts.post.carried?.id
                ?? LeadID(connection.ids.take(from: IDSequence(.lead, of: account.number)))
            statements = try insert(lead, journey, receiptID, &rows)
            receipt = journey.receipt(outcome: .accepted, lead: lead, id: receiptID)
        }
        receipt.waited = Int64(clamping: (max(nanoseconds, journey.began) - journey.began) / 1000)
        statements += try fate(journey, receipt)
        statements.append(
            Receipts.insertion(
                receipt, id: receiptID.number, trail: journey.trail, post: journey.facts.post.packed))
        return (statements, receipt)
    }

    private func insert(
        _ id: LeadID, _ journey: IntakePipeline.Journey, _ receipt: ReceiptID, _ rows: inout PhoneRows
    ) throws -> [Statement] {
        let draft = journey.draft
        guard let phone = draft.phone, let list = draft.listID else { throw DatabaseError(.shape, "draft") }
        let account = journey.facts.caller.accountID
        var lead = Lead(
            id: id, listID: list, phone: phone, status: draft.status ?? LeadStatus.new, createdAt: now, modifiedAt: now,
            criteriaID: draft.criteria?.id)
        if let carried = journey.facts.post.carried { lead.bring(carried) }
        var fields = journey.packedFields
        var statements: [Statement] = []
        if !draft.relocates.isEmpty {
            statements += try relocate(journey, into: &lead, fields: &fields, &rows)
        }
        statements += Leads.insert(lead, fields: fields, of: account, dialect: connection.dialect)
        statements.append(
            Events.insertion(
                .leadCreated, lead: id, of: account, id: try connection.ids.take(from: .row), at: now,
                facts: try EventFacts.text(
                    "{\"receipt_id\":\(receipt.number),\"list_id\":\(lead.listID.number)}",
                    with: try LeadWrites.whole(lead, fields), for: .leadCreated, in: journey.facts.configuration)))
        if let hopper = draft.hopper {
            statements.append(
                Hopper.insertion(hopper, lead: id, id: try connection.ids.take(from: .row), of: account, at: now))
        }
        if journey.facts.post.carried?.id != nil { rows.takenIDs.insert(id) }
        rows.matches.insert(
            LeadMatch(
                leadID: id, listID: list, createdAt: lead.createdAt,
                detail: LeadMatch.Detail(
                    status: lead.status, lastCalledAt: lead.lastCalledAt, calledCount: lead.calledCount,
                    criteriaID: lead.criteriaID, fields: fields)),
            at: 0)
        return statements
    }

    /// Moves the older leads away and carries over by phone what protects the person: a final or Do Not Call status,
    /// the rest period of the last call, the owner.
    private func relocate(
        _ journey: IntakePipeline.Journey, into lead: inout Lead, fields: inout String, _ rows: inout PhoneRows
    ) throws -> [Statement] {
        let account = journey.facts.caller.accountID
        let configuration = journey.facts.configuration
        guard let target = configuration.duplicatesList else { throw DatabaseError(.shape, "no duplicates list") }
        var statements: [Statement] = []
        for id in journey.draft.relocates {
            guard let index = rows.matches.firstIndex(where: { $0.leadID == id }) else { continue }
            let older = rows.matches[index]
            statements += Leads.move(id, to: target.id, at: now, of: account)
            statements.append(
                Events.insertion(
                    .leadMoved, lead: id, of: account, id: try connection.ids.take(from: .row), at: now,
                    facts:
                        "{\"from_list_id\":\(older.listID.number),\"list_id\":\(target.id.number),\"reason\":\"relocated\"}"
                ))
            rows.matches[index].listID = target.id
            guard let detail = older.detail else { continue }
            if let status = configuration.statuses[detail.status], status.isFinal || status.isDNC {
                lead.status = detail.status
            }
            if let called = detail.lastCalledAt, called.milliseconds > (lead.lastCalledAt?.milliseconds ?? .min) {
                lead.lastCalledAt = called
            }
            lead.calledCount = max(lead.calledCount, detail.calledCount)
            if journey.draft.field("owner_id") == nil, let owner = try PackedFields.read(detail.fields)["owner_id"] {
                var packed = try PackedFields.read(fields)
                packed["owner_id"] = owner
                fields = PackedFields.text(of: packed)
            }
        }
        return statements
    }

    /// Changes the found lead: it never moves, takes a status only when one was sent and its own is not protected.
    private func update(
        _ id: LeadID, _ journey: IntakePipeline.Journey, _ receipt: ReceiptID, _ rows: inout PhoneRows
    ) throws -> [Statement] {
        let account = journey.facts.caller.accountID
        guard let index = rows.matches.firstIndex(where: { $0.leadID == id }), var detail = rows.matches[index].detail
        else { throw DatabaseError(.shape, "match") }
        var fields = try PackedFields.read(detail.fields)
        for field in journey.draft.fields { fields[field.name] = field.value }
        detail.fields = PackedFields.text(of: fields)
        let isProtected = journey.facts.configuration.statuses[detail.status]?.isProtected ?? false
        if let status = journey.draft.status, !isProtected { detail.status = status }
        rows.matches[index].detail = detail
        var statements = [
            Leads.update(
                id, status: detail.status, fields: detail.fields, at: now, of: account, dialect: connection.dialect),
            Events.insertion(
                .leadUpdated, lead: id, of: account, id: try connection.ids.take(from: .row), at: now,
                facts: try EventFacts.text(
                    "{\"receipt_id\":\(receipt.number)}", with: try updated(rows.matches[index], detail, journey),
                    for: .leadUpdated, in: journey.facts.configuration)),
        ]
        if let hopper = journey.draft.hopper {
            statements.append(
                Hopper.insertion(hopper, lead: id, id: try connection.ids.take(from: .row), of: account, at: now))
        }
        return statements
    }
}

extension LeadWrites {
    /// A lead with the fields that are stored beside it.
    private static func whole(_ lead: Lead, _ fields: String) throws -> Lead {
        var lead = lead
        lead.fields = try PackedFields.read(fields)
        return lead
    }

    /// The found lead as it is after its update.
    private func updated(
        _ match: LeadMatch, _ detail: LeadMatch.Detail, _ journey: IntakePipeline.Journey
    ) throws -> Lead? {
        guard let phone = journey.draft.phone else { return nil }
        return Lead(
            id: match.leadID, listID: match.listID, phone: phone, status: detail.status, createdAt: match.createdAt,
            modifiedAt: now, calledCount: detail.calledCount, lastCalledAt: detail.lastCalledAt,
            criteriaID: detail.criteriaID, fields: try PackedFields.read(detail.fields))
    }
}

extension Lead {
    /// Takes over what an imported lead has behind it. Nothing of it lies in the future.
    fileprivate mutating func bring(_ carried: CarriedLead) {
        let now = createdAt
        createdAt = min(now, carried.createdAt ?? now)
        modifiedAt = min(now, max(createdAt, carried.modifiedAt ?? now))
        calledCount = max(0, carried.calledCount)
        lastCalledAt = carried.lastCalledAt.map { min(now, $0) }
    }
}
