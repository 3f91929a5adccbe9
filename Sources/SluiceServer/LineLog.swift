import Foundation
import Logging
import SluiceCore

/// Writes each event of the log as one line on standard error: a JSON object, or text for people.
///
/// Metadata is kept as it comes and written out with an event only: every request sets its own, and few log.
struct LineLog: LogHandler {
    /// How a line is written.
    enum Format { case json, text }

    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: Format
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable (String) -> Void

    init(
        label: String, _ format: Format, now: @escaping @Sendable () -> Timestamp = SystemRuntime.clock.now,
        write: @escaping @Sendable (String) -> Void = { line in
            // A log that cannot be written, as on a full disk, must not end the server.
            try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
        }
    ) {
        self.label = label
        self.format = format
        self.now = now
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { $1 }
        all.merge(event.metadata ?? [:]) { $1 }
        let rest = all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
        switch format {
        case .json: write(json(event, rest))
        case .text: write(text(event, rest))
        }
    }

    private func json(_ event: LogEvent, _ metadata: [(String, String)]) -> String {
        JSONText.object(
            [
                ("at", LineLog.text(of: now())), ("level", event.level.rawValue), ("logger", label),
                ("message", event.message.description),
            ] + metadata) + "\n"
    }

    private func text(_ event: LogEvent, _ metadata: [(String, String)]) -> String {
        let rest = metadata.map { " \($0)=\($1)" }.joined()
        let line = "\(LineLog.text(of: now())) \(event.level.rawValue) \(label): \(event.message)\(rest)"
        // One event is one line, whatever a sender put into it. A carriage return and a line feed are one character.
        return line.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            default: text.unicodeScalars.append(scalar)
            }
        } + "\n"
    }

    /// `2026-01-20T20:00:00.000Z` (RFC 3339).
    private static func text(of moment: Timestamp) -> String {
        let milliseconds = String((moment.milliseconds % 1000 + 1000) % 1000)
        let second = MomentText.write(moment).replacing(" UTC", with: "").replacing(" ", with: "T")
        return second + "." + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds + "Z"
    }
}
