/// A person to call, as it is stored.
public struct Lead: Sendable, Hashable {
    /// Its number in the account.
    public var id: LeadID
    /// The list that holds it.
    public var listID: ListID
    /// The number to dial.
    public var phone: PhoneNumber
    /// The abbreviation of its ``LeadStatus``.
    public var status: String
    /// When it was first stored.
    public var createdAt: Timestamp
    /// When it last changed.
    public var modifiedAt: Timestamp
    /// How many times it was dialed.
    public var calledCount: Int64
    /// When it was last dialed.
    public var lastCalledAt: Timestamp?
    /// The Criteria that let it in, if any: its vendor.
    public var criteriaID: CriteriaID?
    /// When it was deleted; it can be restored.
    public var deletedAt: Timestamp?
    /// When it was archived.
    public var archivedAt: Timestamp?
    /// Every other field under its packed name: API name, or `field_<id>` for a custom one.
    public var fields: [String: String]

    /// A lead of these values.
    public init(
        id: LeadID, listID: ListID, phone: PhoneNumber, status: String, createdAt: Timestamp, modifiedAt: Timestamp,
        calledCount: Int64 = 0, lastCalledAt: Timestamp? = nil, criteriaID: CriteriaID? = nil,
        deletedAt: Timestamp? = nil, archivedAt: Timestamp? = nil, fields: [String: String] = [:]
    ) {
        self.id = id
        self.listID = listID
        self.phone = phone
        self.status = status
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.calledCount = calledCount
        self.lastCalledAt = lastCalledAt
        self.criteriaID = criteriaID
        self.deletedAt = deletedAt
        self.archivedAt = archivedAt
        self.fields = fields
    }
}
