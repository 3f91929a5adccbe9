public import SluiceCore
public import SluiceDatabase

/// The paths for lists (convoso-api §7).
public struct ListActions: Sendable {
    private let desk: WriteDesk
    private let database: any Database
    private let deletion: ListDeletion
    private let clock: Clock

    /// Changes lists at `desk`; `deletion` goes on in the background with what does not fit into one request.
    public init(_ desk: WriteDesk, database: any Database, deletion: ListDeletion, clock: Clock) {
        self.desk = desk
        self.database = database
        self.deletion = deletion
        self.clock = clock
    }

    /// `lists/insert`, `lists/update`, `lists/delete`, `lists/search`.
    public var routes: [APIRoute] {
        [
            APIRoute("lists/insert", aliases: ["list/insert"], section: .lists, right: .write, action: insert),
            APIRoute("lists/update", aliases: ["list/update"], section: .lists, right: .write, action: update),
            APIRoute("lists/delete", aliases: ["list/delete"], section: .lists, right: .delete, action: delete),
            APIRoute("lists/search", aliases: ["list/search"], section: .lists, right: .read, action: search),
        ]
    }

    private static let noSuchList = APIFailure(6002, "No such List")
    private static let nameTaken = APIFailure(6081, "The List name must be unique")
    private static let unknownCampaign = APIFailure(6004, "Unknown Campaign ID")

    private func insert(_ request: APIRequest) async throws -> StoredAnswer {
        try await desk.edit(request) { edit in
            let name = try ListActions.name(request["name"] ?? "", for: nil, in: edit.snapshot)
            guard let campaign = try ListActions.campaign(request, edit.snapshot) else {
                throw ListActions.unknownCampaign
            }
            var list = LeadList(id: ListID(try edit.nextID(.list)), name: name, campaignID: campaign)
            try ListActions.read(request, into: &list)
            try edit.put(list)
            let id = list.id.number
            return ConvosoAnswer.success { json in
                json.key("data")
                json.beginObject()
                json.key("list_id")
                json.integer(id)
                json.endObject()
                json.key("id")
                json.integer(id)
            }
        }
    }

    private func update(_ request: APIRequest) async throws -> StoredAnswer {
        try await desk.edit(request) { edit in
            let before = try ListActions.list(request["list_id"], edit.snapshot)
            guard !before.isSystem else { throw ListActions.noSuchList }
            var list = before
            if let name = request["name"] { list.name = try ListActions.name(name, for: list.id, in: edit.snapshot) }
            list.campaignID = try ListActions.campaign(request, edit.snapshot) ?? list.campaignID
            try ListActions.read(request, into: &list)
            if list != before { try edit.put(list) }
            return ConvosoAnswer.data("list_id", list.id.number)
        }
    }

    /// Marks the list, so that it takes no lead and is seen by nobody, and deletes the first leads at once: all of a
    /// small list. A server's background work does the rest.
    private func delete(_ request: APIRequest) async throws -> StoredAnswer {
        let answer = try await desk.edit(request) { edit in
            if case .number(let number) = WireID(request["list_id"]),
                edit.snapshot.listsBeingDeleted[ListID(number)] != nil
            {
                throw APIFailure(102, "List deletion in progress")
            }
            var list = try ListActions.list(request["list_id"], edit.snapshot)
            guard !list.isSystem else { throw ListActions.noSuchList }
            list.deletionStartedAt = edit.now
            list.isActive = false
            try edit.put(list)
            return ConvosoAnswer.success()
        }
        if case .number(let number) = WireID(request["list_id"]), !request.isDryRun {
            let (list, account) = (ListID(number), request.caller.accountID)
            for _ in 0..<2 {
                if try await deletion.step(list, of: account, at: clock.now()) { break }
            }
        }
        return answer
    }

    private func search(_ request: APIRequest) async throws -> StoredAnswer {
        let configuration = request.configuration
        var lists = configuration.lists.values.sorted { $0.id < $1.id }
        if request["id"] != nil, WireID(request["id"]) != .notGiven {
            let list = try ListActions.list(request["id"], configuration)
            lists = [list]
        }
        switch WireID(request["campaign_id"]) {
        case .notGiven: break
        case .number(let number): lists = lists.filter { $0.campaignID.number == number }
        case .malformed: lists = []
        }
        if let status = request["status"] {
            guard let isActive = WireBool.read(status) else { throw APIFailure.unreadable(["status"]) }
            lists = lists.filter { $0.isActive == isActive }
        }
        let (account, ids) = (request.caller.accountID, lists.map(\.id))
        let calls = try await database.read { try LastCalls($0, of: account).of(ids) }
        let time = AccountTime(configuration.account)
        return ConvosoAnswer.success { json in
            json.key("data")
            json.beginArray()
            for list in lists {
                json.beginObject()
                json.key("id")
                json.integer(list.id.number)
                json.member("name", list.name)
                json.member("campaign_id", list.campaignID.description)
                json.member("status", list.isActive ? "Y" : "N")
                json.key("last_called_at")
                if let call = calls[list.id] { json.string(time.text(call)) } else { json.null() }
                json.endObject()
            }
            json.endArray()
        }
    }

    // MARK: Parameters

    private static func list(_ text: String?, _ configuration: AccountConfiguration) throws(APIFailure) -> LeadList {
        guard case .number(let number) = WireID(text), let list = configuration.lists[ListID(number)] else {
            throw noSuchList
        }
        return list
    }

    private static func name(
        _ text: String, for list: ListID?, in configuration: AccountConfiguration
    ) throws(APIFailure) -> String {
        let name: String
        do {
            name = try ListName.read(text)
        } catch {
            switch error {
            case .missing: throw APIFailure(6003, "The List requires a name")
            case .malformed:
                throw APIFailure(
                    6046, "The List name must have 10 to 30 letters, digits, spaces, colons, dashes and underscores")
            case .reserved: throw nameTaken
            }
        }
        let others = Array(configuration.lists.values) + Array(configuration.listsBeingDeleted.values)
        guard !others.contains(where: { $0.id != list && $0.uniqueName == name.lowercased() }) else {
            throw nameTaken
        }
        return name
    }

    private static func campaign(
        _ request: APIRequest, _ configuration: AccountConfiguration
    ) throws(APIFailure) -> CampaignID? {
        switch WireID(request["campaign_id"]) {
        case .notGiven: return nil
        case .malformed: throw unknownCampaign
        case .number(let number):
            guard let campaign = configuration.campaigns[CampaignID(number)] else { throw unknownCampaign }
            return campaign.id
        }
    }

    /// Description and status, which new and changed lists have in common.
    private static func read(_ request: APIRequest, into list: inout LeadList) throws(APIFailure) {
        var unreadable: [String] = []
        if let text = request["description"] {
            if text.count > 255 { unreadable.append("description") }
            list.description = text == WireWord.blank ? "" : text
        }
        if let text = request["status"] {
            if WireBool.read(text) == nil { unreadable.append("status") }
            list.isActive = WireBool.read(text) ?? list.isActive
        }
        guard unreadable.isEmpty else { throw .unreadable(unreadable) }
    }
}
