import Foundation
public import SluiceCore
import SluiceDatabase
import SluiceSQLite

/// Puts an archive back: rows and registers as they were, then the journal of every node over them.
///
/// The whole archive is read and compared with its sums before anything is touched. On the embedded store everything
/// is made beside what is there and renamed at the end; on PostgreSQL all rows are one transaction. Until the end a mark
/// keeps every server from starting, so that whatever kills a restore, nothing half of it is ever used.
public struct Restoration: Sendable {
    /// What somebody asks for.
    public struct Wishes: Sendable {
        /// The archive.
        public var archive: String
        /// Journal files of other nodes, beside the one in the data folder and the archive's own.
        public var journals: [String]
        /// Whether what is there may be replaced.
        public var replaces: Bool
        /// Whether to go on without a journal that is newer than the archive, or with lines missing in it.
        public var acceptsMissing: Bool

        /// Wishes of these.
        public init(archive: String, journals: [String] = [], replaces: Bool = false, acceptsMissing: Bool = false) {
            self.archive = archive
            self.journals = journals
            self.replaces = replaces
            self.acceptsMissing = acceptsMissing
        }
    }

    let settings: Settings
    let wishes: Wishes
    let clock: Clock
    let dice: Dice
    let progress: @Sendable (String) -> Void

    /// A restore into the store that the settings name.
    public init(
        _ settings: Settings, _ wishes: Wishes, clock: Clock = SystemRuntime.clock, dice: Dice = SystemRuntime.dice,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.settings = settings
        self.wishes = wishes
        self.clock = clock
        self.dice = dice
        self.progress = progress
    }

    /// Restores, and tells what was restored.
    public func run() async throws -> JSONValue {
        let archive = ArchiveReader(path: wishes.archive)
        progress("reading \(wishes.archive)")
        let manifest = try archive.check()
        try Restoration.checkSchema(of: manifest)
        let isEmbedded = settings.database.isEmpty
        guard manifest.engine == (isEmbedded ? "sqlite" : "postgres") || !isEmbedded else {
            throw ProblemReport(
                "file", "is of a PostgreSQL database, which goes into PostgreSQL only; name it with --database")
        }
        let lock = try await DataFolderLock.wait(for: settings.dataFolder, as: "restore", seconds: 2)
        let sources = try RestoreSources(wishes, folder: settings.dataFolder, archive: archive, made: manifest.madeAt)
        let place = RestorePlace(
            folder: settings.dataFolder, archive: archive, manifest: manifest, sources: sources, clock: clock,
            dice: dice, wishes: wishes, progress: progress)
        let (outcome, erased, aside) =
            isEmbedded
            ? try await place.restoreEmbedded(cacheMegabytes: settings.cacheMegabytes)
            : try await place.restoreShared(url: settings.database)
        withExtendedLifetime(lock) {}
        return .members(
            ("restored", .string(wishes.archive)), ("made", .moment(manifest.madeAt)),
            ("tables", .integer(Int64(manifest.tables.count))), ("rows", .integer(manifest.rows)),
            ("journal_lines_replayed", .integer(outcome.replayed)),
            ("numbers_listed_again", .integer(outcome.listedAgain)),
            ("lifts_passed_over", .integer(outcome.liftsPassedOver)),
            ("persons_erased_again", .integer(erased)),
            ("lines_of_unknown_accounts", .integer(outcome.withoutAccount)),
            ("journal_lines_missing", .text(outcome.missingText.isEmpty ? nil : outcome.missingText)),
            ("put_aside", .text(aside)))
    }

    static func checkSchema(of manifest: BackupManifest) throws {
        let newest = Migration.all.map(\.number).max() ?? 0
        guard manifest.schema <= newest else {
            throw BackupFault(
                "the archive was made by a newer program: its schema is \(manifest.schema), this program's \(newest)")
        }
    }
}

/// What a restore takes beside the archive's rows: journals, and how far numbers were handed out.
struct RestoreSources: Sendable {
    /// The lines of all journal files that were found.
    var lines: [Suppressions.Line] = []
    /// How far each sequence was handed out, as far as anybody wrote it down.
    var numbers: Restorations.NextNumbers = [:]
    /// The erasures that any file knows.
    var erasures: [Erasures.Record] = []
    /// Whether a file of the folder itself says so, and not only the archive's.
    var isNumbersNewer = false

    init(_ wishes: Restoration.Wishes, folder: String, archive: ArchiveReader, made: Timestamp) throws {
        var seen: Set<Suppressions.Line> = []
        func take(_ data: Data) throws { seen.formUnion(try SuppressionFile.lines(in: data)) }
        try archive.each { entry in
            switch entry.name {
            case "journal/\(SuppressionFile.name)": try take(entry.all())
            case "journal/\(HandedOutIDs.name)":
                // What an older program has not written is made up for by a gap.
                numbers = (try? JSONDecoder().decode(Restorations.NextNumbers.self, from: entry.all())) ?? [:]
            default: break
            }
        }
        var files = 0
        if let own = FileManager.default.contents(atPath: "\(folder)/\(SuppressionFile.name)") {
            files += 1
            try take(own)
        }
        for journal in wishes.journals {
            guard let data = FileManager.default.contents(atPath: journal) else {
                throw ProblemReport("journal", "\(journal) cannot be read")
            }
            files += 1
            try take(data)
            let beside = (journal as NSString).deletingLastPathComponent + "/" + HandedOutIDs.name
            try takeNumbers(beside)
            erasures += try ErasureFile.read(
                (journal as NSString).deletingLastPathComponent + "/" + ErasureFile.name)
        }
        try takeNumbers("\(folder)/\(HandedOutIDs.name)")
        erasures += try ErasureFile.read("\(folder)/\(ErasureFile.name)")
        guard files > 0 || wishes.acceptsMissing else {
            throw ProblemReport(
                "journal",
                "no journal newer than the archive is here, so what was put on Do Not Call after "
                    + "\(MomentText.write(made)) would be called again. Name each node's "
                    + "\(SuppressionFile.name) with --journal, or say --accept-missing when there is none")
        }
        lines = Array(seen)
    }

    private mutating func takeNumbers(_ path: String) throws {
        guard let found = try HandedOutIDs.read(path) else { return }
        isNumbersNewer = true
        numbers.merge(found) { max($0, $1) }
    }
}
