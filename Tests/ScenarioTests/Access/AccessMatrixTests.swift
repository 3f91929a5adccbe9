import Foundation
import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import SluiceWeb
import Testing

@Suite struct `The access matrix` {
    /// Whoever might ask, with what lets them in.
    private enum Who: CaseIterable {
        case superAdmin
        case admin
        case manager
        case agent
        case token
        case vendor
        case stranger
        case nobody
        case revoked
        case ended
        case inactive
    }

    private static func credentials(_ bed: TestBed) async throws -> [Who: String] {
        let (account, now) = (bed.account, bed.time.now)
        let revoked = try await bed.parts.addToken(account, "old", sections: Set(APIToken.Section.allCases)) {
            $0.revokedAt = now
        }
        let ended = try await bed.user(.superAdmin, "ended")
        let inactive = try await bed.user(.superAdmin, "inactive")
        let snapshot = try await bed.parts.database.write { connection in
            try Sessions(connection).endAll(of: ended.id, in: account)
            try connection.run(
                "UPDATE app_user SET is_active = 0 WHERE account_id = \(account.number) AND id = \(inactive.id.number)")
            try connection.run(
                "UPDATE account SET config_version = config_version + 1 WHERE id = \(account.number)")
            return try Configurations(connection, of: account).snapshot()
        }
        if let snapshot { bed.parts.cache.adopt(snapshot) }
        return [
            .superAdmin: try await bed.user(.superAdmin).session, .admin: try await bed.user(.admin).session,
            .manager: try await bed.user(.manager).session, .agent: try await bed.user(.agent).session,
            .token: bed.token, .vendor: bed.vendorToken, .stranger: try await bed.stranger().session, .nobody: "",
            .revoked: revoked, .ended: ended.session, .inactive: inactive.session,
        ]
    }

    /// What the declarations say: a refusal's status, or nothing where the answer is the operation's own.
    private static func refusal(of who: Who, _ route: NativeRoute) -> Int? {
        if route.access == .open { return nil }
        let list: AccessList
        switch who {
        case .nobody, .revoked, .ended, .inactive: return 401
        case .superAdmin, .stranger: list = .builtIn(.superAdmin)
        case .admin: list = .builtIn(.admin)
        case .manager: list = .builtIn(.manager)
        case .agent: list = .builtIn(.agent)
        case .token, .vendor:
            guard let section = route.section, section.rightsOfTokens.isSuperset(of: route.right) else { return 403 }
            return who == .token || APIToken.vendorSections.contains(section) ? nil : 403
        }
        guard let section = route.section else { return nil }
        return list.allows(section, route.right) ? nil : 403
    }

    @Test func `every operation as owner, other account, other role, none, revoked`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let credentials = try await Self.credentials(bed)
        // What ends the session that asks is asked last.
        let routes = Server(bed.parts, metrics: PrometheusMetrics()).nativeRoutes
            .filter { $0.path != "events/stream" && !$0.path.hasPrefix("session") }
        for route in routes {
            let method = try #require(HTTPRequest.Method(route.method.rawValue.uppercased()))
            for (who, secret) in credentials {
                // Of the account's own things, so that a stranger asks for what is there.
                let path = route.path.replacing("{code}", with: "NEW").replacing("{number}", with: "3105556789")
                    .replacing("{kind}", with: "list")
                    .replacing("{id}", with: route.path.hasPrefix("campaigns") ? "11" : "1001")
                let answer = try await bed.api(method, path, route.body == nil ? nil : "{}", token: secret)
                if let refusal = Self.refusal(of: who, route) {
                    #expect(answer.status == refusal, "\(who): \(route.name): \(answer.text)")
                } else {
                    #expect(answer.status != 401 && answer.status < 500, "\(who): \(route.name): \(answer.text)")
                    let isPlain = who == .superAdmin || who == .token
                    #expect(!isPlain || answer.status != 403, "\(who): \(route.name): \(answer.text)")
                    // A hook that is not there is one that has ended, for everybody alike.
                    let tells = route.section != nil && route.name != "unsubscribeHook"
                    if who == .stranger, route.path.contains("{id}"), tells {
                        #expect(answer.status == 404 || answer.status == 422, "\(route.name): \(answer.text)")
                    }
                }
            }
        }
    }

    @Test func `stands in the guide as it is enforced`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let roles = User.Role.allCases
        var lines = [
            "| operation | path | right | \(roles.map(\.rawValue).joined(separator: " | ")) | token | some lists |",
            "|---|---|---|\(String(repeating: "---|", count: roles.count + 2))",
        ]
        for route in Server(bed.parts, metrics: PrometheusMetrics()).nativeRoutes {
            let path = "`\(route.method.rawValue.uppercased()) \(route.path)`"
            var cells: [String]
            switch route.access {
            case .open: cells = ["everybody"] + roles.map { _ in "yes" } + ["yes", "yes"]
            case .own: cells = ["one's own"] + roles.map { _ in "yes" } + ["", "yes"]
            case .section(let section):
                cells = ["\(section.rawValue): \(route.right.words.joined())"]
                cells += roles.map { AccessList.builtIn($0).allows(section, route.right) ? "yes" : "" }
                cells.append(section.rightsOfTokens.isSuperset(of: route.right) ? "yes" : "")
                cells.append(route.reach == .everything ? "" : route.reach == .asked ? "theirs" : "yes")
            }
            lines.append("| \(route.name) | \(path) | \(cells.joined(separator: " | ")) |")
        }
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/guide/access-matrix.md").standardizedFileURL
        let page = try String(contentsOf: file, encoding: .utf8)
        let parts = page.split(separator: "\n\n", omittingEmptySubsequences: false)
        let table = parts.first { $0.hasPrefix("| operation") }.map(String.init) ?? ""
        let current = lines.joined(separator: "\n")
        if table.trimmingCharacters(in: .newlines) != current {
            if ProcessInfo.processInfo.environment["SLUICE_WRITE_DOCS"] != nil {
                let head = parts.prefix { !$0.hasPrefix("| operation") }.joined(separator: "\n\n")
                try "\(head)\n\n\(current)\n".write(to: file, atomically: true, encoding: .utf8)
            }
            Issue.record("docs/guide/access-matrix.md is not what the server does; SLUICE_WRITE_DOCS=1 writes it anew")
        }
    }
}
