public import SluiceCore
public import SluiceDatabase

/// The paths by which the account's tools list numbers as Do Not Call and take them off (convoso-api §9).
///
/// A token lifts what an operator or an import has listed. What a consumer said for themselves is lifted only with
/// evidence, by a person who may (6908; product page, *Nouns that the law needs*). Numbers that take no text messages have
/// the same rules (convoso-api §16).
public struct DNCActions: Sendable {
    private let desk: WriteDesk
    private let dice: Dice
    private let channel: DNCList.Channel

    /// Changes entries of a channel at `desk`.
    public init(_ desk: WriteDesk, dice: Dice, channel: DNCList.Channel = .calls) {
        self.desk = desk
        self.dice = dice
        self.channel = channel
    }

    /// `dnc/insert`, `dnc/update`, `dnc/delete`; of text messages `sms-opt-out/insert`, `sms-opt-out/update`.
    public var routes: [APIRoute] {
        if channel == .texts {
            return [
                APIRoute("sms-opt-out/insert", section: .smsOptOut, right: .write, action: insert),
                APIRoute("sms-opt-out/update", section: .smsOptOut, right: .write, action: update),
            ]
        }
        return [
            APIRoute("dnc/insert", section: .dnc, right: .write, action: insert),
            APIRoute("dnc/update", section: .dnc, right: .write, action: update),
            APIRoute("dnc/delete", section: .dnc, right: .delete, action: delete),
        ]
    }

    private static let invalidID = APIFailure(6056, "Missing or Invalid value for ID")
    private static let consumers = APIFailure(
        6908, "The consumer asked not to be called. Lifting that needs evidence and a compliance officer")

    // MARK: Insert

    private func insert(_ request: APIRequest) async throws -> StoredAnswer {
        let (account, salt, parameters) = (request.caller.accountID, dice.secret(), DNCParameters(request))
        let channel = channel
        return try await desk.write(request) { () throws(APIFailure) in
            try DNCActions.telling(.insert) { () throws(DNCParameters.Fault) in
                try parameters.number(code: parameters.callingCode(or: parameters.usualCode))
            }
        } locks: { number, connection in
            DNCList(connection, of: account, for: channel).locks(for: [number])
        } _: { number, session in
            var request = request
            request.configuration = session.configuration
            let parameters = DNCParameters(request)
            let (scope, reason, purpose) = try DNCActions.telling(.insert) { () throws(DNCParameters.Fault) in
                let purpose = try parameters.purpose().written(over: "", fault: .purpose)
                let reason = try parameters.reason().written(over: "", fault: .reason)
                return (try DNCActions.scope(try parameters.place() ?? .account, purpose), reason, purpose)
            }
            let entry = try DNCList(session.connection, of: account, for: channel).add(
                number: number, scope: scope, origin: DNCActions.origin(of: reason), reason: reason, purpose: purpose,
                by: session.actor, salt: salt, at: session.now)
            // Not thrown: where the consumer's word has made a standing entry theirs, that stays.
            guard let entry else {
                return ConvosoAnswer.failure(APIFailure(6008, "The phone number already exists"))
            }
            return channel == .calls ? DNCActions.answer(entry.id) : ConvosoAnswer.success()
        }
    }

    // MARK: Update

    private func update(_ request: APIRequest) async throws -> StoredAnswer {
        let (account, salt, channel) = (request.caller.accountID, dice.secret(), channel)
        return try await desk.write(request) { () throws(APIFailure) in
            if channel == .texts { try DNCActions.requireNumbers(request) }
            guard case .number(let id) = WireID(request["id"]) else { throw DNCActions.invalidID }
            return id
        } locks: { id, connection in
            let list = DNCList(connection, of: account, for: channel)
            guard let entry = try list.entry(id: id) else { return [] }
            // A change that cannot be made needs no more than the entry's own locks; the body says why.
            let after = (try? DNCActions.changed(entry, by: DNCParameters(request))) ?? entry
            return list.locks(for: [entry.number, after.number])
        } _: { id, session in
            var request = request
            request.configuration = session.configuration
            let list = DNCList(session.connection, of: account, for: channel)
            guard let before = try list.entry(id: id) else { throw DNCActions.invalidID }
            let parameters = DNCParameters(request)
            let after = try DNCActions.telling(.update) { () throws(DNCParameters.Fault) in
                try DNCActions.changed(before, by: parameters)
            }
            try session.require(list.locks(for: [before.number, after.number]))
            if before.origin == .consumer, !after.covers(before) { throw DNCActions.consumers }
            if let other = try list.entry(number: after.number, scope: after.scope), other.id != id {
                throw APIFailure(6059, "This phone number, campaign and phone code are on the list already")
            }
            if after != before { try list.save(after, by: session.actor, salt: salt, at: session.now) }
            return channel == .calls ? DNCActions.answer(id) : ConvosoAnswer.data("id", id, asText: true)
        }
    }

    /// Text messages have a code of their own for what is no number (4002).
    private static func requireNumbers(_ request: APIRequest) throws(APIFailure) {
        let wrong = ["phone_number", "phone_code", "campaign_id"].filter { name in
            request[name].map { text in !text.utf8.contains { $0 >= 48 && $0 <= 57 } } ?? false
        }
        if !wrong.isEmpty {
            throw APIFailure(4002, "Phone number, phone code and campaign ID are numeric", fields: wrong)
        }
    }

    /// The entry with what came written over it.
    private static func changed(
        _ entry: DNCEntry, by parameters: DNCParameters
    ) throws(DNCParameters.Fault) -> DNCEntry {
        var after = entry
        let (standingCode, standingNumber) = entry.wire
        let code = try parameters.callingCode(or: Int(standingCode) ?? 1)
        if parameters.hasNumber {
            after.number = try parameters.number(code: code)
        } else if String(code) != standingCode {
            let reading = PhoneReader.read(standingNumber, phoneCode: String(code), filtersPhoneCode: false)
            guard case .success(let reading) = reading else { throw .number }
            after.number = reading.number.digits
        }
        after.purpose = try parameters.purpose().written(over: entry.purpose, fault: .purpose)
        after.reason = try parameters.reason().written(over: entry.reason, fault: .reason)
        if let place = try parameters.place() {
            after.scope = try scope(place, after.purpose)
        } else if case .purpose = entry.scope {
            after.scope = try scope(.purpose, after.purpose)
        }
        if origin(of: after.reason) == .consumer { after.origin = .consumer }
        return after
    }

    // MARK: Delete

    private func delete(_ request: APIRequest) async throws -> StoredAnswer {
        let (account, dice, parameters) = (request.caller.accountID, dice, DNCParameters(request))
        return try await desk.write(request) { () throws(APIFailure) in
            try DNCLift(parameters, request)
        } locks: { asked, connection in
            DNCList(connection, of: account).locks(for: [asked.number])
        } _: { asked, session in
            let status = try asked.status(in: session.configuration)
            let list = DNCList(session.connection, of: account)
            let entries = try asked.entries(of: list)
            guard !entries.isEmpty else { throw APIFailure(6003, "Phone Number Not Found") }
            guard !entries.contains(where: { $0.origin == .consumer }) else { throw DNCActions.consumers }
            for entry in entries {
                try list.lift(entry, by: session.actor, salt: dice.secret(), at: session.now)
            }
            if let status { try session.setStatus(status.code, ofLeadsWith: PhoneNumber(asked.number)) }
            return ConvosoAnswer.success()
        }
    }

    // MARK: Words and codes

    private enum Action { case insert, update }

    private static func telling<Value>(
        _ action: Action, _ read: () throws(DNCParameters.Fault) -> Value
    ) throws(APIFailure) -> Value {
        do {
            return try read()
        } catch {
            switch (error, action) {
            case (.phoneCode, _): throw APIFailure(6026, "Missing or Invalid Country Code")
            case (.number, .insert): throw APIFailure(6007, "Invalid Phone Number")
            case (.number, .update): throw APIFailure(6008, "The phone number is invalid")
            case (.campaign, .insert): throw APIFailure(6006, "Invalid Campaign ID")
            case (.campaign, .update): throw APIFailure(6004, "Unknown Campaign ID")
            case (.purpose, _): throw APIFailure(6057, "Invalid Purpose Provided")
            case (.reason, _): throw APIFailure(6058, "Invalid Reason Provided")
            }
        }
    }

    private static func scope(
        _ place: DNCParameters.Place, _ purpose: String
    ) throws(DNCParameters.Fault) -> DNCScope {
        switch place {
        case .account: return .account
        case .campaign(let id): return .campaign(id)
        case .purpose:
            guard !purpose.isEmpty else { throw .purpose }
            return .purpose(purpose)
        }
    }

    /// A revoked consent is the person's own word; every other entry by a token is the account's.
    private static func origin(of reason: String) -> DNCEntry.Origin {
        reason == "ConsentRevoked" ? .consumer : .operator
    }

    private static func answer(_ id: Int64) -> StoredAnswer {
        ConvosoAnswer.success { json in
            json.key("id")
            json.integer(id)
        }
    }
}

extension DNCEntry {
    /// Whether every call that `other` forbids is forbidden by this one: the same number, and its scope or the account.
    fileprivate func covers(_ other: DNCEntry) -> Bool {
        number == other.number && (scope == other.scope || scope == .account)
    }
}
