import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

/// A server in a process of its own, on a store that the test made before.
final class RunningServer: Sendable {
    /// The program that was built beside the tests.
    static let program: String? = {
        let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = URL(fileURLWithPath: tests ?? CommandLine.arguments[0]).deletingLastPathComponent().path + "/sluice"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    private let process: Process
    private let port: Int
    private let token: String

    /// Starts the program on the store of `bed`, which is closed, and returns once it listens.
    init(_ bed: TestBed) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.program))
        let url = bed.parts.settings.database
        process.arguments =
            ["serve", "--data", bed.folder, "--port", "0", "--rate-per-minute", "0", "--cache-megabytes", "16"]
            + (url.isEmpty ? [] : ["--database", url])
        let log = Pipe()
        process.standardError = log
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let pool = WorkerPool<Void>(label: "log", count: 1) {}
        let output = log.fileHandleForReading
        let port = try await pool.run { _ in RunningServer.port(in: output) }
        await pool.close()
        self.process = process
        self.port = try #require(port, "the server did not start")
        token = bed.token
    }

    deinit {
        if process.isRunning { kill() }  // a test that failed leaves none behind
    }

    /// Reads the log until it says where the server listens; nothing when it ends before.
    private static func port(in log: FileHandle) -> Int? {
        var text = ""
        while true {
            let data = log.availableData
            guard !data.isEmpty else { return nil }
            text += String(decoding: data, as: UTF8.self)
            if let found = text.firstMatch(of: /listening on 127\.0\.0\.1:([0-9]+)\s/) { return Int(found.1) }
        }
    }

    func post(_ path: String, _ fields: [(String, String)]) async throws -> JSONValue {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/v1/\(path)")
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: TestBed.form(fields + [("auth_token", token)])))
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        return try JSONValue(parsing: Array(buffer: try await answer.body.collect(upTo: 1 << 20)))
    }

    /// Its process.
    var identifier: Int32 { process.processIdentifier }

    /// Where a query goes.
    func query(_ path: String, _ fields: [(String, String)]) -> String {
        "http://127.0.0.1:\(port)/v1/\(path)?\(TestBed.form(fields + [("auth_token", token)]))"
    }

    /// Waits until somebody has ended it.
    func waitForEnd() { process.waitUntilExit() }

    /// Asks with a query, and ends the server the moment it has answered. A process of its own does both: among a
    /// hundred other tests this one may be awake again only when the server has long finished.
    func getThenKill(_ path: String, _ fields: [(String, String)]) async throws -> JSONValue {
        let asker = Process()
        asker.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        asker.arguments = [
            "python3", "-c",
            """
            import os, signal, sys, urllib.request
            answer = urllib.request.urlopen(sys.argv[1]).read()
            os.kill(int(sys.argv[2]), signal.SIGKILL)
            sys.stdout.buffer.write(answer)
            """,
            query(path, fields), "\(process.processIdentifier)",
        ]
        let output = Pipe()
        asker.standardOutput = output
        try asker.run()
        let text = try await WorkerPool<Void>.once(label: "asker") { output.fileHandleForReading.readDataToEndOfFile() }
        asker.waitUntilExit()
        process.waitUntilExit()
        return try JSONValue(parsing: Array(text))
    }

    /// Ends it without a chance to do anything.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Asks it to stop, and returns whether it ended well.
    func stop() -> Bool {
        process.terminate()
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 0
    }
}

@Suite(.serialized) struct `A server that is killed` {
    static let leads: Int64 = 20_000

    /// Stores many leads of the first list at once.
    static func fill(_ bed: TestBed) async throws { try await bed.fill(leads) }

    @Test(.enabled(if: RunningServer.program != nil), arguments: Engine.available)
    func `while it deletes a list finishes that when it is back`(engine: Engine) async throws {
        var bed = try await TestBed.make(engine)
        try await Self.fill(bed)
        let stays = try await bed.post("leads/insert", [("list_id", "1002"), ("phone_number", "3105550200")])
        let other = try #require(stays.json["data"]?["lead_id"]?.integer)
        await bed.parts.close()

        let first = try await RunningServer(bed)
        let deletion = try await first.getThenKill("lists/delete", [("list_id", "1001")])
        #expect(deletion["success"]?.bool == true)
        bed = try await bed.reopened()
        let left = try await bed.count("lead", where: "list_id = 1001 AND deleted_at IS NULL")
        #expect(left > 0 && left < Self.leads)
        // Of each lead everything is done or nothing.
        #expect(try await bed.count("lead_phone", where: "list_id = 1001") == left)
        #expect(try await bed.count("event", where: "kind = 'lead.deleted'") == Self.leads - left)
        #expect(try await bed.count("configuration", where: "kind = 'list' AND id = 1001") == 1)
        await bed.parts.close()

        let second = try await RunningServer(bed)
        var code: Int64? = 102
        for _ in 0..<100_000 where code == 102 {
            code = try await second.post("lists/delete", [("list_id", "1001")])["code"]?.integer
        }
        #expect(code == 6002)
        #expect(second.stop())
        bed = try await bed.reopened()
        #expect(try await bed.count("lead", where: "list_id = 1001 AND deleted_at IS NULL") == 0)
        #expect(try await bed.count("lead_phone", where: "list_id = 1001") == 0)
        #expect(try await bed.count("event", where: "kind = 'lead.deleted'") == Self.leads)
        #expect(try await bed.count("configuration", where: "kind = 'list' AND id = 1001") == 0)
        #expect(bed.configuration?.lists[TestBed.lists[0]] == nil)
        #expect(try await bed.lead(other)?.deletedAt == nil)
        await bed.parts.close()
    }
}

extension TestBed {
    /// Stores so many leads of the first list at once.
    func fill(_ leads: Int64) async throws {
        let (account, now) = (account, time.now)
        try await parts.database.session { connection in
            let sequence = IDSequence(.lead, of: account.number)
            try connection.ids.ensure(leads, of: sequence, on: connection)
            try connection.transaction { connection in
                let first = try connection.ids.take(leads, from: sequence)
                try connection.runAll(
                    (0..<leads).flatMap { number in
                        Leads.insert(
                            Lead(
                                id: LeadID(first + number), listID: TestBed.lists[0],
                                phone: PhoneNumber(13_105_550_000 + number), status: "NEW", createdAt: now,
                                modifiedAt: now),
                            fields: "{}", of: account, dialect: connection.dialect)
                    })
            }
        }
    }
}
