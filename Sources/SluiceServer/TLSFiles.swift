import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import NIOCore
import NIOSSL
import Synchronization

/// The certificate and key that the server shows, read again when the files change: each handshake looks at their
/// dates, so a renewed certificate needs no restart.
final class TLSFiles: Sendable {
    private struct Loaded {
        var stamp: [Date]
        var chain: [NIOSSLCertificateSource]
        var key: NIOSSLPrivateKeySource
    }

    private let certificate: String
    private let key: String
    private let loaded: Mutex<Loaded>

    /// Nothing when the settings name no files. Throws when they cannot be read.
    init?(_ settings: Settings) throws {
        guard !settings.certificate.isEmpty else { return nil }
        certificate = settings.certificate
        key = settings.privateKey
        loaded = Mutex(try TLSFiles.load(settings.certificate, settings.privateKey))
    }

    /// A server that speaks TLS 1.2 and later.
    func builder() throws -> HTTPServerBuilder {
        let first = loaded.withLock { ($0.chain, $0.key) }
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: first.0, privateKey: first.1)
        configuration.minimumTLSVersion = .tlsv12
        configuration.sslContextCallback = { [self] _, promise in
            var override = NIOSSLContextConfigurationOverride()
            (override.certificateChain, override.privateKey) = current()
            promise.succeed(override)
        }
        return try .tls(.onConnectionLoop, tlsConfiguration: configuration)
    }

    /// The newest pair that could be read: half a renewal keeps the old one.
    private func current() -> ([NIOSSLCertificateSource], NIOSSLPrivateKeySource) {
        loaded.withLock { loaded in
            if TLSFiles.stamp(certificate, key) != loaded.stamp, let newer = try? TLSFiles.load(certificate, key) {
                loaded = newer
            }
            return (loaded.chain, loaded.key)
        }
    }

    private static func load(_ certificate: String, _ key: String) throws -> Loaded {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate)
        let secret = try NIOSSLPrivateKey(file: key, format: .pem)
        return Loaded(
            stamp: stamp(certificate, key), chain: chain.map { .certificate($0) }, key: .privateKey(secret))
    }

    private static func stamp(_ files: String...) -> [Date] {
        files.map { file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)  // a missing file has no date
            return attributes?[.modificationDate] as? Date ?? .distantPast
        }
    }
}
