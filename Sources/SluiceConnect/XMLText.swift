/// A small strict reader of XML answers: elements and text. Documents with a type declaration are refused, so no entity
/// but the five of XML itself and numbers is ever expanded, and nothing outside is fetched.
struct XMLText {
    /// An element with what stands inside.
    struct Element {
        var name: String
        var text = ""
        var children: [Element] = []

        /// The elements at a path below this one; itself where the path is empty.
        func elements(_ path: [String]) -> [Element] {
            guard let name = path.first else { return [self] }
            return children.filter { $0.name == name }.flatMap { $0.elements(Array(path.dropFirst())) }
        }
    }

    /// How deep elements may nest.
    private static let deepest = 64

    private let bytes: [UInt8]
    private var place = 0

    /// The root of a document; nothing where it is none.
    static func read(_ bytes: [UInt8]) -> Element? {
        var reader = XMLText(bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.place = 3 }
        guard reader.skipAround(), let root = reader.element(0), reader.skipAround(), reader.place == bytes.count else {
            return nil
        }
        return root
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// White space, comments and instructions around the root.
    private mutating func skipAround() -> Bool {
        while place < bytes.count {
            if isSpace(bytes[place]) {
                place += 1
            } else if takes("<?") {
                guard skip(past: "?>") else { return false }
            } else if takes("<!--") {
                guard skip(past: "-->") else { return false }
            } else {
                return true
            }
        }
        return true
    }

    private mutating func element(_ depth: Int) -> Element? {
        guard depth < XMLText.deepest, takes("<"), let name = name() else { return nil }
        var element = Element(name: name)
        // Attributes are passed over, their quotes minded.
        while place < bytes.count, bytes[place] != UInt8(ascii: ">"), bytes[place] != UInt8(ascii: "/") {
            let byte = bytes[place]
            place += 1
            guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") else { continue }
            while place < bytes.count, bytes[place] != byte { place += 1 }
            guard place < bytes.count else { return nil }
            place += 1
        }
        if takes("/>") { return element }
        guard takes(">") else { return nil }
        var text: [UInt8] = []
        while place < bytes.count {
            if takes("</") {
                guard self.name() == name else { return nil }
                while place < bytes.count, isSpace(bytes[place]) { place += 1 }
                guard takes(">") else { return nil }
                element.text = String(decoding: text, as: UTF8.self)
                return element
            } else if takes("<!--") {
                guard skip(past: "-->") else { return nil }
            } else if takes("<![CDATA[") {
                let start = place
                guard skip(past: "]]>") else { return nil }
                text += bytes[start..<(place - 3)]
            } else if takes("<?") {
                guard skip(past: "?>") else { return nil }
            } else if bytes[place] == UInt8(ascii: "<") {
                guard let child = self.element(depth + 1) else { return nil }
                element.children.append(child)
            } else if bytes[place] == UInt8(ascii: "&") {
                guard let character = entity() else { return nil }
                text += Array(String(character).utf8)
            } else {
                text.append(bytes[place])
                place += 1
            }
        }
        return nil
    }

    private mutating func entity() -> Character? {
        guard let end = bytes[place...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let word = String(decoding: bytes[(place + 1)..<end], as: UTF8.self)
        place = end + 1
        if word.hasPrefix("#") {
            let isHex = word.hasPrefix("#x") || word.hasPrefix("#X")
            guard let code = UInt32(word.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10),
                let scalar = Unicode.Scalar(code)
            else { return nil }
            return Character(scalar)
        }
        return ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"][word]
    }

    private mutating func name() -> String? {
        let start = place
        while place < bytes.count, !isSpace(bytes[place]), !"<>/=&\"'!?".utf8.contains(bytes[place]) { place += 1 }
        guard place > start else { return nil }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func takes(_ text: String) -> Bool {
        guard bytes[place...].starts(with: text.utf8) else { return false }
        place += text.utf8.count
        return true
    }

    private mutating func skip(past text: String) -> Bool {
        while place < bytes.count {
            if takes(text) { return true }
            place += 1
        }
        return false
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}
