public import SluiceCore

/// The registers as all nodes share them: their versions, the bytes of these in chunks, and the changes since. They are
/// of no account: every account asks the same.
///
/// Whatever changes a register takes its turn first (a row that the transaction holds), so two changes of one register
/// run one after the other, and every node that compares turns notices.
public struct RegisterRows {
    /// One version, as every node may fetch it.
    public struct Version: Sendable, Hashable {
        /// Where a version stands in its life.
        public enum State: String, Sendable, Hashable, CaseIterable {
            /// Its bytes are on their way here.
            case loading
            /// In use.
            case current
            /// Not in use.
            case retired
        }

        /// The register.
        public var name: RegisterName
        /// The version, counted from 1 and never used twice.
        public var number: Int64
        /// The SHA-256 of its file in hexadecimal digits.
        public var sha256: String
        /// The length of its file; 0 once its bytes were given up.
        public var bytes: Int64
        /// The numbers listed, or the thousands-blocks described.
        public var count: Int64
        /// When the source issued it.
        public var issuedOn: Timestamp
        /// When it was put into use first; of one that is loading, when it last made progress.
        public var loadedAt: Timestamp
        /// What the operator called the source.
        public var source: String
        /// Where it stands.
        public var state: State

        /// A version of these.
        public init(
            name: RegisterName, number: Int64, sha256: String, bytes: Int64, count: Int64, issuedOn: Timestamp,
            loadedAt: Timestamp, source: String, state: State
        ) {
            self.name = name
            self.number = number
            self.sha256 = sha256
            self.bytes = bytes
            self.count = count
            self.issuedOn = issuedOn
            self.loadedAt = loadedAt
            self.source = source
            self.state = state
        }

        /// Whether it can be put into use.
        public var isThere: Bool { state != .loading && bytes > 0 }
    }

    let connection: any Connection

    /// The registers of this database.
    public init(_ connection: any Connection) {
        self.connection = connection
    }

    // MARK: Turns

    /// How often each register has changed. Names that only a newer program knows are left out.
    public func turns() throws -> [RegisterName: Int64] {
        var turns: [RegisterName: Int64] = [:]
        for row in try connection.run("SELECT name, turn FROM register_turn") {
            guard let name = RegisterName(try row.text(0)) else { continue }
            turns[name] = try row.integer(1)
        }
        return turns
    }

    /// Takes the register's turn, and holds it until the transaction ends.
    func takeTurn(_ name: RegisterName) throws {
        try connection.run(
            """
            INSERT INTO register_turn (name, turn) VALUES (\(name.description), 1)
            ON CONFLICT (name) DO UPDATE SET turn = register_turn.turn + 1
            """)
    }

    // MARK: Versions

    private static let columns = "name, version, sha256, bytes, numbers, issued_on, loaded_at, source, state"

    /// Every version of every register, by name, oldest first.
    public func versions() throws -> [Version] {
        try connection.run(
            "SELECT \(clause: RegisterRows.columns) FROM register_version ORDER BY name, version"
        ).compactMap(read)
    }

    /// One version.
    public func version(_ name: RegisterName, _ number: Int64) throws -> Version? {
        try connection.first(
            """
            SELECT \(clause: RegisterRows.columns) FROM register_version
            WHERE name = \(name.description) AND version = \(number)
            """
        ).flatMap(read)
    }

    /// The version in use.
    public func current(_ name: RegisterName) throws -> Version? {
        try connection.first(
            """
            SELECT \(clause: RegisterRows.columns) FROM register_version
            WHERE name = \(name.description) AND state = 'current'
            """
        ).flatMap(read)
    }

    /// Puts a version whose bytes are there into use instead of the one that was; false where there is none such.
    public func use(_ name: RegisterName, _ number: Int64) throws -> Bool {
        try takeTurn(name)
        guard try version(name, number)?.isThere == true else { return false }
        try retire(name)
        try connection.run(
            """
            UPDATE register_version SET state = 'current'
            WHERE name = \(name.description) AND version = \(number)
            """)
        return true
    }

    /// Takes a register out of use; its versions stay.
    public func withdraw(_ name: RegisterName) throws {
        try takeTurn(name)
        try retire(name)
    }

    func retire(_ name: RegisterName) throws {
        try connection.run(
            """
            UPDATE register_version SET state = 'retired'
            WHERE name = \(name.description) AND state = 'current'
            """)
    }

    private func read(_ row: Row) throws -> Version? {
        guard let name = RegisterName(try row.text(0)) else { return nil }
        guard let state = Version.State(rawValue: try row.text(8)) else { throw DatabaseError(.shape, "register") }
        return Version(
            name: name, number: try row.integer(1), sha256: try row.text(2), bytes: try row.integer(3),
            count: try row.integer(4), issuedOn: Timestamp(try row.optionalInteger(5) ?? 0),
            loadedAt: Timestamp(try row.integer(6)), source: try row.text(7), state: state)
    }
}
