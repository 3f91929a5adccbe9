/// The rows of a ``CRMCheck`` as people type them, one on a line: a key, what has to stand there, and what follows.
///
///     total > 0 -> skip
///     contact.id present -> create DUPCRM, failure
///     status = donotcall -> skip, dnc
///     http_status = 404 -> create, success
///
/// `skip` stores no lead and `create` does, with a status if one follows; the sender is told `failure` after `skip` and
/// `success` after `create` unless the row says otherwise; `dnc` puts the phone on Do Not Call.
public enum CRMNotation {
    /// How many rows a check has at most.
    public static let mostRows = 50

    /// Reads every line; empty ones are passed over. Each fault names its line.
    public static func read(_ text: String) -> (rows: [CRMCheck.Row], faults: [String]) {
        var rows: [CRMCheck.Row] = []
        var faults: [String] = []
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, scalars) in lines.enumerated() where scalars.contains(where: { !$0.properties.isWhitespace }) {
            var reader = CRMRowReader(String(scalars))
            if let row = reader.row() {
                rows.append(row)
            } else {
                faults.append("row \(index + 1): \(reader.faults.joined(separator: "; "))")
            }
        }
        return (rows, faults)
    }

    /// Writes a row; read again it is the same.
    public static func text(of row: CRMCheck.Row) -> String {
        func word(_ text: String) -> String { NotationScanner.written(text, until: "=> ,") }
        let test =
            switch row.test {
            case .equals(let value): "= \(word(value))"
            case .above(let least): "> \(least)"
            case .present: "present"
            case .absent: "absent"
            }
        var actions = [row.createsLead ? ["create", row.status].compactMap(\.self).joined(separator: " ") : "skip"]
        if row.addsToDNC { actions.append("dnc") }
        if row.isSuccess != row.createsLead { actions.append(row.isSuccess ? "success" : "failure") }
        return "\(word(row.key)) \(test) -> \(actions.joined(separator: ", "))"
    }
}

/// Reads one row, and gathers everything that is wrong with it.
private struct CRMRowReader {
    private(set) var faults: [String] = []
    private var scanner: NotationScanner

    init(_ line: String) {
        scanner = NotationScanner(line)
    }

    mutating func row() -> CRMCheck.Row? {
        let key = word(until: "=> ")
        if key.isEmpty, faults.isEmpty { faults.append("begins with no key") }
        guard let test = test() else { return nil }
        scanner.skipBlanks()
        guard scanner.take("->") else {
            faults.append("has no -> with what follows")
            return nil
        }
        var row = CRMCheck.Row(key, test)
        read(into: &row)
        return faults.isEmpty ? row : nil
    }

    private mutating func test() -> CRMCheck.Test? {
        scanner.skipBlanks()
        if scanner.take("=") { return .equals(word(until: "", orArrow: true)) }
        if scanner.take(">") {
            let text = word(until: "", orArrow: true)
            if let least = Int64(text) { return .above(least) }
            faults.append("> takes a whole number, not \(text.prefix(40))")
            return nil
        }
        switch word(until: "", orArrow: true) {
        case "present": return .present
        case "absent": return .absent
        case let other:
            faults.append(
                "behind the key stands = VALUE, > NUMBER, present or absent, not \(other.isEmpty ? "nothing" : String(other.prefix(40)))"
            )
            return nil
        }
    }

    private mutating func read(into row: inout CRMCheck.Row) {
        var answer: Bool?
        var isStored: Bool?
        while !scanner.isAtEnd {
            let action = word(until: ",")
            _ = scanner.take(",")
            let parts = action.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
            if parts.isEmpty, scanner.isAtEnd { break }
            switch (parts.first, parts.count) {
            case ("skip", 1): isStored = false
            case ("create", 1...2):
                isStored = true
                if parts.count == 2 { row.status = parts[1].uppercased() }
            case ("dnc", 1): row.addsToDNC = true
            case ("success", 1): answer = true
            case ("failure", 1): answer = false
            default:
                faults.append("\(action.prefix(40)) is none of skip, create, create STATUS, dnc, success, failure")
                return
            }
        }
        guard let isStored else {
            faults.append("says neither skip nor create")
            return
        }
        row.createsLead = isStored
        if !isStored { row.status = nil }
        row.isSuccess = answer ?? isStored
    }

    private mutating func word(until ends: String, orArrow: Bool = false) -> String {
        do throws(NotationScanner.Fault) {
            return try scanner.word(until: ends, orArrow: orArrow).text
        } catch {
            faults.append(error.sentence)
            return ""
        }
    }
}
