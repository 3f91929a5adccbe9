import CLibpq
import SluiceDatabase

/// What the server said about a failure, in the words of ``DatabaseError``.
///
/// Its own message is never kept: it may quote a value. What is kept is the SQLSTATE, the constraint's name and the
/// beginning of our own statement.
struct PostgresFault {
    /// The five characters of Appendix A, "PostgreSQL Error Codes".
    let state: String
    let error: DatabaseError
    /// The server has ended the connection, or it is of no use any more.
    let endsConnection: Bool
    /// A prepared statement was made before the schema changed, or is unknown to this server process.
    let isStalePlan: Bool

    /// The same transaction may pass when it is run again from its beginning.
    var isWorthRerunning: Bool { state == "40001" || state == "40P01" || isStalePlan }

    init(_ result: OpaquePointer, sql: String, isReadOnly: Bool) {
        func field(_ code: UnicodeScalar) -> String? {
            PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
        }
        let severity = field("V")  // never translated
        let state = field("C") ?? ""  // what libpq itself has to say has none
        let isFatal = severity == "FATAL" || severity == "PANIC" || state.isEmpty
        let isWriterDemoted = state == "25006" && !isReadOnly
        self.state = state
        endsConnection = isFatal || isWriterDemoted
        isStalePlan = state == "26000" || (state == "0A000" && field("R") == "RevalidateCachedQuery")
        let code: DatabaseError.Code =
            endsConnection ? .lost : isStalePlan ? .busy : PostgresFault.code(state)
        var constraint: String?
        if code == .constraint {
            let table = field("t")
            constraint = field("n") ?? field("c").map { column in table.map { "\($0).\(column)" } ?? column } ?? table
        }
        error = DatabaseError(
            code, "\(state.isEmpty ? "no answer" : state) in \(PostgresFault.brief(sql))", constraint: constraint)
    }

    /// What a SQLSTATE means to a caller, when the connection has survived it.
    static func code(_ state: String) -> DatabaseError.Code {
        switch state {
        case "08P01": .statement  // a parameter too few or too many
        case "40001", "40P01", "55P03", "55006", "57014", "53300", "53400": .busy
        case "40002", "44000": .constraint
        case "40003": .lost
        case "53100", "53200": .full
        case "XX001", "XX002": .corrupt
        default:
            switch state.prefix(2) {
            case "23": .constraint
            case "08", "57", "58": .lost
            default: .statement
            }
        }
    }

    /// The beginning of a statement on one line.
    static func brief(_ sql: String) -> String {
        String(sql.prefix(60).map { $0.isNewline ? " " : $0 })
    }
}
