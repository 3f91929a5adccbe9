import SluiceCore

/// One path of `/v1` in OpenAPI's words (convoso-api §3 to §9). All its values are texts, as its senders write them.
struct ConvosoDescription {
    private let route: APIRoute

    init(_ route: APIRoute) {
        self.route = route
    }

    var summary: String { ConvosoWords.of(route.path).summary }

    var parameters: [Shape.Member] {
        ConvosoWords.of(route.path).parameters.map { Shape.Member($0.name, .text(), $0.note, isRequired: $0.isNeeded) }
    }

    func write(to json: inout JSONText) {
        json.key("/v1/\(route.path)")
        json.beginObject()
        for method in ["get", "post"] {
            json.key(method)
            operation(method, &json)
        }
        json.endObject()
    }

    private func operation(_ method: String, _ json: inout JSONText) {
        json.beginObject()
        json.member("operationId", "\(method)_\(route.path.replacing("/", with: "_").replacing("-", with: "_"))")
        json.member("summary", summary)
        json.key("tags")
        json.raw("[\"v1\"]")
        json.key("security")
        json.raw("[{\"token\":[\"\(route.section.rawValue)\"]}]")
        if method == "get" {
            json.key("parameters")
            json.beginArray()
            // Nothing is required of the request's form: what is missing is a business failure with the status 200.
            for parameter in parameters {
                json.beginObject()
                json.member("name", parameter.name)
                json.member("in", "query")
                json.member("description", parameter.note)
                json.key("schema")
                json.raw("{\"type\":\"string\"}")
                json.endObject()
            }
            json.endArray()
        } else {
            json.key("requestBody")
            json.beginObject()
            json.key("content")
            json.beginObject()
            for type in ["application/x-www-form-urlencoded", "application/json"] {
                json.key(type)
                json.beginObject()
                json.key("schema")
                schema(&json)
                json.endObject()
            }
            json.endObject()
            json.endObject()
        }
        json.key("responses")
        json.raw(
            "{\"200\":{\"description\":\"Done, or refused for a reason of business.\",\"content\":{\"application/json\":"
                + "{\"schema\":{\"type\":\"object\",\"properties\":{\"success\":{\"type\":\"boolean\"}},\"required\":[\"success\"]}}}},"
                + "\"default\":{\"description\":\"A failure of the request.\",\"content\":{\"application/json\":"
                + "{\"schema\":{\"$ref\":\"#/components/schemas/Failure\"}}}}}")
        json.endObject()
    }

    private func schema(_ json: inout JSONText) {
        json.beginObject()
        json.member("type", "object")
        json.key("properties")
        json.beginObject()
        for parameter in parameters {
            json.key(parameter.name)
            json.beginObject()
            json.member("type", "string")
            json.member("description", parameter.note)
            json.endObject()
        }
        json.endObject()
        json.endObject()
    }
}
