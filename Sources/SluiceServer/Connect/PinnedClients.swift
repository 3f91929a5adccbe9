import AsyncHTTPClient
import Foundation
import NIOCore
import NIOSSL
import SluiceCore
import Synchronization

/// HTTP clients by host and checked address: a client connects to that address and to no other, whatever the name leads to
/// by then, and keeps its connections for the next request.
final class PinnedClients: Sendable {
    /// Whom a client reaches.
    struct Key: Hashable {
        var host: String
        var address: [UInt8]
        var authority: String?
    }

    private struct Held {
        var client: HTTPClient
        var users = 0
        var turn: UInt64 = 0
    }

    /// Clients at most; those that nobody uses go first.
    static let most = 500
    /// Connections to one host at most; endpoints have limits of their own below it.
    static let connections = 256

    private struct State {
        var held: [Key: Held] = [:]
        var turn: UInt64 = 0
    }
    private let state = Mutex(State())
    private let connectSeconds: Int64

    /// Clients that wait so long for a connection.
    init(connectSeconds: Int64) {
        self.connectSeconds = connectSeconds
    }

    /// Runs `body` with the client of a key, which stays open for as long.
    func with<Value>(_ key: Key, _ body: (HTTPClient) async throws -> Value) async throws -> Value {
        let client = try take(key)
        defer { giveBack(key) }
        return try await body(client)
    }

    /// Of the addresses that were all judged, one that a client is connected to already, else the first.
    func preferred(_ host: String, _ addresses: [[UInt8]], authority: String?) -> [UInt8]? {
        state.withLock { state in
            addresses.first { state.held[Key(host: host, address: $0, authority: authority)] != nil }
        } ?? addresses.first
    }

    private func take(_ key: Key) throws -> HTTPClient {
        let (client, surplus) = try state.withLock { state in
            state.turn &+= 1
            if state.held[key] != nil {
                state.held[key]?.users += 1
                state.held[key]?.turn = state.turn
                return (state.held[key]?.client, [HTTPClient]())
            }
            let client = HTTPClient(
                eventLoopGroupProvider: .singleton, configuration: try configuration(key))
            state.held[key] = Held(client: client, users: 1, turn: state.turn)
            return (client, PinnedClients.trim(&state))
        }
        for client in surplus { client.shutdown { _ in } }
        guard let client else { throw DeliveryFault(.requestUnmade) }
        return client
    }

    private func giveBack(_ key: Key) {
        state.withLock { $0.held[key]?.users -= 1 }
    }

    private static func trim(_ state: inout State) -> [HTTPClient] {
        guard state.held.count > most else { return [] }
        let idle = state.held.filter { $0.value.users == 0 }.sorted { $0.value.turn < $1.value.turn }
        return idle.prefix(state.held.count - most).map { key, held in
            state.held[key] = nil
            return held.client
        }
    }

    /// Closes every connection.
    func close() {
        let clients = state.withLock { state in
            defer { state.held = [:] }
            return state.held.values.map(\.client)
        }
        for client in clients { client.shutdown { _ in } }
    }

    deinit {
        close()
    }

    private func configuration(_ key: Key) throws -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let authority = key.authority {
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
        }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(connectSeconds)), decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = PinnedClients.connections
        configuration.connectionPool.retryConnectionEstablishment = false
        let address = AddressRange.text(of: key.address)
        if key.host != address { configuration.dnsOverride = [key.host: address] }
        // Nothing is sent over a connection that leads elsewhere, should the override ever not be heard.
        let expected = key.address
        configuration.http1_1ConnectionDebugInitializer = { channel in
            let reached = channel.remoteAddress?.ipAddress.flatMap { AddressRange.bytes(of: $0) }
            return reached == expected
                ? channel.eventLoop.makeSucceededVoidFuture()
                : channel.eventLoop.makeFailedFuture(DeliveryFault(.addressForbidden, detail: "another address"))
        }
        return configuration
    }
}
