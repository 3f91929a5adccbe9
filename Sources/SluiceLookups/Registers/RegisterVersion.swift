/// One version of a register, as the shelf keeps it: the row outlives the file.
public struct RegisterVersion: Sendable, Hashable, Codable {
    /// Where a version stands in its life.
    public enum State: String, Sendable, Codable {
        /// In use.
        case current
        /// Not in use, and its file is there to go back to.
        case retired
        /// Not in use, and its file was deleted to save room.
        case pruned
    }

    /// The version, counted from 1 and never used twice.
    public let version: Int64
    /// Its file, beside the manifest.
    public let file: String
    /// The SHA-256 of the file in hexadecimal digits, for audits.
    public let sha256: String
    /// The checksum that is verified whenever the file is opened, as sixteen hexadecimal digits.
    public let checksum: String
    /// The numbers listed, or the thousands-blocks described.
    public let count: Int64
    /// When the source issued it, in milliseconds UTC.
    public let issuedOn: Int64
    /// When it was put on the shelf, in milliseconds UTC.
    public let loadedOn: Int64
    /// What the operator called the source.
    public let sourceName: String
    /// Whether it is in use.
    public internal(set) var state: State

    private enum CodingKeys: String, CodingKey {
        case version
        case file
        case sha256
        case checksum
        case count
        case issuedOn = "issued_on"
        case loadedOn = "loaded_on"
        case sourceName = "source_name"
        case state
    }
}
