public import SluiceCore
public import SluiceDatabase

/// The answers of `/v1`, byte for byte.
public enum ConvosoAnswer {
    /// A success whose members `write` adds after `"success":true`.
    public static func success(_ write: (inout JSONText) -> Void = { _ in }) -> StoredAnswer {
        var json = JSONText()
        json.beginObject()
        json.key("success")
        json.bool(true)
        write(&json)
        json.endObject()
        return StoredAnswer(status: 200, body: json.text())
    }

    /// A failure, naming every field at fault.
    public static func failure(_ failure: APIFailure) -> StoredAnswer {
        var json = JSONText()
        json.beginObject()
        json.key("success")
        json.bool(false)
        json.key("code")
        json.integer(Int64(failure.code))
        json.key("text")
        json.string(failure.text)
        if !failure.fields.isEmpty {
            json.key("fields")
            json.beginArray()
            for field in failure.fields { json.string(field) }
            json.endArray()
        }
        json.endObject()
        return StoredAnswer(status: failure.status, body: json.text())
    }

    /// `{"success":true,"data":{NAME:NUMBER}}`, with the number as text where the reference prints one.
    public static func data(_ name: String, _ number: Int64, asText: Bool = false) -> StoredAnswer {
        success { json in
            json.key("data")
            json.beginObject()
            json.key(name)
            if asText { json.string(String(number)) } else { json.integer(number) }
            json.endObject()
        }
    }

    /// A page of rows, `offset` and `limit` as numbers. `total` is text where the live service sends text
    /// (convoso-api §2.5).
    public static func page(
        offset: Int64, limit: Int64, total: Int64, totalIsText: Bool, entries: (inout JSONText) -> Void
    ) -> StoredAnswer {
        success { json in
            json.key("data")
            json.beginObject()
            json.key("offset")
            json.integer(offset)
            json.key("limit")
            json.integer(limit)
            json.key("total")
            if totalIsText { json.string(String(total)) } else { json.integer(total) }
            json.key("entries")
            json.beginArray()
            entries(&json)
            json.endArray()
            json.endObject()
        }
    }
}
