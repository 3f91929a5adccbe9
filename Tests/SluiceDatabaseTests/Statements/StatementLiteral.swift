import Foundation

/// A string of the sources that is SQL: a whole statement, or a condition that goes into one.
struct StatementLiteral: Sendable, Hashable, CustomStringConvertible {
    /// A stretch of a literal.
    enum Piece: Sendable, Hashable {
        case text(String)
        /// What is interpolated, as it is written: `clause: columns`.
        case hole(String)
    }

    /// The file below the sources.
    let file: String
    /// Where it begins.
    let line: Int
    let pieces: [Piece]

    /// How an unseen one is named: `Stores/Leads.swift:96: SELECT …`.
    var description: String { "\(file):\(line): \(shape.prefix(100))" }

    /// Its text in one line, with `…` for what is interpolated.
    var shape: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .hole: "…"
            }
        }.joined().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Whether it begins with the word of a statement.
    var isWhole: Bool {
        shape.prefixMatch(of: #/(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH) /#) != nil
    }

    /// Whether it compares something, as conditions do.
    var isCondition: Bool {
        !isWhole && shape.firstMatch(of: #/ (=|<>|<|>|<=|>=|LIKE) |IN \(| IS (NOT )?NULL/#) != nil
    }

    private var isBeginning: Bool {
        guard case .text(let text) = pieces.last else { return false }
        return text.hasSuffix(" ") && !text.contains { $0.isNewline }
    }

    /// What a text looks like that this literal became, whatever was interpolated. A value that something is compared
    /// with became a parameter; everything else may be any text.
    func pattern(whole: Bool) throws -> NSRegularExpression {
        var pattern = ""
        for piece in pieces {
            switch piece {
            case .text(let text):
                pattern += NSRegularExpression.escapedPattern(for: text)
                    .replacing(#/\s+/#, with: "\\s+")
            case .hole(let content):
                let isLabelled = content.prefixMatch(of: #/[a-z]+:/#) != nil
                let isCompared = pattern.firstMatch(of: #/(=|<|>|LIKE|LIMIT|OFFSET)\\s\+$/#) != nil
                pattern += isCompared && !isLabelled ? "\\$[0-9]+" : "[\\s\\S]*?"
            }
        }
        pattern = pattern.replacing(#/^(\\s\+)+|(\\s\+)+$/#, with: "")
        let start = isWhole ? "(^|\\(|UNION\\s)" : "(WHERE\\s|AND\\s|\\()"
        // One that ends with a space is the beginning of a longer text.
        let end = isBeginning ? "\\s" : isWhole ? "($|\\)|\\sUNION)" : "($|\\)|\\s)"
        return try NSRegularExpression(
            pattern: whole && !isBeginning ? "^\\s*\(pattern)\\s*$" : "\(start)\\s*\(pattern)\\s*\(end)")
    }

    /// Every literal of a Swift source; comments hold none. Literals within interpolations come before their own.
    static func all(in source: String, file: String) -> [StatementLiteral] {
        var scanner = Scanner(source, file: file)
        scanner.scanCode(until: nil)
        return scanner.found
    }

    /// Every literal below a folder of Swift sources.
    static func all(below folder: String) throws -> [StatementLiteral] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
        return try files.sorted().flatMap { file in
            all(in: try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8), file: file)
        }
    }

    /// Reads Swift just well enough to tell strings from code and comments. Raw strings are not known: there are none.
    private struct Scanner {
        private let characters: [Character]
        private let file: String
        private var place = 0
        private var line = 1
        private(set) var found: [StatementLiteral] = []

        init(_ source: String, file: String) {
            characters = Array(source)
            self.file = file
        }

        /// Reads code up to the parenthesis that closes it, or to the end.
        mutating func scanCode(until closing: Character?) {
            var depth = 0
            while place < characters.count {
                let character = characters[place]
                if character == "\"" {
                    scanString()
                    continue
                }
                if starts(with: "//") {
                    while place < characters.count, !characters[place].isNewline { place += 1 }
                    continue
                }
                step()
                if character == "(" { depth += 1 }
                if character == ")", closing != nil {
                    if depth == 0 { return }
                    depth -= 1
                }
            }
        }

        private mutating func scanString() {
            let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
            let start = line
            place += quote.count
            var pieces: [Piece] = []
            var text = ""
            while place < characters.count, !starts(with: quote) {
                if starts(with: "\\(") {
                    pieces.append(.text(text))
                    text = ""
                    place += 2
                    let before = place
                    scanCode(until: ")")
                    pieces.append(.hole(String(characters[before..<max(before, place - 1)])))
                    continue
                }
                if characters[place] == "\\" { place += 1 }
                guard place < characters.count else { break }
                text.append(characters[place])
                step()
            }
            place += quote.count
            pieces.append(.text(text))
            found.append(StatementLiteral(file: file, line: start, pieces: pieces))
        }

        private mutating func step() {
            if characters[place].isNewline { line += 1 }
            place += 1
        }

        private func starts(with text: String) -> Bool {
            place + text.count <= characters.count
                && characters[place..<place + text.count].elementsEqual(text)
        }
    }
}
