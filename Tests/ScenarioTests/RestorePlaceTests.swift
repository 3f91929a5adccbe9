import Foundation
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `A restore` {
    @Test(arguments: Engine.available)
    func `replaces nothing unless told, and then goes on above what was handed out`(engine: Engine) async throws {
        let made = try await BackupBed.make(engine)
        let bed = made.bed
        _ = try await BackupBed.post("3105550210", to: bed)
        let archive = try await made.backUp()
        var last: Int64 = 0
        for number in 0..<20 { last = try #require(try await BackupBed.post("31055503\(number + 10)", to: bed)) }
        let settings = bed.parts.settings
        await bed.parts.close()
        func restore(_ replaces: Bool) async throws {
            let wishes = Restoration.Wishes(archive: archive, replaces: replaces, acceptsMissing: true)
            _ = try await Restoration(settings, wishes, clock: bed.time.clock).run()
        }
        await #expect(throws: ProblemReport.self) { try await restore(false) }
        try await restore(true)
        let back = try await bed.another(in: bed.folder, database: settings.database)
        #expect(try await back.count("lead") == 1)
        let next = try #require(try await BackupBed.post("3105550399", to: back))
        #expect(next > last)
        await back.parts.close()
    }

    /// Starts `sluice restore` and kills it as soon as it says that it has loaded rows of `table`.
    private static func killRestore(_ arguments: [String], at table: String) async throws {
        guard let program = RunningServer.program else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "python3", "-c",
                """
                import signal, subprocess, sys
                child = subprocess.Popen(sys.argv[2:], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
                for line in child.stderr:
                    if line.startswith(sys.argv[1]):
                        child.send_signal(signal.SIGKILL)
                        break
                child.wait()
                sys.exit(0 if child.returncode == -9 else 1)
                """, "\(table):", program,
            ] + arguments
        try process.run()
        try await WorkerPool<Void>.once(label: "restore") { process.waitUntilExit() }
        #expect(process.terminationStatus == 0, "it was not killed in the middle")
    }

    @Test(.enabled(if: RunningServer.program != nil), arguments: Engine.available)
    func `that is killed leaves nothing that starts, and is done again`(engine: Engine) async throws {
        let made = try await BackupBed.make(engine)
        let bed = made.bed
        try await `A server that is killed`.fill(bed)
        let archive = try await made.backUp()
        let (folder, database) = (try Engine.newFolder(), try await engine.newDatabaseURL() ?? "")
        var arguments = ["restore", archive, "--data", folder, "--accept-missing"]
        if !database.isEmpty { arguments += ["--database", database] }
        try await Self.killRestore(arguments, at: "lead")
        await #expect(throws: BackupFault.self) { _ = try await bed.another(in: folder, database: database) }
        if engine == .postgres {
            // Another node has another folder, and the database tells it.
            await #expect(throws: BackupFault.self) {
                _ = try await bed.another(in: Engine.newFolder(), database: database)
            }
        }
        let settings = try await BackupBed.settings(folder, database)
        let wishes = Restoration.Wishes(archive: archive, acceptsMissing: true)
        _ = try await Restoration(settings, wishes, clock: bed.time.clock).run()
        let back = try await bed.another(in: folder, database: database)
        #expect(try await BackupBed.rows(of: back) == BackupBed.rows(of: bed))
        await back.parts.close()
        await bed.parts.close()
    }
}
