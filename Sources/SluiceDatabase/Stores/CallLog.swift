public import SluiceCore

/// A call as the log keeps it (product-features §18).
public struct LoggedCall: Sendable, Hashable {
    /// Its number in the account.
    public var id: Int64
    /// The lead that was called, or that called.
    public var leadID: Int64?
    /// The list that the lead was in then.
    public var listID: Int64?
    /// The campaign that dialed it.
    public var campaignID: Int64?
    /// The agent; nothing where none took it.
    public var userID: Int64?
    /// The number dialed.
    public var phone: PhoneNumber
    /// When it began.
    public var at: Timestamp
    /// How long it took, in seconds.
    public var seconds: Int64
    /// What came of it.
    public var status: String
    /// Who ended it, or why: `AGENT`, `CALLER`, `NONE` and so on; empty where unknown.
    public var termReason: String
    /// `OUTBOUND`, `INBOUND`, `MANUAL` or `3WAY`.
    public var callType: String
    /// The lead's calls up to this one.
    public var calledCount: Int64
    /// Every other column of the log by its API name.
    public var fields: [String: String]

    /// A call of these.
    public init(
        id: Int64, phone: PhoneNumber, at: Timestamp, status: String, callType: String = "OUTBOUND"
    ) {
        self.id = id
        self.phone = phone
        self.at = at
        self.status = status
        self.callType = callType
        (seconds, termReason, calledCount, fields) = (0, "", 0, [:])
    }
}

/// The call log of one account.
public struct CallLog {
    let connection: any Connection
    let account: AccountID

    /// The log of `account`.
    public init(_ connection: any Connection, of account: AccountID) {
        self.connection = connection
        self.account = account
    }

    private static let columns = """
        id, lead_id, list_id, campaign_id, user_id, phone, at, seconds, status, term_reason, call_type, called_count
        """

    /// Writes down a call.
    public func add(_ call: LoggedCall) throws {
        let fields = PackedFields.text(of: call.fields)
        try connection.run(
            """
            INSERT INTO call_log (account_id, \(clause: CallLog.columns), fields)
            VALUES (\(account.number), \(call.id), \(call.leadID), \(call.listID), \(call.campaignID), \(call.userID),
                    \(call.phone.digits), \(call.at.milliseconds), \(call.seconds), \(call.status),
                    \(call.termReason), \(call.callType), \(call.calledCount), \(packed: fields, connection.dialect))
            """)
    }

    /// Whether a call has this number.
    public func has(_ id: Int64) throws -> Bool {
        try connection.first("SELECT id FROM call_log WHERE account_id = \(account.number) AND id = \(id)") != nil
    }

    /// The calls of a lead, the newest first.
    public func calls(of lead: LeadID, limit: Int64) throws -> [LoggedCall] {
        try connection.run(
            """
            SELECT \(clause: CallLog.columns), \(clause: connection.dialect.packedText("fields")) FROM call_log
            WHERE account_id = \(account.number) AND lead_id = \(lead.number) ORDER BY at DESC, id DESC LIMIT \(limit)
            """
        ).map { row in
            var call = LoggedCall(
                id: try row.integer(0), phone: PhoneNumber(try row.integer(5)), at: Timestamp(try row.integer(6)),
                status: try row.text(8), callType: try row.text(10))
            (call.leadID, call.listID) = (try row.optionalInteger(1), try row.optionalInteger(2))
            (call.campaignID, call.userID) = (try row.optionalInteger(3), try row.optionalInteger(4))
            (call.seconds, call.termReason) = (try row.integer(7), try row.text(9))
            call.calledCount = try row.integer(11)
            call.fields = try PackedFields.read(try row.text(12))
            return call
        }
    }
}
