import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@Suite struct `A search for leads` {
    private static let account = AccountID(1)
    private static let start = Timestamp(1_700_000_000_000)

    /// Draws leads and filters from few values, so that filters find some of them.
    private struct Draw {
        var random: Seeded

        init(_ seed: UInt64) { random = Seeded(state: seed) }

        static let texts = ["Ann", "ANN", "ann", "Élan", "élan", "ÉLAN", "O'Brien", "100%", "a_b", "x \"y\""]
        static let names = ["first_name", "last_name", "email", "city", "state", "owner_id"]

        mutating func lead(_ id: Int64) -> Lead {
            var lead = Lead(
                id: LeadID(id), listID: ListID(.random(in: 1...3, using: &random)),
                phone: PhoneNumber(13_105_550_100 + .random(in: 0...5, using: &random)),
                status: ["NEW", "SALE", "NI"].randomElement(using: &random) ?? "NEW", createdAt: moment(),
                modifiedAt: moment())
            if Bool.random(using: &random) { lead.lastCalledAt = moment() }
            lead.fields = fields()
            switch Int.random(in: 0...9, using: &random) {
            case 0: lead.deletedAt = moment()
            case 1: lead.archivedAt = moment()
            case 2: (lead.deletedAt, lead.archivedAt) = (moment(), moment())
            default: break
            }
            return lead
        }

        mutating func fields() -> [String: String] {
            var fields: [String: String] = [:]
            for name in Draw.names where Bool.random(using: &random) {
                fields[name] = Draw.texts.randomElement(using: &random)
            }
            return fields
        }

        mutating func moment() -> Timestamp {
            `A search for leads`.start.adding(seconds: .random(in: 0...20, using: &random))
        }

        mutating func filter() -> LeadSearch.Filter {
            var filter = LeadSearch.Filter()
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                switch Int.random(in: 0...9, using: &random) {
                case 0: filter.ids = Set((0..<5).map { _ in LeadID(.random(in: 1...40, using: &random)) })
                case 1: filter.lists = [ListID(.random(in: 1...4, using: &random))]
                case 2: filter.statuses = ["SALE", "NI"]
                case 3:
                    filter.phones = Set(
                        (0..<2).map { _ in PhoneNumber(13_105_550_100 + .random(in: 0...6, using: &random)) })
                case 4: filter.created = span()
                case 5: filter.modified = span()
                case 6: filter.called = span()
                case 7: filter.deleted = span()
                case 8: filter.archived = span()
                default:
                    let name = Draw.names.randomElement(using: &random) ?? "city"
                    filter.fields[name] = Set((0..<2).compactMap { _ in Draw.texts.randomElement(using: &random) })
                }
            }
            return filter
        }

        mutating func span() -> LeadSearch.Span {
            LeadSearch.Span(
                from: Bool.random(using: &random) ? moment() : nil, until: Bool.random(using: &random) ? moment() : nil)
        }
    }

    /// The same numbers again from the same seed.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    /// The filter's meaning, spelled out.
    private static func holds(_ filter: LeadSearch.Filter, _ lead: Lead) -> Bool {
        func inside(_ moment: Timestamp?, _ span: LeadSearch.Span?) -> Bool {
            guard let span else { return true }
            guard let moment else { return false }
            return span.from.map { moment >= $0 } ?? true && span.until.map { moment < $0 } ?? true
        }
        if filter.ids.map({ $0.contains(lead.id) }) == false { return false }
        if filter.lists.map({ $0.contains(lead.listID) }) == false { return false }
        if filter.statuses.map({ $0.contains(lead.status) }) == false { return false }
        if filter.phones.map({ $0.contains(lead.phone) }) == false { return false }
        for (name, values) in filter.fields {
            guard let value = lead.fields[name]?.lowercased(), values.contains(where: { $0.lowercased() == value })
            else { return false }
        }
        if filter.deleted == nil, lead.deletedAt != nil { return false }
        if filter.deleted == nil, filter.archived == nil, lead.archivedAt != nil { return false }
        return inside(lead.createdAt, filter.created) && inside(lead.modifiedAt, filter.modified)
            && inside(lead.lastCalledAt, filter.called) && inside(lead.deletedAt, filter.deleted)
            && inside(lead.archivedAt, filter.archived)
    }

    @Test(arguments: Engine.available)
    func `finds what the filter means, however far the index is`(engine: Engine) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("A search for leads, seed \(seed)")
        let database = try await engine.open()
        var draw = Draw(seed)
        var leads: [Lead] = []
        for round in 0..<6 {
            let added = (1...8).map { draw.lead(Int64(round * 8 + $0)) }
            let changes = leads.filter { _ in Bool.random(using: &draw.random) }.prefix(4).map { lead in
                var after = lead
                after.fields = draw.fields()
                return (lead, after)
            }
            try await Self.store(added, changes, in: database)
            leads += added
            for (before, after) in changes { leads[Int(before.id.number) - 1] = after }
            for _ in 0..<40 {
                let (filter, offset, limit) = (draw.filter(), Int64.random(in: 0...3, using: &draw.random), Int64(5))
                let page = try await database.read { connection in
                    try LeadSearch(connection, of: Self.account).page(filter, offset: offset, limit: limit)
                }
                let found = leads.filter { Self.holds(filter, $0) }.sorted { left, right in
                    filter.modified == nil
                        ? left.id < right.id : (left.modifiedAt, left.id) < (right.modifiedAt, right.id)
                }
                #expect(page.total == Int64(found.count), "seed \(seed), round \(round), \(filter)")
                #expect(
                    page.leads == Array(found.dropFirst(Int(offset)).prefix(Int(limit))),
                    "seed \(seed), round \(round), \(filter)")
            }
            if Bool.random(using: &draw.random) {
                while try await SearchIndex.feed(database) > 0 {}
            }
        }
        await database.close()
    }

    private static func store(
        _ added: [Lead], _ changes: [(before: Lead, after: Lead)], in database: any Database
    ) async throws {
        let events = Int64(added.count + changes.count)
        try await database.session { connection in
            try connection.ids.ensure(events, of: .row, on: connection)
            try connection.transaction { try store(added, changes, on: $0) }
        }
    }

    private static func store(
        _ added: [Lead], _ changes: [(before: Lead, after: Lead)], on connection: any Connection
    ) throws {
        for lead in added {
            try connection.runAll(
                Leads.insert(
                    lead, fields: PackedFields.text(of: lead.fields), of: account, dialect: connection.dialect))
            try Leads(connection, of: account).save(lead, before: lead)
            try connection.run(
                Events.insertion(
                    .leadCreated, lead: lead.id, of: account, id: try connection.ids.take(from: .row), at: start,
                    facts: "{}"))
        }
        for (before, after) in changes {
            try Leads(connection, of: account).save(after, before: before)
            try connection.run(
                Events.insertion(
                    .leadUpdated, lead: after.id, of: account, id: try connection.ids.take(from: .row), at: start,
                    facts: "{}"))
        }
    }

    @Test(arguments: Engine.available)
    func `the index holds a key for each value that it knows, whatever its case`(engine: Engine) async throws {
        let database = try await engine.open()
        let long = String(repeating: "É", count: 1000)
        var lead = Lead(
            id: LeadID(1), listID: ListID(1), phone: PhoneNumber(13_105_550_100), status: "NEW", createdAt: Self.start,
            modifiedAt: Self.start,
            fields: ["email": "Ann@Example.com", "first_name": "", "last_name": long, "city": "Reno"])
        try await Self.store([lead], [], in: database)
        #expect(try await Self.feed(1, in: database) == 1)
        #expect(try await SearchIndex.feed(database) == 0)
        #expect(try await Self.keys(database) == Self.keys(lead))
        #expect(Self.keys(lead).count == 2)
        let before = lead
        lead.fields = ["email": "ann@example.com", "owner_id": "5", "last_name": long.lowercased()]
        try await Self.store([], [(before, lead)], in: database)
        #expect(try await Self.feed(1, in: database) == 1)
        #expect(try await Self.keys(database) == Self.keys(lead))
        #expect(Self.keys(lead).isStrictSuperset(of: Self.keys(before)), "only the owner is new")
        await database.close()
    }

    /// Feeds until so many events are taken. On PostgreSQL transactions of other tests on the same server hold the
    /// events back for as long as they run.
    private static func feed(_ events: Int, in database: any Database) async throws -> Int {
        var taken = 0
        for _ in 0..<5_000 where taken < events { taken += try await SearchIndex.feed(database) }
        return taken
    }

    private static func keys(_ lead: Lead) -> Set<SearchIndex.Key> {
        Set((try? SearchIndex.keys(lead.id, of: account, fields: PackedFields.text(of: lead.fields))) ?? [])
    }

    private static func keys(_ database: any Database) async throws -> Set<SearchIndex.Key> {
        try await database.read { connection in
            Set(
                try connection.run("SELECT account_id, stretch, key, lead_id FROM search_key").map {
                    SearchIndex.Key(
                        account: AccountID(try $0.integer(0)), stretch: try $0.integer(1), key: try $0.integer(2),
                        lead: LeadID(try $0.integer(3)))
                })
        }
    }

    @Test(arguments: Engine.available)
    func `feeds in batches until nothing is left, whoever feeds`(engine: Engine) async throws {
        let database = try await engine.open()
        let leads = (1...Int64(607)).map { number in
            // More keys than go into one transaction.
            Lead(
                id: LeadID(number), listID: ListID(1), phone: PhoneNumber(13_105_550_000 + number), status: "NEW",
                createdAt: Self.start, modifiedAt: Self.start,
                fields: [
                    "email": "a\(number)@example.com", "first_name": "Ann", "last_name": "Smith \(number)",
                    "owner_id": "\(number % 7)", "alt_phone_1": "\(number)", "alt_phone_2": "",
                ])
        }
        try await Self.store(leads, [], in: database)
        var fed = try await withThrowingTaskGroup(of: Int.self) { group in
            for most in [100, 150, 200, 300] {
                group.addTask {
                    var sum = 0
                    for _ in 0..<8 { sum += try await SearchIndex.feed(database, most: most) }
                    return sum
                }
            }
            return try await group.reduce(0, +)
        }
        fed += try await Self.feed(leads.count - fed, in: database)
        #expect(fed == leads.count)
        #expect(try await Self.keys(database).count == leads.count * 5)
        await database.close()
    }
}
