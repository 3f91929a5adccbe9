import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SluiceServer
import Synchronization

/// A receiver that answers in the ways that real ones and attackers do, by the path that it is asked for.
final class HostileReceiver: Sendable {
    /// What it does with a connection once a request has come.
    enum Act: Sendable {
        /// Sends these bytes and keeps the connection.
        case say(String)
        /// Sends these bytes and ends the connection.
        case sayAndClose(String)
        /// Sends nothing, ever.
        case hang
        /// Sends these bytes, and then one byte now and then.
        case drip(String)
        /// Sends these bytes again and again.
        case flood(String)
    }

    let port: Int
    private let channel: any Channel
    private let requests: Requests

    private final class Requests: Sendable {
        let texts = Mutex<[String]>([])
    }

    /// Every request as its bytes came.
    var received: [String] { requests.texts.withLock { $0 } }

    /// Listens on a free port of 127.0.0.1; `act` says what a path gets.
    static func open(
        tls: TLSConfiguration? = nil, _ act: @escaping @Sendable (String) -> Act
    ) async throws -> HostileReceiver {
        let requests = Requests()
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        Handler(act: act) { text in
                            requests.texts.withLock { $0.append(text) }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return HostileReceiver(channel, requests)
    }

    private init(_ channel: any Channel, _ requests: Requests) {
        self.channel = channel
        self.requests = requests
        port = channel.localAddress?.port ?? 0
    }

    func close() async throws { try await channel.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let act: @Sendable (String) -> Act
        private let note: @Sendable (String) -> Void
        private var text = ""

        init(act: @escaping @Sendable (String) -> Act, note: @escaping @Sendable (String) -> Void) {
            self.act = act
            self.note = note
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            guard let end = text.range(of: "\r\n\r\n") else { return }
            let head = text[..<end.lowerBound]
            let length =
                head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst(15).filter { $0 != " " }) } ?? 0
            guard text[end.upperBound...].utf8.count >= length else { return }
            note(text)
            text = ""
            let path = head.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
            switch act(path) {
            case .say(let answer): send(answer, context)
            case .sayAndClose(let answer):
                send(answer, context)
                context.close(promise: nil)
            case .hang: break
            case .drip(let answer):
                send(answer, context)
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                context.eventLoop.scheduleRepeatedTask(initialDelay: .milliseconds(20), delay: .milliseconds(20)) {
                    task in
                    guard bound.value.channel.isActive else { return task.cancel() }
                    bound.value.writeAndFlush(NIOAny(ByteBuffer(string: ".")), promise: nil)
                }
            case .flood(let answer):
                send(answer, context)
                flood(context)
            }
        }

        private func send(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }

        private func flood(_ context: ChannelHandlerContext) {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            let block = ByteBuffer(repeating: UInt8(ascii: "x"), count: 65_536)
            context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(1)) { task in
                guard bound.value.channel.isActive else { return task.cancel() }
                if bound.value.channel.isWritable { bound.value.writeAndFlush(NIOAny(block), promise: nil) }
            }
        }
    }
}
