/// Why a stage said no: a stable reason, and the evidence for it.
public struct Refusal: Sendable, Hashable {
    /// The reason.
    public var reason: RefusalReason
    /// What was found, for the account's own users: never a phone number or a name.
    public var evidence: String

    /// A refusal for `reason`.
    public init(_ reason: RefusalReason, evidence: String) {
        self.reason = reason
        self.evidence = evidence
    }
}

/// Every reason for which a lead is refused, with its number and text on the wire.
///
/// Numbers up to 6090 are Convoso's (convoso-api §3.4, §5.2); those from 6900 on are ours, since nobody documents one.
/// The reason's name is permanent: receipts, boards and exports hold it.
public enum RefusalReason: String, Sendable, Hashable, Codable, CaseIterable {
    case unreadableValue = "unreadable_value"
    case listUnknown = "list_unknown"
    case listInactive = "list_inactive"
    case userUnknown = "user_unknown"
    case phoneOrListMissing = "phone_or_list_missing"
    case phoneInvalid = "phone_invalid"
    case duplicate
    case duplicateArchived = "duplicate_archived"
    case duplicateTooYoung = "duplicate_too_young"
    case duplicateInAccount = "duplicate_in_account"
    case fieldsMissing = "fields_missing"
    case emailInvalid = "email_invalid"
    case criteriaKeyUnknown = "criteria_key_unknown"
    case criteriaInactive = "criteria_inactive"
    case dncListed = "dnc_listed"
    case registerListed = "register_listed"
    case litigator
    case wireless
    case carrierType = "carrier_type"
    case accountCarrierType = "account_carrier_type"
    case validationNotMet = "validation_not_met"
    case updateForbidden = "update_forbidden"
    case statusUnknown = "status_unknown"
    case leadIDTaken = "lead_id_taken"
    case vendorCapHour = "vendor_cap_hour"
    case vendorCapDay = "vendor_cap_day"
    case vendorBudget = "vendor_budget"
    case vendorHours = "vendor_hours"
    case crmMatch = "crm_match"
    case crmUnanswered = "crm_unanswered"
    case held

    /// The `code` of the answer.
    public var code: Int {
        switch self {
        case .unreadableValue: 422
        case .listUnknown, .listInactive, .criteriaInactive: 6002
        case .userUnknown: 6006
        case .phoneOrListMissing: 6007
        case .phoneInvalid: 6008
        // That it is the CRM which knows the lead is nothing for a vendor.
        case .duplicate, .duplicateArchived, .duplicateTooYoung, .duplicateInAccount, .crmMatch: 6009
        case .fieldsMissing: 6023
        case .emailInvalid: 6079
        case .criteriaKeyUnknown: 6090
        case .dncListed, .registerListed, .litigator: 6901
        case .wireless: 6902
        case .carrierType, .accountCarrierType: 6903
        case .validationNotMet: 6904
        case .crmUnanswered: 6905
        case .held: 6910
        case .updateForbidden, .leadIDTaken: 6900
        case .statusUnknown: 6004
        case .vendorCapHour, .vendorCapDay, .vendorBudget, .vendorHours: 6911
        }
    }

    /// The `text` of the answer.
    public var text: String {
        switch self {
        case .unreadableValue: "Some values could not be read"
        case .listUnknown, .listInactive, .criteriaInactive: "No such List"
        case .userUnknown: "No such User"
        case .phoneOrListMissing: "Phone number and list id are required"
        case .phoneInvalid: "The phone number is invalid"
        case .duplicate, .duplicateArchived, .duplicateTooYoung, .duplicateInAccount, .crmMatch:
            "The phone number already exists"
        case .fieldsMissing: "Required fields are missed"
        case .emailInvalid: "Invalid Email(s)"
        case .criteriaKeyUnknown: "Invalid criteria key"
        case .dncListed, .registerListed, .litigator: "The phone number is on a Do Not Call list"
        case .wireless: "The phone number is wireless"
        case .carrierType, .accountCarrierType: "The carrier type is not accepted"
        case .validationNotMet: "The lead does not meet the validation criteria"
        case .updateForbidden, .leadIDTaken: "The lead was not accepted"
        case .statusUnknown: "No such Status"
        case .vendorCapHour, .vendorCapDay, .vendorBudget: "The limit of this key is reached"
        case .vendorHours: "Leads are not taken at this hour"
        case .crmUnanswered: "The lead could not be checked"
        case .held: "The lead is held until it can be checked"
        }
    }

    /// Whether the post itself is at fault, so that its sender needs the reason at every disclosure level.
    public var isSendersMistake: Bool {
        switch self {
        case .unreadableValue, .listUnknown, .listInactive, .criteriaInactive, .userUnknown, .phoneOrListMissing,
            .phoneInvalid, .fieldsMissing, .emailInvalid, .criteriaKeyUnknown, .statusUnknown, .leadIDTaken:
            true
        case .duplicate, .duplicateArchived, .duplicateTooYoung, .duplicateInAccount, .dncListed, .registerListed,
            .litigator, .wireless, .carrierType, .accountCarrierType, .validationNotMet, .updateForbidden,
            .vendorCapHour, .vendorCapDay, .vendorBudget, .vendorHours, .crmMatch, .crmUnanswered, .held:
            false
        }
    }
}

/// The numbers of answers that are not about one lead's merits.
public enum AnswerCode {
    /// A refusal whose reason the key keeps to itself.
    public static let notAccepted = 6900
    /// What a reader at the disclosure level *none* is told.
    public static let notAcceptedText = "The lead was not accepted"
    /// The token lacks the right.
    public static let forbidden = 403
    /// The token is missing, unknown, expired or revoked.
    public static let tokenInvalid = 5001
}
