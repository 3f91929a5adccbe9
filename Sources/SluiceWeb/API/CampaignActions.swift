import SluiceCore
public import SluiceDatabase

/// The paths for campaigns (convoso-api §8).
public struct CampaignActions: Sendable {
    private let desk: WriteDesk
    private let database: any Database

    /// Changes campaigns at `desk`.
    public init(_ desk: WriteDesk, database: any Database) {
        self.desk = desk
        self.database = database
    }

    /// `campaigns/search`, `campaigns/status`.
    public var routes: [APIRoute] {
        [
            APIRoute(
                "campaigns/search", aliases: ["campaign/search"], section: .campaigns, right: .read, action: search),
            APIRoute(
                "campaigns/status", aliases: ["campaign/status"], section: .campaigns, right: .write, action: setStatus),
        ]
    }

    /// All of them, active or not. The last call is an object, as the live service's language writes a date.
    private func search(_ request: APIRequest) async throws -> StoredAnswer {
        let (account, configuration) = (request.caller.accountID, request.configuration)
        let lists = configuration.lists.keys.sorted()
        let calls = try await database.read { try LastCalls($0, of: account).of(lists) }
        let time = AccountTime(configuration.account)
        return ConvosoAnswer.success { json in
            json.key("data")
            json.beginArray()
            for campaign in configuration.campaigns.values.sorted(by: { $0.id < $1.id }) {
                json.beginObject()
                json.key("id")
                json.integer(campaign.id.number)
                json.member("name", campaign.name)
                json.member("status", campaign.isActive ? "Y" : "N")
                json.key("last_call_date")
                if let call = configuration.listsOfCampaign[campaign.id]?.compactMap({ calls[$0] }).max() {
                    json.beginObject()
                    json.member("date", time.text(call) + ".000000")
                    json.key("timezone_type")
                    json.integer(3)
                    json.member("timezone", time.zoneName)
                    json.endObject()
                } else {
                    json.null()
                }
                json.endObject()
            }
            json.endArray()
        }
    }

    private func setStatus(_ request: APIRequest) async throws -> StoredAnswer {
        try await desk.edit(request) { edit in
            guard case .number(let number) = WireID(request["campaign_id"]),
                var campaign = edit.snapshot.campaigns[CampaignID(number)]
            else { throw APIFailure(6004, "Unknown Campaign ID") }
            guard let isActive = request["status"].flatMap(WireBool.read) else {
                throw APIFailure(6010, "Missing status")
            }
            if campaign.isActive != isActive {
                campaign.isActive = isActive
                try edit.put(campaign)
            }
            return ConvosoAnswer.success()
        }
    }
}
