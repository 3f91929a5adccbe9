import Foundation
import SluiceCore
import SluiceDatabase
import SluicePostgres
import SluiceSQLite

/// Where a restore puts things, on either engine.
struct RestorePlace: Sendable {
    /// Numbers that are passed over because nobody wrote down the very last ones: after a file of the folder, and
    /// without one.
    private static let gap = (large: Int64(100_000), small: Int64(100))
    private static let wideGap = (large: Int64(1_000_000), small: Int64(1000))

    let folder: String
    let archive: ArchiveReader
    let manifest: BackupManifest
    let sources: RestoreSources
    let clock: Clock
    let dice: Dice
    let wishes: Restoration.Wishes
    let progress: @Sendable (String) -> Void

    private var store: String { "\(folder)/sluice.sqlite" }
    private var load: ArchiveLoad { ArchiveLoad(archive: archive, manifest: manifest, progress: progress) }

    /// The embedded store: made beside the one that is there, then put into its place.
    func restoreEmbedded(cacheMegabytes: Int) async throws -> (JournalReplay.Outcome, erased: Int64, aside: String?) {
        let isOurs = UnfinishedRestore.isMarked(folder)
        let registers = RestoredRegisters(folder: folder)
        let isThere = FileManager.default.fileExists(atPath: store) || registers.areThere
        guard !isThere || isOurs || wishes.replaces else { throw RestorePlace.occupied("the data folder") }
        let start = clock.now()
        var numbers = sources.numbers
        if FileManager.default.fileExists(atPath: store), let own = await numbersOfReplaced() {
            numbers.merge(own) { max($0, $1) }
        }
        try UnfinishedRestore.mark(folder)
        let fresh = "\(folder)/restoring.sqlite"
        RestorePlace.remove(fresh)
        let (outcome, erased) = try await fill(fresh, cacheMegabytes: cacheMegabytes, from: start, numbers)
        try registers.extract(archive)
        let aside = "\(folder)/replaced-\(start.milliseconds)"
        for suffix in ["", "-wal", "-shm"] { try RestorePlace.move("sluice.sqlite\(suffix)", of: folder, to: aside) }
        try RestorePlace.move("registers", of: folder, to: aside)
        try registers.place()
        try putJournalAside(outcome, aside)
        guard rename(fresh, store) == 0 else { throw BackupFault("\(store) cannot be put in its place") }
        try UnfinishedRestore.clear(folder)
        return (outcome, erased, FileManager.default.fileExists(atPath: aside) ? aside : nil)
    }

    /// A PostgreSQL database: all of it in one transaction.
    func restoreShared(url: String) async throws -> (JournalReplay.Outcome, erased: Int64, aside: String?) {
        let start = clock.now()
        let database = try PostgresDatabase(url: url, writers: 1, readers: 1, ids: IDBlocks())
        do {
            let applied = try await Schema.state(database).applied.max() ?? 0
            let begun = applied == 0 ? nil : try await database.read { try Restorations($0).unfinished() }
            let isEmpty = applied == 0 ? true : try await database.read { try Restorations($0).isEmpty() }
            guard isEmpty || begun != nil || wishes.replaces else { throw RestorePlace.occupied("the database") }
            guard applied <= manifest.schema else {
                throw BackupFault(
                    "the database's schema is \(applied), the archive's \(manifest.schema): restore into a new database"
                )
            }
            try await Schema.migrate(database, upTo: manifest.schema, at: start)
            let (before, newest) = try await database.read { connection in
                (try Restorations(connection).nextNumbers(), try Restorations(connection).newest())
            }
            try UnfinishedRestore.mark(folder)
            let id = begun == nil ? newest &+ 1 : newest
            if begun == nil {
                let made = manifest.madeAt
                try await database.write { try Restorations($0).begin(id, of: made, at: start) }
            }
            let numbers = sources.numbers.merging(before) { max($0, $1) }
            let (outcome, number) = try await database.write { connection in
                try load.run(on: connection)
                try load.count(on: connection)
                return try settle(connection, from: start, above: id, numbers)
            }
            let erased = try await finish(number, from: start, on: database)
            await database.close()
            let aside = "\(folder)/replaced-\(start.milliseconds)"
            try putJournalAside(outcome, aside)
            try UnfinishedRestore.clear(folder)
            return (outcome, erased, FileManager.default.fileExists(atPath: aside) ? aside : nil)
        } catch {
            await database.close()
            throw error
        }
    }

    private func fill(
        _ path: String, cacheMegabytes: Int, from start: Timestamp, _ numbers: Restorations.NextNumbers
    ) async throws -> (JournalReplay.Outcome, erased: Int64) {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw BackupFault("\(folder) cannot be written to")
        }
        let database = try SQLiteDatabase(path: path, readers: 1, cacheMegabytes: cacheMegabytes)
        do {
            try await Schema.migrate(database, upTo: manifest.schema, at: start)
            try await database.session { connection in
                try load.runInSteps(on: connection)
                try load.count(on: connection)
            }
            let (outcome, id) = try await database.write { connection in
                try settle(connection, from: start, above: 0, numbers)
            }
            let erased = try await finish(id, from: start, on: database)
            await database.close()
            for suffix in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
                // The last to close a store moves the log into it and takes the log away.
                throw BackupFault("\(path) could not be closed")
            }
            return (outcome, erased)
        } catch {
            await database.close()
            throw error
        }
    }

    /// The journal and the numbers, in the transaction of the rows. What follows is noted as not done yet.
    private func settle(
        _ connection: any Connection, from start: Timestamp, above id: Int64, _ numbers: Restorations.NextNumbers
    ) throws -> (JournalReplay.Outcome, id: Int64) {
        let outcome = try JournalReplay(connection, salt: { dice.secret() }, at: start).run(sources.lines)
        guard outcome.missing.isEmpty || wishes.acceptsMissing else {
            throw ProblemReport(
                "journal",
                "lines are in none of the files: \(outcome.missingText). Name the other nodes' "
                    + "\(SuppressionFile.name) with --journal, or say --accept-missing when they are lost")
        }
        let store = Restorations(connection)
        try store.raise(to: numbers)
        let gap = sources.isNumbersNewer ? RestorePlace.gap : RestorePlace.wideGap
        try store.skip(large: gap.large, small: gap.small)
        let number = max(id, try store.newest() &+ 1)
        try store.begin(number, of: manifest.madeAt, at: start)
        return (outcome, number)
    }

    /// What comes last: this program's schema, the persons who were erased since, and the note that it is done.
    private func finish(_ id: Int64, from start: Timestamp, on database: any Database) async throws -> Int64 {
        try await Schema.migrate(database, at: clock.now())
        // Nobody is logged in by an archive: who was logged out since stays out.
        try await database.write { connection in try Sessions.endEvery(connection) }
        let erased = try await ErasureFile.repeat(sources.erasures, on: database)
        let (made, now) = (manifest.madeAt, clock.now())
        try await database.write { connection in
            try Restorations(connection).finish(id, of: made, started: start, at: now)
        }
        return erased
    }

    /// How far the store that is replaced had come, where it can still be read.
    private func numbersOfReplaced() async -> Restorations.NextNumbers? {
        // A store that is replaced because it is damaged tells nothing, and needs to tell nothing.
        guard let database = try? SQLiteDatabase(path: store, readers: 1, cacheMegabytes: 8) else { return nil }
        let numbers = try? await database.read { try Restorations($0).nextNumbers() }  // likewise
        await database.close()
        return numbers
    }

    /// A journal file of another history than the store's is kept, but gives way: the node writes a new one.
    private func putJournalAside(_ outcome: JournalReplay.Outcome, _ aside: String) throws {
        guard outcome.listedAgain > 0 || outcome.liftsPassedOver > 0 || outcome.withoutAccount > 0 else { return }
        try RestorePlace.move(SuppressionFile.name, of: folder, to: aside)
    }

    private static func occupied(_ what: String) -> ProblemReport {
        ProblemReport("data", "\(what) holds a store already; --replace puts the archive in its place")
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }

    private static func move(_ name: String, of folder: String, to aside: String) throws {
        guard FileManager.default.fileExists(atPath: "\(folder)/\(name)") else { return }
        try FileManager.default.createDirectory(
            atPath: aside, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard rename("\(folder)/\(name)", "\(aside)/\(name)") == 0 else {
            throw BackupFault("\(folder)/\(name) cannot be put aside")
        }
    }
}
