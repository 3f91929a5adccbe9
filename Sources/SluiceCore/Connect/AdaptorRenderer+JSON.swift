extension AdaptorRenderer {
    /// How many levels deep a name with dots may nest; a longer one stands as it is.
    static let deepest = 16

    /// An object of texts, and `null` for nothing. `properties.email` is `email` inside of `properties`.
    ///
    /// Where one name is a value and another wants to lie inside of it (`a` and `a.b`), the longer one stands in the
    /// outermost object under its whole name, dots and all: `{"a":"1","a.b":"2"}`. So nothing is lost, in whatever order
    /// they come. The same holds for names with an empty part (`a..b`).
    public static func json(_ fields: [AdaptorField]) -> String {
        var kept: [AdaptorField] = []
        var places: [String: Int] = [:]
        for field in fields {
            if let place = places[field.name] {
                kept[place].value = field.value
            } else {
                places[field.name] = kept.count
                kept.append(field)
            }
        }
        let names = Set(places.keys)
        let leaves = kept.map { Leaf(path: path(of: $0.name, among: names)[...], value: $0.value) }
        var json = JSONText()
        write(leaves, to: &json)
        return json.text()
    }

    /// The names that stand whole in JSON although they have dots in them.
    static func unnested(_ names: some Sequence<String>) -> [String] {
        let all = Set(names)
        return all.filter { $0.contains(".") && path(of: $0, among: all).count == 1 }.sorted()
    }

    private struct Leaf {
        var path: ArraySlice<String>
        let value: String?
    }

    private static func path(of name: String, among names: Set<String>) -> [String] {
        let parts = name.split(separator: ".", maxSplits: deepest, omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, parts.count <= deepest, !parts.contains("") else { return [name] }
        var shorter = ""
        for part in parts.dropLast() {
            shorter += (shorter.isEmpty ? "" : ".") + part
            if names.contains(shorter) { return [name] }
        }
        return parts
    }

    /// Writes an object; at most ``deepest`` levels follow. No leaf's path begins with another's.
    private static func write(_ leaves: [Leaf], to json: inout JSONText) {
        var groups: [(name: String, leaves: [Leaf])] = []
        var places: [String: Int] = [:]
        for var leaf in leaves {
            guard let name = leaf.path.popFirst() else { continue }
            if let place = places[name] {
                groups[place].leaves.append(leaf)
            } else {
                places[name] = groups.count
                groups.append((name, [leaf]))
            }
        }
        json.beginObject()
        for (name, leaves) in groups {
            json.key(name)
            if let only = leaves.first, only.path.isEmpty {
                if let value = only.value { json.string(value) } else { json.null() }
            } else {
                write(leaves, to: &json)
            }
        }
        json.endObject()
    }
}
