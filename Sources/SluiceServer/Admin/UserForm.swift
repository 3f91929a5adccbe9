import SluiceCore

/// Users: who works in an account.
enum UserForm {
    /// Reads the fields into the user. Returns the new password, where one is given.
    static func fill(
        _ user: inout User, _ given: [String: String], _ configuration: AccountConfiguration, isNew: Bool
    ) throws -> String? {
        var fields = FormFields(given)
        if isNew { fields.require("email", "password") }
        if let email = fields.value("email"), !email.isEmpty {
            if isAddress(email) {
                user.email = email.lowercased()
            } else {
                fields.fault("email", "takes one e-mail address")
            }
        }
        fields.text("first_name", into: &user.firstName, 0...60)
        fields.text("last_name", into: &user.lastName, 0...60)
        fields.choice("role", into: &user.role)
        fields.flag("compliance", into: &user.isCompliance)
        fields.flag("active", into: &user.isActive)
        fields.optionalReference(
            "access_list", to: "access list", among: configuration.accessLists.values.map { ($0.id, $0.name) },
            into: &user.accessListID)
        fields.flag("must_change_password", into: &user.mustChangePassword)
        // A password is taken as it is: blanks at its ends belong to it.
        _ = fields.value("password")
        let password = given["password"]
        if let password, !password.isEmpty || !isNew,
            let fault = PasswordRules.fault(in: password, of: user, configuration.account)
        {
            fields.fault("password", fault)
        }
        try fields.check("a user")
        return password
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, text.utf8.count <= 254 else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty } && text.utf8.allSatisfy { $0 > 32 && $0 != 127 }
    }

    /// What the audit log keeps of a user: all of a new one; of a changed one each field that differs, as it was and as
    /// it is; of a password that it is another one.
    static func details(of user: User, before: User? = nil, hasNewPassword: Bool = false) -> [String: String] {
        func fields(_ user: User) -> [String: String] {
            [
                "email": user.email, "first_name": user.firstName, "last_name": user.lastName,
                "role": user.role.rawValue, "compliance": user.isCompliance ? "yes" : "no",
                "active": user.isActive ? "yes" : "no",
                "access_list": user.accessListID.map(\.description) ?? "none",
                "must_change_password": user.mustChangePassword ? "yes" : "no",
            ]
        }
        var details = fields(user)
        if let before = before.map(fields) {
            details = details.filter { before[$0.key] != $0.value }
            for name in details.keys.sorted() { details["\(name)_before"] = before[name] }
        }
        if hasNewPassword { details["password"] = "changed" }
        return details
    }

    static func members(
        of user: User, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        [
            ("id", .id(user.id)), ("email", .string(user.email)),
            ("name", .string([user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " "))),
            ("role", .string(user.role.rawValue)), ("compliance", .bool(user.isCompliance)),
            ("active", .bool(user.isActive)),
            ("access_list", .text(user.accessListID.map { configuration.accessLists[$0]?.name ?? "(removed \($0))" })),
            ("must_change_password", .bool(user.mustChangePassword)), ("one_time_codes", .bool(user.hasOneTimeCodes)),
        ]
    }
}
