import Foundation
import SluiceCore
import SluiceLookups

/// Measures one register at full size: import, opening, memory, look-ups.
///
///     register-bench --numbers 250000000 --exchanges 250000 --dir DIR [--order shuffled|sorted] [--stream] [--reuse]
///
/// Without `--stream` a text file is written first and imported from disk, as a downloaded list would be; with it the
/// numbers go straight into the import. `--reuse` opens what an earlier run left in DIR, so that memory and opening are
/// measured in a fresh process. The caller deletes DIR.
let options = BenchOptions(CommandLine.arguments.dropFirst())
let numbers = GeneratedNumbers(count: options.numbers, exchanges: options.exchanges, isShuffled: options.isShuffled)
let clock = ContinuousClock()

func milliseconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
}

func report(_ what: String, _ value: String) {
    print("\(what.padding(toLength: 34, withPad: " ", startingAt: 0)) \(value)")
}

func formatted(_ value: Double, _ unit: String) -> String {
    String(format: "%.1f ", value) + unit
}

func reportMemory(_ when: String) {
    let memory = ProcessMemory.now()
    report("memory \(when)", "\(memory)")
}

if !options.isReusing {
    let source: ByteSource
    if options.isStreaming {
        source = numbers.source()
    } else {
        let path = options.folder + "/numbers.txt"
        try FileManager.default.createDirectory(atPath: options.folder, withIntermediateDirectories: true)
        let spent = try clock.measure { try numbers.write(to: path) }
        report("text written", formatted(milliseconds(spent) / 1e3, "s"))
        source = try ByteSource.file(path)
    }
    reportMemory("before import")
    let shelf = try RegisterShelf(folder: options.folder + "/registers")
    var reports = 0
    var publication: RegisterPublication?
    let spent = try clock.measure {
        publication = try shelf.publish(
            .nationalDNC, importing: source, sourceName: "generated", issuedOn: 0, now: 0, acceptingShrink: true,
            progress: { _ in reports += 1 })
    }
    report("import and publish", formatted(milliseconds(spent) / 1e3, "s"))
    report("progress reports", "\(reports)")
    report("numbers listed", "\(publication?.edition.count ?? 0)")
    reportMemory("after publish")
}

let shelf: RegisterShelf
do {
    var opened: RegisterShelf?
    let spent = try clock.measure { opened = try RegisterShelf(folder: options.folder + "/registers") }
    guard let opened, let edition = opened.current(.nationalDNC) else {
        print("nothing to open: \(String(describing: opened?.snapshot.faults))")
        exit(1)
    }
    shelf = opened
    report("opened", formatted(milliseconds(spent), "ms"))
    report("numbers", "\(edition.count)")
}
reportMemory("after opening")

let probes = numbers.probes(1 << 20)
let snapshot = shelf.snapshot
let questions = [
    ("hit", probes.hits), ("miss, exchange listed", probes.misses), ("miss, no such exchange", probes.strangers),
]
for (what, phones) in questions {
    var found = 0
    var best = Double.infinity
    for _ in 0..<5 {
        found = 0
        let spent = clock.measure {
            for phone in phones where snapshot.isOnNationalDNC(phone) == true {
                found += 1
            }
        }
        best = min(best, milliseconds(spent) * 1e6 / Double(max(phones.count, 1)))
    }
    report("look-up, \(what)", formatted(best, "ns") + ", \(found) of \(phones.count) listed")
}
reportMemory("after look-ups")
