public import SluiceCore
public import SluiceDatabase

/// The path by which tools find users: `users/search` (convoso-api §14.1).
public struct UserSearches: Sendable {
    private let database: any Database
    private let clock: Clock

    /// Searches `database`.
    public init(_ database: any Database, clock: Clock) {
        self.database = database
        self.clock = clock
    }

    /// `users/search`.
    public var routes: [APIRoute] {
        [APIRoute("users/search", aliases: ["user/search"], section: .users, right: .read, action: search)]
    }

    /// `user` names e-mails, first or last names; without it all are found.
    private func search(_ request: APIRequest) async throws -> StoredAnswer {
        let page = try PageParameters(request, defaultLimit: 20, mostRows: 1_000, farthest: 50_000)
        let wanted = request["user"].map { Set(WireList.read($0).map { $0.lowercased() }) }
        let account = request.caller.accountID
        let all = try await database.read { try Accounts($0).directory(of: account) }
        let found = all.filter { entry in
            let names = [entry.user.email, entry.user.firstName, entry.user.lastName].map { $0.lowercased() }
            return wanted.map { !$0.isDisjoint(with: names) } ?? true
        }
        let time = AccountTime(request.configuration.account)
        let shift = time.hoursFromUTC(at: clock.now())
        return ConvosoAnswer.success { json in
            json.key("data")
            json.beginObject()
            json.key("offset")
            json.integer(page.offset)
            json.member("limit", String(page.limit))
            json.member("total", String(found.count))
            json.key("results")
            json.beginObject()
            for entry in found.dropFirst(Int(page.offset)).prefix(Int(page.limit)) {
                json.key(entry.user.id.description)
                UserSearches.write(entry.user, since: entry.createdAt, shift, time, to: &json)
            }
            json.endObject()
            json.endObject()
        }
    }

    /// One user. What belongs to calls has the value of one who has taken none yet.
    private static func write(
        _ user: User, since created: Timestamp, _ shift: String, _ time: AccountTime, to json: inout JSONText
    ) {
        json.beginObject()
        json.key("id")
        json.integer(user.id.number)
        json.member("email", user.email)
        json.member("first_name", user.firstName)
        json.member("last_name", user.lastName)
        json.key("acl_access_profile")
        json.integer(0)
        json.key("user_level")
        json.integer(user.role.level)
        json.member("queue_override", "USE_CAMPAIGN")
        for name in [
            "allow_queue_selection", "allow_callbacks", "callback_types_allowed", "allow_transfers",
            "default_blended_selection", "allow_blended_campaign", "notification",
        ] {
            json.member(name, ["allow_callbacks", "allow_transfers"].contains(name) ? "1" : "0")
        }
        json.member("alter_custdata_override", "Y")
        json.member("status", user.isActive ? "Y" : "N")
        json.member("local_gmt", shift)
        json.member("created_at", time.textWithOffset(created))
        json.member("connection_type", "BROWSER")
        json.key("extension")
        json.beginArray()
        json.endArray()
        json.key("last_login")
        json.null()
        json.endObject()
    }
}

extension User.Role {
    /// The level as the wire has it: higher may change lower.
    fileprivate var level: Int64 {
        switch self {
        case .superAdmin: 9
        case .admin: 8
        case .manager: 7
        case .agent: 1
        }
    }
}
