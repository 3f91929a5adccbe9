public import SluiceCore
public import SluiceDatabase

/// One operation of the native API: where it stands, what it needs, what it takes and answers, and what it does.
public struct NativeRoute: Sendable {
    /// How it is asked for.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        case get
        case post
        case put
        case patch
        case delete
    }

    /// How it answers.
    public enum Answer: Sendable {
        /// JSON of a shape, with this status.
        case json(Shape, status: Int = 200)
        /// A page of a list: `items`, and `next` where there are more.
        case page(Shape)
        /// Nothing but the status 204.
        case nothing
        /// Server-sent events, for as long as the reader stays.
        case events
        /// A CSV file.
        case file
    }

    /// What happens; what is wrong is thrown as ``NativeProblem`` or ``APIFailure``.
    public typealias Action = @Sendable (NativeRequest) async throws -> NativeAnswer

    /// How it is asked for.
    public let method: Method
    /// The path below `/api/v1`: `lists/{id}`.
    public let path: String
    /// Who may use it. There is no route without one.
    public let access: RouteAccess
    /// How it minds users who reach the leads of named campaigns and lists only.
    public let reach: DataReach
    /// Its name in the description and in generated clients: `listLists`.
    public let name: String
    /// What it does, in a sentence.
    public let summary: String
    /// What may stand in the query.
    public let query: [Shape.Member]
    /// What the body holds; nothing where there is none.
    public let body: [Shape.Member]?
    /// What it answers.
    public let answer: Answer
    /// Whether `If-Match` is heard.
    public let takesMatch: Bool
    /// Whether a form judges the body: then it adds its own faults to those of the shapes, and all are told at once.
    public let judgesBody: Bool
    /// Whether the body is a file of any size, which the action reads as it comes.
    public let takesFile: Bool
    let action: Action

    /// Whether it is done once however often it is sent with an `Idempotency-Key`: not where its answer holds a secret,
    /// which is kept nowhere.
    public let hearsKey: Bool

    /// A route for those with a right in `section`.
    public init(
        _ method: Method, _ path: String, section: AccessSection, _ name: String, _ summary: String,
        query: [Shape.Member] = [], body: [Shape.Member]? = nil, answer: Answer, takesMatch: Bool = false,
        judgesBody: Bool = false, takesFile: Bool = false, reach: DataReach = .everything, hearsKey: Bool = true,
        action: @escaping Action
    ) {
        self.init(
            method, path, .section(section), name, summary, query: query, body: body, answer: answer,
            takesMatch: takesMatch, judgesBody: judgesBody, takesFile: takesFile, reach: reach, hearsKey: hearsKey,
            action: action)
    }

    /// A route of these.
    public init(
        _ method: Method, _ path: String, _ access: RouteAccess, _ name: String, _ summary: String,
        query: [Shape.Member] = [], body: [Shape.Member]? = nil, answer: Answer, takesMatch: Bool = false,
        judgesBody: Bool = false, takesFile: Bool = false, reach: DataReach = .account, hearsKey: Bool = false,
        action: @escaping Action
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.reach = reach
        // A file is not read twice to compare it.
        self.hearsKey = hearsKey && method != .get && !takesFile
        self.name = name
        self.summary = summary
        self.query = query
        self.body = body
        self.answer = answer
        self.takesMatch = takesMatch
        self.judgesBody = judgesBody
        self.takesFile = takesFile
        self.action = action
    }

    /// The section that it needs a right in; nothing where it needs none.
    public var section: AccessSection? {
        if case .section(let section) = access { section } else { nil }
    }

    /// The right that it needs in its section, which the method says: to look, to remove, or else to change.
    public var right: AccessRights {
        switch method {
        case .get: .read
        case .delete: .delete
        case .post, .put, .patch: .write
        }
    }

    /// What its JSON looks like; nothing where it answers none.
    public var shape: Shape? {
        switch answer {
        case .json(let shape, _): shape
        case .page(let shape):
            .object([
                .init("items", .list(shape), isRequired: true), .init("next", .text(), "The cursor of the next page."),
            ])
        case .nothing, .events, .file: nil
        }
    }

    /// Whether it changes anything.
    public var isWrite: Bool { method != .get }

    /// The names in the path that stand for a value: `id`.
    public var variables: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }

    /// What a page of a list takes in the query beside its filters.
    public static let paging: [Shape.Member] = [
        Shape.Member("limit", .integer(1...500), "How many to answer with at most; 50 unless told."),
        Shape.Member("cursor", .text(1...200), "`next` of the page before."),
    ]
}

/// One authenticated request to the native API, read and checked against its route.
public struct NativeRequest: Sendable {
    /// Who asks, with what they came with.
    public var visitor: Visitor
    /// Who asks.
    public var caller: Caller { visitor.caller }
    /// The account's configuration.
    public var configuration: AccountConfiguration { visitor.configuration }
    /// The program that asks, in its own words, cut where they are long.
    public var program = ""
    /// Whether the answer travels encrypted, so that a cookie may be kept to such ways.
    public var isEncrypted = false
    /// The route's path with the method: what an `Idempotency-Key` belongs to.
    public var path: String
    /// The values in the path, by name.
    public var variables: [String: String]
    /// The values in the query, each of its shape.
    public var query: [String: String]
    /// The members of the body, each of its shape.
    public var body: [(name: String, value: JSONValue)]
    /// What the shapes of the route find wrong with it; nothing unless the route judges the body itself.
    public var faults: [FieldFault] = []
    /// The entity tag of `If-Match`, without its quotes.
    public var match: String?
    /// The entity tags of `If-None-Match`, without quotes and weakness.
    public var known: [String] = []
    /// The address that it came from.
    public var address: String?
    /// Why, in the caller's words: the header `Change-Comment`.
    public var comment: String?
    /// The caller's key against doubling.
    public var key: IdempotencyKey?
    /// Whether the credential still counts: asked again and again while a stream is open.
    public var isStillAllowed: @Sendable () async throws -> Bool = { true }
    /// Where the event stream is to go on: `Last-Event-ID`.
    public var lastEventID: String?
    /// The file that comes as the body, where the route takes one.
    public var file: FileUpload?

    /// Who asks, as journals write it.
    public var actor: String { caller.actor }

    /// The number in the path; what is no number is nothing that the account has.
    public func number(_ name: String = "id") throws(NativeProblem) -> Int64 {
        guard let number = variables[name].flatMap({ Int64($0) }), number > 0 else { throw .notFound }
        return number
    }

    /// A whole number of the query, which was checked against its shape.
    public func integer(_ name: String) -> Int64? { query[name].flatMap { Int64($0) } }

    /// How many a page may hold.
    public var limit: Int64 { integer("limit") ?? 50 }

    /// Whether everything is to be judged and nothing done.
    public var isDryRun: Bool { query["dry_run"].flatMap(WireBool.read) ?? false }

    /// The request as the desk of writes takes it.
    public var write: WriteRequest {
        var write = WriteRequest(
            account: caller.accountID, actor: actor, configuration: configuration, key: key, isDryRun: isDryRun,
            failure: { ($0 as? NativeProblem)?.answer ?? ($0 as? APIFailure).map { NativeProblem($0).answer } })
        write.origin = ChangeOrigin(door: "api", address: address, comment: comment)
        return write
    }
}

/// What a native route answers with.
public enum NativeAnswer: Sendable {
    /// JSON. With `isTagged` it gets an entity tag, and a reader that knows it already gets 304.
    case json(StoredAnswer, isTagged: Bool = false)
    /// Server-sent events as they come.
    case stream(@Sendable (inout EventStreamWriter) async throws -> Void)
    /// A file as it is made.
    case file(FileDownload)
    /// JSON for a browser that is to keep, or with an empty one to forget, its session.
    case cookie(StoredAnswer, String)

    /// A value with status 200.
    public static func value(_ value: JSONValue, status: Int = 200, isTagged: Bool = false) -> NativeAnswer {
        .json(StoredAnswer(status: status, body: value.text), isTagged: isTagged)
    }

    /// A page of a list.
    public static func page(_ items: [JSONValue], next: String?) -> NativeAnswer {
        var members: [(name: String, value: JSONValue)] = [("items", .array(items))]
        if let next { members.append(("next", .string(next))) }
        return .value(.object(members))
    }

    /// 204.
    public static let nothing = NativeAnswer.json(StoredAnswer(status: 204, body: ""))
}
