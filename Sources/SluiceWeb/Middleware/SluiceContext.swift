public import Hummingbird
import NIOCore

/// What a request carries beside itself: who is at the other end of the socket.
public struct SluiceContext: RequestContext {
    /// Hummingbird's part.
    public var coreContext: CoreRequestContextStorage
    /// The peer; nothing on a socket in the file system.
    public let peer: String?

    /// The context of a request from `source`.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }
}
