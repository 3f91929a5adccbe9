/// A request that cannot be read into parameters: a mistake of the caller, never of the lead.
///
/// `status` is 400 (broken bytes), 415 (a kind of body that we do not take) or 422 (readable, but more or bigger than
/// we take). The text is for the caller: it names fields and never repeats a value.
public struct UnreadableRequest: Error, Sendable, Hashable {
    /// The HTTP status of the answer, also its `code`.
    public let status: Int
    /// What is wrong, in a sentence.
    public let text: String
    /// Every field that is at fault, in the order read; names of more than 64 characters are cut.
    public let fields: [String]

    /// A request refused for this reason.
    public init(status: Int, text: String, fields: [String] = []) {
        self.status = status
        self.text = text
        self.fields = fields
    }
}

/// What is wrong with single parameters, gathered so that an answer names them all at once.
struct ParameterFaults {
    /// The kinds, gravest first: only those of the first status found are told.
    enum Kind: CaseIterable {
        case undecodable
        case nul
        case transfer
        case file
        case nested
        case longName
        case longValue

        var status: Int {
            switch self {
            case .undecodable, .nul: 400
            case .transfer, .file: 415
            case .nested, .longName, .longValue: 422
            }
        }

        var text: String {
            switch self {
            case .undecodable: "text that is not valid UTF-8"
            case .nul: "a NUL character is not allowed"
            case .transfer: "the transfer encoding is not supported"
            case .file: "files are not accepted"
            case .nested: "nested values are not supported"
            case .longName: "names may have \(FlatParameters.longestName) bytes at most"
            case .longValue: "values may have \(FlatParameters.longestValue) bytes at most"
            }
        }
    }

    private static let namesInText = 20
    private var found: [(kind: Kind, name: String)] = []

    var isEmpty: Bool { found.isEmpty }

    mutating func note(_ kind: Kind, _ name: String) {
        found.append((kind, ParameterFaults.shown(name)))
    }

    /// `name` as answers show it: never longer than 64 characters and a sign that it was cut.
    static func shown(_ name: String) -> String {
        let start = name.prefix(64)
        return start.utf8.count < name.utf8.count ? start + "…" : name
    }

    /// The answer that names the gravest; nothing when nothing is wrong.
    var report: UnreadableRequest? {
        guard let status = found.map(\.kind.status).min() else { return nil }
        var sentences: [String] = []
        var fields: [String] = []
        for kind in Kind.allCases where kind.status == status {
            var names: [String] = []
            for fault in found where fault.kind == kind && !names.contains(fault.name) { names.append(fault.name) }
            guard !names.isEmpty else { continue }
            let rest = names.count &- ParameterFaults.namesInText
            let listed = names.prefix(ParameterFaults.namesInText).joined(separator: ", ")
            sentences.append("\(kind.text): \(listed)" + (rest > 0 ? " and \(rest) more" : ""))
            fields.append(contentsOf: names.filter { !fields.contains($0) })
        }
        return UnreadableRequest(status: status, text: sentences.joined(separator: "; "), fields: fields)
    }
}
