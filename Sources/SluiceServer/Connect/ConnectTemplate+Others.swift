import SluiceCore

/// Templates of what is no CRM.
extension ConnectTemplate {
    static let zapier = ConnectTemplate(
        name: "zapier", title: "Zapier catch hook", meaning: "Posts the lead to a Zap that begins with a catch hook.",
        values: [Value("url", "the hook's address; inactive until you give it", usual: "")],
        next: "When Zapier shows the hook's address: sluice endpoint set Zapier --url … --active. Then test it."
    ) { values in
        let url = values["url"] ?? ""
        return [
            .adaptor(
                name: "Zapier lead",
                rows: [
                    "lead.id -> lead_id", "lead.phone_number -> phone_number", "lead.first_name -> first_name",
                    "lead.last_name -> last_name", "lead.email -> email", "lead.city -> city", "lead.state -> state",
                    "lead.postal_code -> postal_code", "lead.status -> status", "lead.list_name -> list_name",
                    "lead.campaign_name -> campaign_name", "call.call_log_id -> call_log_id",
                    "call.status -> call_status",
                ]),
            .endpoint(
                name: "Zapier",
                [
                    "url": url.isEmpty ? noAddressYet : url,
                    "active": url.isEmpty ? "no" : "yes",
                ]),
        ]
    }

    static let balto = ConnectTemplate(
        name: "balto", title: "Balto", meaning: "Tells Balto that a call begins and ends, and how it was disposed.",
        values: [
            Value("token", "Balto's token for you"),
            Value("disposition_url", "where Balto takes dispositions; inactive until you give it", usual: ""),
        ],
        next: "The workflows that fire them come with automation: until then test each with a lead that has a call."
    ) { values in
        let call = [
            "call.call_log_id -> voip_call_id", "lead.id -> voip_customer_id",
            "lead.campaign_name -> voip_campaign_name",
            "extra.agent_email -> email",
        ]
        let disposition = values["disposition_url"] ?? ""
        func endpoint(_ what: String) -> Piece {
            .endpoint(
                name: "Balto \(what)",
                [
                    "url": "https://desktop.baltocloud.com/\(what)/by_email?integration=convoso_config",
                    "method": "GET",
                    "authentication": "token=\(AdaptorRenderer.percentEncoded(values["token"] ?? ""))",
                    "retry_seconds": "2",
                    "timeout_ms": "5000",
                ])
        }
        return [
            .adaptor(name: "Balto start", rows: call), endpoint("start"), .adaptor(name: "Balto stop", rows: call),
            endpoint("stop"),
            .adaptor(name: "Balto disposition", rows: ["call.call_log_id -> call_log_id", "call.status -> status"]),
            .endpoint(
                name: "Balto disposition",
                [
                    "url": disposition.isEmpty ? noAddressYet : disposition,
                    "method": "POST", "active": disposition.isEmpty ? "no" : "yes",
                ]),
        ]
    }

    static let leadsPedia = ConnectTemplate(
        name: "leadspedia", title: "LeadsPedia lead post", meaning: "Posts the lead to a LeadsPedia campaign.",
        values: [
            Value("tenant", "the name before .leadspediatrack.com"), Value("campaign", "lp_campaign_id"),
            Value("key", "lp_campaign_key"),
        ],
        next: "LeadsPedia answers 200 to refused leads too: its result is kept with the delivery. Send lp_test=1 first."
    ) { values in
        [
            .adaptor(
                name: "LeadsPedia post",
                rows: [
                    "lead.first_name -> first_name", "lead.last_name -> last_name", "lead.phone_number -> phone_home",
                    "lead.email -> email_address", "lead.address1 -> address", "lead.city -> city",
                    "lead.state -> state", "lead.postal_code -> zip_code",
                    "lead.date_of_birth -> dob; date=Y-m-d; empty=skip", "lead.id -> vendor_lead_id",
                    "const.JSON -> lp_response",
                ]),
            .endpoint(
                name: "LeadsPedia",
                [
                    "url": "https://\(values["tenant"] ?? "").leadspediatrack.com/post.do", "body": "raw",
                    // A repeat is a duplicate there, so a fault of the network is not tried again.
                    "retry_seconds": "none", "answer_key": "result",
                    "authentication": "lp_campaign_id=\(AdaptorRenderer.percentEncoded(values["campaign"] ?? ""))"
                        + "&lp_campaign_key=\(AdaptorRenderer.percentEncoded(values["key"] ?? ""))",
                ]),
        ]
    }
}
