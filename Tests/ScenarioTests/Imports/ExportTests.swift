import Foundation
import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@testable import SluiceServer

@Suite struct `An export` {
    /// The cells of a file, read as an import reads it.
    private static func rows(_ text: String) -> [[String]] {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            var rows: [[String]] = []
            var place = 0
            let reader = DelimitedText(delimiter: 0x2C, charset: .utf8)
            while let row = reader.row(in: bytes, from: place, isEnd: true), row.length > 0 {
                rows.append(row.cells)
                place += row.length
            }
            return rows
        }
    }

    private static func get(_ bed: TestBed, _ path: String, token: String? = nil) async throws -> TestBed.Answer {
        try await bed.send(.get, "/api/v1/\(path)", headers: [.authorization: "Bearer \(token ?? bed.token)"])
    }

    @Test(arguments: Engine.available)
    func `of leads holds what was asked for, safe from formulas, and can be imported again`(engine: Engine) async throws
    {
        let bed = try await TestBed.make(engine)
        let posts: [[(String, String)]] = [
            [("phone_number", "3102010001"), ("first_name", "=1+1"), ("notes", "a \"b\", c\nd"), ("list_id", "1001")],
            [("phone_number", "3102010002"), ("first_name", "Zoë"), ("last_name", "+44"), ("list_id", "1001")],
            [("phone_number", "3102010003"), ("first_name", "Other"), ("list_id", "1003")],
        ]
        for post in posts { _ = try await bed.post("leads/insert", post) }
        let answer = try await Self.get(
            bed, "exports/leads?list=1001&columns=lead_id,phone_number,first_name,last_name,notes")
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "text/csv; charset=utf-8")
        #expect(
            Self.rows(answer.text).dropFirst().map { Array($0.dropFirst()) } == [
                ["13102010001", "'=1+1", "", "a \"b\", c\nd"], ["13102010002", "Zoë", "'+44", ""],
            ])
        let all = try await Self.get(bed, "exports/leads")
        let rows = Self.rows(all.text)
        #expect(rows.count == 4)
        #expect(rows.allSatisfy { $0.count == rows[0].count })

        // The whole file, taken in by another account, makes the same leads.
        let other = try await TestBed.make(.sqlite)
        let path = other.folder + "/again.csv"
        try Data(all.text.utf8).write(to: URL(fileURLWithPath: path))
        let desk = AdminDesk(other.parts)
        let job = try await desk.perform(
            AdminRequest(
                actor: "test", operation: .importing(.start, ["kind": "leads", "file": path, "keep_ids": "yes"])))
        #expect(job["accepted"]?.integer == 3)
        let again = try await Self.get(other, "exports/leads")
        let phones = Self.rows(again.text)
        func column(_ name: String, _ rows: [[String]]) -> [String] {
            let index = rows[0].firstIndex(of: name) ?? 0
            return rows.dropFirst().map { $0[index] }
        }
        for name in ["lead_id", "list_id", "phone_number", "first_name", "last_name", "notes", "created_at", "status"] {
            #expect(column(name, phones) == column(name, rows), "\(name)")
        }
        await bed.parts.close()
        await other.parts.close()
    }

    @Test(arguments: Engine.available)
    func `goes on from page to page without losing or doubling a row`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        try await bed.fill(Export.pageSize * 2 + 7)
        let rows = Self.rows(try await Self.get(bed, "exports/leads?columns=lead_id").text).dropFirst().map { $0[0] }
        #expect(rows.count == Int(Export.pageSize) * 2 + 7)
        #expect(Set(rows).count == rows.count)
        await bed.parts.close()
    }

    @Test func `of Do Not Call and receipts leaves a line in the audit log, and names wrong columns`() async throws {
        let bed = try await TestBed.make(.sqlite)
        _ = try await bed.post("leads/insert", [("phone_number", "3102010001"), ("list_id", "1001")])
        _ = try await bed.post("leads/insert", [("phone_number", "310201"), ("list_id", "1001")])
        try await bed.addDNC(13_102_010_009)
        let dnc = Self.rows(try await Self.get(bed, "exports/dnc").text)
        #expect(dnc.count == 2)
        #expect(dnc[1].contains("13102010009"))
        let receipts = Self.rows(try await Self.get(bed, "exports/receipts?columns=outcome,reason").text)
        #expect(receipts.dropFirst() == [["refused", "phone_invalid"], ["accepted", ""]])
        #expect(try await Self.get(bed, "exports/receipts?columns=shoes").status == 422)
        #expect(try await Self.get(bed, "exports/leads", token: bed.vendorToken).status == 403)
        let account = bed.account
        let log = try await bed.parts.database.read { connection in
            try AuditLog(connection, of: account).search(AuditLog.Filter(), limit: 10).filter { $0.kind == "exported" }
        }
        #expect(log.map(\.object) == ["receipts", "dnc"])
        await bed.parts.close()
    }

    @Test func `by the command line is the file that HTTP gives`() async throws {
        let bed = try await TestBed.make(.sqlite)
        _ = try await bed.post("leads/insert", [("phone_number", "3102010001"), ("list_id", "1001")])
        let page = try await AdminDesk(bed.parts).perform(
            AdminRequest(actor: "test", operation: .exporting(.leads, ["list": "First list of main"])))
        #expect(page["rows"]?.integer == 1)
        #expect(page["next"]?.integer == nil)
        #expect(page["text"]?.string == (try await Self.get(bed, "exports/leads?list=1001")).text)
        await bed.parts.close()
    }
}

@Suite struct `An import over HTTP` {
    private static func send(
        _ bed: TestBed, _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, type: String = "text/csv",
        token: String? = nil
    ) async throws -> TestBed.Answer {
        try await bed.send(
            method, "/api/v1/\(path)",
            headers: [.authorization: "Bearer \(token ?? bed.token)", .contentType: type], body: body)
    }

    @Test(arguments: Engine.available)
    func `is previewed, begun, worked on by the server, and its faults downloaded`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let file = "phone,first_name\n3102010001,Ann\n12,\"Bob, Jr\"\n"
        let preview = try await Self.send(bed, .post, "imports/preview?kind=leads&list=1001", file)
        #expect(preview.status == 200)
        #expect(preview.json["would_take"]?.integer == 1)
        #expect(try await bed.count("lead") == 0)
        let begun = try await Self.send(bed, .post, "imports?kind=leads&list=1001&name=march.csv", file)
        #expect(begun.status == 201)
        #expect(begun.json["file"]?.string == "march.csv")
        let id = try #require(begun.json["id"]?.integer)
        let worked = try await ImportRunner(parts: bed.parts, account: bed.account, id: id).run()
        #expect(worked)
        let shown = try await Self.send(bed, .get, "imports/\(id)")
        #expect(shown.json["state"]?.string == "done")
        #expect(shown.json["refused_for"]?["phone_invalid"]?.integer == 1)
        let faults = try await Self.send(bed, .get, "imports/\(id)/faults")
        #expect(faults.text.hasPrefix("sluice_row,sluice_reason,sluice_detail,phone,first_name\r\n3,phone_invalid,"))
        #expect(faults.text.hasSuffix(",12,\"Bob, Jr\"\r\n"))
        let folder = bed.folder + "/imports"
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        let turned = try await Self.send(
            bed, .put, "imports/\(id)/state", #"{"state":"paused"}"#, type: "application/json")
        #expect(turned.status == 422)
        #expect(try await Self.send(bed, .get, "imports/99").status == 404)
        #expect(try await Self.send(bed, .get, "imports", token: bed.vendorToken).status == 403)
        await bed.parts.close()
    }

    @Test func `that cannot begin says why, and leaves no file behind`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let answer = try await Self.send(bed, .post, "imports?kind=leads", "phone\n3102010001\n")
        #expect(answer.status == 422)
        #expect(answer.json["errors"]?.elements?.first?["field"]?.string == "list")
        for body in ["", "\u{0}\u{0}\u{0}", "\"never closed\n"] {
            for more in ["", "&delimiter=comma"] {
                let path = "imports?kind=leads&list=1001\(more)"
                #expect(try await Self.send(bed, .post, path, body).status == 422)
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: bed.folder + "/imports") == [])
        #expect(try await bed.count("import_job") == 0)
        await bed.parts.close()
    }
}
