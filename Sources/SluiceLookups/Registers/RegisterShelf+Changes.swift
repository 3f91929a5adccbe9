import Foundation
public import SluiceCore

/// A version that has just been put into use.
public struct RegisterPublication: Sendable, Hashable {
    /// The new version in use.
    public let edition: RegisterEdition
    /// The version that was in use before.
    public let previous: RegisterEdition?
    /// What the import made of the source.
    public let report: RegisterImportReport
}

extension RegisterShelf {
    /// An issue date further in the future than this, in milliseconds, is refused; less is a difference of clocks.
    static let issueTolerance: Int64 = 86_400_000
    private static let longestSourceName = 200

    /// Imports a full list as a new version and puts it into use.
    ///
    /// This blocks for as long as the import takes, so it wants a thread of its own. Until it returns, the version
    /// before stays in use, and it stays so when this throws or the process dies. Times are milliseconds UTC.
    ///
    /// Throws a ``RegisterFault``: `busy` while the same register is being changed, `invalidIssueDate`, `cancelled`,
    /// `nothingRead`, `mostlyUnreadable`, `tooLarge`, `outOfMemory`, `unreadable`, `unwritable`, `manifestDamaged`, and
    /// `suspiciouslySmall` when the list has less than half of the entries of the version in use, unless
    /// `acceptingShrink` says that this is meant. Throws what the source throws as it is.
    public func publish(
        _ name: RegisterName, importing source: ByteSource, sourceName: String, issuedOn: Int64, now: Int64,
        acceptingShrink: Bool = false, progress: (RegisterImportProgress) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> RegisterPublication {
        let place = place(of: name)
        let lock = try place.lock()
        return try withExtendedLifetime(lock) {
            let manifest = try place.manifest()
            let version = try place.nextVersion(after: manifest)
            let (row, report) = try stage(
                version, of: name, importing: source, sourceName: sourceName, issuedOn: issuedOn, now: now,
                inUse: acceptingShrink ? nil : manifest.current?.count, progress: progress,
                isCancelled: isCancelled)
            do {
                let previous = current(name)
                let edition = try putIntoUse(row, of: name, act: .published, at: now)
                return RegisterPublication(edition: edition, previous: previous, report: report)
            } catch {
                try discard(row, of: name)
                throw error
            }
        }
    }

    /// Writes a list as the file of a new version, without putting it into use. `inUse` are the entries of the version
    /// in use, where one with less than half of them is to be refused. Under the lock of its folder; throws as
    /// ``publish(_:importing:sourceName:issuedOn:now:acceptingShrink:progress:isCancelled:)`` does, and leaves no file
    /// then.
    func stage(
        _ version: Int64, of name: RegisterName, importing source: ByteSource, sourceName: String, issuedOn: Int64,
        now: Int64, inUse: Int64?, progress: (RegisterImportProgress) -> Void, isCancelled: () -> Bool
    ) throws -> (RegisterVersion, RegisterImportReport) {
        guard issuedOn <= now.addingReportingOverflow(Self.issueTolerance).partialValue else {
            throw RegisterFault(.invalidIssueDate, "the list is said to be issued in the future")
        }
        let place = place(of: name)
        try place.removeLeftovers()
        let (header, report) = try Self.write(version, at: place, issuedOn: issuedOn, now: now) { work in
            try work.read(source, progress: progress, isCancelled: isCancelled)
            try work.report.checkPlausible()
            if let inUse, work.report.count < inUse / 2 {
                throw RegisterFault(.suspiciouslySmall, "\(work.report.count) entries, \(inUse) are in use")
            }
        }
        do {
            let row = RegisterVersion(
                version: version, file: RegisterFolder.fileName(of: version), sha256: try place.sha256(of: version),
                checksum: header.checksum.hexadecimal, count: header.count, issuedOn: issuedOn, loadedOn: now,
                sourceName: String(sourceName.prefix(Self.longestSourceName)), state: .retired)
            return (row, report)
        } catch {
            unlink(place.file(of: version))
            throw error
        }
    }

    /// Deletes the file of a version that is not in use after all. Under the lock of its folder.
    func discard(_ row: RegisterVersion, of name: RegisterName) throws {
        let place = place(of: name)
        if try place.manifest().current?.version != row.version { unlink(place.file(of: row.version)) }
    }

    /// Collects, judges and writes; what was collected is out of memory again when this returns.
    private static func write(
        _ version: Int64, at place: RegisterFolder, issuedOn: Int64, now: Int64,
        collect: (inout any RegisterImport) throws -> Void
    ) throws -> (RegisterFileHeader, RegisterImportReport) {
        var work: any RegisterImport =
            place.name.kind.holdsBlocks
            ? BlockMapImport(typeIfAbsent: place.name.kind == .wirelessBlock ? .mobile : nil) : try PhoneSetImport()
        try collect(&work)
        let path = place.file(of: version)
        let header = try work.write(to: path, as: place.name, version: version, issuedOn: issuedOn, now: now)
        return (header, work.report)
    }

    /// Goes back (or forward) to another version whose file is still there.
    ///
    /// Throws `unknownVersion`, `busy`, or what is wrong with the file; then the version in use stays.
    public func rollback(_ name: RegisterName, to version: Int64, now: Int64) throws -> RegisterEdition {
        let place = place(of: name)
        let lock = try place.lock()
        return try withExtendedLifetime(lock) {
            guard let row = try place.manifest().versions.first(where: { $0.version == version && $0.state != .pruned })
            else {
                throw RegisterFault(.unknownVersion, "\(name) has no version \(version) to go to")
            }
            return try putIntoUse(row, of: name, act: .rolledBack, at: now)
        }
    }

    /// Takes a register out of use altogether; its versions stay to go back to. Throws `busy` or what the disk says.
    public func withdraw(_ name: RegisterName, now: Int64) throws {
        let place = place(of: name)
        let lock = try place.lock()
        try withExtendedLifetime(lock) { try takeOutOfUse(name, at: now) }
    }

    /// As ``withdraw(_:now:)``, under the lock of its folder; nothing where none is in use.
    func takeOutOfUse(_ name: RegisterName, at now: Int64) throws {
        let place = place(of: name)
        var manifest = try place.manifest()
        guard manifest.current != nil else { return }
        manifest.put(nil, act: .withdrawn, at: now)
        try manifest.write(in: place.path)
        refresh(name)
    }

    /// Deletes the files of all but the newest retired versions. Their rows stay, as receipts name them.
    public func prune(_ name: RegisterName, keepingRetired kept: Int) throws {
        let lock = try place(of: name).lock()
        try withExtendedLifetime(lock) { try dropRetired(name, keeping: kept) }
    }

    /// As ``prune(_:keepingRetired:)``, under the lock of its folder.
    func dropRetired(_ name: RegisterName, keeping kept: Int) throws {
        let place = place(of: name)
        var manifest = try place.manifest()
        let retired = manifest.versions.filter { $0.state == .retired }.map(\.version).sorted(by: >)
        let doomed = Set(retired.dropFirst(max(kept, 0)))
        for index in manifest.versions.indices where doomed.contains(manifest.versions[index].version) {
            manifest.versions[index].state = .pruned
        }
        try manifest.write(in: place.path)
        for version in doomed {
            unlink(place.file(of: version))
        }
    }

    /// Puts a version whose file is there into use, and into the list of versions. Under the lock of its folder.
    func putIntoUse(
        _ row: RegisterVersion, of name: RegisterName, act: RegisterManifest.Change.Act, at now: Int64
    ) throws -> RegisterEdition {
        let place = place(of: name)
        let edition = try place.open(row, holding: holding).edition
        var manifest = try place.manifest()
        if let index = manifest.versions.firstIndex(where: { $0.version == row.version }) {
            manifest.versions[index] = row
        } else {
            manifest.versions.append(row)
        }
        manifest.put(row.version, act: act, at: now)
        try manifest.write(in: place.path)
        refresh(name)
        return edition
    }
}
