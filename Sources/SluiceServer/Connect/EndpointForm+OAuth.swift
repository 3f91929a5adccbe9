import SluiceCore

extension EndpointForm {
    /// How an access token is got, where the other side asks for one (RFC 6749).
    static func fillOAuth(_ endpoint: inout Endpoint, from fields: inout FormFields) {
        let names = [
            "oauth_token_url", "oauth_client_id", "oauth_client_secret", "oauth_refresh_token", "oauth_scope",
        ]
        let given = Dictionary(names.map { ($0, fields.value($0)) }) { $1 }.compactMapValues(\.self)
        if let word = fields.value("oauth_grant"), FormFields.isNone(word) {
            endpoint.oauth = nil
            return
        }
        var kind = endpoint.oauth?.kind ?? .clientCredentials
        fields.choice("oauth_grant", into: &kind)
        guard fields.has("oauth_grant") || endpoint.oauth != nil else {
            for name in given.keys.sorted() { fields.fault(name, "needs oauth_grant beside it") }
            return
        }
        var grant = endpoint.oauth ?? OAuthGrant(kind, tokenURL: "", clientID: "", sealedClientSecret: "")
        grant.kind = kind
        if let text = given["oauth_token_url"] {
            do throws(OutboundURL.Fault) {
                grant.tokenURL = try OutboundURL(text).text
            } catch {
                fields.fault("oauth_token_url", error.rawValue)
            }
        }
        fields.text("oauth_client_id", into: &grant.clientID, 1...300)
        fields.text("oauth_scope", into: &grant.scope, 0...1000)
        if let text = given["oauth_client_secret"], !text.isEmpty {
            grant.sealedClientSecret = fields.seal("oauth_client_secret", text) ?? ""
        }
        if let text = given["oauth_refresh_token"] {
            grant.sealedRefreshToken =
                FormFields.isNone(text) ? nil : fields.seal("oauth_refresh_token", text)
        }
        if grant.tokenURL.isEmpty, given["oauth_token_url"] == nil { fields.fault("oauth_token_url", "is needed") }
        if grant.clientID.isEmpty, given["oauth_client_id"] == nil { fields.fault("oauth_client_id", "is needed") }
        if grant.sealedClientSecret.isEmpty { fields.fault("oauth_client_secret", "is needed") }
        if grant.kind == .refreshToken, grant.sealedRefreshToken == nil {
            fields.fault("oauth_refresh_token", "is needed for this grant")
        }
        endpoint.oauth = grant
    }
}
