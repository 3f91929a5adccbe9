import Foundation
import SluiceCore

/// Looks at the machine, its clock, and the data folder: what needs no database.
struct MachineExamination: Sendable {
    let settings: Settings

    func findings() async throws -> [Finding] {
        [cores, memory, openFiles] + folder + [try await clock(), zones] + certificate
    }

    private var cores: Finding {
        .fine("cores", "\(ProcessInfo.processInfo.activeProcessorCount)")
    }

    private var memory: Finding {
        let megabytes = ProcessInfo.processInfo.physicalMemory / 1_048_576
        let text = "\(megabytes) MB"
        return megabytes >= 1000
            ? .fine("memory", text)
            : .warning("memory", "\(text); a national register alone takes 400 MB, so give it 2 GB or more")
    }

    private var openFiles: Finding {
        #if os(Linux)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else {
            return .warning("open files", "the limit cannot be read")
        }
        let text = "\(limit.rlim_cur) at most"
        return limit.rlim_cur >= 4096
            ? .fine("open files", text)
            : .warning("open files", "\(text), and each connection is one; raise it with ulimit -n 65536")
    }

    private var folder: [Finding] {
        let path = settings.dataFolder
        let files = FileManager.default
        guard let facts = try? files.attributesOfItem(atPath: path) else {
            return [.failure("data folder", "\(path) is not there; --data names another, sluice serve makes one")]
        }
        guard facts[.type] as? FileAttributeType == .typeDirectory, files.isWritableFile(atPath: path) else {
            return [.failure("data folder", "\(path) is no folder that we may write to")]
        }
        let mode = (facts[.posixPermissions] as? NSNumber)?.intValue ?? 0
        let octal = String(mode, radix: 8)
        let first: Finding =
            mode & 0o077 == 0
            ? .fine("data folder", "\(path), mode \(octal)")
            : .warning("data folder", "\(path) has mode \(octal), so others can read leads: chmod 700 \(path)")
        return [first, disk(path)]
    }

    private func disk(_ path: String) -> Finding {
        let facts = try? FileManager.default.attributesOfFileSystem(forPath: path)
        guard let free = (facts?[.systemFreeSize] as? NSNumber)?.int64Value else {
            return .warning("disk", "the free room cannot be read")
        }
        let text = "\(free >> 20) MB free"
        if free < 100 << 20 { return .failure("disk", "\(text): posts will soon be answered 503; make room") }
        return free < 1 << 30 ? .warning("disk", "\(text); make room before it is full") : .fine("disk", text)
    }

    /// Compares the wall clock with the one that never jumps, for a quarter of a second.
    private func clock() async throws -> Finding {
        let clock = SystemRuntime.clock
        let before = (wall: clock.now().milliseconds, steady: clock.nanoseconds())
        try await SystemRuntime.pause(milliseconds: 250)
        let wall = clock.now().milliseconds - before.wall
        let steady = Int64(clamping: (clock.nanoseconds() &- before.steady) / 1_000_000)
        let text = MomentText.write(clock.now())
        guard before.wall > 1_750_000_000_000 else {
            return .failure("clock", "\(text) is long past; set the clock, since every rule about time reads it")
        }
        return abs(wall - steady) <= 50
            ? .fine("clock", text)
            : .warning(
                "clock", "\(text) ran \(wall) ms while \(steady) ms passed; look at the time service (chrony, ntpd)")
    }

    /// Los Angeles in January and July of 2026.
    private var zones: Finding {
        let winter = LocalTime.minutes(in: "America/Los_Angeles", at: Timestamp(1_768_939_200_000))
        let summer = LocalTime.minutes(in: "America/Los_Angeles", at: Timestamp(1_784_574_000_000))
        return winter == 720 && summer == 720
            ? .fine("time zones", "known, with summer time")
            : .failure("time zones", "the zone data is missing or wrong; install the package tzdata")
    }

    private var certificate: [Finding] {
        guard !settings.certificate.isEmpty else { return [] }
        do {
            _ = try TLSFiles(settings)
            return [.fine("certificate", settings.certificate)]
        } catch {
            return [.failure("certificate", "\(settings.certificate) and its key cannot be read: \(error)")]
        }
    }
}
