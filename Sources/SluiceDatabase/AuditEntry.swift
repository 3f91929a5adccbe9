public import SluiceCore

/// What the audit log takes. The words are permanent.
public enum AuditKind: String, Sendable, Hashable, CaseIterable {
    case accountCreated = "account_created"
    case configurationChanged = "configuration_changed"
    case changeScheduled = "change_scheduled"
    case changeSettled = "change_settled"
    case tokenCreated = "token_created"
    case tokenChanged = "token_changed"
    case tokenRevoked = "token_revoked"
    case userCreated = "user_created"
    case userChanged = "user_changed"
    case userRemoved = "user_removed"
    case loggedIn = "logged_in"
    case loggedOut = "logged_out"
    case logInRefused = "log_in_refused"
    case sessionsEnded = "sessions_ended"
    case codesSetUp = "one_time_codes_set_up"
    case codesRemoved = "one_time_codes_removed"
    case recoveryCodesMade = "recovery_codes_made"
    case recoveryCodeUsed = "recovery_code_used"
    case dncLifted = "dnc_lifted"
    case registerPublished = "register_published"
    case registerChanged = "register_changed"
    case registerRolledBack = "register_rolled_back"
    case registerWithdrawn = "register_withdrawn"
    case imported
    case vendorLinkCreated = "vendor_link_created"
    case vendorLinkRevoked = "vendor_link_revoked"
    case exported
    case erased
}

/// Who did something, and from where.
public struct ChangeCause: Sendable, Hashable {
    /// Who, as journals write it: `cli:alice`, `token:3`, `user:5`.
    public var actor: String
    /// From where, and why.
    public var origin: ChangeOrigin

    /// A cause of these.
    public init(actor: String, origin: ChangeOrigin = ChangeOrigin()) {
        self.actor = actor
        self.origin = origin
    }
}

/// One thing for the audit log: who did what with which object.
public struct AuditEntry: Sendable, Hashable {
    /// Whose log.
    public var account: AccountID
    /// What was done.
    public var kind: AuditKind
    /// With what: `criteria/3`, `token/7`, `user/2`. It stays when the payload is erased, so it names nobody.
    public var object: String
    /// Who did it, from where, and why.
    public var cause: ChangeCause
    /// When.
    public var at: Timestamp
    /// What else is to be known, names and addresses too; it can be erased later.
    public var details: [String: String]

    /// An entry of these values.
    public init(
        _ kind: AuditKind, _ object: String, of account: AccountID, by cause: ChangeCause, at: Timestamp,
        details: [String: String] = [:]
    ) {
        self.account = account
        self.kind = kind
        self.object = object
        self.cause = cause
        self.at = at
        self.details = details
    }

    /// Everything that can be erased, as a JSON object of texts.
    var payload: String {
        var members = details
        members["door"] = cause.origin.door
        members["address"] = cause.origin.address ?? ""
        members["comment"] = cause.origin.comment ?? ""
        return JSONText.object(
            members.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
}
