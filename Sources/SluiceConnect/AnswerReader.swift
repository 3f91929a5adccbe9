public import SluiceCore

/// Takes values out of an answer by a key, whatever its type (product-features §4, §6).
///
/// JSON by a dotted path with places in lists (`data.0.id`, `data[0].id`); XML by the path of its elements below the root
/// (`response.result` or `result`); TEXT as the words between delimiters, by their place, or as `key=value` among them.
public enum AnswerReader {
    /// Every value under the key: several where a list or a repeated element stands there, none where nothing does. An
    /// empty key means the whole answer. Throws ``DeliveryFault/Code/answerUnparsable``.
    public static func values(
        of key: String, in body: [UInt8], _ type: Endpoint.AnswerType, delimiter: String
    ) throws(DeliveryFault) -> [String] {
        switch type {
        case .json:
            let value: JSONValue
            do throws(JSONFault) {
                value = try JSONValue(parsing: body)
            } catch {
                throw DeliveryFault(.answerUnparsable, detail: "the answer is no JSON")
            }
            return found(value, path(key)).flatMap(texts)
        case .xml:
            guard let root = XMLText.read(body) else {
                throw DeliveryFault(.answerUnparsable, detail: "the answer is no XML that is read here")
            }
            var parts = path(key)
            if parts.first == root.name { parts.removeFirst() }
            return root.elements(parts).map(\.text)
        case .text:
            let text = String(decoding: body, as: UTF8.self)
            let words = delimiter.isEmpty ? [trimmed(text)] : text.split(separator: delimiter).map { trimmed($0) }
            if key.isEmpty { return words }
            if let place = Int(key) { return words.indices.contains(place) ? [words[place]] : [] }
            return words.compactMap { word in
                let pair = word.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, trimmed(pair[0]) == key else { return nil }
                return trimmed(pair[1])
            }
        }
    }

    private static func path(_ key: String) -> [String] {
        key.split(whereSeparator: { ".[]".contains($0) }).map(String.init)
    }

    private static func found(_ value: JSONValue, _ path: [String]) -> [JSONValue] {
        guard let name = path.first else { return [value] }
        let rest = Array(path.dropFirst())
        if let member = value[name] { return found(member, rest) }
        guard let elements = value.elements else { return [] }
        if let place = Int(name) { return elements.indices.contains(place) ? found(elements[place], rest) : [] }
        // A name behind a list means that of each of its elements.
        return elements.flatMap { $0.elements == nil ? found($0, path) : [] }
    }

    private static func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .null: ["null"]
        case .bool(let flag): [flag ? "true" : "false"]
        case .number(let literal): [literal]
        case .string(let text): [text]
        case .array(let elements): elements.flatMap { $0.elements == nil ? texts($0) : [$0.text] }
        case .object: [value.text]
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var scalars = text.unicodeScalars[...]
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }
}
