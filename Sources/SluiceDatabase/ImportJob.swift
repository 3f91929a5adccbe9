public import SluiceCore

/// What a file of rows is taken for. The words are permanent.
public enum ImportKind: String, Sendable, Hashable, Codable, CaseIterable {
    case leads
    case dnc
    case smsOptOuts = "sms_opt_outs"
    case consent
    case callLog = "call_log"
    case callbacks
    case statuses
}

/// A file on its way into the store.
public struct ImportJob: Sendable, Hashable {
    /// Where it stands.
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// A worker has it, or will take it up.
        case running
        /// Somebody, or a file that does not look right, has halted it; it can go on.
        case paused
        /// Every row was read.
        case done
        /// Given up; what was stored stays.
        case cancelled
    }

    /// Its number in the account.
    public var id: Int64
    /// What its rows are.
    public var kind: ImportKind
    /// The file as people call it.
    public var name: String
    /// Where the node finds it.
    public var file: String
    /// Its bytes.
    public var size: Int64
    /// When the file was last changed, in milliseconds: another file under the same name is not gone on with.
    public var changedAt: Int64
    /// The node that can read it.
    public var node: String
    /// What to do with the rows, as the importer of its kind wrote it down.
    public var plan: String
    /// Who asked for it.
    public var actor: String
    /// Where it stands.
    public var state: State = .running
    /// Why it was paused or cancelled.
    public var because = ""
    /// When it was asked for.
    public var startedAt: Timestamp
    /// When it last came further.
    public var movedAt: Timestamp
    /// The place behind the last row that is stored, or was found at fault.
    public var place: Int64
    /// That row's number.
    public var lastRow: Int64
    /// Rows read, blank ones left out; each was accepted, updated something, or was refused.
    public var rows: Int64 = 0
    /// New things that came of them.
    public var accepted: Int64 = 0
    /// Rows that changed what was there.
    public var updated: Int64 = 0
    /// Rows not taken.
    public var refused: Int64 = 0

    /// A new import, standing at `place` behind row `lastRow`.
    public init(
        id: Int64, kind: ImportKind, name: String, file: String, size: Int64, changedAt: Int64, node: String,
        plan: String, actor: String, at now: Timestamp, place: Int64, lastRow: Int64
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.file = file
        self.size = size
        self.changedAt = changedAt
        self.node = node
        self.plan = plan
        self.actor = actor
        startedAt = now
        movedAt = now
        self.place = place
        self.lastRow = lastRow
    }
}

/// The import is not this worker's any more: it was paused, cancelled, or taken up by another. Nothing was stored.
public struct ImportHalted: Error {
    /// Nothing was stored.
    public init() {}
}
