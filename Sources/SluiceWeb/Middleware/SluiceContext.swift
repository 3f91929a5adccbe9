public import Hummingbird
import NIOCore

/// What a request carries beside itself: who is at the other end of the socket.
public struct SluiceContext: RequestContext {
    /// Hummingbird's part.
    public var coreContext: CoreRequestContextStorage
    private let remote: SocketAddress?
    /// The peer's address; nothing on a socket in the file system. Written out when it is asked for.
    public var peer: String? { remote?.ipAddress }

    /// The context of a request from `source`.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remote = source.channel.remoteAddress
    }
}
