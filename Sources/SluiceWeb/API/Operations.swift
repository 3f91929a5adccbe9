public import Hummingbird
import NIOCore
public import SluiceCore
public import SluiceDatabase

/// What operators and their tools ask: is it well, how busy is it, and on a test server, what time is it.
public struct Operations: Sendable {
    private let database: any Database
    private let manualClock: ManualClock?
    private let front: APIFront
    private let metrics: @Sendable () -> String
    private let waiting: @Sendable () -> Int

    /// Paths over these parts. The clock can be set only where there is a manual one, by a token with the right to
    /// settings.
    public init(
        database: any Database, manualClock: ManualClock?, front: APIFront, metrics: @escaping @Sendable () -> String,
        waiting: @escaping @Sendable () -> Int
    ) {
        self.database = database
        self.manualClock = manualClock
        self.front = front
        self.metrics = metrics
        self.waiting = waiting
    }

    /// Adds `/health`, `/metrics` and, on a test clock, `/test-clock`.
    public func add(to router: Router<SluiceContext>) {
        router.get("/health") { _, _ in try await health() }
        router.get("/metrics") { _, _ in
            let text = metrics() + "# TYPE sluice_intake_waiting gauge\nsluice_intake_waiting \(waiting())\n"
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        guard let manualClock else { return }
        router.get("/test-clock") { _, _ in Operations.time(manualClock.now) }
        router.post("/test-clock") { request, context in
            let asked = try await front.admit(
                request, context, path: "test-clock", section: .settings, right: .write)
            let parameters = asked.parameters
            if let text = parameters.given("now"), let milliseconds = Int64(text) {
                manualClock.set(Timestamp(milliseconds))
            } else if let text = parameters.given("advance_seconds"), let seconds = Int64(text) {
                manualClock.advance(seconds: seconds)
            } else {
                throw APIFailure(
                    status: 422, "Send now (milliseconds since 1970) or advance_seconds",
                    fields: ["now", "advance_seconds"])
            }
            return Operations.time(manualClock.now)
        }
    }

    /// 200 while the store answers, else 503 by the fault middleware.
    private func health() async throws -> Response {
        _ = try await database.read { connection in try connection.run("SELECT 1") }
        return APIFront.response(
            ConvosoAnswer.success { json in
                json.member("status", "ok")
                json.member("database", database.dialect.rawValue)
            })
    }

    private static func time(_ now: Timestamp) -> Response {
        APIFront.response(
            ConvosoAnswer.success { json in
                json.key("now")
                json.integer(now.milliseconds)
            })
    }
}
