import SluiceCore
import SluiceDatabase

/// What the keys of one batch have bought: read once under their locks, counted post by post, and stored with the leads.
struct VendorLedger {
    private struct Key: Hashable {
        var account: AccountID
        var criteria: CriteriaID
    }

    private var uses: [Key: VendorUse] = [:]
    private var changed: Set<Key> = []
    private var spent: [Statement] = []

    /// Locks and reads the keys of `journeys` that have caps or whose places are named; asks nothing where there is none.
    ///
    /// The locks come after those of the phones, here and wherever else they are taken.
    init(_ journeys: some Sequence<IntakePipeline.Journey>, on connection: any Connection) throws {
        var wanted: [AccountID: Set<CriteriaID>] = [:]
        for journey in journeys {
            guard let key = journey.limitKey else { continue }
            wanted[journey.facts.caller.accountID, default: []].insert(key)
        }
        guard !wanted.isEmpty else { return }
        try connection.lock(
            wanted.flatMap { account, keys in keys.map { VendorUses.lock(of: $0, of: account) } })
        for (account, keys) in wanted {
            let found = try VendorUses(connection, of: account).uses(of: keys.sorted())
            for key in keys { uses[Key(account: account, criteria: key)] = found[key] ?? VendorUse() }
        }
    }

    /// The journey judged anew where its key's limit is reached or a place is held for it; else as it was.
    mutating func judge(
        _ journey: IntakePipeline.Journey, _ again: (IntakePipeline.Journey, VendorUse) -> IntakePipeline.Journey
    ) -> IntakePipeline.Journey {
        guard let criteria = journey.limitKey, let terms = journey.draft.criteria?.buying else { return journey }
        let key = Key(account: journey.facts.caller.accountID, criteria: criteria)
        guard var use = uses[key] else { return journey }
        use.roll(to: journey.facts.now, terms, AccountTime(journey.facts.configuration.account))
        uses[key] = use
        let isShadowed = journey.shadow?.capped.map { use.objection($0) != nil } ?? false
        guard journey.facts.post.reservation != nil || use.objection(terms) != nil || isShadowed else { return journey }
        return again(journey, use)
    }

    /// Counts what was bought.
    mutating func count(_ journey: IntakePipeline.Journey, _ receipt: Receipt) {
        guard receipt.outcome == .accepted, let criteria = journey.limitKey else { return }
        let key = Key(account: receipt.accountID, criteria: criteria)
        uses[key]?.buy(at: receipt.price, reservation: journey.draft.reservation)
        changed.insert(key)
        if let id = journey.draft.reservation {
            spent.append(VendorUses.removal(ofReservation: id, of: criteria, of: receipt.accountID))
        }
    }

    /// What the batch stores of it.
    var statements: [Statement] {
        changed.sorted { ($0.account, $0.criteria) < ($1.account, $1.criteria) }.compactMap { key in
            uses[key].map { VendorUses.storing($0, of: key.criteria, of: key.account) }
        } + spent
    }
}
