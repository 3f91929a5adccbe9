public import SluiceCore
public import SluiceDatabase

extension AdaptorFacts {
    /// Adds what the log holds of a call, and who took it.
    public mutating func add(_ call: LoggedCall, _ configuration: AccountConfiguration) {
        for (name, value) in call.fields where !value.isEmpty { callLog[name] = .text(value) }
        let list = call.listID.flatMap { configuration.lists[ListID($0)] }
        let campaign = call.campaignID.flatMap { configuration.campaigns[CampaignID($0)] }
        let texts: [String: String?] = [
            "call_log_id": String(call.id), "lead_id": call.leadID.map { String($0) },
            "list_id": call.listID.map { String($0) }, "list_name": list?.name,
            "user_id": call.userID.map { String($0) }, "campaign_id": call.campaignID.map { String($0) },
            "campaign_name": campaign?.name, "phone_number": call.phone.national, "status": call.status,
            "status_name": configuration.statuses[call.status]?.name, "length_in_sec": String(call.seconds),
            "call_type": call.callType, "term_reason": call.termReason.isEmpty ? nil : call.termReason,
        ]
        for (name, value) in texts { if let value { callLog[name] = .text(value) } }
        callLog["call_date"] = .moment(call.at)
        if callLog["caller_id"] == nil { callLog["caller_id"] = callLog["caller_id_displayed"] }
        // The lead's own names, where the log has kept none.
        for name in ["first_name", "last_name"] where callLog[name] == nil { callLog[name] = lead[name] }
        guard let agent = call.userID.flatMap({ configuration.users[UserID($0)] }) else { return }
        let name = [agent.firstName, agent.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        if !name.isEmpty { extra["agent_full_name"] = .text(name) }
        extra["agent_email"] = .text(agent.email)
    }
}
