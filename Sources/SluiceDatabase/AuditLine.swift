import Crypto
import Foundation
public import SluiceCore

/// One entry of an audit log as it is stored, and as an auditor gets it.
public struct AuditLine: Sendable, Hashable {
    /// Whose log.
    public var account: AccountID
    /// Its place, from 1 without gaps.
    public var sequence: Int64
    /// When.
    public var at: Timestamp
    /// What was done: a word of ``AuditKind``.
    public var kind: String
    /// Who did it.
    public var actor: String
    /// With what.
    public var object: String
    /// What else is known, as JSON; empty once erased.
    public var payload: String
    /// The salt of the digest; empty once erased.
    public var salt: String
    /// SHA-256 of salt and payload.
    public var digest: String
    /// The hash of the entry before; empty for the first.
    public var previous: String
    /// SHA-256 of the JSON array of `previous`, account, sequence, milliseconds, kind, actor, object and digest.
    public var hash: String

    /// Whether its payload was erased.
    public var isErased: Bool { payload.isEmpty && salt.isEmpty }

    /// The hash that its other values make.
    public var link: String {
        var json = JSONText(capacity: 320)
        json.beginArray()
        json.string(previous)
        json.integer(account.number)
        json.integer(sequence)
        json.integer(at.milliseconds)
        json.string(kind)
        json.string(actor)
        json.string(object)
        json.string(digest)
        json.endArray()
        return SHA256.hash(data: json.bytes).hexadecimal
    }

    /// Whether its payload, where it is still there, is what was written.
    public var holdsPayload: Bool { isErased || AuditLine.digest(salt + payload) == digest }

    static func digest(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).hexadecimal
    }
}
