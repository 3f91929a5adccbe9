import SluiceCore

/// Users: who works in an account.
enum UserForm {
    /// The lengths of a password, in characters.
    static let passwordLengths = 12...200

    /// Reads the fields into the user. Returns the new password, where one is given.
    static func fill(_ user: inout User, _ given: [String: String], isNew: Bool) throws -> String? {
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
        // A password is taken as it is: blanks at its ends belong to it.
        _ = fields.value("password")
        let password = given["password"]
        if let password, !password.isEmpty || !isNew, !passwordLengths.contains(password.count) {
            fields.fault(
                "password", "takes \(passwordLengths.lowerBound) to \(passwordLengths.upperBound) characters")
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

    static func members(of user: User) -> [(name: String, value: JSONValue)] {
        [
            ("id", .id(user.id)), ("email", .string(user.email)),
            ("name", .string([user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " "))),
            ("role", .string(user.role.rawValue)), ("compliance", .bool(user.isCompliance)),
            ("active", .bool(user.isActive)),
        ]
    }
}
