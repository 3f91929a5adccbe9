import Foundation
public import Logging
import NIOCore
public import SluiceCore
import SluiceDatabase
import SluiceLookups

/// One command of an operator: asks the server that runs on the data folder, or opens the store itself where none does.
public struct AdminSession: Sendable {
    private let settings: Settings
    private let logger: Logger

    /// A session on the store that the settings name.
    public init(_ settings: Settings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// Carries out a request. Throws a ``ProblemReport`` for what was asked wrongly.
    ///
    /// On the embedded store there is one process at a time. On PostgreSQL the database is opened directly; only
    /// registers and backups, which concern the data folder's files, go through a server that runs on it.
    public func perform(
        _ request: AdminRequest, progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> JSONValue {
        let isEmbedded = settings.database.isEmpty
        let client = ControlClient(folder: settings.dataFolder)
        if !isEmbedded, !request.operation.isAboutRegisters { return try await open(request, progress) }
        try requireStore(for: request.operation)
        for _ in 0..<300 {
            if let answer = try await client.ask(request, progress: progress) { return answer }
            if !isEmbedded { return try await open(request, progress) }
            if let lock = try DataFolderLock.take(settings.dataFolder, as: "command") {
                return try await open(request, progress, holding: lock)
            }
            try await SystemRuntime.pause(milliseconds: 50)  // a command in work, or a server that is starting
        }
        throw DataFolderFault(
            folder: settings.dataFolder,
            detail: "is in use by \(DataFolderLock.holder(of: settings.dataFolder)), which does not answer")
    }

    /// A mistyped folder must not become a new empty one.
    private func requireStore(for operation: AdminOperation) throws {
        if case .createAccount = operation { return }
        let folder = settings.dataFolder
        let hasStore = FileManager.default.fileExists(atPath: "\(folder)/sluice.sqlite")
        // A server that is starting has the lock before it has a store.
        guard settings.database.isEmpty, !hasStore, !DataFolderLock.isHeld(folder) else { return }
        throw ProblemReport(
            "data",
            "there is no store in \(folder); name another folder with --data, or begin with sluice account create")
    }

    private func open(
        _ request: AdminRequest, _ progress: @escaping @Sendable (String) -> Void, holding taken: DataFolderLock? = nil
    ) async throws -> JSONValue {
        let lock = try taken ?? DataFolderLock.take(settings.dataFolder, as: "command")
        let parts = try await Parts(settings, logger: logger)
        do {
            let answer = try await AdminDesk(parts).perform(request, progress: progress)
            // Beside a server on PostgreSQL the journal file is the server's to write.
            if lock != nil { try await parts.journal.catchUp() }
            await parts.close()
            withExtendedLifetime(lock) {}
            return answer
        } catch {
            await parts.close()
            throw error
        }
    }

    /// An accident in words for an operator.
    public static func sentence(of error: any Error) -> String {
        switch error {
        case let error as ProblemReport: error.description
        case let error as SettingsFault: error.description
        case let error as ControlFault: error.description
        case let error as DataFolderFault: error.description
        case let error as RegisterFault: error.description
        case let error as IOError where error.errnoCode == EADDRINUSE:
            "the port to listen on is in use by another program; --port takes another"
        case let error as IOError where error.errnoCode == EACCES:
            "the port to listen on is not ours to take; --port takes another, above 1023"
        case let error as DatabaseError: "the database says \(error.description)"
        default: String(describing: error)
        }
    }
}

extension AdminOperation {
    /// Whether it concerns files of the data folder: registers, or the journal.
    var isAboutRegisters: Bool {
        switch self {
        case .importRegister, .changeRegister, .listRegisters, .rollbackRegister, .withdrawRegister, .auditRegisters,
            .backup:
            true
        default: false
        }
    }
}
