import SluiceCore
import SluiceDatabase

/// What concerns vendors, as the command line and the native API ask for it.
extension AccountDesk {
    func vendor(_ operation: AdminOperation.Vendor, _ given: [String: String]) async throws -> JSONValue {
        switch operation {
        case .board: .members(("entries", .array(try await board(given))))
        case .rebuild: try await rebuildFigures(given)
        case .return: try await returnLead(FormFields(given))
        case .undoReturn: try await undoReturn(FormFields(given))
        case .returns: .members(("entries", .array(try await returns(FormFields(given), limit: 100_000).rows)))
        case .makeLink: try await makeLink(FormFields(given))
        case .links: .array(try await links())
        case .revokeLink: try await revokeLink(FormFields(given))
        }
    }

    /// The lines of the board.
    func board(_ given: [String: String]) async throws -> [JSONValue] {
        let account = account
        let tokens = try await tokenNames()
        let question = try VendorBoard.question(given, configuration, tokens: tokens, at: parts.clock.now())
        let lines = try await parts.database.read { connection in
            try VendorFigures(connection, of: account).board(question.filter, by: question.dimensions)
        }
        return VendorBoard(configuration: configuration, tokens: tokens).rows(lines, by: question.dimensions)
    }

    func tokenNames() async throws -> [TokenID: String] {
        let account = account
        let tokens = try await parts.database.read { connection in
            try Accounts(connection).tokens(of: account).map { ($0.token.id, $0.token.name) }
        }
        return Dictionary(tokens) { $1 }
    }

    /// Makes the figures of past days anew from the receipts.
    private func rebuildFigures(_ given: [String: String]) async throws -> JSONValue {
        try FormFields(given).check("a rebuild")
        let rebuild = VendorRebuild(parts.database, of: configuration.account)
        let days = rebuild.days(keeping: configuration.settings.receiptDays, at: parts.clock.now())
        guard let days else {
            throw ProblemReport("receipt_days", "no whole day is over whose receipts are all kept")
        }
        let report = try await rebuild.run(days)
        return .members(
            ("from", .string(report.from.text)), ("to", .string(report.to.text)), ("posts", .integer(report.posts)),
            ("rows", .number(report.rows)), ("differences", .number(report.differences)))
    }
}
