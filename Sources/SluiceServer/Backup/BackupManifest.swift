import Foundation
public import SluiceCore
public import SluiceDatabase

/// What an archive holds, with the sums by which damage is seen. Only its own sum stands behind it.
public struct BackupManifest: Sendable, Hashable, Codable {
    /// The form of the archive that this program writes and reads.
    static let currentFormat = 1
    static let fileName = "manifest.json"
    /// The last file of the archive: the SHA-256 of the manifest.
    static let sumName = "manifest.sha256"

    /// One file of the archive.
    public struct File: Sendable, Hashable, Codable {
        /// Its name in the archive.
        public var name: String
        /// Its length.
        public var bytes: Int64
        /// The SHA-256 of its bytes.
        public var sha256: String
    }

    /// One table of the store.
    public struct Table: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// Its columns in the order in which the rows hold their values.
        public var columns: [TableShape.Column]
        /// How many rows it has.
        public var rows: Int64
    }

    /// The archive's form.
    public var format = BackupManifest.currentFormat
    /// The engine that the rows come from: `sqlite` or `postgres`.
    public var engine: String
    /// The newest migration of the store.
    public var schema: Int64
    /// When the rows were read, or on SQLite copied.
    public var madeAt: Timestamp
    /// The tables.
    public var tables: [Table] = []
    /// The files in their order; the manifest itself is not among them.
    public var files: [File] = []

    /// The rows of all tables.
    public var rows: Int64 { tables.reduce(0) { $0 &+ $1.rows } }

    /// Which table a file holds rows of: `tables/lead/000001.jsonl`.
    static func table(of file: String) -> String? {
        let parts = file.split(separator: "/")
        return parts.count == 3 && parts[0] == "tables" ? String(parts[1]) : nil
    }

    static func name(of table: String, _ number: Int) -> String {
        let digits = String(number)
        return "tables/\(table)/\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).jsonl"
    }
}
