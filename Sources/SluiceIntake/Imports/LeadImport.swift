public import SluiceCore
public import SluiceDatabase

/// Takes the rows of an imported file through the same stages as a post, a batch at a time.
///
/// A batch is one transaction with whatever `closing` adds: the place in the file, the counts, the faults. So a killed
/// import goes on behind the last row that it stored, and neither loses nor doubles one.
public struct LeadImport: Sendable {
    /// Rows in a transaction: enough that the sync after it costs little, few enough that posts hardly wait for it.
    public static let batchSize = 256

    /// What closes a batch: it writes what the import remembers, and throws to have the batch undone.
    public typealias Closing = @Sendable (ImportTally, any Connection) throws -> Void

    private let batch: IntakeBatch
    private let database: any Database
    private let caller: Caller

    init(batch: IntakeBatch, database: any Database, caller: Caller) {
        self.batch = batch
        self.database = database
        self.caller = caller
    }

    /// Rows that were judged as if no row of ours spoke of their phones.
    public struct Prepared: Sendable {
        fileprivate var items: [Item]
        /// How many there are.
        public var count: Int { items.count }
    }

    fileprivate struct Item: Sendable {
        let row: ImportRow<LeadPost>
        let ticket: Ticket?
    }

    /// Judges what can be judged without rows. Runs beside the writer.
    public func prepare(_ rows: [ImportRow<LeadPost>], on configuration: AccountConfiguration) -> Prepared {
        Prepared(
            items: rows.map { row in
                guard case .success(let post)? = row.content else { return Item(row: row, ticket: nil) }
                let facts = Facts(post: post, caller: caller, configuration: configuration, now: batch.clock.now())
                let journey = batch.pipeline.judge(facts, registers: batch.registers, clock: batch.clock)
                let ticket = Ticket(
                    journey: journey, key: nil, answer: { _ in StoredAnswer(status: 200, body: "") }, done: { _ in })
                return Item(row: row, ticket: ticket)
            })
    }

    /// Stores the rows and what `closing` adds, and returns when they are durable. Where a row is at fault that only the
    /// store can tell of, each is stored alone. Throws ``TokenEnded`` where the configuration has changed since they
    /// were prepared.
    public func store(_ prepared: Prepared, closing: @escaping Closing) async throws {
        try await database.session { connection in
            do {
                try store(prepared.items, on: connection, closing)
            } catch let error as DatabaseError where error.code == .constraint && prepared.items.count > 1 {
                for item in prepared.items { try storeAlone(item, on: connection, closing) }
            }
        }
    }

    private func storeAlone(_ item: Item, on connection: any Connection, _ closing: Closing) throws {
        do {
            try store([item], on: connection, closing)
        } catch let error as DatabaseError where error.code == .constraint {
            var tally = ImportTally()
            tally.pass(item.row)
            tally.faults = [
                item.row.fault(
                    .init("constraint", "the database does not take it: \(error.constraint ?? "constraint")"))
            ]
            let closed = tally
            try connection.transaction { connection in try closing(closed, connection) }
        }
    }

    private func store(_ items: [Item], on connection: any Connection, _ closing: Closing) throws {
        let tickets = items.compactMap(\.ticket)
        try keepNumbers(of: tickets, on: connection)
        _ = try batch.commit(tickets, on: connection) { results, connection in
            var tally = ImportTally()
            var answers = results.makeIterator()
            for item in items {
                tally.pass(item.row)
                if item.ticket != nil, let answer = answers.next() {
                    guard case .receipt(let receipt) = try answer.get() else { continue }
                    tally.count(receipt, of: item.row)
                } else if case .failure(let complaint)? = item.row.content {
                    tally.faults.append(item.row.fault(complaint))
                }
            }
            try closing(tally, connection)
        }
    }

    /// Makes sure that no number which a lead keeps is handed out to another.
    private func keepNumbers(of tickets: [Ticket], on connection: any Connection) throws {
        guard let highest = tickets.compactMap(\.keptID).max() else { return }
        try connection.ids.raiseAhead(
            IDSequence(.lead, of: caller.accountID.number), above: highest.number, on: connection)
    }
}

extension ImportTally {
    fileprivate mutating func count(_ receipt: Receipt, of row: ImportRow<LeadPost>) {
        switch receipt.outcome {
        case .accepted: accepted += 1
        case .updated: updated += 1
        case .refused:
            let reason = receipt.refusal?.reason.rawValue ?? ""
            faults.append(row.fault(.init(reason, receipt.refusal?.evidence ?? "")))
        }
    }
}

extension Intake {
    /// The way of imported leads into the account of `caller`.
    public func importing(from caller: Caller) -> LeadImport {
        LeadImport(batch: batch, database: database, caller: caller)
    }
}
