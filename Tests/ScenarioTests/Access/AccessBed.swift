import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import SluiceWeb
import Testing

extension TestBed {
    static let password = "a long walk by the sea"

    /// Makes a user straight in the database, without a password, and opens a session. Returns both.
    func user(
        _ role: User.Role, _ name: String? = nil, account other: AccountID? = nil, list: AccessListID? = nil,
        isCompliance: Bool = false
    ) async throws -> (id: UserID, session: String) {
        let (account, now, dice) = (other ?? account, time.now, parts.dice)
        let email = "\(name ?? role.rawValue)@\(account).example"
        let secret = SessionSecret.make(dice)
        let (id, snapshot) = try await parts.database.write { connection in
            let id = UserID(try connection.nextNumber(of: IDSequence(.user, of: account.number)))
            let user = User(
                id: id, email: email, firstName: "", lastName: "", role: role, isCompliance: isCompliance,
                accessListID: list)
            try Accounts(connection).create(user, of: account, passwordHash: nil, at: now)
            let session = UserSession(
                id: SessionID(try connection.ids.take(from: .row)), accountID: account, userID: id, stage: .open,
                address: nil, program: "test", openedAt: now, seenAt: now, endsAt: now.adding(seconds: 43_200))
            try Sessions(connection).open(session, hash: TokenHash(of: secret).text)
            return (id, try Configurations(connection, of: account).snapshot())
        }
        if let snapshot { parts.cache.adopt(snapshot) }
        return (id, secret)
    }

    /// A second account with a Super-Admin who is logged in.
    func stranger() async throws -> (account: AccountID, session: String) {
        let other = try await parts.database.write { connection in
            try Accounts(connection).create(name: "Other", timeZone: "America/New_York", at: TestBed.noon).id
        }
        _ = try await parts.cache.configuration(of: other)
        return (other, try await user(.superAdmin, account: other).session)
    }

    /// Makes a user with the password of tests through the API.
    func member(_ email: String, role: String = "manager", by admin: String, _ more: String = "") async throws -> Int64
    {
        let body = #"{"email":"\#(email)","role":"\#(role)","password":"\#(TestBed.password)"\#(more)}"#
        let answer = try await api(.post, "users", body, token: admin)
        #expect(answer.status == 201, "\(answer.text)")
        return answer.json["id"]?.integer ?? 0
    }

    /// Logs in with the password of tests, or another.
    func logIn(_ email: String, _ password: String = TestBed.password, address: String? = nil) async throws -> Answer {
        try await api(
            .post, "session", #"{"email":"\#(email)","password":"\#(password)","bearer":true}"#, token: "")
    }

    /// How many lines of the audit log are of this kind.
    func audited(_ kind: AuditKind) async throws -> Int64 {
        try await count("audit_entry", where: "kind = '\(kind.rawValue)'")
    }
}
