import SluiceCore

/// A ready connection to another system: with a few values it makes adaptors and endpoints, all or none
/// (third-party-apis §1 to §4, §9).
struct ConnectTemplate: Sendable {
    /// A value that it asks for.
    struct Value: Sendable {
        var name: String
        var note: String
        /// What it is where it is not given; nothing = it must be given.
        var usual: String?

        init(_ name: String, _ note: String, usual: String? = nil) {
            self.name = name
            self.note = note
            self.usual = usual
        }
    }

    /// One thing that it makes, as the fields of a form. An endpoint sends by the adaptor before it.
    enum Piece: Sendable {
        case adaptor(name: String, rows: [String])
        case endpoint(name: String, [String: String])
    }

    /// What it is called in commands: `hubspot-v3`.
    let name: String
    /// What people call the other system.
    let title: String
    /// What comes of it, in a sentence.
    let meaning: String
    /// What it asks for.
    let values: [Value]
    /// What to do then.
    let next: String
    /// What it makes of the values.
    let pieces: @Sendable ([String: String]) -> [Piece]

    /// Every one, by name.
    static let all = [
        hubSpot1, hubSpot3, zapier, balto, salesforce, goHighLevel, zoho, leadsPedia,
    ].sorted { $0.name < $1.name }

    /// Where an endpoint points that is inactive until people give its address: no server has such a name (RFC 6761 §6.4).
    static let noAddressYet = "https://not-given.invalid/"

    /// A text of a customer as a constant of an adaptor.
    private static func constant(_ text: String) -> String {
        AdaptorNotation([]).text(of: .init(.constant(text), to: []))
    }

    private static let test = "Look at a real request with sluice endpoint test, then subscribe it to events."

    // MARK: CRMs

    private static let hubSpot3 = ConnectTemplate(
        name: "hubspot-v3", title: "HubSpot (v3)",
        meaning: "Makes or updates the contact with the lead's e-mail address.",
        values: [
            Value("token", "the token of a private app that may read and write contacts"),
            Value("base", "where HubSpot is", usual: "https://api.hubapi.com"),
        ], next: test
    ) { values in
        [
            .adaptor(
                name: "HubSpot contact",
                rows: [
                    "lead.email -> inputs[0].id, inputs[0].properties.email", "const.email -> inputs[0].idProperty",
                    "lead.first_name -> inputs[0].properties.firstname; empty=skip",
                    "lead.last_name -> inputs[0].properties.lastname; empty=skip",
                    "lead.phone_number -> inputs[0].properties.phone",
                    "lead.address1 -> inputs[0].properties.address; empty=skip",
                    "lead.city -> inputs[0].properties.city; empty=skip",
                    "lead.state -> inputs[0].properties.state; empty=skip",
                    "lead.postal_code -> inputs[0].properties.zip; empty=skip",
                ]),
            .endpoint(
                name: "HubSpot v3",
                [
                    "url": "\(values["base"] ?? "")/crm/v3/objects/contacts/batch/upsert",
                    "headers": "Authorization: Bearer \(values["token"] ?? "")", "answer_key": "results.0.id",
                ]),
        ]
    }

    private static let hubSpot1 = ConnectTemplate(
        name: "hubspot-v1", title: "HubSpot (v1)",
        meaning: "Makes or updates the contact with the lead's e-mail address by HubSpot's older API.",
        values: hubSpot3.values, next: test
    ) { values in
        let properties = [
            ("email", "email"), ("firstname", "first_name"), ("lastname", "last_name"), ("phone", "phone_number"),
            ("city", "city"), ("state", "state"), ("zip", "postal_code"),
        ]
        return [
            .adaptor(
                name: "HubSpot properties",
                rows: properties.enumerated().flatMap { place, property in
                    [
                        "const.\(property.0) -> properties[\(place)].property",
                        "lead.\(property.1) -> properties[\(place)].value",
                    ]
                }),
            .endpoint(
                name: "HubSpot v1",
                [
                    "url": "\(values["base"] ?? "")/contacts/v1/contact/createOrUpdate/email/%email%",
                    "headers": "Authorization: Bearer \(values["token"] ?? "")", "answer_key": "vid",
                ]),
        ]
    }

    private static let salesforce = ConnectTemplate(
        name: "salesforce", title: "Salesforce web-to-lead", meaning: "Posts the lead as Salesforce's web form does.",
        values: [
            Value("oid", "the organization's id, as Salesforce's form has it"),
            Value("company", "the company where a lead has none: Salesforce wants one", usual: "Individual"),
        ], next: "Salesforce answers 200 to whatever reaches it: look there whether the lead came. " + test
    ) { values in
        [
            .adaptor(
                name: "Salesforce form",
                rows: [
                    "\(constant(values["oid"] ?? "")) -> oid", "\(constant(values["company"] ?? "")) -> company",
                    "lead.first_name -> first_name", "lead.last_name -> last_name; default=Unknown",
                    "lead.email -> email", "lead.phone_number -> phone", "lead.city -> city", "lead.state -> state",
                    "lead.postal_code -> zip", "const.Sluice -> lead_source",
                ]),
            .endpoint(
                name: "Salesforce",
                [
                    "url": "https://webto.salesforce.com/servlet/servlet.WebToLead?encoding=UTF-8", "body": "raw",
                    "answer": "text",
                ]),
        ]
    }

    private static let goHighLevel = ConnectTemplate(
        name: "gohighlevel", title: "GoHighLevel", meaning: "Makes or updates a contact of one location.",
        values: [Value("token", "a private integration's token"), Value("location", "the location's id")], next: test
    ) { values in
        [
            .adaptor(
                name: "GoHighLevel contact",
                rows: [
                    "\(constant(values["location"] ?? "")) -> locationId", "lead.first_name -> firstName",
                    "lead.last_name -> lastName", "lead.email -> email; empty=skip", "lead.phone_number -> phone",
                    "lead.city -> city; empty=skip", "lead.state -> state; empty=skip",
                    "lead.postal_code -> postalCode; empty=skip", "const.Sluice -> source",
                ]),
            .endpoint(
                name: "GoHighLevel",
                [
                    "url": "https://services.leadconnectorhq.com/contacts/upsert", "answer_key": "contact.id",
                    "headers": "Authorization: Bearer \(values["token"] ?? "")|Version: 2021-07-28",
                ]),
        ]
    }

    private static let zoho = ConnectTemplate(
        name: "zoho", title: "Zoho CRM",
        meaning: "Makes or updates the Zoho lead with the same e-mail address or phone.",
        values: [
            Value("token", "an access token that may write Leads"),
            Value("base", "where Zoho is for you", usual: "https://www.zohoapis.com"),
        ], next: "Zoho's tokens end after an hour: put in a new one with sluice endpoint set. " + test
    ) { values in
        [
            .adaptor(
                name: "Zoho lead",
                rows: [
                    "lead.last_name -> data[0].Last_Name; default=Unknown", "lead.first_name -> data[0].First_Name",
                    "lead.email -> data[0].Email; empty=skip", "lead.phone_number -> data[0].Phone",
                    "lead.state -> data[0].State", "lead.postal_code -> data[0].Zip_Code",
                    "const.Sluice -> data[0].Lead_Source", "const.Email -> duplicate_check_fields[0]",
                    "const.Phone -> duplicate_check_fields[1]",
                ]),
            .endpoint(
                name: "Zoho",
                [
                    "url": "\(values["base"] ?? "")/crm/v8/Leads/upsert", "answer_key": "data.0.details.id",
                    "headers": "Authorization: Zoho-oauthtoken \(values["token"] ?? "")",
                ]),
        ]
    }
}
