import Foundation
import SluiceCore
import SluiceDatabase
import SluiceIntake

/// What somebody asks of an import, read against its file: columns, list, Criteria, filter.
struct ImportForm {
    private let configuration: AccountConfiguration
    private var fields: FormFields

    init(_ given: [String: String], in configuration: AccountConfiguration) {
        self.configuration = configuration
        fields = FormFields(given)
    }

    /// What is to be imported, and from where.
    struct Source: Sendable {
        var kind = ImportKind.leads
        var path = ""
        var name = ""
        var text: DelimitedText?
        var header: [String]?
    }

    private static let delimiters: [(word: String, byte: UInt8)] = [
        ("comma", 0x2C), ("tab", 0x09), ("semicolon", 0x3B), ("pipe", 0x7C),
    ]

    /// Kind, file, and how its rows are written where that is not to be guessed.
    mutating func source() throws -> Source {
        var source = Source()
        fields.require("kind", "file")
        if fields.value("kind")?.isEmpty == false { fields.choice("kind", into: &source.kind) }
        source.path = fields.value("file") ?? ""
        if !source.path.isEmpty, !source.path.hasPrefix("/") {
            fields.fault("file", "takes the whole path, beginning with /")
        }
        source.name =
            fields.value("name").flatMap { $0.isEmpty ? nil : $0 } ?? (source.path as NSString).lastPathComponent
        if let names = fields.words("header"), !names.isEmpty { source.header = names }
        let delimiter = word("delimiter", ["auto"] + ImportForm.delimiters.map(\.word))
        let encoding = word("encoding", ["auto", TextCharset.utf8.rawValue, TextCharset.windows1252.rawValue])
        guard fields.faults.isEmpty else { throw ProblemReport(fields.faults) }
        if delimiter != nil || encoding != nil {
            let guess = try DelimitedFile(source.path).text
            let byte = ImportForm.delimiters.first { $0.word == delimiter }?.byte
            source.text = DelimitedText(
                delimiter: byte ?? guess.delimiter,
                charset: encoding.flatMap(TextCharset.init(rawValue:)) ?? guess.charset)
        }
        return source
    }

    /// The plan for a file with these columns. `remembered` is what its columns meant the last time.
    mutating func plan(
        _ source: Source, _ file: DelimitedFile, remembered: [String: String]?
    ) throws -> ImportPlan {
        let given = readMap(file.header)
        var plan = ImportPlan(text: file.text, header: file.header, isHeaderGiven: source.header != nil)
        if source.kind == .leads {
            let mapping = LeadColumns.mapping(of: file.header, given: given, remembered: remembered, in: configuration)
            plan.leads = leads(mapping)
        } else if let kind = source.kind.records {
            plan.records = records(kind, file.header, given, remembered)
        }
        for (column, field) in given.sorted(by: { $0.key < $1.key }) where !isField(field, source.kind) {
            fields.fault("map", "\(column) cannot be \(field): there is no such field")
        }
        return plan
    }

    /// Throws everything that is wrong.
    func check() throws {
        try fields.check("an import")
    }

    private func isField(_ name: String, _ kind: ImportKind) -> Bool {
        if name == LeadColumns.ignored { return true }
        if let records = kind.records { return records.fields.contains { $0.name == name } }
        return LeadColumns.isField(name, in: configuration)
    }

    private mutating func word(_ name: String, _ words: [String]) -> String? {
        guard let text = fields.value(name)?.lowercased(), !text.isEmpty else { return nil }
        guard words.contains(text) else {
            fields.fault(name, "takes one of \(words.joined(separator: ", "))")
            return nil
        }
        return text == "auto" ? nil : text
    }

    /// `Column=field; Other column=-`.
    private mutating func readMap(_ header: [String]) -> [String: String] {
        var map: [String: String] = [:]
        for part in (fields.value("map") ?? "").split(separator: ";") {
            let halves = part.split(separator: "=", maxSplits: 1).map { half in
                String(half.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            guard halves.count == 2, !halves[1].isEmpty else {
                fields.fault("map", "takes Column=field pairs between semicolons; - leaves a column out")
                continue
            }
            guard let column = header.first(where: { $0.lowercased() == halves[0].lowercased() }) else {
                fields.fault("map", "the file has no column \(halves[0]); it has \(header.joined(separator: ", "))")
                continue
            }
            map[column] = halves[1]
        }
        return map
    }

    private mutating func zone() -> String {
        guard let text = fields.value("time_zone"), !text.isEmpty else { return configuration.account.timeZone }
        if AccountTime(zone: text).zoneName != text { fields.fault("time_zone", "is no time zone known here") }
        return text
    }

    private mutating func leads(_ mapping: [String: String]) -> LeadImportPlan {
        var plan = LeadImportPlan(mapping: mapping, zone: zone())
        plan.listID = fields.reference("list", to: "list", among: configuration.listNames)
        plan.criteriaID = fields.reference("criteria", to: "criteria", among: configuration.criteriaNames)
        let scopes: [(String, DuplicateScope)] = [
            ("none", .none), ("account", .account), ("campaign", .campaign), ("list", .list), ("purpose", .purpose),
        ]
        if let scope = word("duplicates", scopes.map(\.0)) {
            plan.duplicates = scopes.first { $0.0 == scope }?.1 ?? .account
        }
        fields.flag("update", into: &plan.updatesFound)
        fields.flag("check_dnc", into: &plan.checksDNC)
        fields.flag("hopper", into: &plan.entersHopper)
        fields.flag("keep_ids", into: &plan.keepsIDs)
        plan.leavesFaultyFieldsOut = word("faulty_fields", ["refuse", "leave_out"]) == "leave_out"
        let meant = Set(mapping.values)
        if !meant.contains("phone_number") {
            fields.fault("map", "no column is the phone number; say which with map, as in Column=phone_number")
        }
        if plan.criteriaID == nil, plan.listID == nil, !meant.contains("list_id") {
            fields.fault("list", "is needed, as neither Criteria nor a column says where the leads go")
        }
        if plan.criteriaID != nil, plan.listID != nil { fields.fault("list", "is what the Criteria say") }
        if plan.keepsIDs, !meant.contains("lead_id") {
            fields.fault("map", "no column is the lead's number, and leads are to keep theirs")
        }
        return plan
    }

    private mutating func records(
        _ kind: any RecordKind.Type, _ header: [String], _ given: [String: String], _ remembered: [String: String]?
    ) -> RecordImportPlan {
        var mapping: [String: String] = given
        var used = Set(given.values)
        for column in header where mapping[column] == nil {
            let plain = LeadColumns.plain(column)
            let meant = kind.fields.first { $0.name == plain } ?? kind.fields.first { $0.spellings.contains(plain) }
            let field = remembered.map { $0[column] ?? LeadColumns.ignored } ?? meant?.name ?? LeadColumns.ignored
            mapping[column] = used.insert(field).inserted ? field : LeadColumns.ignored
        }
        var plan = RecordImportPlan(mapping: mapping, zone: zone())
        fields.flag("keep_ids", into: &plan.keepsIDs)
        for field in kind.fields where field.isRequired && !used.contains(field.name) {
            fields.fault("map", "no column is \(field.name); say which with map, as in Column=\(field.name)")
        }
        return plan
    }
}
