import SluiceDatabase

/// One thing that an operator asks of the desk: what the command line sends and the desk performs.
///
/// Forms travel as text fields, so that the desk alone decides what they mean and can name every bad one at once.
public enum AdminOperation: Sendable, Hashable, Codable {
    /// What has a form to create, change, show, list and remove it.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case seller
        case campaign
        case list
        case criteria
        case validation
        case field
        case status
        case accessList = "access_list"
        case adaptor
        case endpoint
        case subscription
    }

    /// What can be done about the log-in of one user.
    public enum UserAccess: String, Sendable, Hashable, Codable, CaseIterable {
        case sessions
        case endSessions = "end_sessions"
        case removeCodes = "remove_codes"
    }

    /// What can be done to one lead.
    public enum LeadChange: String, Sendable, Hashable, Codable, CaseIterable {
        case archive
        case restore
        case delete
        case undelete
    }

    /// What can be asked of the audit log.
    public enum Audit: String, Sendable, Hashable, Codable, CaseIterable {
        case list
        case verify
        case export
    }

    /// What can be done with imports.
    public enum Import: String, Sendable, Hashable, Codable, CaseIterable {
        case preview
        case start
        case list
        case show
        case pause
        case resume
        case cancel
        case faults
    }

    /// What can be taken out as a file.
    public enum Export: String, Sendable, Hashable, Codable, CaseIterable {
        case leads
        case dnc
        case smsOptOuts = "sms_opt_outs"
        case receipts
    }

    /// What can be asked about vendors.
    public enum Vendor: String, Sendable, Hashable, Codable, CaseIterable {
        case board
        case rebuild
        case `return`
        case undoReturn = "undo_return"
        case returns
        case makeLink = "make_link"
        case links
        case revokeLink = "revoke_link"
    }

    /// What can be asked of Connect beside its configuration.
    public enum Connect: String, Sendable, Hashable, Codable, CaseIterable {
        case test
        case ping
        case rotateSecret = "rotate_secret"
        case deliveries
        case delivery
        case replay
        case cancel
        case events
        case templates
        case useTemplate = "use_template"
    }

    /// What can be done about held posts.
    public enum Held: String, Sendable, Hashable, Codable, CaseIterable {
        case list
        case release
        case refuse
    }

    /// What can be done with back-tests.
    public enum BackTest: String, Sendable, Hashable, Codable, CaseIterable {
        case start
        case list
        case show
        case cancel
    }

    case createAccount([String: String])
    case listAccounts

    case createUser([String: String])
    case changeUser(email: String, [String: String])
    case listUsers
    case userAccess(UserAccess, email: String)

    case createToken([String: String])
    case listTokens
    case revokeToken(name: String)

    case create(Kind, [String: String])
    case change(Kind, name: String, [String: String])
    case show(Kind, name: String)
    case list(Kind)
    case remove(Kind, name: String)

    case showSettings
    case changeSettings([String: String])

    case audit(Audit, [String: String])
    case listChanges([String: String])
    case showVersion(Int64)
    case compareVersions(from: Int64, to: Int64?)
    case restoreVersion(Int64)
    case restoreObject(Kind, name: String, version: Int64)
    case showVersionOfReceipt(Int64)
    case scheduleChange([String: String])
    case listScheduled([String: String])
    case unschedule(Int64)

    case addDNC([String: String])
    case listDNC([String: String])
    case liftDNC([String: String])

    case giveConsent([String: String])
    case revokeConsent([String: String])
    case listConsent([String: String])

    case importRegister([String: String])
    case changeRegister([String: String])
    case listRegisters
    case rollbackRegister(name: String, version: Int64)
    case withdrawRegister(name: String)
    case auditRegisters

    case vendor(Vendor, [String: String])
    case connect(Connect, [String: String])
    case backTest(BackTest, [String: String])
    case held(Held, [String: String])
    /// What a shadow said, and how often it agreed.
    case shadowReport([String: String])

    case examine
    /// Where the archive is to be: a whole path.
    case backup(String)

    case erasePerson([String: String])
    case listErasures

    case importing(Import, [String: String])
    case exporting(Export, [String: String])

    case postLead([String: String])
    case showLead(Int64)
    case explainLead([String: String])
    case changeLead(Int64, LeadChange)

    /// What an adaptor makes of a lead; the newest unless told.
    case previewAdaptor(name: String, [String: String])
}

/// An operation with the account it concerns and who asks for it.
public struct AdminRequest: Sendable, Hashable, Codable {
    /// The account's name or number; nothing = the only one.
    public var account: String?
    /// Who asks, as journals write it: `cli:alice`.
    public var actor: String
    /// What is asked.
    public var operation: AdminOperation

    /// Who asks, and through which door.
    var cause: ChangeCause { ChangeCause(actor: actor, origin: ChangeOrigin(door: "cli")) }

    /// A request of these.
    public init(account: String? = nil, actor: String, operation: AdminOperation) {
        self.account = account
        self.actor = actor
        self.operation = operation
    }
}
