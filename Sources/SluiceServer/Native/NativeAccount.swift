import SluiceCore
import SluiceDatabase
import SluiceWeb

/// The account itself by the native API: its settings and its tokens.
struct NativeAccount: Sendable {
    let parts: Parts
    let desk: WriteDesk

    private static let settings = NativeWords(
        one: "settings", many: "settings", type: "Settings", title: "settings",
        fields: [
            .both(
                "lead_duplication", .choice(AccountSettings.Duplication.allCases.map(\.rawValue)),
                "What becomes of duplicates: the request's own options, always refused, or the older ones relocated."),
            .asked(
                "filter_duplicates_against", .choice(["account", "list", "campaign", "purpose"]),
                "Where relocation looks for duplicates."),
            .shown("filter_duplicates_against", .text(), "Where relocation looks for duplicates."),
            .both("reject_carrier_types", .list(.text()), "At most two of `MOBILE`, `LANDLINE`, `VOIP`."),
            .both(
                "unknown_carrier", .choice(UnknownPolicy.allCases.map(\.rawValue)),
                "What becomes of a number whose carrier type nobody knows."),
            .both("hopper_expiry_unit", .choice(["seconds", "minutes"]), "The unit of `hopper_expires_in`."),
            .both("validation", .optional(.reference("validation")), "The Lead Validation Criteria of plain posts."),
            .both("default_phone_code", .text(1...3), "The country's calling code where a post has none."),
            .both("answers_always_200", .flag, "Whether `/v1` answers its failures with the status 200 too."),
            .both("receipt_days", .integer(1...3650), "How long receipts are kept."),
            .both("log_in_needs_codes", .flag, "Whether everybody who logs in needs one-time codes."),
            .both("log_in_idle_minutes", .integer(5...1440), "Minutes after which an unused session ends."),
            .both("log_in_hours", .integer(1...168), "Hours after which every session ends."),
            .both("crm_check", .optional(.reference("endpoint")), "The Endpoint of the CRM that is asked about leads."),
            .both("crm_rows", .list(.text(1...500)), "What its answers mean; the first that matches decides."),
            .both(
                "crm_policy", .choice(CRMCheck.Policy.allCases.map(\.rawValue)),
                "What becomes of a lead while the CRM does not answer."),
            .both("crm_deadline_ms", .integer(100...20_000), "How long the CRM may take."),
            .both("crm_cache_seconds", .integer(0...604_800), "How long an answer about a phone counts."),
            .both("crm_hold_hours", .integer(1...168), "After how many hours a held post is refused."),
        ])

    private static let token = Shape.object(members)

    private static let members: [Shape.Member] = [
        .init("id", .id, "Its number.", isRequired: true),
        .init("name", .text(), "What people call it.", isRequired: true),
        .init("state", .choice(["valid", "expired", "revoked"]), "Whether it counts.", isRequired: true),
        .init(
            "sections", .list(.choice(APIToken.Section.allCases.map(\.rawValue))), "What it may use.", isRequired: true),
        .init("criteria", .list(.text()), "The Criteria it is limited to; empty for all.", isRequired: true),
        .init("addresses", .list(.text()), "Where it may come from; empty for anywhere.", isRequired: true),
        .init("per_minute", .optional(.count), "How many requests a minute it may make.", isRequired: true),
        .init("test", .flag, "Whether its posts are judged and never stored.", isRequired: true),
        .init("expires_at", .optional(.moment), "When it ends.", isRequired: true),
        .init("last_used_at", .optional(.moment), "When it was last used.", isRequired: true),
    ]

    var routes: [NativeRoute] {
        let settings = Shape.object(NativeAccount.settings.fields.compactMap(\.shown))
        return [
            NativeRoute(
                .get, "settings", section: .settings, "getSettings", "Shows the account's settings.",
                answer: .json(settings), reach: .account, action: show),
            NativeRoute(
                .patch, "settings", section: .settings, "changeSettings", "Changes the given settings.",
                body: NativeAccount.settings.body(isNew: false), answer: .json(settings), takesMatch: true,
                judgesBody: true, reach: .account, action: change),
            NativeRoute(
                .get, "tokens", section: .tokens, "listTokens", "Lists the account's tokens; no secret is among it.",
                query: NativeRoute.paging, answer: .page(NativeAccount.token), reach: .account, action: tokens),
            NativeRoute(
                .post, "tokens", section: .tokens, "createToken",
                "Makes a token for a program; users do, not tokens. Its secret is in this answer and nowhere else.",
                body: [
                    .init("name", .text(1...60), "What people call it.", isRequired: true),
                    .init(
                        "sections", .list(.choice(APIToken.Section.allCases.map(\.rawValue))),
                        "What it may use, none that you may not yourself; a vendor's two unless told."),
                    .init("criteria", .list(.reference("criteria")), "Criteria it is limited to."),
                    .init("addresses", .list(.text(1...60)), "Addresses and ranges it may come from."),
                    .init("per_minute", .optional(.integer(1...10_000_000)), "How many requests a minute it may make."),
                    .init("test", .flag, "Whether its posts are judged and never stored."),
                    .init("expires", .optional(.text(1...40)), "When it ends: `2030-12-31`, in the account's zone."),
                ],
                answer: .json(
                    .object(
                        NativeAccount.members + [.init("secret", .text(), "The token itself.", isRequired: true)]),
                    status: 201), judgesBody: true, reach: .account, hearsKey: false, action: createToken),
            NativeRoute(
                .delete, "tokens/{id}", section: .tokens, "revokeToken",
                "Revokes a token, here at once and on other nodes within a second.", answer: .nothing, reach: .account,
                action: revoke),
        ]
    }

    private static func value(_ configuration: AccountConfiguration) -> JSONValue {
        .object(SettingsForm.members(of: configuration.settings, configuration))
    }

    private func show(_ request: NativeRequest) async throws -> NativeAnswer {
        .value(NativeAccount.value(request.configuration), isTagged: true)
    }

    private func change(_ request: NativeRequest) async throws -> NativeAnswer {
        let fields = NativeAccount.settings.fields(of: request.body)
        let answer = try await desk.edit(request.write) { edit in
            try NativePage.check(request, .settings, 1, NativeAccount.value(edit.snapshot), edit)
            do {
                _ = try SettingsForm.change(fields, &edit)
            } catch let report as ProblemReport {
                throw NativeProblem(report, and: request.faults)
            }
            guard request.faults.isEmpty else { throw NativeProblem.invalid(request.faults) }
            return StoredAnswer(status: 200, body: NativeAccount.value(try edit.newest()).text)
        }
        return .json(answer, isTagged: true)
    }

    private func tokens(_ request: NativeRequest) async throws -> NativeAnswer {
        let (account, now, configuration) = (request.caller.accountID, parts.clock.now(), request.configuration)
        let all = try await parts.database.read { connection in
            try Accounts(connection).tokens(of: account).map { (token: $0.token, lastUsedAt: $0.lastUsedAt) }
        }
        let (items, next) = try NativePage.cut(all, request)
        return .page(
            items.map {
                .object(NativeAccount.members(of: $0.token, lastUsedAt: $0.lastUsedAt, configuration, at: now))
            },
            next: next)
    }

    private static func members(
        of token: APIToken, lastUsedAt: Timestamp?, _ configuration: AccountConfiguration, at now: Timestamp
    ) -> [(name: String, value: JSONValue)] {
        TokenForm.members(of: token, lastUsedAt: lastUsedAt, configuration, at: now)
            .filter { !["expires", "last_used"].contains($0.name) } + [
                ("expires_at", .instant(token.expiresAt)), ("last_used_at", .instant(lastUsedAt)),
            ]
    }

    private func createToken(_ request: NativeRequest) async throws -> NativeAnswer {
        let (caller, configuration) = (request.caller, request.configuration)
        let desk = AccountDesk(parts, configuration, request.actor, from: request.write.origin)
        do {
            let made = try await desk.makeToken(NativeWords.fields(of: request.body)) { token in
                guard request.faults.isEmpty else { throw NativeProblem.invalid(request.faults) }
                // A token reaches every list, and does in a section whatever tokens may do there.
                let missing = token.sections.filter { !caller.may($0.rightsOfTokens, $0) }.map(\.rawValue).sorted()
                guard missing.isEmpty, caller.data == .all else {
                    throw ProblemReport(
                        "sections",
                        missing.isEmpty
                            ? "reach every list, and you do not"
                            : "\(missing.joined(separator: ", ")) are more than you may")
                }
            }
            let members = NativeAccount.members(of: made.token, lastUsedAt: nil, configuration, at: parts.clock.now())
            return .value(.object(members + [("secret", .string(made.secret))]), status: 201)
        } catch let report as ProblemReport {
            throw NativeProblem(report, and: request.faults)
        }
    }

    private func revoke(_ request: NativeRequest) async throws -> NativeAnswer {
        let (account, id) = (request.caller.accountID, TokenID(try request.number()))
        let tokens = try await parts.database.read { try Accounts($0).tokens(of: account).map(\.token) }
        guard let token = tokens.first(where: { $0.id == id }) else { throw NativeProblem.notFound }
        guard token.revokedAt == nil else { return .nothing }
        _ = try await AccountDesk(parts, request.configuration, request.actor, from: request.write.origin).revokeToken(
            token.name)
        return .nothing
    }
}
