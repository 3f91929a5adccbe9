import SluiceCore
import SluiceDatabase

/// `add_dnc_phone`, `delete_dnc_phone` and `check_phone_number`.
struct VICIdialNumbers: Sendable {
    /// What VICIdial calls the list of the whole system: here the account's.
    private static let everywhere = "SYSTEM_INTERNAL"

    let desk: WriteDesk
    let database: any Database
    let dice: Dice

    var functions: [String: VICIdialFunction] {
        [
            "add_dnc_phone": VICIdialFunction(.dnc, lacking: "ADD DNC NUMBERS", action: add),
            "delete_dnc_phone": VICIdialFunction(.dnc, lacking: "DELETE DNC NUMBERS", action: remove),
            "check_phone_number": VICIdialFunction(.dnc, lacking: "CHECK PHONE NUMBERS", action: check),
        ]
    }

    private enum Wanted {
        case entry(Int64, DNCScope)
        case fault(String)
    }

    private static func read(_ request: VICIdialRequest) -> Wanted {
        guard let phone = request["phone_number"], let place = request["campaign_id"] else {
            return .fault(
                request.error(
                    "YOU MUST USE ALL REQUIRED FIELDS", request.user, request["phone_number"], request["campaign_id"]))
        }
        guard case .success(let reading) = request.phone(phone) else {
            return .fault(request.error("INVALID PHONE NUMBER", request.user, phone))
        }
        if place.uppercased() == everywhere { return .entry(reading.number.digits, .account) }
        guard let campaign = request.campaign() else {
            return .fault(request.error("CAMPAIGN DOES NOT EXIST", request.user, place))
        }
        return .entry(reading.number.digits, .campaign(campaign.id))
    }

    private func add(_ request: VICIdialRequest) async throws -> String {
        try await write(request) { list, number, scope, session, salt in
            let made = try list.add(
                number: number, scope: scope, origin: .operator, reason: "", purpose: "", by: session.actor, salt: salt,
                at: session.now)
            let words = made == nil ? "DNC NUMBER ALREADY EXISTS" : "DNC NUMBER HAS BEEN ADDED"
            let (phone, place) = (request["phone_number"], request["campaign_id"])
            return made == nil
                ? request.error(words, request.user, phone, place) : request.success(words, request.user, phone, place)
        }
    }

    /// Takes off what an operator or an import has listed; what the person asked for stays (6908).
    private func remove(_ request: VICIdialRequest) async throws -> String {
        try await write(request) { list, number, scope, session, salt in
            let (phone, place) = (request["phone_number"], request["campaign_id"])
            guard let entry = try list.entry(number: number, scope: scope) else {
                return request.error("DNC NUMBER DOES NOT EXIST", request.user, phone)
            }
            guard entry.origin != .consumer else {
                return request.error("THE CONSUMER ASKED FOR THIS ENTRY, IT STAYS", request.user, phone, place)
            }
            try list.lift(entry, by: session.actor, salt: salt, at: session.now)
            return request.success("DNC NUMBER HAS BEEN DELETED", request.user, phone, place)
        }
    }

    /// Changes the list under the locks of the number that the request names, and answers with what `body` says.
    private func write(
        _ request: VICIdialRequest,
        _ body: @escaping @Sendable (DNCList, Int64, DNCScope, WriteDesk.Session, String) throws -> String
    ) async throws -> String {
        switch VICIdialNumbers.read(request) {
        case .fault(let text): return text
        case .entry(let number, let scope):
            let salt = dice.secret()
            return try await desk.write(
                request.write, locks: { DNCList($0, of: request.caller.accountID).locks(for: [number]) },
                { session in
                    let list = DNCList(session.connection, of: session.account)
                    return StoredAnswer(status: 200, body: try body(list, number, scope, session, salt))
                }
            ).body
        }
    }

    /// Whether a number is valid, listed, and in its calling hours now: 8 to 21 in every zone that it may be in, or the
    /// window of the campaign that is named.
    private func check(_ request: VICIdialRequest) async throws -> String {
        let text = request["phone_number"]
        guard case .success(let reading) = request.phone(text) else {
            return request.error("INVALID PHONE NUMBER LENGTH", text, request.user)
        }
        let number = reading.number
        let area = number.callingCode == 1 ? Int(number.national.prefix(3)) : nil
        if request.isYes("usacan_areacode_check"), let area, NumberingPlan.area(area) == nil {
            return request.error("INVALID PHONE NUMBER AREACODE", text, request.user)
        }
        let asks = ["dnc_check", "campaign_dnc_check"].contains { (request[$0] ?? "N").uppercased() != "N" }
        let campaign = request.campaign()
        if asks {
            let account = request.caller.accountID
            let entries = try await database.read { try DNCList($0, of: account).entries(for: number) }
            let isListed = entries.contains { entry in
                switch entry.scope {
                case .account: true
                case .campaign(let id): id == campaign?.id
                case .seller(let id): id == campaign?.sellerID
                case .purpose(let word): word == campaign?.purpose
                }
            }
            if isListed { return request.error("PHONE NUMBER IN DNC", text, request.user) }
        }
        let zones = LocalZones.zones(phone: number, state: request["state"], postalCode: request["postal_code"])
        let now = desk.now
        let isOpen = LocalTime.isInside(
            start: campaign?.windowStart ?? 480, end: campaign?.windowEnd ?? 1260, zones: Array(zones), at: now)
        let sample = Lead(id: LeadID(0), listID: ListID(0), phone: number, status: "", createdAt: now, modifiedAt: now)
        return "AREACODE: \(isOpen ? 1 : 0)|\(VICIdialFields.offset(of: sample, at: now))#PHONE: "
            + [
                number.national, String(number.callingCode), request["postal_code"] ?? "", request["state"] ?? "", "",
                "",
            ]
            .map { value in value.filter { $0 != "|" && !$0.isNewline } }.joined(separator: "|") + "\n"
    }
}
