import SluiceCore
import SluiceDatabase

/// `add_list`, `update_list` and `list_info`.
struct VICIdialLists: Sendable {
    let desk: WriteDesk
    let database: any Database

    var functions: [String: VICIdialFunction] {
        [
            "add_list": VICIdialFunction(.lists, lacking: "ADD LISTS", action: add),
            "update_list": VICIdialFunction(.lists, lacking: "UPDATE LISTS", action: update),
            "list_info": VICIdialFunction(.lists, lacking: "MODIFY LISTS", action: show),
        ]
    }

    /// Makes a list under the number that the sender chose, as VICIdial does.
    private func add(_ request: VICIdialRequest) async throws -> String {
        guard let text = request["list_id"], let id = ListID(wire: text), let name = request["list_name"],
            request["campaign_id"] != nil, id.number < 1 << 52
        else {
            return request.error(
                "YOU MUST USE ALL REQUIRED FIELDS", request.user, request["list_id"], request["list_name"],
                request["campaign_id"])
        }
        guard let campaign = request.campaign() else {
            return request.error("CAMPAIGN DOES NOT EXIST", request.user, request["campaign_id"])
        }
        return try await edit(request) { edit in
            let isTaken = edit.snapshot.lists[id] != nil || edit.snapshot.listsBeingDeleted[id] != nil
            guard !isTaken else { return request.error("LIST ALREADY EXISTS", request.user, text) }
            var list = LeadList(id: id, name: "", campaignID: campaign.id)
            if let fault = VICIdialLists.setName(name, of: &list, request, edit.snapshot) { return fault }
            if let fault = VICIdialLists.fill(&list, request) { return fault }
            try edit.put(list)
            // The next list that gets its number here starts above.
            try edit.connection.ids.raise(
                IDSequence(.list, of: edit.snapshot.account.id.number), above: id.number, on: edit.connection)
            return request.success("LIST HAS BEEN ADDED", request.user, text, request["campaign_id"])
        }
    }

    private func update(_ request: VICIdialRequest) async throws -> String {
        guard let text = request["list_id"] else {
            return request.error("YOU MUST USE ALL REQUIRED FIELDS", request.user, "")
        }
        guard let standing = request.list(), !standing.isSystem else {
            guard request.isYes("insert_if_not_found"), request.list() == nil else {
                return request.error("LIST DOES NOT EXIST", request.user, text)
            }
            return request.notice("LIST DOES NOT EXIST, SENDING TO add_list FUNCTION", request.user, text)
                + (try await add(request))
        }
        if request["campaign_id"] != nil, request.campaign() == nil {
            return request.error(
                "CAMPAIGN DOES NOT EXIST, THIS IS AN OPTIONAL FIELD", request.user, request["campaign_id"])
        }
        let asksForMore = ["delete_list", "delete_leads", "reset_list"].filter { request.isYes($0) }
        guard asksForMore.isEmpty else {
            return request.error(
                "\(asksForMore.joined(separator: ", ").uppercased()) NOT TAKEN HERE, USE /v1/lists/delete",
                request.user, text)
        }
        return try await edit(request) { edit in
            guard let before = edit.snapshot.lists[standing.id] else {
                return request.error("LIST DOES NOT EXIST", request.user, text)
            }
            var list = before
            if let campaign = request.campaign() { list.campaignID = campaign.id }
            if let name = request["list_name"],
                let fault = VICIdialLists.setName(name, of: &list, request, edit.snapshot)
            {
                return fault
            }
            if let fault = VICIdialLists.fill(&list, request) { return fault }
            guard list != before else { return request.notice("NO UPDATES DEFINED", request.user, text) }
            try edit.put(list)
            return request.success("LIST HAS BEEN UPDATED", request.user, text)
        }
    }

    private func edit(
        _ request: VICIdialRequest, _ body: @escaping @Sendable (inout ConfigurationEdit) throws -> String
    ) async throws -> String {
        try await desk.edit(request.write) { edit in StoredAnswer(status: 200, body: try body(&edit)) }.body
    }

    /// Our names are 10 to 30 characters, where VICIdial's are 6 to 30.
    private static func setName(
        _ text: String, of list: inout LeadList, _ request: VICIdialRequest, _ configuration: AccountConfiguration
    ) -> String? {
        guard let name = try? ListName.read(text) else {  // every fault of a name has the one answer
            return request.error(
                "LIST NAME MUST BE FROM 10 TO 30 CHARACTERS, LETTERS, DIGITS, SPACES, COLONS AND DASHES", request.user,
                text)
        }
        let isTaken = configuration.lists.values.contains { $0.id != list.id && $0.uniqueName == name.lowercased() }
        guard !isTaken else { return request.error("LIST NAME ALREADY EXISTS", request.user, text) }
        list.name = name
        return nil
    }

    private static func fill(_ list: inout LeadList, _ request: VICIdialRequest) -> String? {
        if let text = request["list_description"] {
            list.description = text == VICIdialRequest.blank ? "" : String(text.prefix(255))
        }
        if let text = request["active"] {
            guard let isActive = WireBool.read(text) else {
                return request.error("ACTIVE MUST BE Y OR N, THIS IS AN OPTIONAL FIELD", request.user, text)
            }
            list.isActive = isActive
        }
        return nil
    }

    // MARK: Show

    private func show(_ request: VICIdialRequest) async throws -> String {
        guard let text = request["list_id"] else {
            return request.error("YOU MUST USE ALL REQUIRED FIELDS", request.user, "")
        }
        guard let list = request.list() else { return request.error("LIST DOES NOT EXIST", text) }
        let (account, id) = (request.caller.accountID, list.id)
        let (call, counts) = try await database.read { connection in
            (
                try LastCalls(connection, of: account).of([id])[id],
                request.isYes("leads_counts") ? try LeadSearch(connection, of: account).counts(of: id) : nil
            )
        }
        let time = AccountTime(request.configuration.account)
        var names = [
            "list_id", "list_name", "campaign_id", "active", "list_changedate", "list_lastcalldate", "expiration_date",
            "resets_today",
        ]
        var values = [
            text, list.name, request.configuration.campaigns[list.campaignID]?.name ?? "", list.isActive ? "Y" : "N",
            "",
            call.map(time.text) ?? "", "2099-12-31", "0",
        ]
        if let counts {
            names += ["all_leads_count", "new_leads_count"]
            values += [String(counts.all), String(counts.new)]
        }
        return VICIdialTable(request).text(names, [values])
    }
}

/// Rows as VICIdial prints them: between pipes, commas or tabs, with a header where one is asked for.
struct VICIdialTable {
    private let separator: String
    private let hasHeader: Bool

    init(_ request: VICIdialRequest) {
        switch request["stage"]?.lowercased() {
        case "csv": separator = ","
        case "tab": separator = "\t"
        default: separator = "|"
        }
        hasHeader = request["header"]?.uppercased() == "YES"
    }

    func text(_ names: [String], _ rows: [[String]]) -> String {
        let lines = (hasHeader ? [names] : []) + rows
        return lines.map { line in
            line.map { value in value.filter { !$0.isNewline && String($0) != separator } }.joined(separator: separator)
        }.joined(separator: "\n") + "\n"
    }
}
