public import Metrics
import Synchronization

/// Counts in memory and prints itself in the Prometheus text format, version 0.0.4.
///
/// No exporter is to be had for this machine's registry, so this is ours: counters, gauges and summaries of a count
/// and a sum.
public final class PrometheusMetrics: MetricsFactory, Sendable {
    private struct Series {
        var value = 0.0
        var count: Int64 = 0
    }

    /// One number with its name and labels.
    final class Cell: CounterHandler, FloatingPointCounterHandler, RecorderHandler, TimerHandler, MeterHandler {
        enum Kind: String { case counter, gauge, summary }
        let label: String
        let dimensions: [(String, String)]
        let kind: Kind
        private let series = Mutex(Series())

        init(_ label: String, _ dimensions: [(String, String)], _ kind: Kind) {
            self.label = label
            self.dimensions = dimensions
            self.kind = kind
        }

        func increment(by amount: Int64) { series.withLock { $0.value += Double(amount) } }
        func increment(by amount: Double) { series.withLock { $0.value += amount } }
        func decrement(by amount: Double) { series.withLock { $0.value -= amount } }
        func set(_ value: Int64) { series.withLock { $0.value = Double(value) } }
        func set(_ value: Double) { series.withLock { $0.value = value } }
        func reset() { series.withLock { $0 = Series() } }
        func record(_ value: Int64) { record(Double(value)) }
        func record(_ value: Double) {
            series.withLock { series in
                if kind == .gauge { series.value = value } else { series.value += value }
                series.count &+= 1
            }
        }
        func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

        func write(to text: inout String) {
            let now = series.withLock { $0 }
            let labels = dimensions.map { "\($0.0)=\"\(Cell.escaped($0.1))\"" }.joined(separator: ",")
            let braces = labels.isEmpty ? "" : "{\(labels)}"
            if kind == .summary {
                text += "\(label)_sum\(braces) \(now.value)\n\(label)_count\(braces) \(now.count)\n"
            } else {
                text += "\(label)\(braces) \(now.value)\n"
            }
        }

        private static func escaped(_ text: String) -> String {
            // By scalars: a quote with an accent behind it is one character.
            text.unicodeScalars.reduce(into: "") { text, scalar in
                switch scalar {
                case "\\", "\"": text += "\\\(scalar)"
                case "\n": text += "\\n"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
    }

    private let cells = Mutex<[String: Cell]>([:])

    /// Nothing counted yet.
    public init() {}

    /// Everything counted, by name and labels.
    public func text() -> String {
        let all = cells.withLock { $0 }.sorted { $0.key < $1.key }.map(\.value)
        var text = ""
        var last = ""
        for cell in all {
            if cell.label != last { text += "# TYPE \(cell.label) \(cell.kind.rawValue)\n" }
            last = cell.label
            cell.write(to: &text)
        }
        return text
    }

    private func cell(_ label: String, _ dimensions: [(String, String)], _ kind: Cell.Kind) -> Cell {
        let name = String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
        let key = ([name] + dimensions.map { "\($0.0)=\($0.1)" }).joined(separator: "\u{1f}")
        return cells.withLock { cells in
            if let standing = cells[key] { return standing }
            let made = Cell(name, dimensions, kind)
            cells[key] = made
            return made
        }
    }

    /// A counter.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(label, dimensions, .counter)
    }
    /// A counter of fractions.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        cell(label, dimensions, .counter)
    }
    /// A gauge, or a summary when it aggregates.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        cell(label, dimensions, aggregate ? .summary : .gauge)
    }
    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(label, dimensions, .gauge)
    }
    /// A summary in seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(label, dimensions, .summary)
    }
    /// Cells stay: a counter that vanished would look like a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Cells stay.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Cells stay.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Cells stay.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Cells stay.
    public func destroyTimer(_ handler: any TimerHandler) {}
}
