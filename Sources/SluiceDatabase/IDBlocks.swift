import SluiceCore
import Synchronization

/// Where a number came from: a sequence of one account, or the one sequence of internal rows.
public struct IDSequence: Hashable, Sendable {
    /// What is numbered.
    public enum Kind: String, Sendable, CaseIterable {
        case account
        case lead
        case list
        case campaign
        case user
        case token
        case seller
        case criteria
        case field
        case callLog = "call_log"
        case callback
        case importJob = "import"
        case backTest = "back_test"
        case dnc
        case accessList = "access_list"
        case smsOptOut = "sms_opt_out"
        case adaptor
        /// Events, receipts, hopper entries, jobs, consent.
        case row
    }

    /// The account, or 0 for sequences that all accounts share.
    public var account: Int64
    /// What is numbered.
    public var kind: Kind

    /// The sequence of `kind` in `account`.
    public init(_ kind: Kind, of account: Int64 = 0) {
        self.kind = kind
        self.account = account
    }

    /// The one sequence of internal rows.
    public static let row = IDSequence(.row)
}

extension Connection {
    /// The next number of what is seldom made: accounts, lists, campaigns, users, tokens and the like, and Do Not Call
    /// entries, which wait for their journal anyway.
    ///
    /// It is taken in this transaction and given back when that is rolled back, so the numbers follow each other
    /// without gaps, whichever process makes the next. Two transactions that take from one sequence run one after the
    /// other; what is made by the thousand takes its ids from ``IDBlocks``, and no sequence is used in both ways.
    public func nextNumber(of sequence: IDSequence) throws(DatabaseError) -> Int64 {
        let row = try first(
            """
            INSERT INTO id_block (account_id, kind, next_id) VALUES (\(sequence.account), \(sequence.kind.rawValue), 2)
            ON CONFLICT (account_id, kind) DO UPDATE SET next_id = id_block.next_id + 1
            RETURNING next_id
            """)
        guard let next = try row?.integer(0) else { throw DatabaseError(.shape, "id_block returned nothing") }
        return next - 1
    }
}

/// Hands out ids from blocks that were reserved in the database beforehand.
///
/// A block is reserved in a transaction of its own before the work begins, so a rolled-back transaction leaves a gap
/// and never a number given twice. Numbers of one sequence rise within one process. What is seldom made is numbered
/// without blocks (``Connection/nextNumber(of:)``).
public final class IDBlocks: Sendable {
    private struct Block {
        var next: Int64
        var end: Int64
        var left: Int64 { end - next }
    }

    private struct State {
        var blocks: [IDSequence: Block] = [:]
        /// What transactions asked for in vain.
        var missing: [IDSequence: Int64] = [:]
        /// Nothing at or below these is handed out: imported rows hold such numbers.
        var floors: [IDSequence: Int64] = [:]
        /// The database stands above these: an import has raised them, and that is committed.
        var raised: [IDSequence: Int64] = [:]
    }

    private let state = Mutex(State())
    private let blockSize: Int64

    /// Blocks of `blockSize` numbers; a larger one costs larger gaps after a restart.
    public init(blockSize: Int64 = 512) {
        self.blockSize = max(1, blockSize)
    }

    /// Takes `count` numbers in a row and returns the first, or throws `idsShort` and remembers what was missing.
    public func take(_ count: Int64 = 1, from sequence: IDSequence) throws(DatabaseError) -> Int64 {
        let first: Int64? = state.withLock { state in
            if var block = state.blocks[sequence], block.left >= count {
                let first = block.next
                block.next += count
                state.blocks[sequence] = block
                return first
            }
            state.missing[sequence] = max(count, blockSize, state.missing[sequence] ?? 0)
            return nil
        }
        guard let first else { throw DatabaseError(.idsShort, sequence.kind.rawValue) }
        return first
    }

    /// Makes sure that `count` numbers can be taken without asking the database. Call it outside of a transaction.
    public func ensure(_ count: Int64, of sequence: IDSequence, on connection: any Connection) throws(DatabaseError) {
        let left = state.withLock { $0.blocks[sequence]?.left ?? 0 }
        guard left < count else { return }
        try reserve(max(count, blockSize), of: sequence, on: connection)
    }

    /// Reserves what a transaction missed, before it is run again: eight times as much at each further `attempt`, since
    /// only a new shortage tells that the transaction takes more. What is missing is forgotten only once it has been
    /// reserved, so that of two transactions that miss the same, both find it.
    public func ensureMissing(on connection: any Connection, attempt: Int = 0) throws(DatabaseError) {
        for (sequence, count) in state.withLock({ $0.missing }) {
            try ensure(min(count, 1 << 30) << (3 * min(max(0, attempt), 6)), of: sequence, on: connection)
        }
    }

    /// Raises a sequence above `highest`: who brings old ids along keeps them, and the next new one starts above them.
    public func raise(_ sequence: IDSequence, above highest: Int64, on connection: any Connection) throws(DatabaseError)
    {
        guard highest < Int64.max / 2 else { throw DatabaseError(.constraint, "id too large") }
        try connection.run(
            """
            INSERT INTO id_block (account_id, kind, next_id)
            VALUES (\(sequence.account), \(sequence.kind.rawValue), \(highest + 1))
            ON CONFLICT (account_id, kind) DO UPDATE SET next_id = excluded.next_id
            WHERE id_block.next_id < excluded.next_id
            """)
        state.withLock { state in
            state.floors[sequence] = max(highest, state.floors[sequence] ?? 0)
            if let block = state.blocks[sequence], block.next <= highest { state.blocks[sequence] = nil }
        }
    }

    /// The same for an import, which asks again and again with rising numbers: it raises the sequence by a thousand at a
    /// time, and not at all where this process knows that it stands above. Call it outside of a transaction, before the
    /// rows are written: what is remembered here must not be rolled back there.
    public func raiseAhead(
        _ sequence: IDSequence, above highest: Int64, on connection: any Connection
    ) throws(DatabaseError) {
        guard state.withLock({ $0.raised[sequence] ?? 0 }) < highest else { return }
        guard highest < Int64.max / 4 else { throw DatabaseError(.constraint, "id too large") }
        let floor = (highest / 1000 + 1) * 1000
        try raise(sequence, above: floor, on: connection)
        state.withLock { $0.raised[sequence] = max(floor, $0.raised[sequence] ?? 0) }
    }

    /// Gives up the block of a sequence: one of its numbers turned out to be taken, by what another node imported.
    public func forget(_ sequence: IDSequence) {
        state.withLock { $0.blocks[sequence] = nil }
    }

    private func reserve(_ count: Int64, of sequence: IDSequence, on connection: any Connection) throws(DatabaseError) {
        let rows = try connection.run(
            """
            INSERT INTO id_block (account_id, kind, next_id)
            VALUES (\(sequence.account), \(sequence.kind.rawValue), \(1 + count))
            ON CONFLICT (account_id, kind) DO UPDATE SET next_id = id_block.next_id + \(count)
            RETURNING next_id
            """)
        guard let end = try rows.first?.integer(0) else { throw DatabaseError(.shape, "id_block returned nothing") }
        state.withLock { state in
            if let floor = state.floors[sequence], end - count <= floor { return }
            if var block = state.blocks[sequence] {
                // A writer that was slower to install must not make numbers fall: its lower block is given up.
                if block.end > end - count { return }
                if block.end == end - count {
                    block.end = end
                    state.blocks[sequence] = block
                } else {
                    state.blocks[sequence] = Block(next: end - count, end: end)
                }
            } else {
                state.blocks[sequence] = Block(next: end - count, end: end)
            }
            if let missing = state.missing[sequence], (state.blocks[sequence]?.left ?? 0) >= missing {
                state.missing[sequence] = nil
            }
        }
    }
}
