import SluiceCore

/// Reads what the paths for Do Not Call send (convoso-api §9). What is wrong is told in a word; each path has its own
/// code for it.
struct DNCParameters: Sendable {
    /// What cannot be read.
    enum Fault: Error, Sendable, Hashable {
        case phoneCode
        case number
        case campaign
        case purpose
        case reason
    }

    /// What an entry is to cover.
    enum Place: Sendable, Hashable {
        case account
        case campaign(CampaignID)
        /// Campaigns of one purpose, which stands in another parameter.
        case purpose
    }

    /// A reason or purpose.
    enum Word: Sendable, Hashable {
        case notGiven
        case value(String)
        /// Without one.
        case blank
        /// With any one.
        case notBlank
    }

    private let request: APIRequest
    private var configuration: AccountConfiguration { request.configuration }

    /// The parameters of `request`.
    init(_ request: APIRequest) {
        self.request = request
    }

    /// Whether a number came.
    var hasNumber: Bool { request["phone_number"] != nil }
    /// Whether a phone code came.
    var hasPhoneCode: Bool { request["phone_code"] != nil }
    /// Whether a campaign, or 0 for all, came.
    var hasCampaign: Bool { request["campaign_id"] != nil }

    /// The calling code given, or `other`.
    func callingCode(or other: Int) throws(Fault) -> Int {
        guard let text = request["phone_code"] else { return other }
        guard let code = WireInteger.read(text), (1...999).contains(code), CallingCodes.find(Int(code)) != nil else {
            throw .phoneCode
        }
        return Int(code)
    }

    /// The account's own calling code.
    var usualCode: Int { Int(configuration.settings.defaultPhoneCode) ?? 1 }

    /// The number as entries hold it: E.164, or with code 1 a prefix of three or six digits with its leading 1
    /// (``DNCEntry/number``).
    func number(code: Int) throws(Fault) -> Int64 {
        guard let text = request["phone_number"] else { throw .number }
        if code == 1, let prefix = DNCParameters.prefix(text) { return prefix }
        let reading = PhoneReader.read(text, phoneCode: String(code), filtersPhoneCode: false)
        guard case .success(let reading) = reading else { throw .number }
        return reading.number.digits
    }

    private static func prefix(_ text: String) -> Int64? {
        let digits = text.utf8.filter { $0 >= 48 && $0 <= 57 }
        guard digits.count == 3 || digits.count == 6, text.utf8.count <= 16 else { return nil }
        let value = digits.reduce(Int64(0)) { $0 &* 10 &+ Int64($1 &- 48) }
        let (area, exchange) = digits.count == 6 ? (value / 1_000, value % 1_000) : (value, 200)
        guard area >= 200, area % 100 != 11, exchange >= 200, exchange % 100 != 11 else { return nil }
        return value &+ (digits.count == 6 ? 1_000_000 : 1_000)
    }

    /// What `campaign_id` means; nothing where it did not come. Only where `mayBeGone` may it name a campaign that the
    /// account does not have.
    func place(mayBeGone: Bool = false) throws(Fault) -> Place? {
        guard let text = request["campaign_id"] else { return nil }
        switch WireInteger.read(text) {
        case 0: return .account
        case -1: return .purpose
        case .some(let number) where number > 0:
            let id = CampaignID(number)
            guard mayBeGone || configuration.campaigns[id] != nil else { throw .campaign }
            return .campaign(id)
        default: throw .campaign
        }
    }

    /// One of the known reasons, as it is spelled.
    func reason() throws(Fault) -> Word {
        try word("reason", among: DNCEntry.reasons, fault: .reason)
    }

    /// One of the known purposes, or of those that the account's campaigns have, as it is spelled.
    func purpose() throws(Fault) -> Word {
        let known = DNCEntry.purposes.union(configuration.campaigns.values.map(\.purpose))
        return try word("purpose", among: known, fault: .purpose)
    }

    private func word(_ name: String, among known: Set<String>, fault: Fault) throws(Fault) -> Word {
        guard let text = request[name] else { return .notGiven }
        switch text {
        case WireWord.blank: return .blank
        case WireWord.notBlank: return .notBlank
        default: break
        }
        let folded = text.lowercased()
        guard let word = known.contains(text) ? text : known.sorted().first(where: { $0.lowercased() == folded })
        else { throw fault }
        return .value(word)
    }
}

extension DNCParameters.Word {
    /// The word itself; nothing where it is none.
    var value: String? {
        if case .value(let word) = self { word } else { nil }
    }

    /// What a write makes of it: the word, nothing for `-BLANK-`, and `standing` where none came. A search's
    /// `-NOTBLANK-` is no word to write.
    func written(over standing: String, fault: DNCParameters.Fault) throws(DNCParameters.Fault) -> String {
        switch self {
        case .notGiven: return standing
        case .value(let word): return word
        case .blank: return ""
        case .notBlank: throw fault
        }
    }
}

extension DNCEntry {
    /// The number as the wire has it: calling code, and what follows it or a prefix of that.
    var wire: (code: String, number: String) {
        // No full number with code 1 is as short as 1310 or 1310555.
        switch number {
        case 1_000...1_999: ("1", String(number - 1_000))
        case 1_000_000...1_999_999: ("1", String(number - 1_000_000))
        default: (String(PhoneNumber(number).callingCode), PhoneNumber(number).national)
        }
    }
}
