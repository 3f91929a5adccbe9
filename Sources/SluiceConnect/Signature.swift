import Crypto
import Foundation
public import SluiceCore

/// The signature of a delivery as Standard Webhooks 1.0.0 has it: HMAC-SHA256 over `id.timestamp.body`.
public enum Signature {
    /// What a secret begins with as people hold it.
    public static let prefix = "whsec_"

    /// A new secret of 32 bytes.
    public static func secret(_ dice: Dice) -> String {
        prefix + Data(dice.bytes(32)).base64EncodedString()
    }

    /// The key that a secret stands for; nothing where it is no base 64. Its length is the business of whoever takes it.
    public static func key(_ secret: String) -> [UInt8]? {
        let text = secret.hasPrefix(prefix) ? String(secret.dropFirst(prefix.count)) : secret
        guard let data = Data(base64Encoded: text), !data.isEmpty else { return nil }
        return Array(data)
    }

    /// `v1,…` for each key, between spaces.
    public static func value(id: String, timestamp: Int64, body: [UInt8], keys: [[UInt8]]) -> String {
        let signed = Data("\(id).\(timestamp).".utf8) + Data(body)
        return keys.map { key in
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))
            return "v1,\(Data(code).base64EncodedString())"
        }.joined(separator: " ")
    }

    /// Adds `webhook-id`, `webhook-timestamp` and, with keys, `webhook-signature`.
    public static func sign(_ request: inout OutboundRequest, id: String, at now: Timestamp, keys: [[UInt8]]) {
        let timestamp = now.milliseconds / 1000
        request.set("webhook-id", id)
        request.set("webhook-timestamp", String(timestamp))
        guard !keys.isEmpty else { return }
        request.set("webhook-signature", value(id: id, timestamp: timestamp, body: request.body, keys: keys))
    }

    /// Why a signed call from outside is not believed.
    public enum Fault: String, Error, Sendable, CaseIterable {
        case headersMissing = "headers_missing"
        case timestampOff = "timestamp_off"
        case signatureWrong = "signature_wrong"
    }

    /// Seconds that a timestamp may be off, either way.
    public static let tolerance: Int64 = 300

    /// Verifies a signed call, in constant time; returns its id, by which the receiver tells a repeat.
    public static func verify(
        headers: [OutboundRequest.Header], body: [UInt8], keys: [[UInt8]], at now: Timestamp
    ) throws(Fault) -> String {
        func header(_ name: String) -> String? { headers.value("webhook-\(name)") ?? headers.value("svix-\(name)") }
        guard let id = header("id"), !id.isEmpty, let stamp = header("timestamp").flatMap({ Int64($0) }),
            let signatures = header("signature")
        else { throw .headersMissing }
        let (difference, isTooLarge) = (now.milliseconds / 1000).subtractingReportingOverflow(stamp)
        guard !isTooLarge, (-tolerance...tolerance).contains(difference) else { throw .timestampOff }
        let signed = Data("\(id).\(stamp).".utf8) + Data(body)
        var isRight = false
        for signature in signatures.split(separator: " ") where signature.hasPrefix("v1,") {
            guard let code = Data(base64Encoded: String(signature.dropFirst(3))) else { continue }
            for key in keys
            where HMAC<SHA256>.isValidAuthenticationCode(
                code, authenticating: signed, using: SymmetricKey(data: key))
            {
                isRight = true
            }
        }
        guard isRight else { throw .signatureWrong }
        return id
    }
}
