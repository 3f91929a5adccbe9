/// What the CRM said about one post, or why it said nothing. A class, as what hangs on it: most posts have none and pay
/// for a pointer only.
public final class CRMAnswer: Sendable {
    /// What it was asked by: an answer counts for no other check.
    public let check: CRMCheck
    /// Which row matched, from 0; nothing where none did.
    public let row: Int?
    /// Why there is no answer.
    public let fault: DeliveryFault?
    /// What is kept of the exchange.
    public let record: CRMRecord

    /// An answer of these.
    public init(_ check: CRMCheck, row: Int? = nil, fault: DeliveryFault? = nil, record: CRMRecord) {
        self.check = check
        self.row = row
        self.fault = fault
        self.record = record
    }

    /// The row that matched.
    public var match: CRMCheck.Row? {
        row.flatMap { check.rows.indices.contains($0) ? check.rows[$0] : nil }
    }

    /// The same answer for a later post: the exchange itself is in the receipt of the post that asked.
    public var remembered: CRMAnswer {
        let short = CRMRecord(
            endpoint: record.endpoint, status: record.status, milliseconds: record.milliseconds, isCached: true)
        return CRMAnswer(check, row: row, fault: fault, record: short)
    }
}

/// The exchange with the CRM as a receipt keeps it.
public final class CRMRecord: Sendable, Hashable {
    /// The endpoint that was asked.
    public let endpoint: String
    /// The status of its answer, where one came.
    public let status: Int?
    /// How long it took.
    public let milliseconds: Int64
    /// Whether an answer from shortly before was taken.
    public let isCached: Bool
    /// The request, without what is secret in it.
    public let request: String
    /// The answer, up to 64 KiB of it.
    public let answer: String

    /// A record of these.
    public init(
        endpoint: String, status: Int? = nil, milliseconds: Int64 = 0, isCached: Bool = false, request: String = "",
        answer: String = ""
    ) {
        self.endpoint = endpoint
        self.status = status
        self.milliseconds = milliseconds
        self.isCached = isCached
        self.request = request
        self.answer = answer
    }

    /// Whether both say the same.
    public static func == (left: CRMRecord, right: CRMRecord) -> Bool {
        (left.endpoint, left.status, left.milliseconds, left.isCached, left.request, left.answer)
            == (right.endpoint, right.status, right.milliseconds, right.isCached, right.request, right.answer)
    }

    /// By what it says.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(endpoint)
        hasher.combine(status)
        hasher.combine(answer)
    }
}

/// A post that was held and is judged again.
public final class HeldFacts: Sendable {
    /// What a person decided about it.
    public enum Decision: Sendable, Hashable {
        /// It is taken without the CRM's answer.
        case release(by: String)
        /// It is refused.
        case refuse(by: String)
    }

    /// The receipt that said so.
    public let receiptID: ReceiptID
    /// Since when it waits.
    public let since: Timestamp
    /// What was decided; nothing where the CRM is asked again.
    public let decision: Decision?

    /// Facts of these.
    public init(receiptID: ReceiptID, since: Timestamp, decision: Decision? = nil) {
        self.receiptID = receiptID
        self.since = since
        self.decision = decision
    }
}
