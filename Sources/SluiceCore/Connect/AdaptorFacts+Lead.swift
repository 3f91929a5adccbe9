extension AdaptorFacts {
    /// Everything that a lead is at `now`, in the words of the API. What it has no value for is missing.
    public init(lead: Lead, configuration: AccountConfiguration, at now: Timestamp) {
        self.init(zone: configuration.account.timeZone, at: now)
        for (name, value) in lead.fields where !value.isEmpty { self.lead[name] = .text(value) }
        let list = configuration.lists[lead.listID]
        let campaign = configuration.campaign(of: lead.listID)
        let texts: [String: String?] = [
            // What is asked before it is stored has no number yet.
            "id": lead.id.number > 0 ? lead.id.description : nil, "phone_number": lead.phone.national,
            "phone_code": String(lead.phone.callingCode), "status": lead.status,
            "status_name": configuration.statuses[lead.status]?.name, "list_id": lead.listID.description,
            "list_name": list?.name, "campaign_id": campaign?.id.description, "campaign_name": campaign?.name,
            "called_count": String(lead.calledCount), "called_count_inbound": "0",
            "locale_gmt": AdaptorFacts.offset(of: lead, at: now),
        ]
        for (name, value) in texts { self.lead[name] = value.map { .text($0) } }
        self.lead["created_at"] = .moment(lead.createdAt)
        self.lead["modified_at"] = .moment(lead.modifiedAt)
        self.lead["last_called"] = lead.lastCalledAt.map { .moment($0) }
    }

    /// Hours from UTC as `-8.00` in the first of the lead's zones.
    private static func offset(of lead: Lead, at now: Timestamp) -> String? {
        LocalZones.zones(phone: lead.phone, state: lead.fields["state"], postalCode: lead.fields["postal_code"]).first
            .map { AccountTime(zone: $0).hoursFromUTC(at: now) }
    }
}
