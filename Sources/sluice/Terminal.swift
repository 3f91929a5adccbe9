import ArgumentParser
import Foundation
import SluiceCore
import SluiceServer

/// What is printed, and what is read from the keyboard. What cannot be printed, as when the reader of a pipe has gone, is
/// passed over.
enum Terminal {
    static func say(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    }

    static func complain(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n")
    }

    /// An answer for people: a table for a list, `name: value` lines for an object.
    static func show(_ answer: JSONValue) {
        if let elements = answer.elements {
            say(table(elements))
        } else if let members = answer.members {
            if let entries = members.first(where: { $0.name == "entries" })?.value.elements {
                say(table(entries))
                let others = members.filter { $0.name != "entries" }
                if !others.isEmpty { say(lines(others)) }
            } else {
                say(lines(members))
            }
        } else {
            say(cell(answer))
        }
    }

    private static func table(_ rows: [JSONValue]) -> String {
        guard let names = rows.first?.members?.map(\.name) else { return "(none)" }
        let cells = rows.map { row in names.map { cell(row[$0] ?? .null) } }
        return TextTable.lines([names] + cells).joined(separator: "\n")
    }

    private static func lines(_ members: [(name: String, value: JSONValue)]) -> String {
        var rows: [[String]] = []
        for (name, value) in members {
            if let inner = value.members, !inner.isEmpty {
                rows += inner.map { ["\(name).\($0.name):", cell($0.value)] }
            } else if let elements = value.elements, elements.contains(where: isLine) {
                rows += elements.enumerated().map { [$0.offset == 0 ? "\(name):" : "", cell($0.element)] }
            } else {
                rows.append(["\(name):", cell(value)])
            }
        }
        return TextTable.lines(rows).joined(separator: "\n")
    }

    /// Whether a text of a list wants a line of its own: between commas nobody would see where a row ends, or a text that has
    /// commas itself.
    private static func isLine(_ value: JSONValue) -> Bool {
        value.string.map { $0.contains(",") || $0.contains(" -> ") } ?? false
    }

    private static func cell(_ value: JSONValue) -> String {
        switch value {
        case .null: "-"
        case .bool(let flag): flag ? "yes" : "no"
        case .number(let literal): literal
        case .string(let text): text.isEmpty ? "-" : text
        case .array(let elements): elements.isEmpty ? "-" : elements.map(cell).joined(separator: ", ")
        case .object(let members):
            members.isEmpty ? "-" : members.map { "\($0.name): \(cell($0.value))" }.joined(separator: "; ")
        }
    }

    /// A password from standard input, or typed twice without echo.
    static func newPassword(fromInput: Bool) throws -> String {
        let first = try password("Password: ", fromInput: fromInput)
        guard !fromInput else { return first }
        guard try password("The same again: ", fromInput: false) == first else {
            throw ProblemReport("password", "the two differ")
        }
        return first
    }

    /// A password from the first line of standard input, or typed without echo.
    static func password(_ prompt: String, fromInput: Bool) throws -> String {
        if fromInput {
            guard let line = readLine(strippingNewline: true) else {
                throw ProblemReport("password", "standard input is empty")
            }
            return line
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw ProblemReport("password", "nobody can type it here; give it with --password-stdin")
        }
        guard let typed = getpass(prompt) else { throw ProblemReport("password", "could not be read") }
        return String(cString: typed)
    }
}
