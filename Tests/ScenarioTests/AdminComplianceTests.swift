import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `What compliance writes down` {
    static let phone = "3105556001"

    static func listed(_ bed: DeskBed) async throws -> Int64? {
        try await bed.perform(.listDNC(["number": phone]))["total"]?.integer
    }

    @Test(arguments: Engine.available)
    func `an operator's entry is lifted by an operator`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let first = try await bed.perform(.addDNC(["number": Self.phone, "reason": "DNC"]))
        let again = try await bed.perform(.addDNC(["number": "+1 (310) 555-6001"]))
        #expect(first["new"]?.bool == true && again["new"]?.bool == false)
        #expect(again["id"] == first["id"])
        try await bed.perform(.liftDNC(["number": Self.phone]))
        #expect(try await Self.listed(bed) == 0)
        #expect(try await bed.faults(.liftDNC(["number": Self.phone])) == ["number"])
    }

    @Test(arguments: Engine.available)
    func `a person's own entry is lifted with evidence, by compliance, and by nobody else`(engine: Engine) async throws
    {
        let bed = try await DeskBed.make(engine)
        let password = "a long enough password"
        for (name, right) in [("yes", "yes"), ("no", "no"), ("gone", "yes")] {
            try await bed.perform(
                .createUser(["email": "\(name)@desk.example", "password": password, "compliance": right]))
        }
        try await bed.perform(.changeUser(email: "gone@desk.example", ["active": "no"]))
        try await bed.perform(.addDNC(["number": Self.phone]))
        try await bed.perform(.addDNC(["number": Self.phone, "reason": "ConsentRevoked"]))
        let evidence = ["number": Self.phone, "evidence": "form 12"]
        func lift(_ user: String?, _ password: String?) async throws -> Set<String> {
            var fields = evidence
            fields["user"] = user
            fields["password"] = password
            return try await bed.faults(.liftDNC(fields))
        }
        #expect(try await bed.faults(.liftDNC(["number": Self.phone])) == ["evidence"])
        #expect(try await lift(nil, nil) == ["user"])
        #expect(try await lift("yes@desk.example", nil) == ["user"])
        #expect(try await lift("yes@desk.example", "another password") == ["user"])
        #expect(try await lift("no@desk.example", password) == ["user"])
        #expect(try await lift("gone@desk.example", password) == ["user"])
        #expect(try await lift("nobody@desk.example", password) == ["user"])
        #expect(try await Self.listed(bed) == 1)
        #expect(try await lift("yes@desk.example", password) == [])
        #expect(try await Self.listed(bed) == 0)
        let account = try #require(try await bed.perform(.listAccounts).elements?.last?["id"]?.integer)
        let lines = try await bed.bed.parts.database.read { connection in
            try Suppressions(connection, of: AccountID(account)).lines(after: 0, limit: 10)
        }
        #expect(lines.map(\.action) == ["add", "change", "lift"])
        #expect(lines.last?.actor.hasPrefix("user:") == true)
        let lifted = try JSONValue(parsing: Array(try #require(lines.last).payload.utf8))
        #expect(lifted["evidence"]?.string == "form 12")
        #expect(lifted["reason"]?.string == "")
        var before = ""
        for line in lines {
            #expect(Suppressions.holds(line, after: before))
            before = line.chain
        }
    }

    @Test(arguments: Engine.available)
    func `an entry covers what its scope says`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        try await bed.perform(.change(.criteria, name: "Vendor", ["check_dnc": "yes"]))
        try await bed.perform(.create(.seller, ["name": "Harbor"]))
        try await bed.perform(.addDNC(["number": Self.phone, "scope": "seller:Harbor"]))
        let taken = try await bed.post(["criteria": "Vendor", "phone_number": Self.phone, "dry_run": "1"])
        #expect(taken["outcome"]?.string == "accepted")
        try await bed.perform(.addDNC(["number": "310555", "scope": "campaign:Main"]))
        let refused = try await bed.post(["criteria": "Vendor", "phone_number": Self.phone])
        #expect(refused["reason"]?.string == "dnc_listed")
    }

    @Test(arguments: Engine.available)
    func `consent is added to and never overwritten, and a revocation suppresses at once`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        try await bed.perform(.create(.seller, ["name": "Harbor"]))
        let given = [
            "phone": Self.phone, "sellers": "Desk,Harbor", "subject": "solar", "form": "written",
            "at": "2026-01-10 09:00:00", "page": "https://form.example/solar",
        ]
        let consent = try await bed.perform(.giveConsent(given))
        #expect(consent["at"]?.string == "2026-01-10 17:00:00 UTC")
        func stands() async throws -> [String] {
            try await bed.perform(.listConsent(["phone": Self.phone]))["stands_for"]?.elements?.compactMap(\.string)
                ?? []
        }
        #expect(try await stands() == ["Desk", "Harbor"])
        try await bed.perform(
            .revokeConsent(["phone": Self.phone, "sellers": "Harbor", "at": "2026-01-11", "via": "call"]))
        #expect(try await stands() == ["Desk"])
        let entries = try await bed.perform(.listDNC(["number": Self.phone]))["entries"]?.elements ?? []
        #expect(entries.map { $0["scope"]?.string } == ["seller:Harbor"])
        #expect(entries.map { $0["origin"]?.string } == ["consumer"])
        try await bed.perform(.revokeConsent(["phone": Self.phone, "at": "2026-01-12"]))
        #expect(try await stands() == [])
        #expect(try await Self.listed(bed) == 2)
        let history = try await bed.perform(.listConsent(["phone": Self.phone]))["entries"]?.elements ?? []
        #expect(history.map { $0["action"]?.string } == ["given", "revoked", "revoked"])
    }

    @Test func `of statements about one seller the newest stands, and of one moment the revocation`() {
        func statement(_ id: Int64, _ action: Consent.Action, at: Int64, sellers: [Int64]) -> Consent {
            Consent(
                id: id, phone: PhoneNumber(13_105_556_001), action: action, sellers: sellers.map(SellerID.init),
                subject: "", at: Timestamp(at), recordedAt: Timestamp(at), evidence: [:])
        }
        let given = statement(1, .given, at: 10, sellers: [1, 2])
        #expect(Consent.standing(in: [given], for: SellerID(1)) == given)
        #expect(Consent.standing(in: [given], for: SellerID(3)) == nil)
        #expect(Consent.standing(in: [given, statement(2, .revoked, at: 10, sellers: [1])], for: SellerID(1)) == nil)
        #expect(Consent.standing(in: [statement(2, .revoked, at: 10, sellers: []), given], for: SellerID(2)) == nil)
        #expect(Consent.standing(in: [given, statement(2, .revoked, at: 9, sellers: [])], for: SellerID(2)) == given)
        let later = statement(3, .given, at: 11, sellers: [1])
        #expect(
            Consent.standing(in: [given, statement(2, .revoked, at: 10, sellers: [1]), later], for: SellerID(1))
                == later)
    }
}
