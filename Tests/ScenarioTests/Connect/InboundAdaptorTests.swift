import HTTPTypes
import SluiceCore
import SluiceServer
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `A post with adaptor_id` {
    private func adaptor(_ bed: TestBed, active: Bool = true, name: String = "Inbound") async throws -> String {
        _ = try await bed.api(.post, "fields", #"{"name":"roof_age","type":"number"}"#)
        let rows =
            #"["lead.phone_number -> Phone1","lead.first_name -> fname, first","lead.last_name -> lname","#
            + #""custom.roof_age -> roof","lead.city -> check_dnc","call.status -> lname","lead.created_at -> made"]"#
        let made = try await bed.api(.post, "adaptors", #"{"name":"\#(name)","active":\#(active),"rows":\#(rows)}"#)
        return try #require(made.json["id"]?.integer, "\(made.text)").description
    }

    @Test(arguments: Engine.available)
    func `speaks the vendor's words, through both doors`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let id = try await adaptor(bed)
        let answer = try await bed.post(
            "leads/insert",
            [
                ("list_id", "1001"), ("adaptor_id", id), ("Phone1", "(310) 555-6001"), ("fname", "Ann"),
                ("lname", "Lee"),
                ("last_name", "Own"), ("roof", "12"), ("made", "yesterday"), ("check_dnc", "1"),
            ])
        let number = try #require(answer.json["data"]?["lead_id"]?.integer, "\(answer.text)")
        let lead = try #require(try await bed.lead(number))
        #expect(lead.phone == PhoneNumber(13_105_556_001))
        #expect(lead.fields["first_name"] == "Ann")
        #expect(lead.fields["last_name"] == "Own", "what has our name already goes before")
        #expect(lead.fields["city"] == nil, "options are no fields")
        #expect(lead.fields.filter { $0.key.hasPrefix("field_") }.map(\.value) == ["12"])
        let criteria = try await bed.api(.post, "criteria", #"{"name":"Web","list":1001}"#)
        let key = try #require(criteria.json["key"]?.string)
        let posted = try await bed.post(
            "lead-post-validation/insert",
            [("criteria_key", key), ("adaptor_id", id), ("Phone1", "3105556002"), ("first", "Bo")],
            token: bed.vendorToken)
        #expect(posted.json["success"]?.bool == true, "\(posted.text)")
        // The receipt keeps what was sent.
        #expect(try await bed.count("receipt", where: "post LIKE '%Phone1%'") == 2)
    }

    @Test func `is read from its receipt as it was read when it came`() throws {
        let adaptor = Adaptor(id: AdaptorID(5), name: "A", rows: [.init(.lead("phone_number"), to: ["Phone1"])])
        let account = Account(id: AccountID(7), name: "A", timeZone: "UTC", createdAt: Timestamp(0))
        let configuration = AccountConfiguration(account: account, version: 1, adaptors: [adaptor])
        let packed = #"{"Phone1":"3105556001","adaptor_id":"5"}"#
        let post = LeadPostParameters.read(packed: packed, door: .leadPost, in: configuration)
        #expect(post?.phone == "3105556001")
        let without = AccountConfiguration(account: account, version: 1)
        #expect(LeadPostParameters.read(packed: packed, door: .leadPost, in: without)?.phone == nil)
    }

    @Test func `that is inactive, unknown or none changes nothing, and the receipt notes it`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let inactive = try await adaptor(bed, active: false)
        for id in [inactive, "99", "x"] {
            let answer = try await bed.post(
                "leads/insert",
                [
                    ("list_id", "1001"), ("adaptor_id", id), ("phone_number", "310555600\(id.count)"), ("fname", "Ann"),
                    ("dry_run", "1"),
                ])
            #expect(answer.json["success"]?.bool == true, "\(answer.text)")
            #expect(answer.text.contains("option_unreadable: adaptor_id"), "\(answer.text)")
        }
        let none = try await bed.post(
            "leads/insert",
            [("list_id", "1001"), ("adaptor_id", "0"), ("phone_number", "3105556009"), ("dry_run", "1")])
        #expect(!none.text.contains("adaptor_id"), "\(none.text)")
    }
}
