import SluiceCore
import SluiceDatabase

extension Export {
    /// The leads of an account that a filter finds, by id. Moments are the account's own time, as the Convoso API writes
    /// them; every column is called as the API calls it, so that a file can be imported again.
    static func leads(
        _ filter: LeadSearch.Filter, columns asked: [String]?, in configuration: AccountConfiguration
    ) throws -> Export {
        let account = configuration.account.id
        let customs = configuration.fields.values.sorted { $0.id < $1.id }
        let packed = LeadColumn.standard + customs.map(\.name)
        let columns = try Export.columns(asked, of: LeadColumn.fixed.map(\.name) + packed)
        let names = Dictionary(customs.map { ($0.name, $0.packedName) }) { first, _ in first }
        let kinds: [LeadColumn] = columns.map { name in
            LeadColumn.fixed.first { $0.name == name } ?? .init(name: name, kind: .packed(names[name] ?? name))
        }
        let zone = AccountTime(configuration.account)
        return Export(name: "leads", columns: columns) { connection, after in
            let rows = try LeadSearch(connection, of: account).list(
                filter, after: after.map(LeadID.init), limit: Export.pageSize)
            return Export.page(rows, id: { $0.id.number }) { lead, line in
                for column in kinds { column.write(lead, configuration, zone, to: &line) }
            }
        }
    }
}

/// One column of a file of leads.
private struct LeadColumn: Sendable {
    enum Kind: Sendable {
        case id, list, listName, campaign, phone, status, created, modified, calledCount, lastCalled, archived, deleted
        case packed(String)
    }

    let name: String
    let kind: Kind

    static let fixed: [LeadColumn] = [
        .init(name: "lead_id", kind: .id), .init(name: "list_id", kind: .list),
        .init(name: "list_name", kind: .listName), .init(name: "campaign_name", kind: .campaign),
        .init(name: "phone_number", kind: .phone), .init(name: "status", kind: .status),
        .init(name: "created_at", kind: .created), .init(name: "modified_at", kind: .modified),
        .init(name: "called_count", kind: .calledCount), .init(name: "last_called", kind: .lastCalled),
        .init(name: "archived_at", kind: .archived), .init(name: "deleted_at", kind: .deleted),
    ]

    /// The packed fields that every account has, in the order in which people read them.
    static let standard = [
        "first_name", "last_name", "email", "alt_phone_1", "alt_phone_2", "address1", "address2", "city", "state",
        "province", "postal_code", "country", "gender", "date_of_birth", "age", "title", "notes", "std_company_name",
        "std_consumer_number", "std_account_number", "monthly_revenue", "annual_revenue", "business_name", "dba",
        "industry", "start_date", "user_id", "owner_id", "created_by", "last_modified_by", "source_id", "remote_id",
    ]

    func write(_ lead: Lead, _ configuration: AccountConfiguration, _ zone: AccountTime, to line: inout CSVLine) {
        switch kind {
        case .id: line.cell(lead.id.number)
        case .list: line.cell(lead.listID.number)
        case .listName: line.cell(configuration.lists[lead.listID]?.name ?? "")
        case .campaign: line.cell(configuration.campaign(of: lead.listID)?.name ?? "")
        case .phone: line.cell(lead.phone.digits)
        case .status: line.cell(lead.status)
        case .created: line.cell(zone.text(lead.createdAt))
        case .modified: line.cell(zone.text(lead.modifiedAt))
        case .calledCount: line.cell(lead.calledCount)
        case .lastCalled: line.cell(lead.lastCalledAt.map(zone.text) ?? "")
        case .archived: line.cell(lead.archivedAt.map(zone.text) ?? "")
        case .deleted: line.cell(lead.deletedAt.map(zone.text) ?? "")
        case .packed(let name): line.cell(lead.fields[name] ?? "")
        }
    }
}
