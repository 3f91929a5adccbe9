import SluiceCore

/// Takes parameters from the readers one by one: decodes, checks, keeps the last of each name.
struct ParameterGathering {
    private(set) var entries: [LeadPost.Parameter] = []
    private(set) var digests: [UInt64] = []
    private(set) var duplicates: [String] = []
    private(set) var token: String?
    private(set) var hasConflictingTokens = false
    private var faults = ParameterFaults()
    private var count = 0

    private static let tokenDigest = digest("auth_token")

    init() {
        entries.reserveCapacity(32)
        digests.reserveCapacity(32)
    }

    /// Whether reading on is useless.
    var isOver: Bool { count > FlatParameters.mostParameters }

    /// Throws what is wrong with what came so far.
    func check() throws(UnreadableRequest) {
        if let report = faults.report, report.status != 422 || !isOver { throw report }
        guard !isOver else {
            throw UnreadableRequest(
                status: 422, text: "a request may carry \(FlatParameters.mostParameters) parameters at most")
        }
    }

    /// Notes that the parameter `name` cannot be taken.
    mutating func refuse(_ kind: ParameterFaults.Kind, _ name: String) {
        count &+= 1
        faults.note(kind, name)
    }

    /// Takes a parameter whose bytes are text in `charset`.
    mutating func add(_ name: Bytes, _ value: Bytes, in charset: TextCharset) {
        guard !name.isEmpty else { return }
        // Text in UTF-8 is never shorter, so what is too long already need not be decoded to know.
        if let kind = fault(of: name, value) {
            return refuse(kind, String(decoding: name.prefix(FlatParameters.longestName), as: UTF8.self))
        }
        guard charset == .utf8 || (UTF8Text.isASCII(name) && UTF8Text.isASCII(value)) else {
            let name = charset.utf8(name)
            let value = charset.utf8(value)
            name.withUnsafeBufferPointer { name in value.withUnsafeBufferPointer { add(name, $0, in: .utf8) } }
            return
        }
        guard let nameText = UTF8Text.read(name), let valueText = UTF8Text.read(value) else {
            return refuse(.undecodable, String(decoding: name, as: UTF8.self))
        }
        keep(nameText, valueText)
    }

    /// Takes a parameter that is text already and free of NUL.
    mutating func add(_ name: String, _ value: String) {
        guard !name.isEmpty else { return }
        if name.utf8.count > FlatParameters.longestName { return refuse(.longName, name) }
        if value.utf8.count > FlatParameters.longestValue { return refuse(.longValue, name) }
        keep(name, value)
    }

    private func fault(of name: Bytes, _ value: Bytes) -> ParameterFaults.Kind? {
        if name.count > FlatParameters.longestName { return .longName }
        if value.count > FlatParameters.longestValue { return .longValue }
        return name.hasNUL || value.hasNUL ? .nul : nil
    }

    private mutating func keep(_ name: String, _ value: String) {
        count &+= 1
        let digest = ParameterGathering.digest(name)
        if digest == ParameterGathering.tokenDigest, name == "auth_token", !value.isEmpty {
            if let token, token != value { hasConflictingTokens = true }
            token = value
        }
        for index in digests.indices where digests[index] == digest && entries[index].name == name {
            if !duplicates.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { duplicates.append(name) }
            entries[index] = LeadPost.Parameter(name, value)
            return
        }
        digests.append(digest)
        entries.append(LeadPost.Parameter(name, value))
    }

    /// A word that equal names share and other names rarely do.
    static func digest(_ name: String) -> UInt64 {
        var name = name
        return name.withUTF8 { bytes in
            var digest = UInt64(truncatingIfNeeded: bytes.count)
            var offset = 0
            while let word = bytes.word(at: offset) {
                digest = mixed(digest, word)
                offset &+= 8
            }
            var rest: UInt64 = 0
            while offset < bytes.count {
                rest = rest << 8 | UInt64(bytes[offset])
                offset &+= 1
            }
            return mixed(digest, rest)
        }
    }

    private static func mixed(_ digest: UInt64, _ word: UInt64) -> UInt64 {
        let product = (digest ^ word) &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 29
    }
}
