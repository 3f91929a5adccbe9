import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting

/// What trials are asked at the desk, and what they find.
extension TestBed {
    /// Runs a back-test to its end.
    func backTest(_ form: [String: String] = ["criteria": "Acme"]) async throws -> JSONValue {
        try await desk(.backTest(.start, form))
    }

    /// What the shadow of Acme said.
    func shadowReport() async throws -> JSONValue {
        _ = try await Chores(parts).addUpShadows()
        return try await desk(.shadowReport(["criteria": "Acme"]))
    }

    /// The newest receipts, the newest first.
    func receipts(_ limit: Int64 = 100) async throws -> [Receipt] {
        let account = account
        return try await parts.database.read { connection in
            try Receipts(connection, of: account).search(Receipts.Filter(), limit: limit).map(\.receipt)
        }
    }

    /// Changes the Criteria of ``VendorBed``.
    func changeAcme(_ change: @escaping @Sendable (inout LeadPostCriteria) -> Void) async throws {
        try await edit { edit in
            guard var criteria = edit.snapshot.criteria[CriteriaID(9)] else { return }
            change(&criteria)
            try edit.put(criteria)
        }
    }
}

extension JSONValue {
    /// How many posts came to each kind of flip: taken to refused, refused to taken, otherwise, the same.
    var flips: [Int64?] {
        ["accepted_to_refused", "refused_to_accepted", "otherwise", "same"].map { self[$0]?.integer }
    }

    /// The lines.
    var lines: [JSONValue] { self["entries"]?.elements ?? [] }
}
