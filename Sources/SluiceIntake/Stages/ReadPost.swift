public import SluiceCore

/// Step 1 · turns a post into a draft: finds its Criteria and list, lays the Criteria's options over the request's,
/// and checks every field.
public struct ReadPost: IntakeStage {
    /// `read_post`.
    public static let name = "read_post"

    /// The longest value of a field, in bytes; notes may be longer.
    static let longest = 2_000
    static let longestNotes = 20_000

    /// Reads posts.
    public init() {}

    /// Refuses what cannot be understood, naming every field at fault.
    public func judge(_ draft: inout LeadDraft, _ facts: Facts) -> Verdict {
        if let refusal = govern(&draft, facts) { return .refuse(refusal) }
        if let refusal = place(&draft, facts) { return .refuse(refusal) }
        if let refusal = FieldReader(facts).read(facts.post.fields, into: &draft) { return .refuse(refusal) }
        draft.phoneText = facts.post.phone ?? ""
        draft.phoneCode = facts.post.phoneCode
        draft.namedLead = facts.post.namedLead
        if let status = facts.post.status {
            if facts.configuration.statuses[status] != nil {
                draft.status = status
            } else if facts.post.door == .import {
                // A disposition that nobody knows here may have meant "never again".
                return .refuse(Refusal(.statusUnknown, evidence: "no status \(status.prefix(20)) in this account"))
            } else {
                draft.notes.append("status_unknown")
            }
        }
        for name in facts.post.asked.unreadable { draft.notes.append("option_unreadable: \(name)") }
        return .pass
    }

    /// Criteria and options.
    private func govern(_ draft: inout LeadDraft, _ facts: Facts) -> Refusal? {
        let configuration = facts.configuration
        let asked = facts.post.asked
        if let trial = facts.trial {
            draft.govern(by: trial.criteria)
            return nil
        }
        if facts.post.door == .ping { return governPing(&draft, facts) }
        guard let key = facts.post.criteriaKey else {
            if facts.post.door == .leadPost {
                return Refusal(.criteriaKeyUnknown, evidence: "criteria_key is missing")
            }
            draft.options = PostOptions(asked, configuration.settings)
            draft.validationID = configuration.settings.validationID
            return nil
        }
        guard let criteria = configuration.criteriaByKey[key], facts.caller.covers(criteria.id) else {
            return Refusal(.criteriaKeyUnknown, evidence: "no Lead Post Criteria of this account has the key")
        }
        guard criteria.isActive else { return Refusal(.criteriaInactive, evidence: "\(criteria.name) is inactive") }
        draft.govern(by: criteria)
        for name in asked.names { draft.notes.append("governed_option_ignored: \(name)") }
        if facts.post.listID != nil { draft.notes.append("governed_option_ignored: list_id") }
        return nil
    }

    private func governPing(_ draft: inout LeadDraft, _ facts: Facts) -> Refusal? {
        guard let key = facts.post.criteriaKey, let validation = facts.configuration.validationsByKey[key],
            facts.caller.covers(validation.id)
        else {
            return Refusal(.criteriaKeyUnknown, evidence: "no Lead Validation Criteria of this account has the key")
        }
        guard validation.isActive else { return Refusal(.criteriaInactive, evidence: "\(validation.name) is inactive") }
        draft.validationID = validation.id
        draft.options.checksDNC = true
        draft.options.checksRegisters = validation.checksRegisters
        draft.options.filtersPhoneCode = true
        return nil
    }

    /// The list.
    private func place(_ draft: inout LeadDraft, _ facts: Facts) -> Refusal? {
        guard let phone = facts.post.phone, !phone.isEmpty else {
            return Refusal(.phoneOrListMissing, evidence: "phone_number is missing")
        }
        if facts.post.door == .ping { return nil }
        if let criteria = draft.criteria {
            guard let list = facts.configuration.lists[criteria.listID], list.isActive else {
                return Refusal(.listInactive, evidence: "the list of \(criteria.name) is inactive or gone")
            }
            draft.listID = list.id
            return nil
        }
        guard let text = facts.post.listID else { return Refusal(.phoneOrListMissing, evidence: "list_id is missing") }
        guard let id = ListID(wire: text), let list = facts.configuration.lists[id], !list.isSystem else {
            return Refusal(.listUnknown, evidence: "list_id names no list of this account")
        }
        draft.listID = id
        return nil
    }
}
