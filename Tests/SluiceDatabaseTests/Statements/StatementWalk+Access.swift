import SluiceCore
import SluiceDatabase

extension StatementWalk {
    /// Logs a user in and out, with codes and failures.
    func walkAccess() async throws {
        let (account, now, user) = (Self.account, Self.now, UserID(1))
        let doors = [LogInTries.Door.email("walk@example.com"), .address("192.0.2.1"), .code(user, of: account)]
        try await database.write { connection in
            try connection.lock([Accounts.accessLock(of: user, in: account)])
            let sessions = Sessions(connection)
            for (number, stage) in UserSession.Stage.allCases.enumerated() {
                let session = UserSession(
                    id: SessionID(Int64(number + 1)), accountID: account, userID: user, stage: stage, address: nil,
                    program: "walk", openedAt: now, seenAt: now, endsAt: now.adding(seconds: 60))
                try sessions.open(session, hash: "hash \(number)")
            }
            _ = try sessions.session(hash: "hash 0")
            _ = try sessions.session(SessionID(1), of: account)
            _ = try sessions.sessions(of: user, in: account)
            try sessions.touch([SessionID(1): now.adding(seconds: 1)])
            try sessions.end(SessionID(1), of: account)
            try sessions.endAll(of: user, in: account)
            _ = try Sessions.purge(connection, at: now)
            try Sessions.endEvery(connection)
            let tries = LogInTries(connection)
            try tries.lock(doors)
            _ = try tries.charge(doors, at: now)
            try tries.giveBack(doors)
            try tries.forget(doors)
            _ = try LogInTries.purge(connection, at: now)
        }
        try await database.write { connection in
            let codes = OneTimeSecrets(connection, of: user, in: account)
            _ = try codes.offer("sealed", at: now)
            _ = try codes.stored()
            _ = try codes.take(5, of: "sealed")
            _ = try codes.confirm(at: now)
            try codes.replaceRecoveryCodes(["one"])
            _ = try codes.recoveryCodesLeft()
            _ = try codes.useRecoveryCode("one", at: now)
            _ = try OneTimeSecrets.anySealed(connection)
            try codes.remove()
        }
    }
}
