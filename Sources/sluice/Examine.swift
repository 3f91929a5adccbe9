import ArgumentParser
import SluiceServer

/// `sluice doctor`.
struct Examine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check machine, clock, data folder, database, registers and journal.",
        discussion: "One line each: ok, warn, or FAIL with what to do. The exit code is 1 when something FAILs.")

    @OptionGroup(title: "Server") var options: ServerOptions

    func run() async throws {
        let findings = try await Doctor(try await options.settings()).examine()
        let rows = findings.map { [$0.verdict.rawValue, $0.subject, $0.sentence] }
        Terminal.say(TextTable.lines(rows).joined(separator: "\n"))
        if findings.contains(where: { $0.verdict == .failure }) { throw ExitCode(1) }
    }
}
