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
        case seller
        case criteria
        case field
        case callLog = "call_log"
        case dnc
        /// Events, receipts, hopper entries, jobs, tokens, consent.
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

/// Hands out ids from blocks that were reserved in the database beforehand.
///
/// A block is reserved in a transaction of its own before the work begins, so a rolled-back transaction leaves a gap
/// and never a number given twice. Numbers of one sequence rise within one process.
public final class IDBlocks: Sendable {
    private struct Block {
        var next: Int64
        var end: Int64
        var left: Int64 { end - next }
    }

    private let blocks = Mutex<[IDSequence: Block]>([:])
    private let short = Mutex<[IDSequence: Int64]>([:])
    private let blockSize: Int64

    /// Blocks of `blockSize` numbers; a larger one costs larger gaps after a restart.
    public init(blockSize: Int64 = 512) {
        self.blockSize = max(1, blockSize)
    }

    /// Takes `count` numbers in a row and returns the first, or throws `idsShort` and remembers what was missing.
    public func take(_ count: Int64 = 1, from sequence: IDSequence) throws(DatabaseError) -> Int64 {
        let first: Int64? = blocks.withLock { blocks in
            guard var block = blocks[sequence], block.left >= count else { return nil }
            let first = block.next
            block.next += count
            blocks[sequence] = block
            return first
        }
        if let first { return first }
        short.withLock { $0[sequence, default: 0] += max(count, blockSize) }
        throw DatabaseError(.idsShort, sequence.kind.rawValue)
    }

    /// Makes sure that `count` numbers can be taken without asking the database. Call it outside of a transaction.
    public func ensure(_ count: Int64, of sequence: IDSequence, on connection: any Connection) throws(DatabaseError) {
        let left = blocks.withLock { $0[sequence]?.left ?? 0 }
        guard left < count else { return }
        try reserve(max(count, blockSize), of: sequence, on: connection)
    }

    /// Reserves what the last `take` missed; the transaction that threw is then run again.
    public func ensureMissing(on connection: any Connection) throws(DatabaseError) {
        let missing = short.withLock { short in
            defer { short = [:] }
            return short
        }
        for (sequence, count) in missing { try reserve(count, of: sequence, on: connection) }
    }

    /// Raises a sequence above `highest`: imports keep old ids, and the next new one starts above them. Call it inside
    /// the transaction that writes the imported row.
    public func raise(_ sequence: IDSequence, above highest: Int64, on connection: any Connection) throws(DatabaseError)
    {
        guard highest < Int64.max / 2 else { throw DatabaseError(.constraint, "id too large") }
        try connection.run(
            """
            INSERT INTO id_block (account_id, kind, next_id) VALUES (\(sequence.account), \(sequence.kind.rawValue), \(highest + 1))
            ON CONFLICT (account_id, kind) DO UPDATE SET next_id = excluded.next_id
            WHERE id_block.next_id < excluded.next_id
            """)
        blocks.withLock { blocks in
            if let block = blocks[sequence], block.next <= highest { blocks[sequence] = nil }
        }
    }

    private func reserve(_ count: Int64, of sequence: IDSequence, on connection: any Connection) throws(DatabaseError) {
        let rows = try connection.run(
            """
            INSERT INTO id_block (account_id, kind, next_id) VALUES (\(sequence.account), \(sequence.kind.rawValue), \(1 + count))
            ON CONFLICT (account_id, kind) DO UPDATE SET next_id = id_block.next_id + \(count)
            RETURNING next_id
            """)
        guard let end = try rows.first?.integer(0) else { throw DatabaseError(.shape, "id_block returned nothing") }
        blocks.withLock { blocks in
            // The rest of the old block is given up unless the new one follows it directly.
            if var block = blocks[sequence], block.end == end - count {
                block.end = end
                blocks[sequence] = block
            } else {
                blocks[sequence] = Block(next: end - count, end: end)
            }
        }
    }
}
