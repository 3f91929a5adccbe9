import Foundation
import Logging
import SluiceCore
import SluiceTesting
import Testing

@testable import SluiceServer

@Suite struct `A command and the data folder` {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func settings(_ folder: String) async throws -> Settings {
        try await Settings(flags: ["data": folder, "port": "0", "cache_megabytes": "16"], environment: [:], file: nil)
    }

    static func request(_ operation: AdminOperation) -> AdminRequest {
        AdminRequest(actor: "test", operation: operation)
    }

    static func accounts(_ session: AdminSession) async throws -> [String] {
        try await session.perform(request(.listAccounts)).elements?.compactMap { $0["name"]?.string } ?? []
    }

    /// Runs `body` beside a server that has the folder to itself.
    static func serving(
        _ folder: String, _ body: @escaping @Sendable (AdminSession) async throws -> Void
    ) async throws {
        let settings = try await settings(folder)
        let lock = try #require(try DataFolderLock.take(folder, as: "serve"))
        let parts = try await Parts(settings, logger: silent)
        let server = Server(parts, metrics: PrometheusMetrics())
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await server.run() }
            defer { tasks.cancelAll() }
            try await body(AdminSession(settings, logger: silent))
        }
        withExtendedLifetime(lock) {}
    }

    @Test func `one process has the folder, until it lets go`() throws {
        let folder = try Engine.newFolder()
        var first = try DataFolderLock.take(folder, as: "serve")
        #expect(first != nil)
        let second = try DataFolderLock.take(folder, as: "command")
        #expect(second == nil)
        #expect(DataFolderLock.holder(of: folder) == "process \(ProcessInfo.processInfo.processIdentifier) (serve)")
        first = nil
        let third = try DataFolderLock.take(folder, as: "command")
        #expect(third != nil)
    }

    @Test func `a folder that cannot be made is a fault that names it`() throws {
        #expect(throws: DataFolderFault.self) { try DataFolderLock.take("/proc/none", as: "serve") }
    }

    @Test func `without a server a command opens the store itself`() async throws {
        let folder = try Engine.newFolder() + "/new"
        let session = AdminSession(try await Self.settings(folder), logger: Self.silent)
        await #expect(throws: ProblemReport.self) { try await session.perform(Self.request(.list(.list))) }
        #expect(!FileManager.default.fileExists(atPath: folder))
        _ = try await session.perform(Self.request(.createAccount(["name": "Acme"])))
        #expect(try await Self.accounts(session) == ["Acme"])
        let free = try DataFolderLock.take(folder, as: "test")
        #expect(free != nil)
    }

    @Test func `a folder in which somebody once had the lock is no store`() async throws {
        let folder = try Engine.newFolder()
        do { _ = try DataFolderLock.take(folder, as: "restore") }
        let session = AdminSession(try await Self.settings(folder), logger: Self.silent)
        await #expect(throws: ProblemReport.self) { try await session.perform(Self.request(.list(.list))) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["lock"])
    }

    @Test func `beside a server a command goes through its socket`() async throws {
        let folder = try Engine.newFolder()
        try await Self.serving(folder) { session in
            _ = try await session.perform(Self.request(.createAccount(["name": "Acme"])))
            let mode = try FileManager.default.attributesOfItem(atPath: folder + "/control.sock")[.posixPermissions]
            #expect((mode as? NSNumber)?.intValue == 0o600)
            let problem = await #expect(throws: ProblemReport.self) {
                try await session.perform(Self.request(.create(.list, ["name": "short", "campaign": "No"])))
            }
            #expect(problem?.faults.map(\.field) == ["name", "campaign"])
            let file = folder + "/numbers.txt"
            try "3105551234\n3105551235\n".write(toFile: file, atomically: true, encoding: .utf8)
            let (lines, told) = AsyncStream.makeStream(of: String.self)
            let imported = try await session.perform(
                Self.request(.importRegister(["register": "litigator", "file": file, "issued_on": "2026-01-01"]))
            ) { told.yield($0) }
            told.finish()
            #expect(imported["entries"]?.integer == 2)
            let first = await lines.first { _ in true }
            #expect(first?.hasPrefix("litigator: 100 %") == true)
        }
        #expect(!FileManager.default.fileExists(atPath: folder + "/control.sock"))
        let session = AdminSession(try await Self.settings(folder), logger: Self.silent)
        let registers = try await session.perform(Self.request(.listRegisters))
        #expect(registers.elements?.count == 1)
    }

    @Test func `commands at once all get their turn`() async throws {
        let folder = try Engine.newFolder()
        let session = AdminSession(try await Self.settings(folder), logger: Self.silent)
        _ = try await session.perform(Self.request(.createAccount(["name": "Acme"])))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...6 {
                group.addTask {
                    _ = try await session.perform(Self.request(.create(.seller, ["name": "Seller \(number)"])))
                }
            }
            try await group.waitForAll()
        }
        let sellers = try await session.perform(Self.request(.list(.seller)))
        #expect(sellers.elements?.count == 7)
    }

    @Test(arguments: Engine.available)
    func `commands that open the store number what they make one after the other`(engine: Engine) async throws {
        var flags = ["data": try Engine.newFolder(), "cache_megabytes": "16"]
        flags["database"] = try await engine.newDatabaseURL()
        let session = AdminSession(
            try await Settings(flags: flags, environment: [:], file: nil), logger: Self.silent)
        var numbers: [[Int64?]] = []
        for name in ["Acme", "Baker"] {
            let made = try await session.perform(Self.request(.createAccount(["name": name])))
            var ids = [made["id"]?.integer]
            for operation in [
                AdminOperation.create(.campaign, ["name": "Main"]),
                .create(.list, ["name": "First list", "campaign": "Main"]),
                .create(.list, ["name": "Second list", "campaign": "Main"]), .createToken(["name": "all"]),
                .addDNC(["number": "3105556001"]), .addDNC(["number": "3105556002"]),
            ] {
                let answer = try await session.perform(
                    AdminRequest(account: name, actor: "test", operation: operation))
                ids.append(answer["id"]?.integer)
            }
            numbers.append(ids)
        }
        #expect(numbers == [[1, 1, 1, 2, 1, 1, 2], [2, 1, 1, 2, 2, 1, 2]])
    }

    @Test func `a socket that a dead server left is no server`() async throws {
        let folder = try Engine.newFolder()
        let session = AdminSession(try await Self.settings(folder), logger: Self.silent)
        _ = try await session.perform(Self.request(.createAccount(["name": "Acme"])))
        let socket = FileManager.default.createFile(atPath: folder + "/control.sock", contents: nil)
        #expect(socket)
        #expect(try await Self.accounts(session) == ["Acme"])
        try await Self.serving(folder) { session in
            let names = try await Self.accounts(session)
            #expect(names == ["Acme"])
        }
    }

    @Test func `a path too long for a socket is no hindrance`() async throws {
        let folder = try Engine.newFolder() + "/" + String(repeating: "deep", count: 30)
        try await Self.serving(folder) { session in
            _ = try await session.perform(Self.request(.createAccount(["name": "Acme"])))
            let elsewhere = try String(contentsOfFile: folder + "/control.path", encoding: .utf8)
            #expect(elsewhere.utf8.count <= ControlPlace.longestPath)
            #expect(FileManager.default.fileExists(atPath: elsewhere))
        }
        #expect(!FileManager.default.fileExists(atPath: folder + "/control.path"))
    }

    @Test func `requests travel whole`() throws {
        let operations: [AdminOperation] = [
            .create(.list, ["name": "Ünïcode \"quoted\"\n"]), .changeLead(5, .undelete),
            .rollbackRegister(name: "state_dnc:TX", version: 3), .examine,
        ]
        for operation in operations {
            let request = AdminRequest(account: "A", actor: "cli:x", operation: operation)
            let data = try JSONEncoder().encode(request)
            let again = try JSONDecoder().decode(AdminRequest.self, from: data)
            #expect(again == request)
        }
    }
}
