import HTTPTypes
public import SluiceCore

/// The secret of a session, and the two ways in which it travels.
public enum SessionSecret {
    /// Session secrets begin so, tokens do not.
    static let prefix = "sls_"
    static let cookieName = "sluice_session"

    /// A new one: 40 letters and digits, 206 bits of chance.
    public static func make(_ dice: Dice) -> String { prefix + dice.secret(40) }

    /// The secret that the browser's cookie holds.
    static func cookie(in headers: HTTPFields) -> String? {
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                if pair.hasPrefix(cookieName + "=") { return String(pair.dropFirst(cookieName.count + 1)) }
            }
        }
        return nil
    }

    /// `Set-Cookie` for a new session, or with no secret the end of one.
    public static func setCookie(_ secret: String?, seconds: Int64, isSecure: Bool) -> String {
        "\(cookieName)=\(secret ?? ""); Path=/; Max-Age=\(secret == nil ? 0 : seconds); HttpOnly; SameSite=Lax"
            + (isSecure ? "; Secure" : "")
    }
}

/// Whether a browser sent a request on behalf of another site. Cookies travel with those as well.
enum RequestOrigin {
    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")
    private static let forwardedScheme = HTTPField.Name("X-Forwarded-Proto")
    private static let own = HTTPField.Name("X-Sluice-Request")

    /// Whether it comes from our own pages: by what browsers say of themselves, else by a header that no other site can
    /// have sent without our leave.
    static func isOwn(_ head: HTTPRequest) -> Bool {
        let headers = head.headerFields
        if let fetchSite, let site = headers[fetchSite] { return site == "same-origin" }
        if let origin = headers[.origin] { return isSame(origin, head.authority) }
        return own.map { headers[$0] != nil } ?? false
    }

    /// The program that sent it, in its own words, cut where they are long.
    static func program(_ head: HTTPRequest) -> String {
        let words = head.headerFields[.userAgent] ?? ""
        return String(
            String.UnicodeScalarView(words.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.prefix(160)))
    }

    /// Whether it came encrypted, here or to the proxy before us, so that a cookie may be kept to such ways.
    static func isEncrypted(_ head: HTTPRequest) -> Bool {
        head.scheme == "https" || forwardedScheme.flatMap { head.headerFields[$0] } == "https"
    }

    /// Whether it certainly comes from another site.
    static func isForeign(_ head: HTTPRequest) -> Bool {
        let headers = head.headerFields
        if let fetchSite, let site = headers[fetchSite] { return site != "same-origin" && site != "none" }
        return headers[.origin].map { !isSame($0, head.authority) } ?? false
    }

    private static func isSame(_ origin: String, _ authority: String?) -> Bool {
        let parts = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard let authority, parts.count == 3, parts[0].hasSuffix(":"), parts[1].isEmpty else { return false }
        return parts[2].lowercased() == authority.lowercased()
    }
}
