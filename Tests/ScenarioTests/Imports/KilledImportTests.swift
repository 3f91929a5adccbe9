import Foundation
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite(.serialized) struct `A killed import` {
    @Test(.enabled(if: RunningServer.program != nil), arguments: Engine.available)
    func `goes on and ends with the rows of one that was not killed`(engine: Engine) async throws {
        let count = 12_000
        var bed = try await TestBed.make(engine)
        let desk = AdminDesk(bed.parts)
        let path = bed.folder + "/leads.csv"
        try Data(ImportBed.leads(count).utf8).write(to: URL(fileURLWithPath: path))
        let fields = [
            "kind": "leads", "file": path, "list": "First list of main", "keep_ids": "yes", "detach": "yes",
        ]
        _ = try await desk.perform(AdminRequest(actor: "test", operation: .importing(.start, fields)))
        await bed.parts.close()

        // Killed as soon as some leads are there, and again by the one after it.
        for _ in 0..<2 {
            let server = try await RunningServer(bed)
            try await server.killOnceThereAre(more: 500, than: count)
        }
        let last = try await RunningServer(bed)
        var found = JSONValue.null
        for _ in 0..<20_000 where found["data"]?["total"]?.string != "1" {
            found = try await last.post("leads/search", [("lead_id", "\(7_000_000 + count - 1)")])
        }
        #expect(found["data"]?["total"]?.string == "1")
        #expect(last.stop())

        bed = try await bed.reopened()
        let shown = try await AdminDesk(bed.parts).perform(
            AdminRequest(actor: "test", operation: .importing(.show, ["import": "1"])))
        #expect(shown["accepted"]?.integer == Int64(count))
        #expect(shown["refused"]?.integer == 0)
        for table in ["lead", "lead_phone", "receipt"] {
            #expect(try await bed.count(table) == Int64(count), "\(table)")
        }
        await bed.parts.close()
    }
}

extension RunningServer {
    /// Ends the server without a chance to do anything once it holds `more` leads than at first, or `most`. A process of
    /// its own watches: among a hundred other tests this one may be awake again only when all is done.
    func killOnceThereAre(more: Int, than most: Int) async throws {
        let watcher = Process()
        watcher.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        watcher.arguments = [
            "python3", "-c",
            """
            import json, os, signal, sys, urllib.request
            def total():
                data = json.load(urllib.request.urlopen(sys.argv[1]))["data"]
                return int(data["total"])
            first = total()
            while total() < min(first + int(sys.argv[3]), int(sys.argv[4])):
                pass
            os.kill(int(sys.argv[2]), signal.SIGKILL)
            """,
            query("leads/search", [("limit", "1")]), "\(identifier)", "\(more)", "\(most)",
        ]
        try watcher.run()
        try await WorkerPool<Void>.once(label: "watcher") { watcher.waitUntilExit() }
        waitForEnd()
    }
}
