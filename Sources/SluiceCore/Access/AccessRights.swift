/// The parts of the API and of the console that rights are given for, section by section. Tokens and users share them.
public typealias AccessSection = APIToken.Section

/// What somebody may do in one section.
public struct AccessRights: OptionSet, Sendable, Hashable, Codable {
    /// One bit a right.
    public let rawValue: UInt8

    /// Rights of these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// To look.
    public static let read = AccessRights(rawValue: 1)
    /// To make and to change.
    public static let write = AccessRights(rawValue: 2)
    /// To remove, and to lift.
    public static let delete = AccessRights(rawValue: 4)
    /// All three.
    public static let all: AccessRights = [.read, .write, .delete]

    private static let named: [(word: String, right: AccessRights)] = [
        ("read", .read), ("write", .write), ("delete", .delete),
    ]

    /// The rights that these words name; nothing where one is no right.
    public init?(words: some Sequence<String>) {
        var rights: AccessRights = []
        for word in words {
            guard let right = AccessRights.named.first(where: { $0.word == word })?.right else { return nil }
            rights.formUnion(right)
        }
        self = rights
    }

    /// The words of the rights, from the mildest on: what is stored and shown.
    public var words: [String] {
        AccessRights.named.filter { contains($0.right) }.map(\.word)
    }

    /// Reads the words.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let rights = AccessRights(words: try container.decode([String].self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no right has this name")
        }
        self = rights
    }

    /// Writes the words.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(words)
    }
}

extension APIToken.Section: CodingKeyRepresentable {
    /// What a token with the section may do in it. A token never makes a user or another token, or it could give itself
    /// what it was not given; it may revoke one.
    public var rightsOfTokens: AccessRights {
        switch self {
        case .users, .audit: .read
        case .tokens: [.read, .delete]
        case .leads, .leadPost, .leadValidation, .lists, .campaigns, .dnc, .statuses, .smsOptOut, .receipts, .settings,
            .imports, .criteria, .connect:
            .all
        }
    }
}

/// Somebody lacks a right. The web answers 403.
public struct AccessRefusal: Error, Sendable, Hashable {
    /// Where.
    public var section: AccessSection
    /// What they would need.
    public var right: AccessRights

    /// A refusal of `right` in `section`.
    public init(_ section: AccessSection, _ right: AccessRights) {
        self.section = section
        self.right = right
    }
}
