import SluiceCore
import SluiceDatabase

/// `hopper_list` and `lead_search`.
struct VICIdialSearches: Sendable {
    let database: any Database
    let clock: Clock

    var functions: [String: VICIdialFunction] {
        [
            "hopper_list": VICIdialFunction(.campaigns, lacking: "GET CAMPAIGN INFO", action: hopper),
            "lead_search": VICIdialFunction(.leads, lacking: "SEARCH FOR LEADS", action: leads),
        ]
    }

    private static let columns = [
        "hopper_order", "priority", "lead_id", "list_id", "phone_number", "phone_code", "state", "status", "count",
        "gmt_offset", "rank", "alt", "hopper_source", "vendor_lead_code", "source_id", "age_days", "last_call_time",
    ]

    private func hopper(_ request: VICIdialRequest) async throws -> String {
        guard let campaign = request.campaign() else {
            return request.error("THIS CAMPAIGN DOES NOT EXIST", request.user, request["campaign_id"])
        }
        let account = request.caller.accountID
        let (entries, leads) = try await database.read { connection in
            let entries = try Hopper(connection, of: account).waiting(campaign.id, limit: 2_000)
            var filter = LeadSearch.Filter()
            filter.ids = Set(entries.map(\.leadID))
            let found =
                entries.isEmpty ? [] : try LeadSearch(connection, of: account).list(filter, after: nil, limit: 2_000)
            return (entries, Dictionary(found.map { ($0.id, $0) }) { $1 })
        }
        guard !entries.isEmpty else {
            return request.error(
                "THERE ARE NO LEADS IN THE HOPPER FOR THIS CAMPAIGN", request.user, request["campaign_id"])
        }
        let (now, time) = (clock.now(), AccountTime(request.configuration.account))
        let rows = entries.enumerated().compactMap { order, entry -> [String]? in
            guard let lead = leads[entry.leadID] else { return nil }
            let days = (now.milliseconds - lead.createdAt.milliseconds) / 86_400_000
            return [
                String(order), String(entry.priority), lead.id.description, lead.listID.description,
                lead.phone.national,
                String(lead.phone.callingCode), lead.fields["state"] ?? "", lead.status, String(lead.calledCount),
                VICIdialFields.offset(of: lead, at: now), "0", "", "A", lead.fields["remote_id"] ?? "",
                lead.fields["source_id"] ?? "", String(days), lead.lastCalledAt.map(time.text) ?? "",
            ]
        }
        return VICIdialTable(request).text(VICIdialSearches.columns, rows)
    }

    /// Which leads have each of the numbers that came, the newest first.
    private func leads(_ request: VICIdialRequest) async throws -> String {
        guard !request.caller.isLimitedToCriteria else { throw APIFailure.forbidden }
        let texts = WireList.read(request["phone_number"] ?? "")
        guard !texts.isEmpty, texts.count <= 100 else {
            return request.error("NO VALID SEARCH METHOD", request.user, request["phone_number"])
        }
        let most = request["records"].flatMap { WireInteger.read($0, in: 1...1_000) } ?? 1_000
        let isArchived = request.isYes("archived_lead")
        let account = request.caller.accountID
        let rows = try await database.read { connection in
            try texts.map { text -> [String] in
                guard case .success(let reading) = request.phone(text) else { return [text, "0", ""] }
                var filter = LeadSearch.Filter()
                filter.phones = [reading.number]
                if isArchived { filter.archived = LeadSearch.Span() }
                let found = try LeadSearch(connection, of: account).list(filter, after: nil, limit: 1_000)
                let ids = found.map(\.id).sorted { $0 > $1 }.prefix(Int(most)).map(\.description)
                return [text, String(ids.count), ids.joined(separator: "-")]
            }
        }
        guard rows.contains(where: { $0[1] != "0" }) else {
            return request.error("NO MATCHES FOUND IN THE SYSTEM", request.user, request["phone_number"])
        }
        return VICIdialTable(request).text(["search_key", "records_found", "lead_ids"], rows)
    }
}
