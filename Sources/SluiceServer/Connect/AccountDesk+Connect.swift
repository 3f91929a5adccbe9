import SluiceConnect
import SluiceCore
import SluiceDatabase

/// Connect as the command line and the native API ask for it: tests, secrets, the log of deliveries, replays.
extension AccountDesk {
    func connect(
        _ operation: AdminOperation.Connect, _ given: [String: String],
        _ progress: @escaping @Sendable (String) -> Void
    ) async throws -> JSONValue {
        var fields = FormFields(given)
        switch operation {
        case .test, .ping:
            let endpoint = try endpoint(&fields)
            var number: Int?
            if operation == .test { fields.optionalNumber("lead", into: &number, 1...1 << 52) }
            try fields.check("a test")
            let lead = operation == .test ? try await leadToTest(number.map { LeadID(Int64($0)) }) : nil
            return .object(try await EndpointTest(desk: self).run(endpoint, operation == .ping ? "ping" : "test", lead))
        case .rotateSecret:
            let endpoint = try endpoint(&fields)
            var keeps = true
            fields.flag("keep_previous", into: &keeps)
            try fields.check("a secret")
            return .members(("secret", .string(try await rotateSecret(of: endpoint, keepsPrevious: keeps))))
        case .deliveries:
            var limit = 50
            let filter = try deliveryFilter(&fields)
            fields.number("limit", into: &limit, 1...500)
            try fields.check("a search")
            let found = try await deliveries(filter, before: nil, limit: Int64(limit))
            return .array(found.map { .object(members(of: $0)) })
        case .delivery:
            guard let one = try await delivery(try deliveryID(&fields)) else {
                throw ProblemReport("delivery", "the account has no such delivery")
            }
            return .object(one)
        case .replay:
            if fields.has("delivery") {
                let count = try await replay(try deliveryID(&fields))
                return .members(("replayed", .integer(count)))
            }
            let filter = try deliveryFilter(&fields)
            try fields.check("a replay")
            guard filter.endpoint != nil || filter.lead != nil else {
                throw ProblemReport("endpoint", "is needed, or the lead, or the number of one delivery")
            }
            return .members(("replayed", .integer(try await replay(filter, progress))))
        case .cancel:
            let id = try deliveryID(&fields)
            guard try await cancel(delivery: id) else {
                throw ProblemReport("delivery", "does not wait, and cannot be cancelled")
            }
            return .members(("cancelled", .integer(id)))
        case .templates: return .array(ConnectTemplate.all.map(\.shown))
        case .useTemplate:
            var values = given
            let name = values.removeValue(forKey: "template") ?? ""
            return try await use(template: name, values).shown
        case .events:
            return .array(
                EventKind.allCases.map { .members(("event", .string($0.rawValue)), ("tells", .string($0.meaning))) })
        }
    }

    private func endpoint(_ fields: inout FormFields) throws -> Endpoint {
        fields.require("endpoint")
        guard let name = fields.value("endpoint"), !name.isEmpty else { throw ProblemReport("endpoint", "is needed") }
        return try EndpointForm.find(name, in: configuration)
    }

    private func deliveryID(_ fields: inout FormFields) throws -> Int64 {
        var id = 0
        fields.require("delivery")
        fields.number("delivery", into: &id, 1...Int.max)
        try fields.check("a delivery")
        return Int64(id)
    }

    private func deliveryFilter(_ fields: inout FormFields) throws -> Deliveries.Filter {
        var filter = Deliveries.Filter()
        if fields.value("endpoint")?.isEmpty == false { filter.endpoint = try endpoint(&fields).id }
        if let word = fields.value("state") {
            filter.state = Delivery.State(rawValue: word)
            if filter.state == nil {
                fields.fault("state", "takes \(Delivery.State.allCases.map(\.rawValue).joined(separator: ", "))")
            }
        }
        var lead: Int?
        fields.optionalNumber("lead", into: &lead, 1...1 << 52)
        filter.lead = lead.map { LeadID(Int64($0)) }
        filter.kind = fields.value("event")
        for (name, path) in [("from", \Deliveries.Filter.from), ("to", \Deliveries.Filter.to)] {
            guard let text = fields.value(name), !text.isEmpty else { continue }
            if let moment = MomentText.read(text, zone: configuration.account.timeZone) {
                filter[keyPath: path] = moment
            } else {
                fields.fault(name, "takes a day or a moment, such as 2026-01-20 or 2026-01-20 12:00:00")
            }
        }
        return filter
    }

    // MARK: What both doors share

    /// The lead that a test is made with: the newest live one unless one is named.
    func leadToTest(_ id: LeadID?) async throws -> Lead {
        let account = account
        let lead = try await parts.database.read { connection in
            let leads = Leads(connection, of: account)
            return try id.map { try leads.lead($0) } ?? leads.newest()
        }
        guard let lead, lead.deletedAt == nil else {
            throw ProblemReport(
                "lead", id == nil ? "the account has no lead yet; post one first" : "the account has no such lead")
        }
        return lead
    }

    /// Gives an endpoint a new signing secret and returns it, once. The one before it counts beside it until the next
    /// rotation, so that the receiver can change over.
    func rotateSecret(of endpoint: Endpoint, keepsPrevious: Bool) async throws -> String {
        let (secret, means) = (Signature.secret(parts.dice), means)
        let sealed = try means.seal(secret)
        _ = try await edit { edit in
            guard var standing = edit.snapshot.endpoints[endpoint.id] else {
                throw ProblemReport("endpoint", "is gone")
            }
            standing.sealedSecrets = [sealed] + (keepsPrevious ? Array(standing.sealedSecrets.prefix(1)) : [])
            try edit.put(standing)
        }
        return secret
    }

    func deliveries(_ filter: Deliveries.Filter, before id: Int64?, limit: Int64) async throws -> [Delivery] {
        let account = account
        return try await parts.database.read {
            try Deliveries.newest(filter, of: account, before: id, limit: limit, $0)
        }
    }

    /// Everything about one delivery; nothing where the account has none of this number.
    func delivery(_ id: Int64) async throws -> [(name: String, value: JSONValue)]? {
        let account = account
        guard let found = try await parts.database.read({ try Deliveries.one(id, of: account, $0) }) else { return nil }
        let request = try Deliveries.request(found.request)
        return members(of: found.delivery) + [
            ("body", .string(request.body)), ("query", .string(request.query)),
            ("attempt_log", .array(found.attempts.map { .object(DeliveryView.members(of: $0)) })),
        ]
    }

    func members(of delivery: Delivery) -> [(name: String, value: JSONValue)] {
        DeliveryView.members(of: delivery, configuration)
    }

    func replay(_ id: Int64) async throws -> Int64 {
        let (account, now) = (account, parts.clock.now())
        guard let found = try await parts.database.read({ try Deliveries.one(id, of: account, $0) }) else {
            throw ProblemReport("delivery", "the account has no such delivery")
        }
        guard found.delivery.endedAt != nil else {
            throw ProblemReport("delivery", "has not ended; it is tried anyway")
        }
        return try await parts.database.write {
            Int64(try Deliveries.replay(Deliveries.Filter(), of: account, after: id - 1, upTo: id, at: now, $0).count)
        }
    }

    func replay(_ filter: Deliveries.Filter, _ progress: @escaping @Sendable (String) -> Void) async throws -> Int64 {
        let (account, now) = (account, parts.clock.now())
        var (total, last): (Int64, Int64?) = (0, 0)
        while let start = last {
            let step = try await parts.database.write {
                try Deliveries.replay(filter, of: account, after: start, at: now, $0)
            }
            total += Int64(step.count)
            last = step.last
            if step.count > 0 { progress("\(total) deliveries wait again") }
        }
        return total
    }

    func cancel(delivery id: Int64) async throws -> Bool {
        let (account, now) = (account, parts.clock.now())
        return try await parts.database.write {
            try Deliveries.abandon(id, of: account, because: "cancelled", at: now, $0)
        }
    }
}
