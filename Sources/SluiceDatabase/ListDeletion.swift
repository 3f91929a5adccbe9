public import SluiceCore
import Synchronization

/// Takes away the leads of lists that are being deleted, a batch at a time, and then the lists.
///
/// From its mark on nobody puts a lead into the list or changes one in it (``Configurations/lock(of:)``), so that none
/// slips past. It is walked until a whole walk finds no lead that is left, and taken away then. Steps may run side by side, on several nodes too, and after a stop they begin anew; what is deleted
/// already is only read.
public final class ListDeletion: Sendable {
    /// How many leads one step looks at.
    public static let batch: Int64 = 500

    private struct Place: Hashable {
        var account: AccountID
        var list: ListID
    }

    private struct Walk {
        var status = ""
        var id: Int64 = 0
        /// Whether it has met none that was left.
        var isClean = true
    }

    private let database: any Database
    private let cache: ConfigurationCache
    private let walks = Mutex<[Place: Walk]>([:])

    /// A worker over these.
    public init(_ database: any Database, _ cache: ConfigurationCache) {
        self.database = database
        self.cache = cache
    }

    /// Does one batch for each list of each account that is being deleted. Returns whether there is more to do now.
    public func step(at now: Timestamp) async throws -> Bool {
        var isMoreToDo = false
        for account in try await database.read({ try Accounts($0).all() }).map(\.id) {
            guard let lists = try await cache.configuration(of: account)?.listsBeingDeleted.keys.sorted() else {
                continue
            }
            for list in lists where try await !step(list, of: account, at: now) { isMoreToDo = true }
        }
        return isMoreToDo
    }

    /// Does one batch for a list that is being deleted. Returns whether the list is gone, or was never to go.
    public func step(_ list: ListID, of account: AccountID, at now: Timestamp) async throws -> Bool {
        let place = Place(account: account, list: list)
        let start = walks.withLock { $0[place] ?? Walk() }
        let (walk, isOver) = try await database.session { connection in
            try connection.ids.ensure(ListDeletion.batch, of: .row, on: connection)
            return try connection.transaction { connection in
                guard try Configurations(connection, of: account).isBeingDeleted(list) else {
                    return (Walk(), isOver: true)
                }
                return try ListDeletion.advance(start, place, at: now, on: connection)
            }
        }
        walks.withLock { $0[place] = isOver ? nil : walk }
        guard isOver, walk.isClean else { return false }
        try await cache.edit(account, by: "list_deletion", at: now) { edit in
            guard edit.snapshot.listsBeingDeleted[list] != nil else { return }
            try edit.remove(.list, list.number)
        }
        return true
    }

    private static func advance(
        _ start: Walk, _ place: Place, at now: Timestamp, on connection: any Connection
    ) throws -> (Walk, isOver: Bool) {
        let leads = Leads(connection, of: place.account)
        let met = try leads.walk(place.list, after: (start.status, start.id), limit: batch)
        let left = met.filter { !$0.isDeleted }
        var walk = start
        if let last = met.last { (walk.status, walk.id) = (last.status, last.id) }
        if !left.isEmpty { walk.isClean = false }
        try connection.lock(left.map { PhoneKey(place.account, $0.phone).lock })
        // Read again under the locks: a lead that got another phone meanwhile is left for the next walk.
        let phones = Dictionary(left.map { ($0.id, $0.phone) }) { $1 }
        var statements: [Statement] = []
        for lead in try leads.leads(left.map { LeadID($0.id) })
        where lead.listID == place.list && lead.deletedAt == nil && phones[lead.id.number] == lead.phone {
            statements += Leads.deletion(of: lead, at: now, of: place.account)
            statements.append(
                Events.insertion(
                    .leadDeleted, lead: lead.id, of: place.account, id: try connection.ids.take(from: .row), at: now,
                    facts: "{\"list_id\":\(place.list.number),\"reason\":\"list_deleted\"}"))
        }
        try connection.runAll(statements)
        return (walk, met.count < Int(batch))
    }
}

extension Configurations {
    /// Whether a list is marked to be deleted, as of this transaction.
    fileprivate func isBeingDeleted(_ list: ListID) throws -> Bool {
        try connection.first(
            """
            SELECT body FROM configuration
            WHERE account_id = \(account.number) AND kind = \(ConfigurationKind.list.rawValue) AND id = \(list.number)
            """
        ).map { try ConfigurationBody.object(LeadList.self, from: try $0.text(0)).deletionStartedAt != nil } ?? false
    }
}
