extension AdaptorRenderer {
    /// How many levels deep a name with dots may nest; a longer one stands as it is.
    static let deepest = 16

    /// An object of texts, and `null` for nothing. `properties.email` is `email` inside of `properties`.
    ///
    /// Where one name is a value and another wants to lie inside of it (`a` and `a.b`), the longer one stands in the
    /// outermost object under its whole name, dots and all: `{"a":"1","a.b":"2"}`. So nothing is lost, in whatever order
    /// they come. The same holds for names with an empty part (`a..b`). A place in brackets is one in a list:
    /// `inputs[0].id`. Where every name inside of another is such a place, they make a list, in their order and without gaps.
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
        let outer = name.split(separator: ".", maxSplits: deepest, omittingEmptySubsequences: false)
        let parts = outer.flatMap { placed($0) }
        guard parts.count > 1, parts.count <= deepest, !parts.contains("") else { return [name] }
        var shorter = ""
        for part in parts.dropLast() {
            shorter += (shorter.isEmpty || part.hasPrefix("[") ? "" : ".") + part
            if names.contains(shorter) { return [name] }
        }
        return parts
    }

    /// `inputs[0]` as `inputs` and `[0]`; any other part as it is.
    private static func placed(_ part: Substring) -> [String] {
        guard part.hasSuffix("]"), let bracket = part.lastIndex(of: "["), bracket > part.startIndex,
            place(String(part[bracket...])) != nil
        else { return [String(part)] }
        return placed(part[..<bracket]) + [String(part[bracket...])]
    }

    /// The number of `[3]`, up to 999.
    private static func place(_ part: String) -> Int? {
        guard part.hasPrefix("["), part.hasSuffix("]") else { return nil }
        let digits = part.dropFirst().dropLast()
        guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }

    /// Writes an object, or a list where all are places; at most ``deepest`` levels follow. No leaf's path begins with another's.
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
        let numbers = groups.compactMap { place($0.name) }
        guard numbers.count < groups.count || groups.isEmpty else {
            json.beginArray()
            for (_, group) in zip(numbers, groups).sorted(by: { $0.0 < $1.0 }) { write(group.leaves, into: &json) }
            json.endArray()
            return
        }
        json.beginObject()
        for (name, leaves) in groups {
            json.key(name)
            write(leaves, into: &json)
        }
        json.endObject()
    }

    /// Writes what stands in one place.
    private static func write(_ leaves: [Leaf], into json: inout JSONText) {
        guard let only = leaves.first, only.path.isEmpty else { return write(leaves, to: &json) }
        if let value = only.value { json.string(value) } else { json.null() }
    }
}
