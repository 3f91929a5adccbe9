import Foundation
public import SluiceCore
import Synchronization

/// The folder in which registers live, by name and version, and the open ones among them.
///
/// `<name>/<version>.reg` is a version, written once; `<name>/manifest.json` says which versions there are and which is
/// in use, and is replaced at once. So a process that dies at any moment leaves the version that was in use before, or
/// the new one. Readers take a ``snapshot``; publishing and rolling back never make them wait.
///
/// Several processes may share the folder: changes to one register exclude each other by a lock on its folder, and
/// ``refresh()`` takes up what others published.
public final class RegisterShelf: Sendable {
    private struct Contents {
        var registers: [RegisterName: OpenRegister] = [:]
        var deltas: [RegisterName: RegisterDelta] = [:]
        var faults: [RegisterName: RegisterFault] = [:]
        var snapshot = RegisterSnapshot([:], deltas: [:], faults: [:])

        mutating func renew() {
            snapshot = RegisterSnapshot(registers, deltas: deltas, faults: faults)
        }
    }

    /// The folder of all registers.
    public let folder: String
    let holding: RegisterHolding
    private let contents = Mutex(Contents())
    /// Held while what is on disk is compared with what is open, so that two such comparisons cannot cross.
    private let comparing = Mutex(())

    /// Opens a folder, creating it where it is missing, and every register's version in use.
    ///
    /// A register that cannot be opened does not stop the others: it stands among the snapshot's faults. Throws
    /// `unwritable` or `unreadable` for the folder itself, and for nothing else.
    public init(folder: String, holding: RegisterHolding = .mapped) throws(RegisterFault) {
        self.folder = folder
        self.holding = holding
        try RegisterFolder.create(folder)
        try refresh()
    }

    /// The registers as they stand now; one short lock and one reference.
    public var snapshot: RegisterSnapshot {
        contents.withLock { $0.snapshot }
    }

    /// Opens what was published or rolled back since, by whatever process. Costs a small file per register when
    /// nothing was.
    ///
    /// A version that is open stays in use when its successor, or the manifest, cannot be read; the fault says so.
    public func refresh() throws(RegisterFault) {
        for name in try RegisterFolder.names(in: folder) {
            refresh(name)
        }
    }

    /// Replaces all changes since the versions in use by the ones given, and uses them from now on.
    ///
    /// After a version was published or rolled back, the numbers added stay listed and the numbers removed are
    /// forgotten until this is called again: too much is refused for a moment rather than too little.
    public func apply(_ deltas: [RegisterName: RegisterDelta]) {
        contents.withLock {
            $0.deltas = deltas.filter { !$0.value.isEmpty }
            $0.renew()
        }
    }

    /// Replaces the changes of one register, as ``apply(_:)`` does for all.
    public func apply(_ delta: RegisterDelta, to name: RegisterName) {
        contents.withLock {
            guard $0.deltas[name] ?? RegisterDelta() != delta else { return }
            $0.deltas[name] = delta.isEmpty ? nil : delta
            $0.renew()
        }
    }

    /// The version of a register that is in use.
    public func current(_ name: RegisterName) -> RegisterEdition? {
        snapshot.editions[name]
    }

    /// All versions of a register that there ever were, oldest first. Throws `manifestDamaged` or `unreadable`.
    public func versions(of name: RegisterName) throws(RegisterFault) -> [RegisterVersion] {
        try place(of: name).manifest().versions.sorted { $0.version < $1.version }
    }

    /// Compares every version's file with the SHA-256 written down when it was published, which reads all of it.
    ///
    /// The answer holds the versions that have a file: nil for a sound one, a fault for another.
    public func audit(_ name: RegisterName) throws(RegisterFault) -> [Int64: RegisterFault?] {
        let place = place(of: name)
        var findings: [Int64: RegisterFault?] = [:]
        for version in try place.manifest().versions where version.state != .pruned {
            let fault: RegisterFault?
            do {
                fault =
                    try place.sha256(of: version.version) == version.sha256
                    ? nil : RegisterFault(.damaged, "\(version.file) is not the file that was published")
            } catch {
                fault = error as? RegisterFault ?? RegisterFault(.unreadable, "\(version.file): \(error)")
            }
            findings.updateValue(fault, forKey: version.version)
        }
        return findings
    }

    func place(of name: RegisterName) -> RegisterFolder {
        RegisterFolder(root: folder, name: name)
    }

    /// Brings one register in line with its manifest.
    func refresh(_ name: RegisterName) {
        comparing.withLock { _ in
            let known = contents.withLock { $0.registers[name] }
            let found: Result<OpenRegister?, RegisterFault>
            do throws(RegisterFault) {
                found = .success(try opened(name, known: known))
            } catch {
                found = .failure(error)
            }
            contents.withLock { contents in
                switch found {
                case .success(let register):
                    contents.faults[name] = nil
                    if contents.registers[name]?.edition != register?.edition {
                        contents.deltas[name]?.removed = []
                    }
                    contents.registers[name] = register
                case .failure(let fault):
                    contents.faults[name] = fault
                }
                contents.renew()
            }
        }
    }

    private func opened(_ name: RegisterName, known: OpenRegister?) throws(RegisterFault) -> OpenRegister? {
        let place = place(of: name)
        guard let current = try place.manifest().current else { return nil }
        if let known, known.edition.version == current.version, known.edition.checksum == current.checksum {
            return known
        }
        return try place.open(current, holding: holding)
    }
}
