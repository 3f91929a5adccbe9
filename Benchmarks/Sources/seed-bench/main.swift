import BenchData
import Foundation
import SluiceCore
import SluiceDatabase

/// Fills a database that `sluice demo` made.
///
///     seed-bench PLACE LEADS DNC
///
/// PLACE is the path of an SQLite file or a PostgreSQL URL; nothing else may use it meanwhile. Leads come with their
/// phone rows, the newest of them with event and receipt; Do Not Call entries without lines in the journal, which
/// intake never reads.
let words = Array(CommandLine.arguments.dropFirst())
guard words.count == 3, let leads = Int64(words[1]), let listed = Int64(words[2]) else {
    print("seed-bench PLACE LEADS DNC")
    exit(64)
}
let store = try await Store(words[0])
let clock = ContinuousClock()

func time(_ what: String, _ body: () async throws -> Void) async rethrows {
    let spent = try await clock.measure { try await body() }
    print("\(what): \(spent.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1))))")
}

try await time("\(listed) Do Not Call entries") {
    try await DNCSeed(store).fill(listed)
}
try await time("\(leads) leads") {
    try await LeadSeed(store).fill(leads)
}
await store.database.close()
