import SluiceCore
import SluiceDatabase

/// Do Not Call entries with their dates and reasons.
enum DNCRecords: RecordKind {
    static let fields = SuppressionRecords.fields
    static func act(_ cells: inout RecordCells) -> RecordAct? { SuppressionRecords.act(&cells, .calls) }
}

/// Numbers that take no text messages.
enum SMSOptOutRecords: RecordKind {
    static let fields = SuppressionRecords.fields
    static func act(_ cells: inout RecordCells) -> RecordAct? { SuppressionRecords.act(&cells, .texts) }
}

/// What the two have in common.
private enum SuppressionRecords {
    static let fields = [
        RecordField("phone_number", "phone number primary_phone", isRequired: true), RecordField("phone_code"),
        RecordField("campaign_id", "campaign"), RecordField("seller"), RecordField("scope"), RecordField("reason"),
        RecordField("purpose"),
        RecordField("created_at", "insert_date date_added entry_date added created date"),
        RecordField("consumer", "consumer_request own_wish"),
    ]

    static func act(_ cells: inout RecordCells, _ channel: DNCList.Channel) -> RecordAct? {
        let context = cells.context
        let phone = prefix(cells.text("phone_number")) ?? cells.phone("phone_number")
        let scope = scope(&cells)
        let reason = word("reason", DNCEntry.reasons, &cells)
        let purpose = word("purpose", DNCEntry.purposes, &cells)
        let since = cells.moment("created_at").map { min($0, context.now) }
        let isConsumers = cells.flag("consumer") || reason == "ConsentRevoked"
        guard let phone, let scope, cells.complaint == nil else { return nil }
        let (number, account, salt) = (phone.digits, context.account, context.dice.secret())
        let (actor, now) = (context.actor, context.now)
        return RecordAct(locks: DNCList.locks(for: [number], of: account)) { connection in
            let made = try DNCList(connection, of: account, for: channel).add(
                number: number, scope: scope, origin: isConsumers ? .consumer : .imported, reason: reason,
                purpose: purpose, since: since, by: actor, salt: salt, at: now)
            return made == nil ? .updated : .accepted
        }
    }

    /// An area code, or one with its exchange: by its three or six digits, or with a 1 in front as it is stored.
    private static func prefix(_ text: String?) -> PhoneNumber? {
        guard let text else { return nil }
        let isStored = text.hasPrefix("1") && (text.utf8.count == 4 || text.utf8.count == 7)
        return DNCEntry.prefix(isStored ? String(text.dropFirst()) : text).map(PhoneNumber.init)
    }

    /// A campaign by number or name, a seller by name, or the whole account.
    private static func scope(_ cells: inout RecordCells) -> DNCScope? {
        let configuration = cells.context.configuration
        if let name = cells.text("seller") {
            guard let id = FormFields.find(name, among: configuration.sellerNames) else {
                cells.fault("seller", "names none of the account")
                return nil
            }
            return .seller(id)
        }
        if let word = cells.text("scope"), word.hasPrefix("purpose:") { return .purpose(String(word.dropFirst(8))) }
        guard let name = cells.text("campaign_id"), name != "0" else { return .account }
        guard let id = FormFields.find(name, among: configuration.campaignNames) else {
            cells.fault("campaign_id", "names none of the account")
            return nil
        }
        return .campaign(id)
    }

    private static func word(_ name: String, _ words: Set<String>, _ cells: inout RecordCells) -> String {
        guard let text = cells.text(name) else { return "" }
        guard let word = words.first(where: { $0.lowercased() == text.lowercased() }) else {
            cells.fault(name, "takes one of \(words.sorted().joined(separator: ", "))")
            return ""
        }
        return word
    }
}
