import SluiceCore
import SluiceDatabase
import SluiceWeb

/// What users do about their own access: `me/password` and `me/codes`.
struct NativeOwnAccess: Sendable {
    let parts: Parts

    private var logIn: LogIn { LogIn(parts: parts) }

    private static let password = Shape.Member(
        "password", .text(1...200), "One's password, asked for again.", isRequired: true)
    private static let recovery = Shape.object([
        .init(
            "recovery_codes", .list(.text()), "Keep them on paper: each is good for one log-in without the telephone.",
            isRequired: true)
    ])

    var routes: [NativeRoute] {
        // A forced change of password comes before the codes: it decides whose account it is.
        let either = RouteAccess.own(evenWith: [.changePassword, .setUpCodes])
        let codes = RouteAccess.own(evenWith: [.setUpCodes])
        return [
            NativeRoute(
                .put, "me/password", either, "changeOwnPassword",
                "Changes one's own password; every other session of one's own ends.",
                body: [
                    .init("current_password", .text(1...200), "The one that counts now.", isRequired: true),
                    .init(
                        "new_password", .text(1...200), "12 characters or more, and nothing that is guessed first.",
                        isRequired: true),
                ], answer: .nothing, action: changePassword),
            NativeRoute(
                .get, "me/codes", codes, "getOwnCodes", "Shows whether one's log-in needs one-time codes.",
                answer: .json(
                    .object([
                        .init("enabled", .flag, "Whether it does.", isRequired: true),
                        .init("required", .flag, "Whether the account asks everybody for them.", isRequired: true),
                        .init("recovery_codes_left", .count, "How many recovery codes are left.", isRequired: true),
                    ])), action: show),
            NativeRoute(
                .post, "me/codes", codes, "offerOwnCodes",
                "Makes a secret for one's authenticator (RFC 6238); it counts once `PUT` has shown a code of it.",
                body: [NativeOwnAccess.password],
                answer: .json(
                    .object([
                        .init("secret", .text(), "To type into the authenticator.", isRequired: true),
                        .init("uri", .text(), "The same as a QR code holds it.", isRequired: true),
                    ]), status: 201), action: offer),
            NativeRoute(
                .put, "me/codes", codes, "setUpOwnCodes", "Makes the secret count, and gives recovery codes.",
                body: [.init("code", .text(1...20), "Six digits.", isRequired: true)],
                answer: .json(NativeOwnAccess.recovery), action: setUp),
            NativeRoute(
                .post, "me/codes/removal", .own(evenWith: []), "removeOwnCodes", "Takes one's one-time codes away.",
                body: [NativeOwnAccess.password], answer: .nothing, action: remove),
            NativeRoute(
                .post, "me/codes/recovery", .own(evenWith: []), "renewRecoveryCodes",
                "Gives new recovery codes; the old ones are worth nothing from then on.",
                body: [NativeOwnAccess.password], answer: .json(NativeOwnAccess.recovery), action: renew),
        ]
    }

    private func changePassword(_ request: NativeRequest) async throws -> NativeAnswer {
        let (user, session) = try request.own()
        let (current, new) = (request.text("current_password"), request.text("new_password"))
        if let fault = PasswordRules.fault(in: new, of: user, request.configuration.account) {
            throw NativeProblem.invalid([FieldFault("new_password", fault)])
        }
        if new == current { throw NativeProblem.invalid([FieldFault("new_password", "is the one that you have")]) }
        let account = session.accountID
        try await logIn.prove(current, "current_password", of: user, in: account, from: LogIn.Origin(request))
        let hash = try await parts.passwords.make(new)
        _ = try await logIn.change(
            user.id, of: account, .userChanged, by: request.cause, details: ["password": "changed"]
        ) { connection, newest -> Bool? in
            var changed = newest
            changed.mustChangePassword = false
            try Accounts(connection).save(changed, of: account, passwordHash: hash, keeping: session.id)
            return true
        }
        return .nothing
    }

    /// Asks for the password that must come with a change.
    private func prove(_ request: NativeRequest) async throws -> (user: User, account: AccountID) {
        let (user, session) = try request.own()
        try await logIn.prove(
            request.text("password"), "password", of: user, in: session.accountID, from: LogIn.Origin(request))
        return (user, session.accountID)
    }

    private func show(_ request: NativeRequest) async throws -> NativeAnswer {
        let (user, session) = try request.own()
        let left = try await parts.database.read {
            try OneTimeSecrets($0, of: user.id, in: session.accountID).recoveryCodesLeft()
        }
        return .value(
            .members(
                ("enabled", .bool(user.hasOneTimeCodes)),
                ("required", .bool(request.configuration.settings.logIn.requiresOneTimeCodes)),
                ("recovery_codes_left", .integer(left))))
    }

    private func offer(_ request: NativeRequest) async throws -> NativeAnswer {
        let (user, account) = try await prove(request)
        guard let secret = try await logIn.offerCodes(user, in: account) else {
            throw NativeProblem(.conflict, "You have one-time codes already; remove them first: POST me/codes/removal")
        }
        let uri = OneTimeCode.uri(of: secret, account: request.configuration.account.name, email: user.email)
        return .value(.members(("secret", .string(OneTimeCode.base32(secret))), ("uri", .string(uri))), status: 201)
    }

    private func setUp(_ request: NativeRequest) async throws -> NativeAnswer {
        let (user, session) = try request.own()
        let codes = try await logIn.setUpCodes(
            request.text("code"), user, in: session.accountID, by: request.cause)
        return .value(.members(("recovery_codes", .texts(codes))))
    }

    private func remove(_ request: NativeRequest) async throws -> NativeAnswer {
        let (user, account) = try await prove(request)
        guard try await logIn.removeCodes(of: user.id, in: account, isOwn: true, by: request.cause) else {
            throw NativeProblem(.conflict, "You have no one-time codes")
        }
        return .nothing
    }

    private func renew(_ request: NativeRequest) async throws -> NativeAnswer {
        let (user, account) = try await prove(request)
        guard let codes = try await logIn.replaceRecoveryCodes(user, in: account, by: request.cause) else {
            throw NativeProblem(.conflict, "You have no one-time codes")
        }
        return .value(.members(("recovery_codes", .texts(codes))))
    }
}
