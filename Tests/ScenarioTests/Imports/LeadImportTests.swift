import Foundation
import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@testable import SluiceServer

@Suite struct `An import of leads` {
    static let file = """
        Lead ID,Created At,First Name,Phone Number,Email,income,Status,Called Count,Last Called,Zip
        9001,2025-06-01 09:30:00,Ann,3102010001,ann@example.com,120,NEW,3,2025-12-24 10:00:00,90001
        9002,2025-06-02,Bob,(310) 201-0002,bob@example.com,,A,0,,90002
        9003,,Cyd,3102010001,,,NEW,,,
        9004,,Dee,310201,,,NEW,,,
        9005,,Eve,3102010005,no address,,NEW,,,
        9006,,Flo,3102010006,,,ZZTOP,,,
        9001,,Gus,3102010007,,,NEW,,,
        9008,when,Hal,3102010008,,,NEW,,,

        9009,,Ida,3102010009,,,NEW,,,,too,many
        """

    @Test(arguments: Engine.available)
    func `takes what can be taken and names row and reason of the rest`(engine: Engine) async throws {
        let bed = try await ImportBed.make(engine)
        let path = try bed.file(Self.file)
        let job = try await bed.run("leads", path, ["keep_ids": "yes"])
        #expect(job["state"]?.string == "done")
        #expect(job["rows"]?.integer == 9)
        #expect(job["accepted"]?.integer == 2)
        #expect(job["refused"]?.integer == 7)
        #expect(
            try await bed.faults() == [
                "4 duplicate", "5 phone_invalid", "6 email_invalid", "7 status_unknown", "8 lead_id_taken",
                "9 row_unreadable", "11 row_unreadable",
            ])
        let ann = try #require(try await bed.lead(9001))
        #expect(ann.createdAt == RFC3339.read("2025-06-01T16:30:00Z"))
        #expect(ann.lastCalledAt == RFC3339.read("2025-12-24T18:00:00Z"))
        #expect(ann.calledCount == 3)
        #expect(ann.fields["postal_code"] == "90001")
        #expect(ann.fields.values.contains("120"))
        #expect(try await bed.lead(9002)?.status == "A")
        // The next lead of its own stands above the highest that was brought along.
        let receipt = try await bed.desk.post(["list": "First list of desk", "phone_number": "3102019999"])
        let next = try #require(receipt["lead_id"]?.integer)
        #expect(next > 9002)
        await bed.bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `leaves faulty values out where that is asked, and notes them in the receipt`(engine: Engine) async throws {
        let bed = try await ImportBed.make(engine)
        let job = try await bed.run(
            "leads", try bed.file("phone,email,income\n3102010001,none,much\n3102010002,b@example.com,7\n"),
            ["faulty_fields": "leave_out"])
        #expect(job["accepted"]?.integer == 2)
        let account = bed.desk.id
        let notes = try await bed.bed.parts.database.read { connection in
            try connection.run("SELECT trail FROM receipt WHERE account_id = \(account.number) ORDER BY id").map {
                try $0.text(0)
            }
        }
        #expect(notes.first?.contains("field_left_out: email") == true)
        #expect(notes.first?.contains("field_left_out: income") == true)
        #expect(notes.last?.contains("field_left_out") == false)
        await bed.bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `looks for duplicates where it is told, and updates where it is told`(engine: Engine) async throws {
        let bed = try await ImportBed.make(engine)
        let first = try bed.file("phone,first_name\n3102010001,Ann\n")
        let second = try bed.file("phone,first_name\n3102010001,Bea\n", "second.csv")
        try await bed.run("leads", first)
        #expect(try await bed.run("leads", second)["refused"]?.integer == 1)
        #expect(try await bed.run("leads", second, ["duplicates": "none"])["accepted"]?.integer == 1)
        #expect(try await bed.run("leads", second, ["update": "yes"])["updated"]?.integer == 1)
        #expect(try await bed.count("lead") == 2)
        #expect(try await bed.run("leads", second, ["criteria": "Vendor"])["refused"]?.integer == 1)
        try await bed.desk.perform(.addDNC(["number": "3102010003"]))
        let listed = try bed.file("phone\n3102010003\n", "third.csv")
        #expect(try await bed.run("leads", listed)["refused"]?.integer == 1)
        #expect(try await bed.run("leads", listed, ["check_dnc": "no"])["accepted"]?.integer == 1)
        await bed.bed.parts.close()
    }

    @Test func `remembers what columns meant, and takes files of any make`() async throws {
        let bed = try await ImportBed.make(.sqlite)
        let tabs = "Cell\tWho\r\n3102010001\tAnn\r\n"
        let asked = ["kind": "leads", "file": try bed.file(tabs), "list": "First list of desk"]
        #expect(try await bed.desk.faults(.importing(.start, asked)) == [])
        let who = try bed.file("Contact No\tWho\n3102010002\tBob\n", "who.txt")
        let unmapped = asked.merging(["file": who]) { $1 }
        #expect(try await bed.desk.faults(.importing(.start, unmapped)) == ["map"])
        try await bed.run("leads", who, ["map": "Contact No=phone_number; Who=first_name"])
        let again = try bed.file("Contact No\tWho\n3102010003\tCyd\n", "again.txt")
        #expect(try await bed.run("leads", again)["accepted"]?.integer == 1)
        var wide = Data([0xFF, 0xFE])
        for unit in "phone;first_name\n3102010004;Zoë\n".utf16 { wide += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(try await bed.run("leads", try bed.file(wide, "wide.csv"))["accepted"]?.integer == 1)
        let latin = Data("phone;first_name\n3102010005;J".utf8) + [0xF6] + Data("rg\n".utf8)
        #expect(try await bed.run("leads", try bed.file(latin, "latin.csv"))["accepted"]?.integer == 1)
        let bare = try bed.file("3102010006,Kim\n3102010007,Lou\n", "bare.csv")
        #expect(try await bed.run("leads", bare, ["header": "phone,first_name"])["accepted"]?.integer == 2)
        let account = bed.desk.id
        let names = try await bed.bed.parts.database.read { connection in
            try LeadSearch(connection, of: account).list(LeadSearch.Filter(), after: nil, limit: 20)
                .map { $0.fields["first_name"] ?? "-" }
        }
        #expect(Set(names) == ["-", "Bob", "Cyd", "Zoë", "Jörg", "Kim", "Lou"])
        await bed.bed.parts.close()
    }

    @Test func `takes a list dump of VICIdial and an export with names of others`() async throws {
        let bed = try await ImportBed.make(.sqlite)
        let dump = """
            lead_id\tentry_date\tmodify_date\tstatus\tuser\tvendor_lead_code\tsource_id\tlist_id\tgmt_offset_now\t\
            called_since_last_reset\tphone_code\tphone_number\ttitle\tfirst_name\tmiddle_initial\tlast_name\taddress1\t\
            address2\taddress3\tcity\tstate\tprovince\tpostal_code\tcountry_code\tgender\tdate_of_birth\talt_phone\temail\t\
            security_phrase\tcomments\tcalled_count\tlast_local_call_time\trank\towner\tentry_list_id
            77\t2025-01-02 03:04:05\t2025-02-03 04:05:06\tNA\t6666\tV-9\tweb\t101\t-5.00\tY2\t1\t2125550142\tMs\tAnn\tB\tLee\t\
            1 Way\t\t\tNew York\tNY\t\t10001\tUSA\tF\t0000-00-00\t2125550143\tann@example.com\t\tcalled twice\t2\t\
            2025-02-03 04:05:06\t0\t\t0
            """
        let job = try await bed.run("leads", try bed.file(dump, "list_101.txt"), ["keep_ids": "yes"])
        #expect(try await bed.faults() == [])
        #expect(job["accepted"]?.integer == 1)
        let ann = try #require(try await bed.lead(77))
        #expect(ann.status == "NA")
        #expect(ann.calledCount == 2)
        #expect(ann.phone == PhoneNumber(12_125_550_142))
        for (field, value) in [
            ("remote_id", "V-9"), ("source_id", "web"), ("alt_phone_1", "2125550143"), ("notes", "called twice"),
            ("country", "USA"), ("title", "Ms"),
        ] {
            #expect(ann.fields[field] == value)
        }
        await bed.bed.parts.close()
    }

    @Test func `is halted when nothing comes of its first rows, and goes on when told`() async throws {
        let bed = try await ImportBed.make(.sqlite)
        let text = "phone\n" + String(repeating: "12\n", count: 1500) + "3102010001\n"
        let job = try await bed.run("leads", try bed.file(text))
        #expect(job["state"]?.string == "paused")
        #expect(job["because"]?.string?.contains("none of the first") == true)
        let resumed = try await bed.desk.perform(.importing(.resume, ["import": "1"]))
        #expect(resumed["state"]?.string == "done")
        #expect(resumed["accepted"]?.integer == 1)
        #expect(resumed["refused"]?.integer == 1500)
        #expect(try await bed.desk.faults(.importing(.cancel, ["import": "1"])) == ["import"])
        #expect(try await bed.desk.faults(.importing(.pause, ["import": "9"])) == ["import"])
        await bed.bed.parts.close()
    }

    @Test func `does not go on with another file under the name`() async throws {
        let bed = try await ImportBed.make(.sqlite)
        let path = try bed.file("phone\n" + String(repeating: "12\n", count: 1200))
        #expect(try await bed.run("leads", path)["state"]?.string == "paused")
        _ = try bed.file("phone\n3102010001\n")
        let resumed = try await bed.desk.perform(.importing(.resume, ["import": "1"]))
        #expect(resumed["state"]?.string == "paused")
        #expect(resumed["because"]?.string?.contains("has changed since") == true)
        await bed.bed.parts.close()
    }

    @Test func `says everything that is wrong with it at once, and stores nothing`() async throws {
        let bed = try await ImportBed.make(.sqlite)
        let path = try bed.file("name\nAnn\n")
        let asked = [
            "kind": "leads", "file": path, "list": "Nowhere", "duplicates": "some", "map": "Ghost=email; name=shoes",
            "time_zone": "Mars", "colour": "red",
        ]
        #expect(
            try await bed.desk.faults(.importing(.start, asked)) == [
                "list", "duplicates", "map", "time_zone", "colour",
            ])
        #expect(try await bed.desk.faults(.importing(.start, ["kind": "leads", "file": "/nowhere/x"])) == ["file"])
        #expect(try await bed.desk.faults(.importing(.start, ["kind": "shoes", "file": "x"])) == ["kind", "file"])
        #expect(try await bed.count("import_job") == 0)
        await bed.bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `that two workers hold at once stores every row once`(engine: Engine) async throws {
        let bed = try await ImportBed.make(engine)
        let path = try bed.file(ImportBed.leads(3000))
        let parts = bed.bed.parts
        try await bed.desk.perform(
            .importing(
                .start,
                ["kind": "leads", "file": path, "list": "First list of desk", "keep_ids": "yes", "detach": "yes"]))
        let account = bed.desk.id
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    // Each takes it up again and again, also from under the others, until it is done.
                    while true {
                        _ = try await ImportRunner(parts: parts, account: account, id: 1).run()
                        let job = try await parts.database.read { try Imports($0, of: account).job(1) }
                        guard job?.state == .running else { return }
                        try await parts.database.write { connection in
                            try connection.run("UPDATE import_job SET lease_until = 0 WHERE claim IS NOT NULL")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await bed.count("lead") == 3000)
        #expect(try await bed.count("receipt") == 3000)
        let job = try await bed.desk.perform(.importing(.show, ["import": "1"]))
        #expect(job["accepted"]?.integer == 3000)
        #expect(job["state"]?.string == "done")
        await parts.close()
    }
}
