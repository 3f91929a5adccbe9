import SluiceCore
import SluiceDatabase

/// Every kind of object with its form, for what concerns them all alike: its past.
enum ConfigurationKinds {
    /// The order in which a whole configuration is put back, so that what is referred to is there first. Taken away is
    /// what is too much in the opposite order.
    static let order: [ConfigurationKind] = [
        .seller, .campaign, .list, .field, .status, .validation, .criteria, .accessList, .adaptor, .endpoint,
        .subscription, .settings,
    ]

    /// The kinds that go back with a whole configuration, and that can be changed at a moment to come. Who may do what is
    /// changed by somebody who may, at that time, and by nothing else.
    static let restored = order.filter { $0 != .accessList }

    /// The objects of a kind, those first that others of it need: the shadows of criteria.
    static func neededFirst(
        _ kind: ConfigurationKind, _ objects: [(kind: String, id: Int64, body: String)]
    ) throws -> [(kind: String, id: Int64, body: String)] {
        let all = objects.filter { $0.kind == kind.rawValue }
        guard kind == .criteria else { return all }
        let needy = Set(
            try all.filter { try ConfigurationHistory.object(LeadPostCriteria.self, from: $0.body).shadowID != nil }
                .map(\.id))
        return all.filter { !needy.contains($0.id) } + all.filter { needy.contains($0.id) }
    }

    /// What people see of an object whose body this was, as its references were called in `configuration`.
    static func members(
        of kind: ConfigurationKind, _ body: String?, in configuration: AccountConfiguration
    ) throws -> [(name: String, value: JSONValue)]? {
        guard let body else {
            // Settings that nobody has changed have no row.
            return kind == .settings ? SettingsForm.members(of: AccountSettings(), configuration) : nil
        }
        func shown<Form: ConfigurationForm>(_: Form.Type) throws -> [(name: String, value: JSONValue)] {
            Form.members(of: try ConfigurationHistory.object(Form.Object.self, from: body), configuration)
        }
        return switch kind {
        case .seller: try shown(SellerForm.self)
        case .campaign: try shown(CampaignForm.self)
        case .list: try shown(LeadListForm.self)
        case .criteria: try shown(CriteriaForm.self)
        case .validation: try shown(ValidationForm.self)
        case .field: try shown(CustomFieldForm.self)
        case .status: try shown(StatusForm.self)
        case .accessList: try shown(AccessListForm.self)
        case .adaptor: try shown(AdaptorForm.self)
        case .endpoint: try shown(EndpointForm.self)
        case .subscription: try shown(SubscriptionForm.self)
        case .settings:
            SettingsForm.members(
                of: try ConfigurationHistory.object(StoredSettings.self, from: body).settings, configuration)
        }
    }

    /// Puts an object back as it was, through the checks that an edit by hand passes.
    static func restore(
        _ kind: ConfigurationKind, _ body: String, from then: AccountConfiguration, _ edit: inout ConfigurationEdit
    ) throws {
        func back<Form: ConfigurationForm>(_: Form.Type) throws {
            try Form.restore(try ConfigurationHistory.object(Form.Object.self, from: body), from: then, &edit)
        }
        switch kind {
        case .seller: try back(SellerForm.self)
        case .campaign: try back(CampaignForm.self)
        case .list: try back(LeadListForm.self)
        case .criteria:
            try back(CriteriaForm.self)
            // Its limits begin again.
            let criteria = try ConfigurationHistory.object(LeadPostCriteria.self, from: body)
            try CriteriaForm.companions(of: criteria, before: edit.snapshot.criteria[criteria.id], &edit)
        case .validation: try back(ValidationForm.self)
        case .field: try back(CustomFieldForm.self)
        case .status: try back(StatusForm.self)
        case .accessList: try back(AccessListForm.self)
        case .adaptor: try back(AdaptorForm.self)
        case .endpoint: try back(EndpointForm.self)
        case .subscription: try back(SubscriptionForm.self)
        case .settings:
            let settings = try ConfigurationHistory.object(StoredSettings.self, from: body)
            if let id = settings.settings.validationID, edit.snapshot.validations[id] == nil {
                throw ProblemReport(
                    "validation", "was \(then.validations[id]?.name ?? id.description), and that is gone")
            }
            if let id = settings.settings.crmCheck?.endpointID, edit.snapshot.endpoints[id] == nil {
                throw ProblemReport("crm_check", "was \(then.endpoints[id]?.name ?? id.description), and that is gone")
            }
            try edit.put(settings)
        }
    }

    /// Takes an object away, unless something needs it.
    static func remove(_ kind: ConfigurationKind, _ body: String, _ edit: inout ConfigurationEdit) throws {
        func gone<Form: ConfigurationForm>(_: Form.Type) throws {
            _ = try Form.remove(try ConfigurationHistory.object(Form.Object.self, from: body), &edit)
        }
        switch kind {
        case .seller: try gone(SellerForm.self)
        case .campaign: try gone(CampaignForm.self)
        case .list:
            // The system's own lists are nobody's to take away, and stay.
            guard try !ConfigurationHistory.object(LeadList.self, from: body).isSystem else { return }
            try gone(LeadListForm.self)
        case .criteria: try gone(CriteriaForm.self)
        case .validation: try gone(ValidationForm.self)
        case .field: try gone(CustomFieldForm.self)
        case .status: try gone(StatusForm.self)
        case .accessList: try gone(AccessListForm.self)
        case .adaptor: try gone(AdaptorForm.self)
        case .endpoint: try gone(EndpointForm.self)
        case .subscription: try gone(SubscriptionForm.self)
        case .settings: break
        }
    }
}

extension ConfigurationForm {
    /// Stores an object as it was: refused where what it names is gone, or where its name is another's now.
    static func restore(
        _ object: Object, from then: AccountConfiguration, _ edit: inout ConfigurationEdit
    ) throws {
        var fields = FormFields([:])
        var restored = object
        if let standing = all(edit.snapshot).first(where: { $0.number == object.number }) {
            keep(standing, in: &restored)
        }
        if Object.kind == .list, edit.snapshot.listsBeingDeleted[ListID(object.number)] != nil {
            fields.fault("list", "is being deleted with its leads")
        }
        fill(&restored, from: &fields, in: edit.snapshot, isNew: false)
        let now = members(of: object, edit.snapshot)
        for member in members(of: object, then) where !derived.contains(member.name) {
            guard let standing = now.first(where: { $0.name == member.name })?.value else { continue }
            let isGone = standing.isNull && !member.value.isNull
            if isGone || (standing.elements?.count ?? 0) < (member.value.elements?.count ?? 0) {
                fields.fault(member.name, "was \(member.value.string ?? member.value.text), and that is gone")
            }
        }
        let taken = all(edit.snapshot).contains {
            Object.kind != .status && $0.uniqueName == restored.uniqueName && $0.number != restored.number
        }
        if taken { fields.fault(nameField, "another \(word) has this name now") }
        try fields.check("a \(word)")
        try edit.put(restored)
    }
}
