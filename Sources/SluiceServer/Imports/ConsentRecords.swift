import SluiceCore
import SluiceDatabase

/// Statements of consent, given and taken back (compliance §11). A revocation is also a Do Not Call entry of the
/// person's own.
enum ConsentRecords: RecordKind {
    static let fields = [
        RecordField("phone_number", "phone number primary_phone", isRequired: true), RecordField("phone_code"),
        RecordField("action", "statement type"), RecordField("sellers", "seller company brand"),
        RecordField("subject", "topic about"), RecordField("form"),
        RecordField("at", "date consent_date given_at created_at timestamp", isRequired: true), RecordField("lead_id"),
        RecordField("page", "url source_url landing_page"), RecordField("text_version", "version"),
        RecordField("certificate", "trustedform trustedform_url jornaya leadid_token cert_url"),
        RecordField("ip", "ip_address"), RecordField("via", "source channel"), RecordField("note", "notes comment"),
    ]
    private static let evidence = ["page", "text_version", "certificate", "ip", "via", "note"]

    static func act(_ cells: inout RecordCells) -> RecordAct? {
        let context = cells.context
        let phone = cells.phone("phone_number")
        let at = cells.moment("at")
        if at == nil, cells.complaint == nil { cells.fault("at", "is missing") }
        if let at, at > context.now { cells.fault("at", "lies in the future") }
        let words = cells.text("action")?.lowercased() ?? "given"
        let action = Consent.Action(rawValue: words)
        if action == nil { cells.fault("action", "takes given or revoked") }
        let form = Consent.Form(rawValue: cells.text("form")?.lowercased() ?? "written")
        if form == nil {
            cells.fault("form", "takes one of \(Consent.Form.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let sellers = sellers(&cells)
        if action == .given, sellers.isEmpty, cells.complaint == nil {
            cells.fault("sellers", "are missing: a consent names whom it is given to")
        }
        let subject = cells.text("subject") ?? ""
        if action == .given, subject.isEmpty { cells.fault("subject", "is missing: what the calls are about") }
        let lead = cells.number("lead_id")
        guard let phone, let at, let action, let form, cells.complaint == nil else { return nil }
        var proof: [String: String] = action == .given ? ["form": form.rawValue] : [:]
        for name in evidence { proof[name] = cells.text(name).map { String($0.prefix(500)) } }
        let consent = Consent(
            phone: phone, leadID: lead.map(LeadID.init), action: action, sellers: sellers, subject: subject, at: at,
            recordedAt: context.now, evidence: proof)
        let locks = DNCList.locks(for: [phone.digits], of: context.account)
        return RecordAct(locks: locks) { connection in
            _ = try Consents(connection, of: context.account).add(consent)
            if action == .revoked { try suppress(consent, connection, context) }
            return .accepted
        }
    }

    private static func suppress(_ consent: Consent, _ connection: any Connection, _ context: RecordContext) throws {
        for scope in consent.sellers.isEmpty ? [DNCScope.account] : consent.sellers.map(DNCScope.seller) {
            _ = try DNCList(connection, of: context.account).add(
                number: consent.phone.digits, scope: scope, origin: .consumer, reason: "ConsentRevoked", purpose: "",
                since: consent.at, by: context.actor, salt: context.dice.secret(), at: context.now)
        }
    }

    /// Names between semicolons; the account's only seller where a consent names none.
    private static func sellers(_ cells: inout RecordCells) -> [SellerID] {
        let names = cells.context.configuration.sellerNames
        guard let text = cells.text("sellers") else {
            return names.count == 1 && cells.text("action")?.lowercased() != "revoked" ? names.map(\.0) : []
        }
        return text.split(separator: ";").compactMap { part in
            let name = String(part.drop { $0 == " " })
            let found = FormFields.find(name, among: names)
            if found == nil { cells.fault("sellers", "names none of the account: \(name)") }
            return found
        }
    }
}

/// Dispositions with their flags. One that the account has already is left as it is.
enum StatusRecords: RecordKind {
    static let fields = [
        RecordField("code", "status abbreviation status_code", isRequired: true),
        RecordField("name", "status_name description label", isRequired: true),
        RecordField("final", "is_final completed"), RecordField("reached", "human_answered"),
        RecordField("success", "sale is_success"), RecordField("dnc", "is_dnc"),
        RecordField("callback", "scheduled_callback"), RecordField("contact", "customer_contact"),
        RecordField("voicemail", "answering_machine"), RecordField("hex_color", "color colour"),
    ]
    private static let flags = ["final", "reached", "success", "dnc", "callback", "contact", "voicemail"]

    static func act(_ cells: inout RecordCells) -> RecordAct? {
        let context = cells.context
        var form = ["code": cells.required("code"), "name": cells.required("name")]
        for name in flags { form[name] = cells.flag(name) ? "yes" : "no" }
        form["hex_color"] = cells.text("hex_color")
        guard cells.complaint == nil else { return nil }
        return RecordAct(locks: [Configurations.lock(of: context.account)]) { [form] connection in
            let store = Configurations(connection, of: context.account)
            let code = form["code"]?.uppercased() ?? ""
            guard let newest = try store.snapshot() else { throw DatabaseError(.shape, "no such account") }
            if newest.statuses[code] != nil { return .updated }
            do {
                try store.edit(by: context.actor, from: ChangeOrigin(door: "import"), at: context.now) { edit in
                    _ = try StatusForm.create(form, &edit, FormMeans(context.dice))
                }
                return .accepted
            } catch let report as ProblemReport {
                return .refused(
                    .init("row_unreadable", report.faults.map { "\($0.field) \($0.sentence)" }.joined(separator: "; ")))
            }
        }
    }
}
