import SluiceCore
import SluiceDatabase

/// Statuses: the account's own can be made and changed, the system's are shown.
enum StatusForm: ConfigurationForm {
    static let word = "status"
    static let columns = [
        "code", "name", "custom", "final", "reached", "success", "dnc", "callback", "contact", "voicemail",
    ]

    static let nameField = "code"

    static func all(_ configuration: AccountConfiguration) -> [StoredStatus] {
        configuration.statuses.values.map { StoredStatus(number: 0, status: $0) }
    }

    static func name(of stored: StoredStatus) -> String { stored.status.code }

    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> StoredStatus {
        StoredStatus(number: try edit.nextStatusNumber(), status: LeadStatus(code: "", name: ""))
    }

    static func settled(_ stored: StoredStatus, _ edit: ConfigurationEdit) throws -> StoredStatus {
        guard stored.status.isCustom, let number = try edit.number(ofStatus: stored.status.code) else {
            throw ProblemReport("code", "\(stored.status.code) is a status of the system and is not changed")
        }
        return StoredStatus(number: number, status: stored.status)
    }

    static func fill(
        _ stored: inout StoredStatus, from fields: inout FormFields, in configuration: AccountConfiguration, isNew: Bool
    ) {
        if isNew { fields.require("code", "name") }
        fillCode(&stored.status, from: &fields, isNew: isNew)
        fields.text("name", into: &stored.status.name, 1...60)
        fields.flag("final", into: &stored.status.isFinal)
        fields.flag("reached", into: &stored.status.isReached)
        fields.flag("success", into: &stored.status.isSuccess)
        fields.flag("dnc", into: &stored.status.isDNC)
        fields.flag("callback", into: &stored.status.isCallback)
        fields.flag("contact", into: &stored.status.isContact)
        fields.flag("voicemail", into: &stored.status.isVoicemail)
        guard let color = fields.value("hex_color") else { return }
        if FormFields.isNone(color) {
            stored.status.hexColor = nil
        } else if color.utf8.count == 6, color.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) {
            stored.status.hexColor = color.lowercased()
        } else {
            fields.fault("hex_color", "takes six hexadecimal digits without #, or none")
        }
    }

    /// 2 to 6 letters and digits, fixed once made (convoso-api §15.1).
    private static func fillCode(_ status: inout LeadStatus, from fields: inout FormFields, isNew: Bool) {
        guard let code = fields.value("code")?.uppercased(), !code.isEmpty else { return }
        guard isNew else {
            if code != status.code { fields.fault("code", "is fixed once made, as leads and reports hold it") }
            return
        }
        let isPlain = code.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: false
            }
        }
        if !isPlain || !(2...6).contains(code.utf8.count) {
            fields.fault("code", "takes 2 to 6 letters and digits")
        } else {
            status.code = code
        }
    }

    static func objection(to stored: StoredStatus, _ edit: ConfigurationEdit) throws -> String? {
        let code = stored.status.code
        let campaigns = edit.snapshot.campaigns.values.filter { $0.dialableStatuses.contains(code) }.map(\.name)
        if !campaigns.isEmpty { return "campaigns dial it: \(campaigns.sorted().joined(separator: ", "))" }
        if edit.snapshot.settings.crmCheck?.rows.contains(where: { $0.status == code }) == true {
            return "the check with the CRM gives it to leads"
        }
        return try edit.hasLeads(with: code) ? "leads have it" : nil
    }

    static func members(
        of stored: StoredStatus, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        let status = stored.status
        return [
            ("code", .string(status.code)), ("name", .string(status.name)), ("custom", .bool(status.isCustom)),
            ("final", .bool(status.isFinal)), ("reached", .bool(status.isReached)),
            ("success", .bool(status.isSuccess)), ("dnc", .bool(status.isDNC)), ("callback", .bool(status.isCallback)),
            ("contact", .bool(status.isContact)), ("voicemail", .bool(status.isVoicemail)),
            ("hex_color", .text(status.hexColor)),
        ]
    }
}
