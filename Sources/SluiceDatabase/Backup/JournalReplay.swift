public import SluiceCore

/// Brings the Do Not Call lists of a restored store up to date from the journal files of its nodes.
///
/// Lines that follow the store's own chain are taken over as they are, lifts too: each was made by somebody who might. A
/// line that does not follow, because others before it are in no file or the store's history became another, adds its
/// number again and lifts nothing, so that whatever is missing, a person's own wish stands.
public struct JournalReplay {
    /// What became of the lines.
    public struct Outcome: Sendable, Hashable {
        /// Lines taken over into the chain.
        public var replayed: Int64 = 0
        /// Numbers listed again by lines outside of the chain.
        public var listedAgain: Int64 = 0
        /// Lifts outside of the chain, which were passed over.
        public var liftsPassedOver: Int64 = 0
        /// Lines of accounts that the store has not.
        public var withoutAccount: Int64 = 0
        /// Lines that are in no file, by account.
        public var missing: [AccountID: [ClosedRange<Int64>]] = [:]

        /// Those that are missing, in words; empty when none is.
        public var missingText: String {
            missing.sorted { $0.key < $1.key }.map { account, ranges in
                let lines = ranges.map {
                    $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)"
                }
                return "account \(account): \(lines.joined(separator: ", "))"
            }.joined(separator: "; ")
        }
    }

    /// What stands in a line's payload.
    private struct Payload {
        var channel: DNCList.Channel
        var entry: DNCEntry

        init?(_ line: Suppressions.Line) {
            // A payload that cannot be read was not written by us, or was emptied.
            guard let json = try? JSONValue(parsing: Array(line.payload.utf8)) else { return nil }
            func text(_ name: String) -> String { json[name]?.string ?? "" }
            func number(_ name: String) -> Int64? { Int64(text(name)) }
            let scopes: [String: DNCScope] = [
                "account": .account, "seller": .seller(SellerID(number("scope_id") ?? 0)),
                "campaign": .campaign(CampaignID(number("scope_id") ?? 0)), "purpose": .purpose(text("scope_word")),
            ]
            guard let phone = number("number"), let made = number("created_at"), let scope = scopes[text("scope")],
                let origin = DNCEntry.Origin(rawValue: text("origin")),
                let channel = json["channel"].map({ DNCList.Channel(rawValue: $0.string ?? "") }) ?? .calls
            else { return nil }
            self.channel = channel
            entry = DNCEntry(
                id: line.entryID, number: phone, scope: scope, origin: origin, reason: text("reason"),
                purpose: text("purpose"), createdAt: Timestamp(made))
        }
    }

    private let connection: any Connection
    private let salt: () -> String
    private let now: Timestamp

    /// A replay in the transaction of `connection`. `salt` gives new salts.
    public init(_ connection: any Connection, salt: @escaping () -> String, at now: Timestamp) {
        self.connection = connection
        self.salt = salt
        self.now = now
    }

    /// Replays lines of any accounts in any order, the same line more than once too.
    public func run(_ lines: [Suppressions.Line]) throws -> Outcome {
        var outcome = Outcome()
        let accounts = Set(try Accounts(connection).all().map(\.id))
        for (account, lines) in Dictionary(grouping: Set(lines), by: \.account) {
            guard accounts.contains(account) else {
                outcome.withoutAccount &+= Int64(lines.count)
                continue
            }
            try replay(lines.sorted { $0.id < $1.id }, of: account, &outcome)
        }
        return outcome
    }

    private func replay(_ lines: [Suppressions.Line], of account: AccountID, _ outcome: inout Outcome) throws {
        let journal = Suppressions(connection, of: account)
        let known = try chains(of: journal)
        var head = (id: Int64(known.count), chain: known.last ?? "")
        var strays: [Suppressions.Line] = []
        var reached = head.id
        for line in lines {
            if line.id <= Int64(known.count) {
                if line.id < 1 || known[Int(line.id) - 1] != line.chain { strays.append(line) }
                continue
            }
            if line.id > reached &+ 1 { outcome.missing[account, default: []].append((reached &+ 1)...(line.id &- 1)) }
            reached = max(reached, line.id)
            if line.id == head.id &+ 1, Suppressions.holds(line, after: head.chain) {
                try takeOver(line)
                head = (line.id, line.chain)
                outcome.replayed &+= 1
            } else {
                strays.append(line)
            }
        }
        for line in strays { try listAgain(line, &outcome) }
    }

    /// The chain values of the store's own lines, the first one's first: the journal has no gaps.
    private func chains(of journal: Suppressions) throws -> [String] {
        var chains: [String] = []
        while true {
            let lines = try journal.lines(after: Int64(chains.count), limit: 5000)
            guard !lines.isEmpty else { return chains }
            for line in lines {
                guard line.id == Int64(chains.count) + 1 else { throw DatabaseError(.corrupt, "the journal has a gap") }
                chains.append(line.chain)
            }
        }
    }

    private func takeOver(_ line: Suppressions.Line) throws {
        try Suppressions.store(line, on: connection)
        guard let payload = Payload(line) else { return }
        let (account, table, entry) = (line.account.number, payload.channel.table, payload.entry)
        let scope = entry.scope.columns
        try connection.run("DELETE FROM \(clause: table) WHERE account_id = \(account) AND id = \(entry.id)")
        guard line.action != Suppressions.Action.lift.rawValue else { return }
        try connection.run(
            """
            DELETE FROM \(clause: table)
            WHERE account_id = \(account) AND number = \(entry.number) AND scope = \(scope.kind)
              AND scope_id = \(scope.id) AND scope_word = \(scope.word)
            """)
        try DNCList(connection, of: line.account, for: payload.channel).insert(entry)
        let sequence = IDSequence(payload.channel.sequence, of: account)
        try Restorations(connection).raise(to: ["\(sequence.account)/\(sequence.kind.rawValue)": entry.id &+ 1])
    }

    private func listAgain(_ line: Suppressions.Line, _ outcome: inout Outcome) throws {
        guard let payload = Payload(line) else { return }
        guard line.action != Suppressions.Action.lift.rawValue else {
            outcome.liftsPassedOver &+= 1
            return
        }
        let list = DNCList(connection, of: line.account, for: payload.channel)
        var entry = payload.entry
        let standing = try list.entry(number: entry.number, scope: entry.scope)
        if let standing, standing.origin == .consumer || entry.origin != .consumer { return }
        entry.id =
            try standing?.id
            ?? connection.nextNumber(of: IDSequence(payload.channel.sequence, of: line.account.number))
        if standing != nil {
            try list.write(entry)
        } else {
            try list.insert(entry)
        }
        try Suppressions(connection, of: line.account).record(
            standing == nil ? .add : .change, entry, of: payload.channel, evidence: "", by: "restore", salt: salt(),
            at: now)
        outcome.listedAgain &+= 1
    }
}
