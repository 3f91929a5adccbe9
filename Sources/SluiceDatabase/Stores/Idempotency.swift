import Crypto
import Foundation
public import SluiceCore

/// An answer as it left, kept so that a repeated request gets the same.
public struct StoredAnswer: Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    /// The body.
    public var body: String

    /// An answer of these.
    public init(status: Int, body: String) {
        self.status = status
        self.body = body
    }
}

/// A caller's key against doubling, within one account, token and path, with a digest of the request it stands for.
public struct IdempotencyKey: Sendable, Hashable {
    /// Whose.
    public var account: AccountID
    /// Whose token.
    public var token: TokenID
    /// The path of the request.
    public var path: String
    /// Up to 255 bytes of the caller's choice.
    public var key: String
    /// Of the request: the same key with another digest is a mistake (422).
    public var digest: String

    /// A key of these values.
    public init(account: AccountID, token: TokenID, path: String, key: String, digest: String) {
        self.account = account
        self.token = token
        self.path = path
        self.key = key
        self.digest = digest
    }

    /// A digest of a request's parameters, in whatever order they came.
    public static func digest(of parameters: [LeadPost.Parameter]) -> String {
        var text = ""
        for parameter in parameters.sorted(by: { $0.name < $1.name }) {
            text += "\(parameter.name.utf8.count):\(parameter.name)\(parameter.value.utf8.count):\(parameter.value)"
        }
        return SHA256.hash(data: Data(text.utf8)).hexadecimal
    }

    /// The lock that a second request with the key waits for.
    public var lock: Int64 {
        var mixed: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(account.number) \(token.number) \(path) \(key)".utf8 {
            mixed = (mixed ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        return Int64(bitPattern: mixed)
    }
}

extension Caller {
    /// Whose key against doubling it is: the token's, or a number below zero for a user. Each keeps to its own.
    public var keyOwner: TokenID {
        switch credential {
        case .token(let token): token.id
        case .user(let user): TokenID(0 &- user.id.number)
        case .nobody: TokenID(0)
        }
    }
}

/// The answers kept for keys: 24 hours, in the transaction of the effect.
public enum Idempotency {
    /// How long an answer is kept.
    public static let hours: Int64 = 24

    /// What is known of a key.
    public enum Finding: Sendable, Hashable {
        /// Never seen: do it.
        case new
        /// Done already: this was the answer.
        case answered(StoredAnswer)
        /// Used for another request.
        case reused
    }

    /// Looks a key up. The caller holds its lock, or is the one writer.
    public static func find(_ key: IdempotencyKey, on connection: any Connection, at now: Timestamp) throws -> Finding {
        let row = try connection.first(
            """
            SELECT digest, status, answer FROM idempotency
            WHERE account_id = \(key.account.number) AND token_id = \(key.token.number) AND path = \(key.path)
              AND key = \(key.key) AND at > \(now.adding(seconds: -hours * 3600).milliseconds)
            """)
        guard let row else { return .new }
        guard try row.text(0) == key.digest else { return .reused }
        return .answered(StoredAnswer(status: Int(try row.integer(1)), body: try row.text(2)))
    }

    /// Keeps an answer; one that has grown too old under the same key is replaced.
    public static func insertion(_ answer: StoredAnswer, for key: IdempotencyKey, at now: Timestamp) -> Statement {
        """
        INSERT INTO idempotency (account_id, token_id, path, key, digest, status, answer, at)
        VALUES (\(key.account.number), \(key.token.number), \(key.path), \(key.key), \(key.digest), \(answer.status),
                \(answer.body), \(now.milliseconds))
        ON CONFLICT (account_id, token_id, path, key) DO UPDATE
        SET digest = excluded.digest, status = excluded.status, answer = excluded.answer, at = excluded.at
        """
    }

    /// Forgets answers past their time and says how many.
    public static func purge(_ connection: any Connection, at now: Timestamp) throws -> Int {
        try connection.run(
            "DELETE FROM idempotency WHERE at <= \(now.adding(seconds: -hours * 3600).milliseconds) RETURNING at"
        ).count
    }
}
