import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import SluiceCore
import SluiceDatabase
import SluiceTesting
import SluiceWeb
import Testing

/// The paths for the account's own tools over one engine, behind the real front door, on a clock that stands still.
struct RouteBed: Sendable {
    let database: any Database
    let cache: ConfigurationCache
    let time: ManualClock
    let deletion: ListDeletion
    let account: AccountID
    let token: String
    private let responder: RouterResponder<SluiceContext>

    static let campaigns = [CampaignID(11), CampaignID(12)]
    static let lists = [ListID(1001), ListID(1002), ListID(1003)]
    /// Tuesday, 2026-01-20, 12:00 in Los Angeles.
    static let noon = Timestamp(1_768_939_200_000)

    static func make(
        _ engine: Engine, configure: @escaping @Sendable (inout ConfigurationEdit) throws -> Void = { _ in }
    ) async throws -> RouteBed {
        let database = try await engine.open()
        let cache = ConfigurationCache(database)
        let account = try await database.write { connection in
            let accounts = Accounts(connection)
            let account = try accounts.create(name: "Test", timeZone: "America/Los_Angeles", at: noon)
            let user = User(
                id: UserID(5), email: "ann@example.com", firstName: "Ann", lastName: "Agent", role: .agent)
            try accounts.create(user, of: account.id, passwordHash: nil, at: noon)
            return account.id
        }
        _ = try await cache.configuration(of: account)
        try await cache.edit(account, by: "test", at: noon) { edit in
            try seed(&edit)
            try configure(&edit)
        }
        let token = try await addToken("all", Set(APIToken.Section.allCases), [], account, database, cache)
        return RouteBed(database, cache, account, token)
    }

    private init(_ database: any Database, _ cache: ConfigurationCache, _ account: AccountID, _ token: String) {
        self.database = database
        self.cache = cache
        self.account = account
        self.token = token
        let time = ManualClock(RouteBed.noon)
        self.time = time
        deletion = ListDeletion(database, cache)
        let desk = WriteDesk(database: database, cache: cache, clock: time.clock)
        let dice = Dice { count in (0..<count).map { _ in UInt8.random(in: 0...255) } }
        let routes =
            LeadChanges(desk, dice: dice).routes + LeadSearches(database, clock: time.clock).routes
            + ListActions(desk, database: database, deletion: deletion, clock: time.clock).routes
            + CampaignActions(desk, database: database).routes + DNCActions(desk, dice: dice).routes
            + DNCActions(desk, dice: dice, channel: .texts).routes + DNCSearches(database).routes
            + StatusActions(desk).routes + UserSearches(database, clock: time.clock).routes
        let router = Router(context: SluiceContext.self)
        router.middlewares.add(FaultMiddleware(RouteBed.silence))
        APIFront(
            routes, authenticator: Authenticator(cache, clock: time.clock), addresses: ClientAddress(trusting: []),
            clock: time.clock
        ).add(to: router)
        responder = router.buildResponder()
    }

    private static let silence = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func seed(_ edit: inout ConfigurationEdit) throws {
        try edit.put(Seller(id: SellerID(1), name: "Test Seller"))
        try edit.put(Campaign(id: campaigns[0], name: "Main", sellerID: SellerID(1)))
        try edit.put(Campaign(id: campaigns[1], name: "Other", sellerID: SellerID(1), purpose: "service"))
        try edit.put(LeadList(id: lists[0], name: "First list of main", campaignID: campaigns[0]))
        try edit.put(LeadList(id: lists[1], name: "Second list of main", campaignID: campaigns[0]))
        try edit.put(LeadList(id: lists[2], name: "List of the other", campaignID: campaigns[1], isActive: false))
        try edit.put(
            LeadList(
                id: ListID(999), name: LeadList.duplicatesName, campaignID: campaigns[0], isActive: false,
                isSystem: true))
        try edit.put(CustomField(id: FieldID(1), name: "plan", label: "Plan", kind: .text))
        try edit.put(CustomField(id: FieldID(2), name: "score", label: "Score", kind: .number, isRequired: true))
        for (number, status) in LeadStatus.starters.enumerated() {
            try edit.put(StoredStatus(number: Int64(number + 1), status: status))
        }
    }

    private static func addToken(
        _ name: String, _ sections: Set<APIToken.Section>, _ criteria: Set<CriteriaID>, _ account: AccountID,
        _ database: any Database, _ cache: ConfigurationCache
    ) async throws -> String {
        let secret = "secret-of-\(name)-\(account)"
        let snapshot = try await database.write { connection in
            let token = APIToken(
                id: try Accounts(connection).nextTokenID(), accountID: account, name: name, sections: sections,
                criteriaIDs: criteria)
            try Accounts(connection).create(token, hash: TokenHash(of: secret).text, at: noon)
            return try Configurations(connection, of: account).snapshot()
        }
        if let snapshot { cache.adopt(snapshot) }
        return secret
    }

    /// Makes another token and returns its secret.
    func addToken(
        _ name: String, sections: Set<APIToken.Section>, criteria: Set<CriteriaID> = []
    ) async throws -> String {
        try await RouteBed.addToken(name, sections, criteria, account, database, cache)
    }

    // MARK: Requests

    struct Answer: Sendable {
        var status: Int
        var text: String
        var json: JSONValue
        var code: Int64? { json["code"]?.integer }
        var isSuccess: Bool { json["success"]?.bool == true }
        var entries: [JSONValue] { json["data"]?["entries"]?.elements ?? [] }
    }

    /// Sends a query to `path` below `/v1`, with the token in it.
    func send(
        _ path: String, _ fields: [(String, String)] = [], key: String? = nil, token: String? = nil
    ) async throws -> Answer {
        let name = HTTPField.Name("Idempotency-Key")
        let headers = key.flatMap { key in name.map { [$0: key] } } ?? HTTPFields()
        let all = fields + [("auth_token", token ?? self.token)]
        let query = all.map { "\($0.0)=\(RouteBed.escaped($0.1))" }.joined(separator: "&")
        return try await Application(responder: responder, logger: RouteBed.silence).test(.router) { client in
            try await client.execute(uri: "/v1/\(path)?\(query)", method: .get, headers: headers) { response in
                let text = String(buffer: response.body)
                return Answer(
                    status: response.status.code, text: text,
                    json: (try? JSONValue(parsing: Array(text.utf8))) ?? .null)
            }
        }
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95: String(UnicodeScalar(byte))
            default: (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
            }
        }.joined()
    }

    // MARK: Rows

    /// Stores a lead with its event, as intake does.
    @discardableResult
    func addLead(
        _ phone: Int64, list: ListID = RouteBed.lists[0], status: String = "NEW", fields: [String: String] = [:],
        change: @escaping @Sendable (inout Lead) -> Void = { _ in }
    ) async throws -> LeadID {
        let (account, now) = (account, time.now)
        return try await database.write { connection in
            let id = LeadID(try connection.ids.take(from: IDSequence(.lead, of: account.number)))
            var lead = Lead(
                id: id, listID: list, phone: PhoneNumber(phone), status: status, createdAt: now, modifiedAt: now,
                fields: fields)
            change(&lead)
            let packed = PackedFields.text(of: lead.fields)
            try connection.runAll(
                Leads.insert(lead, fields: packed, of: account, dialect: connection.dialect) + [
                    Events.insertion(
                        .leadCreated, lead: id, of: account, id: try connection.ids.take(from: .row), at: now,
                        facts: "{}")
                ])
            if lead.archivedAt != nil { try Leads(connection, of: account).save(lead, before: lead) }
            return id
        }
    }

    /// Stores many leads of a list at once, with numbers from `phone` on; of every second one the status is `SALE`.
    func addLeads(_ count: Int64, from phone: Int64, list: ListID = RouteBed.lists[0]) async throws {
        let (account, now) = (account, time.now)
        try await database.session { connection in
            try connection.ids.ensure(count, of: IDSequence(.lead, of: account.number), on: connection)
            try connection.transaction { connection in
                let first = try connection.ids.take(count, from: IDSequence(.lead, of: account.number))
                try connection.runAll(
                    (0..<count).flatMap { number in
                        Leads.insert(
                            Lead(
                                id: LeadID(first + number), listID: list, phone: PhoneNumber(phone + number),
                                status: number % 2 == 0 ? "NEW" : "SALE", createdAt: now, modifiedAt: now),
                            fields: "{}", of: account, dialect: connection.dialect)
                    })
            }
        }
    }

    /// A lead as it is stored.
    func lead(_ id: LeadID) async throws -> Lead? {
        let account = account
        return try await database.read { try Leads($0, of: account).lead(id) }
    }

    /// Feeds the search index until it has taken so many events. On PostgreSQL transactions of other tests on the same
    /// server hold the events back for as long as they run.
    func feed(_ events: Int) async throws {
        var taken = 0
        for _ in 0..<5_000 where taken < events { taken += try await SearchIndex.feed(database) }
        #expect(taken == events)
    }

    /// How many rows a table has for the account.
    func count(_ table: String, where condition: String = "1 = 1") async throws -> Int64 {
        let account = account
        return try await database.read { connection in
            try connection.first(
                "SELECT count(*) FROM \(clause: table) WHERE account_id = \(account.number) AND \(clause: condition)"
            )?.integer(0) ?? 0
        }
    }

    /// The kinds of the lead's events, oldest first.
    func events(of lead: LeadID) async throws -> [String] {
        let account = account
        return try await database.read { connection in
            try connection.run(
                """
                SELECT kind FROM event WHERE account_id = \(account.number) AND lead_id = \(lead.number) ORDER BY id
                """
            ).map { try $0.text(0) }
        }
    }

    /// The entries of the Do Not Call list, by id.
    func dnc() async throws -> [DNCEntry] {
        let account = account
        return try await database.read {
            try DNCList($0, of: account).search(DNCList.Filter(), offset: 0, limit: 100).entries
        }
    }

    func close() async { await database.close() }
}
