import Foundation
import SluiceCore
import SluiceDatabase

/// The demo's account: made once through the same desk as every other, and found again at the next start.
struct DemoAccount: Sendable {
    static let name = "Demo"
    static let email = "admin@demo.example"

    let parts: Parts
    private let desk: AdminDesk

    init(_ parts: Parts) {
        self.parts = parts
        desk = AdminDesk(parts)
    }

    /// Makes what is missing.
    func seed(_ secrets: DemoSecrets) async throws {
        let accounts = try await parts.database.read { try Accounts($0).all() }
        if !accounts.contains(where: { $0.name == DemoAccount.name }) {
            _ = try await perform(
                .createAccount(["name": DemoAccount.name, "time_zone": "America/Los_Angeles"]), in: nil)
        }
        try await configure()
        try await admit(secrets)
        try await suppress()
        try await register()
    }

    /// The account as it is configured now.
    func configuration() async throws -> AccountConfiguration { try await desk.account(DemoAccount.name) }

    @discardableResult
    func perform(_ operation: AdminOperation, in account: String? = DemoAccount.name) async throws -> JSONValue {
        try await desk.perform(AdminRequest(account: account, actor: "demo", operation: operation))
    }

    private func configure() async throws {
        for (kind, fields) in DemoConfiguration.objects {
            let name = fields[kind == .status ? "code" : "name"] ?? ""
            let known = try await configuration()
            guard !DemoAccount.has(kind, name, known) else { continue }
            try await perform(.create(kind, fields))
        }
    }

    private static func has(
        _ kind: AdminOperation.Kind, _ name: String, _ configuration: AccountConfiguration
    ) -> Bool {
        switch kind {
        case .seller: configuration.sellerNames.contains { $0.1 == name }
        case .campaign: configuration.campaignNames.contains { $0.1 == name }
        case .list: configuration.listNames.contains { $0.1 == name }
        case .criteria: configuration.criteriaNames.contains { $0.1 == name }
        case .validation: configuration.validationNames.contains { $0.1 == name }
        case .field: configuration.fieldsByName[name] != nil
        case .status: configuration.statuses[name] != nil
        case .accessList: configuration.accessLists.values.contains { $0.name == name }
        case .adaptor: configuration.adaptors.values.contains { $0.name == name }
        case .endpoint: configuration.endpoints.values.contains { $0.name == name }
        case .subscription: configuration.subscriptions.values.contains { $0.name == name }
        }
    }

    /// The user and the token of the secrets file, whatever stood in the database before.
    private func admit(_ secrets: DemoSecrets) async throws {
        let standing = try await parts.database.read { try Accounts($0).user(email: DemoAccount.email) }
        if let standing {
            let hash = standing.passwordHash ?? ""
            if try await !parts.passwords.matches(secrets.password, hash) {
                try await perform(.changeUser(email: DemoAccount.email, ["password": secrets.password]))
            }
        } else {
            try await perform(
                .createUser([
                    "email": DemoAccount.email, "password": secrets.password, "first_name": "Demo",
                    "last_name": "Admin", "role": "super_admin", "compliance": "yes",
                ]))
        }
        let hash = TokenHash(of: secrets.token).text
        let token = try await parts.database.read { try Accounts($0).token(hash: hash) }
        if token?.revokedAt == nil, token != nil { return }
        let configuration = try await configuration()
        let account = configuration.account.id
        let tokens = try await parts.database.read { try Accounts($0).tokens(of: account).map(\.token) }
        if tokens.contains(where: { $0.name == "demo" && $0.revokedAt == nil }) {
            try await perform(.revokeToken(name: "demo"))
        }
        _ = try await AccountDesk(parts, configuration, "demo")
            .createToken(["name": "demo", "sections": "all"], secret: secrets.token)
    }

    /// The account's own Do Not Call entries: numbers, one exchange for one campaign, and one area code.
    private func suppress() async throws {
        let answer = try await perform(.listDNC(["limit": "1"]))
        guard answer["total"]?.integer == 0 else { return }
        for (index, number) in DemoNumbers.all(.internalDNC).enumerated() {
            var fields = ["number": number, "reason": "DNC"]
            if index % 10 == 9 { fields["consumer"] = "yes" }
            try await perform(.addDNC(fields))
        }
        try await perform(.addDNC(["number": "808555", "scope": "campaign:Warm Transfer"]))
        try await perform(.addDNC(["number": "907", "reason": "DNCT"]))
    }

    /// Small registers of the demo's own numbers.
    private func register() async throws {
        let known = try await perform(.listRegisters).elements ?? []
        let sources: [(RegisterName, String)] = [
            (.nationalDNC, DemoNumbers.all(.nationalDNC).joined(separator: "\n")),
            (.litigator, DemoNumbers.all(.litigator).joined(separator: "\n")),
            (.carrierBlock, DemoNumbers.blocks),
            // Landlines once, and taken along to a mobile phone since.
            (.portedToWireless, DemoNumbers.ported.joined(separator: "\n")),
        ]
        let today = MomentText.write(parts.clock.now()).prefix(10)
        for (name, text) in sources where !known.contains(where: { $0["register"]?.string == name.description }) {
            let file = "\(parts.settings.dataFolder)/demo-\(name.description).txt"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let whole = URL(fileURLWithPath: file).standardizedFileURL.path
            try await perform(
                .importRegister([
                    "register": name.description, "file": whole, "issued_on": String(today),
                    "source": "made by the demo",
                ]))
            try FileManager.default.removeItem(atPath: file)
        }
    }
}
