import SluiceCore
public import SluiceDatabase

/// The paths by which the account's tools look entries up: `dnc/search` and `sms-opt-out/search` (convoso-api §9, §16).
public struct DNCSearches: Sendable {
    private let database: any Database

    /// Searches `database`.
    public init(_ database: any Database) {
        self.database = database
    }

    /// `dnc/search`, `sms-opt-out/search`.
    public var routes: [APIRoute] {
        [
            APIRoute("dnc/search", section: .dnc, right: .read) { try await search($0, .calls, farthest: 100_000) },
            APIRoute("sms-opt-out/search", section: .smsOptOut, right: .read) {
                try await search($0, .texts, farthest: 1_000_000)
            },
        ]
    }

    private func search(
        _ request: APIRequest, _ channel: DNCList.Channel, farthest: Int64
    ) async throws -> StoredAnswer {
        let page = try PageParameters(request, defaultLimit: 100, mostRows: 1_000, farthest: farthest)
        let filter = try DNCSearches.filter(request)
        let account = request.caller.accountID
        let found = try await database.read { connection in
            try DNCList(connection, of: account, for: channel).search(filter, offset: page.offset, limit: page.limit)
        }
        let time = AccountTime(request.configuration.account)
        return ConvosoAnswer.page(offset: page.offset, limit: page.limit, total: found.total, totalIsText: false) {
            for entry in found.entries { DNCSearches.write(entry, channel, request.configuration, time, to: &$0) }
        }
    }

    private static func filter(_ request: APIRequest) throws(APIFailure) -> DNCList.Filter {
        var filter = DNCList.Filter()
        switch WireID(request["id"]) {
        case .notGiven: break
        case .number(let id): filter.id = id
        case .malformed: throw APIFailure(6056, "Missing or Invalid value for ID")
        }
        let parameters = DNCParameters(request)
        do {
            try read(parameters, into: &filter)
        } catch {
            switch error {
            case .phoneCode: throw APIFailure(6026, "Missing or Invalid Country Code")
            case .number: throw APIFailure(6008, "The phone number is invalid")
            case .campaign: throw APIFailure(6006, "Invalid Campaign ID")
            case .purpose: throw APIFailure(6057, "Invalid Purpose Provided")
            case .reason: throw APIFailure(6058, "Invalid Reason Provided")
            }
        }
        if let text = request["insert_date"] {
            guard let date = WireDate(text) else { throw .unreadable(["insert_date"]) }
            let time = AccountTime(request.configuration.account)
            let start = time.start(of: date.day, second: date.secondOfDay ?? 0)
            filter.created = start..<max(start, time.end(of: date.day, second: date.secondOfDay))
        }
        return filter
    }

    private static func read(
        _ parameters: DNCParameters, into filter: inout DNCList.Filter
    ) throws(DNCParameters.Fault) {
        let code = try parameters.callingCode(or: parameters.usualCode)
        if parameters.hasNumber {
            filter.number = try parameters.number(code: code)
        } else if parameters.hasPhoneCode {
            filter.callingCode = code
        }
        let purpose = try parameters.purpose()
        switch try parameters.place(mayBeGone: true) {
        case nil: break
        case .account: filter.scope = .account
        case .campaign(let id): filter.scope = .campaign(id)
        case .purpose: filter.hasPurposeScope = true
        }
        switch purpose {
        case .notGiven: break
        case .value(let word): filter.purpose = word
        case .blank: filter.purpose = ""
        case .notBlank: filter.hasPurpose = true
        }
        switch try parameters.reason() {
        case .notGiven: break
        case .value(let word): filter.reason = word
        case .blank: filter.reason = ""
        case .notBlank: filter.hasReason = true
        }
    }

    /// One row, every value a string. An entry of a seller has no campaign to show.
    private static func write(
        _ entry: DNCEntry, _ channel: DNCList.Channel, _ configuration: AccountConfiguration, _ time: AccountTime,
        to json: inout JSONText
    ) {
        let wire = entry.wire
        let place: (id: String, name: String, type: String)
        switch entry.scope {
        case .account: place = ("0", "", "")
        case .campaign(let id): place = (id.description, configuration.campaigns[id]?.name ?? "", "Normal")
        case .purpose(let word): place = ("-1", word, "Purpose")
        case .seller(let id): place = ("", configuration.sellers[id]?.name ?? "", "Seller")
        }
        json.beginObject()
        json.member("id", String(entry.id))
        json.member("phone_number", wire.number)
        json.member("campaign_id", place.id)
        json.member("insert_date", time.text(entry.createdAt))
        json.member("phone_code", wire.code)
        json.member("campaign_uid", place.id)
        json.member("campaign_name", place.name)
        json.member("campaign_type", place.type)
        json.member("purpose", entry.purpose)
        json.member("reason", entry.reason)
        // The live service spells these two with a capital for text messages; clients of either spelling find theirs.
        if channel == .texts {
            json.member("Purpose", entry.purpose)
            json.member("Reason", entry.reason)
        }
        json.endObject()
    }
}
