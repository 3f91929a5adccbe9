import Foundation
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Tampering with the audit log` {
    struct Case: Sendable, CustomTestStringConvertible {
        /// What somebody with the database in hand does; `%` stands for the account, `#` for the last entry.
        var statements: [String]
        var sequence: Int64?
        var fault: AuditVerification.Fault?

        var testDescription: String { statements.joined(separator: "; ") }
    }

    private static let mine = "WHERE account_id = % AND sequence"

    static let cases: [Case] = [
        Case(statements: [], sequence: nil, fault: nil),
        Case(statements: ["UPDATE audit_entry SET actor = 'cli:eve' \(mine) = 4"], sequence: 4, fault: .changed),
        Case(statements: ["UPDATE audit_entry SET at = at - 1 \(mine) = 5"], sequence: 5, fault: .changed),
        Case(statements: ["UPDATE audit_entry SET kind = 'exported' \(mine) = 1"], sequence: 1, fault: .changed),
        Case(statements: ["UPDATE audit_entry SET object = 'list/9' \(mine) = 6"], sequence: 6, fault: .changed),
        Case(statements: ["UPDATE audit_entry SET digest = hash \(mine) = 6"], sequence: 6, fault: .changed),
        Case(
            statements: ["UPDATE audit_entry SET payload = replace(payload, 'door', 'roof') \(mine) = 3"], sequence: 3,
            fault: .payloadChanged),
        Case(statements: ["UPDATE audit_entry SET salt = 'x' \(mine) = 3"], sequence: 3, fault: .payloadChanged),
        Case(statements: ["UPDATE audit_entry SET payload = '' \(mine) = 3"], sequence: 3, fault: .payloadChanged),
        Case(statements: ["DELETE FROM audit_entry \(mine) = 1"], sequence: 1, fault: .missing),
        Case(statements: ["DELETE FROM audit_entry \(mine) = 7"], sequence: 7, fault: .missing),
        Case(
            statements: [
                "UPDATE audit_entry SET sequence = 900 \(mine) = 4", "UPDATE audit_entry SET sequence = 4 \(mine) = 5",
                "UPDATE audit_entry SET sequence = 5 \(mine) = 900",
            ], sequence: 4, fault: .changed),
        // An entry taken out, and those behind it moved up.
        Case(
            statements: [
                "DELETE FROM audit_entry \(mine) = #", "DELETE FROM audit_entry \(mine) = 8",
                "UPDATE audit_entry SET sequence = 8 \(mine) = 9",
            ], sequence: 8, fault: .changed),
        // The end cut off: the account's row still names it.
        Case(statements: ["DELETE FROM audit_entry \(mine) = #"], sequence: 0, fault: .missing),
        Case(statements: ["DELETE FROM audit_entry \(mine) > 5"], sequence: 6, fault: .missing),
        Case(
            statements: [
                "UPDATE account SET audit_head = (SELECT previous FROM audit_entry \(mine) = #) WHERE id = %"
            ], sequence: 0, fault: .headDiffers),
        Case(
            statements: ["UPDATE account SET audit_sequence = audit_sequence - 1 WHERE id = %"], sequence: -1,
            fault: .headDiffers),
        // The row's own count and hash taken back: what stands behind is too much.
        Case(
            statements: [
                """
                UPDATE account SET audit_sequence = audit_sequence - 1,
                    audit_head = (SELECT previous FROM audit_entry \(mine) = #) WHERE id = %
                """
            ], sequence: 0, fault: .added),
        // And the history that the log speaks of.
        Case(
            statements: [
                "UPDATE configuration_change SET actor = actor, after = replace(after, 'Vendor', 'Wendor') WHERE kind = 'criteria' AND account_id = %"
            ], sequence: 0, fault: .historyDiffers),
        Case(
            statements: ["DELETE FROM configuration_change WHERE kind = 'criteria' AND account_id = %"], sequence: 0,
            fault: .historyDiffers),
    ]

    private static func write(_ texts: [String], _ bed: DeskBed) async throws {
        let (account, last) = (bed.id, try await head(bed).sequence)
        try await bed.bed.parts.database.write { connection in
            for text in texts {
                let whole = text.replacing("%", with: "\(account)").replacing("#", with: "\(last)")
                try connection.run(Statement(whole, []))
            }
        }
    }

    private static func head(_ bed: DeskBed) async throws -> (sequence: Int64, hash: String) {
        let account = bed.id
        return try await bed.bed.parts.database.read { try AuditLog($0, of: account).head() }
    }

    @Test(arguments: Engine.available)
    func `is found and named, whatever was done`(engine: Engine) async throws {
        for tampering in Self.cases {
            let bed = try await DeskBed.make(engine)
            let last = try await Self.head(bed).sequence
            try await Self.write(tampering.statements, bed)
            let found = try await AuditVerification.run(bed.bed.parts.database, of: bed.id).broken
            // 0 and less count from the end; the criteria are the last thing that the desk's bed makes.
            let sequence = tampering.sequence.map { $0 > 0 ? $0 : last + $0 }
            #expect(found?.sequence == sequence, "\(tampering.testDescription)")
            #expect(found?.fault == tampering.fault, "\(tampering.testDescription)")
            let answer = try await bed.perform(.audit(.verify, [:]))
            #expect(answer["sound"]?.bool == (tampering.fault == nil))
            #expect(answer["broken_at"]?.integer == sequence)
            await bed.bed.parts.close()
        }
    }

    @Test(arguments: Engine.available)
    func `a whole new chain is found by the head that somebody kept`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let kept = try #require(try await bed.perform(.audit(.export, [:]))["head"]?.string)
        try await bed.perform(.create(.seller, ["name": "Later"]))
        #expect(try await bed.perform(.audit(.verify, ["head": kept]))["sound"]?.bool == true)
        let other = kept.dropLast() + (kept.hasSuffix("0") ? "1" : "0")
        let answer = try await bed.perform(.audit(.verify, ["head": String(other)]))
        #expect(answer["sound"]?.bool == false)
        #expect(answer["fault"]?.string == "head_differs")
        // The end cut off, and the account's row with it: nothing inside tells, the kept head does.
        try await Self.write(
            [
                "DELETE FROM audit_entry \(Self.mine) > 5",
                """
                UPDATE account SET audit_sequence = 5, audit_head = (SELECT hash FROM audit_entry \(Self.mine) = 5)
                WHERE id = %
                """,
            ], bed)
        #expect(try await bed.perform(.audit(.verify, [:]))["sound"]?.bool == true)
        let cut = try await bed.perform(.audit(.verify, ["head": kept]))
        #expect(cut["sound"]?.bool == false)
        #expect(cut["broken_at"]?.integer == 6)
    }

    @Test(arguments: Engine.available)
    func `a person's payload is erased and the chain holds`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        try await bed.perform(.createUser(["email": "ann@example.com", "password": "twelve letters"]))
        try await bed.perform(.changeUser(email: "ann@example.com", ["first_name": "Ann"]))
        let account = bed.id
        try await bed.bed.parts.database.write { connection in
            let log = AuditLog(connection, of: account)
            var filter = AuditLog.Filter()
            filter.object = "user/1"
            for line in try log.search(filter, limit: 10) { try log.erasePayload(of: line.sequence) }
        }
        try await bed.perform(.create(.seller, ["name": "Later"]))
        let found = try await AuditVerification.run(bed.bed.parts.database, of: account)
        #expect(found.broken == nil)
        #expect(found.erased == 2)
        #expect(!(try await bed.perform(.audit(.export, [:])).text.contains("ann@")))
        let rows = try await bed.perform(.audit(.list, ["object": "user/1"]))["entries"]?.elements ?? []
        #expect(rows.compactMap { $0["details"]?.string } == ["(erased)", "(erased)"])
    }

    @Test(arguments: Engine.available)
    func `an entry has its place to itself`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        await #expect(throws: DatabaseError.self) {
            try await Self.write(
                [
                    """
                    INSERT INTO audit_entry
                    SELECT account_id, sequence, at, kind, 'cli:eve', object, payload, salt, digest, previous, hash
                    FROM audit_entry \(Self.mine) = 4
                    """
                ], bed)
        }
        #expect(try await AuditVerification.run(bed.bed.parts.database, of: bed.id).broken == nil)
    }

    @Test func `an export can be verified with nothing but a hash`() async throws {
        let bed = try await DeskBed.make()
        var (after, lines, head) = (Int64(0), [JSONValue](), "")
        while true {
            let page = try await bed.perform(.audit(.export, ["after": "\(after)", "limit": "3"]))
            if after == 0 { head = page["head"]?.string ?? "" }
            let next = page["lines"]?.elements ?? []
            guard let last = next.last?["sequence"]?.integer else { break }
            lines += next
            after = last
        }
        #expect(lines.last?["kind"]?.string == "exported")
        #expect(head == "\(lines.count):\(lines.last?["hash"]?.string ?? "")")
        var previous = ""
        for (index, line) in lines.enumerated() {
            let parts: [JSONValue] = [
                .string(previous), line["account"] ?? .null, line["sequence"] ?? .null, line["at"] ?? .null,
                line["kind"] ?? .null, line["actor"] ?? .null, line["object"] ?? .null, line["digest"] ?? .null,
            ]
            #expect(line["sequence"]?.integer == Int64(index + 1))
            // A token's secret is hashed in the same way, so its type gives SHA-256 here.
            #expect(TokenHash(of: JSONValue.array(parts).text).text == line["hash"]?.string)
            let payload = (line["salt"]?.string ?? "") + (line["payload"]?.string ?? "")
            #expect(TokenHash(of: payload).text == line["digest"]?.string)
            previous = line["hash"]?.string ?? ""
        }
    }
}
