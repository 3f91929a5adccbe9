import HTTPTypes
import Hummingbird
import NIOCore
public import SluiceCore
public import SluiceDatabase

/// Writes server-sent events (HTML Living Standard, *Server-sent events*) to one reader.
public struct EventStreamWriter: ~Copyable {
    private var writer: any ResponseBodyWriter

    fileprivate init(_ writer: any ResponseBodyWriter) {
        self.writer = writer
    }

    /// Sends one event. `data` has no line breaks, as JSON has none. Throws when the reader is gone.
    public mutating func send(id: String, event: String, data: String) async throws {
        try await writer.write(ByteBuffer(string: "id: \(id)\nevent: \(event)\ndata: \(data)\n\n"))
    }

    /// Sends a line that says nothing, so that whoever stands between keeps the connection. Throws when the reader is
    /// gone.
    public mutating func keepAlive() async throws {
        try await writer.write(ByteBuffer(string: ": still here\n\n"))
    }

    fileprivate consuming func end() async throws {
        try await writer.finish(nil)
    }

    /// A response that `events` writes until it returns or the reader goes.
    static func response(
        _ events: @escaping @Sendable (inout EventStreamWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                var stream = EventStreamWriter(writer)
                try await events(&stream)
                try await stream.end()
            })
    }
}

/// The events of one account as `/api/v1/events` and its stream give them: in commit order, each with a place to go on
/// from.
public struct EventFeed: Sendable {
    /// How many rows are looked at for one page: those of other accounts stand between.
    private static let mostScanned: Int64 = 2_000
    /// Streams that one server keeps open at once.
    public static let mostStreams = 200

    private let database: any Database
    private let pause: @Sendable (Int64) async throws -> Void
    private let isStopping: @Sendable () -> Bool
    private let open = StreamCount()

    /// A feed of `database`. `pause` waits so many milliseconds; `isStopping` says when streams are to end.
    public init(
        _ database: any Database, pause: @escaping @Sendable (Int64) async throws -> Void,
        isStopping: @escaping @Sendable () -> Bool
    ) {
        self.database = database
        self.pause = pause
        self.isStopping = isStopping
    }

    /// The account's events behind `place` and the place behind the last row looked at. A page can be empty although
    /// more follows: then its place has moved.
    public func page(
        of account: AccountID, after place: Events.Position, limit: Int64
    ) async throws -> (events: [(event: Events.Event, position: Events.Position)], next: Events.Position) {
        let rows = try await database.read { connection in
            try Events.after(place, limit: EventFeed.mostScanned, on: connection)
        }
        var found: [(event: Events.Event, position: Events.Position)] = []
        var next = place
        for row in rows {
            if row.event.account == account {
                guard Int64(found.count) < limit else { break }
                found.append(row)
            }
            next = row.position
        }
        return (found, next)
    }

    /// Streams the account's events behind `lastID`, or from now on, until the reader goes, its credential ends, or the
    /// server stops. Throws `unavailable` when too many streams are open.
    public func stream(
        of account: AccountID, after lastID: Events.Position?, isAllowed: @escaping @Sendable () async throws -> Bool
    ) async throws -> @Sendable (inout EventStreamWriter) async throws -> Void {
        guard let streamPlace = open.take(EventFeed.mostStreams) else {
            throw NativeProblem(.unavailable, "Too many event streams are open", retryAfter: 30)
        }
        let start = if let lastID { lastID } else { try await database.read { try Events.last(on: $0) } }
        return { [self] writer in
            defer { withExtendedLifetime(streamPlace) {} }
            var place = start
            var idle: Int64 = 0
            try await writer.keepAlive()
            while true {
                guard !isStopping(), try await isAllowed() else { return }
                let page = try await page(of: account, after: place, limit: EventFeed.mostScanned)
                for (event, position) in page.events {
                    try await writer.send(
                        id: position.text, event: event.kind?.rawValue ?? "other",
                        data: EventFeed.value(of: event, position).text)
                }
                let isMoving = page.next != place
                place = page.next
                if isMoving { continue }
                try await pause(250)
                idle += 250
                if idle % 15_000 == 0 { try await writer.keepAlive() }
            }
        }
    }

    /// One event as people and programs read it.
    public static func value(of event: Events.Event, _ position: Events.Position) -> JSONValue {
        // Facts are written by this program; a text that is no JSON is passed on as a text.
        let facts = (try? JSONValue(parsing: Array(event.facts.utf8))) ?? .string(event.facts)
        var members: [(name: String, value: JSONValue)] = [
            ("id", .string(position.text)), ("kind", .string(event.kind?.rawValue ?? "other")),
            ("at", .string(RFC3339.write(event.at))),
        ]
        if let lead = event.lead { members.append(("lead_id", .integer(lead.number))) }
        members.append(("facts", facts))
        return .object(members)
    }
}
