import Foundation
public import SluiceCore

/// One person as an erasure looks for them: salted digests of their numbers and e-mail addresses, which say nothing by
/// themselves and can be kept to erase a restored archive of them again.
public struct PersonMatch: Sendable, Hashable, Codable {
    /// The salt of the digests.
    public var salt: String
    /// What is looked for.
    public var digests: Set<String>

    /// A person of these numbers and addresses.
    public init(phones: [PhoneNumber], emails: [String], salt: String) {
        self.salt = salt
        digests = []
        for phone in phones { digests.insert(digest("phone", String(phone.digits))) }
        for email in emails { digests.insert(digest("email", email.lowercased())) }
    }

    /// Whether this is one of their numbers.
    public func holds(_ phone: Int64) -> Bool { digests.contains(digest("phone", String(phone))) }

    /// Whether this text is one of their numbers, however it is written, or of their addresses.
    public func holds(_ text: String) -> Bool {
        if text.utf8.contains(UInt8(ascii: "@")) {
            let address = text.lowercased().split(whereSeparator: \.isWhitespace).joined()
            return digests.contains(digest("email", address))
        }
        let digits = text.utf8.filter { $0 >= 48 && $0 <= 57 }
        guard (7...17).contains(digits.count) else { return false }
        let number = String(decoding: digits, as: UTF8.self)
        if digests.contains(digest("phone", number)) { return true }
        return digits.count == 10 && digests.contains(digest("phone", "1" + number))
    }

    /// Whether one of the texts and numbers in this JSON is theirs. What is no JSON is looked at as one text.
    public func isIn(_ json: String) -> Bool {
        // Every stored text of this kind is JSON; whatever else there is, is compared as it stands.
        guard let value = try? JSONValue(parsing: Array(json.utf8)) else { return holds(json) }
        return isIn(value)
    }

    /// Whether one of the words of this text is theirs: a body, an address or an answer, whatever its form.
    public func isNamed(in text: String) -> Bool {
        let ends: Set<UInt8> = Set("\"'<>&=?,;:{}[]()|\\".utf8)
        return text.utf8.split { $0 <= 32 || ends.contains($0) }.contains { bytes in
            let word = String(decoding: bytes, as: UTF8.self)
            return holds(word.contains("%") ? word.removingPercentEncoding ?? word : word)
        }
    }

    private func isIn(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool: false
        case .number(let literal): holds(literal)
        case .string(let text): holds(text)
        case .array(let elements): elements.contains(where: isIn)
        case .object(let members): members.contains { isIn($0.value) }
        }
    }

    private func digest(_ kind: String, _ text: String) -> String {
        ContentDigest.text(of: Array("\(salt)\u{1f}\(kind)\u{1f}\(text)".utf8))
    }
}
