import GRDB
import GRDBSQLite
import SluiceDatabase

/// A compiled statement: binds, steps and reads straight from SQLite, since this is the path of every lead.
final class PreparedStatement {
    private let statement: GRDB.Statement
    private let handle: OpaquePointer
    private let columns: Int32

    init(_ statement: GRDB.Statement) {
        self.statement = statement
        handle = statement.sqliteStatement
        columns = sqlite3_column_count(statement.sqliteStatement)
    }

    @discardableResult
    func run(_ arguments: [DatabaseValue]) throws(DatabaseError) -> [Row] {
        defer { sqlite3_reset(handle) }
        try bind(arguments)
        var rows: [Row] = []
        while true {
            let code = sqlite3_step(handle)
            switch code {
            case SQLITE_ROW: rows.append(row())
            case SQLITE_DONE: return rows
            default: throw fault(code)
            }
        }
    }

    private func bind(_ arguments: [DatabaseValue]) throws(DatabaseError) {
        for (index, argument) in arguments.enumerated() {
            let position = Int32(truncatingIfNeeded: index + 1)
            let code: Int32
            switch argument {
            case .null: code = sqlite3_bind_null(handle, position)
            case .integer(let number): code = sqlite3_bind_int64(handle, position, number)
            case .real(let number): code = sqlite3_bind_double(handle, position, number)
            case .integers, .texts: throw DatabaseError(.statement, "SQLite knows no arrays")
            case .text(var text):
                // The destructor -1 asks SQLite to copy the bytes before the call returns.
                let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
                if text.isEmpty {
                    code = sqlite3_bind_text(handle, position, "", 0, copying)
                } else {
                    code = text.withUTF8 { bytes in
                        let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
                        return sqlite3_bind_text64(
                            handle, position, start, UInt64(bytes.count), copying, UInt8(SQLITE_UTF8))
                    }
                }
            }
            if code != SQLITE_OK { throw fault(code) }
        }
    }

    private func row() -> Row {
        var values: [DatabaseValue] = []
        values.reserveCapacity(Int(columns))
        for column in 0..<columns {
            switch sqlite3_column_type(handle, column) {
            case SQLITE_INTEGER: values.append(.integer(sqlite3_column_int64(handle, column)))
            case SQLITE_FLOAT: values.append(.real(sqlite3_column_double(handle, column)))
            case SQLITE_NULL: values.append(.null)
            default:
                let count = Int(sqlite3_column_bytes(handle, column))
                let bytes = UnsafeBufferPointer(start: sqlite3_column_text(handle, column), count: count)
                values.append(.text(String(decoding: bytes, as: UTF8.self)))
            }
        }
        return Row(values)
    }

    private func fault(_ code: Int32) -> DatabaseError {
        let connection = sqlite3_db_handle(handle)
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? ""
        return SQLiteFault.error(sqlite3_extended_errcode(connection), message)
    }
}

/// SQLite's result codes in the words of ``DatabaseError``.
enum SQLiteFault {
    static func error(_ extended: Int32, _ message: String) -> DatabaseError {
        switch extended & 0xff {
        case SQLITE_CONSTRAINT:
            // "UNIQUE constraint failed: lead.account_id, lead.id" names columns, never values.
            DatabaseError(.constraint, message, constraint: message.split(separator: ": ").last.map(String.init))
        case SQLITE_BUSY, SQLITE_LOCKED: DatabaseError(.busy, message)
        case SQLITE_FULL: DatabaseError(.full, message)
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM: DatabaseError(.lost, message)
        case SQLITE_CORRUPT, SQLITE_NOTADB: DatabaseError(.corrupt, message)
        case SQLITE_SCHEMA: DatabaseError(.busy, message)
        default: DatabaseError(.statement, message)
        }
    }
}
