import SluiceCore

/// Goes through the leads that may have a value, by id, and stops when enough are found: a name that a million leads
/// share costs no more than one of fifty thousand, and its first page next to nothing.
///
/// The index is ordered by stretches of leads and so by id; leads that it has not seen yet come from the events and are
/// put in between.
struct LeadWalk {
    /// Leads looked at by one statement.
    private static let step: Int64 = 1000

    let connection: any Connection
    let account: AccountID
    /// What a lead must be, all of it.
    let condition: Statement
    /// Hashes of the values that one of the fields may have.
    let keys: [Int64]

    /// How many leads there are, counted up to `most` and not beyond the page, and the ids of the page.
    func page(offset: Int64, limit: Int64, most: Int64) throws -> (total: Int64, ids: [Int64]) {
        var unseen = try self.unseen()[...]
        var place = (stretch: Int64.min, lead: Int64.min)
        var (total, ids) = (Int64(0), [Int64]())
        let enough = max(most, offset &+ limit)
        var isLast = false
        while !isLast, total < enough {
            let candidates = try candidates(behind: place)
            isLast = Int64(candidates.count) < LeadWalk.step
            if let last = candidates.last { place = last }
            let end = isLast ? Int64.max : place.lead
            let others = unseen.prefix { $0 <= end }
            unseen = unseen.dropFirst(others.count)
            let all = Set(candidates.map(\.lead)).union(others).sorted()
            for start in stride(from: 0, to: all.count, by: Int(LeadWalk.step)) {
                for id in try found(among: Array(all[start..<min(all.count, start + Int(LeadWalk.step))])) {
                    if total >= offset, Int64(ids.count) < limit { ids.append(id) }
                    total += 1
                }
            }
        }
        return (min(total, enough), ids)
    }

    private func candidates(behind place: (stretch: Int64, lead: Int64)) throws -> [(stretch: Int64, lead: Int64)] {
        // CROSS JOIN keeps SQLite from turning the order round: stretches are few, keys are many.
        try connection.run(
            """
            SELECT s.stretch, k.lead_id FROM search_stretch s CROSS JOIN search_key k
            WHERE s.account_id = \(account.number) AND s.stretch >= \(place.stretch)
              AND k.account_id = \(account.number) AND k.stretch = s.stretch AND k.key IN (\(list: keys))
              AND (s.stretch > \(place.stretch) OR k.lead_id > \(place.lead))
            ORDER BY s.stretch, k.lead_id LIMIT \(LeadWalk.step)
            """
        ).map { (try $0.integer(0), try $0.integer(1)) }
    }

    /// The leads that the index has not seen as they are, by id.
    private func unseen() throws -> [Int64] {
        let position = try Events.position(of: SearchIndex.reader, on: connection)
        let leads = SearchIndex.unseen(of: account, after: position, connection.dialect)
        return try connection.run("SELECT DISTINCT lead_id FROM (\(leads)) AS unseen ORDER BY lead_id")
            .compactMap { try $0.optionalInteger(0) }
    }

    private func found(among ids: [Int64]) throws -> [Int64] {
        guard !ids.isEmpty else { return [] }
        return try connection.run(
            "SELECT id FROM lead WHERE \(condition) AND id IN (\(list: ids)) ORDER BY id"
        ).map { try $0.integer(0) }
    }
}
