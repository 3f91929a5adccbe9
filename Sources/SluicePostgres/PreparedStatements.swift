import CLibpq
import SluiceDatabase

/// The statements that one connection's server process keeps prepared; beyond ``limit`` the least recently used goes.
///
/// A text is prepared once for each combination of parameter types it is bound with. NULL fits any type, and a new
/// combination takes over the types of its forerunner where it has NULL itself, so a text with many columns that may
/// be NULL is soon prepared for good. In return a parameter that is a number in one call and a text in another must
/// be spelled with a `CAST`, or live in two texts.
final class PreparedStatements {
    final class Entry {
        let name: String
        let sql: String
        let types: [Oid]
        fileprivate var lastUse: UInt64 = 0

        fileprivate init(name: String, sql: String, types: [Oid]) {
            self.name = name
            self.sql = sql
            self.types = types
        }

        fileprivate func takes(_ arguments: [DatabaseValue]) -> Bool {
            guard types.count == arguments.count else { return false }
            for (type, argument) in zip(types, arguments)
            where argument != .null && type != PostgresParameters.type(of: argument) {
                return false
            }
            return true
        }
    }

    /// How many a connection keeps.
    static let limit = 512

    private var entries: [String: [Entry]] = [:]
    private var count = 0
    private var uses: UInt64 = 0
    private var made: UInt64 = 0
    private var given: [String] = []

    /// The entry that takes the values of `statement`, if there is one.
    func find(_ statement: Statement) -> Entry? {
        guard let entry = entries[statement.sql]?.last(where: { $0.takes(statement.arguments) }) else { return nil }
        uses &+= 1
        entry.lastUse = uses
        return entry
    }

    /// A new entry for `statement`, to be prepared by the caller; another one may have to go for it.
    func add(_ statement: Statement) -> Entry {
        if count >= PreparedStatements.limit { removeLeastUsed() }
        var types = statement.arguments.map(PostgresParameters.type(of:))
        if let forerunner = entries[statement.sql]?.last, forerunner.types.count == types.count {
            for (index, argument) in statement.arguments.enumerated() where argument == .null {
                types[index] = forerunner.types[index]
            }
        }
        made &+= 1
        uses &+= 1
        let entry = Entry(name: "s\(made)", sql: statement.sql, types: types)
        entry.lastUse = uses
        entries[statement.sql, default: []].append(entry)
        count += 1
        return entry
    }

    /// Takes an entry out that the server does not have.
    func remove(_ entry: Entry) {
        guard var same = entries[entry.sql], let index = same.firstIndex(where: { $0 === entry }) else { return }
        same.remove(at: index)
        entries[entry.sql] = same.isEmpty ? nil : same
        count -= 1
    }

    /// Takes all out, since the server's may be stale.
    func removeAll() {
        entries = [:]
        count = 0
        given = ["ALL"]
    }

    /// What to `DEALLOCATE` before the next statement is prepared; handed out once.
    func takeGivenUp() -> [String] {
        defer { given = [] }
        return given
    }

    /// A name that was handed out and could not be deallocated yet.
    func giveUp(_ name: String) {
        given.append(name)
    }

    private func removeLeastUsed() {
        var oldest: Entry?
        for same in entries.values {
            for entry in same where entry.lastUse < oldest?.lastUse ?? .max { oldest = entry }
        }
        guard let oldest else { return }
        remove(oldest)
        giveUp(oldest.name)
    }
}
