/// `%field%` in an address: a value of the lead, percent-encoded (product-features §15).
public enum URLTokens {
    /// The names between percent signs, in order; `%20` and its like are none.
    public static func names(in text: String) -> [String] {
        var names: [String] = []
        _ = filled(text) { name in
            names.append(name)
            return ""
        }
        return names
    }

    /// The address with every token replaced by what `value` says, encoded so that it stays one part of the address.
    public static func filled(_ text: String, _ value: (String) -> String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "%"), let end = tokenEnd(bytes, from: place + 1) {
                let name = String(decoding: bytes[(place + 1)..<end], as: UTF8.self)
                result += AdaptorRenderer.percentEncoded(value(name)).utf8
                place = end + 1
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Where the percent sign stands that ends a name which begins with a small letter and goes on with at least one more
    /// of letters, digits, `_` and `.`.
    private static func tokenEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): break
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
                if place == start { return nil }
            case UInt8(ascii: "%"): return isName(bytes[start..<place]) ? place : nil
            default: return nil
            }
            place += 1
        }
        return nil
    }

    /// Two hexadecimal digits are a byte that somebody has encoded, and no name.
    private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count > 2 || (bytes.count == 2 && !bytes.allSatisfy { Character(UnicodeScalar($0)).isHexDigit })
    }
}
