public import SluiceCore

/// One authenticated request to the API, read.
public struct APIRequest: Sendable {
    /// Its parameters, wherever they stood.
    public var parameters: FlatParameters
    /// Who asks.
    public var caller: Caller
    /// The account's configuration.
    public var configuration: AccountConfiguration
    /// The path, without its aliases: `leads/insert`.
    public var path: String
    /// The `Idempotency-Key` header.
    public var idempotencyKey: String?
    /// A digest of the parameters, for that key.
    public var digest: String?

    /// The value of a parameter; nothing where it is absent or empty, since an empty value means "not given"
    /// (convoso-api §2.1).
    public subscript(name: String) -> String? {
        guard let value = parameters[name], !value.isEmpty else { return nil }
        return value
    }

    /// Who asks, as journals write it.
    public var actor: String { caller.actor }
}
