import Foundation

/// What the kernel says about this process's memory, in megabytes of a million bytes.
struct ProcessMemory: CustomStringConvertible {
    var resident = 0.0
    var anonymous = 0.0
    var peak = 0.0

    static func now() -> ProcessMemory {
        var memory = ProcessMemory()
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return memory }
        for line in text.split(separator: "\n") {
            let words = line.split { $0 == " " || $0 == "\t" }
            guard words.count > 1, let kilobytes = Double(words[1]) else { continue }
            switch words[0] {
            case "VmRSS:": memory.resident = kilobytes * 1.024e-3
            case "RssAnon:": memory.anonymous = kilobytes * 1.024e-3
            case "VmHWM:": memory.peak = kilobytes * 1.024e-3
            default: break
            }
        }
        return memory
    }

    var description: String {
        String(format: "%.0f MB resident, %.0f MB anonymous, peak %.0f MB", resident, anonymous, peak)
    }
}
