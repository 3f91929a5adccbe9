import SluiceCore
import SluiceDatabase

extension AccountDesk {
    /// What may prove a consent or a revocation, each with its longest length.
    private static let evidenceFields = [
        ("page", 500), ("text_version", 100), ("certificate", 500), ("ip", 60), ("via", 200), ("note", 500),
    ]

    /// Writes down that a person agreed to be called.
    func giveConsent(_ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        fields.require("phone", "sellers", "subject", "form", "at")
        var consent = read(&fields, .given)
        var form = Consent.Form.written
        fields.choice("form", into: &form)
        if fields.has("sellers"), consent.sellers.isEmpty, !fields.faults.contains(where: { $0.field == "sellers" }) {
            fields.fault("sellers", "are needed: a consent names whom it is given to")
        }
        try fields.check("a consent")
        consent.evidence["form"] = form.rawValue
        return .object(members(of: try await store(consent, suppressing: [])))
    }

    /// Writes down that a person took consent back, and puts the number on Do Not Call as the person's own wish: for
    /// the sellers named, else for the whole account (compliance §11: at once, and one revocation counts for all).
    func revokeConsent(_ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        fields.require("phone", "at")
        let consent = read(&fields, .revoked)
        try fields.check("a revocation")
        let scopes = consent.sellers.isEmpty ? [DNCScope.account] : consent.sellers.map(DNCScope.seller)
        return .object(members(of: try await store(consent, suppressing: scopes)))
    }

    /// The history of a phone with what stands for each seller, or the newest statements of the account.
    func listConsent(_ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        var limit = 100
        fields.number("limit", into: &limit, 1...10_000)
        var phone: PhoneNumber?
        if fields.has("phone") { phone = readPhone(&fields) }
        try fields.check("a search")
        let (account, wanted, most) = (account, phone, Int64(limit))
        let found = try await parts.database.read { connection in
            let store = Consents(connection, of: account)
            return try wanted.map { try store.history(of: $0) } ?? store.newest(before: nil, limit: most)
        }
        var answer: [(name: String, value: JSONValue)] = []
        if phone != nil {
            let standing = configuration.sellers.values.sorted { $0.id < $1.id }
                .filter { Consent.standing(in: found, for: $0.id) != nil }
            answer.append(("stands_for", .texts(standing.map(\.name))))
        }
        answer.append(("entries", .array(found.map { .object(members(of: $0)) })))
        return .object(answer)
    }

    private func read(_ fields: inout FormFields, _ action: Consent.Action) -> Consent {
        let now = parts.clock.now()
        var consent = Consent(
            phone: PhoneNumber(0), action: action, sellers: [], subject: "", at: now, recordedAt: now, evidence: [:])
        if let phone = readPhone(&fields) { consent.phone = phone }
        if let sellers = fields.references("sellers", to: "seller", among: configuration.sellerNames) {
            consent.sellers = sellers
        }
        fields.text("subject", into: &consent.subject, action == .given ? 1...200 : 0...200)
        if let text = fields.value("at"), !text.isEmpty {
            if let at = MomentText.read(text, zone: configuration.account.timeZone), at <= now {
                consent.at = at
            } else {
                fields.fault("at", "takes a day or a moment that has been: 2026-01-20 or 2026-01-20 14:05:00")
            }
        }
        if let text = fields.value("lead"), !text.isEmpty {
            consent.leadID = LeadID(wire: text)
            if consent.leadID == nil { fields.fault("lead", "takes a lead's number") }
        }
        for (name, longest) in AccountDesk.evidenceFields {
            var text = ""
            fields.text(name, into: &text, 0...longest)
            if !text.isEmpty { consent.evidence[name] = text }
        }
        return consent
    }

    private func readPhone(_ fields: inout FormFields) -> PhoneNumber? {
        guard let text = fields.value("phone"), !text.isEmpty else { return nil }
        switch PhoneReader.read(
            text, phoneCode: nil, filtersPhoneCode: true, defaultCode: configuration.settings.defaultPhoneCode)
        {
        case .success(let reading): return reading.number
        case .failure(let fault):
            fields.fault("phone", fault.evidence)
            return nil
        }
    }

    private func store(_ consent: Consent, suppressing scopes: [DNCScope]) async throws -> Consent {
        let (account, actor, now) = (account, actor, parts.clock.now())
        let salts = scopes.map { _ in parts.dice.secret() }
        return try await parts.database.write { connection in
            let list = DNCList(connection, of: account)
            // The lock of the number, and for an entry the journal's as well.
            try connection.lock(
                scopes.isEmpty ? [PhoneKey(account, consent.phone).lock] : list.locks(for: [consent.phone.digits]))
            for (scope, salt) in zip(scopes, salts) {
                _ = try list.add(
                    number: consent.phone.digits, scope: scope, origin: .consumer, reason: "ConsentRevoked",
                    purpose: "", by: actor, salt: salt, at: now)
            }
            return try Consents(connection, of: account).add(consent)
        }
    }

    private func members(of consent: Consent) -> [(name: String, value: JSONValue)] {
        let sellers = consent.sellers.map { configuration.sellers[$0]?.name ?? "(removed \($0))" }
        let evidence = consent.evidence.sorted { $0.key < $1.key }
        return [
            ("id", consent.id.map { .integer($0) } ?? .null), ("phone", .string(String(consent.phone.digits))),
            ("action", .string(consent.action.rawValue)), ("sellers", .texts(sellers)),
            ("subject", .string(consent.subject)), ("at", .moment(consent.at)),
            ("recorded", .moment(consent.recordedAt)), ("lead_id", .id(consent.leadID)),
            ("evidence", .object(evidence.map { (name: $0.key, value: .string($0.value)) })),
        ]
    }
}
