import Foundation
public import SluiceCore
import SluiceDatabase

/// A full list or a list of changes, as an operator hands it over.
public struct RegisterList: Sendable {
    /// Opens its bytes; called once, on a thread of its own.
    public var open: @Sendable () throws -> ByteSource
    /// What the operator calls it.
    public var sourceName: String
    /// When the source issued it.
    public var issuedOn: Timestamp
    /// Whether it may have less than half of the entries in use.
    public var acceptsShrink: Bool

    /// A list of these.
    public init(
        sourceName: String, issuedOn: Timestamp, acceptsShrink: Bool = false,
        open: @escaping @Sendable () throws -> ByteSource
    ) {
        self.open = open
        self.sourceName = sourceName
        self.issuedOn = issuedOn
        self.acceptsShrink = acceptsShrink
    }
}

/// How far a publication has come.
public enum RegisterProgress: Sendable, Hashable {
    /// The list is being read.
    case importing(RegisterImportProgress)
    /// So many bytes of the new file are in the database, of so many.
    case sharing(bytes: Int64, of: Int64)
}

extension SharedRegisters {
    /// Imports a full list as a new version and puts it into use on every node: here when this returns, elsewhere when
    /// the others have fetched it.
    ///
    /// Throws as ``RegisterShelf/publish(_:importing:sourceName:issuedOn:now:acceptingShrink:progress:isCancelled:)``
    /// does, and what the database throws; then the version before stays in use everywhere.
    public func publish(
        _ name: RegisterName, _ list: RegisterList, progress: @escaping @Sendable (RegisterProgress) -> Void = { _ in }
    ) async throws -> RegisterPublication {
        let (shelf, now) = (shelf, clock.now().milliseconds)
        let publication: RegisterPublication
        if isShared {
            publication = try await publishToAll(name, list, progress)
        } else {
            publication = try await onThread {
                try shelf.publish(
                    name, importing: try list.open(), sourceName: list.sourceName,
                    issuedOn: list.issuedOn.milliseconds, now: now, acceptingShrink: list.acceptsShrink,
                    progress: { progress(.importing($0)) })
            }
        }
        try await mergeChanges(name)
        try await forgetOldChanges(name)
        return publication
    }

    private func publishToAll(
        _ name: RegisterName, _ list: RegisterList, _ progress: @escaping @Sendable (RegisterProgress) -> Void
    ) async throws -> RegisterPublication {
        let place = shelf.place(of: name)
        let lock = try place.lock()
        defer { withExtendedLifetime(lock) {} }
        let (shelf, now, previous) = (shelf, clock.now(), shelf.current(name))
        let floor = try place.nextVersion(after: place.manifest()) &- 1
        let (number, standing) = try await database.write { connection in
            let rows = RegisterRows(connection)
            let number = try rows.begin(
                name, above: floor, issuedOn: list.issuedOn, source: list.sourceName, at: now)
            return (number, try rows.current(name)?.count)
        }
        let inUse = list.acceptsShrink ? nil : standing
        do {
            let (row, report) = try await onThread {
                try shelf.stage(
                    number, of: name, importing: try list.open(), sourceName: list.sourceName,
                    issuedOn: list.issuedOn.milliseconds, now: now.milliseconds, inUse: inUse,
                    progress: { progress(.importing($0)) }, isCancelled: { false })
            }
            do {
                let shared = try await share(row, of: name, progress)
                try await database.write { try RegisterRows($0).finish(shared) }
                let edition = try await use(row, of: name, act: .published, at: now)
                return RegisterPublication(edition: edition, previous: previous, report: report)
            } catch {
                try shelf.discard(row, of: name)
                throw error
            }
        } catch {
            // Where even this fails, the version is swept away after a day; the first error is the one to tell.
            _ = try? await database.write { try RegisterRows($0).abandon(name, number) }
            throw error
        }
    }

    /// Goes back (or forward) to another version, on every node.
    ///
    /// Throws `unknownVersion`, `busy`, or what is wrong with its bytes; then the version in use stays everywhere.
    public func rollback(_ name: RegisterName, to number: Int64) async throws -> RegisterEdition {
        let (shelf, now) = (shelf, clock.now())
        let edition: RegisterEdition
        if isShared {
            let unknown = RegisterFault(.unknownVersion, "\(name) has no version \(number) to go to")
            guard let wanted = try await database.read({ try RegisterRows($0).version(name, number) }), wanted.isThere
            else { throw unknown }
            let lock = try shelf.place(of: name).lock()
            defer { withExtendedLifetime(lock) {} }
            let row = try await file(of: wanted)
            guard try await database.write({ try RegisterRows($0).use(name, number) }) else { throw unknown }
            edition = try await use(row, of: name, act: .rolledBack, at: now)
        } else {
            edition = try await onThread { try shelf.rollback(name, to: number, now: now.milliseconds) }
        }
        try await mergeChanges(name)
        return edition
    }

    /// Takes a register out of use on every node; its versions stay to go back to. Throws `busy` or what the disk and
    /// the database say.
    public func withdraw(_ name: RegisterName) async throws {
        let (shelf, now) = (shelf, clock.now().milliseconds)
        let lock = try shelf.place(of: name).lock()
        defer { withExtendedLifetime(lock) {} }
        if isShared { try await database.write { try RegisterRows($0).withdraw(name) } }
        try await onThread { try shelf.takeOutOfUse(name, at: now) }
        try await mergeChanges(name)
    }

    /// Stores the changes that a list names, and merges them into the version in use: here at once, on every other node
    /// at its next look. They count for this version and for every other that was issued before them.
    ///
    /// Throws `unknownVersion` where no version is in use, `invalidIssueDate` where the one in use was issued on the same
    /// day or later and so knows these changes, and what ``RegisterChangeList`` and the database throw.
    public func change(_ name: RegisterName, _ list: RegisterList) async throws -> RegisterChangeList {
        guard !name.kind.holdsBlocks else {
            throw RegisterFault(.wrongRegister, "\(name) holds blocks; import the whole list instead")
        }
        guard let edition = shelf.current(name) else {
            throw RegisterFault(.unknownVersion, "\(name) has no version in use that could change")
        }
        guard list.issuedOn.milliseconds > edition.issuedOn else {
            throw RegisterFault(.invalidIssueDate, "the list in use was issued on that day or later")
        }
        guard list.issuedOn <= clock.now().adding(milliseconds: RegisterShelf.issueTolerance) else {
            throw RegisterFault(.invalidIssueDate, "the changes are said to be issued in the future")
        }
        let changes = try await onThread { try RegisterChangeList(list.open()) }
        var rest = changes.delta.added.map { ($0, true) } + changes.delta.removed.map { ($0, false) }
        // Each stretch holds for itself: who is interrupted does the same again.
        while !rest.isEmpty {
            let stretch = rest.suffix(RegisterRows.changesAtOnce)
            rest.removeLast(stretch.count)
            let (added, removed) = (stretch.filter(\.1).map(\.0), stretch.filter { !$0.1 }.map(\.0))
            try await database.write { connection in
                try RegisterRows(connection).change(name, added: added, removed: removed, issuedOn: list.issuedOn)
            }
        }
        try await mergeChanges(name)
        return changes
    }

    /// Forgets the changes that every version knows which one can go back to.
    private func forgetOldChanges(_ name: RegisterName) async throws {
        let days: [Int64]
        if isShared {
            days = try await database.read { try RegisterRows($0).versions() }
                .filter { $0.name == name && $0.isThere }.map(\.issuedOn.milliseconds)
        } else {
            days = try shelf.versions(of: name).filter { $0.state != .pruned }.map(\.issuedOn)
        }
        guard let oldest = days.min() else { return }
        let forget: @Sendable (any Connection) throws -> Int = { connection in
            try RegisterRows(connection).forgetChanges(of: name, until: Timestamp(oldest))
        }
        while try await database.write(forget) > 0 {}
    }
}
