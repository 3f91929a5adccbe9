import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Leads at the desk` {
    static let post = ["criteria": "Vendor", "phone_number": "3105556001", "first_name": "Ann"]

    @Test(arguments: Engine.available)
    func `a post goes the way of every post and can be explained`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let accepted = try await bed.perform(.postLead(Self.post))
        let lead = try #require(accepted["receipts"]?.elements?.first?["lead_id"]?.integer)
        let text = try #require(accepted["text"]?.string)
        #expect(text.contains("ACCEPTED as lead \(lead)"))
        #expect(text.contains("the command line"))
        let refused = try await bed.post(Self.post)
        #expect(refused["reason"]?.string == "duplicate")
        #expect(refused["code"]?.integer == 6009)
        let explained = try await bed.perform(.explainLead(["phone": "3105556001"]))
        #expect(explained["receipts"]?.elements?.count == 2)
        let one = try await bed.perform(.explainLead(["lead": "\(lead)"]))
        #expect(one["receipts"]?.elements?.count == 1)
        #expect(one["text"]?.string?.contains("Ann") == true)
        let stages = refused["stages"]?.elements?.compactMap { $0["stage"]?.string } ?? []
        #expect(stages.first == "read_post" && stages.last == "insert_lead")
    }

    @Test(arguments: Engine.available)
    func `a dry run and a ping store nothing`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let dry = try await bed.post(Self.post.merging(["dry_run": "1"]) { $1 })
        #expect(dry["outcome"]?.string == "accepted" && dry["receipt_id"]?.isNull == true)
        let ping = try await bed.post(["validation": "Wanted", "phone_number": "3105556001", "income": "5"])
        #expect(ping["door"]?.string == "ping" && ping["reason"]?.string == "validation_not_met")
        #expect(try await bed.faults(.explainLead(["phone": "3105556001"])) == ["phone"])
    }

    @Test(arguments: Engine.available)
    func `an archived lead is a duplicate only where the archive is asked, a deleted one never`(
        engine: Engine
    ) async throws {
        let bed = try await DeskBed.make(engine)
        let dry = Self.post.merging(["dry_run": "1"]) { $1 }
        let lead = try #require(try await bed.post(Self.post)["lead_id"]?.integer)
        try await bed.perform(.changeLead(lead, .archive))
        #expect(try await bed.post(dry)["outcome"]?.string == "accepted")
        try await bed.perform(.change(.criteria, name: "Vendor", ["check_dup_archive": "yes"]))
        #expect(try await bed.post(dry)["reason"]?.string == "duplicate_archived")
        try await bed.perform(.changeLead(lead, .restore))
        #expect(try await bed.post(dry)["reason"]?.string == "duplicate")
        try await bed.perform(.changeLead(lead, .delete))
        #expect(try await bed.post(dry)["outcome"]?.string == "accepted")
        try await bed.perform(.changeLead(lead, .undelete))
        #expect(try await bed.post(dry)["reason"]?.string == "duplicate")
        // On PostgreSQL transactions of other tests on the same server hold the events back for as long as they run.
        var kinds: [EventKind] = []
        for _ in 0..<5_000 where kinds.count < 5 {
            kinds = try await bed.bed.parts.database.read { connection in
                let start = try Events.position(of: "nobody", on: connection)
                return try Events.after(start, limit: 100, on: connection)
                    .filter { $0.event.lead == LeadID(lead) }.compactMap(\.event.kind)
            }
        }
        #expect(kinds == [.leadCreated, .leadArchived, .leadRestored, .leadDeleted, .leadRestored])
    }

    @Test(arguments: [AdminOperation.LeadChange.archive, .delete])
    func `nothing is done twice or undone before it was done`(change: AdminOperation.LeadChange) async throws {
        let bed = try await DeskBed.make()
        let lead = try #require(try await bed.post(Self.post)["lead_id"]?.integer)
        let back: AdminOperation.LeadChange = change == .archive ? .restore : .undelete
        #expect(try await bed.faults(.changeLead(lead, back)) == ["lead"])
        #expect(try await bed.faults(.changeLead(lead, change)) == [])
        #expect(try await bed.faults(.changeLead(lead, change)) == ["lead"])
        #expect(try await bed.faults(.changeLead(lead, back)) == [])
    }

    @Test func `a post survives a configuration that changed behind the desk's back`() async throws {
        let bed = try await DeskBed.make()
        let account = try #require(try await bed.perform(.listAccounts).elements?.last?["id"]?.integer)
        _ = try await bed.bed.parts.database.write { connection in
            try connection.run("UPDATE account SET config_version = config_version + 1 WHERE id = \(account)").count
        }
        #expect(try await bed.post(Self.post)["outcome"]?.string == "accepted")
    }
}
