import SluiceCore

/// API tokens: what a vendor, a CRM or a script may do.
enum TokenForm {
    /// A token of these fields, without its number. Without `sections` it is a vendor's: Lead Post and the ping.
    static func read(
        _ given: [String: String], id: TokenID, in configuration: AccountConfiguration, taken: [String],
        at now: Timestamp
    ) throws -> APIToken {
        var fields = FormFields(given)
        var token = APIToken(
            id: id, accountID: configuration.account.id, name: "", sections: APIToken.vendorSections)
        fields.require("name")
        fields.text("name", into: &token.name, 1...60)
        if taken.contains(token.name), !token.name.isEmpty { fields.fault("name", "another token has this name") }
        fillSections(&token, from: &fields)
        fillAddresses(&token, from: &fields)
        let criteria = configuration.criteriaNames + configuration.validationNames
        if let ids = fields.references("criteria", to: "criteria", among: criteria) { token.criteriaIDs = Set(ids) }
        fields.optionalNumber("per_minute", into: &token.perMinute, 1...1_000_000)
        fields.flag("test", into: &token.isTest)
        if token.isTest, !token.isVendors {
            fields.fault("test", "is for tokens that only post and ping; leave sections out")
        }
        if let text = fields.value("expires"), !FormFields.isNone(text) {
            let moment = MomentText.read(text, zone: configuration.account.timeZone)
            if let moment, moment > now {
                token.expiresAt = moment
            } else {
                fields.fault("expires", "takes a day or a moment to come: 2030-12-31 or 2030-12-31 18:00:00")
            }
        }
        try fields.check("a token")
        return token
    }

    private static func fillSections(_ token: inout APIToken, from fields: inout FormFields) {
        guard let words = fields.words("sections") else { return }
        if words.map({ $0.lowercased() }) == ["all"] {
            token.sections = Set(APIToken.Section.allCases)
            return
        }
        let sections = words.map { APIToken.Section(rawValue: $0.lowercased()) }
        guard !sections.isEmpty, sections.allSatisfy({ $0 != nil }) else {
            let all = APIToken.Section.allCases.map(\.rawValue).joined(separator: ", ")
            fields.fault("sections", "takes all, or some of \(all)")
            return
        }
        token.sections = Set(sections.compactMap(\.self))
    }

    private static func fillAddresses(_ token: inout APIToken, from fields: inout FormFields) {
        guard let words = fields.words("addresses") else { return }
        let bad = words.filter { AddressRange($0) == nil }
        guard bad.isEmpty else {
            fields.fault(
                "addresses",
                "takes addresses and ranges such as 203.0.113.7 and 203.0.113.0/24, not \(bad.joined(separator: ", "))")
            return
        }
        token.addresses = words
    }

    /// What the audit log keeps of a token: all but its secret.
    static func details(of token: APIToken) -> [String: String] {
        [
            "name": token.name, "sections": token.sections.map(\.rawValue).sorted().joined(separator: ","),
            "criteria": token.criteriaIDs.sorted().map(\.description).joined(separator: ","),
            "addresses": token.addresses.joined(separator: ","),
            "per_minute": token.perMinute.map(String.init) ?? "", "test": token.isTest ? "yes" : "",
            "expires": token.expiresAt.map(MomentText.write) ?? "",
        ]
    }

    static func members(
        of token: APIToken, lastUsedAt: Timestamp?, _ configuration: AccountConfiguration, at now: Timestamp
    ) -> [(name: String, value: JSONValue)] {
        let names = token.criteriaIDs.sorted().map { id in
            configuration.criteria[id]?.name ?? configuration.validations[id]?.name ?? "(removed \(id))"
        }
        let state = token.revokedAt != nil ? "revoked" : (token.isValid(at: now) ? "valid" : "expired")
        return [
            ("id", .id(token.id)), ("name", .string(token.name)), ("state", .string(state)),
            ("sections", .words(token.sections.map(\.rawValue))), ("criteria", .texts(names)),
            ("addresses", .texts(token.addresses)), ("per_minute", .number(token.perMinute)),
            ("test", .bool(token.isTest)),
            ("expires", .moment(token.expiresAt)), ("last_used", .moment(lastUsedAt)),
        ]
    }
}
