public import Hummingbird
import SluiceCore
public import SluiceDatabase

/// Receipts for the account's own tools: `/api/receipts` and `/api/receipts/{id}`, with the right to receipts.
public struct ReceiptPages: Sendable {
    private static let largestPage: Int64 = 200

    private let database: any Database
    private let front: APIFront

    /// Receipts of `database`, asked for through `front`.
    public init(_ database: any Database, front: APIFront) {
        self.database = database
        self.front = front
    }

    /// Adds the two paths.
    public func add(to router: Router<SluiceContext>) {
        router.get("/api/receipts") { request, context in
            try await search(try await front.admit(request, context, path: "receipts", section: .receipts))
        }
        router.get("/api/receipts/{id}") { request, context in
            let asked = try await front.admit(request, context, path: "receipts", section: .receipts)
            return try await show(context.parameters.get("id") ?? "", asked)
        }
    }

    private func show(_ text: String, _ asked: APIRequest) async throws -> Response {
        let account = asked.caller.accountID
        guard let id = ReceiptID(wire: text),
            let found = try await database.read({ try Receipts($0, of: account).receipt(id) })
        else { throw APIFailure(status: 404, "There is no such receipt, or it is past its retention") }
        return answer { json in ReceiptPages.write(found.receipt, post: found.post, to: &json) }
    }

    /// Newest first; `lead_id`, `outcome` and `before` (a receipt's number) narrow and page.
    private func search(_ asked: APIRequest) async throws -> Response {
        var filter = Receipts.Filter()
        filter.leadID = asked["lead_id"].flatMap { LeadID(wire: $0) }
        filter.before = asked["before"].flatMap { ReceiptID(wire: $0) }
        filter.outcome = asked["outcome"].flatMap(Receipt.Outcome.init)
        var faults: [String] = []
        if asked["lead_id"] != nil, filter.leadID == nil { faults.append("lead_id") }
        if asked["before"] != nil, filter.before == nil { faults.append("before") }
        if asked["outcome"] != nil, filter.outcome == nil { faults.append("outcome") }
        let limit = asked["limit"].map { Int64($0) } ?? 50
        if limit == nil || limit.map({ $0 < 1 }) == true { faults.append("limit") }
        guard faults.isEmpty, let limit else {
            throw APIFailure(status: 422, "Some filters cannot be read", fields: faults)
        }
        let (account, narrowed) = (asked.caller.accountID, filter)
        let found = try await database.read { connection in
            try Receipts(connection, of: account).search(narrowed, limit: min(limit, ReceiptPages.largestPage))
        }
        return answer { json in
            json.beginObject()
            json.key("receipts")
            json.beginArray()
            for (receipt, post) in found { ReceiptPages.write(receipt, post: post, to: &json) }
            json.endArray()
            json.endObject()
        }
    }

    private func answer(_ write: (inout JSONText) -> Void) -> Response {
        var json = JSONText()
        write(&json)
        return APIFront.response(StoredAnswer(status: 200, body: json.text()))
    }

    /// One receipt with the post that it judged.
    static func write(_ receipt: Receipt, post: String, to json: inout JSONText) {
        json.beginObject()
        json.key("id")
        json.integer(receipt.id?.number ?? 0)
        json.key("at")
        json.integer(receipt.at.milliseconds)
        json.member("door", receipt.door.rawValue)
        json.member("outcome", receipt.outcome.rawValue)
        if let refusal = receipt.refusal {
            json.member("reason", refusal.reason.rawValue)
            json.key("code")
            json.integer(Int64(refusal.reason.code))
        }
        for (name, number) in [
            ("lead_id", receipt.leadID?.number), ("criteria_id", receipt.criteriaID?.number),
            ("token_id", receipt.tokenID?.number), ("configuration_version", receipt.version),
        ] {
            guard let number else { continue }
            json.key(name)
            json.integer(number)
        }
        ReceiptTrail.write(receipt, to: &json)
        json.key("post")
        json.raw(post)
        json.endObject()
    }
}
