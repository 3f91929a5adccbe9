import SluiceConnect
import SluiceCore
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Ready connections` {
    static let values: [String: [String: String]] = [
        "hubspot-v1": ["token": "pat-1"], "hubspot-v3": ["token": "pat-1"], "zapier": [:],
        "balto": ["token": "b a&l"], "salesforce": ["oid": "00D; x"], "gohighlevel": ["token": "t", "location": "L1"],
        "zoho": ["token": "z"], "leadspedia": ["tenant": "acme", "campaign": "7", "key": "k"],
    ]

    /// What each sends of a lead: address and body.
    static let requests: [(template: String, endpoint: String, method: String, url: String, body: String)] = [
        (
            "hubspot-v3", "HubSpot v3", "POST", "https://api.hubapi.com/crm/v3/objects/contacts/batch/upsert",
            #"{"inputs":[{"id":"ann@example.com","properties":{"email":"ann@example.com","firstname":"Ann","phone":"3105551142"},"idProperty":"email"}]}"#
        ),
        (
            "hubspot-v1", "HubSpot v1", "POST",
            "https://api.hubapi.com/contacts/v1/contact/createOrUpdate/email/ann%40example.com",
            #"{"properties":[{"property":"email","value":"ann@example.com"},{"property":"firstname","value":"Ann"},{"property":"lastname","value":""},{"property":"phone","value":"3105551142"},{"property":"city","value":""},{"property":"state","value":""},{"property":"zip","value":""}]}"#
        ),
        (
            "salesforce", "Salesforce", "POST", "https://webto.salesforce.com/servlet/servlet.WebToLead?encoding=UTF-8",
            "oid=00D%3B+x&company=Individual&first_name=Ann&last_name=Unknown&email=ann%40example.com&phone=3105551142&city=&state=&zip=&lead_source=Sluice"
        ),
        (
            "gohighlevel", "GoHighLevel", "POST", "https://services.leadconnectorhq.com/contacts/upsert",
            #"{"locationId":"L1","firstName":"Ann","lastName":"","email":"ann@example.com","phone":"3105551142","source":"Sluice"}"#
        ),
        (
            "zoho", "Zoho", "POST", "https://www.zohoapis.com/crm/v8/Leads/upsert",
            #"{"data":[{"Last_Name":"Unknown","First_Name":"Ann","Email":"ann@example.com","Phone":"3105551142","State":"","Zip_Code":"","Lead_Source":"Sluice"}],"duplicate_check_fields":["Email","Phone"]}"#
        ),
        (
            "leadspedia", "LeadsPedia", "POST",
            "https://acme.leadspediatrack.com/post.do?lp_campaign_id=7&lp_campaign_key=k",
            "first_name=Ann&last_name=&phone_home=3105551142&email_address=ann%40example.com&address=&city=&state=&zip_code=&vendor_lead_id=1&lp_response=JSON"
        ),
        (
            "balto", "Balto start", "GET",
            "https://desktop.baltocloud.com/start/by_email?integration=convoso_config&voip_call_id=&voip_customer_id=1&voip_campaign_name=Main&email=&token=b%20a%26l",
            ""
        ),
    ]

    static func perform(_ bed: TestBed, _ operation: AdminOperation) async throws -> JSONValue {
        try await AdminDesk(bed.parts).perform(AdminRequest(account: "Test", actor: "test", operation: operation))
    }

    static func use(_ bed: TestBed, _ template: String) async throws -> JSONValue {
        let values = (values[template] ?? [:]).merging(["template": template]) { $1 }
        return try await perform(bed, .connect(.useTemplate, values))
    }

    @Test(arguments: requests)
    func `send what the other system takes`(
        request: (template: String, endpoint: String, method: String, url: String, body: String)
    ) async throws {
        let bed = try await TestBed.make(.sqlite)
        _ = try await Self.use(bed, request.template)
        _ = try await Self.perform(
            bed,
            .create(.subscription, ["name": "s", "endpoint": request.endpoint, "events": "lead.created"]))
        let receiver = ScriptedReceiver()
        try await bed.connected(to: receiver) {
            _ = try await bed.post(
                "leads/insert",
                [
                    ("list_id", "1001"), ("phone_number", "3105551142"), ("first_name", "Ann"),
                    ("email", "ann@example.com"),
                ])
            try await bed.until("it is sent") { try await bed.states() == ["delivered": 1] }
        }
        let sent = try #require(receiver.all.first?.request)
        #expect(sent.method.rawValue == request.method)
        #expect(sent.url == request.url)
        #expect(String(decoding: sent.body, as: UTF8.self) == request.body)
    }

    @Test func `make everything or nothing, under names that are free`() async throws {
        let bed = try await TestBed.make(.sqlite)
        for template in Self.values.keys.sorted() {
            let first = try await Self.use(bed, template)
            let again = try await Self.use(bed, template)
            #expect(first["endpoints"]?.elements?.count == again["endpoints"]?.elements?.count)
            #expect(again["endpoints"]?.elements?.allSatisfy { $0.string?.hasSuffix(" 2") == true } == true)
        }
        for name in ["Zapier", "Balto disposition"] {
            let endpoint = bed.configuration?.endpoints.values.first { $0.name == name }
            #expect(endpoint?.isActive == false)
            #expect(endpoint?.shownURL == "https://not-given.invalid/")
        }
        let listed = try await Self.perform(bed, .connect(.templates, [:])).elements?.compactMap { $0["name"]?.string }
        #expect(listed == Self.values.keys.sorted())
        let before = bed.configuration?.version
        await #expect(throws: ProblemReport.self) {
            try await Self.perform(bed, .connect(.useTemplate, ["template": "gohighlevel", "tokn": "x"]))
        }
        // A value that its form refuses undoes the adaptor before it too.
        await #expect(throws: ProblemReport.self) {
            try await Self.perform(
                bed, .connect(.useTemplate, ["template": "hubspot-v3", "token": "t", "base": "nowhere"]))
        }
        #expect(bed.configuration?.version == before)
    }
}
