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
        guard var digits = text, digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
        if digits.utf8.count == 4 || digits.utf8.count == 7, digits.hasPrefix("1") { digits.removeFirst() }
        guard digits.utf8.count == 3 || digits.utf8.count == 6, let number = Int64(digits) else { return nil }
        let (area, exchange) = digits.utf8.count == 3 ? (number, Int64?.none) : (number / 1000, number % 1000)
        guard area >= 200, (exchange ?? 200) >= 200 else { return nil }
        return PhoneNumber(digits.utf8.count == 3 ? 1000 + number : 1_000_000 + number)
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
