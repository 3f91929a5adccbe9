import Foundation
import NIOSSL
import SluiceConnect
import SluiceCore
import SluiceDatabase

/// Endpoints of Connect (product-features §6): everything that lets somebody in is sealed before it is stored.
enum EndpointForm: ConfigurationForm {
    static let word = "endpoint"
    static let columns = ["id", "name", "url", "method", "adaptor", "active", "trouble"]
    static let derived: Set<String> = [
        "subscriptions", "trouble", "authentication", "headers", "signed",
    ]

    static func all(_ configuration: AccountConfiguration) -> [Endpoint] { Array(configuration.endpoints.values) }

    static func name(of endpoint: Endpoint) -> String { endpoint.name }

    static func blank(_ edit: ConfigurationEdit, _ dice: Dice) throws -> Endpoint {
        Endpoint(id: EndpointID(try edit.nextID(.endpoint)), name: "", sealedURL: "", shownURL: "")
    }

    /// What was rotated for a reason does not come back.
    static func keep(_ standing: Endpoint, in restored: inout Endpoint) {
        restored.sealedCredentials = standing.sealedCredentials
        restored.sealedHeaders = standing.sealedHeaders
        restored.headerNames = standing.headerNames
        restored.sealedSecrets = standing.sealedSecrets
        restored.trouble = standing.trouble
    }

    static func fill(
        _ endpoint: inout Endpoint, from fields: inout FormFields, in configuration: AccountConfiguration, isNew: Bool
    ) {
        if isNew { fields.require("name", "url") }
        fields.text("name", into: &endpoint.name, 1...60)
        let wasActive = endpoint.isActive
        fields.flag("active", into: &endpoint.isActive)
        if endpoint.isActive, !wasActive { endpoint.trouble = nil }
        fillAddress(&endpoint, from: &fields, configuration)
        fillSecrets(&endpoint, from: &fields)
        fields.choice("method", into: &endpoint.method)
        fields.choice("body", into: &endpoint.bodyType)
        fields.choice("answer", into: &endpoint.answerType)
        fields.text("delimiter", into: &endpoint.delimiter, 1...10)
        if let key = fields.value("answer_key") { endpoint.answerKey = FormFields.isNone(key) ? nil : key }
        fields.number("timeout_ms", into: &endpoint.timeout, 100...60_000)
        fillRetries(&endpoint, from: &fields)
        fields.optionalNumber("per_minute", into: &endpoint.perMinute, 1...1_000_000)
        fields.number("concurrency", into: &endpoint.concurrency, 1...256)
        fields.flag("ordered", into: &endpoint.isOrdered)
        fillAuthority(&endpoint, from: &fields)
        fields.optionalReference("adaptor", to: "adaptor", among: configuration.adaptorNames, into: &endpoint.adaptorID)
    }

    private static func fillAddress(
        _ endpoint: inout Endpoint, from fields: inout FormFields, _ configuration: AccountConfiguration
    ) {
        guard let text = fields.value("url"), !text.isEmpty else { return }
        do throws(OutboundURL.Fault) {
            let url = try OutboundURL(URLTokens.filled(text) { _ in "x" })
            // A token in the host would let a lead say where it is sent.
            guard let written = try? OutboundURL(text), written.host == url.host else { throw OutboundURL.Fault.host }
            guard let sealed = fields.seal("url", text) else { return }
            endpoint.sealedURL = sealed
            endpoint.shownURL = written.shown
            endpoint.tokens = URLTokens.names(in: text)
            let known = AdaptorFacts.tokenNames(configuration)
            let unknown = Set(endpoint.tokens).subtracting(known).sorted()
            if !unknown.isEmpty {
                fields.fault("url", "has %\(unknown.joined(separator: "%, %"))%, and no field is called so")
            }
        } catch {
            fields.fault("url", error.rawValue)
        }
    }

    private static func fillSecrets(_ endpoint: inout Endpoint, from fields: inout FormFields) {
        if let text = fields.value("authentication") {
            if FormFields.isNone(text) {
                endpoint.sealedCredentials = nil
            } else if text.utf8.count > 2000 || !text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) || text.hasPrefix("?") {
                fields.fault("authentication", "takes a query such as a=1&b=2, up to 2,000 characters, percent-encoded")
            } else {
                endpoint.sealedCredentials = fields.seal("authentication", text)
            }
        }
        if let text = fields.value("headers") {
            if FormFields.isNone(text) {
                (endpoint.sealedHeaders, endpoint.headerNames) = (nil, [])
            } else {
                do throws(HeaderText.Fault) {
                    endpoint.headerNames = try HeaderText.read(text).map(\.name)
                    endpoint.sealedHeaders = fields.seal("headers", text)
                } catch {
                    fields.fault("headers", error.sentence)
                }
            }
        }
        if let text = fields.value("signing_secret") {
            if FormFields.isNone(text) {
                endpoint.sealedSecrets = []
            } else if let key = Signature.key(text), (16...64).contains(key.count) {
                endpoint.sealedSecrets = fields.seal("signing_secret", text).map { [$0] } ?? []
            } else {
                fields.fault("signing_secret", "takes whsec_ and 16 to 64 bytes in base 64, or none")
            }
        }
    }

    private static func fillRetries(_ endpoint: inout Endpoint, from fields: inout FormFields) {
        guard let words = fields.words("retry_seconds") else { return }
        if words == ["standard"] {
            endpoint.retryGaps = Endpoint.standardGaps
            return
        }
        let gaps = words.map { Int($0) }
        guard gaps.count <= 20, gaps.allSatisfy({ $0.map((0...604_800).contains) == true }) else {
            fields.fault("retry_seconds", "takes up to 20 numbers of seconds between commas, standard, or none")
            return
        }
        endpoint.retryGaps = gaps.compactMap(\.self)
    }

    private static func fillAuthority(_ endpoint: inout Endpoint, from fields: inout FormFields) {
        guard let text = fields.value("authority") else { return }
        if FormFields.isNone(text) {
            endpoint.authority = nil
        } else if text.utf8.count <= 100_000, (try? NIOSSLCertificate.fromPEMBytes(Array(text.utf8)))?.isEmpty == false
        {
            // What cannot be read is told of below.
            endpoint.authority = text
        } else {
            fields.fault("authority", "takes certificates as PEM, or none")
        }
    }

    static func objection(to endpoint: Endpoint, _ edit: ConfigurationEdit) throws -> String? {
        let names = edit.snapshot.subscriptions.values.filter { $0.endpointID == endpoint.id }.map(\.name).sorted()
        guard names.isEmpty else { return "subscriptions send to it: \(names.joined(separator: ", "))" }
        return edit.snapshot.settings.crmCheck?.endpointID == endpoint.id ? "leads are checked with it" : nil
    }

    /// What waits for it is given up.
    static func takeAlong(_ endpoint: Endpoint, _ edit: ConfigurationEdit) throws {
        try Deliveries.abandon(
            endpoint.id, of: edit.snapshot.account.id, because: "endpoint_removed", at: edit.now, edit.connection)
    }

    static func members(
        of endpoint: Endpoint, _ configuration: AccountConfiguration
    ) -> [(name: String, value: JSONValue)] {
        let heard = configuration.subscriptions.values.filter { $0.endpointID == endpoint.id }.map(\.name)
        return [
            ("id", .id(endpoint.id)), ("name", .string(endpoint.name)), ("url", .string(endpoint.shownURL)),
            ("active", .bool(endpoint.isActive)), ("trouble", .text(endpoint.trouble)),
            ("adaptor", .text(endpoint.adaptorID.flatMap { configuration.adaptors[$0]?.name })),
            ("method", .string(endpoint.method.rawValue)), ("body", .string(endpoint.bodyType.rawValue)),
            ("answer", .string(endpoint.answerType.rawValue)), ("answer_key", .text(endpoint.answerKey)),
            ("delimiter", .string(endpoint.delimiter)),
            ("authentication", .bool(endpoint.sealedCredentials != nil)), ("headers", .words(endpoint.headerNames)),
            ("signed", .bool(!endpoint.sealedSecrets.isEmpty)), ("timeout_ms", .integer(Int64(endpoint.timeout))),
            ("retry_seconds", .array(endpoint.retryGaps.map { .integer(Int64($0)) })),
            ("per_minute", endpoint.perMinute.map { .integer(Int64($0)) } ?? .null),
            ("concurrency", .integer(Int64(endpoint.concurrency))), ("ordered", .bool(endpoint.isOrdered)),
            ("authority", .bool(endpoint.authority != nil)),
            ("subscriptions", .words(heard)),
        ]
    }
}
