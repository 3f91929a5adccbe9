import SluiceCore
import SluiceDatabase
import SluiceIntake

/// Calls of the past, with the columns of a Convoso call log and of VICIdial's call exports (product-features §18).
enum CallLogRecords: RecordKind {
    static let fields =
        [
            RecordField("id", "call_log_id call_id"), RecordField("lead_id"), RecordField("list_id"),
            RecordField("campaign_id", "campaign"), RecordField("user_id"), RecordField("phone_code"),
            RecordField("number_dialed", "phone_number_dialed dialed_number"),
            RecordField("phone_number", "phone primary_phone caller_id_number"),
            RecordField("call_date", "date call_time start_time call_started", isRequired: true),
            RecordField("call_length", "length_in_sec seconds duration talk_time call_seconds"),
            RecordField("status", "disposition status_code", isRequired: true), RecordField("term_reason"),
            RecordField("call_type", "type direction"), RecordField("called_count", "call_count"),
        ] + packed.sorted().map { RecordField($0) }
    /// Those that nobody reads here: they are packed as they come.
    private static let packed: Set<String> = [
        "agent_comment", "queue_id", "queue_position", "queue_seconds", "caller_id_displayed", "originating_agent_id",
        "extra_field_01", "extra_field_02", "call_transcript", "revenue", "user", "first_name", "last_name",
    ]
    private static let types: Set<String> = ["OUTBOUND", "INBOUND", "MANUAL", "3WAY"]

    static func act(_ cells: inout RecordCells) -> RecordAct? {
        let phone = cells.phone(cells.text("number_dialed") == nil ? "phone_number" : "number_dialed")
        let at = cells.moment("call_date")
        if at == nil, cells.complaint == nil { cells.fault("call_date", "is missing") }
        let status = cells.required("status")
        let type = (cells.text("call_type") ?? "OUTBOUND").uppercased()
        if !types.contains(type) { cells.fault("call_type", "takes one of \(types.sorted().joined(separator: ", "))") }
        let kept = cells.number("id")
        if cells.context.plan.keepsIDs, kept == nil { cells.fault("id", "is missing, and calls are to keep theirs") }
        guard let phone, let at else { return nil }
        var call = LoggedCall(id: 0, phone: phone, at: at, status: String(status.prefix(20)), callType: type)
        (call.leadID, call.listID) = (cells.number("lead_id"), cells.number("list_id"))
        call.campaignID = campaign(&cells)
        (call.userID, call.seconds) = (cells.number("user_id"), cells.number("call_length") ?? 0)
        (call.calledCount, call.termReason) = (cells.number("called_count") ?? 0, cells.text("term_reason") ?? "")
        for name in packed { call.fields[name] = cells.text(name) }
        guard cells.complaint == nil else { return nil }
        let (account, wanted) = (cells.context.account, cells.context.plan.keepsIDs ? kept : nil)
        return RecordAct(keeps: wanted.map { (.callLog, $0) }) { [call] connection in
            let log = CallLog(connection, of: account)
            var call = call
            if let wanted, try log.has(wanted) {
                return .refused(.init("id_taken", "a call of the account has the number \(wanted) already"))
            }
            call.id = try wanted ?? connection.ids.take(from: IDSequence(.callLog, of: account.number))
            try log.add(call)
            return .accepted
        }
    }

    /// A campaign that the account knows by number or name, else the number that it had.
    private static func campaign(_ cells: inout RecordCells) -> Int64? {
        guard let text = cells.text("campaign_id") else { return nil }
        let names = cells.context.configuration.campaignNames
        return FormFields.find(text, among: names)?.number ?? Int64(text)
    }
}

/// Call-backs that were promised (convoso-api §11).
enum CallbackRecords: RecordKind {
    static let fields = [
        RecordField("id", "callback_id"), RecordField("lead_id", isRequired: true),
        RecordField("campaign_id", "campaign"), RecordField("user_id"), RecordField("recipient"),
        RecordField("callback_time", "callback_date time date", isRequired: true),
        RecordField("callback_time_zone", "time_zone timezone"), RecordField("status", "stage callback_status"),
        RecordField("comments", "comment notes"), RecordField("created_at", "entry_time created"),
        RecordField("modified_at", "modify_date modified"),
    ]
    /// Ours by what Convoso (`USERONLY`) and VICIdial (`ANYONE`, `LIVE`) call them.
    private static let recipients: [String: Callback.Recipient] = [
        "system": .system, "anyone": .system, "personal": .personal, "useronly": .personal,
    ]
    private static let statuses: [String: Callback.Status] = [
        "pending": .pending, "active": .pending, "live": .pending, "pastdue": .pending, "past_due": .pending,
        "dismissed": .dismissed, "inactive": .dismissed, "dead": .dismissed, "completed": .completed,
        "missed": .missed,
    ]

    static func act(_ cells: inout RecordCells) -> RecordAct? {
        let context = cells.context
        let lead = cells.number("lead_id")
        if lead == nil, cells.complaint == nil { cells.fault("lead_id", "is missing") }
        let at = promised(&cells)
        if at == nil, cells.complaint == nil { cells.fault("callback_time", "is missing") }
        let recipient = choice("recipient", "system", recipients, &cells)
        let status = choice("status", "pending", statuses, &cells)
        let user = cells.number("user_id")
        if let user, context.configuration.users[UserID(user)] == nil {
            cells.fault("user_id", "names no user of the account")
        }
        if recipient == .personal, user == nil { cells.fault("user_id", "is missing, and the call-back is personal") }
        let kept = cells.number("id")
        if context.plan.keepsIDs, kept == nil { cells.fault("id", "is missing, and call-backs are to keep theirs") }
        guard let lead, let at, let recipient, let status, cells.complaint == nil else { return nil }
        let created = cells.moment("created_at").map { min($0, context.now) } ?? context.now
        var callback = Callback(
            id: 0, leadID: LeadID(lead), recipient: recipient, at: at, status: status, createdAt: created,
            modifiedAt: cells.moment("modified_at").map { min($0, context.now) } ?? created)
        callback.campaignID = cells.number("campaign_id")
        callback.userID = user
        callback.zone = cells.text("callback_time_zone") ?? ""
        callback.comments = cells.text("comments") ?? ""
        guard cells.complaint == nil else { return nil }
        let (account, wanted) = (context.account, context.plan.keepsIDs ? kept : nil)
        return RecordAct(keeps: wanted.map { (.callback, $0) }) { [callback] connection in
            let store = Callbacks(connection, of: account)
            var callback = callback
            guard try Leads(connection, of: account).lead(callback.leadID) != nil else {
                return .refused(.init("lead_unknown", "the account has no lead \(callback.leadID)"))
            }
            if let wanted, try store.has(wanted) {
                return .refused(.init("id_taken", "a call-back of the account has the number \(wanted) already"))
            }
            callback.id = try wanted ?? connection.ids.take(from: IDSequence(.callback, of: account.number))
            try store.add(callback)
            return .accepted
        }
    }

    /// The moment, in the zone that the row names as hours from UTC (`-7.00`), else in the import's.
    private static func promised(_ cells: inout RecordCells) -> Timestamp? {
        guard let zone = cells.text("callback_time_zone") else { return cells.moment("callback_time") }
        guard let hours = Double(zone), (-14...14).contains(hours) else {
            cells.fault("callback_time_zone", "takes hours from UTC, such as -7.00")
            return nil
        }
        guard let text = cells.text("callback_time"), !text.hasPrefix("0000-00-00") else { return nil }
        guard let wall = ImportMoment(zone: AccountTime(zone: "UTC")).read(text) else {
            cells.fault("callback_time", "is no date or time")
            return nil
        }
        return wall.adding(seconds: -Int64(hours * 3600))
    }

    private static func choice<Choice>(
        _ name: String, _ usual: String, _ choices: [String: Choice], _ cells: inout RecordCells
    ) -> Choice? {
        guard let choice = choices[(cells.text(name) ?? usual).lowercased()] else {
            cells.fault(name, "takes one of \(choices.keys.sorted().joined(separator: ", "))")
            return nil
        }
        return choice
    }
}
