import SluiceCore
import SluiceDatabase

extension Export {
    /// The entries of the internal Do Not Call lists, or of the numbers that take no text messages, by id.
    static func suppressions(
        _ filter: DNCList.Filter, _ channel: DNCList.Channel, columns asked: [String]?,
        in configuration: AccountConfiguration
    ) throws -> Export {
        let all = ["id", "phone_number", "campaign_id", "seller", "scope", "origin", "consumer", "reason", "purpose"]
        let columns = try Export.columns(asked, of: all + ["created_at"])
        let (account, zone) = (configuration.account.id, AccountTime(configuration.account))
        return Export(name: channel == .calls ? "dnc" : "sms_opt_outs", columns: columns) { connection, after in
            let rows = try DNCList(connection, of: account, for: channel).list(
                filter, after: after ?? 0, limit: Export.pageSize)
            return Export.page(rows, id: \.id) { entry, line in
                for column in columns {
                    switch column {
                    case "id": line.cell(entry.id)
                    case "phone_number": line.cell(entry.number)
                    case "campaign_id": line.cell(entry.scope.campaign ?? 0)
                    case "seller": line.cell(entry.scope.seller.flatMap { configuration.sellers[$0]?.name } ?? "")
                    case "scope": line.cell(entry.scope.word)
                    case "origin": line.cell(entry.origin.rawValue)
                    case "consumer": line.cell(entry.origin == .consumer ? "yes" : "no")
                    case "reason": line.cell(entry.reason)
                    case "purpose": line.cell(entry.purpose)
                    default: line.cell(zone.text(entry.createdAt))
                    }
                }
            }
        }
    }

    /// Receipts, the newest first.
    static func receipts(
        _ filter: Receipts.Filter, columns asked: [String]?, in configuration: AccountConfiguration
    ) throws -> Export {
        let all = [
            "id", "at", "door", "outcome", "reason", "code", "evidence", "lead_id", "phone_number", "criteria",
            "token_id", "configuration_version", "notes", "post",
        ]
        let columns = try Export.columns(asked, of: all)
        let (account, zone) = (configuration.account.id, AccountTime(configuration.account))
        return Export(name: "receipts", columns: columns) { connection, after in
            var wanted = filter
            if let after { wanted.before = ReceiptID(after) }
            let rows = try Receipts(connection, of: account).search(wanted, limit: Export.pageSize)
            return Export.page(rows, id: { $0.receipt.id?.number ?? 0 }) { row, line in
                for column in columns { write(column, row, configuration, zone, to: &line) }
            }
        }
    }

    private static func write(
        _ column: String, _ row: (receipt: Receipt, post: String), _ configuration: AccountConfiguration,
        _ zone: AccountTime, to line: inout CSVLine
    ) {
        let receipt = row.receipt
        switch column {
        case "id": line.cell(receipt.id?.number)
        case "at": line.cell(zone.text(receipt.at))
        case "door": line.cell(receipt.door.rawValue)
        case "outcome": line.cell(receipt.outcome.rawValue)
        case "reason": line.cell(receipt.refusal?.reason.rawValue ?? "")
        case "code": line.cell((receipt.refusal?.reason.code).map(Int64.init))
        case "evidence": line.cell(receipt.refusal?.evidence ?? "")
        case "lead_id": line.cell(receipt.leadID?.number)
        case "phone_number": line.cell(receipt.phone?.digits)
        case "criteria":
            let name = receipt.criteriaID.flatMap {
                configuration.criteria[$0]?.name ?? configuration.validations[$0]?.name
            }
            line.cell(name ?? "")
        case "token_id": line.cell(receipt.tokenID?.number)
        case "configuration_version": line.cell(receipt.version)
        case "notes": line.cell(receipt.notes.joined(separator: "; "))
        default: line.cell(row.post)
        }
    }
}

extension DNCScope {
    fileprivate var campaign: Int64? {
        if case .campaign(let id) = self { return id.number }
        return nil
    }

    fileprivate var seller: SellerID? {
        if case .seller(let id) = self { return id }
        return nil
    }

    fileprivate var word: String {
        switch self {
        case .account: "account"
        case .seller: "seller"
        case .campaign: "campaign"
        case .purpose(let word): "purpose:\(word)"
        }
    }
}
