import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `Who may change whom` {
    static let roles = User.Role.allCases

    @Test func `one's own level and those below, and nobody above`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let actors = try await [
            bed.user(.superAdmin, "top").session, bed.user(.admin, "mid").session, bed.user(.manager, "low").session,
        ]
        for (index, role) in Self.roles.enumerated() {
            let target = try await bed.user(role, "target of \(index)").id
            let change = #"{"first_name":"New"}"#
            for (place, actor) in actors.enumerated() {
                // A manager has no right to change users at all.
                let expected = place < 2 && place <= index ? 200 : 403
                let answer = try await bed.api(.patch, "users/\(target)", change, token: actor)
                #expect(answer.status == expected, "\(place) changes \(role): \(answer.text)")
                let made =
                    #"{"email":"new\#(place)\#(index)@example.com","role":"\#(role.rawValue)","password":"\#(TestBed.password)"}"#
                #expect(try await bed.api(.post, "users", made, token: actor).status == (expected == 200 ? 201 : 403))
                let ended = try await bed.api(.delete, "users/\(target)/sessions", token: actor)
                #expect(ended.status == (expected == 200 ? 204 : 403))
            }
        }
    }

    @Test func `nobody raises themselves, or gives what they have not`() async throws {
        let bed = try await TestBed.make(.sqlite) { edit in
            try edit.put(
                AccessList(
                    id: AccessListID(5), name: "Keeps users", rights: [.users: .all, .leads: .read],
                    data: .named(campaigns: [TestBed.campaigns[0]], lists: [])))
            try edit.put(
                AccessList(
                    id: AccessListID(6), name: "Less", rights: [.leads: .read],
                    data: .named(campaigns: [], lists: [TestBed.lists[1]])))
            try edit.put(
                AccessList(
                    id: AccessListID(7), name: "Elsewhere", rights: [.leads: .read],
                    data: .named(campaigns: [], lists: [TestBed.lists[2]])))
            try edit.put(
                AccessList(
                    id: AccessListID(8), name: "More", rights: [.leads: .all],
                    data: .named(campaigns: [], lists: [TestBed.lists[0]])))
        }
        let keeper = try await bed.user(.admin, "keeper", list: AccessListID(5))
        let agent = try await bed.user(.agent, "agent").id
        func change(_ id: UserID, _ body: String) async throws -> Int {
            try await bed.api(.patch, "users/\(id)", body, token: keeper.session).status
        }
        for body in [
            #"{"access_list":null}"#, #"{"role":"agent"}"#, #"{"active":false}"#, #"{"compliance":true}"#,
        ] { #expect(try await change(keeper.id, body) == 403, "\(body)") }
        #expect(try await change(keeper.id, #"{"last_name":"Keeper"}"#) == 200)
        // An agent's own rights are more than this keeper has.
        #expect(try await change(agent, #"{"first_name":"New"}"#) == 403)
        #expect(try await change(agent, #"{"access_list":"Less"}"#) == 200)
        #expect(try await change(agent, #"{"access_list":"Elsewhere"}"#) == 403)
        #expect(try await change(agent, #"{"access_list":"More"}"#) == 403)
        #expect(try await change(agent, #"{"access_list":"Nowhere"}"#) == 422)
        // The same by way of the list itself.
        func list(_ id: Int, _ body: String) async throws -> Int {
            try await bed.api(.patch, "access-lists/\(id)", body, token: keeper.session).status
        }
        #expect(try await list(5, #"{"rights":{"users":["read"]}}"#) == 403)
        #expect(try await list(6, #"{"rights":{"leads":["read","write"]}}"#) == 403)
        #expect(try await list(6, #"{"limited":false}"#) == 403)
        #expect(try await list(6, #"{"name":"Much less","rights":{}}"#) == 200)
        #expect(try await list(8, #"{"rights":{}}"#) == 403)  // it reaches for more than the keeper does
        // And by way of the past.
        let boss = try await bed.user(.superAdmin, "boss").session
        let version = try #require(bed.configuration).version
        #expect(try await bed.api(.patch, "access-lists/8", #"{"rights":{}}"#, token: boss).status == 200)
        let back = #"{"version":\#(version)}"#
        #expect(try await bed.api(.put, "configuration/access_list/8/restoration", back).status == 403)
        #expect(try await bed.api(.put, "configuration/restoration", back).status == 200)
        #expect(bed.configuration?.accessLists[AccessListID(8)]?.rights.isEmpty == true)
        #expect(try await bed.api(.put, "configuration/access_list/8/restoration", back, token: boss).status == 200)
        #expect(bed.configuration?.accessLists[AccessListID(8)]?.rights == [.leads: .all])
    }

    @Test(arguments: Engine.available)
    func `the account keeps one active Super-Admin, whoever is faster`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let neighbor = try await bed.neighbor()
        let one = try await bed.user(.superAdmin, "one")
        let two = try await bed.user(.superAdmin, "two")
        _ = try await neighbor.parts.cache.refresh()
        async let first = bed.api(.patch, "users/\(two.id)", #"{"active":false}"#, token: one.session)
        async let second = neighbor.api(.patch, "users/\(one.id)", #"{"role":"agent"}"#, token: two.session)
        let statuses = try await [first.status, second.status]
        #expect(statuses.count { $0 == 200 } == 1, "\(statuses)")
        let account = bed.account
        let left = try await bed.parts.database.read { try Accounts($0).users(of: account) }
            .count { $0.role == .superAdmin && $0.isActive }
        #expect(left == 1)
    }

    @Test func `bad fields are named all at once, and an address is one user's`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let admin = try await bed.user(.superAdmin).session
        let bad = #"{"email":"nobody at all","password":"short","access_list":"None such","first_name":7}"#
        let answer = try await bed.api(.post, "users", bad, token: admin)
        #expect(answer.status == 422)
        #expect(answer.faults == ["access_list", "email", "first_name", "password"])
        _ = try await bed.member("ann@example.com", by: admin)
        let again = #"{"email":"ANN@example.com","password":"\#(TestBed.password)"}"#
        #expect(try await bed.api(.post, "users", again, token: admin).faults == ["email"])
        #expect(try await bed.api(.get, "users?q=ANN", token: admin).items.count == 1)
        #expect(try await bed.api(.get, "users?q=zz", token: admin).items.isEmpty)
    }

    @Test func `a user makes tokens with no more than they have, and a token makes none`() async throws {
        let bed = try await TestBed.make(.sqlite) { edit in
            try edit.put(
                AccessList(id: AccessListID(5), name: "Few", rights: [.tokens: .all, .leadPost: .all, .leads: .read]))
        }
        let admin = try await bed.user(.superAdmin).session
        let few = try await bed.user(.admin, "few", list: AccessListID(5)).session
        let made = try await bed.api(
            .post, "tokens", #"{"name":"for a CRM","sections":["leads","lists"],"per_minute":60}"#, token: admin)
        #expect(made.status == 201, "\(made.text)")
        let secret = try #require(made.json["secret"]?.string)
        #expect(try await bed.api(.get, "leads", token: secret).status == 200)
        #expect(try await bed.api(.get, "users", token: secret).status == 403)
        #expect(
            try await bed.api(.post, "tokens", #"{"name":"mine","sections":["lead-post-validation"]}"#, token: few)
                .status == 201)
        #expect(
            try await bed.api(.post, "tokens", #"{"name":"more","sections":["leads"]}"#, token: few).faults == [
                "sections"
            ])
        #expect(try await bed.api(.post, "tokens", #"{"name":"another"}"#).status == 403)
        #expect(try await bed.api(.post, "users", #"{"email":"a@example.com","password":"x"}"#).status == 403)
        #expect(try await bed.audited(.tokenCreated) == 2)
    }

    @Test func `what a person asked for is lifted by compliance alone, with evidence`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let admin = try await bed.user(.superAdmin).session
        let officer = try await bed.user(.manager, "officer", list: nil, isCompliance: true)
        #expect(try await bed.api(.patch, "users/\(officer.id)", #"{"role":"admin"}"#, token: admin).status == 200)
        let added = try await bed.api(
            .post, "dnc", #"{"number":"3105556789","consumer":true}"#, token: admin)
        #expect(added.status == 201, "\(added.text)")
        let id = try #require(added.json["id"]?.integer)
        #expect(try await bed.api(.delete, "dnc/\(id)?evidence=asked").status == 403)
        #expect(try await bed.api(.delete, "dnc/\(id)?evidence=asked", token: admin).status == 403)
        let again = try await bed.user(.admin, "second officer", isCompliance: true).session
        #expect(try await bed.api(.delete, "dnc/\(id)", token: again).faults == ["evidence"])
        #expect(try await bed.api(.delete, "dnc/\(id)?evidence=wrote%20to%20us", token: again).status == 204)
        #expect(try await bed.audited(.dncLifted) == 1)
    }
}
