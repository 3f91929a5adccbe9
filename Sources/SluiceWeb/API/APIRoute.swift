public import SluiceCore
public import SluiceDatabase

/// One path of the API: what it needs, and what it does.
public struct APIRoute: Sendable {
    /// What happens; a failure is thrown as ``APIFailure``.
    public typealias Action = @Sendable (APIRequest) async throws -> StoredAnswer

    /// The path below `/v1`: `leads/insert`.
    public let path: String
    /// Other spellings of it: `lead/insert`.
    public let aliases: [String]
    /// The section whose right it needs. There is no route without one.
    public let section: AccessSection
    /// The right that it needs in the section.
    public let right: AccessRights
    /// What it does.
    public let action: Action

    /// A route of these.
    public init(
        _ path: String, aliases: [String] = [], section: AccessSection, right: AccessRights, action: @escaping Action
    ) {
        self.path = path
        self.aliases = aliases
        self.section = section
        self.right = right
        self.action = action
    }
}
