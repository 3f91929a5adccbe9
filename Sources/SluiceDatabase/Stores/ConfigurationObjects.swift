public import SluiceCore

extension Seller: ConfigurationObject {
    /// `seller`.
    public static var kind: ConfigurationKind { .seller }
    /// Its id.
    public var number: Int64 { id.number }
    /// Its name, without regard to case.
    public var uniqueName: String { name.lowercased() }
    /// None.
    public var uniqueKey: String? { nil }
}

extension Campaign: ConfigurationObject {
    /// `campaign`.
    public static var kind: ConfigurationKind { .campaign }
    /// Its id.
    public var number: Int64 { id.number }
    /// Its name, without regard to case.
    public var uniqueName: String { name.lowercased() }
    /// None.
    public var uniqueKey: String? { nil }
}

extension LeadList: ConfigurationObject {
    /// `list`.
    public static var kind: ConfigurationKind { .list }
    /// Its id.
    public var number: Int64 { id.number }
    /// Its name, without regard to case (6081).
    public var uniqueName: String { name.lowercased() }
    /// None.
    public var uniqueKey: String? { nil }
}

extension LeadPostCriteria: ConfigurationObject {
    /// `criteria`.
    public static var kind: ConfigurationKind { .criteria }
    /// Its id.
    public var number: Int64 { id.number }
    /// Its name, without regard to case.
    public var uniqueName: String { name.lowercased() }
    /// What the vendor sends.
    public var uniqueKey: String? { key }
}

extension ValidationCriteria: ConfigurationObject {
    /// `validation`.
    public static var kind: ConfigurationKind { .validation }
    /// Its id.
    public var number: Int64 { id.number }
    /// Its name, without regard to case.
    public var uniqueName: String { name.lowercased() }
    /// What the ping sends.
    public var uniqueKey: String? { key }
}

extension CustomField: ConfigurationObject {
    /// `field`.
    public static var kind: ConfigurationKind { .field }
    /// Its id.
    public var number: Int64 { id.number }
    /// Its name: parameter names are case sensitive (convoso-api §2.1), fields must not differ by case alone.
    public var uniqueName: String { name.lowercased() }
    /// None.
    public var uniqueKey: String? { nil }
}

extension AccessList: ConfigurationObject {
    /// `access_list`.
    public static var kind: ConfigurationKind { .accessList }
    /// Its id.
    public var number: Int64 { id.number }
    /// Its name, without regard to case.
    public var uniqueName: String { name.lowercased() }
    /// None.
    public var uniqueKey: String? { nil }
}

extension Adaptor: ConfigurationObject {
    /// `adaptor`.
    public static var kind: ConfigurationKind { .adaptor }
    /// Its id.
    public var number: Int64 { id.number }
    /// Its name, without regard to case.
    public var uniqueName: String { name.lowercased() }
    /// None.
    public var uniqueKey: String? { nil }
}

extension Endpoint: ConfigurationObject {
    /// `endpoint`.
    public static var kind: ConfigurationKind { .endpoint }
    /// Its id.
    public var number: Int64 { id.number }
    /// Its name, without regard to case.
    public var uniqueName: String { name.lowercased() }
    /// None.
    public var uniqueKey: String? { nil }
}

extension Subscription: ConfigurationObject {
    /// `subscription`.
    public static var kind: ConfigurationKind { .subscription }
    /// Its id.
    public var number: Int64 { id.number }
    /// Its name, without regard to case.
    public var uniqueName: String { name.lowercased() }
    /// None.
    public var uniqueKey: String? { nil }
}

/// A custom status as a row: its code names it, a number of its own stays.
public struct StoredStatus: ConfigurationObject {
    /// `status`.
    public static var kind: ConfigurationKind { .status }
    /// Its number in the account.
    public var number: Int64
    /// The status.
    public var status: LeadStatus
    /// Its code; codes differ by more than case.
    public var uniqueName: String { status.code.uppercased() }
    /// None.
    public var uniqueKey: String? { nil }

    /// A row of this status.
    public init(number: Int64, status: LeadStatus) {
        self.number = number
        self.status = status
    }
}

/// The account's settings as the one row of their kind.
public struct StoredSettings: ConfigurationObject {
    /// `settings`.
    public static var kind: ConfigurationKind { .settings }
    /// Always 1.
    public var number: Int64 { 1 }
    /// The settings.
    public var settings: AccountSettings
    /// Always the same: there is one.
    public var uniqueName: String { "settings" }
    /// None.
    public var uniqueKey: String? { nil }

    /// A row of these settings.
    public init(_ settings: AccountSettings) {
        self.settings = settings
    }
}
