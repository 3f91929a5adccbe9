import SluiceCore
import SluiceDatabase

/// Sellers: the companies on whose behalf calls are made.
enum SellerForm: ConfigurationForm {
    static let word = "seller"
    static let columns = ["id", "name", "campaigns"]

    static let derived: Set<String> = ["campaigns"]

    static func all(_ configuration: AccountConfiguration) -> [Seller] { Array(configuration.sellers.values) }

    static func name(of seller: Seller) -> String { seller.name }

    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> Seller {
        Seller(id: SellerID(try edit.nextID(.seller)), name: "")
    }

    static func fill(
        _ seller: inout Seller, from fields: inout FormFields, in configuration: AccountConfiguration, isNew: Bool
    ) {
        if isNew { fields.require("name") }
        fields.text("name", into: &seller.name, 1...60)
    }

    static func objection(to seller: Seller, _ edit: ConfigurationEdit) throws -> String? {
        let campaigns = edit.snapshot.campaigns.values.filter { $0.sellerID == seller.id }.map(\.name).sorted()
        guard campaigns.isEmpty else { return "campaigns call for it: \(campaigns.joined(separator: ", "))" }
        return edit.snapshot.sellers.count > 1 ? nil : "an account keeps at least one"
    }

    static func members(
        of seller: Seller, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        let campaigns = configuration.campaigns.values.filter { $0.sellerID == seller.id }
        return [
            ("id", .id(seller.id)), ("name", .string(seller.name)), ("campaigns", .words(campaigns.map(\.name))),
        ]
    }
}
