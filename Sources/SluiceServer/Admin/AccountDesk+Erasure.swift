import SluiceCore
import SluiceDatabase

extension AccountDesk {
    /// Who is meant by an erasure.
    private struct Person: Sendable {
        var phones: [PhoneNumber] = []
        var emails: [String] = []
        var isConfirmed = false
    }

    /// Shows what the account holds of a person and, with `confirm`, erases it for good. What the law wants kept is counted
    /// and stays.
    func erasePerson(_ given: [String: String]) async throws -> JSONValue {
        let person = try readPerson(given)
        let match = PersonMatch(phones: person.phones, emails: person.emails, salt: parts.dice.secret())
        let (account, database) = (account, parts.database)
        let traces = try await PersonTraces.find(match, in: account, database)
        let kept = try await database.read { try Erasures($0, of: account).kept(person.phones) }
        let counts: [(name: String, value: JSONValue)] = [
            ("leads", .integer(Int64(traces.leads.count))), ("receipts", .integer(Int64(traces.receipts.count))),
            ("kept_answers", .integer(Int64(traces.answers.count))),
            ("audit_entries", .integer(Int64(traces.auditEntries.count))),
            ("import_faults", .integer(Int64(traces.importFaults.count))),
            ("deliveries", .integer(Int64(traces.deliveries.count))),
            ("stays_dnc", .integer(kept.dnc)), ("stays_sms_opt_outs", .integer(kept.smsOptOuts)),
            ("stays_consents", .integer(kept.consents)),
        ]
        guard person.isConfirmed else {
            return .object([("erased", .bool(false)), ("id", .null)] + counts)
        }
        try await traces.erase(in: account, database)
        let (cause, now, text) = (cause, parts.clock.now(), JSONValue.object(counts).text)
        let id = try await database.write { connection in
            try connection.lock([Configurations.lock(of: account)])
            let store = Erasures(connection, of: account)
            let id = try store.nextNumber()
            try store.add(
                Erasures.Record(
                    account: account, id: id, at: now, actor: cause.actor, person: match, traces: text))
            let details = Dictionary(counts.map { ($0.name, $0.value.text) }) { $1 }
            try AuditLog.record(
                AuditEntry(.erased, "erasure/\(id)", of: account, by: cause, at: now, details: details),
                in: connection)
            return id
        }
        try await parts.erasures.keep()
        return .object([("erased", .bool(true)), ("id", .integer(id))] + counts)
    }

    /// Every erasure, the newest first.
    func listErasures() async throws -> JSONValue {
        let account = account
        let records = try await parts.database.read { try Erasures($0, of: account).all() }
        return .array(
            try records.reversed().map { record in
                let traces = try JSONValue(parsing: Array(record.traces.utf8)).members ?? []
                return .object(
                    [
                        ("id", .integer(record.id)), ("at", .moment(record.at)), ("actor", .string(record.actor)),
                    ] + traces)
            })
    }

    private func readPerson(_ given: [String: String]) throws -> Person {
        var fields = FormFields(given)
        var person = Person()
        for text in (fields.value("phones") ?? "").split(separator: ",") {
            switch PhoneReader.read(
                String(text), phoneCode: nil, filtersPhoneCode: true,
                defaultCode: configuration.settings.defaultPhoneCode)
            {
            case .success(let reading): person.phones.append(reading.number)
            case .failure(let fault): fields.fault("phones", fault.evidence)
            }
        }
        for text in (fields.value("emails") ?? "").split(separator: ",") {
            let email = text.filter { !$0.isWhitespace }
            if email.contains("@") {
                person.emails.append(email)
            } else {
                fields.fault("emails", "takes e-mail addresses, between commas")
            }
        }
        if person.phones.isEmpty, person.emails.isEmpty, fields.faults.isEmpty {
            fields.fault("phones", "a phone number or an e-mail address is needed")
        }
        fields.flag("confirm", into: &person.isConfirmed)
        try fields.check("an erasure")
        return person
    }
}
