import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import SluiceCore
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `TLS in the server` {
    /// A self-signed certificate for localhost with this serial number, and its key, as files.
    static func certificate(_ serial: Int, in folder: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-set_serial", String(serial),
            "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    @Test func `answers with its certificate, and with a renewed one without a restart`() async throws {
        let folder = try Engine.newFolder()
        try Self.certificate(1001, in: folder)
        let settings = try await Settings(
            flags: [
                "data": folder + "/data", "port": "0", "cache_megabytes": "16",
                "tls_certificate": folder + "/cert.pem", "tls_key": folder + "/key.pem",
            ], environment: [:], file: nil)
        let parts = try await Parts(settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let server = Server(parts, metrics: PrometheusMetrics())
        let (ports, port) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run { port.yield($0) } }
            var listening = ports.makeAsyncIterator()
            let number = try #require(await listening.next())
            let first = try NIOSSLCertificate.fromPEMFile(folder + "/cert.pem")
            #expect(try await Self.health(number, trusting: first))
            try Self.certificate(1002, in: folder)
            let second = try NIOSSLCertificate.fromPEMFile(folder + "/cert.pem")
            #expect(try await Self.health(number, trusting: second))
            #expect(try await !Self.health(number, trusting: first))
            group.cancelAll()
        }
    }

    /// Whether `/health` answers over a connection that trusts only these certificates.
    static func health(_ port: Int, trusting roots: [NIOSSLCertificate]) async throws -> Bool {
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = .makeClientConfiguration()
        configuration.tlsConfiguration?.trustRoots = .certificates(roots)
        configuration.dnsOverride = ["localhost": "127.0.0.1"]
        configuration.networkFrameworkWaitForConnectivity = false
        // A certificate that is not trusted is refused at once; only a test among many others waits for long.
        configuration.timeout.connect = .seconds(60)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let answer = try await client.execute(
                HTTPClientRequest(url: "https://localhost:\(port)/health"), timeout: .seconds(120))
            try await client.shutdown()
            return answer.status.code == 200
        } catch {
            try await client.shutdown()
            return false
        }
    }
}
