import Foundation
import Synchronization

/// Wall-clock time in an IANA zone.
public enum LocalTime {
    private static let zones = Mutex<[String: TimeZone]>([:])

    /// The zone of this name; nothing when the machine does not know it, which callers must take as "not allowed".
    static func zone(_ name: String) -> TimeZone? {
        if let known = zones.withLock({ $0[name] }) { return known }
        guard let zone = TimeZone(identifier: name) else { return nil }
        zones.withLock { $0[name] = zone }
        return zone
    }

    /// Minutes since midnight in `zone` at `moment`, 0 to 1439; nothing for an unknown zone.
    public static func minutes(in name: String, at moment: Timestamp) -> Int? {
        guard let zone = zone(name) else { return nil }
        let seconds = moment.milliseconds / 1000
        let date = Date(timeIntervalSince1970: TimeInterval(seconds))
        let (local, isOver) = seconds.addingReportingOverflow(Int64(zone.secondsFromGMT(for: date)))
        guard !isOver else { return nil }
        return Int(((local % 86_400) + 86_400) % 86_400 / 60)
    }

    /// Whether the local time lies inside `start..<end` in every one of the zones; no zone at all is "no".
    public static func isInside(start: Int, end: Int, zones names: [String], at moment: Timestamp) -> Bool {
        !names.isEmpty
            && names.allSatisfy { name in
                minutes(in: name, at: moment).map { start <= $0 && $0 < end } ?? false
            }
    }
}
