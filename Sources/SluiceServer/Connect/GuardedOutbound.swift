import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SluiceCore

/// The transport of Connect: resolves, asks the guard about every address, and connects to the one that was judged.
final class GuardedOutbound: Sendable {
    private let guardian: AddressGuard
    private let resolver: NameResolver
    private let clients: PinnedClients

    init(_ guardian: AddressGuard, resolver: NameResolver, connectSeconds: Int64 = 5) {
        self.guardian = guardian
        self.resolver = resolver
        clients = PinnedClients(connectSeconds: connectSeconds)
    }

    /// As the closure that everybody else has.
    var outbound: Outbound {
        Outbound { request, limits in await self.send(request, limits) }
    }

    /// Closes what is open.
    func close() { clients.close() }

    private func send(
        _ request: OutboundRequest, _ limits: OutboundLimits
    ) async -> Result<OutboundAnswer, DeliveryFault> {
        let url: OutboundURL
        do {
            url = try OutboundURL(request.url)
        } catch {
            return .failure(DeliveryFault(.addressForbidden, detail: "the address \(error.rawValue)"))
        }
        if let objection = guardian.objection(to: url) {
            return .failure(DeliveryFault(.addressForbidden, detail: objection))
        }
        return await withTaskGroup(of: Result<OutboundAnswer, DeliveryFault>?.self) { group in
            group.addTask { await self.exchange(request, url, limits) }
            group.addTask {
                // Only a cancelled wait throws, and then the other task has answered.
                try? await SystemRuntime.pause(milliseconds: Int64(max(1, limits.timeout)))
                return Task.isCancelled ? nil : .failure(DeliveryFault(.timedOut))
            }
            var verdict: Result<OutboundAnswer, DeliveryFault>?
            while verdict == nil, let next = await group.next() { verdict = next }
            group.cancelAll()
            return verdict ?? .failure(DeliveryFault(.timedOut))
        }
    }

    private func exchange(
        _ request: OutboundRequest, _ url: OutboundURL, _ limits: OutboundLimits
    ) async -> Result<OutboundAnswer, DeliveryFault> {
        let addresses: [[UInt8]]
        if let address = url.address {
            addresses = [address]
        } else {
            addresses = await resolver.addresses(of: url.host)
        }
        if case .failure(let fault) = guardian.judge(addresses, of: url) { return .failure(fault) }
        guard let address = clients.preferred(url.host, addresses, authority: limits.authority) else {
            return .failure(DeliveryFault(.nameUnresolved))
        }
        do {
            let key = PinnedClients.Key(host: url.host, address: address, authority: limits.authority)
            return .success(
                try await clients.with(key) { client in
                    let timeout = TimeAmount.milliseconds(Int64(max(1, limits.timeout)))
                    let response = try await client.execute(wire(request, url), timeout: timeout)
                    return try await read(response)
                })
        } catch {
            return .failure(GuardedOutbound.fault(of: error))
        }
    }

    private func wire(_ request: OutboundRequest, _ url: OutboundURL) -> HTTPClientRequest {
        var wire = HTTPClientRequest(url: url.text)
        wire.method = HTTPMethod(rawValue: request.method.rawValue)
        for header in request.headers { wire.headers.add(name: header.name, value: header.value) }
        if wire.headers["User-Agent"].isEmpty { wire.headers.add(name: "User-Agent", value: "Sluice") }
        if !request.body.isEmpty { wire.body = .bytes(ByteBuffer(bytes: request.body)) }
        return wire
    }

    private func read(_ response: HTTPClientResponse) async throws -> OutboundAnswer {
        var answer = OutboundAnswer(
            Int(response.status.code), headers: response.headers.map { OutboundRequest.Header($0.name, $0.value) })
        do {
            for try await part in response.body {
                let room = OutboundAnswer.longest - answer.body.count
                answer.body += part.readableBytesView.prefix(room)
                if part.readableBytes > room {
                    answer.isCut = true
                    break
                }
            }
        } catch {
            // It was taken when the status said so, however the body ended.
            guard answer.isSuccess, !(error is CancellationError) else { throw error }
            answer.isCut = true
        }
        return answer
    }

    /// What an error of the client means.
    static func fault(of error: any Error) -> DeliveryFault {
        switch error {
        case let fault as DeliveryFault: return fault
        case let error as HTTPClientError:
            switch error {
            case .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .tlsHandshakeTimeout,
                .getConnectionFromPoolTimeout, .cancelled:
                return DeliveryFault(.timedOut, detail: error.shortDescription)
            case .remoteConnectionClosed, .uncleanShutdown, .requestStreamCancelled:
                return DeliveryFault(.connectionLost)
            default: return DeliveryFault(.requestUnmade, detail: error.shortDescription)
            }
        case let error as NIOConnectionError:
            let inner = error.connectionErrors.first?.error
            return inner.map(fault(of:)) ?? DeliveryFault(.nameUnresolved)
        case let error as IOError:
            switch error.errnoCode {
            case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH: return DeliveryFault(.connectionRefused)
            case ETIMEDOUT: return DeliveryFault(.timedOut)
            default: return DeliveryFault(.connectionLost)
            }
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            return DeliveryFault(.certificateRejected, detail: tlsDetail(error))
        case let error as HTTPParserError:
            return DeliveryFault(error == .invalidEOFState ? .connectionLost : .answerUnreadable)
        case is CancellationError: return DeliveryFault(.timedOut)
        case is ChannelError: return DeliveryFault(.connectionLost)
        default: return DeliveryFault(.connectionLost, detail: String(describing: type(of: error)))
        }
    }

    private static func tlsDetail(_ error: any Error) -> String {
        let text = String(describing: error)
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return "the certificate is not trusted, or has ended" }
        if text.contains("failedToValidateHostname") { return "the certificate is made out to another name" }
        return "the handshake failed"
    }
}
