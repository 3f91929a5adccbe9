import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The least that a server of posts can do: it collects the body and answers a fixed JSON of the size of a lead's.
///
///     body-server PORT
///
/// It is built and configured as Sluice's front door is (`SluiceServer/Server.swift`), and what it costs is the yardstick
/// of the benchmarks.
struct BodyContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }
}

let answer = #"{"success":true,"data":{"lead_id":1000000,"receipt_id":"1000000"}}"#
let router = Router(context: BodyContext.self)
router.post("/v1/leads/insert") { request, _ in
    _ = try await request.body.collect(upTo: 1 << 20)
    return Response(
        status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: answer)))
}

let application = Application(
    responder: router.buildResponder(),
    server: .http1(),
    configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0),
        serverName: "Sluice", reuseAddress: true),
    logger: Logger(label: "body-server"))
try await application.runService()
