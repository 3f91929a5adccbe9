import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting

/// An account that buys under one key, `vendorkey`.
enum VendorBed {
    static let key = ("criteria_key", "vendorkey")
    static let path = "lead-post-validation/insert"

    static func make(
        _ engine: Engine = .sqlite, disclosure: Disclosure = .category,
        _ change: @escaping @Sendable (inout BuyingTerms) -> Void = { _ in }
    ) async throws -> TestBed {
        try await TestBed.make(engine) { edit in
            var criteria = LeadPostCriteria(
                id: CriteriaID(9), name: "Acme", key: "vendorkey", listID: TestBed.lists[0], disclosure: disclosure)
            criteria.options.duplicateScope = .account
            var terms = BuyingTerms()
            change(&terms)
            criteria.buying = terms
            try edit.put(criteria)
        }
    }
}

extension TestBed {
    /// Posts a number as the vendor.
    @discardableResult
    func sell(_ phone: String, _ more: [(String, String)] = [], token: String? = nil) async throws -> Answer {
        try await post(
            VendorBed.path, [VendorBed.key, ("phone_number", phone)] + more, token: token ?? vendorToken)
    }

    /// Adds up the figures, and reads the board.
    func board(_ query: String = "", token: String? = nil) async throws -> [JSONValue] {
        _ = try await Chores(parts).addUpVendors()
        return try await api(.get, "vendor-board\(query.isEmpty ? "" : "?\(query)")", token: token).items
    }

    func desk(_ operation: AdminOperation) async throws -> JSONValue {
        try await AdminDesk(parts).perform(AdminRequest(account: "Test", actor: "test", operation: operation))
    }
}
