import Foundation
import NIOPosix
import SluiceCore
import Synchronization

/// Names to addresses by the machine's own resolver, remembered for a few seconds.
///
/// It has threads of its own: a name server that does not answer holds up those who ask for its names, and nobody else.
final class NameResolver: Sendable {
    /// How long an answer is used again. Whoever connects pins it, so that an old one is no danger.
    static let memory: UInt64 = 10_000_000_000
    private static let most = 1000

    private struct Known {
        var addresses: [[UInt8]]
        var until: UInt64
    }

    private let known = Mutex<[String: Known]>([:])
    private let threads: NIOThreadPool
    private let nanoseconds: @Sendable () -> UInt64
    private let look: @Sendable (String) -> [[UInt8]]

    /// A resolver that asks `look`, which may block.
    init(
        nanoseconds: @escaping @Sendable () -> UInt64,
        look: @escaping @Sendable (String) -> [[UInt8]] = { NameResolver.ask($0) }
    ) {
        self.nanoseconds = nanoseconds
        self.look = look
        threads = NIOThreadPool(numberOfThreads: 8)
        threads.start()
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    /// Every address of a name; none where nobody has it.
    func addresses(of name: String) async -> [[UInt8]] {
        let now = nanoseconds()
        if let found = known.withLock({ $0[name] }), found.until > now { return found.addresses }
        let look = look
        // The pool refuses only when it is shut down, and then nobody has the name.
        guard let addresses = try? await threads.runIfActive({ look(name) }) else { return [] }
        guard !addresses.isEmpty else { return [] }
        known.withLock { known in
            if known.count >= NameResolver.most { known = known.filter { $0.value.until > now } }
            if known.count >= NameResolver.most { known = [:] }
            known[name] = Known(addresses: addresses, until: now &+ NameResolver.memory)
        }
        return addresses
    }

    /// Asks the system.
    static func ask(_ name: String) -> [[UInt8]] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0, let first = list else { return [] }
        defer { freeaddrinfo(first) }
        var found: [[UInt8]] = []
        for entry in sequence(first: first, next: { $0.pointee.ai_next }) {
            guard let address = entry.pointee.ai_addr else { continue }
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let isTold =
                getnameinfo(
                    address, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
            let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            guard isTold, let parsed = AddressRange.bytes(of: String(decoding: bytes, as: UTF8.self)) else { continue }
            if !found.contains(parsed) { found.append(parsed) }
        }
        return found
    }
}
