import SluiceCore
import SluiceDatabase
import SluiceIntake

/// `add_lead`: posts a lead on the way of every lead, and answers as VICIdial would.
struct VICIdialLeads: Sendable {
    let intake: Intake
    let database: any Database
    let clock: Clock

    var functions: [String: VICIdialFunction] {
        [
            "add_lead": VICIdialFunction(.leads, .leadPost, lacking: "ADD LEADS TO THE SYSTEM") {
                try await add($0)
            }
        ]
    }

    /// Posts the lead, for `update_lead` too where it found none and may add one.
    func add(_ request: VICIdialRequest) async throws -> String {
        guard let text = request["phone_number"] else {
            return request.error("INVALID PHONE NUMBER LENGTH", "", request.user)
        }
        let list = request.list("list_id")
        let isLeadPost = !request.caller.may(.write, .leads)
        let criteria = isLeadPost ? try VICIdialLeads.criteria(of: request) : nil
        guard criteria != nil || list.map({ !$0.isSystem }) == true else {
            return request.error(
                "NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED", text, request["list_id"] ?? "999")
        }
        if let fault = VICIdialLeads.phoneFault(text, request) { return fault }
        let duplicates = VICIdialDuplicates(request["duplicate_check"] ?? "")
        if let found = try await duplicates.beyondPhone(request, list, database, at: clock.now()) { return found }
        var entries = VICIdialFields.entries(of: request) + duplicates.options
        entries.append(("phone_number", text))
        if let code = request["phone_code"] { entries.append(("phone_code", code)) }
        if let criteria { entries.append(("criteria_key", criteria.key)) }
        if let list { entries.append(("list_id", list.id.description)) }
        entries += VICIdialLeads.options(of: request)
        let asked = try request.convoso(entries, path: "vicidial/\(request.function)")
        let post = LeadPostParameters.read(asked, door: criteria == nil ? .insert : .leadPost)
        let result = try await intake.run(post, from: request.caller, path: asked.path) { receipt in
            StoredAnswer(status: 200, body: "\(receipt.leadID?.number ?? 0)")
        }
        switch result {
        case .receipt(let receipt): return try await answer(receipt, request, list, duplicates)
        case .replay(let answer): return try await replay(answer, request)
        case .keyReused: return request.error("THE IDEMPOTENCY-KEY WAS USED FOR ANOTHER REQUEST", request.user)
        }
    }

    /// The one Criteria that a vendor's token is limited to: VICIdial's senders have no key to send.
    private static func criteria(of request: VICIdialRequest) throws(APIFailure) -> LeadPostCriteria {
        if let key = request["criteria_key"], let known = request.configuration.criteriaByKey[key],
            request.caller.covers(known.id)
        {
            return known
        }
        let ids = (request.caller.token?.criteriaIDs ?? []).filter { request.configuration.criteria[$0] != nil }
        guard ids.count == 1, let id = ids.first, let only = request.configuration.criteria[id] else {
            throw APIFailure(status: 403, "THE TOKEN NAMES NO SINGLE CRITERIA, SO SEND criteria_key")
        }
        return only
    }

    private static func phoneFault(_ text: String, _ request: VICIdialRequest) -> String? {
        switch request.phone(text) {
        case .failure:
            let digits = text.utf8.filter { $0 >= 48 && $0 <= 57 }
            let isLong = (6...16).contains(digits.count) && digits.count != 9
            return request.error(
                isLong ? "INVALID PHONE NUMBER PREFIX" : "INVALID PHONE NUMBER LENGTH", text, request.user)
        case .success(let reading):
            let area = reading.number.callingCode == 1 ? Int(reading.number.national.prefix(3)) : nil
            guard request.isYes("usacan_areacode_check"), let area, NumberingPlan.area(area) == nil else { return nil }
            return request.error("INVALID PHONE NUMBER AREACODE", text, request.user)
        }
    }

    private static func options(of request: VICIdialRequest) -> [(String, String)] {
        var options: [(String, String)] = []
        // `AREACODE` asks for whole area codes as well; prefixes on our lists always count.
        let asksDNC = ["dnc_check", "campaign_dnc_check"].contains { name in
            request[name].map { ["Y", "AREACODE"].contains($0.uppercased()) } ?? false
        }
        if asksDNC { options.append(("check_dnc", "1")) }
        if request.isYes("add_to_hopper") {
            options.append(("hopper", "1"))
            let priority = request["hopper_priority"].flatMap { WireInteger.read($0, in: 0...99) } ?? 0
            options.append(("hopper_priority", String(priority)))
        }
        if request.isYes("lookup_state"), request["state"] == nil,
            case .success(let reading) = request.phone(request["phone_number"]),
            reading.number.callingCode == 1, let area = Int(reading.number.national.prefix(3)),
            let state = NumberingPlan.area(area)?.state
        {
            options.append(("state", state))
        }
        if let status = request["status"] { options.append(("status", status)) }
        return options
    }

    // MARK: Answers

    private func answer(
        _ receipt: Receipt, _ request: VICIdialRequest, _ list: LeadList?, _ duplicates: VICIdialDuplicates
    ) async throws -> String {
        guard let refusal = receipt.toldRefusal else {
            return try await added(receipt.leadID, request, notes: receipt.notes)
        }
        let text = request["phone_number"]
        switch refusal.reason {
        case .dncListed, .registerListed, .litigator:
            return request.error("PHONE NUMBER IN DNC", text, request.user)
        case .duplicate, .duplicateArchived, .duplicateTooYoung, .duplicateInAccount:
            return try await duplicates.found(request, list, database)
        case .phoneInvalid: return request.error("INVALID PHONE NUMBER LENGTH", text, request.user)
        case .listUnknown, .listInactive, .criteriaInactive, .criteriaKeyUnknown:
            return request.error("NOT AN ALLOWED LIST ID", text, request["list_id"])
        default:
            let disclosure = PostAnswer.disclosure(of: receipt, to: request.caller, request.configuration)
            let reason = disclosure == .none ? "not_accepted" : refusal.reason.rawValue
            let words = reason.uppercased().replacing("_", with: " ")
            return request.error("LEAD NOT ACCEPTED, \(words)", text, request.user, String(refusal.reason.code))
        }
    }

    private func replay(_ answer: StoredAnswer, _ request: VICIdialRequest) async throws -> String {
        guard let number = Int64(answer.body), number > 0 else {
            return request.error("LEAD NOT ACCEPTED BEFORE", request["phone_number"], request.user)
        }
        return try await added(LeadID(number), request, notes: [])
    }

    private func added(_ id: LeadID?, _ request: VICIdialRequest, notes: [String]) async throws -> String {
        if request.caller.isTest {
            // Judged as all posts are, and never stored: there is no lead to tell of.
            return request.success(
                "LEAD HAS BEEN ADDED", request["phone_number"], request["list_id"], "0", request.user)
        }
        let account = request.caller.accountID
        guard let id, let lead = try await database.read({ try Leads($0, of: account).lead(id) }) else {
            return request.error("LEAD NOT FOUND", request.user)
        }
        let (phone, number) = (lead.phone.national, id.description)
        var text = request.success(
            "LEAD HAS BEEN ADDED", phone, lead.listID.description, number,
            VICIdialFields.offset(of: lead, at: lead.createdAt), request.user)
        if request.isYes("custom_fields") {
            let customs = lead.fields.keys.filter { $0.hasPrefix("field_") }.count
            text +=
                customs > 0
                ? request.notice("CUSTOM FIELDS VALUES ADDED", phone, number, lead.listID.description)
                : request.notice("CUSTOM FIELDS NOT ADDED, NO FIELDS DEFINED", phone, number, lead.listID.description)
        }
        if request.isYes("add_to_hopper") {
            let refused = notes.first { $0.hasPrefix("hopper_refused: ") }?.dropFirst("hopper_refused: ".count)
            switch refused {
            case nil: text += request.notice("ADDED TO HOPPER", phone, number, request.user)
            case "outside_window":
                text += request.notice("NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME", phone, request.user, number)
            case .some(let why):
                let words = why.uppercased().replacing("_", with: " ")
                text += request.notice("NOT ADDED TO HOPPER, \(words)", phone, request.user, number)
            }
        }
        if request.isYes("callback") {
            text += request.notice(
                "SCHEDULED CALLBACK NOT ADDED, THIS SERVER KEEPS NONE", number, request["campaign_id"])
        }
        return text
    }
}
