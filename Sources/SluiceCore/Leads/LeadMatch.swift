/// A live lead of the account that has the phone of a post.
public struct LeadMatch: Sendable, Hashable {
    /// Which lead.
    public var leadID: LeadID
    /// Where it is.
    public var listID: ListID
    /// When it was created.
    public var createdAt: Timestamp
    /// What only updates and relocation ask; absent when nobody does.
    public var detail: Detail?

    /// The rest of a matching lead.
    public struct Detail: Sendable, Hashable {
        /// Its status.
        public var status: String
        /// When it was last called.
        public var lastCalledAt: Timestamp?
        /// How often it was called.
        public var calledCount: Int64
        /// The Criteria that let it in: its vendor.
        public var criteriaID: CriteriaID?
        /// Its packed fields, as JSON.
        public var fields: String

        /// A detail of these values.
        public init(
            status: String, lastCalledAt: Timestamp?, calledCount: Int64, criteriaID: CriteriaID?, fields: String
        ) {
            self.status = status
            self.lastCalledAt = lastCalledAt
            self.calledCount = calledCount
            self.criteriaID = criteriaID
            self.fields = fields
        }
    }

    /// A match of these values.
    public init(leadID: LeadID, listID: ListID, createdAt: Timestamp, detail: Detail? = nil) {
        self.leadID = leadID
        self.listID = listID
        self.createdAt = createdAt
        self.detail = detail
    }
}
