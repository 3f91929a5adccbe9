public import SluiceCore

extension APIRequest {
    /// A request that did not come over HTTP: what an operator posts at the desk.
    public init(
        _ parameters: FlatParameters, from caller: Caller, configuration: AccountConfiguration, path: String
    ) {
        self.init(
            parameters: parameters, caller: caller, configuration: configuration, path: path, idempotencyKey: nil,
            digest: nil)
    }
}
