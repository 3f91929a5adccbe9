/// Where a lead stands: a short code that agents choose or the system sets (product-features §18).
public struct LeadStatus: Sendable, Hashable, Codable {
    /// 2 to 6 letters and digits (system codes may be shorter); fixed once made.
    public var code: String
    /// What agents read.
    public var name: String
    /// Never dialed again.
    public var isFinal: Bool
    /// A person was reached.
    public var isReached: Bool
    /// A sale, or what counts as one.
    public var isSuccess: Bool
    /// Puts the number on Do Not Call.
    public var isDNC: Bool
    /// Asks for a call-back.
    public var isCallback: Bool
    /// Somebody answered.
    public var isContact: Bool
    /// A voicemail answered.
    public var isVoicemail: Bool
    /// Six hexadecimal digits.
    public var hexColor: String?
    /// Whether the account made it; only such a one can be changed.
    public var isCustom: Bool

    /// A status of these flags.
    public init(
        code: String, name: String, isFinal: Bool = false, isReached: Bool = false, isSuccess: Bool = false,
        isDNC: Bool = false, isCallback: Bool = false, isContact: Bool = false, isVoicemail: Bool = false,
        hexColor: String? = nil, isCustom: Bool = true
    ) {
        self.code = code
        self.name = name
        self.isFinal = isFinal
        self.isReached = isReached
        self.isSuccess = isSuccess
        self.isDNC = isDNC
        self.isCallback = isCallback
        self.isContact = isContact
        self.isVoicemail = isVoicemail
        self.hexColor = hexColor
        self.isCustom = isCustom
    }

    /// A status that an update from outside may not take a lead out of: final, success, Do Not Call, in a call.
    public var isProtected: Bool { isFinal || isSuccess || isDNC || code == LeadStatus.inCall }

    /// The status of a new lead.
    public static let new = "NEW"
    /// The status while a call is up.
    public static let inCall = "INCALL"
    /// The status of a lead that was given back to its vendor.
    public static let returned = "RETURN"
}
