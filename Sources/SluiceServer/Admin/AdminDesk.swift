public import SluiceCore
import SluiceDatabase

/// Where an operator's wishes are carried out: behind the command line, whether it speaks to a running server or opens
/// the store itself.
///
/// What somebody asked wrongly is a ``ProblemReport`` that names every field; then nothing has changed.
public struct AdminDesk: Sendable {
    let parts: Parts

    /// A desk over these parts.
    public init(_ parts: Parts) {
        self.parts = parts
    }

    /// Carries out a request and answers with what it made, changed or found. `progress` gets a line now and then of
    /// what takes long.
    public func perform(
        _ request: AdminRequest, progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> JSONValue {
        switch request.operation {
        case .createAccount(let fields): try await createAccount(fields, by: request.actor)
        case .listAccounts: try await listAccounts()
        case .importRegister(let fields): try await importRegister(fields, by: request.cause, progress: progress)
        case .changeRegister(let fields): try await changeRegister(fields, by: request.cause)
        case .listRegisters: try await listRegisters()
        case .rollbackRegister(let name, let version): try await rollbackRegister(name, to: version, by: request.cause)
        case .withdrawRegister(let name): try await withdrawRegister(name, by: request.cause)
        case .auditRegisters: try await auditRegisters()
        case .examine: try await examine()
        case .backup(let path): try await backUp(to: path, progress: progress)
        default:
            try await AccountDesk(parts, try await account(request.account), request.actor).perform(
                request.operation, progress: progress)
        }
    }

    /// The account that a request means, as it is configured now.
    func account(_ name: String?) async throws -> AccountConfiguration {
        let accounts = try await parts.database.read { try Accounts($0).all() }
        let found: Account
        if let name {
            guard let id = FormFields.find(name, among: accounts.map { ($0.id, $0.name) }),
                let account = accounts.first(where: { $0.id == id })
            else { throw ProblemReport("account", FormFields.missing(name, "account", accounts.map(\.name))) }
            found = account
        } else {
            guard let only = accounts.first else {
                throw ProblemReport("account", "there is none yet: make one with sluice account create --name …")
            }
            guard accounts.count == 1 else {
                let names = accounts.prefix(8).map(\.name).joined(separator: ", ")
                throw ProblemReport("account", "there are \(accounts.count); say which with --account: \(names)")
            }
            found = only
        }
        guard let configuration = try await parts.cache.configuration(of: found.id) else {
            throw DatabaseError(.shape, "no such account")
        }
        return configuration
    }

    /// Makes an account with what every account needs: a seller of its name, and the statuses that agents start with;
    /// and, where an e-mail is given, its first Super-Admin.
    private func createAccount(_ given: [String: String], by actor: String) async throws -> JSONValue {
        var fields = FormFields(given)
        let admin = [
            "email": fields.value("admin"), "password": given["admin_password"], "role": User.Role.superAdmin.rawValue,
        ].compactMapValues(\.self)
        _ = fields.value("admin_password")
        var name = ""
        var zone = "America/New_York"
        fields.require("name")
        fields.text("name", into: &name, 1...60)
        if let text = fields.value("time_zone"), !text.isEmpty {
            if LocalTime.minutes(in: text, at: parts.clock.now()) != nil {
                zone = text
            } else {
                fields.fault("time_zone", "is no time zone known here; America/Los_Angeles would be one")
            }
        }
        let accounts = try await parts.database.read { try Accounts($0).all() }
        if accounts.contains(where: { $0.name.lowercased() == name.lowercased() }) {
            fields.fault("name", "another account has this name")
        }
        if admin["email"] != nil {
            try await AdminDesk.check(admin, in: parts.database, at: parts.clock.now(), into: &fields)
        }
        try fields.check("an account")
        let (now, named, zoned) = (parts.clock.now(), name, zone)
        let origin = ChangeOrigin(door: "cli")
        let account = try await ProblemReport.whenTaken("name", "another account has this name") {
            try await parts.database.write { connection in
                let account = try Accounts(connection).create(name: named, timeZone: zoned, at: now)
                let store = Configurations(connection, of: account.id)
                try AuditLog.record(
                    AuditEntry(
                        .accountCreated, "account/\(account.id)", of: account.id,
                        by: ChangeCause(actor: actor, origin: origin), at: now,
                        details: ["name": named, "time_zone": zoned]), in: connection)
                guard var version = try store.version() else { throw DatabaseError(.shape, "no such account") }
                let seller = SellerID(try connection.nextNumber(of: IDSequence(.seller, of: account.id.number)))
                version = try store.put(
                    Seller(id: seller, name: named), after: version, by: actor, from: origin, at: now)
                for (index, status) in LeadStatus.starters.enumerated() {
                    let stored = StoredStatus(number: Int64(index + 1), status: status)
                    version = try store.put(stored, after: version, by: actor, from: origin, at: now)
                }
                return account
            }
        }
        guard let configuration = try await parts.cache.configuration(of: account.id) else {
            throw DatabaseError(.shape, "no such account")
        }
        if admin["email"] != nil { try await AccountDesk(parts, configuration, actor).createUser(admin) }
        return AdminDesk.answer(account)
    }

    /// Notes what is wrong with the first user of an account that is not there yet.
    private static func check(
        _ admin: [String: String], in database: any Database, at now: Timestamp, into fields: inout FormFields
    ) async throws {
        let name = fields.value("name") ?? ""
        let blank = AccountConfiguration(
            account: Account(id: AccountID(0), name: name, timeZone: "UTC", createdAt: now), version: 0)
        var user = User(id: UserID(0), email: "", firstName: "", lastName: "", role: .superAdmin)
        do {
            _ = try UserForm.fill(&user, admin, blank, isNew: true)
        } catch let report as ProblemReport {
            for fault in report.faults {
                fields.fault(fault.field == "email" ? "admin" : "admin_\(fault.field)", fault.sentence)
            }
        }
        let email = user.email
        if try await database.read({ try Accounts($0).user(email: email) }) != nil {
            fields.fault("admin", "another user has this address")
        }
    }

    /// What the doctor finds in the store.
    private func examine() async throws -> JSONValue {
        let examination = StoreExamination(settings: parts.settings, database: parts.database, clock: parts.clock)
        return .array(await examination.findings().map(\.json))
    }

    private func listAccounts() async throws -> JSONValue {
        .array(try await parts.database.read { try Accounts($0).all() }.map(AdminDesk.answer))
    }

    private static func answer(_ account: Account) -> JSONValue {
        .members(
            ("id", .id(account.id)), ("name", .string(account.name)), ("time_zone", .string(account.timeZone)),
            ("created", .moment(account.createdAt)))
    }
}
