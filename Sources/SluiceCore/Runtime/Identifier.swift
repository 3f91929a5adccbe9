/// A number that names one `Owner`, so that a list id is never taken for a lead id.
public struct Identifier<Owner>: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The number as people, CRMs and the database see it.
    public let number: Int64

    /// The id `number`.
    public init(_ number: Int64) {
        self.number = number
    }

    /// The id written as decimal digits, or nothing for any other text and for 0 and below: 0 stands for "not given"
    /// (convoso-api §2.1).
    public init?(wire text: some StringProtocol) {
        var number: Int64 = 0
        for byte in text.utf8 {
            guard byte >= 48, byte <= 57 else { return nil }
            let (tens, isTooLong) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooLarge) = tens.addingReportingOverflow(Int64(byte) - 48)
            guard !isTooLong, !isTooLarge else { return nil }
            number = sum
        }
        guard number > 0 else { return nil }
        self.number = number
    }

    /// Reads the plain number.
    public init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes the plain number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }

    /// Lower numbers first.
    public static func < (left: Self, right: Self) -> Bool {
        left.number < right.number
    }

    /// The digits.
    public var description: String { String(number) }
}

/// The id of an ``Account``; unique in one cell.
public typealias AccountID = Identifier<Account>
/// The id of a ``Lead``, per account.
public typealias LeadID = Identifier<Lead>
/// The id of a ``LeadList``, per account.
public typealias ListID = Identifier<LeadList>
/// The id of a ``Campaign``, per account.
public typealias CampaignID = Identifier<Campaign>
/// The id of a ``Seller``, per account.
public typealias SellerID = Identifier<Seller>
/// The id of a ``User``, per account.
public typealias UserID = Identifier<User>
/// The id of a ``UserSession``.
public typealias SessionID = Identifier<UserSession>
/// The id of an ``AccessList``, per account.
public typealias AccessListID = Identifier<AccessList>
/// The id of a ``LeadPostCriteria`` or ``ValidationCriteria``, per account.
public typealias CriteriaID = Identifier<LeadPostCriteria>
/// The id of a ``CustomField``, per account: it stays when the field is renamed.
public typealias FieldID = Identifier<CustomField>
/// The id of an ``APIToken``.
public typealias TokenID = Identifier<APIToken>
/// The id of a ``Receipt``.
public typealias ReceiptID = Identifier<Receipt>
/// The id of an ``Adaptor``, per account.
public typealias AdaptorID = Identifier<Adaptor>
/// The id of an ``Endpoint``, per account.
public typealias EndpointID = Identifier<Endpoint>
/// The id of a ``Subscription``, per account.
public typealias SubscriptionID = Identifier<Subscription>
