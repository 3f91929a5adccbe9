import SluiceCore
import SluiceDatabase

extension AccountDesk {
    /// An entry as somebody wants it made.
    struct DNCAddition: Sendable {
        var number: Int64
        var scope: DNCScope
        var origin: DNCEntry.Origin
        var reason: String
        var purpose: String
    }

    /// Reads the form of a new entry.
    func dncAddition(_ given: [String: String]) throws -> DNCAddition {
        var fields = FormFields(given)
        fields.require("number")
        let number = readNumber(&fields)
        let scope = readScope(&fields) ?? .account
        let reason = readWord("reason", DNCEntry.reasons, &fields) ?? ""
        let purpose = readWord("purpose", DNCEntry.purposes, &fields) ?? ""
        var isConsumers = false
        fields.flag("consumer", into: &isConsumers)
        try fields.check("a Do Not Call entry")
        guard let number else { throw ProblemReport("number", "is needed") }
        let origin = isConsumers || reason == "ConsentRevoked" ? DNCEntry.Origin.consumer : .operator
        return DNCAddition(number: number, scope: scope, origin: origin, reason: reason, purpose: purpose)
    }

    /// Puts a number or a prefix on an internal Do Not Call list.
    func addDNC(_ given: [String: String]) async throws -> JSONValue {
        let wanted = try dncAddition(given)
        let (now, account, actor, salt) = (parts.clock.now(), account, actor, parts.dice.secret())
        let (entry, isNew) = try await parts.database.write { connection in
            let list = DNCList(connection, of: account)
            try connection.lock(list.locks(for: [wanted.number]))
            let made = try list.add(
                number: wanted.number, scope: wanted.scope, origin: wanted.origin, reason: wanted.reason,
                purpose: wanted.purpose, by: actor, salt: salt, at: now)
            return (try made ?? list.entry(number: wanted.number, scope: wanted.scope), made != nil)
        }
        guard let entry else { throw DatabaseError(.shape, "dnc entry") }
        return .object(members(of: entry) + [("new", .bool(isNew))])
    }

    /// Reads what a search asks for; nothing but filters may be among the fields.
    func dncFilter(_ given: [String: String]) throws -> DNCList.Filter {
        var fields = FormFields(given)
        let filter = readFilter(&fields)
        try fields.check("a search")
        return filter
    }

    private func readFilter(_ fields: inout FormFields) -> DNCList.Filter {
        var filter = DNCList.Filter()
        if fields.has("number") { filter.number = readNumber(&fields) }
        filter.scope = readScope(&fields)
        filter.reason = readWord("reason", DNCEntry.reasons, &fields)
        filter.purpose = readWord("purpose", DNCEntry.purposes, &fields)
        return filter
    }

    /// A page of entries, by their numbers.
    func listDNC(_ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        let filter = readFilter(&fields)
        var limit = 100
        var offset = 0
        fields.number("limit", into: &limit, 1...10_000)
        fields.number("offset", into: &offset, 0...100_000_000)
        try fields.check("a search")
        let (account, wanted, page) = (account, filter, (Int64(offset), Int64(limit)))
        let found = try await parts.database.read { connection in
            let found = try DNCList(connection, of: account).search(wanted, offset: page.0, limit: page.1)
            return (total: found.total, entries: found.entries)
        }
        return .members(
            ("total", .integer(found.total)), ("entries", .array(found.entries.map { .object(members(of: $0)) })))
    }

    /// Takes an entry off. A consumer's own needs evidence, and a user with the right *compliance* who says so with
    /// their password (product page, *Suppression journal*).
    func liftDNC(_ given: [String: String]) async throws -> JSONValue {
        var fields = FormFields(given)
        var id: Int?
        fields.optionalNumber("id", into: &id, 1...Int.max)
        let number = fields.has("number") ? readNumber(&fields) : nil
        let scope = readScope(&fields) ?? .account
        var evidence = ""
        fields.text("evidence", into: &evidence, 0...500)
        let (email, password) = (fields.value("user"), given["password"])
        _ = fields.value("password")
        if id == nil, number == nil, fields.faults.isEmpty { fields.fault("number", "is needed, or the entry's id") }
        try fields.check("a lift")
        let entry = try await standing(id: id.map(Int64.init), number: number, scope: scope)
        var actor = actor
        if entry.origin == .consumer {
            guard !evidence.isEmpty else {
                throw ProblemReport("evidence", "is needed: the person asked for this entry, so say what lifts it")
            }
            actor = "user:\(try await complianceUser(email, password: password).id)"
        }
        let (now, account, salt, by, wanted) = (parts.clock.now(), account, parts.dice.secret(), actor, entry)
        let proof = evidence
        try await parts.database.write { connection in
            let list = DNCList(connection, of: account)
            try connection.lock(list.locks(for: [wanted.number]))
            guard let again = try list.entry(id: wanted.id), again.number == wanted.number,
                again.origin == wanted.origin
            else { throw ProblemReport("id", "changed meanwhile; look again") }
            try list.lift(wanted, evidence: proof, by: by, salt: salt, at: now)
        }
        return .members(("lifted", .integer(entry.id)), ("by", .string(actor)))
    }

    private func standing(id: Int64?, number: Int64?, scope: DNCScope) async throws -> DNCEntry {
        let account = account
        let entry = try await parts.database.read { connection in
            let list = DNCList(connection, of: account)
            if let id { return try list.entry(id: id) }
            return try number.flatMap { try list.entry(number: $0, scope: scope) }
        }
        guard let entry else {
            throw ProblemReport(id == nil ? "number" : "id", "no entry of this account is there under it")
        }
        return entry
    }

    // MARK: Fields

    /// A phone number, or a prefix: an area code, or area code and exchange.
    private func readNumber(_ fields: inout FormFields) -> Int64? {
        guard let text = fields.value("number"), !text.isEmpty else { return nil }
        let digits = text.utf8.filter { $0 >= 48 && $0 <= 57 }
        if let prefix = DNCEntry.prefix(String(decoding: digits, as: UTF8.self)) { return prefix }
        switch PhoneReader.read(
            text, phoneCode: nil, filtersPhoneCode: true, defaultCode: configuration.settings.defaultPhoneCode)
        {
        case .success(let reading): return reading.number.digits
        case .failure(let fault):
            fields.fault("number", "is no phone number, area code or exchange: \(fault.evidence)")
            return nil
        }
    }

    /// `account`, `seller:NAME`, `campaign:NAME` or `purpose:WORD`.
    private func readScope(_ fields: inout FormFields) -> DNCScope? {
        guard let text = fields.value("scope"), !text.isEmpty else { return nil }
        let halves = text.split(separator: ":", maxSplits: 1).map(String.init)
        let name = halves.count > 1 ? halves[1] : ""
        switch halves[0].lowercased() {
        case "account" where name.isEmpty: return .account
        case "seller":
            if let id = FormFields.find(name, among: configuration.sellerNames) { return .seller(id) }
            fields.fault("scope", FormFields.missing(name, "seller", configuration.sellers.values.map(\.name)))
        case "campaign":
            if let id = FormFields.find(name, among: configuration.campaignNames) { return .campaign(id) }
            fields.fault("scope", FormFields.missing(name, "campaign", configuration.campaigns.values.map(\.name)))
        case "purpose":
            let purposes = Set(configuration.campaigns.values.map(\.purpose))
            if purposes.contains(name) { return .purpose(name) }
            fields.fault("scope", FormFields.missing(name, "purpose", Array(purposes)))
        default:
            fields.fault("scope", "takes account, seller:NAME, campaign:NAME or purpose:WORD")
        }
        return nil
    }

    private func readWord(_ name: String, _ words: Set<String>, _ fields: inout FormFields) -> String? {
        guard let text = fields.value(name), !text.isEmpty else { return nil }
        guard let word = words.first(where: { $0.lowercased() == text.lowercased() }) else {
            fields.fault(name, "takes one of \(words.sorted().joined(separator: ", "))")
            return nil
        }
        return word
    }

    private func members(of entry: DNCEntry) -> [(name: String, value: JSONValue)] {
        let scope =
            switch entry.scope {
            case .account: "account"
            case .seller(let id): "seller:\(configuration.sellers[id]?.name ?? id.description)"
            case .campaign(let id): "campaign:\(configuration.campaigns[id]?.name ?? id.description)"
            case .purpose(let word): "purpose:\(word)"
            }
        return [
            ("id", .integer(entry.id)), ("number", .string(String(entry.number))), ("scope", .string(scope)),
            ("origin", .string(entry.origin.rawValue)), ("reason", .string(entry.reason)),
            ("purpose", .string(entry.purpose)), ("created", .moment(entry.createdAt)),
        ]
    }
}
