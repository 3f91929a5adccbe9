public import SluiceCore

/// Which version of a register was in use: what a receipt keeps for the years that the law wants to know it
/// (`compliance.md` §9, §16).
public struct RegisterEdition: Sendable, Hashable, Codable {
    /// The register.
    public let name: RegisterName
    /// Its version, counted from 1.
    public let version: Int64
    /// The numbers listed, or the thousands-blocks described.
    public let count: Int64
    /// When the source issued it, in milliseconds UTC. Legal limits on age count from here.
    public let issuedOn: Int64
    /// When it was put on the shelf, in milliseconds UTC.
    public let loadedOn: Int64
    /// The checksum of its file, as sixteen hexadecimal digits.
    public let checksum: String

    /// How old the list is at a moment, in milliseconds; 0 where the moment lies before its issue.
    public func age(at now: Int64) -> Int64 {
        let (age, overflow) = now.subtractingReportingOverflow(issuedOn)
        return overflow ? .max : max(age, 0)
    }

    private enum CodingKeys: String, CodingKey {
        case name = "register"
        case version
        case count
        case issuedOn = "issued_on"
        case loadedOn = "loaded_on"
        case checksum
    }
}
