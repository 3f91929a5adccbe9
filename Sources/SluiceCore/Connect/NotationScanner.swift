/// Reads the words of a row of an ``Adaptor``, scalar by scalar.
struct NotationScanner {
    /// Why a word cannot be read.
    enum Fault: Error {
        case quoteOpen
        case behindQuote(String)
        case escape(String)

        var sentence: String {
            switch self {
            case .quoteOpen: "a quote is not closed"
            case .behindQuote(let text): "\(text) stands behind a closed quote"
            case .escape(let text): #"\\#(text) is none of " \ n r t u{hex}"#
            }
        }
    }

    private let scalars: [Unicode.Scalar]
    private var place = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    var isAtEnd: Bool { place >= scalars.count }

    mutating func skipBlanks() {
        while place < scalars.count, scalars[place].properties.isWhitespace { place += 1 }
    }

    /// Steps over `text` where it stands here.
    mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars.dropFirst(place).starts(with: wanted) else { return false }
        place += wanted.count
        return true
    }

    /// The next word, up to one of `ends` or `->`, without the blanks around it; between quotes it may hold anything.
    mutating func word(until ends: String, orArrow: Bool = false) throws(Fault) -> (text: String, isQuoted: Bool) {
        skipBlanks()
        if take("\"") {
            let text = try quoted()
            let rest = bare(until: ends, orArrow: orArrow)
            guard rest.isEmpty else { throw .behindQuote(rest) }
            return (text, true)
        }
        return (bare(until: ends, orArrow: orArrow), false)
    }

    /// Leaves out everything up to the next `;`, to go on behind a fault.
    mutating func skip(to end: Unicode.Scalar) {
        while place < scalars.count, scalars[place] != end { place += 1 }
    }

    private mutating func bare(until ends: String, orArrow: Bool) -> String {
        let start = place
        while place < scalars.count, !ends.unicodeScalars.contains(scalars[place]) {
            if orArrow, scalars[place] == "-", place + 1 < scalars.count, scalars[place + 1] == ">" { break }
            place += 1
        }
        var end = place
        while end > start, scalars[end - 1].properties.isWhitespace { end -= 1 }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<end].drop { $0.properties.isWhitespace })
        return String(text)
    }

    private mutating func quoted() throws(Fault) -> String {
        var text = String.UnicodeScalarView()
        while place < scalars.count {
            let scalar = scalars[place]
            place += 1
            if scalar == "\"" { return String(text) }
            text.append(scalar == "\\" ? try escaped() : scalar)
        }
        throw .quoteOpen
    }

    private mutating func escaped() throws(Fault) -> Unicode.Scalar {
        guard place < scalars.count else { throw .quoteOpen }
        let scalar = scalars[place]
        place += 1
        switch scalar {
        case "\"", "\\": return scalar
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u": return try named()
        default: throw .escape(String(scalar))
        }
    }

    /// The scalar of `{1F600}`.
    private mutating func named() throws(Fault) -> Unicode.Scalar {
        guard take("{") else { throw .escape("u") }
        let digits = scalars[place...].prefix { $0 != "}" && $0 != "\"" }
        place += digits.count
        let text = String(String.UnicodeScalarView(digits))
        guard take("}"), (1...6).contains(digits.count), let value = UInt32(text, radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw .escape("u{\(text)") }
        return scalar
    }

    /// Writes a word so that it is read again as it is; quoted where it has to be.
    static func written(_ text: String, until ends: String) -> String {
        let isBlankAtEnd = { (scalar: Unicode.Scalar?) in scalar?.properties.isWhitespace != false }
        let needsQuotes =
            isBlankAtEnd(text.unicodeScalars.first) || isBlankAtEnd(text.unicodeScalars.last)
            || text.last?.isWhitespace == true
            || text.unicodeScalars.contains { scalar in
                scalar == "\"" || ends.unicodeScalars.contains(scalar) || isUnseen(scalar)
            } || hasArrow(text)
        guard needsQuotes else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default:
                if isUnseen(scalar) {
                    quoted += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.properties.isWhitespace && scalar != " "
    }

    private static func hasArrow(_ text: String) -> Bool {
        zip(text.unicodeScalars, text.unicodeScalars.dropFirst()).contains { $0 == "-" && $1 == ">" }
    }
}
