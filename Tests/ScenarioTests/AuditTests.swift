import Foundation
import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `The audit log` {
    private static func rows(_ bed: DeskBed, _ fields: [String: String] = [:]) async throws -> [JSONValue] {
        try await bed.perform(.audit(.list, fields.merging(["limit": "1000"]) { $1 }))["entries"]?.elements ?? []
    }

    private static func isSound(_ bed: DeskBed) async throws -> Bool {
        try await bed.perform(.audit(.verify, [:]))["sound"]?.bool ?? false
    }

    @Test(arguments: Engine.available)
    func `takes what operators do, and from whom`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let first = try await Self.rows(bed).last
        #expect(first?["kind"]?.string == "account_created")
        #expect(first?["sequence"]?.integer == 1)
        func act(_ operation: AdminOperation) async throws -> JSONValue {
            _ = try await bed.desk.perform(
                AdminRequest(account: DeskBed.account, actor: "cli:ann", operation: operation))
            return try #require(try await Self.rows(bed).first)
        }
        let acts: [(AdminOperation, kind: String, object: String)] = [
            (.change(.criteria, name: "Vendor", ["check_dup": "2"]), "configuration_changed", "criteria/2"),
            (.createToken(["name": "crm", "sections": "leads"]), "token_created", "token/3"),
            (.revokeToken(name: "crm"), "token_revoked", "token/3"),
            (
                .createUser(["email": "bo@example.com", "password": "twelve letters", "role": "manager"]),
                "user_created", "user/1"
            ),
            (.changeUser(email: "bo@example.com", ["role": "admin"]), "user_changed", "user/1"),
            (.changeUser(email: "bo@example.com", ["password": "another twelve"]), "user_changed", "user/1"),
        ]
        for (operation, kind, object) in acts {
            let row = try await act(operation)
            #expect(row["kind"]?.string == kind)
            #expect(row["object"]?.string == object)
            #expect(row["by"]?.string == "cli:ann")
            #expect(row["from"]?.string == "cli")
        }
        let changes = try await Self.rows(bed, ["object": "user/1", "kind": "user_changed"])
        #expect(
            changes.compactMap { $0["details"]?.string } == ["password=changed", "role=admin; role_before=manager"])
        // A lift, by whatever door.
        _ = try await bed.perform(.addDNC(["number": "3105556001"]))
        let lifted = try await act(.liftDNC(["number": "3105556001"]))
        #expect(lifted["kind"]?.string == "dnc_lifted")
        #expect(lifted["details"]?.string == "number=13105556001; origin=operator; scope=account")
        // What was refused leaves nothing.
        let count = try await Self.rows(bed).count
        #expect(try await bed.faults(.createToken(["name": ""])) == ["name"])
        #expect(try await bed.faults(.change(.criteria, name: "Vendor", ["check_dup": "9"])) == ["check_dup"])
        #expect(try await Self.rows(bed).count == count)
        #expect(try await Self.isSound(bed))
        // No secret is in it.
        let text = try await bed.perform(.audit(.export, [:])).text
        #expect(!text.contains("twelve"))
    }

    @Test(arguments: Engine.available)
    func `takes a change that came over the API, with its address`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let answer = try await bed.api(
            .post, "lists", #"{"name":"Made by the API","campaign":11}"#, headers: ["Change-Comment": "asked for"])
        #expect(answer.status == 201)
        let account = bed.account
        let line = try #require(
            try await bed.parts.database.read { try AuditLog($0, of: account).search(.init(), limit: 1).first })
        #expect(line.kind == "configuration_changed")
        #expect(line.actor.hasPrefix("token:"))
        #expect(line.detail("door") == "api")
        #expect(line.detail("comment") == "asked for")
        let change = try await bed.parts.database.read { connection in
            try ConfigurationHistory(connection, of: account).changes(.init(), limit: 1).first
        }
        #expect(change?.origin.door == "api")
        #expect(line.detail("version") == change.map { "\($0.version)" })
    }

    @Test(arguments: Engine.available)
    func `is one chain without gaps, whoever writes at once`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let nodes = [bed.desk, AdminDesk(try await bed.bed.neighbor().parts)]
        let before = try await Self.rows(bed).count
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<24 {
                let desk = nodes[number % 2]
                group.addTask {
                    let operation: AdminOperation =
                        switch number % 3 {
                        case 0: .create(.seller, ["name": "Seller \(number)"])
                        case 1: .createToken(["name": "token \(number)"])
                        default: .listChanges([:])
                        }
                    _ = try await desk.perform(
                        AdminRequest(account: DeskBed.account, actor: "test", operation: operation))
                }
            }
            try await group.waitForAll()
        }
        let sequences = try await Self.rows(bed).compactMap { $0["sequence"]?.integer }
        #expect(sequences == Array((1...Int64(before + 16)).reversed()))
        #expect(try await Self.isSound(bed))
    }

    @Test(arguments: Engine.available)
    func `is each account's own`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        try await bed.perform(.createAccount(["name": "Other"]), in: nil)
        let count = try await Self.rows(bed).count
        try await bed.perform(.create(.seller, ["name": "Elsewhere"]), in: "Other")
        #expect(try await Self.rows(bed).count == count)
        let others = try await bed.perform(.audit(.list, [:]), in: "Other")["entries"]?.elements ?? []
        #expect(others.last?["sequence"]?.integer == 1)
        #expect(try await bed.perform(.audit(.verify, [:]), in: "Other")["sound"]?.bool == true)
    }

    @Test(arguments: Engine.available)
    func `a register is in every account's`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let file = bed.bed.folder + "/numbers.txt"
        try "3105556001\n3105556002\n".write(toFile: file, atomically: true, encoding: .utf8)
        let fields = ["register": "litigator", "file": file, "issued_on": "2026-01-19"]
        try await bed.perform(.importRegister(fields), in: nil)
        try await bed.perform(.importRegister(fields), in: nil)
        try await bed.perform(.rollbackRegister(name: "litigator", version: 1), in: nil)
        try await bed.perform(.withdrawRegister(name: "litigator"), in: nil)
        let rows = try await Self.rows(bed, ["object": "register/litigator"])
        #expect(
            rows.compactMap { $0["kind"]?.string } == [
                "register_withdrawn", "register_rolled_back", "register_published", "register_published",
            ])
        let (account, database) = (bed.bed.account, bed.bed.parts.database)
        #expect(try await AuditVerification.run(database, of: account).broken == nil)
        #expect(try await AuditVerification.run(database, of: account).entries > 3)
    }

    @Test(arguments: Engine.available)
    func `is searched by who, kind, object and time, a page at a time`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let all = try await Self.rows(bed).compactMap { $0["sequence"]?.integer }
        var paged: [Int64] = []
        while true {
            let before = paged.last.map(String.init)
            let page = try await bed.perform(.audit(.list, ["limit": "4", "before": before].compactMapValues(\.self)))
            let found = page["entries"]?.elements?.compactMap { $0["sequence"]?.integer } ?? []
            if found.isEmpty { break }
            paged += found
        }
        #expect(paged == all)
        #expect(try await Self.rows(bed, ["by": "nobody"]).isEmpty)
        #expect(try await Self.rows(bed, ["by": "test"]).count == all.count)
        #expect(try await Self.rows(bed, ["kind": "configuration_changed", "object": "criteria/2"]).count == 1)
        #expect(try await Self.rows(bed, ["since": "2026-01-20 12:00:01"]).isEmpty)
        #expect(try await Self.rows(bed, ["until": "2026-01-20 12:00:01"]).count == all.count)
        #expect(
            try await bed.faults(.audit(.list, ["kind": "gossip", "since": "then", "limit": "0", "x": "y"]))
                == ["kind", "since", "limit", "x"])
        #expect(try await bed.faults(.audit(.verify, ["head": "12"])) == ["head"])
    }
}
