public import SluiceCore

/// Checks a lead's fields and packs them under their stored names: API name, or `field_<id>` for a custom one.
///
/// Used by intake and by `leads/update` alike. Every field at fault is named at once.
public struct FieldReader: Sendable {
    let configuration: AccountConfiguration
    let requiresAll: Bool
    let leavesFaultyOut: Bool

    /// Reads fields of an account; `requiresAll` asks for the required custom ones (6023), `leavesFaultyOut` makes a
    /// note of what cannot be taken instead of refusing it.
    public init(_ configuration: AccountConfiguration, requiresAll: Bool, leavesFaultyOut: Bool = false) {
        self.configuration = configuration
        self.requiresAll = requiresAll
        self.leavesFaultyOut = leavesFaultyOut
    }

    init(_ facts: Facts) {
        self.init(
            facts.configuration, requiresAll: facts.post.door != .ping,
            leavesFaultyOut: facts.post.carried?.leavesFaultyFieldsOut ?? false)
    }

    /// Puts the fields into the draft, or says what is wrong with them. Names that nobody knows are left out, as
    /// senders expect (convoso-api §3.1).
    public func read(_ fields: [LeadPost.Parameter], into draft: inout LeadDraft) -> Refusal? {
        var unreadable: [String] = []
        var badEmails: [String] = []
        var unknownUsers: [String] = []
        draft.fields.reserveCapacity(fields.count)
        for field in fields {
            if let kind = StandardField.kinds[field.name] {
                guard isShort(field) else {
                    unreadable.append(field.name)
                    continue
                }
                switch kind {
                case .text, .phone: draft.fields.append(field)
                case .email:
                    if FieldReader.isEmail(field.value) {
                        draft.fields.append(field)
                    } else {
                        badEmails.append(field.name)
                    }
                case .date:
                    if let date = CalendarDate(wire: field.value) {
                        let text = date.text
                        draft.fields.append(text == field.value ? field : LeadPost.Parameter(field.name, text))
                    } else {
                        draft.fields.append(field)
                        draft.notes.append("date_unreadable: \(field.name)")
                    }
                case .user:
                    // "0" stands for nobody (convoso-api §2.1).
                    if field.value == "0" { continue }
                    if let id = UserID(wire: field.value), configuration.users[id] != nil {
                        draft.fields.append(field)
                    } else {
                        unknownUsers.append(field.name)
                    }
                }
            } else if let custom = configuration.fieldsByName[field.name] {
                if isShort(field), let value = custom.read(field.value) {
                    draft.fields.append(LeadPost.Parameter(custom.packedName, value))
                } else {
                    unreadable.append(field.name)
                }
            }
        }
        if leavesFaultyOut {
            draft.notes += (unreadable + badEmails + unknownUsers).map { "field_left_out: \($0)" }
            return refusal([], [], [], in: draft)
        }
        return refusal(unreadable, badEmails, unknownUsers, in: draft)
    }

    private func refusal(
        _ unreadable: [String], _ badEmails: [String], _ unknownUsers: [String], in draft: LeadDraft
    ) -> Refusal? {
        var missing: [String] = []
        if requiresAll {
            for field in configuration.requiredFields where draft.field(field.packedName) == nil {
                if !unreadable.contains(field.name) { missing.append(field.name) }
            }
        }
        let faults: [(RefusalReason, String, [String])] = [
            (.unreadableValue, "cannot be read", unreadable), (.fieldsMissing, "missing", missing),
            (.emailInvalid, "no e-mail address", badEmails), (.userUnknown, "no user of the account", unknownUsers),
        ].filter { !$0.2.isEmpty }
        guard let first = faults.first else { return nil }
        let evidence = faults.map { "\($0.1): \($0.2.joined(separator: ", "))" }.joined(separator: "; ")
        return Refusal(first.0, evidence: evidence)
    }

    private func isShort(_ field: LeadPost.Parameter) -> Bool {
        field.value.utf8.count <= (field.name == "notes" ? ReadPost.longestNotes : ReadPost.longest)
    }

    /// Whether a text looks like an address: one `@`, something before it, a dotted name after it, nothing blank.
    static func isEmail(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= 254, let at = bytes.firstIndex(of: UInt8(ascii: "@")), at != bytes.startIndex else {
            return false
        }
        let domain = bytes[bytes.index(after: at)...]
        guard let dot = domain.lastIndex(of: UInt8(ascii: ".")), dot != domain.startIndex,
            domain.index(after: dot) != domain.endIndex
        else { return false }
        return bytes.allSatisfy { $0 > 32 && $0 != 127 } && !domain.contains(UInt8(ascii: "@"))
    }
}

extension CustomField {
    /// The value as it is stored, or nothing when it is not of this field's kind.
    func read(_ value: String) -> String? {
        switch kind {
        case .text, .textarea, .lookup: return value
        case .phone: return value.utf8.contains { $0 >= 48 && $0 <= 57 } ? value : nil
        case .number: return Double(value).map { $0.isFinite } == true ? value : nil
        case .date: return CalendarDate(wire: value)?.text
        case .select:
            guard !choices.isEmpty else { return value }
            return choices.first { $0.lowercased() == value.lowercased() }
        }
    }
}
