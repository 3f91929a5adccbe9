public import SluiceCore

/// What an import of leads does with its rows. Stored with the import, so that it goes on as it began.
public struct LeadImportPlan: Sendable, Hashable, Codable {
    /// Field by column; ``LeadColumns/ignored`` leaves a column out.
    public var mapping: [String: String]
    /// The list that takes the leads; nothing where each row, or the Criteria, names its own.
    public var listID: ListID?
    /// The Lead Post Criteria that govern every row.
    public var criteriaID: CriteriaID?
    /// Where a phone is looked for that is there already.
    public var duplicates: DuplicateScope = .account
    /// Whether a row changes the lead that it finds instead of being refused.
    public var updatesFound = false
    /// Whether the internal Do Not Call lists are asked.
    public var checksDNC = true
    /// Whether leads enter the hopper at once.
    public var entersHopper = false
    /// Whether leads keep the numbers that they had.
    public var keepsIDs = false
    /// Whether values that are no e-mail address, user or choice are left out instead of refusing their row.
    public var leavesFaultyFieldsOut = false
    /// The zone of dates in the file.
    public var zone: String

    /// A plan with this mapping.
    public init(mapping: [String: String], zone: String) {
        self.mapping = mapping
        self.zone = zone
    }
}

/// Turns rows of a file into lead posts.
public struct LeadRowReader: Sendable {
    private let header: [String]
    private let fields: [String]
    private let plan: LeadImportPlan
    private let criteriaKey: String?
    private let moments: ImportMoment
    private let importID: Int64

    /// A reader of the rows of import `importID` under these columns.
    public init(
        _ plan: LeadImportPlan, header: [String], importID: Int64, in configuration: AccountConfiguration
    ) {
        self.plan = plan
        self.header = header
        self.importID = importID
        fields = header.map { plan.mapping[$0] ?? LeadColumns.ignored }
        criteriaKey = plan.criteriaID.flatMap { configuration.criteria[$0]?.key }
        moments = ImportMoment(zone: AccountTime(zone: plan.zone))
    }

    /// The post that row `number` makes.
    public func post(_ cells: [String], row number: Int64) -> Result<LeadPost, ImportFault.Complaint> {
        if cells.count > header.count, cells[header.count...].contains(where: { !$0.isEmpty }) {
            return .failure(.init("row_unreadable", "it has \(cells.count) cells under \(header.count) columns"))
        }
        var post = LeadPost(door: .import)
        var carried = CarriedLead()
        carried.leavesFaultyFieldsOut = plan.leavesFaultyFieldsOut
        var bad: [String] = []
        var packed = JSONText(capacity: 512)
        packed.beginObject()
        packed.key("import_id")
        packed.integer(importID)
        packed.key("import_row")
        packed.integer(number)
        for (index, cell) in cells.enumerated() where index < header.count && !LeadRowReader.isEmpty(cell) {
            packed.member(header[index], cell)
            let field = fields[index]
            if field != LeadColumns.ignored { take(cell, as: field, &post, &carried, &bad) }
        }
        packed.endObject()
        post.packed = packed.text()
        if !bad.isEmpty {
            guard plan.leavesFaultyFieldsOut else {
                return .failure(.init("row_unreadable", "cannot be read: \(bad.joined(separator: ", "))"))
            }
            post.asked.unreadable += bad
        }
        if !plan.keepsIDs {
            carried.id = nil
        } else if carried.id == nil {
            return .failure(.init("row_unreadable", "lead_id is missing, and leads are to keep theirs"))
        }
        place(&post)
        post.carried = carried
        return .success(post)
    }

    /// Where it goes, and what is asked of it.
    private func place(_ post: inout LeadPost) {
        post.criteriaKey = criteriaKey
        if let list = plan.listID { post.listID = list.description }
        guard criteriaKey == nil else {
            post.listID = nil
            return
        }
        post.asked.duplicateScope = plan.duplicates
        post.asked.checksDNC = plan.checksDNC
        post.asked.filtersPhoneCode = true
        post.asked.updatesFound = plan.updatesFound
        post.asked.entersHopper = plan.entersHopper
    }

    private func take(
        _ cell: String, as field: String, _ post: inout LeadPost, _ carried: inout CarriedLead, _ bad: inout [String]
    ) {
        func moment() -> Timestamp? {
            let moment = moments.read(cell)
            if moment == nil, !cell.hasPrefix("0000-00-00") { bad.append(field) }
            return moment
        }
        switch field {
        case "phone_number": post.phone = cell
        case "phone_code": post.phoneCode = cell
        case "status": post.status = cell
        case "list_id": if plan.listID == nil { post.listID = cell }
        case "created_at": carried.createdAt = moment()
        case "modified_at": carried.modifiedAt = moment()
        case "last_called": carried.lastCalledAt = moment()
        case "called_count":
            // VICIdial counts a called lead as Y, Y1, Y2.
            if let count = Int64(cell.drop { $0 == "Y" || $0 == "y" }), (0...1_000_000).contains(count) {
                carried.calledCount = count
            } else if cell != "N", cell != "n", cell != "Y" {
                bad.append(field)
            }
        case "lead_id":
            carried.id = LeadID(wire: cell)
            if carried.id == nil, plan.keepsIDs { bad.append(field) }
        default: post.fields.append(LeadPost.Parameter(field, cell))
        }
    }

    private static func isEmpty(_ cell: String) -> Bool { cell.isEmpty || cell == "\\N" || cell == "NULL" }
}
