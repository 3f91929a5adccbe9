import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

extension TestBed {
    /// Calls a function of VICIdial's door and returns its text.
    func vicidial(
        _ function: String, _ fields: [(String, String)] = [], token: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> String {
        let all =
            [("function", function), ("user", "6666"), ("pass", token ?? self.token), ("source", "test")] + fields
        let answer = try await send(.get, "/vicidial/non_agent_api.php?\(TestBed.form(all))", headers: headers)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.headers[.contentType]?.hasPrefix("text/plain") == true)
        return answer.text
    }
}

@Suite struct `VICIdial's door` {
    static let lead = [
        ("phone_number", "3105556789"), ("list_id", "1001"), ("first_name", "Bob"), ("last_name", "Smith"),
    ]

    @Test(arguments: Engine.available)
    func `a lead is added as by any other door`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let text = try await bed.vicidial(
            "add_lead", Self.lead + [("vendor_lead_code", "A7"), ("comments", "hot"), ("alt_phone", "2125556789")])
        #expect(text == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 3105556789|1001|1|-8|6666\n")
        let lead = try await bed.api(.get, "leads/1").json
        #expect(lead["fields"]?["remote_id"]?.string == "A7")
        #expect(lead["fields"]?["notes"]?.string == "hot")
        #expect(lead["fields"]?["alt_phone_1"]?.string == "2125556789")
        #expect(try await bed.api(.get, "receipts").items.count == 1)
    }

    /// What is sent beside the lead, with how the answer begins.
    static let answers: [(fields: [(String, String)], text: String)] = [
        ([("phone_number", "12345")], "ERROR: add_lead INVALID PHONE NUMBER LENGTH - 12345|6666"),
        ([("phone_number", "3101556789")], "ERROR: add_lead INVALID PHONE NUMBER PREFIX - 3101556789|6666"),
        ([("phone_number", "")], "ERROR: add_lead INVALID PHONE NUMBER LENGTH - |6666"),
        (
            [("phone_number", "2235556789"), ("usacan_areacode_check", "Y"), ("area", "")],
            "SUCCESS: add_lead LEAD HAS BEEN ADDED"
        ),
        ([("list_id", "4711")], "ERROR: add_lead NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED - 3105556789|4711"),
        ([("list_id", "")], "ERROR: add_lead NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED - 3105556789|999"),
        ([("email", "no e-mail")], "ERROR: add_lead LEAD NOT ACCEPTED, EMAIL INVALID - 3105556789|6666|6079"),
        (
            [("callback", "Y"), ("campaign_id", "Main")],
            "SUCCESS: add_lead LEAD HAS BEEN ADDED - 3105556789|1001|1|-8|6666\nNOTICE: add_lead SCHEDULED CALLBACK NOT ADDED"
        ),
        (
            [("add_to_hopper", "Y"), ("hopper_priority", "-5")],
            "SUCCESS: add_lead LEAD HAS BEEN ADDED - 3105556789|1001|1|-8|6666\n"
                + "NOTICE: add_lead ADDED TO HOPPER - 3105556789|1|6666\n"
        ),
        (
            [("lookup_state", "Y"), ("first_name", "A|B\nC")], "SUCCESS: add_lead LEAD HAS BEEN ADDED"
        ),
    ]

    @Test(arguments: answers)
    func `answers add_lead in VICIdial's words`(fields: [(String, String)], text: String) async throws {
        let bed = try await TestBed.make(.sqlite)
        let names = fields.map(\.0)
        let answer = try await bed.vicidial("add_lead", Self.lead.filter { !names.contains($0.0) } + fields)
        #expect(answer.hasPrefix(text), "\(answer)")
    }

    @Test(arguments: Engine.available)
    func `duplicates are found by phone, alternate phone, title and name`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        _ = try await bed.vicidial(
            "add_lead", Self.lead + [("alt_phone", "2125556789"), ("title", "Dr")])
        func add(_ check: String, _ fields: [(String, String)]) async throws -> String {
            let names = fields.map(\.0)
            return try await bed.vicidial(
                "add_lead", Self.lead.filter { !names.contains($0.0) } + fields + [("duplicate_check", check)])
        }
        #expect(
            try await add("DUPLIST", []) == "ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - 3105556789|1001|1|1001\n")
        #expect(
            try await add("DUPCAMP", [("list_id", "1002")]).hasPrefix(
                "ERROR: add_lead DUPLICATE PHONE NUMBER IN CAMPAIGN LISTS"))
        #expect(
            try await add("DUPSYS", [("list_id", "1003")]).hasPrefix("ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM")
        )
        #expect(
            try await add("DUPNAMEPHONESYS", [])
                == "ERROR: add_lead DUPLICATE NAME PHONE IN SYSTEM - Bob|Smith|3105556789|1001|1|1001\n")
        #expect(
            try await add(
                "DUPTITLEALTPHONELIST", [("phone_number", "4155556789"), ("alt_phone", "2125556789"), ("title", "dr")]
            )
            .hasPrefix("ERROR: add_lead DUPLICATE TITLE ALT_PHONE IN LIST - dr|2125556789|1001|1"))
        #expect(try await add("DUPPHONEALTSYS", [("phone_number", "2125556789")]).hasSuffix("|ALT\n"))
        #expect(try await add("DUPNAMEPHONESYS", [("first_name", "Ann")]).hasPrefix("SUCCESS"))
        #expect(try await add("DUPLIST", [("list_id", "1003")]).hasPrefix("SUCCESS"))
        bed.time.advance(seconds: 100 * 86_400)
        #expect(try await add("DUPSYS90DAY", []).hasPrefix("SUCCESS"))
        #expect(try await add("DUPSYS90DAY", []).hasPrefix("ERROR: add_lead DUPLICATE"))
    }

    @Test(arguments: Engine.available)
    func `one phone posted many times at once is one lead`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<16 {
                group.addTask { try await bed.vicidial("add_lead", Self.lead + [("duplicate_check", "DUPSYS")]) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(texts.filter { $0.hasPrefix("SUCCESS") }.count == 1)
        #expect(try await bed.count("lead") == 1)
    }

    @Test func `who asks is the token`() async throws {
        let bed = try await TestBed.make(.sqlite)
        #expect(
            try await bed.vicidial("add_lead", Self.lead, token: "nobody's")
                == "ERROR: Invalid Username/Password: |6666|\n")
        let lists = try await bed.parts.addToken(bed.account, "lists", sections: [.lists])
        #expect(
            try await bed.vicidial("add_lead", Self.lead, token: lists)
                == "ERROR: add_lead USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM - 6666|0\n")
        #expect(
            try await bed.vicidial("version").hasPrefix(
                "VERSION: 2.14-0|BUILD: SLUICE-1|DATE: 2026-01-20 20:00:00|EPOCH: 1768939200"))
        #expect(try await bed.vicidial("call_agent") == "ERROR: NO FUNCTION SPECIFIED - call_agent\n")
        // A vendor's token goes through the one Criteria that it is limited to, and changes nothing else.
        let made = try await bed.api(.post, "criteria", #"{"name":"Web","list":1002,"check_dup":1}"#)
        let id = try #require(made.json["id"]?.integer)
        let vendor = try await bed.parts.addToken(bed.account, "vicidial vendor", sections: [.leadPost]) {
            $0.criteriaIDs = [CriteriaID(id)]
        }
        let text = try await bed.vicidial("add_lead", Self.lead, token: vendor)
        #expect(text.hasPrefix("SUCCESS: add_lead LEAD HAS BEEN ADDED - 3105556789|1002|1|"))
        let again = try await bed.vicidial("add_lead", Self.lead, token: vendor)
        #expect(
            again == "ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - 3105556789|1001||\n",
            "a vendor is not told which lead")
        #expect(
            try await bed.vicidial("update_lead", [("lead_id", "1")], token: vendor).contains(
                "DOES NOT HAVE PERMISSION"))
    }

    @Test(arguments: Engine.available)
    func `leads are found, changed, counted and deleted`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        _ = try await bed.vicidial("add_lead", Self.lead + [("vendor_lead_code", "A7")])
        #expect(
            try await bed.vicidial(
                "update_lead", [("lead_id", "1"), ("last_name", "Jones"), ("list_id_field", "1002")])
                == "SUCCESS: update_lead LEAD HAS BEEN UPDATED - 6666|1\n")
        #expect(
            try await bed.vicidial(
                "update_lead",
                [("search_method", "VENDOR_LEAD_CODE"), ("vendor_lead_code", "A7"), ("first_name", "--BLANK--")]
            ).hasPrefix("SUCCESS"))
        let lead = try await bed.api(.get, "leads/1").json
        #expect(lead["fields"]?["last_name"]?.string == "Jones")
        #expect(lead["fields"]?["first_name"] == nil)
        #expect(lead["list_id"]?.integer == 1002)
        #expect(
            try await bed.vicidial("update_lead", [("search_method", "PHONE_NUMBER"), ("phone_number", "4155556789")])
                == "ERROR: update_lead NO MATCHES FOUND IN THE SYSTEM - 6666|||4155556789\n")
        #expect(
            try await bed.vicidial(
                "update_lead",
                [
                    ("search_method", "PHONE_NUMBER"), ("phone_number", "4155556789"), ("list_id", "1001"),
                    ("insert_if_not_found", "Y"),
                ]
            ).contains("SUCCESS: update_lead LEAD HAS BEEN ADDED - 4155556789|1001|2|"))
        #expect(
            try await bed.vicidial("batch_update_lead", [("lead_ids", "1,2,77"), ("status", "NI")])
                == "SUCCESS: batch_update_lead LEADS HAVE BEEN UPDATED - 6666|2|1,2\n")
        #expect(
            try await bed.vicidial(
                "lead_search", [("phone_number", "3105556789,4155556789,2125556789"), ("header", "YES")])
                == "search_key|records_found|lead_ids\n3105556789|1|1\n4155556789|1|2\n2125556789|0|\n")
        #expect(
            try await bed.vicidial("update_lead", [("lead_id", "2"), ("delete_lead", "Y")])
                == "SUCCESS: update_lead LEAD HAS BEEN DELETED - 6666|2\n")
        #expect(try await bed.api(.get, "leads/2").json["deleted_at"]?.isNull == false)
    }

    @Test(arguments: Engine.available)
    func `lists keep the numbers that the sender gives them`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let fields = [("list_id", "5000"), ("list_name", "List of VICIdial"), ("campaign_id", "main")]
        #expect(
            try await bed.vicidial("add_list", fields) == "SUCCESS: add_list LIST HAS BEEN ADDED - 6666|5000|main\n")
        #expect(try await bed.vicidial("add_list", fields) == "ERROR: add_list LIST ALREADY EXISTS - 6666|5000\n")
        let next = try await bed.api(.post, "lists", #"{"name":"List of the API","campaign":11}"#)
        #expect(next.json["id"]?.integer == 5001, "the next number starts above")
        #expect(
            try await bed.vicidial(
                "add_list", [("list_id", "5002"), ("list_name", "List of nobody"), ("campaign_id", "XX")])
                == "ERROR: add_list CAMPAIGN DOES NOT EXIST - 6666|XX\n")
        #expect(
            try await bed.vicidial("add_list", [("list_id", "5002")]).hasPrefix(
                "ERROR: add_list YOU MUST USE ALL REQUIRED FIELDS - 6666|5002||"))
        #expect(
            try await bed.vicidial("update_list", [("list_id", "5000"), ("active", "N")])
                == "SUCCESS: update_list LIST HAS BEEN UPDATED - 6666|5000\n")
        #expect(
            try await bed.vicidial("update_list", [("list_id", "77")])
                == "ERROR: update_list LIST DOES NOT EXIST - 6666|77\n")
        #expect(
            try await bed.vicidial("list_info", [("list_id", "5000"), ("leads_counts", "Y")])
                == "5000|List of VICIdial|Main|N|||2099-12-31|0|0|0\n")
    }

    @Test(arguments: Engine.available)
    func `numbers are listed, checked and taken off`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let entry = [("phone_number", "3105556789"), ("campaign_id", "SYSTEM_INTERNAL")]
        #expect(
            try await bed.vicidial("add_dnc_phone", entry)
                == "SUCCESS: add_dnc_phone DNC NUMBER HAS BEEN ADDED - 6666|3105556789|SYSTEM_INTERNAL\n")
        #expect(
            try await bed.vicidial("add_dnc_phone", entry).hasPrefix("ERROR: add_dnc_phone DNC NUMBER ALREADY EXISTS"))
        #expect(
            try await bed.vicidial("add_lead", Self.lead + [("dnc_check", "Y")])
                == "ERROR: add_lead PHONE NUMBER IN DNC - 3105556789|6666\n")
        #expect(
            try await bed.vicidial("check_phone_number", [("phone_number", "3105556789"), ("dnc_check", "Y")])
                == "ERROR: check_phone_number PHONE NUMBER IN DNC - 3105556789|6666\n")
        #expect(
            try await bed.vicidial("delete_dnc_phone", entry)
                == "SUCCESS: delete_dnc_phone DNC NUMBER HAS BEEN DELETED - 6666|3105556789|SYSTEM_INTERNAL\n")
        #expect(
            try await bed.vicidial("delete_dnc_phone", entry)
                == "ERROR: delete_dnc_phone DNC NUMBER DOES NOT EXIST - 6666|3105556789\n")
        #expect(
            try await bed.vicidial("check_phone_number", [("phone_number", "3105556789")])
                == "AREACODE: 1|-8#PHONE: 3105556789|1||||\n")
        _ = try await bed.post("dnc/insert", [("phone_number", "3105556789"), ("reason", "ConsentRevoked")])
        #expect(
            try await bed.vicidial("delete_dnc_phone", entry).hasPrefix("ERROR: delete_dnc_phone THE CONSUMER ASKED"))
    }

    @Test func `the hopper is shown in its order`() async throws {
        let bed = try await TestBed.make(.sqlite)
        #expect(
            try await bed.vicidial("hopper_list", [("campaign_id", "Main")])
                == "ERROR: hopper_list THERE ARE NO LEADS IN THE HOPPER FOR THIS CAMPAIGN - 6666|Main\n")
        #expect(
            try await bed.vicidial("hopper_list", [("campaign_id", "XX")])
                == "ERROR: hopper_list THIS CAMPAIGN DOES NOT EXIST - 6666|XX\n")
        _ = try await bed.vicidial("add_lead", Self.lead + [("add_to_hopper", "Y"), ("hopper_priority", "5")])
        let other = [
            ("phone_number", "4155556789"), ("list_id", "1001"), ("add_to_hopper", "Y"), ("hopper_priority", "50"),
        ]
        _ = try await bed.vicidial("add_lead", other)
        let text = try await bed.vicidial("hopper_list", [("campaign_id", "11"), ("stage", "csv"), ("header", "YES")])
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("hopper_order,priority,lead_id,list_id,phone_number") == true)
        #expect(lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false)[2] } == ["2", "1"])
    }

    @Test func `one key adds one lead`() async throws {
        let bed = try await TestBed.make(.sqlite)
        var headers: HTTPFields = [:]
        if let name = HTTPField.Name("Idempotency-Key") { headers[name] = "a" }
        let first = try await bed.vicidial("add_lead", Self.lead, headers: headers)
        #expect(try await bed.vicidial("add_lead", Self.lead, headers: headers) == first)
        #expect(try await bed.count("lead") == 1)
    }
}
