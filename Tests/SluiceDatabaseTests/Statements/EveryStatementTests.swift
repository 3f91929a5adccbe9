import Foundation
import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

/// A walk calls the stores so that every statement of theirs is prepared and run on both engines; the sources tell
/// whether it met them all. A new statement that the walk does not reach fails here by file and line.
@Suite struct `Every statement` {
    /// What one engine alone has, by its file and a piece of its text. Where PostgreSQL is not at hand, its own are not
    /// asked for.
    private static let onOneEngine: [(file: String, piece: String, engine: Engine)] = [
        ("Connection.swift", "pg_advisory_xact_lock", .postgres),
        ("Stores/LeadFactsTogether.swift", "unnest(", .postgres),
        ("Stores/LeadFacts.swift", "FROM lead_phone", .sqlite),
        ("Stores/LeadFacts.swift", "FROM archived_phone", .sqlite),
        ("Stores/Leads.swift", "FROM unnest(", .postgres),
        ("Stores/Receipts.swift", "FROM unnest(", .postgres),
        ("Stores/Events.swift", "FROM unnest(", .postgres),
        ("Stores/Imports+Faults.swift", "FROM unnest(", .postgres),
        ("Stores/Deliveries.swift", "FROM unnest(", .postgres),
        ("SearchIndex.swift", "(era, tx, id) > (", .postgres),
        ("SearchIndex.swift", "id > …", .sqlite),
        ("Stores/Events.swift", "facts, era, CAST(CAST(tx AS TEXT)", .postgres),
        ("Stores/Events.swift", "facts, 0, 0 FROM event", .sqlite),
        ("Stores/Events.swift", "SELECT 0, 0, id FROM event", .sqlite),
        ("Stores/Events.swift", "AS BIGINT), id FROM event", .postgres),
        ("Stores/EventRetention.swift", "(era, tx, id) <= (", .postgres),
        ("Stores/EventRetention.swift", "AND id <= …", .sqlite),
        ("Backup/TableShape.swift", "FROM sqlite_schema", .sqlite),
        ("Backup/TableShape.swift", "FROM pg_class", .postgres),
    ]

    /// Where SQL stands outside of the stores: the drivers' own words, the health question, and tests. VICIdial's answers
    /// have words like it: `USER DOES NOT HAVE PERMISSION TO UPDATE LISTS`.
    private static let elsewhere = [
        "SluicePostgres/", "SluiceSQLite/", "SluiceTesting/", "SluiceWeb/API/Operations", "SluiceWeb/VICIdial/",
    ]

    private static let sources: String = {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return tests.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources").path
    }()

    @Test func `is prepared on both engines, and none is left out`() async throws {
        let literals = try StatementLiteral.all(below: Self.sources + "/SluiceDatabase")
            .filter { ($0.isWhole || $0.isCondition) && !Self.isNoStores($0) }
        // A scanner that finds nothing would ask for nothing.
        #expect(literals.count { $0.isWhole } >= 80)
        #expect(literals.count { $0.isCondition } >= 30)
        for engine in Engine.available {
            let texts = try await Self.walk(engine)
            for literal in literals where Self.isAsked(literal, of: engine) {
                let isSeen = try Self.isSeen(literal, in: texts)
                #expect(isSeen, "the walk does not reach it on \(engine): \(literal)")
            }
            // The other way round: whatever ran is a literal that was found, so the scanner passes over none.
            let patterns = try literals.filter(\.isWhole).map { try $0.pattern(whole: true) }
            for text in texts where !patterns.contains(where: { Self.matches($0, text) }) {
                let isPart = try literals.contains { try $0.isWhole && Self.matches($0.pattern(whole: false), text) }
                #expect(isPart, "it ran on \(engine), and the sources do not hold it: \(text)")
            }
        }
    }

    @Test func `stands in a store, and nowhere else`() throws {
        let strays = try StatementLiteral.all(below: Self.sources).filter { literal in
            literal.isWhole && !literal.file.hasPrefix("SluiceDatabase/")
                && !Self.elsewhere.contains { literal.file.hasPrefix($0) }
        }
        #expect(strays.isEmpty)
    }

    @Test func `is found in a source by its line, and missed when it did not run`() throws {
        let source = #"""
            // "SELECT nothing FROM comment"
            let one = "SELECT a FROM b WHERE c = \(value("x", (1))) LIMIT 5"
            let two: Statement = """
                UPDATE b SET a = \(new)
                WHERE c = \(clause: name)
                """
            parts.append("c < \(limit)")
            """#
        let found = StatementLiteral.all(in: source, file: "A.swift").filter { $0.isWhole || $0.isCondition }
        #expect(found.map(\.line) == [2, 3, 7])
        #expect(found.map(\.isWhole) == [true, true, false])
        let ran: Set = ["SELECT a FROM b WHERE c = $1 LIMIT 5", "DELETE FROM b WHERE d = $1 AND c < $2"]
        #expect(try found.map { try Self.isSeen($0, in: ran) } == [true, false, true])
        #expect(try !Self.isSeen(found[0], in: ["SELECT a FROM b WHERE c = $1 AND d = $2 LIMIT 5"]))
        #expect(try Self.isSeen(found[1], in: ["UPDATE b SET a = $1\nWHERE c = name"]))
    }

    /// The texts that ran while the stores were walked; those of the migrations not among them.
    private static func walk(_ engine: Engine) async throws -> Set<String> {
        let database = RecordingDatabase(try await engine.open(isMigrated: false))
        try await StatementWalk(database: database).run()
        await database.close()
        let schema = Set(Migration.all.flatMap { $0.statements(database.dialect) })
        let heads = ["CREATE TABLE IF NOT EXISTS", "ALTER TABLE event ALTER COLUMN era"]
        return database.texts.filter { text in !schema.contains(text) && !heads.contains { text.hasPrefix($0) } }
    }

    /// Migrations run when a database is opened; `Statement` itself holds the condition that is always true; what loads an
    /// archive makes its statements of the tables that the store has, and every restore runs them.
    private static func isNoStores(_ literal: StatementLiteral) -> Bool {
        literal.file.hasPrefix("Migrations/") || literal.file == "Statement.swift"
            || literal.file == "Backup/TableLoader.swift"
    }

    private static func isAsked(_ literal: StatementLiteral, of engine: Engine) -> Bool {
        let only = onOneEngine.filter { literal.file == $0.file && literal.shape.contains($0.piece) }.map(\.engine)
        return only.isEmpty || only.contains(engine)
    }

    private static func isSeen(_ literal: StatementLiteral, in texts: Set<String>) throws -> Bool {
        let pattern = try literal.pattern(whole: false)
        return texts.contains { matches(pattern, $0) }
    }

    private static func matches(_ pattern: NSRegularExpression, _ text: String) -> Bool {
        pattern.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
}
