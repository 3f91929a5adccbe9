import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting

/// An account that an operator made at the desk: a seller, a campaign, a list and criteria.
struct DeskBed: Sendable {
    static let account = "Desk"

    let bed: TestBed
    let desk: AdminDesk

    /// On `engine`, with what most tests need.
    static func make(_ engine: Engine = .sqlite) async throws -> DeskBed {
        let bed = try await TestBed.make(engine)
        let made = DeskBed(bed: bed, desk: AdminDesk(bed.parts))
        try await made.perform(.createAccount(["name": account, "time_zone": "America/Los_Angeles"]), in: nil)
        try await made.perform(.create(.campaign, ["name": "Main"]))
        try await made.perform(.create(.list, ["name": "First list of desk", "campaign": "Main"]))
        try await made.perform(.create(.list, ["name": "Resting list 01", "campaign": "Main", "active": "no"]))
        try await made.perform(.create(.field, ["name": "income", "type": "number"]))
        try await made.perform(.create(.validation, ["name": "Wanted", "rules": "income at_least 100"]))
        try await made.perform(.create(.criteria, ["name": "Vendor", "list": "First list of desk", "check_dup": "1"]))
        return made
    }

    @discardableResult
    func perform(_ operation: AdminOperation, in account: String? = DeskBed.account) async throws -> JSONValue {
        try await desk.perform(AdminRequest(account: account, actor: "test", operation: operation))
    }

    /// The fields that the desk complains of; none when it does what it is asked.
    func faults(_ operation: AdminOperation) async throws -> Set<String> {
        do {
            try await perform(operation)
            return []
        } catch let problem as ProblemReport {
            return Set(problem.faults.map(\.field))
        }
    }

    /// Posts a lead and returns its receipt.
    func post(_ fields: [String: String]) async throws -> JSONValue {
        let answer = try await perform(.postLead(fields))
        return answer["receipts"]?.elements?.first ?? .null
    }
}

extension DeskBed {
    /// The desk's account, which comes after the bed's own.
    var id: AccountID { AccountID(bed.account.number + 1) }
}
