/// What differs between two states of one object, field by field, in the field's own words.
public struct ConfigurationDifference: Sendable, Equatable {
    /// One field that differs.
    public struct Field: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// What it held; nothing where it was not there.
        public var before: JSONValue?
        /// What it holds; nothing where it is not there.
        public var after: JSONValue?
    }

    /// The fields that differ, in the order of the newer state, those that are gone last.
    public let fields: [Field]

    /// The difference between the members of two states; a state that is not there has none.
    public init(
        before: [(name: String, value: JSONValue)]?, after: [(name: String, value: JSONValue)]?
    ) {
        let old = before ?? []
        let new = after ?? []
        var fields: [Field] = []
        for member in new {
            let standing = old.last { $0.name == member.name }?.value
            if standing != member.value {
                fields.append(Field(name: member.name, before: standing, after: member.value))
            }
        }
        for member in old where !new.contains(where: { $0.name == member.name }) {
            fields.append(Field(name: member.name, before: member.value, after: nil))
        }
        self.fields = fields
    }
}
