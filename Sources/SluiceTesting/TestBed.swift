import Foundation
public import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
public import SluiceCore
public import SluiceDatabase
public import SluiceServer
import SluiceWeb
import Synchronization

/// A whole server in one process, on either engine, on a clock that stands still: an account with a seller, two
/// campaigns, lists, Criteria and tokens, reached through the real front door.
public struct TestBed: Sendable {
    /// The engine below it.
    public let engine: Engine
    /// What the server is made of.
    public let parts: Parts
    /// Its clock.
    public let time: ManualClock
    /// Its data folder.
    public let folder: String
    /// The account.
    public let account: AccountID
    /// A token with every right.
    public let token: String
    /// A vendor's token: Lead Post and ping.
    public let vendorToken: String
    private let front = Front()

    /// The front door, made when it is first used.
    private final class Front: Sendable {
        private let made = Mutex<(any HTTPResponder<SluiceContext>)?>(nil)

        func door(_ parts: Parts) -> any HTTPResponder<SluiceContext> {
            made.withLock { made in
                if let made { return made }
                let door = Server(parts, metrics: PrometheusMetrics()).router.buildResponder()
                made = door
                return door
            }
        }
    }

    /// The two lists of the main campaign, then one of the other.
    public static let lists: [ListID] = [ListID(1001), ListID(1002), ListID(1003)]
    /// The main campaign, whose rules count, and another of the same seller and another purpose, which ignores them.
    public static let campaigns: [CampaignID] = [CampaignID(11), CampaignID(12)]
    /// Tuesday, 2026-01-20, 12:00 in Los Angeles, 15:00 in New York.
    public static let noon = Timestamp(1_768_939_200_000)

    /// A server on `engine`. `configure` adds to the account's configuration.
    public static func make(
        _ engine: Engine,
        configure: @escaping @Sendable (inout ConfigurationEdit) throws -> Void = { _ in }
    ) async throws -> TestBed {
        let folder = try Engine.newFolder()
        let time = ManualClock(noon)
        let parts = try await open(folder, database: engine.newDatabaseURL(), time)
        let account = try await parts.database.write { connection in
            try Accounts(connection).create(name: "Test", timeZone: "America/Los_Angeles", at: noon).id
        }
        _ = try await parts.cache.configuration(of: account)
        try await parts.cache.edit(account, by: "test", at: noon) { edit in
            try seed(&edit)
            try configure(&edit)
        }
        let token = try await parts.addToken(account, "all", sections: Set(APIToken.Section.allCases))
        let vendor = try await parts.addToken(account, "vendor", sections: APIToken.vendorSections)
        return TestBed(
            engine: engine, parts: parts, time: time, folder: folder, account: account, token: token,
            vendorToken: vendor)
    }

    /// Another server on the same PostgreSQL database with a data folder of its own, or, on the embedded one, the same
    /// server: that has one.
    public func neighbor() async throws -> TestBed {
        guard engine == .postgres else { return self }
        return try await another(in: Engine.newFolder(), database: parts.settings.database)
    }

    /// The server that comes after this one, on the same store and the same data folder. This one is closed before.
    public func reopened() async throws -> TestBed {
        await parts.close()
        return try await another(in: folder, database: parts.settings.database)
    }

    /// A server with the same account on another store: what a backup of this one was restored into.
    public func another(in folder: String, database url: String) async throws -> TestBed {
        let parts = try await TestBed.open(folder, database: url.isEmpty ? nil : url, time)
        return TestBed(
            engine: engine, parts: parts, time: time, folder: folder, account: account, token: token,
            vendorToken: vendorToken)
    }

    private static func open(_ folder: String, database: String?, _ time: ManualClock) async throws -> Parts {
        var flags = ["data": folder, "port": "0", "cache_megabytes": "16"]
        flags["database"] = database
        return try await Parts(
            Settings(flags: flags, environment: [:], file: nil),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: Clock(now: time.clock.now, nanoseconds: SystemRuntime.clock.nanoseconds))
    }

    private static func seed(_ edit: inout ConfigurationEdit) throws {
        let seller = SellerID(try edit.nextID(.seller))
        try edit.put(Seller(id: seller, name: "Test Seller"))
        try edit.put(Campaign(id: campaigns[0], name: "Main", sellerID: seller))
        try edit.put(
            Campaign(
                id: campaigns[1], name: "Other", sellerID: seller, purpose: "service", hopperMode: .ignoreRules))
        try edit.put(LeadList(id: lists[0], name: "First list of main", campaignID: campaigns[0]))
        try edit.put(LeadList(id: lists[1], name: "Second list of main", campaignID: campaigns[0]))
        try edit.put(LeadList(id: lists[2], name: "List of the other", campaignID: campaigns[1]))
        try edit.put(
            LeadList(
                id: ListID(999), name: LeadList.duplicatesName, campaignID: campaigns[0], isActive: false,
                isSystem: true))
        for (number, status) in LeadStatus.starters.enumerated() {
            try edit.put(StoredStatus(number: Int64(number + 1), status: status))
        }
    }

    /// The answer to a request at the front door.
    public struct Answer: Sendable {
        /// The HTTP status.
        public var status: Int
        /// The headers.
        public var headers: HTTPFields
        /// The body as it came.
        public var text: String
        /// The body as JSON; `null` when it is none.
        public var json: JSONValue
    }

    /// Sends a form to `path` below `/v1`, with the token in it.
    public func post(
        _ path: String, _ fields: [(String, String)], token: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        let all = fields + [("auth_token", token ?? self.token)]
        return try await send(.post, "/v1/\(path)", headers: headers, body: TestBed.form(all))
    }

    /// Sends a query to `path` below `/v1`, with the token in it.
    public func get(_ path: String, _ fields: [(String, String)], token: String? = nil) async throws -> Answer {
        let all = fields + [("auth_token", token ?? self.token)]
        return try await send(.get, "/v1/\(path)?\(TestBed.form(all))")
    }

    /// Sends any request to the server's router.
    public func send(
        _ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> Answer {
        try await send(through: front.door(parts), method, uri, headers, body)
    }

    private func send(
        through door: some HTTPResponder<SluiceContext>, _ method: HTTPRequest.Method, _ uri: String,
        _ headers: HTTPFields, _ body: String?
    ) async throws -> Answer {
        let application = Application(
            responder: door, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await application.test(.router) { client in
            try await client.execute(
                uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
            ) { response in
                let text = String(buffer: response.body)
                return Answer(
                    status: response.status.code, headers: response.headers, text: text,
                    json: (try? JSONValue(parsing: Array(text.utf8))) ?? .null)
            }
        }
    }

    /// Fields as `application/x-www-form-urlencoded`.
    public static func form(_ fields: [(String, String)]) -> String {
        func escaped(_ text: String) -> String {
            text.utf8.map { byte in
                switch byte {
                case 48...57, 65...90, 97...122, 45, 46, 95: String(UnicodeScalar(byte))
                default: "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
                }
            }.joined()
        }
        return fields.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
    }

    /// The account's configuration as the server knows it.
    public var configuration: AccountConfiguration? { parts.cache.current(account) }

    /// Changes the account's configuration.
    public func edit(_ body: @escaping @Sendable (inout ConfigurationEdit) throws -> Void) async throws {
        try await parts.cache.edit(account, by: "test", at: time.now, body)
    }

    /// How many rows a table has for the account.
    public func count(_ table: String, where condition: String = "1 = 1") async throws -> Int64 {
        let account = account
        return try await parts.database.read { connection in
            try connection.first(
                "SELECT count(*) FROM \(clause: table) WHERE account_id = \(account.number) AND \(clause: condition)"
            )?.integer(0) ?? 0
        }
    }
}

extension Parts {
    /// Makes a token and returns its secret.
    public func addToken(
        _ account: AccountID, _ name: String, sections: Set<APIToken.Section>,
        change: @escaping @Sendable (inout APIToken) -> Void = { _ in }
    ) async throws -> String {
        let secret = dice.secret()
        let now = clock.now()
        let snapshot = try await database.write { connection in
            var token = APIToken(
                id: try Accounts(connection).nextTokenID(), accountID: account, name: name, sections: sections)
            change(&token)
            try Accounts(connection).create(token, hash: TokenHash(of: secret).text, at: now)
            return try Configurations(connection, of: account).snapshot()
        }
        if let snapshot { cache.adopt(snapshot) }
        return secret
    }
}

extension TestBed {
    /// Puts a number or prefix on the account's Do Not Call list.
    public func addDNC(_ number: Int64, scope: DNCScope = .account) async throws {
        let (account, now, salt) = (account, time.now, parts.dice.secret())
        try await parts.database.write { connection in
            let list = DNCList(connection, of: account)
            try connection.lock(list.locks(for: [number]))
            _ = try list.add(
                number: number, scope: scope, origin: .operator, reason: "", purpose: "", by: "test", salt: salt,
                at: now)
        }
    }

    /// A lead of the account.
    public func lead(_ id: Int64) async throws -> Lead? {
        let account = account
        return try await parts.database.read { try Leads($0, of: account).lead(LeadID(id)) }
    }
}
