public import ArgumentParser
import Foundation
import SluiceCore
public import SluiceServer

/// `sluice export`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Leads, Do Not Call, SMS opt-outs and receipts as CSV files.",
        discussion: """
            Columns have the names of the API, so that a file can be imported again. No cell is taken for a formula by a \
            spreadsheet.
            """)

    @Argument(help: "leads, dnc, sms_opt_outs or receipts.") var kind: AdminOperation.Export
    @Option(help: "The columns wanted, between commas (default: all).") var columns: String?
    @Option(help: "The file to write; printed unless told.", completion: .file()) var to: String?
    @Option(help: "Leads: in these lists, between commas.") var list: String?
    @Option(help: "Leads: with these statuses, between commas.") var status: String?
    @Option(help: "Leads: live (default), archived or deleted.") var life: String?
    @Option(help: "Leads: created at this moment or later: 2026-01-20.") var createdFrom: String?
    @Option(help: "Leads: created before this moment.") var createdUntil: String?
    @Option(help: "Do Not Call: only of this scope: account, seller:NAME, campaign:NAME, purpose:WORD.") var scope:
        String?
    @Option(help: "Receipts: accepted, updated or refused.") var outcome: String?
    @Option(help: "Receipts: of these Criteria.") var criteria: String?
    @OptionGroup var desk: DeskOptions

    func run() async throws {
        var fields = [
            "columns": columns, "list": list, "status": status, "state_of_life": life, "created_from": createdFrom,
            "created_until": createdUntil, "scope": scope, "outcome": outcome, "criteria": criteria,
        ].given
        var (output, rows): (CSVOutput?, Int64) = (nil, 0)
        while true {
            let page = try await desk.perform(.exporting(kind, fields))
            // Nothing is made where nothing is to be had: what was asked wrongly has been told by now.
            if output == nil { output = try CSVOutput(to) }
            try output?.write(text: page["text"]?.string ?? "")
            rows += page["rows"]?.integer ?? 0
            if to != nil { Terminal.complain("\(rows) rows") }
            guard let next = page["next"]?.integer else { break }
            fields["after"] = String(next)
        }
        try output?.finish()
    }
}

extension AdminOperation.Export: ExpressibleByArgument {}
