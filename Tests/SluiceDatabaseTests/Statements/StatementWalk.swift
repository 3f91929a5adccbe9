import SluiceCore
import SluiceDatabase
import SluiceTesting

/// Calls every method of every store, with all that a search can be composed of.
///
/// What it finds does not matter here, only that each statement is prepared and run. A new store or method adds its
/// line.
struct StatementWalk {
    let database: any Database

    static let now = TestBed.noon
    static let account = AccountID(1)
    private static let phone = PhoneNumber(13_105_556_789)
    private static let key = IdempotencyKey(
        account: account, token: TokenID(1), path: "leads/insert", key: "key", digest: "digest")

    func run() async throws {
        try await Schema.migrate(database, at: Self.now)
        _ = try await Schema.state(database)
        try await walkAccounts()
        let cache = ConfigurationCache(database)
        try await walkConfiguration(cache)
        try await walkAudit()
        try await walkAccess()
        try await walkLeads()
        try await walkSearch()
        try await walkHistory()
        try await walkVendors()
        try await walkCompliance()
        try await walkRegisters()
        try await walkImports()
        try await walkSchedule()
        try await walkTrials()
        try await walkConnect()
        try await walkHeldPosts()
        try await walkBackup()
        while try await ListDeletion(database, cache).step(at: Self.now.adding(seconds: 60)) {}
        try await walkErasure()
    }

    private func walkAccounts() async throws {
        let (account, now) = (Self.account, Self.now)
        try await database.session { connection in
            try connection.ids.raise(IDSequence(.lead, of: account.number), above: 100, on: connection)
        }
        try await database.write { connection in
            let store = Accounts(connection)
            let made = try store.create(name: "Walk", timeZone: "America/Los_Angeles", at: now)
            guard made.id == account else { throw DatabaseError(.shape, "the first account is not the first") }
            _ = try store.all()
            _ = try store.versions()
            let token = APIToken(id: TokenID(1), accountID: account, name: "walk", sections: [.leads])
            try store.create(token, hash: TokenHash(of: "secret").text, at: now)
            _ = try store.token(hash: TokenHash(of: "secret").text)
            try store.touch([token.id: now])
            _ = try store.revoke(token.id, of: account, at: now)
            let user = User(
                id: UserID(1), email: "walk@example.com", firstName: "Ann", lastName: "Lee", role: .agent,
                isCompliance: false, isActive: true)
            try store.create(user, of: account, passwordHash: nil, at: now)
            _ = try store.user(email: user.email)
            try store.save(user, of: account, passwordHash: "hash")
        }
    }

    private func walkConfiguration(_ cache: ConfigurationCache) async throws {
        let now = Self.now
        _ = try await cache.configuration(of: Self.account)
        _ = try await cache.token(TokenHash(of: "secret"))
        _ = try await database.read { try Configurations($0, of: Self.account).version() }
        try await cache.edit(Self.account, by: "walk", at: now) { edit in
            try edit.put(Seller(id: SellerID(1), name: "One"))
            try edit.put(Seller(id: SellerID(2), name: "Two"))
            try edit.remove(.seller, 2)
            try edit.put(Campaign(id: CampaignID(1), name: "Main", sellerID: SellerID(1)))
            try edit.put(LeadList(id: ListID(1), name: "Kept", campaignID: CampaignID(1)))
            var doomed = LeadList(id: ListID(2), name: "Doomed", campaignID: CampaignID(1))
            doomed.deletionStartedAt = now
            try edit.put(doomed)
            let number = try edit.nextStatusNumber()
            if let status = LeadStatus.starters.first {
                try edit.put(StoredStatus(number: number, status: status))
                _ = try edit.number(ofStatus: status.code)
            }
        }
        try await cache.edit(Self.account, by: "walk", at: now) { edit in
            _ = try edit.hasLeads(in: ListID(1))
            _ = try edit.hasLeads(with: "NEW")
        }
        try await cache.refresh()
    }

    private func walkLeads() async throws {
        let (account, now, phone) = (Self.account, Self.now, Self.phone)
        try await database.write { connection in
            try connection.lock([PhoneKey(account, phone).lock])
            var together: [Statement] = []
            for number in Int64(1)...8 {
                var lead = Lead(
                    id: LeadID(number), listID: ListID(number == 8 ? 2 : 1), phone: phone, status: "NEW",
                    createdAt: now, modifiedAt: now)
                for field in ["email", "first_name", "last_name", "alt_phone_1", "alt_phone_2", "owner_id"] {
                    lead.fields[field] = "\(field) \(number)"
                }
                let rows = Leads.insert(
                    lead, fields: PackedFields.text(of: lead.fields), of: account, dialect: connection.dialect)
                if number > 2 { try connection.runAll(rows) } else { together += rows }
                try Self.tell(.leadCreated, of: lead.id, on: connection)
            }
            try connection.store(together)
            let plan = HopperPlan(campaignID: CampaignID(1), priority: 50, expiresAt: now)
            try connection.run(
                Hopper.insertion(
                    plan, lead: LeadID(1), id: try connection.ids.take(from: .row), of: account, at: now))
            _ = try Hopper(connection, of: account).waiting(CampaignID(1), limit: 10)
            _ = try Hopper.expire(connection, at: now)
            let store = Leads(connection, of: account)
            _ = try store.newest()
            guard let lead = try store.lead(LeadID(1)) else { throw DatabaseError(.shape, "no lead") }
            var archived = lead
            archived.archivedAt = now
            try store.save(archived, before: lead)
            try store.save(lead, before: archived)
            try connection.runAll(Leads.move(LeadID(2), to: ListID(1), at: now, of: account))
            if let deleted = try store.lead(LeadID(3)) {
                try connection.runAll(Leads.deletion(of: deleted, at: now, of: account))
            }
            let (here, abroad) = (PhoneKey(account, phone), PhoneKey(account, PhoneNumber(442_071_838_750)))
            let facts = LeadFacts(connection)
            _ = try facts.rows([(here, [.details, .archive, .dnc]), (abroad, [.matches, .dnc])])
            _ = try LastCalls(connection, of: account).of([ListID(1)])
        }
    }

    private func walkSearch() async throws {
        let (account, now) = (Self.account, Self.now)
        let span = LeadSearch.Span(from: now, until: now.adding(seconds: 1))
        var everything = LeadSearch.Filter()
        everything.ids = [LeadID(1)]
        everything.lists = [ListID(1)]
        everything.statuses = ["NEW"]
        everything.phones = [Self.phone]
        everything.fields = ["email": ["a@example.com"], "city": ["Rome"]]
        (everything.created, everything.modified, everything.called) = (span, span, span)
        var archived = everything
        archived.archived = span
        var deleted = everything
        deleted.deleted = span
        var named = LeadSearch.Filter()
        named.fields = ["last_name": ["Walk"]]
        var (created, called) = (named, named)
        created.created = span
        called.called = span
        let filters = [LeadSearch.Filter(), everything, archived, deleted, named, created, called]
        try await database.read { connection in
            let search = LeadSearch(connection, of: account)
            // A page of none is never the last, so the leads are counted too.
            for filter in filters {
                _ = try search.page(filter, offset: 1, limit: 0)
                _ = try search.list(filter, after: LeadID(1), limit: 1)
            }
            _ = try Events.last(on: connection)
            _ = try search.counts(of: ListID(1))
        }
        try await feed(8)
        try await database.write { connection in
            let changed = Leads.update(
                LeadID(1), status: "SALE", fields: "{\"email\":\"new@example.com\"}", at: now, of: account,
                dialect: connection.dialect)
            try connection.run(changed)
            try Self.tell(.leadUpdated, of: LeadID(1), on: connection)
        }
        try await feed(1)
    }

    private func walkHistory() async throws {
        let (account, now, phone, key) = (Self.account, Self.now, Self.phone, Self.key)
        try await database.write { connection in
            let receipt = Receipt(
                accountID: account, at: now, outcome: .accepted, leadID: LeadID(1), phone: phone, door: .insert,
                version: 1, entries: [], notes: [])
            let noTrail = ReceiptTrail.text([], notes: [])
            func row(_ id: Int64) -> Statement { Receipts.insertion(receipt, id: id, trail: noTrail, post: "{}") }
            try connection.run(row(1))
            try connection.store([row(2), row(3)])
            let event = try connection.ids.take(2, from: .row)
            try connection.store(
                [event, event + 1].map { id in
                    Events.insertion(.leadUpdated, lead: nil, of: account, id: id, at: now, facts: "{}")
                })
            let receipts = Receipts(connection, of: account)
            _ = try receipts.receipt(ReceiptID(1))
            var filter = Receipts.Filter()
            (filter.leadID, filter.phone, filter.outcome) = (LeadID(1), phone, .accepted)
            (filter.criteriaID, filter.before) = (CriteriaID(1), ReceiptID(2))
            _ = try receipts.search(filter, limit: 5)
            _ = try Receipts.purge(connection, of: account, before: now.adding(seconds: 1))
            _ = try Events.purge(connection, before: now)
            _ = try Idempotency.find(key, on: connection, at: now)
            try connection.run(Idempotency.insertion(StoredAnswer(status: 200, body: "{}"), for: key, at: now))
            _ = try Idempotency.purge(connection, at: now)
            try connection.lock([1], shared: [Configurations.lock(of: account)])
        }
    }

    private func walkCompliance() async throws {
        let (account, now, phone) = (Self.account, Self.now, Self.phone)
        try await database.write { connection in
            let consents = Consents(connection, of: account)
            _ = try consents.add(
                Consent(
                    phone: phone, action: .given, sellers: [], subject: "", at: now, recordedAt: now, evidence: [:]))
            _ = try consents.history(of: phone)
            _ = try consents.newest(before: 5, limit: 5)
            let history = ConfigurationHistory(connection, of: account)
            var past = ConfigurationHistory.Filter()
            (past.kind, past.objectID, past.before, past.after) = (.list, 1, 99, 0)
            _ = try history.changes(past, limit: 1)
            _ = try history.change(1)
            _ = try history.body(of: .list, 1, at: 1)
            _ = try Configurations(connection, of: account).snapshot(at: 1)
            let list = DNCList(connection, of: account)
            guard
                let entry = try list.add(
                    number: phone.digits, scope: .account, origin: .operator, reason: "", purpose: "", by: "walk",
                    salt: "s", at: now)
            else { throw DatabaseError(.shape, "no entry") }
            _ = try list.entry(id: entry.id)
            _ = try list.entries(for: phone)
            try list.save(entry, by: "walk", salt: "s", at: now)
            var filter = DNCList.Filter()
            (filter.id, filter.number, filter.callingCode) = (entry.id, entry.number, 1)
            (filter.scope, filter.hasPurposeScope, filter.created) = (.account, true, now..<now.adding(seconds: 1))
            (filter.reason, filter.hasReason, filter.purpose, filter.hasPurpose) = ("", true, "", true)
            _ = try list.search(filter, offset: 0, limit: 5)
            try list.lift(entry, by: "walk", salt: "s", at: now)
            _ = try Suppressions(connection, of: account).lines(after: 0, limit: 5)
        }
    }

    private func walkRegisters() async throws {
        let (now, name) = (Self.now, RegisterName.nationalDNC)
        try await database.write { connection in
            let rows = RegisterRows(connection)
            _ = try rows.turns()
            for round in Int64(1)...2 {
                let number = try rows.begin(name, above: 0, issuedOn: now, source: "walk", at: now)
                _ = try rows.add("AAAA", part: 0, to: name, number, at: now)
                try rows.finish(
                    RegisterRows.Version(
                        name: name, number: number, sha256: "sha", bytes: 3, count: round, issuedOn: now, loadedAt: now,
                        source: "walk", state: .current))
            }
            _ = try rows.chunk(0, of: name, 1)
            _ = try rows.versions()
            _ = try rows.current(name)
            guard try rows.use(name, 1) else { throw DatabaseError(.shape, "no version") }
            try rows.withdraw(name)
            try rows.abandon(name, try rows.begin(name, above: 5, issuedOn: now, source: "walk", at: now))
            _ = try RegisterRows.sweep(connection, at: now)
            try rows.change(name, added: [13_105_556_789], removed: [13_105_556_780], issuedOn: now)
            _ = try rows.changes(of: name, after: now.adding(seconds: -1))
            _ = try rows.forgetChanges(of: name, until: now)
        }
    }

    private static func tell(_ kind: EventKind, of lead: LeadID, on connection: any Connection) throws {
        try connection.run(
            Events.insertion(
                kind, lead: lead, of: account, id: try connection.ids.take(from: .row), at: now, facts: "{}"))
    }

    /// Feeds the search index until it has taken so many events; on PostgreSQL none is seen while any older
    /// transaction of the whole server runs.
    private func feed(_ count: Int) async throws {
        var taken = 0
        for _ in 0..<5_000 where taken < count { taken += try await SearchIndex.feed(database) }
        guard taken >= count else { throw DatabaseError(.busy, "the events do not show") }
    }
}
