import SluiceCore
import SluiceDatabase

/// `update_lead` and `batch_update_lead`.
struct VICIdialUpdates: Sendable {
    /// Leads that one request may change.
    private static let mostLeads = 1_000

    let leads: VICIdialLeads
    let desk: WriteDesk
    let database: any Database
    let dice: Dice

    var functions: [String: VICIdialFunction] {
        let right = "UPDATE LEADS IN THE SYSTEM"
        return [
            "update_lead": VICIdialFunction(.leads, lacking: right, action: update),
            "batch_update_lead": VICIdialFunction(.leads, lacking: right, action: updateMany),
        ]
    }

    // MARK: One

    private func update(_ request: VICIdialRequest) async throws -> String {
        guard !request.caller.isLimitedToCriteria else { throw APIFailure.forbidden }
        guard let filter = try VICIdialUpdates.search(request) else {
            return request.error(
                "NO VALID SEARCH METHOD", request.user, request["search_method"] ?? "LEAD_ID", request["lead_id"],
                request["vendor_lead_code"], request["phone_number"])
        }
        let most = request["records"].flatMap { WireInteger.read($0, in: 1...Int64(VICIdialUpdates.mostLeads)) } ?? 1
        let account = request.caller.accountID
        let all = try await database.read { connection in
            try LeadSearch(connection, of: account).list(filter, after: nil, limit: 5_000)
        }
        // The newest first, as VICIdial takes them.
        let found = all.sorted { $0.id > $1.id }.prefix(Int(most))
        guard !found.isEmpty else {
            if request.isYes("insert_if_not_found") {
                return request.notice(
                    "NO MATCHES FOUND IN THE SYSTEM", request.user, request["lead_id"], request["vendor_lead_code"],
                    request["phone_number"])
                    + (try await leads.add(request))
            }
            return request.error(
                "NO MATCHES FOUND IN THE SYSTEM", request.user, request["lead_id"], request["vendor_lead_code"],
                request["phone_number"])
        }
        var text = ""
        for lead in found { text += try await change(lead, request) }
        return text
    }

    /// Where the lead is looked for; nothing where what to look by did not come.
    private static func search(_ request: VICIdialRequest) throws(APIFailure) -> LeadSearch.Filter? {
        let method = (request["search_method"] ?? "LEAD_ID").uppercased()
        var filter = LeadSearch.Filter()
        if method.contains("LEAD_ID"), let id = request["lead_id"].flatMap({ LeadID(wire: $0) }) {
            filter.ids = [id]
        } else if method.contains("VENDOR_LEAD_CODE"), let code = request["vendor_lead_code"] {
            filter.fields["remote_id"] = [code]
        } else if method.contains("PHONE_NUMBER"), case .success(let reading) = request.phone(request["phone_number"]) {
            filter.phones = [reading.number]
        } else {
            return nil
        }
        guard let list = request.list() else { return filter }
        switch request["search_location"]?.uppercased() {
        case "LIST": filter.lists = [list.id]
        case "CAMPAIGN": filter.lists = Set(request.configuration.listsOfCampaign[list.campaignID] ?? [])
        default: break
        }
        return filter
    }

    private func change(_ lead: Lead, _ request: VICIdialRequest) async throws -> String {
        let id = lead.id.description
        if request.isYes("no_update") {
            return request.notice(
                "LEADS FOUND IN THE SYSTEM", request.user, lead.fields["remote_id"], id, lead.phone.national,
                lead.listID.description, lead.status)
        }
        if request.isYes("delete_lead") {
            let asked = try request.convoso([("lead_id", id)], path: "vicidial/update_lead")
            _ = try await LeadChanges(desk, dice: dice).delete(asked, request.write) { ConvosoAnswer.success() }
            return request.success("LEAD HAS BEEN DELETED", request.user, id)
        }
        var entries = VICIdialFields.entries(of: request)
        let isSearchedByCode = request["search_method"]?.uppercased().contains("VENDOR_LEAD_CODE") == true
        if isSearchedByCode { entries.removeAll { $0.0 == "remote_id" } }
        entries += VICIdialUpdates.columns(of: request)
        if request.isYes("update_phone_number"), let phone = request["phone_number"] {
            entries.append(("phone_number", phone))
        }
        return try await save(entries, id, request)
    }

    private func save(_ entries: [(String, String)], _ id: String, _ request: VICIdialRequest) async throws -> String {
        if let list = request["list_id_field"], request.list("list_id_field")?.isSystem != false {
            return request.error("NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED", request.user, list)
        }
        guard !entries.isEmpty else { return request.notice("NO UPDATES DEFINED", request.user, id) }
        let asked = try request.convoso(entries + [("lead_id", id)], path: "vicidial/update_lead")
        do {
            _ = try await LeadChanges(desk, dice: dice).update(asked, request.write) { _, _ in ConvosoAnswer.success() }
        } catch let failure as APIFailure where failure.status < 500 && failure.status != 429 {
            return request.error(failure.text.uppercased(), request.user, id, failure.fields.joined(separator: ","))
        }
        return request.success("LEAD HAS BEEN UPDATED", request.user, id)
    }

    /// What VICIdial calls otherwise in a change than in a new lead.
    private static func columns(of request: VICIdialRequest) -> [(String, String)] {
        var entries: [(String, String)] = []
        if let list = request["list_id_field"] { entries.append(("list_id", list)) }
        if let status = request["status"] { entries.append(("status", status)) }
        return entries
    }

    // MARK: Many

    private func updateMany(_ request: VICIdialRequest) async throws -> String {
        guard !request.caller.isLimitedToCriteria else { throw APIFailure.forbidden }
        let ids = WireList.read(request["lead_ids"] ?? "").compactMap { LeadID(wire: $0) }
        guard !ids.isEmpty else { return request.error("NO LEADS DEFINED", request.user) }
        let most = request["records"].flatMap { WireInteger.read($0, in: 1...Int64(VICIdialUpdates.mostLeads)) } ?? 100
        let wanted = Set(ids.prefix(Int(most)))
        let account = request.caller.accountID
        let found = try await database.read { connection in
            var filter = LeadSearch.Filter()
            filter.ids = wanted
            return try LeadSearch(connection, of: account).list(filter, after: nil, limit: Int64(wanted.count))
        }
        let named = request["lead_ids"]
        guard !found.isEmpty else { return request.error("NO LEADS FOUND", request.user, "0", named) }
        if let list = request["list_id_field"], request.list("list_id_field")?.isSystem != false {
            return request.error("NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED", request.user, list)
        }
        let entries = VICIdialFields.entries(of: request) + VICIdialUpdates.columns(of: request)
        var changed: [String] = []
        var faults = ""
        for lead in found {
            let text = try await save(entries, lead.id.description, request)
            if text.hasPrefix("SUCCESS") { changed.append(lead.id.description) } else { faults += text }
        }
        guard !changed.isEmpty else { return faults }
        return request.success(
            "LEADS HAVE BEEN UPDATED", request.user, String(changed.count), changed.joined(separator: ",")) + faults
    }
}
