import SluiceCore
import SluiceDatabase

/// The paths for statuses (convoso-api §15).
public struct StatusActions: Sendable {
    private let desk: WriteDesk

    /// Changes statuses at `desk`.
    public init(_ desk: WriteDesk) {
        self.desk = desk
    }

    /// `status/insert`, `status/update`, `status/search`; one old client calls them `statuses/…`.
    public var routes: [APIRoute] {
        [
            APIRoute("status/insert", aliases: ["statuses/insert"], section: .statuses, right: .write, action: insert),
            APIRoute("status/update", aliases: ["statuses/update"], section: .statuses, right: .write, action: update),
            APIRoute("status/search", aliases: ["statuses/search"], section: .statuses, right: .read, action: search),
        ]
    }

    /// The flags in the order of the reference, with the codes for one that is missing on insert and empty on update.
    private static let flags:
        [(name: String, path: any WritableKeyPath<LeadStatus, Bool> & Sendable, missing: Int, empty: Int)] =
            [
                ("final", \.isFinal, 6062, 6071), ("reached", \.isReached, 6063, 6072),
                ("success", \.isSuccess, 6064, 6073), ("dnc", \.isDNC, 6065, 6074),
                ("callback", \.isCallback, 6066, 6075), ("contact", \.isContact, 6067, 6076),
                ("voicemail", \.isVoicemail, 6068, 6077),
            ]

    private func insert(_ request: APIRequest) async throws -> StoredAnswer {
        try await desk.edit(request) { edit in
            guard let code = StatusActions.code(request["status"]) else {
                throw APIFailure(6061, "The status abbreviation takes 2 to 6 letters and digits", fields: ["status"])
            }
            guard let name = request["name"], name.count <= 60 else {
                throw APIFailure(6060, "The status needs a description", fields: ["name"])
            }
            var status = LeadStatus(code: code, name: name)
            for flag in StatusActions.flags {
                guard let value = request[flag.name].flatMap(WireBool.read) else {
                    throw APIFailure(flag.missing, "\(flag.name) takes Y or N", fields: [flag.name])
                }
                status[keyPath: flag.path] = value
            }
            status.hexColor = try StatusActions.color(request)
            // One that is there, the system's too, stays as it is: changing it is the other path's.
            let isNew = edit.snapshot.statuses[code] == nil
            if isNew { try edit.put(StoredStatus(number: try edit.nextStatusNumber(), status: status)) }
            return StatusActions.answer { json in
                json.member("new", isNew ? "1" : "0")
                json.member("status", code)
            }
        }
    }

    private func update(_ request: APIRequest) async throws -> StoredAnswer {
        try await desk.edit(request) { edit in
            guard let code = StatusActions.code(request["status"]), var status = edit.snapshot.statuses[code],
                status.isCustom, let number = try edit.number(ofStatus: code)
            else { throw APIFailure(6069, "The status is unknown or not a custom one", fields: ["status"]) }
            let before = status
            if let name = request["name"] {
                guard name.count <= 60 else {
                    throw APIFailure(6060, "The description takes up to 60 characters", fields: ["name"])
                }
                status.name = name
            }
            // Elsewhere an empty value means "not given"; here the reference calls it an error.
            for flag in StatusActions.flags {
                guard let text = request.parameters[flag.name] else { continue }
                guard let value = WireBool.read(text) else {
                    throw APIFailure(flag.empty, "\(flag.name) takes Y or N", fields: [flag.name])
                }
                status[keyPath: flag.path] = value
            }
            if let color = try StatusActions.color(request) { status.hexColor = color }
            if status != before { try edit.put(StoredStatus(number: number, status: status)) }
            return ConvosoAnswer.success { json in
                json.key("data")
                json.beginObject()
                json.member("status", code)
                json.endObject()
            }
        }
    }

    private func search(_ request: APIRequest) async throws -> StoredAnswer {
        let wanted = request["query"]?.lowercased()
        let found = request.configuration.statuses.values.filter { status in
            wanted.map { status.code.lowercased().contains($0) || status.name.lowercased().contains($0) } ?? true
        }.sorted { $0.code < $1.code }
        return ConvosoAnswer.success { json in
            json.key("code")
            json.integer(200)
            json.key("data")
            json.beginArray()
            for status in found { StatusActions.write(status, to: &json) }
            json.endArray()
        }
    }

    private static func write(_ status: LeadStatus, to json: inout JSONText) {
        json.beginObject()
        json.member("status", status.code)
        json.member("name", status.name)
        for flag in flags { json.member(flag.name, status[keyPath: flag.path] ? "Y" : "N") }
        // Misspelt on the wire, and read so by clients.
        json.key("workflow_dispositon_event_option")
        json.integer(1)
        json.member("custom_status", status.isCustom ? "Y" : "N")
        json.member("hex_color", status.hexColor ?? "")
        json.endObject()
    }

    private static func answer(_ data: (inout JSONText) -> Void) -> StoredAnswer {
        ConvosoAnswer.success { json in
            json.key("code")
            json.integer(200)
            json.key("data")
            json.beginObject()
            data(&json)
            json.endObject()
        }
    }

    /// 2 to 6 letters and digits, in capitals.
    private static func code(_ text: String?) -> String? {
        guard let text = text?.uppercased(), (2...6).contains(text.utf8.count) else { return nil }
        let isPlain = text.utf8.allSatisfy {
            ($0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z")) || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
        }
        return isPlain ? text : nil
    }

    private static func color(_ request: APIRequest) throws(APIFailure) -> String? {
        guard let text = request["hex_color"] else { return nil }
        guard text.utf8.count == 6, text.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else {
            throw APIFailure(6078, "The colour takes six hexadecimal digits, without #", fields: ["hex_color"])
        }
        return text.lowercased()
    }
}
