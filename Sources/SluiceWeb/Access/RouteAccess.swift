public import SluiceCore

/// Who may use a route of the native API. There is no route without one.
public enum RouteAccess: Sendable, Hashable {
    /// Anybody, unknown ones too: logging in.
    case open
    /// A token or a user with the route's right in the section.
    case section(AccessSection)
    /// Every user for what is their own, even one who has these duties left.
    case own(evenWith: Set<Duty>)
}

/// What a user has to do before anything else is open to them.
public enum Duty: String, Sendable, Hashable, CaseIterable {
    /// Confirm the log-in with a one-time code.
    case confirmCode = "confirm_code"
    /// Choose a password of their own.
    case changePassword = "change_password"
    /// Set up one-time codes, which the account asks of everybody.
    case setUpCodes = "set_up_codes"

    var sentence: String {
        switch self {
        case .confirmCode: "Confirm the log-in with a one-time code first: POST session/code"
        case .changePassword: "Choose a new password first: PUT me/password"
        case .setUpCodes: "The account asks everybody for one-time codes: set yours up first, with POST me/codes"
        }
    }
}

/// How a route minds that some users reach the leads of named campaigns and lists only.
public enum DataReach: Sendable, Hashable {
    /// It reaches leads of every list, and is closed to those users. A route that says nothing is such a one.
    case everything
    /// It asks the caller about each campaign, list or lead that it shows or changes.
    case asked
    /// It shows and changes nothing of any campaign, list or lead.
    case account
}
