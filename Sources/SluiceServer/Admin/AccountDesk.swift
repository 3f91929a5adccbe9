import SluiceCore
import SluiceDatabase

/// The part of the desk that works inside one account.
struct AccountDesk: Sendable {
    let parts: Parts
    let configuration: AccountConfiguration
    let actor: String
    let origin: ChangeOrigin

    /// Who asks, and from where.
    var cause: ChangeCause { ChangeCause(actor: actor, origin: origin) }

    var account: AccountID { configuration.account.id }

    /// What forms need beside fields.
    var means: FormMeans { FormMeans(parts, account) }

    init(
        _ parts: Parts, _ configuration: AccountConfiguration, _ actor: String,
        from origin: ChangeOrigin = ChangeOrigin(door: "cli")
    ) {
        self.parts = parts
        self.configuration = configuration
        self.actor = actor
        self.origin = origin
    }

    func perform(
        _ operation: AdminOperation, progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> JSONValue {
        switch operation {
        case .createUser(let fields): return try await createUser(fields)
        case .changeUser(let email, let fields): return try await changeUser(email, fields)
        case .listUsers: return try await listUsers()
        case .userAccess(let operation, let email): return try await userAccess(operation, email)
        case .createToken(let fields): return try await createToken(fields)
        case .listTokens: return try await listTokens()
        case .revokeToken(let name): return try await revokeToken(name)
        case .create(let kind, let fields): return try await ConfigurationForms.create(kind, fields, at: self)
        case .change(let kind, let name, let fields):
            return try await ConfigurationForms.change(kind, name, fields, at: self)
        case .show(let kind, let name): return try ConfigurationForms.show(kind, name, in: configuration)
        case .list(let kind): return ConfigurationForms.list(kind, in: configuration)
        case .remove(let kind, let name): return try await ConfigurationForms.remove(kind, name, at: self)
        case .showSettings: return .object(SettingsForm.members(of: configuration.settings, configuration))
        case .changeSettings(let fields): return try await changeSettings(fields)
        case .audit(let operation, let fields): return try await audit(operation, fields)
        case .listChanges(let fields): return try await listChanges(fields)
        case .showVersion(let version): return try await showVersion(version)
        case .compareVersions(let from, let to): return try await compareVersions(from, to)
        case .restoreVersion(let version): return try await restoreVersion(version)
        case .restoreObject(let kind, let name, let version): return try await restoreObject(kind, name, version)
        case .vendor(let operation, let fields): return try await vendor(operation, fields)
        case .connect(let operation, let fields): return try await connect(operation, fields, progress)
        case .held(let operation, let fields): return try await held(operation, fields)
        case .backTest(let operation, let fields): return try await backTest(operation, fields, progress)
        case .shadowReport(let fields): return try await shadowReport(fields)
        case .showVersionOfReceipt(let id): return try await showVersion(ofReceipt: id)
        case .scheduleChange(let fields): return try await scheduleChange(fields)
        case .listScheduled(let fields): return try await listScheduled(fields)
        case .unschedule(let id): return try await unschedule(id)
        case .addDNC(let fields): return try await addDNC(fields)
        case .listDNC(let fields): return try await listDNC(fields)
        case .liftDNC(let fields): return try await liftDNC(fields)
        case .giveConsent(let fields): return try await giveConsent(fields)
        case .revokeConsent(let fields): return try await revokeConsent(fields)
        case .listConsent(let fields): return try await listConsent(fields)
        case .importing(let operation, let fields): return try await importing(operation, fields, progress)
        case .exporting(let kind, let fields): return try await exporting(kind, fields)
        case .erasePerson(let fields): return try await erasePerson(fields)
        case .listErasures: return try await listErasures()
        case .postLead(let fields): return try await postLead(fields)
        case .showLead(let id): return try await showLead(id)
        case .explainLead(let fields): return try await explainLead(fields)
        case .changeLead(let id, let change): return try await changeLead(id, change)
        case .previewAdaptor(let name, let fields): return try await previewAdaptor(name, fields)
        case .createAccount, .listAccounts, .importRegister, .changeRegister, .listRegisters, .rollbackRegister,
            .withdrawRegister,
            .auditRegisters, .examine, .backup:
            throw ProblemReport("operation", "concerns no single account")
        }
    }

    /// Changes the configuration, and returns what the body made with the configuration as it is then.
    func edit<Value: Sendable>(
        _ body: @escaping @Sendable (inout ConfigurationEdit) throws -> Value
    ) async throws -> (value: Value, configuration: AccountConfiguration) {
        do {
            let value = try await parts.cache.edit(
                account, by: actor, from: origin, at: parts.clock.now(), body)
            return (value, parts.cache.current(account) ?? configuration)
        } catch let error as DatabaseError where error.code == .constraint {
            throw ProblemReport("name", "something of the account has this name or key already")
        }
    }

    private func changeSettings(_ fields: [String: String]) async throws -> JSONValue {
        let (settings, newer) = try await edit { edit in try SettingsForm.change(fields, &edit) }
        return .object(SettingsForm.members(of: settings, newer))
    }
}
