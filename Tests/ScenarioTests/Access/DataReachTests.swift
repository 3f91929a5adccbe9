import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `A user for some campaigns and lists` {
    private struct Limited {
        var bed: TestBed
        var session: String
        /// A lead in the list that they reach, and one beyond.
        var own: Int64
        var other: Int64

        static func make(_ engine: Engine) async throws -> Limited {
            let bed = try await TestBed.make(engine) { edit in
                try edit.put(
                    AccessList(
                        id: AccessListID(5), name: "Main only",
                        rights: Dictionary(AccessSection.allCases.map { ($0, AccessRights.all) }) { $1 },
                        data: .named(campaigns: [TestBed.campaigns[0]], lists: [])))
            }
            let session = try await bed.user(.admin, "limited", list: AccessListID(5)).session
            func lead(_ list: ListID, _ phone: String) async throws -> Int64 {
                let answer = try await bed.api(
                    .post, "leads", #"{"list":\#(list),"fields":{"phone_number":"\#(phone)","last_name":"Sea"}}"#)
                return try #require(answer.json["receipt"]?["lead_id"]?.integer, "\(answer.text)")
            }
            return Limited(
                bed: bed, session: session, own: try await lead(TestBed.lists[0], "3105556789"),
                other: try await lead(TestBed.lists[2], "3105556780"))
        }

        func ask(_ method: HTTPRequest.Method, _ path: String, _ body: String? = nil) async throws -> TestBed.Answer {
            try await bed.api(method, path, body, token: session)
        }
    }

    @Test(arguments: Engine.available)
    func `finds, changes and takes out what is theirs, and the rest is not there`(engine: Engine) async throws {
        let limited = try await Limited.make(engine)
        let (own, other) = (limited.own, limited.other)
        #expect(try await limited.ask(.get, "leads").items.map { $0["id"]?.integer } == [own])
        #expect(try await limited.ask(.get, "leads?last_name=sea").items.count == 1)
        #expect(try await limited.ask(.get, "leads?list=\(TestBed.lists[2])").items.isEmpty)
        #expect(try await limited.ask(.get, "leads/\(own)").status == 200)
        let hidden: [(HTTPRequest.Method, String, String?)] = [
            (.get, "leads/\(other)", nil), (.patch, "leads/\(other)", #"{"fields":{"city":"X"}}"#),
            (.delete, "leads/\(other)", nil), (.put, "leads/\(other)/archive", nil),
            (.delete, "leads/\(other)/archive", nil), (.put, "leads/\(other)/restoration", nil),
            (.get, "lists/\(TestBed.lists[2])", nil), (.patch, "lists/\(TestBed.lists[2])", #"{"active":false}"#),
            (.delete, "lists/\(TestBed.lists[2])", nil), (.get, "campaigns/12", nil),
            (.get, "campaigns/12/hopper", nil),
            (.patch, "campaigns/12", #"{"active":false}"#), (.delete, "campaigns/12", nil),
        ]
        for (method, path, body) in hidden {
            let answer = try await limited.ask(method, path, body)
            #expect(answer.status == 404, "\(method) \(path): \(answer.text)")
            let nobodys = path.replacing(/\d+/, with: "424242")
            #expect(try await limited.ask(method, nobodys, body).text == answer.text, "\(method) \(path)")
        }
        #expect(try await limited.bed.api(.get, "leads/\(other)").text.contains("\"X\"") == false)
        #expect(try await limited.ask(.patch, "leads/\(own)", #"{"fields":{"city":"Here"}}"#).status == 200)
        // A lead leaves for no list beyond, and none is made there.
        #expect(try await limited.ask(.patch, "leads/\(own)", #"{"list":1003}"#).status >= 400)
        #expect(try await limited.bed.lead(own)?.listID == TestBed.lists[0])
        #expect(try await limited.ask(.patch, "leads/\(own)", #"{"list":1002}"#).status == 200)
        let export = try await limited.ask(.get, "exports/leads").text
        #expect(export.contains("3105556789") && !export.contains("3105556780"))
    }

    @Test func `sees and makes lists of their campaigns only`() async throws {
        let limited = try await Limited.make(.sqlite)
        #expect(try await limited.ask(.get, "campaigns").items.map { $0["id"]?.integer } == [11])
        #expect(try await limited.ask(.get, "lists").items.map { $0["id"]?.integer } == [999, 1001, 1002])
        let mine = try await limited.ask(.post, "lists", #"{"name":"A new list of theirs","campaign":11}"#)
        #expect(mine.status == 201, "\(mine.text)")
        #expect(try await limited.ask(.post, "lists", #"{"name":"A list beyond theirs","campaign":12}"#).status == 403)
        #expect(try await limited.ask(.patch, "lists/1001", #"{"campaign":12}"#).status == 403)
        #expect(try await limited.ask(.post, "campaigns", #"{"name":"Another"}"#).status == 403)
        #expect(limited.bed.configuration?.lists.count == 5)
        #expect(limited.bed.configuration?.campaigns.count == 2)
    }

    @Test func `is closed out wherever the leads of all lists are reached`() async throws {
        let limited = try await Limited.make(.sqlite)
        for route in Server(limited.bed.parts, metrics: PrometheusMetrics()).nativeRoutes {
            guard route.section != nil, route.reach == .everything else { continue }
            let path = route.path.replacing(/\{[a-z]+\}/, with: "1")
            let method = try #require(HTTPRequest.Method(route.method.rawValue.uppercased()))
            let answer = try await limited.ask(method, path, route.body == nil ? nil : "{}")
            #expect(answer.status == 403, "\(route.name): \(answer.text)")
        }
    }
}
