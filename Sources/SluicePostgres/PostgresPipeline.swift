import CLibpq
import SluiceDatabase

/// One round trip: commands that the server runs in order, up to the first that fails, and one answer for each.
///
/// Answers are taken in while commands are still going out. If both sides only wrote, both would wait for ever as
/// soon as the socket's buffers are full (libpq, "Pipeline Mode", on deadlocks).
struct PostgresPipeline {
    private enum Command {
        case control(String)
        case preparation(PreparedStatements.Entry)
        case removal(String)
        case query(Int)
    }

    /// So many statements go out between two looks at the socket.
    private static let stride = 64

    private let link: PostgresLink
    private let prepared: PreparedStatements
    private let isReadOnly: Bool
    private var batch: [Statement] = []
    private var parameters = PostgresParameters()
    private var commands: [Command] = []
    private var answered = 0
    private var isClosing = false

    /// The rows of each statement of the batch.
    private(set) var answers: [[Row]] = []
    /// The first failure.
    private(set) var fault: PostgresFault?
    /// What an answer could not be read as, when the server itself was content.
    private(set) var misreading: DatabaseError?
    /// What the last control command says it has done.
    private(set) var tag = ""

    init(link: PostgresLink, prepared: PreparedStatements, isReadOnly: Bool) {
        self.link = link
        self.prepared = prepared
        self.isReadOnly = isReadOnly
    }

    /// Runs `control`, where given, and then `batch`. Throws only when the connection is lost; see ``fault``.
    mutating func run(control: String?, batch: [Statement] = []) throws(DatabaseError) {
        self.batch = batch
        answers = Array(repeating: [], count: batch.count)
        commands.reserveCapacity(batch.count + 1)
        do {
            if let control { try send(control) }
            for index in batch.indices {
                if fault != nil { break }  // the server skips the rest anyway
                try sendQuery(index)
                if index % PostgresPipeline.stride == PostgresPipeline.stride - 1 { try push() }
            }
            try check(PQpipelineSync(link.handle))
            try push()
            while answered < commands.count { try receive() }
            try receiveSync()
        } catch {
            link.end()
            if let fault, fault.error.code == .lost { throw fault.error }
            throw error
        }
    }

    private mutating func send(_ control: String) throws(DatabaseError) {
        try check(PQsendQueryParams(link.handle, control, 0, nil, nil, nil, nil, 0))
        commands.append(.control(control))
    }

    private mutating func sendQuery(_ index: Int) throws(DatabaseError) {
        let statement = batch[index]
        let entry: PreparedStatements.Entry
        if let known = prepared.find(statement) {
            entry = known
        } else {
            entry = prepared.add(statement)
            for name in prepared.takeGivenUp() {
                try check(PQsendQueryParams(link.handle, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 0))
                commands.append(.removal(name))
            }
            try check(
                PQsendPrepare(link.handle, entry.name, entry.sql, Int32(entry.types.count), entry.types))
            commands.append(.preparation(entry))
        }
        parameters.fill(statement.arguments)
        let sent = parameters.withPointers { values, lengths, formats in
            PQsendQueryPrepared(
                link.handle, entry.name, Int32(statement.arguments.count), values, lengths, formats, 0)
        }
        try check(sent)
        commands.append(.query(index))
    }

    /// Writes out what waits, reading whenever the server will not take more.
    private mutating func push() throws(DatabaseError) {
        while true {
            switch PQflush(link.handle) {
            case 0: return
            case 1:
                guard link.exchangeBytes() else { throw lost() }
                while answered < commands.count, PQisBusy(link.handle) == 0 { try receive() }
            default: throw lost()
            }
        }
    }

    /// Takes the next result: an answer, or the mark behind it.
    private mutating func receive() throws(DatabaseError) {
        let command = commands[answered]
        guard let result = PQgetResult(link.handle) else {
            guard isClosing else { throw lost() }
            isClosing = false
            answered += 1
            return
        }
        defer { PQclear(result) }
        guard !isClosing else { throw lost() }
        isClosing = true
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: accept(result, of: command)
        case PGRES_PIPELINE_ABORTED: skip(command)
        case PGRES_FATAL_ERROR: refuse(result, of: command)
        default: throw lost()  // COPY, which nothing of ours asks for
        }
        if link.isBroken { throw lost() }
    }

    private mutating func receiveSync() throws(DatabaseError) {
        let result = PQgetResult(link.handle)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_PIPELINE_SYNC else { throw lost() }
    }

    private mutating func accept(_ result: OpaquePointer, of command: Command) {
        switch command {
        case .preparation, .removal: break
        case .control: tag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
        case .query(let index):
            do throws(DatabaseError) {
                answers[index] = try PostgresRows.read(result)
            } catch {
                misreading = misreading ?? error
            }
        }
    }

    private func skip(_ command: Command) {
        switch command {
        case .preparation(let entry): prepared.remove(entry)
        case .removal(let name): prepared.giveUp(name)
        case .control, .query: break
        }
    }

    private mutating func refuse(_ result: OpaquePointer, of command: Command) {
        let sql: String
        switch command {
        case .control(let text): sql = text
        case .preparation(let entry):
            sql = entry.sql
            prepared.remove(entry)
        case .removal: sql = "DEALLOCATE"
        case .query(let index): sql = batch[index].sql
        }
        fault = fault ?? PostgresFault(result, sql: sql, isReadOnly: isReadOnly)
    }

    private func check(_ isSent: Int32) throws(DatabaseError) {
        if isSent != 1 { throw lost() }
    }

    private func lost() -> DatabaseError {
        DatabaseError(.lost, "the connection to PostgreSQL is gone")
    }
}
