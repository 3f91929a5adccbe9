import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@Suite struct `What SQLite's planner believes` {
    static let cases: [(question: String, index: String)] = [
        ("SELECT reason FROM dnc_entry WHERE account_id = 1 AND number IN (310, 311, 13105550123)", "dnc_entry_once"),
        ("SELECT reason FROM dnc_entry WHERE account_id = 1 AND number = 442071838750", "dnc_entry_once"),
        ("SELECT id, action FROM consent WHERE account_id = 1 AND phone = 13105550123 ORDER BY id", "consent_phone"),
        ("SELECT phone FROM lead WHERE account_id = 1 AND list_id = 2 AND status = 'NEW' ORDER BY id", "lead_list"),
        ("SELECT id, trail FROM receipt WHERE account_id = 1 AND lead_id = 2 ORDER BY id DESC", "receipt_lead"),
    ]

    @Test(arguments: cases)
    func `finds a few rows through their index and never reads a whole account`(
        question: String, index: String
    ) async throws {
        let database = try await Engine.sqlite.open()
        let explanation = Statement("EXPLAIN QUERY PLAN " + question, [])
        let read = try await database.read { try $0.run(explanation).map { try $0.text(3) } }
        let written = try await database.session { try $0.run(explanation).map { try $0.text(3) } }
        #expect(read.first?.contains(" \(index) ") == true, "\(read)")
        #expect(written == read)
        await database.close()
    }
}
