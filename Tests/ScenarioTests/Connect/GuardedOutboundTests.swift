import Foundation
import NIOSSL
import SluiceCore
import SluiceTesting
import Synchronization
import Testing

@testable import SluiceServer

@Suite struct `The way out` {
    static func way(
        inside: String = "127.0.0.1", names: [String: [String]] = [:]
    ) throws -> GuardedOutbound {
        GuardedOutbound(
            try #require(AddressGuard(inside: inside)),
            resolver: NameResolver(nanoseconds: SystemRuntime.clock.nanoseconds) { name in
                (names[name] ?? []).compactMap { AddressRange.bytes(of: $0) }
            }, connectSeconds: 60)
    }

    static let plain = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func `sends what it is told, under the name that was asked for`() async throws {
        let receiver = try await HostileReceiver.open { _ in .say(Self.plain) }
        let way = try Self.way(names: ["crm.office": ["127.0.0.1"]])
        let request = OutboundRequest(
            .post, "http://crm.office:\(receiver.port)/in?a=1%20b", headers: [.init("X-One", "1")],
            body: Array("{}".utf8))
        let answer = try await way.outbound.send(request, OutboundLimits(timeout: 60_000)).get()
        #expect(answer.status == 200)
        #expect(answer.body == Array("ok".utf8))
        let text = try #require(receiver.received.first)
        #expect(text.hasPrefix("POST /in?a=1%20b HTTP/1.1\r\n"))
        #expect(text.lowercased().contains("host: crm.office:\(receiver.port)\r\n"))
        #expect(text.contains("X-One: 1\r\n"))
        #expect(text.hasSuffix("\r\n\r\n{}"))
        way.close()
        try await receiver.close()
    }

    static let faults: [(path: String, fault: DeliveryFault.Code)] = [
        ("/hang", .timedOut), ("/drip-head", .timedOut), ("/drip-refusal", .timedOut), ("/close", .connectionLost),
        ("/reset", .connectionLost), ("/nonsense", .answerUnreadable),
    ]

    @Test(arguments: faults)
    func `names what went wrong`(path: String, fault: DeliveryFault.Code) async throws {
        let receiver = try await HostileReceiver.open { path in
            switch path {
            case "/hang": .hang
            case "/drip-head": .drip("HTTP/1.1 200 OK\r\nX-Slow: ")
            case "/drip-refusal": .drip("HTTP/1.1 500 No\r\nContent-Length: 100000\r\n\r\n")
            case "/close": .sayAndClose("")
            case "/reset": .sayAndClose("HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\nhalf")
            default: .sayAndClose("SMTP ready\r\n\r\n")
            }
        }
        let way = try Self.way()
        let verdict = await way.outbound.send(
            OutboundRequest(.post, "http://127.0.0.1:\(receiver.port)\(path)"),
            // Among many tests at once this one may wake up seconds late.
            OutboundLimits(timeout: fault == .timedOut ? 400 : 60_000))
        guard case .failure(let found) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(found.code == fault, "\(found)")
        way.close()
        try await receiver.close()
    }

    @Test func `tells a closed port and a name that nobody has`() async throws {
        let receiver = try await HostileReceiver.open { _ in .hang }
        let port = receiver.port
        try await receiver.close()
        let way = try Self.way()
        let closed = await way.outbound.send(
            OutboundRequest(.get, "http://127.0.0.1:\(port)/"), OutboundLimits(timeout: 60_000))
        #expect(throws: DeliveryFault(.connectionRefused)) { try closed.get() }
        let unknown = await way.outbound.send(
            OutboundRequest(.get, "http://nobody.example/"), OutboundLimits(timeout: 60_000))
        #expect(throws: DeliveryFault(.nameUnresolved)) { try unknown.get() }
        way.close()
    }

    @Test func `keeps 64 KiB of an answer without end, and takes its status`() async throws {
        let receiver = try await HostileReceiver.open { path in
            let status = path == "/taken" ? "200 OK" : "500 No"
            return .flood("HTTP/1.1 \(status)\r\nContent-Type: text/plain\r\n\r\n")
        }
        let way = try Self.way()
        for (path, status) in [("/taken", 200), ("/refused", 500)] {
            let answer = try await way.outbound.send(
                OutboundRequest(.get, "http://127.0.0.1:\(receiver.port)\(path)"), OutboundLimits(timeout: 60_000)
            ).get()
            #expect(answer.status == status)
            #expect(answer.body.count == OutboundAnswer.longest)
            #expect(answer.isCut)
        }
        way.close()
        try await receiver.close()
    }

    @Test func `follows no redirect`() async throws {
        let receiver = try await HostileReceiver.open { path in
            path == "/inside"
                ? .say(Self.plain) : .say("HTTP/1.1 301 Moved\r\nLocation: /inside\r\nContent-Length: 0\r\n\r\n")
        }
        let way = try Self.way()
        let answer = try await way.outbound.send(
            OutboundRequest(.get, "http://127.0.0.1:\(receiver.port)/out"), OutboundLimits()
        ).get()
        #expect(answer.status == 301)
        #expect(receiver.received.count == 1)
        way.close()
        try await receiver.close()
    }

    @Test func `connects to the address that was judged, wherever the name leads a moment later`() async throws {
        let receiver = try await HostileReceiver.open { _ in .say(Self.plain) }
        let asked = Mutex(0)
        // Open when it is judged, and closed for whoever asks once more.
        let resolver = NameResolver(nanoseconds: { UInt64(asked.withLock { $0 }) * NameResolver.memory * 2 }) { _ in
            let count = asked.withLock { asked in
                asked += 1
                return asked
            }
            return [[127, 0, 0, count == 1 ? 2 : 1]]
        }
        let guardian = try #require(AddressGuard(inside: "127.0.0.2", ports: "\(receiver.port)"))
        let way = GuardedOutbound(guardian, resolver: resolver, connectSeconds: 60)
        let request = OutboundRequest(.get, "http://flip.example:\(receiver.port)/")
        // Nobody listens at the address that was judged, and the one of the second answer is not asked.
        let first = await way.outbound.send(request, OutboundLimits(timeout: 60_000))
        #expect(throws: DeliveryFault(.connectionRefused)) { try first.get() }
        let second = await way.outbound.send(request, OutboundLimits(timeout: 60_000))
        guard case .failure(let fault) = second, fault.code == .addressForbidden else {
            Issue.record("\(second)")
            return
        }
        #expect(receiver.received.isEmpty)
        way.close()
        try await receiver.close()
    }

    @Test func `asks nobody inside unless the operator said so`() async throws {
        let receiver = try await HostileReceiver.open { _ in .say(Self.plain) }
        let way = try Self.way(
            inside: "",
            names: ["crm.example": ["127.0.0.1"], "meta.example": ["169.254.169.254"], "localhost": ["127.0.0.1"]])
        for host in ["127.0.0.1", "localhost", "crm.example", "meta.example", "[::1]", "0.0.0.0", "169.254.169.254"] {
            for port in [receiver.port, 80] {
                let verdict = await way.outbound.send(
                    OutboundRequest(.get, "http://\(host):\(port)/"), OutboundLimits(timeout: 60_000))
                guard case .failure(let fault) = verdict else {
                    Issue.record("\(host) was asked")
                    continue
                }
                #expect(fault.code == .addressForbidden, "\(host): \(fault)")
            }
        }
        #expect(receiver.received.isEmpty)
        way.close()
        try await receiver.close()
    }

    static let certificates: [(days: String, name: String, isTrusted: Bool, isTaken: Bool)] = [
        (days: "2", name: "crm.office", isTrusted: true, isTaken: true),
        (days: "2", name: "other.office", isTrusted: true, isTaken: false),
        (days: "2", name: "crm.office", isTrusted: false, isTaken: false),
        (days: "-1", name: "crm.office", isTrusted: true, isTaken: false),
    ]

    @Test(arguments: certificates)
    func `trusts a certificate that is valid, made out to the host, and from its own authority`(
        days: String, name: String, isTrusted: Bool, isTaken: Bool
    ) async throws {
        let folder = try Engine.newFolder()
        try Self.certificate(name, days: days, in: folder)
        let tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(folder + "/cert.pem").map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: folder + "/key.pem", format: .pem)))
        let receiver = try await HostileReceiver.open(tls: tls) { _ in .say(Self.plain) }
        let way = try Self.way(names: ["crm.office": ["127.0.0.1"]])
        let authority = isTrusted ? try String(contentsOfFile: folder + "/cert.pem", encoding: .utf8) : nil
        let verdict = await way.outbound.send(
            OutboundRequest(.get, "https://crm.office:\(receiver.port)/"),
            OutboundLimits(timeout: 60_000, authority: authority))
        switch verdict {
        case .success(let answer): #expect(isTaken && answer.status == 200)
        case .failure(let fault): #expect(!isTaken && fault.code == .certificateRejected, "\(fault)")
        }
        way.close()
        try await receiver.close()
    }

    /// A self-signed certificate; one of fewer than no days has ended.
    private static func certificate(_ name: String, days: String, in folder: String) throws {
        try Data("subjectAltName=DNS:\(name)\n".utf8).write(to: URL(fileURLWithPath: folder + "/names"))
        try openssl([
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            "/CN=\(name)",
            "-keyout", folder + "/key.pem", "-out", folder + "/request.pem",
        ])
        try openssl([
            "x509", "-req", "-in", folder + "/request.pem", "-signkey", folder + "/key.pem", "-days", days,
            "-extfile", folder + "/names", "-out", folder + "/cert.pem",
        ])
    }

    private static func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
