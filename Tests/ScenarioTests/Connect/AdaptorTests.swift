import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Adaptors of an account` {
    static let rows = """
        lead.email -> properties.email, mail; default=none@x.com
        custom.income -> properties.income; empty=skip
        const."a -> b" -> source
        """

    @Test(arguments: Engine.available)
    func `are made of rows, and shown as they were typed`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        let made = try await bed.perform(.create(.adaptor, ["name": "HubSpot", "rows": Self.rows]))
        #expect(made["active"]?.bool == true)
        #expect(made["rows"]?.elements?.compactMap(\.string) == Self.rows.split(separator: "\n").map(String.init))
        try await bed.perform(.change(.adaptor, name: "hubspot", ["active": "no"]))
        let shown = try await bed.perform(.show(.adaptor, name: "1"))
        #expect(shown["active"]?.bool == false)
        #expect(shown["rows"] == made["rows"])
        #expect(try await bed.faults(.create(.adaptor, ["name": "HUBSPOT"])) == ["name"])
        #expect(
            try await bed.perform(.change(.adaptor, name: "1", ["rows": "none"]))["rows"]?.elements?.isEmpty == true)
        #expect(try await bed.perform(.list(.adaptor)).elements?.count == 1)
        try await bed.perform(.remove(.adaptor, name: "HubSpot"))
        #expect(try await bed.perform(.list(.adaptor)).elements?.isEmpty == true)
        let kept = try await bed.perform(.create(.adaptor, ["id": "512", "name": "From before"]))
        #expect(kept["id"]?.integer == 512)
        #expect(try await bed.perform(.create(.adaptor, ["name": "Next"]))["id"]?.integer == 513)
    }

    @Test func `tell of every bad row at once`() async throws {
        let bed = try await DeskBed.make()
        let rows = "lead.emial -> a\nlead.email -> b\ncustom.roof -> c; date=never"
        do {
            try await bed.perform(.create(.adaptor, ["rows": rows]))
            Issue.record("it was made")
        } catch let report as ProblemReport {
            #expect(
                report.faults.map { "\($0.field): \($0.sentence)" } == [
                    "name: is needed", "rows: row 1, lead.emial -> a: the lead has no field emial",
                    "rows: row 3, custom.roof -> c; date=never: no custom field is called roof; there is income",
                ])
        }
    }

    @Test(arguments: Engine.available)
    func `hold a custom field: it can be renamed and not removed`(engine: Engine) async throws {
        let bed = try await DeskBed.make(engine)
        try await bed.perform(.remove(.validation, name: "Wanted"))
        try await bed.perform(.create(.adaptor, ["name": "HubSpot", "rows": Self.rows]))
        try await bed.perform(.create(.adaptor, ["name": "Balto", "rows": "custom.income -> i"]))
        try await bed.perform(.change(.field, name: "income", ["name": "salary"]))
        #expect(
            try await bed.perform(.show(.adaptor, name: "Balto"))["rows"]?.elements?.first?.string
                == "custom.salary -> i")
        do {
            try await bed.perform(.remove(.field, name: "salary"))
            Issue.record("it was removed")
        } catch let report as ProblemReport {
            #expect(report.faults.map(\.sentence) == ["adaptors send it: Balto, HubSpot"])
        }
        try await bed.perform(.remove(.adaptor, name: "HubSpot"))
        try await bed.perform(.change(.adaptor, name: "Balto", ["rows": "none"]))
        #expect(try await bed.faults(.remove(.field, name: "salary")) == [])
    }

    @Test(arguments: Engine.available)
    func `are put back with their rows, unless a field of theirs is gone`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let field = try await bed.api(.post, "fields", #"{"name":"roof_age"}"#).json["id"]?.integer ?? 0
        let made = try await bed.api(
            .post, "adaptors", #"{"name":"A","rows":["custom.roof_age -> r","lead.city -> c"]}"#)
        #expect(made.status == 201, "\(made.text)")
        let id = try #require(made.json["id"]?.integer)
        let account = bed.account
        let then = try await bed.parts.database.read { try Configurations($0, of: account).version() } ?? 0
        _ = try await bed.api(.patch, "fields/\(field)", #"{"name":"roof"}"#)
        #expect(try await bed.api(.patch, "adaptors/\(id)", #"{"rows":[]}"#).json["rows"]?.elements?.isEmpty == true)
        let back = "configuration/adaptor/\(id)/restoration"
        #expect(try await bed.api(.put, back, #"{"version":\#(then)}"#).status == 200)
        #expect(
            try await bed.api(.get, "adaptors/\(id)").json["rows"]?.elements?.compactMap(\.string)
                == ["custom.roof -> r", "lead.city -> c"])
        #expect(try await bed.api(.delete, "fields/\(field)").status == 409)
        _ = try await bed.api(.patch, "adaptors/\(id)", #"{"rows":[]}"#)
        #expect(try await bed.api(.delete, "fields/\(field)").status == 204)
        let gone = try await bed.api(.put, back, #"{"version":\#(then)}"#)
        #expect(gone.status == 422)
        #expect(gone.faults == ["rows"])
        #expect(try await bed.api(.put, "configuration/restoration", #"{"version":\#(then)}"#).status == 200)
        #expect(
            try await bed.api(.get, "adaptors/\(id)").json["rows"]?.elements?.first?.string == "custom.roof_age -> r")
    }
}
