import Foundation
import HTTPTypes
import SluiceCore
import SluiceDatabase
import SluiceServer
import SluiceTesting
import Testing

@Suite struct `One-time codes` {
    /// RFC 6238, appendix B: the last six of its eight digits.
    static let vectors: [(seconds: Int64, code: String)] = [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
        (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ]

    @Test(arguments: vectors)
    func `are those of RFC 6238`(seconds: Int64, code: String) {
        let secret = Array("12345678901234567890".utf8)
        let now = Timestamp(seconds * 1000)
        let step = OneTimeCode.step(at: now)
        #expect(OneTimeCode.code(of: secret, step: step) == code)
        #expect(OneTimeCode.step(of: code, secret: secret, at: now) == step)
        #expect(
            OneTimeCode.step(of: " \(code.prefix(3)) \(code.suffix(3))", secret: secret, at: now.adding(seconds: 30))
                == step)
        #expect(OneTimeCode.step(of: code, secret: secret, at: now.adding(seconds: 90)) == nil)
        #expect(OneTimeCode.step(of: "12345", secret: secret, at: now) == nil)
        #expect(OneTimeCode.base32(secret) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    }

    private struct Ann {
        var bed: TestBed
        var session: String
        var id: Int64
        var admin: String

        static func make(_ engine: Engine) async throws -> Ann {
            let bed = try await TestBed.make(engine)
            let admin = try await bed.user(.superAdmin).session
            let id = try await bed.member("ann@example.com", by: admin, #","must_change_password":false"#)
            let opened = try await bed.logIn("ann@example.com")
            return Ann(bed: bed, session: try #require(opened.json["token"]?.string), id: id, admin: admin)
        }

        /// Sets codes up; returns the secret and the recovery codes.
        func setUp() async throws -> (secret: [UInt8], recovery: [String]) {
            let offered = try await bed.api(
                .post, "me/codes", #"{"password":"\#(TestBed.password)"}"#, token: session)
            #expect(offered.status == 201, "\(offered.text)")
            let secret = Ann.bytes(try #require(offered.json["secret"]?.string))
            let wrong = try await bed.api(.put, "me/codes", #"{"code":"000000"}"#, token: session)
            #expect(wrong.faults == ["code"])
            let done = try await bed.api(.put, "me/codes", #"{"code":"\#(code(secret))"}"#, token: session)
            #expect(done.status == 200, "\(done.text)")
            return (secret, (done.json["recovery_codes"]?.elements ?? []).compactMap(\.string))
        }

        func code(_ secret: [UInt8]) -> String {
            OneTimeCode.code(of: secret, step: OneTimeCode.step(at: bed.time.now))
        }

        /// The password's half of a log-in.
        func half() async throws -> String {
            let opened = try await bed.logIn("ann@example.com")
            #expect(opened.json["stage"]?.string == "code", "\(opened.text)")
            return try #require(opened.json["token"]?.string)
        }

        func confirm(_ half: String, _ member: String, _ code: String) async throws -> TestBed.Answer {
            try await bed.api(.post, "session/code", #"{"\#(member)":"\#(code)","bearer":true}"#, token: half)
        }

        private static func bytes(_ base32: String) -> [UInt8] {
            let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
            var (bytes, buffer, bits) = ([UInt8](), UInt32(0), 0)
            for letter in base32 {
                buffer = buffer << 5 | UInt32(letters.firstIndex(of: letter) ?? 0)
                bits += 5
                if bits >= 8 {
                    bits -= 8
                    bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
                }
            }
            return bytes
        }
    }

    @Test(arguments: Engine.available)
    func `a log-in waits for one, each is good once, and half a log-in opens nothing`(engine: Engine) async throws {
        let ann = try await Ann.make(engine)
        let bed = ann.bed
        let (secret, recovery) = try await ann.setUp()
        #expect(recovery.count == 10)
        #expect(try await bed.api(.get, "me/codes", token: ann.session).json["recovery_codes_left"]?.integer == 10)
        let half = try await ann.half()
        #expect(try await bed.api(.get, "lists", token: half).json["duty"]?.string == "confirm_code")
        #expect(
            try await bed.api(.put, "me/password", #"{"current_password":"a","new_password":"b"}"#, token: half).status
                == 403)
        // The code that confirmed the secret is used up.
        #expect(try await ann.confirm(half, "code", ann.code(secret)).faults == ["code"])
        bed.time.advance(seconds: 30)
        let code = ann.code(secret)
        // Two at once with one code: one gets in.
        let second = try await ann.half()
        async let one = ann.confirm(half, "code", code)
        async let two = ann.confirm(second, "code", code)
        let answers = try await [one, two]
        #expect(answers.map(\.status).sorted() == [201, 422])
        let open = try #require(answers.first { $0.status == 201 }?.json["token"]?.string)
        #expect(try await bed.api(.get, "lists", token: open).status == 200)
        // Its half is worth nothing any more.
        let spent = answers[0].status == 201 ? half : second
        #expect(try await bed.api(.get, "session", token: spent).status == 401)
        #expect(try await bed.audited(.codesSetUp) == 1)
    }

    @Test(arguments: Engine.available)
    func `a recovery code is good once, and new ones end the old`(engine: Engine) async throws {
        let ann = try await Ann.make(engine)
        let bed = ann.bed
        let recovery = try await ann.setUp().recovery
        let open = try await ann.confirm(ann.half(), "recovery_code", recovery[0].uppercased())
        #expect(open.status == 201, "\(open.text)")
        #expect(try await ann.confirm(ann.half(), "recovery_code", recovery[0]).status == 422)
        #expect(try await bed.audited(.recoveryCodeUsed) == 1)
        let session = try #require(open.json["token"]?.string)
        let password = #"{"password":"\#(TestBed.password)"}"#
        #expect(try await bed.api(.get, "me/codes", token: session).json["recovery_codes_left"]?.integer == 9)
        let fresh = try await bed.api(.post, "me/codes/recovery", password, token: session)
        let newest = try #require(fresh.json["recovery_codes"]?.elements?.first?.string)
        #expect(try await ann.confirm(ann.half(), "recovery_code", recovery[1]).status == 422)
        #expect(try await ann.confirm(ann.half(), "recovery_code", newest).status == 201)
        #expect(
            try await bed.api(.post, "me/codes/removal", #"{"password":"wrong all the way"}"#, token: session).faults
                == ["password"])
        #expect(try await bed.api(.post, "me/codes/removal", password, token: session).status == 204)
        #expect(try await bed.logIn("ann@example.com").json["stage"]?.string == "open")
    }

    @Test func `six wrong codes close the door for a while`() async throws {
        let ann = try await Ann.make(.sqlite)
        let secret = try await ann.setUp().secret
        let half = try await ann.half()
        ann.bed.time.advance(seconds: 30)
        for _ in 0..<6 { #expect(try await ann.confirm(half, "code", "000000").status == 422) }
        #expect(try await ann.confirm(half, "code", ann.code(secret)).status == 429)
        ann.bed.time.advance(seconds: 1)
        #expect(try await ann.confirm(half, "code", ann.code(secret)).status == 201)
    }

    @Test func `where the account asks everybody for them, nothing else comes first`() async throws {
        let ann = try await Ann.make(.sqlite)
        let bed = ann.bed
        #expect(try await bed.api(.patch, "settings", #"{"log_in_needs_codes":true}"#, token: ann.admin).status == 200)
        #expect(try await bed.api(.get, "lists", token: ann.session).json["duty"]?.string == "set_up_codes")
        #expect(try await bed.api(.get, "lists").status == 200)  // a program has none
        _ = try await ann.setUp()
        #expect(try await bed.api(.get, "lists", token: ann.session).status == 200)
    }

    @Test func `a Super-Admin takes them away, and the sessions with them`() async throws {
        let ann = try await Ann.make(.sqlite)
        let bed = ann.bed
        _ = try await ann.setUp()
        let other = try await bed.user(.admin).session
        #expect(try await bed.api(.delete, "users/\(ann.id)/codes", token: other).status == 403)
        #expect(try await bed.api(.delete, "users/\(ann.id)/codes", token: ann.admin).status == 204)
        #expect(try await bed.api(.get, "session", token: ann.session).status == 401)
        #expect(try await bed.logIn("ann@example.com").json["stage"]?.string == "open")
        #expect(try await bed.api(.delete, "users/\(ann.id)/codes", token: ann.admin).status == 409)
    }

    @Test func `secrets are sealed with a key that is in no database`() async throws {
        let ann = try await Ann.make(.sqlite)
        let secret = try await ann.setUp().secret
        let file = ann.bed.folder + "/master.key"
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        let account = ann.bed.account
        let stored = try await ann.bed.parts.database.read {
            try OneTimeSecrets($0, of: UserID(ann.id), in: account).stored()?.secret
        }
        let sealed = try #require(stored)
        #expect(!sealed.contains(OneTimeCode.base32(secret)))
        // Another key says that it is another, and no sealed text opens in another place.
        let other = try #require(MasterKey([UInt8](repeating: 7, count: 32)))
        #expect(throws: MasterKeyFault.otherKey) { try other.open(sealed, for: "one_time_secret 1 2") }
        let own = try #require(MasterKey([UInt8](repeating: 8, count: 32)))
        let text = try own.seal([1, 2, 3], for: "here", dice: SystemRuntime.dice)
        #expect(try own.open(text, for: "here") == [1, 2, 3])
        #expect(throws: MasterKeyFault.damaged) { try own.open(text, for: "there") }
        #expect(throws: MasterKeyFault.damaged) { try own.open(String(text.dropLast(4)) + "AAAA", for: "here") }
    }
}
