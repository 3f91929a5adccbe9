import SluiceCore
import SluiceWeb

/// The fields of one form while they are read: takes each by name, and gathers everything that is wrong with them.
///
/// A field that was not given leaves its target as it is, so the same reading makes an object and changes one. The word
/// `none` empties what may be empty.
struct FormFields {
    private let given: [String: String]
    private var known: Set<String> = []
    private(set) var faults: [ProblemReport.Fault] = []

    private let means: FormMeans?

    init(_ given: [String: String], _ means: FormMeans? = nil) {
        self.given = given
        self.means = means
    }

    /// Seals a text that nobody is to read again; where that cannot be done, the field is at fault.
    mutating func seal(_ name: String, _ text: String) -> String? {
        do {
            if let sealed = try means?.seal(text) { return sealed }
            fault(name, "cannot be sealed here")
        } catch {
            fault(name, "cannot be sealed: \(error)")
        }
        return nil
    }

    /// A new random secret, and its sealed form.
    var dice: Dice? { means?.dice }

    /// The value of a field without the blanks around it; nothing where it was not given.
    mutating func value(_ name: String) -> String? {
        known.insert(name)
        guard let text = given[name] else { return nil }
        var scalars = Substring(text)
        while scalars.first?.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.isWhitespace == true { scalars.removeLast() }
        return String(scalars)
    }

    /// Whether a field was given, bad or not.
    func has(_ name: String) -> Bool { given[name] != nil }

    mutating func fault(_ name: String, _ sentence: String) {
        faults.append(ProblemReport.Fault(field: name, sentence: sentence))
    }

    /// Notes a fault for each of `names` that was not given or is empty.
    mutating func require(_ names: String...) {
        for name in names where value(name)?.isEmpty != false { fault(name, "is needed") }
    }

    /// A text of a length in characters, without control characters.
    mutating func text(_ name: String, into target: inout String, _ length: ClosedRange<Int>) {
        guard let text = value(name) else { return }
        if text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
            fault(name, "has a control character or a line break in it")
        } else if !length.contains(text.count) {
            // An empty text that is needed was told of already.
            if !text.isEmpty || !faults.contains(where: { $0.field == name }) {
                fault(name, "takes \(length.lowerBound) to \(length.upperBound) characters, these are \(text.count)")
            }
        } else {
            target = text
        }
    }

    mutating func flag(_ name: String, into target: inout Bool) {
        guard let text = value(name) else { return }
        guard let value = WireBool.read(text) else {
            fault(name, "takes yes or no")
            return
        }
        target = value
    }

    mutating func number(_ name: String, into target: inout Int, _ range: ClosedRange<Int>) {
        guard let text = value(name) else { return }
        guard let number = Int(text), range.contains(number) else {
            fault(name, "takes a whole number from \(range.lowerBound) to \(range.upperBound)")
            return
        }
        target = number
    }

    /// A number that may be absent: `none` takes it away.
    mutating func optionalNumber(_ name: String, into target: inout Int?, _ range: ClosedRange<Int>) {
        guard let text = value(name) else { return }
        guard !FormFields.isNone(text) else {
            target = nil
            return
        }
        guard let number = Int(text), range.contains(number) else {
            fault(name, "takes a whole number from \(range.lowerBound) to \(range.upperBound), or none")
            return
        }
        target = number
    }

    /// One of the words of an enum.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, into target: inout Choice
    ) where Choice.RawValue == String {
        guard let text = value(name) else { return }
        guard let choice = Choice.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
            fault(name, "takes one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
            return
        }
        target = choice
    }

    /// Words between commas; `none` is an empty list.
    mutating func words(_ name: String) -> [String]? {
        guard let text = value(name) else { return nil }
        return FormFields.isNone(text) ? [] : WireList.read(text)
    }

    /// Carrier types between commas, at most so many.
    mutating func carriers(_ name: String, into target: inout Set<CarrierType>, most: Int) {
        guard let words = words(name) else { return }
        let types = words.map { CarrierType(wire: $0) }
        guard types.allSatisfy({ $0 != nil && $0 != .unknown }) else {
            fault(name, "takes MOBILE, LANDLINE and VOIP between commas, or none")
            return
        }
        let set = Set(types.compactMap(\.self))
        guard set.count <= most else {
            fault(name, "takes at most \(most) types, since all of them together would refuse every lead")
            return
        }
        target = set
    }

    /// An object by its name or its number.
    mutating func reference<Owner>(
        _ name: String, to word: String, among choices: [(Identifier<Owner>, String)]
    ) -> Identifier<Owner>? {
        guard let text = value(name), !text.isEmpty else { return nil }
        guard let id = FormFields.find(text, among: choices) else {
            fault(name, FormFields.missing(text, word, choices.map(\.1)))
            return nil
        }
        return id
    }

    /// An object by name or number that may be absent: `none` takes it away.
    mutating func optionalReference<Owner>(
        _ name: String, to word: String, among choices: [(Identifier<Owner>, String)],
        into target: inout Identifier<Owner>?
    ) {
        guard let text = value(name) else { return }
        if FormFields.isNone(text) {
            target = nil
        } else if let id = reference(name, to: word, among: choices) {
            target = id
        }
    }

    /// Several objects by name or number, between commas; `none` is an empty list.
    mutating func references<Owner>(
        _ name: String, to word: String, among choices: [(Identifier<Owner>, String)]
    ) -> [Identifier<Owner>]? {
        guard let words = words(name) else { return nil }
        let unknown = words.filter { FormFields.find($0, among: choices) == nil }
        guard unknown.isEmpty else {
            fault(name, FormFields.missing(unknown.joined(separator: ", "), word, choices.map(\.1)))
            return nil
        }
        return words.compactMap { FormFields.find($0, among: choices) }
    }

    /// Throws everything that is wrong, fields that the form does not have included.
    func check(_ form: String) throws {
        let unknown = given.keys.filter { !known.contains($0) }.sorted().map {
            ProblemReport.Fault(field: $0, sentence: "is no field of \(form)")
        }
        guard faults.isEmpty, unknown.isEmpty else { throw ProblemReport(faults + unknown) }
    }

    static func isNone(_ text: String) -> Bool { text.isEmpty || text.lowercased() == "none" }

    /// A name first, without regard to case; else a number.
    static func find<Owner>(_ text: String, among choices: [(Identifier<Owner>, String)]) -> Identifier<Owner>? {
        choices.first { $0.1.lowercased() == text.lowercased() }?.0
            ?? Identifier<Owner>(wire: text).flatMap { id in choices.contains { $0.0 == id } ? id : nil }
    }

    static func missing(_ text: String, _ word: String, _ names: [String]) -> String {
        let some = names.sorted().prefix(8).joined(separator: ", ")
        let hint = names.isEmpty ? "there is none yet" : "there is \(some)\(names.count > 8 ? " …" : "")"
        return "no \(word) is called \(text); \(hint)"
    }
}
