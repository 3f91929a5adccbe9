import Foundation
import Logging
import SluiceCore

/// Writes each event of the log as one JSON object on one line of standard error.
struct JSONLog: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable (String) -> Void

    init(
        label: String, now: @escaping @Sendable () -> Timestamp = SystemRuntime.clock.now,
        write: @escaping @Sendable (String) -> Void = { line in
            FileHandle.standardError.write(Data(line.utf8))
        }
    ) {
        self.label = label
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
        var json = JSONText()
        json.beginObject()
        json.member("at", JSONLog.text(of: now()))
        json.member("level", event.level.rawValue)
        json.member("logger", label)
        json.member("message", event.message.description)
        for (name, value) in all.sorted(by: { $0.key < $1.key }) { json.member(name, value.description) }
        json.endObject()
        write(json.text() + "\n")
    }

    /// `2026-01-20T20:00:00.000Z` (RFC 3339).
    private static func text(of moment: Timestamp) -> String {
        let milliseconds = String((moment.milliseconds % 1000 + 1000) % 1000)
        let second = MomentText.write(moment).replacing(" UTC", with: "").replacing(" ", with: "T")
        return second + "." + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds + "Z"
    }
}
