/// What a list may be called (convoso-api §7.1).
public enum ListName {
    /// What is wrong with a name.
    public enum Fault: String, Error, Sendable, Hashable, CaseIterable {
        /// There is none (6003).
        case missing
        /// Not 10 to 30 characters, or one that is no ASCII letter, digit, `:`, `-`, `_` or space (6046).
        case malformed
        /// It begins as the names of the system's own lists do (6081).
        case reserved
    }

    /// The name as it is stored, without the spaces around it.
    public static func read(_ text: String) throws(Fault) -> String {
        let name = String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        guard !name.isEmpty else { throw .missing }
        guard (10...30).contains(name.utf8.count), name.utf8.allSatisfy(mayStand) else { throw .malformed }
        guard !name.uppercased().hasPrefix(systemPrefix) else { throw .reserved }
        return name
    }

    /// What the names of the system's own lists begin with, such as ``LeadList/duplicatesName``.
    static let systemPrefix = "SYS_"

    private static func mayStand(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: " "):
            true
        default: false
        }
    }
}
