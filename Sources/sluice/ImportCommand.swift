import ArgumentParser
import Foundation
import SluiceCore
import SluiceServer

/// `sluice import`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Files of leads, Do Not Call, calls, call-backs, consent and statuses, taken in.",
        subcommands: [
            Preview.self, Start.self, All.self, Show.self, Pause.self, Resume.self, Cancel.self, Faults.self,
        ])

    /// What an import is told about its file and its rows.
    struct Options: ParsableArguments {
        @Argument(help: "leads, dnc, sms_opt_outs, consent, call_log, callbacks or statuses.") var kind: String
        @Argument(help: "The file: comma, tab, semicolon or pipe between cells.", completion: .file()) var file: String
        @Option(help: "What a column means, where its name does not tell: \"Cell=phone_number; Ref=-\".") var map:
            String?
        @Option(help: "The columns of a file that begins without them, between commas.") var header: String?
        @Option(help: "comma, tab, semicolon or pipe, where the guess is wrong.") var delimiter: String?
        @Option(help: "utf-8 or windows-1252, where the guess is wrong.") var encoding: String?
        @Option(help: "Zone of dates without one (default: the account's).") var timeZone: String?
        @Option(help: "Leads: the list that takes them, by name or number.") var list: String?
        @Option(help: "Leads: the Lead Post Criteria that govern every row, instead of a list.") var criteria: String?
        @Option(help: "Leads: where a phone may be already: none, account, campaign, list or purpose.")
        var duplicates: String?
        @Option(help: "Leads: change the lead that is found, instead of refusing the row: yes or no.") var update:
            String?
        @Option(help: "Leads: ask the internal Do Not Call lists: yes (default) or no.") var checkDnc: String?
        @Option(help: "Leads: put them into the hopper: yes or no.") var hopper: String?
        @Option(help: "Values that are no e-mail, user or choice: refuse the row, or leave_out the value.")
        var faultyFields: String?
        @Flag(help: "Keep the numbers that leads, calls or call-backs had.") var keepIds = false

        var fields: [String: String] {
            [
                "kind": kind, "file": URL(fileURLWithPath: file).standardizedFileURL.path, "map": map, "header": header,
                "delimiter": delimiter, "encoding": encoding, "time_zone": timeZone, "list": list,
                "criteria": criteria, "duplicates": duplicates, "update": update, "check_dnc": checkDnc,
                "hopper": hopper, "faulty_fields": faultyFields, "keep_ids": keepIds ? "yes" : nil,
            ].given
        }
    }

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what each column would mean, and what would become of the first rows. Stores nothing.")
        @OptionGroup var options: Options
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let answer = try await desk.perform(.importing(.preview, options.fields))
            if desk.json { return Terminal.say(answer.text) }
            let members = answer.members ?? []
            Terminal.show(.object(members.filter { $0.name != "faults" }))
            if let faults = answer["faults"]?.elements, !faults.isEmpty {
                Terminal.say("\nRows that would be refused, the first ones:")
                Terminal.show(
                    .array(
                        faults.map { fault in
                            .object((fault.members ?? []).filter { $0.name != "cells" })
                        }))
            }
        }
    }

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import a file. A halted or killed import goes on where it stood.",
            discussion: """
                Server and command must see the file under the same path, until the import has ended. What the columns \
                mean is remembered for the next file with the same ones. Rows that are not taken are kept with the \
                reason: sluice import faults.
                """)
        @OptionGroup var options: Options
        @Flag(help: "Begin, and leave the work to the running server.") var detach = false
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            try await desk.show(
                .importing(.start, options.fields.merging(detach ? ["detach": "yes"] : [:]) { $1 }))
        }
    }

    struct All: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show imports, the newest first.")
        @Option(help: "At most so many; 50 unless told.") var limit: String?
        @Option(help: "Only those before this number.") var before: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.importing(.list, ["limit": limit, "before": before].given)) }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how far an import is, and why rows were refused.")
        @Argument(help: "Its number.") var id: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.importing(.show, ["import": id])) }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Halt an import at its next row.")
        @Argument(help: "Its number.") var id: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.importing(.pause, ["import": id])) }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Go on with a paused import.")
        @Argument(help: "Its number.") var id: String
        @Flag(help: "Leave the work to the running server.") var detach = false
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            try await desk.show(.importing(.resume, ["import": id, "detach": detach ? "yes" : nil].given))
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give an import up. What it has stored stays.")
        @Argument(help: "Its number.") var id: String
        @OptionGroup var desk: DeskOptions

        func run() async throws { try await desk.show(.importing(.cancel, ["import": id])) }
    }

    struct Faults: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the rows that were not taken as a file: to mend, and to import again.",
            discussion: "The file has the columns of the import's, and in front of them row, reason and detail.")
        @Argument(help: "The import's number.") var id: String
        @Option(help: "The file to write; printed unless told.", completion: .file()) var to: String?
        @OptionGroup var desk: DeskOptions

        func run() async throws {
            let output = try CSVOutput(to)
            var after: Int64 = 0
            var isFirst = true
            while true {
                let page = try await desk.perform(.importing(.faults, ["import": id, "after": String(after)]))
                let rows = page["entries"]?.elements ?? []
                if isFirst {
                    try output.write(["sluice_row", "sluice_reason", "sluice_detail"] + texts(page["header"]))
                }
                isFirst = false
                guard let last = rows.last?["row"]?.integer else { break }
                for row in rows {
                    let front = [row["row"]?.integer.map(String.init), row["reason"]?.string, row["detail"]?.string]
                    try output.write(front.map { $0 ?? "" } + texts(row["cells"]))
                }
                after = last
            }
            try output.finish()
        }

        private func texts(_ value: JSONValue?) -> [String] { value?.elements?.map { $0.string ?? "" } ?? [] }
    }
}
