public import SluiceCore

/// A receipt's entries and notes as the JSON text that its row holds, and that answers show.
public enum ReceiptTrail {
    /// `{"stages":[{"stage":…,"verdict":…,"reason":…,"evidence":…,"microseconds":…}],"notes":[…]}`, and behind them
    /// `"shadow":{"criteria_id":…,"outcome":…,"reason":…,"evidence":…}` where Criteria shadow those that governed it,
    /// `"crm":{…}` where the CRM was asked, and `"answered"` where its sender was told otherwise than it ended.
    public static func text(
        _ entries: [Receipt.Entry], notes: [String], shadow: ShadowVerdict? = nil, crm: CRMRecord? = nil,
        answersSuccess: Bool? = nil
    ) -> String {
        var json = JSONText(capacity: 64 + entries.count * 96)
        json.beginObject()
        write(entries, notes, to: &json)
        if let shadow { write(shadow, to: &json) }
        if let crm {
            json.key("crm")
            json.raw(crm.json.text)
        }
        if let answersSuccess { json.member("answered", answersSuccess ? "success" : "failure") }
        json.endObject()
        return json.text()
    }

    /// Writes stages and notes into an object that is open already.
    public static func write(_ receipt: Receipt, to json: inout JSONText) {
        write(receipt.entries, receipt.notes, to: &json)
    }

    private static func write(_ entries: [Receipt.Entry], _ notes: [String], to json: inout JSONText) {
        json.key("stages")
        json.beginArray()
        for entry in entries {
            json.beginObject()
            json.key("stage")
            json.string(entry.stage)
            json.key("verdict")
            json.string(entry.mark.rawValue)
            if let reason = entry.reason {
                json.key("reason")
                json.string(reason.rawValue)
            }
            if let evidence = entry.evidence {
                json.key("evidence")
                json.string(evidence)
            }
            json.key("microseconds")
            json.integer(Int64(entry.microseconds))
            json.endObject()
        }
        json.endArray()
        json.key("notes")
        json.beginArray()
        for note in notes { json.string(note) }
        json.endArray()
    }

    private static func write(_ shadow: ShadowVerdict, to json: inout JSONText) {
        json.key("shadow")
        json.beginObject()
        json.key("criteria_id")
        json.integer(shadow.criteriaID.number)
        json.member("outcome", shadow.outcome.rawValue)
        if let refusal = shadow.refusal {
            json.member("reason", refusal.reason.rawValue)
            if !refusal.evidence.isEmpty { json.member("evidence", refusal.evidence) }
        }
        json.endObject()
    }

    /// What a row holds.
    struct Content {
        var entries: [Receipt.Entry]
        var notes: [String]
        var shadow: ShadowVerdict?
        var crm: CRMRecord?
        var answersSuccess: Bool?
    }

    static func read(_ text: String) throws -> Content {
        var text = text
        let parsed = text.withUTF8 { bytes in
            // What cannot be read is told of by the shape of its row.
            try? JSONValue(parsing: UnsafeRawBufferPointer(bytes))
        }
        guard let trail = parsed, let stages = trail["stages"]?.elements, let notes = trail["notes"]?.elements else {
            throw DatabaseError(.shape, "trail")
        }
        return Content(
            entries: try stages.map(entry), notes: notes.compactMap(\.string),
            shadow: trail["shadow"].flatMap(shadow), crm: trail["crm"].map(CRMRecord.init),
            answersSuccess: trail["answered"]?.string.map { $0 == "success" })
    }

    private static func entry(_ value: JSONValue) throws -> Receipt.Entry {
        guard let stage = value["stage"]?.string, let verdict = value["verdict"]?.string else {
            throw DatabaseError(.shape, "trail")
        }
        return Receipt.Entry(
            stage: stage, mark: Receipt.Mark(rawValue: verdict) ?? .pass,
            reason: value["reason"]?.string.flatMap(RefusalReason.init), evidence: value["evidence"]?.string,
            microseconds: Int(clamping: value["microseconds"]?.integer ?? 0))
    }

    private static func shadow(_ value: JSONValue) -> ShadowVerdict? {
        guard let id = value["criteria_id"]?.integer,
            let outcome = value["outcome"]?.string.flatMap(Receipt.Outcome.init)
        else { return nil }
        let reason = value["reason"]?.string.flatMap(RefusalReason.init)
        return ShadowVerdict(
            criteriaID: CriteriaID(id), outcome: outcome,
            refusal: reason.map { Refusal($0, evidence: value["evidence"]?.string ?? "") })
    }
}

extension CRMRecord {
    /// The exchange as receipts hold and show it.
    public var json: JSONValue {
        .object([
            ("endpoint", .string(endpoint)), ("status", status.map { .number(String($0)) } ?? .null),
            ("milliseconds", .number(String(milliseconds))), ("cached", .bool(isCached)),
            ("request", .string(request)), ("answer", .string(answer)),
        ])
    }

    fileprivate convenience init(_ value: JSONValue) {
        self.init(
            endpoint: value["endpoint"]?.string ?? "", status: value["status"]?.integer.map { Int(clamping: $0) },
            milliseconds: value["milliseconds"]?.integer ?? 0, isCached: value["cached"] == .bool(true),
            request: value["request"]?.string ?? "", answer: value["answer"]?.string ?? "")
    }
}
