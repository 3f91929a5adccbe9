import SluiceCore
import SluiceDatabase
import SluiceIntake

/// One field of the rows of a kind of import.
struct RecordField: Sendable {
    /// Our name for it, which is the API's.
    let name: String
    /// Whether a file needs a column for it.
    let isRequired: Bool
    /// What other systems call it, each as ``LeadColumns/plain(_:)`` writes names.
    let spellings: [String]

    init(_ name: String, _ spellings: String = "", isRequired: Bool = false) {
        self.name = name
        self.isRequired = isRequired
        self.spellings = spellings.split(separator: " ").map(String.init)
    }
}

/// The cells of one row by field, read one after the other; everything that is wrong with them is told at once.
struct RecordCells {
    let cells: [String: String]
    let context: RecordContext
    private var faults: [String] = []

    init(_ cells: [String: String], _ context: RecordContext) {
        self.cells = cells
        self.context = context
    }

    /// The text of a field; nothing where it is empty.
    func text(_ name: String) -> String? { cells[name] }

    mutating func fault(_ name: String, _ sentence: String) { faults.append("\(name) \(sentence)") }

    /// A text that must be there.
    mutating func required(_ name: String) -> String {
        guard let text = text(name) else {
            fault(name, "is missing")
            return ""
        }
        return text
    }

    mutating func number(_ name: String) -> Int64? {
        guard let text = text(name) else { return nil }
        guard let number = Int64(text), number >= 0 else {
            fault(name, "is no number")
            return nil
        }
        return number == 0 && name.hasSuffix("id") ? nil : number
    }

    mutating func moment(_ name: String) -> Timestamp? {
        guard let text = text(name), !text.hasPrefix("0000-00-00") else { return nil }
        guard let moment = context.moments.read(text) else {
            fault(name, "is no date or time")
            return nil
        }
        return moment
    }

    mutating func flag(_ name: String) -> Bool {
        guard let text = text(name)?.lowercased() else { return false }
        if ["1", "y", "yes", "true", "x"].contains(text) { return true }
        if !["0", "n", "no", "false"].contains(text) { fault(name, "takes yes or no") }
        return false
    }

    mutating func phone(_ name: String) -> PhoneNumber? {
        guard let text = text(name) else {
            fault(name, "is missing")
            return nil
        }
        switch PhoneReader.read(
            text, phoneCode: self.text("phone_code"), filtersPhoneCode: true,
            defaultCode: context.configuration.settings.defaultPhoneCode)
        {
        case .success(let reading): return reading.number
        case .failure(let fault):
            self.fault(name, "is no phone number: \(fault.evidence)")
            return nil
        }
    }

    /// Everything that is wrong so far.
    var complaint: ImportFault.Complaint? {
        faults.isEmpty ? nil : ImportFault.Complaint("row_unreadable", faults.joined(separator: "; "))
    }
}

/// What rows are read and stored with.
struct RecordContext: Sendable {
    let configuration: AccountConfiguration
    let plan: RecordImportPlan
    let moments: ImportMoment
    let actor: String
    let dice: Dice
    let now: Timestamp

    var account: AccountID { configuration.account.id }

    /// What rows are read with now, on behalf of `actor`.
    init(_ plan: RecordImportPlan, _ configuration: AccountConfiguration, for actor: String, _ parts: Parts) {
        self.configuration = configuration
        self.plan = plan
        self.actor = actor
        moments = ImportMoment(zone: AccountTime(zone: plan.zone))
        dice = parts.dice
        now = parts.clock.now()
    }
}

/// What one row does to the store.
struct RecordAct: Sendable {
    /// What came of it.
    enum Outcome: Sendable, Hashable {
        case accepted
        /// What the row says stands there already, or was made to.
        case updated
        case refused(ImportFault.Complaint)
    }

    /// The locks to be held, taken for the whole batch before anything is read.
    var locks: [Int64] = []
    /// The number that it keeps, and of what: no other may be given it.
    var keeps: (kind: IDSequence.Kind, number: Int64)?
    /// Does it.
    var perform: @Sendable (any Connection) throws -> Outcome
}

/// How the rows of one kind are read.
protocol RecordKind: SendableMetatype {
    static var fields: [RecordField] { get }
    static func act(_ cells: inout RecordCells) -> RecordAct?
}

extension ImportKind {
    /// How its rows are read; leads have their own way.
    var records: (any RecordKind.Type)? {
        switch self {
        case .leads: nil
        case .dnc: DNCRecords.self
        case .smsOptOuts: SMSOptOutRecords.self
        case .consent: ConsentRecords.self
        case .callLog: CallLogRecords.self
        case .callbacks: CallbackRecords.self
        case .statuses: StatusRecords.self
        }
    }
}
