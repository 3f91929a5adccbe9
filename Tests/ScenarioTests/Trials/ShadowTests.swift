import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `A shadow` {
    /// Acme, shadowed by criteria that `change` makes.
    static func make(
        _ engine: Engine = .sqlite, terms: @escaping @Sendable (inout BuyingTerms) -> Void = { _ in },
        _ change: @escaping @Sendable (inout LeadPostCriteria) -> Void
    ) async throws -> TestBed {
        let bed = try await VendorBed.make(engine, terms)
        try await bed.edit { edit in
            var candidate = LeadPostCriteria(
                id: CriteriaID(10), name: "Candidate", key: "candidate", isActive: false, listID: TestBed.lists[1])
            change(&candidate)
            try edit.put(candidate)
        }
        try await bed.changeAcme { $0.shadowID = CriteriaID(10) }
        return bed
    }

    struct Case: Sendable {
        var name: String
        var live: @Sendable (inout LeadPostCriteria) -> Void = { _ in }
        var shadow: @Sendable (inout LeadPostCriteria) -> Void
        /// What both say of each post: of a number, of the same again, of a listed one, of none.
        var verdicts: [String]
    }

    static let cases: [Case] = [
        Case(
            name: "as the live ones", shadow: { $0.options.duplicateScope = .account },
            verdicts: ["accepted/accepted", "duplicate/duplicate", "accepted/accepted", "phone_invalid/phone_invalid"]),
        Case(
            name: "without duplicates, with Do Not Call", shadow: { $0.options.checksDNC = true },
            verdicts: [
                "accepted/accepted", "duplicate/accepted", "accepted/dnc_listed", "phone_invalid/phone_invalid",
            ]),
        Case(
            name: "into a list that is not there", shadow: { $0.listID = ListID(77) },
            verdicts: ["accepted", "duplicate", "accepted", "phone_invalid"].map { "\($0)/list_inactive" }),
        Case(
            name: "that update", shadow: { $0.options.updatesFound = true },
            verdicts: ["accepted/accepted", "duplicate/updated", "accepted/accepted", "phone_invalid/phone_invalid"]),
        Case(
            name: "at all hours, where the live ones are closed and look up nothing",
            live: { criteria in
                var terms = BuyingTerms()
                terms.closesAt = 60
                criteria.buying = terms
            }, shadow: { $0.options.checksDNC = true },
            verdicts: ["accepted", "accepted", "dnc_listed", "phone_invalid"].map { "vendor_hours/\($0)" }),
    ]

    @Test(arguments: Engine.available)
    func `judges every post beside the live criteria, which alone decide`(engine: Engine) async throws {
        for one in Self.cases { try await Self.judge(one, engine) }
    }

    private static func judge(_ one: Case, _ engine: Engine) async throws {
        let bed = try await Self.make(engine, one.shadow)
        let plain = try await VendorBed.make(engine)
        for each in [bed, plain] {
            try await each.changeAcme(one.live)
            try await each.addDNC(13_105_550_101)
            for phone in ["3105550100", "3105550100", "3105550101", "12"] {
                let answer = try await each.sell(phone)
                #expect(!answer.text.contains("shadow"))
            }
        }
        let receipts = Array(try await bed.receipts().reversed())
        let verdicts = receipts.map { receipt in
            let shadow = receipt.shadow.map { $0.refusal?.reason.rawValue ?? $0.outcome.rawValue }
            return "\(receipt.refusal?.reason.rawValue ?? receipt.outcome.rawValue)/\(shadow ?? "none")"
        }
        #expect(verdicts == one.verdicts, "\(one.name)")
        // Everything else is as without one.
        let others = Array(try await plain.receipts().reversed())
        #expect(receipts.map(\.outcome) == others.map(\.outcome))
        #expect(receipts.map { $0.entries.map(\.mark) } == others.map { $0.entries.map(\.mark) })
        #expect(others.allSatisfy { $0.shadow == nil })
        for table in ["lead", "event", "hopper_entry", "vendor_use", "post_tally"] {
            let (count, other) = (try await bed.count(table), try await plain.count(table))
            #expect(count == other, "\(table)")
        }
        #expect(try await plain.count("shadow_tally") == 0)
        let report = try await bed.shadowReport()
        #expect(report["posts"]?.integer == 4)
        let differing = one.verdicts.count { verdict in
            let words = verdict.split(separator: "/").map {
                ["accepted", "updated"].contains($0) ? String($0) : "refused"
            }
            return words[0] != words[1]
        }
        #expect(report["differ"]?.integer == Int64(differing), "\(one.name): \(report.text)")
        await bed.parts.close()
        await plain.parts.close()
    }

    @Test(arguments: Engine.available)
    func `changes nothing about duplicates and caps, when 64 post at once`(engine: Engine) async throws {
        let bed = try await Self.make(engine, terms: { $0.hourCap = 20 }) { criteria in
            var terms = BuyingTerms()
            terms.hourCap = 5
            criteria.buying = terms
        }
        let servers = [bed, try await bed.neighbor()]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<64 {
                group.addTask { try await servers[number % 2].sell("310555\(1000 + number / 2)") }
            }
            try await group.waitForAll()
        }
        #expect(try await bed.count("lead") == 20)
        #expect(try await bed.count("vendor_use", where: "hour_count = 20") == 1)
        let receipts = try await bed.receipts()
        // The shadow buys five, and is refused by what the key itself has bought from then on.
        #expect(receipts.count { $0.outcome == .accepted && $0.shadow?.outcome == .accepted } == 5)
        #expect(receipts.count { $0.outcome == .accepted && $0.shadow?.refusal?.reason == .vendorCapHour } == 15)
        let report = try await bed.shadowReport()
        #expect(report["posts"]?.integer == 64)
        let capped = report.lines.filter {
            $0["would_be_because"]?.string == "vendor_cap_hour" && $0["agrees"]?.bool == false
        }
        #expect(capped.map { $0["posts"]?.integer } == [15], "\(report.text)")
        for server in servers { await server.parts.close() }
    }

    @Test(arguments: Engine.available)
    func `is told of by day, with receipts that show it`(engine: Engine) async throws {
        let bed = try await Self.make(engine) { $0.options.duplicateScope = .account }
        try await bed.changeAcme { $0.options.duplicateScope = .none }
        for _ in 0..<3 {
            try await bed.sell("3105550100")
            bed.time.advance(seconds: 86_400)
        }
        _ = try await bed.shadowReport()
        let answer = try await bed.api(.get, "criteria/9/shadow?from=2026-01-20&to=2026-01-22")
        #expect(["posts", "agree", "differ"].map { answer.json[$0]?.integer } == [3, 1, 2], "\(answer.text)")
        #expect(answer.json["shadow"]?.string == "Candidate")
        let line = try #require(answer.json.lines.first)
        #expect(line["agrees"]?.bool == false && line["would_be_because"]?.string == "duplicate")
        let samples = (line["samples"]?.elements ?? []).compactMap(\.integer)
        #expect(samples.count == 2)
        let shown = try await bed.api(.get, "receipts/\(samples.first ?? 0)")
        #expect(shown.json["outcome"]?.string == "accepted")
        #expect(shown.json["shadow"]?["reason"]?.string == "duplicate")
        #expect(try await bed.api(.get, "criteria/9/shadow?from=2026-01-22&to=2026-01-22").json["posts"]?.integer == 1)
        #expect(try await bed.api(.get, "criteria/9/shadow?from=2026-02-30").faults == ["from"])
        #expect(try await bed.api(.get, "criteria/77/shadow").status == 404)
        let told = try await bed.desk(.explainLead(["receipt": String(samples.first ?? 0)]))
        #expect(told["text"]?.string?.contains("shadow Candidate: refused duplicate") == true)
        await bed.parts.close()
    }

    @Test func `is configured like everything else, and taken away before it is removed`() async throws {
        let bed = try await Self.make { _ in }
        #expect(try await bed.api(.get, "criteria/9").json["shadow"]?.string == "Candidate")
        #expect(try await bed.api(.patch, "criteria/9", #"{"shadow":"Acme"}"#).faults == ["shadow"])
        #expect(try await bed.api(.patch, "criteria/9", #"{"shadow":"Nobody"}"#).faults == ["shadow"])
        #expect(try await bed.api(.delete, "criteria/10").status == 409)
        #expect(try await bed.api(.patch, "criteria/9", #"{"shadow":null}"#).json["shadow"]?.isNull == true)
        try await bed.sell("3105550100")
        #expect(try await bed.receipts().first?.shadow == nil)
        #expect(try await bed.count("shadow_tally") == 0)
        #expect(try await bed.api(.delete, "criteria/10").status == 204)
    }

    @Test(arguments: Engine.available)
    func `comes back with what it shadows, whichever has the lower number`(engine: Engine) async throws {
        let bed = try await Self.make(engine) { _ in }
        let shadowed = try #require(bed.configuration?.version)
        #expect(try await bed.api(.patch, "criteria/10", #"{"shadow":"Acme"}"#).faults == ["shadow"])
        _ = try await bed.desk(.change(.criteria, name: "Acme", ["shadow": "none"]))
        _ = try await bed.desk(.change(.criteria, name: "Candidate", ["shadow": "Acme"]))
        let turned = try #require(bed.configuration?.version)
        _ = try await bed.desk(.remove(.criteria, name: "Candidate"))
        _ = try await bed.desk(.remove(.criteria, name: "Acme"))
        let bare = try #require(bed.configuration?.version)
        for (version, shadows) in [(Int64, [Int64: Int64])]([
            (shadowed, [9: 10]), (turned, [10: 9]), (shadowed, [9: 10]), (bare, [:]),
        ]) {
            _ = try await bed.desk(.restoreVersion(version))
            let standing = bed.configuration?.criteria.values.compactMap { one in
                one.shadowID.map { (one.id.number, $0.number) }
            }
            #expect(Dictionary(standing ?? []) { $1 } == shadows, "version \(version)")
        }
        await bed.parts.close()
    }

    @Test(arguments: Engine.available)
    func `says nothing of dry runs, tests and erased evidence`(engine: Engine) async throws {
        let bed = try await Self.make(engine) { $0.options.checksDNC = true }
        try await bed.addDNC(13_105_550_100)
        let dry = try await bed.sell("3105550100", [("dry_run", "1")], token: bed.token)
        #expect(dry.json["receipt"] != nil && !dry.text.contains("shadow"))
        #expect(try await bed.count("shadow_tally") == 0)
        try await bed.sell("3105550100")
        let receipt = try #require(try await bed.receipts().first)
        #expect(receipt.shadow?.refusal?.evidence.isEmpty == false)
        let (account, id) = (bed.account, receipt.id?.number ?? 0)
        try await bed.parts.database.write { try Erasures($0, of: account).empty(receipts: [id]) }
        let bare = try #require(try await bed.receipts().first)
        #expect(bare.shadow?.refusal == Refusal(.dncListed, evidence: ""))
        await bed.parts.close()
    }
}
