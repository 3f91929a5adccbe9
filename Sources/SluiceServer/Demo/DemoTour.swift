import SluiceCore
import SluiceDatabase

/// What the demo does and prints once it listens: posts leads, counts what became of them, and explains one.
struct DemoTour: Sendable {
    let parts: Parts
    let configuration: AccountConfiguration
    let traffic: DemoTraffic
    let say: @Sendable (String) -> Void

    func post(_ range: Range<Int>) async throws {
        guard !range.isEmpty else { return }
        say("Posting \(range.count) leads to \(traffic.url) …")
        let start = parts.clock.now()
        let answers = try await traffic.send(DemoPosts(configuration), range)
        let milliseconds = max(1, SystemRuntime.clock.now().milliseconds - start.milliseconds)
        let receipts = try await receipts(of: answers)
        say(
            "\(answers.count) answered in \(milliseconds) ms, as form, JSON, query and multipart in turn. "
                + "What became of them:\n")
        say(DemoTour.tally(answers, receipts).joined(separator: "\n"))
        let refused = receipts.values.filter { $0.refusal?.reason == .dncListed }.compactMap(\.id).min()
        if let refused {
            let answer = try await AccountDesk(parts, configuration, "demo")
                .explainLead(["receipt": refused.description])
            say("\nOne of the refused, as sluice lead explain --receipt \(refused) shows it:\n")
            say(answer["text"]?.string ?? "")
        }
    }

    private func receipts(of answers: [DemoTraffic.Answer]) async throws -> [Int64: Receipt] {
        let (account, count) = (configuration.account.id, Int64(answers.count) + 1000)
        let found = try await parts.database.read { connection in
            try Receipts(connection, of: account).search(Receipts.Filter(), limit: count).map(\.receipt)
        }
        let wanted = Set(answers.compactMap(\.receipt))
        return Dictionary(found.compactMap { receipt in receipt.id.map { ($0.number, receipt) } }) { $1 }
            .filter { wanted.contains($0.key) }
    }

    /// A table: outcome, reason, code, how many.
    private static func tally(_ answers: [DemoTraffic.Answer], _ receipts: [Int64: Receipt]) -> [String] {
        var counts: [[String]: Int] = [:]
        for answer in answers {
            let receipt = answer.receipt.flatMap { receipts[$0] }
            let reason = receipt?.refusal?.reason
            let row: [String] =
                if let receipt {
                    [
                        receipt.outcome.rawValue, reason?.rawValue ?? "", reason.map { String($0.code) } ?? "",
                        reason?.text ?? "",
                    ]
                } else {
                    ["not read", "", "\(answer.status)", answer.json["text"]?.string ?? ""]
                }
            counts[row, default: 0] += 1
        }
        let order = ["accepted", "updated", "refused", "not read"]
        let rows = counts.sorted { left, right in
            let places = (order.firstIndex(of: left.key[0]) ?? 9, order.firstIndex(of: right.key[0]) ?? 9)
            return (places.0, -left.value, left.key[1]) < (places.1, -right.value, right.key[1])
        }
        return TextTable.lines(
            [["", "outcome", "posts", "reason", "code", "the vendor reads"]]
                + rows.map { ["", $0.key[0], String($0.value), $0.key[1], $0.key[2], $0.key[3]] })
    }

    /// Where it is, and three lines to try. `next` makes sure that the first one is a new lead.
    func invite(password: String, next: Int) {
        let key = configuration.criteria.values.first { $0.name == DemoConfiguration.solar }?.key ?? ""
        let ping = configuration.validations.values.first { $0.name == DemoConfiguration.ping }?.key ?? ""
        let data = parts.settings.dataFolder
        let phone = DemoNumbers.number(.landline, 6000 + next)
        let place = DemoNumbers.west[(6000 + next) % DemoNumbers.west.count]
        let fields =
            "-d criteria_key=\(key) -d phone_number=\(phone) -d first_name=Ann -d state=\(place.state) "
            + "-d postal_code=\(place.postalCode) -d date_of_birth=1980-05-01 -d monthly_bill=140"
        let auth = "-H 'Authorization: Bearer \(traffic.token)'"
        say(
            """

            The demo is running.

              URL    \(traffic.url)
              token  \(traffic.token)  (every right)
              admin  \(DemoAccount.email) with password \(password)
              data   \(data), kept when you stop and start again

            Try, in another terminal:

              # judge a lead and store nothing: the receipt is in the answer
              curl -s \(auth) \(traffic.url)/v1/lead-post-validation/insert \(fields) -d dry_run=1

              # post it: accepted the first time, 6009 (duplicate) the second
              curl -s \(auth) \(traffic.url)/v1/lead-post-validation/insert \(fields)

              # ping: would this lead be wanted?
              curl -s \(auth) '\(traffic.url)/v1/lead-validation/search?criteria_key=\(ping)&phone_number=\(phone)&state=NY'

              # and why was that?
              sluice lead explain --phone \(phone) --data \(data)

            Ctrl-C stops it.
            """)
    }
}
