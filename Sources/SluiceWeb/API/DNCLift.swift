import SluiceCore
import SluiceDatabase

/// What `dnc/delete` asks to be taken off, with that path's own codes (convoso-api §2.8).
struct DNCLift: Sendable {
    /// The number, or a prefix.
    let number: Int64
    private let place: DNCParameters.Place
    private let purpose: String?
    /// The code of the status that leads with the number are to get; empty where it is missing.
    private let statusCode: String?

    /// Reads the parameters. What stands on no list can be named in any way and is then not found.
    init(_ parameters: DNCParameters, _ request: APIRequest) throws(APIFailure) {
        let notFound = APIFailure(6003, "Phone Number Not Found")
        guard parameters.hasNumber else { throw APIFailure(6002, "Missing Phone Number") }
        guard parameters.hasPhoneCode, let code = try? parameters.callingCode(or: 1) else {
            throw APIFailure(6000, "Missing Phone Code")
        }
        guard parameters.hasCampaign else { throw APIFailure(6001, "Missing Campaign ID") }
        guard let number = try? parameters.number(code: code), let place = try? parameters.place(mayBeGone: true)
        else { throw notFound }
        self.number = number
        self.place = place
        purpose = request["purpose"]
        let updates = request["update_lead_status"].flatMap(WireBool.read) ?? false
        statusCode = updates ? request["lead_status"] ?? "" : nil
    }

    /// The status for leads with the number, where one was asked for. One that puts numbers on Do Not Call is none.
    func status(in configuration: AccountConfiguration) throws(APIFailure) -> LeadStatus? {
        guard let statusCode else { return nil }
        guard !statusCode.isEmpty else { throw APIFailure(6005, "Missing Lead status") }
        guard let status = configuration.statuses[statusCode], !status.isDNC, status.code != LeadStatus.inCall else {
            throw APIFailure(6004, "Invalid Lead status")
        }
        return status
    }

    /// The entries meant: one, or all of the number's purposes.
    func entries(of list: DNCList) throws -> [DNCEntry] {
        switch place {
        case .account: try list.entry(number: number, scope: .account).map { [$0] } ?? []
        case .campaign(let id): try list.entry(number: number, scope: .campaign(id)).map { [$0] } ?? []
        case .purpose:
            try list.entries(for: PhoneNumber(number)).filter { entry in
                guard entry.number == number, case .purpose(let word) = entry.scope else { return false }
                return purpose.map { $0.lowercased() == word.lowercased() } ?? true
            }
        }
    }
}

extension WriteDesk.Session {
    /// Gives every live lead with exactly this number a status, but for those in a call, whose end decides, and those
    /// whose list is being deleted.
    func setStatus(_ code: String, ofLeadsWith phone: PhoneNumber) throws {
        let key = PhoneKey(account, phone)
        let rows = try LeadFacts(connection).rows([(key, [.matches, .details])])[key] ?? PhoneRows()
        for match in rows.matches.sorted(by: { $0.leadID < $1.leadID })
        where configuration.listsBeingDeleted[match.listID] == nil {
            guard let detail = match.detail, detail.status != code, detail.status != LeadStatus.inCall else { continue }
            var json = JSONText()
            json.beginObject()
            json.key("changed")
            json.beginArray()
            json.string("status")
            json.endArray()
            json.member("status", code)
            json.member("status_before", detail.status)
            json.member("actor", actor)
            json.endObject()
            try connection.runAll([
                Leads.update(
                    match.leadID, status: code, fields: detail.fields, at: now, of: account,
                    dialect: connection.dialect),
                Events.insertion(
                    .leadUpdated, lead: match.leadID, of: account, id: try connection.ids.take(from: .row), at: now,
                    facts: json.text()),
            ])
        }
    }
}
