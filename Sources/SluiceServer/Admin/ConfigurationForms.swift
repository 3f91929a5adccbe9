import SluiceCore
import SluiceDatabase

/// Hands each kind of object to its form.
enum ConfigurationForms {
    static func create(
        _ kind: AdminOperation.Kind, _ fields: [String: String], at desk: AccountDesk
    ) async throws -> JSONValue {
        func made<Form: ConfigurationForm>(_ form: Form.Type) async throws -> JSONValue {
            let means = desk.means
            let (object, newer) = try await desk.edit { edit in try Form.create(fields, &edit, means) }
            return .object(Form.members(of: object, newer))
        }
        return switch kind {
        case .seller: try await made(SellerForm.self)
        case .campaign: try await made(CampaignForm.self)
        case .list: try await made(LeadListForm.self)
        case .criteria: try await made(CriteriaForm.self)
        case .validation: try await made(ValidationForm.self)
        case .field: try await made(CustomFieldForm.self)
        case .status: try await made(StatusForm.self)
        case .accessList: try await made(AccessListForm.self)
        case .adaptor: try await made(AdaptorForm.self)
        case .endpoint: try await made(EndpointForm.self)
        case .subscription: try await made(SubscriptionForm.self)
        }
    }

    static func change(
        _ kind: AdminOperation.Kind, _ name: String, _ fields: [String: String], at desk: AccountDesk
    ) async throws -> JSONValue {
        func changed<Form: ConfigurationForm>(_ form: Form.Type) async throws -> JSONValue {
            let means = desk.means
            let (object, newer) = try await desk.edit { edit in try Form.change(name, fields, &edit, means) }
            return .object(Form.members(of: object, newer))
        }
        return switch kind {
        case .seller: try await changed(SellerForm.self)
        case .campaign: try await changed(CampaignForm.self)
        case .list: try await changed(LeadListForm.self)
        case .criteria: try await changed(CriteriaForm.self)
        case .validation: try await changed(ValidationForm.self)
        case .field: try await changed(CustomFieldForm.self)
        case .status: try await changed(StatusForm.self)
        case .accessList: try await changed(AccessListForm.self)
        case .adaptor: try await changed(AdaptorForm.self)
        case .endpoint: try await changed(EndpointForm.self)
        case .subscription: try await changed(SubscriptionForm.self)
        }
    }

    static func remove(
        _ kind: AdminOperation.Kind, _ name: String, at desk: AccountDesk
    ) async throws -> JSONValue {
        func removed<Form: ConfigurationForm>(_ form: Form.Type) async throws -> JSONValue {
            let (object, _) = try await desk.edit { edit in try Form.remove(name, &edit) }
            return .members(("removed", .string(Form.name(of: object))))
        }
        return switch kind {
        case .seller: try await removed(SellerForm.self)
        case .campaign: try await removed(CampaignForm.self)
        case .list: try await removed(LeadListForm.self)
        case .criteria: try await removed(CriteriaForm.self)
        case .validation: try await removed(ValidationForm.self)
        case .field: try await removed(CustomFieldForm.self)
        case .status: try await removed(StatusForm.self)
        case .accessList: try await removed(AccessListForm.self)
        case .adaptor: try await removed(AdaptorForm.self)
        case .endpoint: try await removed(EndpointForm.self)
        case .subscription: try await removed(SubscriptionForm.self)
        }
    }

    static func show(
        _ kind: AdminOperation.Kind, _ name: String, in configuration: AccountConfiguration
    ) throws -> JSONValue {
        func shown<Form: ConfigurationForm>(_ form: Form.Type) throws -> JSONValue {
            .object(Form.members(of: try Form.find(name, in: configuration), configuration))
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
        }
    }

    /// Every one of the kind with the members that a table has, by number and name.
    static func list(_ kind: AdminOperation.Kind, in configuration: AccountConfiguration) -> JSONValue {
        func listed<Form: ConfigurationForm>(_ form: Form.Type) -> JSONValue {
            let objects = Form.all(configuration).sorted {
                ($0.number, Form.name(of: $0)) < ($1.number, Form.name(of: $1))
            }
            return .array(
                objects.map { object in
                    .object(Form.members(of: object, configuration).filter { Form.columns.contains($0.name) })
                })
        }
        return switch kind {
        case .seller: listed(SellerForm.self)
        case .campaign: listed(CampaignForm.self)
        case .list: listed(LeadListForm.self)
        case .criteria: listed(CriteriaForm.self)
        case .validation: listed(ValidationForm.self)
        case .field: listed(CustomFieldForm.self)
        case .status: listed(StatusForm.self)
        case .accessList: listed(AccessListForm.self)
        case .adaptor: listed(AdaptorForm.self)
        case .endpoint: listed(EndpointForm.self)
        case .subscription: listed(SubscriptionForm.self)
        }
    }
}
