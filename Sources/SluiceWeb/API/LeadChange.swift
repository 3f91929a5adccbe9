import SluiceCore
import SluiceIntake

/// What `leads/update` asks to be changed of a lead (convoso-api §4.1): empty values leave a field as it is,
/// `-BLANK-` empties it.
struct LeadChange: Sendable {
    private let listID: String?
    private let phone: String?
    private let phoneCode: String?
    private let status: String?
    private let fields: [LeadPost.Parameter]
    private let cleared: [String]

    /// Reads the parameters of `request`. Names that nobody knows are left out when the change is applied.
    init(_ request: APIRequest) {
        listID = request["list_id"]
        phone = request["phone_number"]
        phoneCode = request["phone_code"].flatMap { $0 == WireWord.blank ? nil : $0 }
        status = request["status"]
        let others = request.parameters.entries.filter {
            !$0.value.isEmpty && !StandardField.reserved.contains($0.name)
        }
        fields = others.filter { $0.value != WireWord.blank }
        cleared = others.filter { $0.value == WireWord.blank }.map(\.name)
    }

    /// The lead with the change made, without regard to when. Throws the failure to answer with.
    func applied(to lead: Lead, in configuration: AccountConfiguration) throws(APIFailure) -> Lead {
        var lead = lead
        if let list = try target(in: configuration) { lead.listID = list }
        lead.phone = try number(for: lead, in: configuration)
        try write(into: &lead, by: configuration)
        if let status = newStatus(in: configuration) { lead.status = status.code }
        return lead
    }

    /// The status asked for, where the account has it; one that it does not have changes nothing.
    func newStatus(in configuration: AccountConfiguration) -> LeadStatus? {
        status.flatMap { configuration.statuses[$0] }
    }

    /// Where the lead is to go, if anywhere. The account's own door may move it; only the system fills its own lists.
    private func target(in configuration: AccountConfiguration) throws(APIFailure) -> ListID? {
        switch WireID(listID) {
        case .notGiven: return nil
        case .number(let number):
            if let list = configuration.lists[ListID(number)], !list.isSystem { return list.id }
        case .malformed: break
        }
        throw APIFailure(RefusalReason.listUnknown.code, RefusalReason.listUnknown.text)
    }

    private func number(
        for lead: Lead, in configuration: AccountConfiguration
    ) throws(APIFailure) -> PhoneNumber {
        let code = phoneCode ?? (phone == nil ? String(lead.phone.callingCode) : nil)
        let text = phone ?? lead.phone.national
        // What is shown and sent back unchanged stays, whatever the rules say of it.
        let isSame =
            text == lead.phone.national
            && (code ?? configuration.settings.defaultPhoneCode)
                == String(lead.phone.callingCode)
        if isSame { return lead.phone }
        let reading = PhoneReader.read(
            text, phoneCode: code, filtersPhoneCode: false, defaultCode: configuration.settings.defaultPhoneCode)
        guard case .success(let reading) = reading else {
            throw APIFailure(RefusalReason.phoneInvalid.code, RefusalReason.phoneInvalid.text)
        }
        return reading.number
    }

    private func write(into lead: inout Lead, by configuration: AccountConfiguration) throws(APIFailure) {
        let reader = FieldReader(configuration, requiresAll: false)
        var draft = LeadDraft()
        if let refusal = reader.read(fields, into: &draft) {
            throw APIFailure(
                status: refusal.reason == .unreadableValue ? 422 : 200, code: refusal.reason.code, refusal.reason.text,
                fields: faulty(reader))
        }
        for field in draft.fields { lead.fields[field.name] = field.value }
        var missing: [String] = []
        for name in cleared {
            if StandardField.kinds[name] != nil {
                lead.fields[name] = nil
            } else if let custom = configuration.fieldsByName[name] {
                if custom.isRequired { missing.append(name) }
                lead.fields[custom.packedName] = nil
            }
        }
        if !missing.isEmpty {
            throw APIFailure(RefusalReason.fieldsMissing.code, RefusalReason.fieldsMissing.text, fields: missing)
        }
    }

    /// The names of all fields that the reader refuses.
    private func faulty(_ reader: FieldReader) -> [String] {
        fields.filter { field in
            var draft = LeadDraft()
            return reader.read([field], into: &draft) != nil
        }.map(\.name)
    }
}

extension Lead {
    /// The wire names of what differs from `before`, sorted; custom fields under their stored names.
    func differences(from before: Lead) -> [String] {
        var names = Set(fields.filter { before.fields[$0.key] != $0.value }.keys)
        names.formUnion(before.fields.keys.filter { fields[$0] == nil })
        if phone != before.phone { names.insert("phone_number") }
        if status != before.status { names.insert("status") }
        return names.sorted()
    }
}
