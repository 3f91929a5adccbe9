import SluiceCore
import SluiceDatabase

/// What `duplicate_check` asks for: `DUPLIST`, `DUPCAMP`, `DUPSYS` by phone, `…PHONEALT…` by phone or alternate phone,
/// `…TITLEALTPHONE…` by title and alternate phone, `…NAMEPHONE…` by first name, last name and phone; `90DAY` behind one
/// looks at leads of the last 90 days only. Several stand with dashes between them.
///
/// By phone alone it is our own `check_dup`, which makes one lead of any number of simultaneous posts. The others are
/// looked up before the post.
struct VICIdialDuplicates: Sendable {
    enum Place: String, Sendable, CaseIterable {
        case list = "LIST"
        case campaign = "CAMP"
        case system = "SYS"

        var words: String {
            switch self {
            case .list: "IN LIST"
            case .campaign: "IN CAMPAIGN LISTS"
            case .system: "IN SYSTEM"
            }
        }
    }

    enum Kind: Sendable {
        case phone
        case phoneOrAlternate
        case titleAndAlternate
        case nameAndPhone
    }

    struct Check: Sendable {
        var kind: Kind
        var place: Place
        var days: Int64?
    }

    let checks: [Check]

    init(_ text: String) {
        checks = text.uppercased().split(separator: "-").compactMap { VICIdialDuplicates.check(String($0)) }
    }

    private static func check(_ word: String) -> Check? {
        var word = word
        var days: Int64?
        if word.hasSuffix("DAY") || word.hasSuffix("DAYS") {
            let bare = String(word.dropLast(word.hasSuffix("DAYS") ? 4 : 3))
            let digits = String(bare.reversed().prefix { $0.isNumber }.reversed())
            days = Int64(digits).map { min(3650, max(1, $0)) }
            word = String(bare.dropLast(digits.count))
        }
        guard word.hasPrefix("DUP"), let place = Place.allCases.first(where: { word.hasSuffix($0.rawValue) }) else {
            return nil
        }
        switch word.dropFirst(3).dropLast(place.rawValue.count) {
        case "": return Check(kind: .phone, place: place, days: days)
        case "PHONEALT": return Check(kind: .phoneOrAlternate, place: place, days: days)
        case "TITLEALTPHONE": return Check(kind: .titleAndAlternate, place: place, days: days)
        case "NAMEPHONE": return Check(kind: .nameAndPhone, place: place, days: days)
        default: return nil
        }
    }

    /// The widest check by phone alone as our own options.
    var options: [(String, String)] {
        let widest = [Place.system, .campaign, .list].compactMap { place in
            checks.first { $0.kind == .phone && $0.place == place }
        }.first
        guard let widest else { return [] }
        let scope = [Place.system: "1", .list: "2", .campaign: "3"][widest.place] ?? "1"
        return [("check_dup", scope)] + (widest.days.map { [("dup_lead_age", String($0))] } ?? [])
    }

    /// The answer to a duplicate by another key than the phone; nothing where there is none.
    func beyondPhone(
        _ request: VICIdialRequest, _ list: LeadList?, _ database: any Database, at now: Timestamp
    ) async throws -> String? {
        for check in checks where check.kind != .phone {
            guard var filter = filter(check, request, list) else { continue }
            if let days = check.days { filter.created = LeadSearch.Span(from: now.adding(seconds: -days * 86_400)) }
            let found = try await leads(filter, check, request, database)
            guard let lead = found.first(where: { matches($0, check, request) }) else { continue }
            return answer(lead, check, request)
        }
        return nil
    }

    /// The answer to a duplicate by phone, with the newest lead that has it.
    func found(_ request: VICIdialRequest, _ list: LeadList?, _ database: any Database) async throws -> String {
        let check = checks.first { $0.kind == .phone } ?? Check(kind: .phone, place: .system, days: nil)
        let filter = filter(Check(kind: .phone, place: .system, days: nil), request, list)
        let lead = try await filter.asyncMap { try await leads($0, check, request, database).last } ?? nil
        let existing = request.caller.isVendor ? nil : lead
        return request.error(
            "DUPLICATE PHONE NUMBER \(check.place.words)", request["phone_number"], request["list_id"],
            existing?.id.description, existing?.listID.description)
    }

    private func filter(_ check: Check, _ request: VICIdialRequest, _ list: LeadList?) -> LeadSearch.Filter? {
        var filter = LeadSearch.Filter()
        let configuration = request.configuration
        switch check.place {
        case .list: filter.lists = list.map { [$0.id] }
        case .campaign: filter.lists = list.flatMap { configuration.listsOfCampaign[$0.campaignID] }.map { Set($0) }
        case .system: break
        }
        let phone = (try? request.phone(request["phone_number"]).get())?.number  // a bad number was told of before
        switch check.kind {
        case .phone, .nameAndPhone:
            guard let phone else { return nil }
            filter.phones = [phone]
        case .phoneOrAlternate:
            guard let phone else { return nil }
            filter.fields["alt_phone_1"] = [phone.national, String(phone.digits)]
        case .titleAndAlternate:
            guard let alternate = request["alt_phone"], request["title"] != nil else { return nil }
            filter.fields["alt_phone_1"] = [alternate]
        }
        return filter
    }

    private func leads(
        _ filter: LeadSearch.Filter, _ check: Check, _ request: VICIdialRequest, _ database: any Database
    ) async throws -> [Lead] {
        let account = request.caller.accountID
        return try await database.read { connection in
            let search = LeadSearch(connection, of: account)
            let found = try search.list(filter, after: nil, limit: 100)
            guard check.kind == .phoneOrAlternate,
                let phones = self.filter(
                    Check(kind: .phone, place: check.place, days: nil), request, request.list())
            else { return found }
            return try found + search.list(phones, after: nil, limit: 100)
        }
    }

    private func matches(_ lead: Lead, _ check: Check, _ request: VICIdialRequest) -> Bool {
        func same(_ ours: String, _ theirs: String) -> Bool {
            (lead.fields[ours] ?? "").lowercased() == (request[theirs] ?? "").lowercased()
        }
        switch check.kind {
        case .phone, .phoneOrAlternate: return true
        case .titleAndAlternate: return same("title", "title")
        case .nameAndPhone: return same("first_name", "first_name") && same("last_name", "last_name")
        }
    }

    private func answer(_ lead: Lead, _ check: Check, _ request: VICIdialRequest) -> String {
        let isTold = !request.caller.isVendor
        let (id, list) = (isTold ? lead.id.description : "", isTold ? lead.listID.description : "")
        let (number, asked) = (request["phone_number"], request["list_id"])
        switch check.kind {
        case .phone, .phoneOrAlternate:
            let way = lead.phone.national == number ? "PHONE" : "ALT"
            return request.error("DUPLICATE PHONE NUMBER \(check.place.words)", number, asked, id, list, way)
        case .titleAndAlternate:
            return request.error(
                "DUPLICATE TITLE ALT_PHONE \(check.place.words)", request["title"], request["alt_phone"], asked, id,
                list)
        case .nameAndPhone:
            return request.error(
                "DUPLICATE NAME PHONE \(check.place.words)", request["first_name"], request["last_name"], number, asked,
                id, list)
        }
    }
}

extension Optional {
    fileprivate func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}
