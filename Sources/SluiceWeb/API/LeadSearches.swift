public import SluiceCore
public import SluiceDatabase

/// The path by which the account's own tools find leads: `leads/search`.
public struct LeadSearches: Sendable {
    private let database: any Database
    private let clock: Clock

    /// Searches `database`.
    public init(_ database: any Database, clock: Clock) {
        self.database = database
        self.clock = clock
    }

    /// `leads/search`.
    public var routes: [APIRoute] {
        [APIRoute("leads/search", aliases: ["lead/search"], section: .leads, right: .read, action: search)]
    }

    private func search(_ request: APIRequest) async throws -> StoredAnswer {
        try request.refuseScopedToken()
        let page = try PageParameters(request, defaultLimit: 10, mostRows: 2_000, farthest: 50_000)
        let filter = try LeadFilterParameters.read(request)
        let account = request.caller.accountID
        let (found, users) = try await database.read { connection in
            let found = try LeadSearch(connection, of: account).page(filter, offset: page.offset, limit: page.limit)
            let namesUsers = found.leads.contains { $0.fields["user_id"] != nil }
            return (found, namesUsers ? try Accounts(connection).users(of: account) : [])
        }
        var entries = LeadEntries(request.configuration, users: users, at: clock.now())
        return ConvosoAnswer.page(offset: page.offset, limit: page.limit, total: found.total, totalIsText: true) {
            for lead in found.leads { entries.write(lead, to: &$0) }
        }
    }
}
