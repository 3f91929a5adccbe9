import BenchData
import Foundation
import SluiceCore
import SluiceDatabase

/// Writes the rows of leads without HTTP, by the statements that intake uses.
///
///     rows-bench PLACE BATCH SECONDS START
///
/// For each lead: the look-up of its phone, lead, phone row, event and receipt; BATCH leads to a durable transaction;
/// as many writers as the engine has. Sizes are those of the newest receipt in the database, so a lead must have been
/// posted before. START is the first position of the phones; the caller sees to it that none comes twice.
///
/// Prints `leads`, `all_leads` (with those of the half second before), `leads_per_second` and `cpu_us_per_lead` of this
/// process; what PostgreSQL spends is the caller's to add.
let words = Array(CommandLine.arguments.dropFirst())
guard words.count == 4, let batch = Int64(words[1]), let seconds = Double(words[2]), let start = Int64(words[3]) else {
    print("rows-bench PLACE BATCH SECONDS START")
    exit(64)
}
let store = try await Store(words[0])
let template = try await PostedLead.newest(in: store)
let rows = LeadRows(store, template, batch: batch)

func processorSeconds() -> Double {
    Double(Foundation.clock()) / 1e6  // CLOCKS_PER_SEC of POSIX
}

let lanes = Int64(store.database.writers)
let warmed = try await rows.write(lane: 0, of: lanes, from: start, until: ContinuousClock.now + .milliseconds(500))
let warm = start + 100_000
let before = processorSeconds()
let began = ContinuousClock.now
let end = began + .milliseconds(Int64(seconds * 1000))
let written = try await withThrowingTaskGroup(of: Int64.self) { group in
    for lane in 0..<lanes {
        group.addTask { try await rows.write(lane: lane, of: lanes, from: warm, until: end) }
    }
    var sum: Int64 = 0
    for try await leads in group { sum += leads }
    return sum
}
let spent = (ContinuousClock.now - began) / .seconds(1)
let processor = processorSeconds() - before
print("leads \(written)")
print("all_leads \(written + warmed)")
print(String(format: "leads_per_second %.0f", Double(written) / spent))
print(String(format: "cpu_us_per_lead %.2f", processor * 1e6 / Double(max(written, 1))))
await store.database.close()
