import Foundation
import SluiceCore
import SluiceDatabase
import SluiceTesting
import Testing

@testable import SluiceServer

@Suite struct `The demo` {
    @Test(arguments: Engine.available)
    func `makes its account once, and finds it again with the same secrets`(engine: Engine) async throws {
        let bed = try await TestBed.make(engine)
        let secrets = try DemoSecrets.keep(in: bed.folder, bed.parts.dice)
        let demo = DemoAccount(bed.parts)
        try await demo.seed(secrets)
        let first = try await demo.configuration()
        let again = try DemoSecrets.keep(in: bed.folder, bed.parts.dice)
        #expect(again.token == secrets.token && again.password == secrets.password)
        try await demo.seed(again)
        let second = try await demo.configuration()
        #expect(second.version == first.version)
        let file = bed.folder + "/" + DemoSecrets.fileName
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(try await bed.post("leads/search", [], token: secrets.token).status == 200)
        // Another folder on the same database: its secrets count from then on.
        let others = DemoSecrets(token: "another-token-of-thirty-two-char", password: "another password", posted: 0)
        try await demo.seed(others)
        #expect(try await bed.post("leads/search", [], token: others.token).status == 200)
        #expect(try await bed.post("leads/search", [], token: secrets.token).status == 401)
        let user = try #require(try await bed.parts.database.read { try Accounts($0).user(email: DemoAccount.email) })
        #expect(PasswordHash.matches("another password", user.passwordHash ?? ""))
    }

    @Test func `posts leads of every fate`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let secrets = try DemoSecrets.keep(in: bed.folder, bed.parts.dice)
        try await DemoAccount(bed.parts).seed(secrets)
        let configuration = try await DemoAccount(bed.parts).configuration()
        let posts = DemoPosts(configuration)
        for index in 0..<200 {
            let post = posts.post(index)
            _ = try await bed.post(post.path, post.fields, token: secrets.token)
        }
        let account = configuration.account.id
        let receipts = try await bed.parts.database.read { connection in
            try Receipts(connection, of: account).search(Receipts.Filter(), limit: 1000).map(\.receipt)
        }
        #expect(receipts.count == 200)
        #expect(receipts.filter { $0.outcome == .accepted }.count > 90)
        #expect(receipts.contains { $0.outcome == .updated })
        let reasons = Set(receipts.compactMap(\.refusal?.reason))
        let wanted: Set<RefusalReason> = [
            .duplicate, .dncListed, .registerListed, .litigator, .wireless, .carrierType, .phoneInvalid,
            .validationNotMet, .emailInvalid, .phoneOrListMissing, .unreadableValue, .criteriaInactive,
            .criteriaKeyUnknown,
        ]
        #expect(reasons == wanted)
        let transports = Set((0..<200).map { posts.post($0).transport })
        #expect(transports == Set(DemoPost.Transport.allCases))
    }

    @Test func `calls nobody: every number is of exchange 555 and none of the fictional hundred`() async throws {
        let bed = try await TestBed.make(.sqlite)
        let secrets = try DemoSecrets.keep(in: bed.folder, bed.parts.dice)
        try await DemoAccount(bed.parts).seed(secrets)
        let posts = DemoPosts(try await DemoAccount(bed.parts).configuration())
        for index in 0..<5000 where index % DemoPosts.round != 16 {
            guard let phone = posts.post(index).fields.first(where: { $0.0 == "phone_number" })?.1 else { continue }
            #expect(phone.count == 10 && phone.dropFirst(3).hasPrefix("555"), "\(index)")
            let line = try #require(Int(phone.suffix(4)))
            #expect(line >= 200 && line != 1212, "\(index)")
        }
    }
}
