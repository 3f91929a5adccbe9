import CLibpq
import Foundation
import SluiceDatabase

/// One connection of libpq: opened, checked and set up, in pipeline mode for all its life.
///
/// Once broken it stays broken. A caller whose commit went astray must not be able to go on as if nothing had happened,
/// so it is the pool that opens the next one, for the next job.
final class PostgresLink {
    /// 15 is the first version with all that the schema uses.
    static let oldestVersion: Int32 = 150_000

    /// Whether a warning came since ``forgetWarnings()``.
    private final class Notices {
        var hasWarning = false
    }

    let handle: OpaquePointer
    private let notices = Notices()
    private var isEnded = false

    /// Connects to `url`, which may name several hosts: the one that takes writes is chosen.
    ///
    /// Throws `lost` when no server answers or lets us in, `busy` when it has no connection to give, `schema` when it is
    /// too old or does not store UTF-8.
    init(url: String) throws(DatabaseError) {
        guard let handle = PostgresLink.open(url) else { throw DatabaseError(.full, "no memory to connect") }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else {
            throw PostgresLink.refusal(String(cString: PQerrorMessage(handle)))
        }
        let pointer = Unmanaged.passUnretained(notices).toOpaque()  // lives as long as the handle
        PQsetNoticeReceiver(
            handle,
            { pointer, notice in
                guard let pointer, let severity = PQresultErrorField(notice, Int32(UInt8(ascii: "V"))) else { return }
                if strcmp(severity, "WARNING") == 0 {
                    Unmanaged<Notices>.fromOpaque(pointer).takeUnretainedValue().hasWarning = true
                }
            }, pointer)
        try checkServer()
        try setUp()
    }

    deinit {
        PQfinish(handle)
    }

    /// Whether nothing more can be asked of it.
    var isBroken: Bool { isEnded || PQstatus(handle) != CONNECTION_OK }

    /// Whether it broke, or was told something, while nobody used it.
    ///
    /// A server that speaks to an idle connection says good-bye or was configured anew; in both cases a new connection
    /// is the right answer, and one look at the socket tells.
    var isStale: Bool {
        if isBroken { return true }
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) != 0
    }

    /// Where the server stands between two pipelines.
    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(handle) }

    /// Whether the server warned of something since ``forgetWarnings()``.
    var hasWarning: Bool { notices.hasWarning }

    func forgetWarnings() {
        notices.hasWarning = false
    }

    /// Uses it no more.
    func end() {
        isEnded = true
    }

    /// Waits until the socket takes more bytes or has some for us, and takes these in. False when it is gone.
    func exchangeBytes() -> Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN | POLLOUT), revents: 0)
        while poll(&descriptor, 1, -1) < 0 {
            guard errno == EINTR else { return false }
        }
        let isReadable = Int32(descriptor.revents) & (POLLIN | POLLERR | POLLHUP) != 0
        return !isReadable || PQconsumeInput(handle) == 1
    }

    private func checkServer() throws(DatabaseError) {
        let version = PQserverVersion(handle)
        guard version >= PostgresLink.oldestVersion else {
            throw DatabaseError(.schema, "PostgreSQL 15 or newer is needed, this is \(version / 10_000)")
        }
        let encoding = PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? "an unknown encoding"
        guard encoding == "UTF8" else {
            throw DatabaseError(.schema, "the database must store UTF8, this one has \(encoding)")
        }
    }

    /// What our statements rely on, whatever the server's or the role's defaults are. A commit is durable when it is
    /// acknowledged: a weaker `synchronous_commit` is raised, a stronger one is left.
    private func setUp() throws(DatabaseError) {
        let sql = """
            SET TIME ZONE 'UTC';
            SET extra_float_digits = 1;
            SET default_transaction_isolation = 'read committed';
            SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')
            """
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_TUPLES_OK, PQenterPipelineMode(handle) == 1, PQsetnonblocking(handle, 1) == 0 else {
            throw DatabaseError(.lost, "the connection could not be set up")
        }
    }

    private static func open(_ url: String) -> OpaquePointer? {
        // Those before dbname are defaults that the URL may change, those after it are not.
        let options = [
            ("connect_timeout", "10"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "30000"), ("target_session_attrs", "read-write"),
            ("fallback_application_name", "sluice"), ("dbname", url), ("client_encoding", "UTF8"),
        ]
        let keywords = options.map { strdup($0.0) }
        let values = options.map { strdup($0.1) }
        defer { for copy in keywords + values { free(copy) } }
        let end: [UnsafePointer<CChar>?] = [nil]
        return PQconnectdbParams(
            keywords.map { UnsafePointer($0) } + end, values.map { UnsafePointer($0) } + end, 1)
    }

    /// Throws `statement` when libpq cannot read the URL. Its own message quotes it, password and all; ours does not.
    static func checkSpelling(of url: String) throws(DatabaseError) {
        var message: UnsafeMutablePointer<CChar>?
        let options = PQconninfoParse(url, &message)
        PQfreemem(message)
        guard let options else { throw DatabaseError(.statement, "the database URL is malformed") }
        PQconninfoFree(options)
    }

    /// Why there is no connection, in words of ours: libpq's own may hold parts of a password with an `@` or `/` in it.
    private static func refusal(_ message: String) -> DatabaseError {
        let reasons: [(words: String, code: DatabaseError.Code, detail: String)] = [
            ("too many clients", .busy, "the server has no connection left"),
            ("connection slots", .busy, "the server has no connection left"),
            ("too many connections", .busy, "the server has no connection left"),
            ("Connection refused", .lost, "nothing listens at the server's address"),
            ("could not translate host name", .lost, "the server's name is not known"),
            ("timeout expired", .lost, "the server does not answer"),
            ("authentication failed", .lost, "the server does not accept the user or the password"),
            ("no password supplied", .lost, "the server asks for a password"),
            ("pg_hba.conf", .lost, "the server does not let this machine and user in"),
            ("does not exist", .lost, "the server has no such user or database"),
            ("starting up", .lost, "the server is starting"),
            ("shutting down", .lost, "the server is stopping"),
            ("read-only", .lost, "no server takes writes"),
            ("certificate", .lost, "the server's certificate is not accepted"),
            ("SSL", .lost, "there is no agreement on encryption"),
        ]
        for reason in reasons where message.contains(reason.words) {
            return DatabaseError(reason.code, reason.detail)
        }
        return DatabaseError(.lost, "no connection to the database")
    }
}
