import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import SluiceCore
import SluiceDatabase

/// The desk of a running server, on a socket in its data folder that only the folder's owner can open.
///
/// `POST /admin` takes an ``AdminRequest`` as JSON. The answer is JSON too, one object a line: `{"progress":…}` as often
/// as there is something to tell, then one of `{"answer":…}`, `{"problem":…}` (a ``ProblemReport``) and `{"failure":…}`.
struct ControlSocket: Sendable {
    private static let bodyLimit = 4 << 20

    private let place: ControlPlace
    private let desk: AdminDesk
    private let logger: Logger

    /// A socket in `folder`, whose lock the caller holds.
    init(folder: String, desk: AdminDesk, logger: Logger) {
        place = ControlPlace(folder: folder)
        self.desk = desk
        self.logger = logger
    }

    /// The socket as a service. A stale socket is cleared away; the new one is gone when the service ends.
    func application() throws -> some Service {
        let path = try place.prepare(desk.parts.dice)
        let router = Router(context: BasicRequestContext.self)
        router.post("/admin") { [desk, logger] request, _ in
            let body = try await request.body.collect(upTo: ControlSocket.bodyLimit)
            let asked = try JSONDecoder().decode(AdminRequest.self, from: Data(body.readableBytesView))
            return Response(
                status: .ok, headers: [.contentType: "application/x-ndjson"],
                body: ResponseBody { writer in
                    let (lines, input) = AsyncStream.makeStream(of: String.self)
                    async let last = ControlSocket.reply(to: asked, desk, logger, input)
                    for await line in lines { try await writer.write(ByteBuffer(string: line + "\n")) }
                    try await writer.write(ByteBuffer(string: await last + "\n"))
                    try await writer.finish(nil)
                })
        }
        let application = Application(
            responder: router.buildResponder(),
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path), serverName: "Sluice"),
            onServerRunning: { [logger] _ in
                // The folder is its owner's alone already; this says so once more.
                if chmod(path, 0o600) != 0 { logger.error("the control socket keeps its mode") }
            },
            logger: logger)
        return ListeningSocket(application: application, place: place)
    }

    /// The last line of an answer. Progress goes to `lines`, which end when the answer is there.
    private static func reply(
        to request: AdminRequest, _ desk: AdminDesk, _ logger: Logger, _ lines: AsyncStream<String>.Continuation
    ) async -> String {
        defer { lines.finish() }
        do {
            let answer = try await desk.perform(request) { line in
                lines.yield(JSONValue.members(("progress", .string(line))).text)
            }
            return JSONValue.members(("answer", answer)).text
        } catch let problem as ProblemReport {
            let faults = problem.faults.map {
                JSONValue.members(("field", .string($0.field)), ("sentence", .string($0.sentence)))
            }
            return JSONValue.members(("problem", .array(faults))).text
        } catch {
            logger.error("an operator's request failed", metadata: ["error": "\(AdminSession.sentence(of: error))"])
            return JSONValue.members(("failure", .string(AdminSession.sentence(of: error)))).text
        }
    }
}

/// Serves the socket, and takes its file away when it ends.
private struct ListeningSocket<Listener: Service>: Service {
    let application: Listener
    let place: ControlPlace

    func run() async throws {
        defer { place.clear() }
        try await application.run()
    }
}
