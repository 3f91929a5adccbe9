import SluiceCore

extension Shape {
    /// The shape as a JSON Schema (draft 2020-12, as OpenAPI 3.1 takes it).
    func writeSchema(to json: inout JSONText, note: String = "") {
        json.beginObject()
        if !note.isEmpty { json.member("description", note) }
        writeMembers(to: &json, orNull: false)
        json.endObject()
    }

    private func writeMembers(to json: inout JSONText, orNull: Bool) {
        switch self {
        case .text(let length):
            type("string", orNull, &json)
            if let length {
                bounds("minLength", "maxLength", Int64(length.lowerBound), Int64(length.upperBound), &json)
            }
        case .moment:
            type("string", orNull, &json)
            json.member("format", "date-time")
        case .integer(let range):
            type("integer", orNull, &json)
            json.member("format", "int64")
            if let range { bounds("minimum", "maximum", range.lowerBound, range.upperBound, &json) }
        case .flag: type("boolean", orNull, &json)
        case .choice(let words):
            type("string", orNull, &json)
            json.key("enum")
            json.beginArray()
            for word in words { json.string(word) }
            if orNull { json.null() }
            json.endArray()
        case .reference:
            json.key("type")
            json.beginArray()
            json.string("string")
            json.string("integer")
            if orNull { json.string("null") }
            json.endArray()
        case .list(let shape):
            type("array", orNull, &json)
            json.key("items")
            shape.writeSchema(to: &json)
        case .map(let shape):
            type("object", orNull, &json)
            json.key("additionalProperties")
            shape.writeSchema(to: &json)
        case .object(let members):
            type("object", orNull, &json)
            properties(members, &json)
        case .optional(let shape): shape.writeMembers(to: &json, orNull: true)
        case .any: break
        }
    }

    private func properties(_ members: [Member], _ json: inout JSONText) {
        json.key("properties")
        json.beginObject()
        for member in members {
            json.key(member.name)
            member.shape.writeSchema(to: &json, note: member.note)
        }
        json.endObject()
        if members.contains(where: \.isRequired) {
            json.key("required")
            json.beginArray()
            for member in members where member.isRequired { json.string(member.name) }
            json.endArray()
        }
        json.key("additionalProperties")
        json.bool(false)
    }

    private func type(_ word: String, _ orNull: Bool, _ json: inout JSONText) {
        json.key("type")
        guard orNull else { return json.string(word) }
        json.beginArray()
        json.string(word)
        json.string("null")
        json.endArray()
    }

    private func bounds(
        _ least: String, _ most: String, _ lower: Int64, _ upper: Int64, _ json: inout JSONText
    ) {
        json.key(least)
        json.integer(lower)
        guard upper != Int64.max else { return }
        json.key(most)
        json.integer(upper)
    }
}
