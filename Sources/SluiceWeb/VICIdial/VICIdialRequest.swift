import SluiceCore
import SluiceDatabase

/// One authenticated request to VICIdial's door, read.
struct VICIdialRequest: Sendable {
    /// What empties a field on VICIdial's wire.
    static let blank = "--BLANK--"

    let parameters: FlatParameters
    let function: String
    /// What the sender calls itself.
    let user: String
    let caller: Caller
    let configuration: AccountConfiguration
    var address: String?
    private var key: (text: String, digest: String)?

    init(
        parameters: FlatParameters, function: String, user: String, caller: Caller, configuration: AccountConfiguration
    ) {
        self.parameters = parameters
        self.function = function
        self.user = user
        self.caller = caller
        self.configuration = configuration
    }

    /// The value of a parameter; nothing where it is absent or empty.
    subscript(name: String) -> String? { parameters.given(name) }

    /// Whether a parameter is `Y`.
    func isYes(_ name: String) -> Bool { self[name].flatMap(WireBool.read) ?? false }

    mutating func setKey(_ text: String) {
        key = (text, IdempotencyKey.digest(of: parameters.entries.filter { $0.name != "pass" }))
    }

    // MARK: Answers

    /// `SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|5`.
    func success(_ words: String, _ data: String?...) -> String { line("SUCCESS", words, data) }
    /// `NOTICE: add_lead ADDED TO HOPPER - 7275551111|5`.
    func notice(_ words: String, _ data: String?...) -> String { line("NOTICE", words, data) }
    /// `ERROR: add_lead INVALID PHONE NUMBER - 123|6666`.
    func error(_ words: String, _ data: String?...) -> String { line("ERROR", words, data) }

    private func line(_ kind: String, _ words: String, _ data: [String?]) -> String {
        // What the sender wrote comes back on one line, in its place.
        let values = data.map { ($0 ?? "").filter { !$0.isNewline && $0 != "|" } }
        return "\(kind): \(function) \(words) - \(values.joined(separator: "|"))\n"
    }

    // MARK: Parts

    /// The list that a parameter names by its number.
    func list(_ name: String = "list_id") -> LeadList? {
        self[name].flatMap { ListID(wire: $0) }.flatMap { configuration.lists[$0] }
    }

    /// The campaign that a parameter names by its number or its name; VICIdial's are called by words.
    func campaign(_ name: String = "campaign_id") -> Campaign? {
        guard let text = self[name] else { return nil }
        return configuration.campaigns.values.first { $0.name.lowercased() == text.lowercased() }
            ?? CampaignID(wire: text).flatMap { configuration.campaigns[$0] }
    }

    /// The number that came, read by the rules of the account.
    func phone(_ text: String?) -> Result<PhoneReading, PhoneFault> {
        PhoneReader.read(
            text ?? "", phoneCode: self["phone_code"], filtersPhoneCode: true,
            defaultCode: configuration.settings.defaultPhoneCode)
    }

    /// The request as the desk of writes takes it.
    var write: WriteRequest {
        var write = WriteRequest(
            account: caller.accountID, actor: caller.actor, configuration: configuration,
            key: key.map {
                IdempotencyKey(
                    account: caller.accountID, token: caller.keyOwner, path: "vicidial/\(function)", key: $0.text,
                    digest: $0.digest)
            }, isDryRun: false, failure: { _ in nil })
        write.origin = ChangeOrigin(door: "vicidial", address: address)
        return write
    }

    /// The request that `/v1` would get with these parameters.
    func convoso(_ entries: [(String, String)], path: String) throws(APIFailure) -> APIRequest {
        let flat: FlatParameters
        do {
            flat = try FlatParameters(query: FlatParameters.query(entries), contentType: nil)
        } catch {
            throw APIFailure(status: error.status, error.text, fields: error.fields)
        }
        var asked = APIRequest(flat, from: caller, configuration: configuration, path: path)
        asked.idempotencyKey = key?.text
        asked.digest = key?.digest
        return asked
    }
}

extension FlatParameters {
    /// Parameters as a query, in their order.
    public static func query(_ parameters: [(String, String)]) -> String {
        func escaped(_ text: String) -> String {
            let digits = Array("0123456789ABCDEF".utf8)
            let bytes = text.utf8.flatMap { [UInt8(ascii: "%"), digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
            return String(decoding: bytes, as: UTF8.self)
        }
        return parameters.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
    }
}
