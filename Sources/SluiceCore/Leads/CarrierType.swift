/// What kind of line a number is, as far as anybody can tell.
///
/// The raw values are the wire words of `reject_by_carrier_type` and are permanent. The type of a number is always
/// somebody's statement with an age (a block assignment, a porting file, a paid look-up), never a property of the
/// number itself.
public enum CarrierType: String, Sendable, Hashable, CaseIterable, Codable {
    /// A cellular line; pagers count as one.
    case mobile = "MOBILE"

    /// A fixed line.
    case landline = "LANDLINE"

    /// A line carried by the internet, fixed or roaming.
    case voip = "VOIP"

    /// Nobody asked knows. It is an answer, and what follows from it is a policy of whoever asked.
    case unknown = "UNKNOWN"

    /// Reads a wire word in any case; nil for every other word.
    public init?(wire: some StringProtocol) {
        self.init(rawValue: wire.uppercased())
    }
}
