public import SluiceCore
public import SluiceDatabase

/// What the sender of a lead is told about its receipt.
public struct PostAnswer: Sendable {
    let receipt: Receipt
    let disclosure: Disclosure
    let isDryRun: Bool
    let isTest: Bool

    /// The answer to `receipt`, telling as much as `disclosure` allows. A post in test mode is answered as if it had been
    /// stored, with the lead id 0.
    public init(_ receipt: Receipt, disclosure: Disclosure, isDryRun: Bool, isTest: Bool = false) {
        self.receipt = receipt
        self.disclosure = disclosure
        self.isDryRun = isDryRun
        self.isTest = isTest && !isDryRun
    }

    /// How much a caller is told: a vendor what its Criteria say, the account's own tokens everything.
    public static func disclosure(
        of receipt: Receipt, to caller: Caller, _ configuration: AccountConfiguration
    ) -> Disclosure {
        guard caller.isVendor else { return .full }
        guard let id = receipt.criteriaID else { return .category }
        return switch receipt.door {
        case .ping: configuration.validations[id]?.disclosure ?? .none
        case .insert, .leadPost, .import: configuration.criteria[id]?.disclosure ?? .category
        }
    }

    /// The answer in the shape of its door: Lead Post answers the superset of both documented shapes
    /// (convoso-api §5.2).
    public var answer: StoredAnswer {
        switch receipt.door {
        case .ping: ping
        case .insert, .leadPost, .import: receipt.toldRefusal == nil ? accepted : refused
        }
    }

    private var accepted: StoredAnswer {
        ConvosoAnswer.success { json in
            if receipt.door == .leadPost {
                json.key("result")
                json.bool(true)
                if let lead = lead {
                    json.key("lead_id")
                    json.string(String(lead.number))
                }
            }
            json.key("data")
            json.beginObject()
            if let lead = lead {
                json.key("lead_id")
                json.integer(lead.number)
            }
            json.endObject()
            price(&json)
            trail(&json)
        }
    }

    private var lead: LeadID? { receipt.leadID ?? (isTest ? LeadID(0) : nil) }

    private func price(_ json: inout JSONText) {
        if let price = receipt.price { json.member("price", price.text) }
    }

    private var refused: StoredAnswer {
        guard let refusal = receipt.toldRefusal else { return accepted }
        let told = ToldRefusal(refusal, disclosure: disclosure)
        var json = JSONText()
        json.beginObject()
        json.key("success")
        json.bool(false)
        if receipt.door == .leadPost {
            json.key("result")
            json.bool(false)
        }
        if refusal.reason == .held {
            json.key("held")
            json.bool(true)
        }
        json.key("code")
        json.integer(Int64(told.code))
        json.key("text")
        json.string(told.text)
        if receipt.door == .leadPost {
            json.key("error_description")
            json.string(told.text)
        }
        if let reason = told.reason, let evidence = told.evidence {
            json.key("reason")
            json.string(reason.rawValue)
            json.key("evidence")
            json.string(evidence)
        }
        trail(&json)
        json.endObject()
        return StoredAnswer(status: refusal.reason == .unreadableValue ? 422 : 200, body: json.text())
    }

    /// A denied lead is still a success: the question was answered (convoso-api §5.3).
    private var ping: StoredAnswer {
        if let refusal = receipt.refusal, refusal.reason.isSendersMistake, refusal.reason != .phoneInvalid {
            return ConvosoAnswer.failure(APIFailure(refusal.reason.code, refusal.reason.text))
        }
        return ConvosoAnswer.success { json in
            json.key("result")
            json.string(receipt.refusal == nil ? "Accepted" : "Denied")
            if let refusal = receipt.refusal, disclosure != .none {
                json.key("code")
                json.integer(Int64(refusal.reason.code))
                if disclosure == .full {
                    json.key("evidence")
                    json.string(refusal.evidence)
                }
            }
            price(&json)
            if isTest { mark(&json) }
            if isDryRun, disclosure == .full { stages(&json) }
        }
    }

    private func mark(_ json: inout JSONText) {
        json.key("test")
        json.bool(true)
    }

    /// The receipt's number, and on a dry run the receipt itself, cut to what may be told.
    private func trail(_ json: inout JSONText) {
        if let id = receipt.id {
            json.key("receipt_id")
            json.integer(id.number)
        }
        if isTest { mark(&json) }
        guard isDryRun else { return }
        json.key("dry_run")
        json.bool(true)
        json.key("outcome")
        json.string(receipt.outcome.rawValue)
        if disclosure == .full { stages(&json) }
    }

    private func stages(_ json: inout JSONText) {
        json.key("receipt")
        json.beginObject()
        ReceiptTrail.write(receipt, to: &json)
        json.endObject()
    }
}
