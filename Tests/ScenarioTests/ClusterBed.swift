import Foundation
import Logging
import SluiceCore
import SluiceDatabase
import SluiceLookups
import SluiceServer
import SluiceTesting

/// Two nodes on one PostgreSQL, each with its own data folder, and lists of numbers that take several chunks.
struct ClusterBed: Sendable {
    static let register = RegisterName.nationalDNC
    /// Runs where PostgreSQL is at hand.
    static let engines = Engine.available.filter { $0 == .postgres }

    let first: TestBed
    let second: Parts
    /// The first node's registers, which share their files in many small chunks.
    let sharing: SharedRegisters

    static func make(_ engine: Engine) async throws -> ClusterBed {
        let bed = try await TestBed.make(engine)
        let second = try await node(bed, folder: try Engine.newFolder())
        let sharing = SharedRegisters(
            bed.parts.registers, database: bed.parts.database, clock: bed.parts.clock, chunkBytes: 1024)
        return ClusterBed(first: bed, second: second, sharing: sharing)
    }

    /// A node on the database of `bed`, as it starts on a folder: before it serves it catches up.
    static func node(_ bed: TestBed, folder: String) async throws -> Parts {
        var flags = ["data": folder, "port": "0", "cache_megabytes": "16"]
        flags["database"] = bed.parts.settings.database
        let settings = try await Settings(flags: flags, environment: [:], file: nil)
        let parts = try await Parts(
            settings, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: bed.parts.clock)
        _ = try await Chores(parts).followRegisters()
        return parts
    }

    /// The second node, stopped and started again.
    func restarted() async throws -> Parts {
        await second.close()
        return try await ClusterBed.node(first, folder: second.settings.dataFolder)
    }

    func close() async {
        await second.close()
        await first.parts.close()
    }

    /// The `index`-th number of list `list`; the lists share none.
    static func phone(_ index: Int, of list: Int) -> PhoneNumber {
        PhoneNumber(12_005_550_000 + Int64(index) * 10_000_000 + Int64(list))
    }

    /// A list of 600 numbers in as many area codes, issued `list` days after the first.
    static func list(_ list: Int, shrinking: Bool = false) -> RegisterList {
        let text = (0..<600).map { "\(phone($0, of: list).digits)\n" }.joined()
        return RegisterList(
            sourceName: "list \(list)", issuedOn: day(list), acceptsShrink: shrinking
        ) { .bytes(Array(text.utf8)) }
    }

    static func day(_ list: Int) -> Timestamp { TestBed.noon.adding(seconds: Int64(list - 30) * 86_400) }

    @discardableResult
    func publish(_ list: Int) async throws -> Int64 {
        try await sharing.publish(Self.register, Self.list(list)).edition.version
    }

    /// One turn of the second node's chore.
    func follow() async throws {
        _ = try await Chores(second).followRegisters()
    }

    func run(_ statement: Statement) async throws -> [Row] {
        try await first.parts.database.write { try $0.run(statement) }
    }
}

extension Parts {
    /// The version in use, and whether each of two lists' first number is on it.
    func says(_ lists: Int...) -> [Bool?] {
        lists.map { registers.snapshot.isOnNationalDNC(ClusterBed.phone(0, of: $0)) }
    }

    var version: Int64? { registers.current(ClusterBed.register)?.version }
}
