import Configuration
import Foundation
import SluiceCore
import SystemPackage

/// What the operator sets: by flag, by environment (`SLUICE_PORT`), or in a JSON file, in that order of weight.
public struct Settings: Sendable {
    /// One setting, with its value and where that came from.
    public struct Entry: Sendable, Hashable {
        /// Its name, as in the file: `port`.
        public var name: String
        /// Its value as text; secrets are shown as stars.
        public var value: String
        /// `flag`, `environment`, `file` or `default`.
        public var source: String
        /// What it is for.
        public var meaning: String
    }

    /// The folder of the embedded database, the registers and the journal.
    public var dataFolder: String
    /// A libpq URL; empty = the embedded database.
    public var database: String
    /// The address to listen on.
    public var host: String
    /// The port to listen on; 0 = any free one.
    public var port: Int
    /// `text` or `json`.
    public var logFormat: String
    /// `trace` to `critical`.
    public var logLevel: String
    /// PEM files; both or neither.
    public var certificate: String
    /// The certificate's key.
    public var privateKey: String
    /// Proxies whose `X-Forwarded-For` is believed, separated by commas.
    public var trustedProxies: String
    /// Requests per minute of a token without a limit of its own; 0 = no limit.
    public var ratePerMinute: Int
    /// Megabytes of database cache.
    public var cacheMegabytes: Int
    /// The file of the master key; empty = `master.key` in the data folder.
    public var masterKeyFile: String
    /// Inside hosts that Connect may reach, between commas.
    public var insideHosts: String
    /// Ports of outside hosts that Connect may reach, between commas; empty = the usual ones.
    public var outboundPorts: String
    /// Whether the whole server runs on a clock that the API sets.
    public var usesTestClock: Bool
    /// Every setting, for `sluice settings server`.
    public var entries: [Entry]

    private static let meanings: [(name: String, standard: String, meaning: String)] = [
        ("data", "sluice-data", "folder of the embedded database, the registers and the suppression journal"),
        ("database", "", "libpq URL of a PostgreSQL database; empty = the embedded one"),
        ("host", "127.0.0.1", "address to listen on"),
        ("port", "8080", "port to listen on; 0 = any free one"),
        ("log_format", "text", "text or json"),
        ("log_level", "info", "trace, debug, info, notice, warning, error or critical"),
        ("tls_certificate", "", "PEM file with the certificate chain; read again when it changes"),
        ("tls_key", "", "PEM file with the certificate's key"),
        ("trusted_proxies", "", "addresses whose X-Forwarded-For is believed, separated by commas"),
        ("rate_per_minute", "0", "requests per minute of a token without a limit of its own; 0 = no limit"),
        ("cache_megabytes", "256", "database cache of the embedded store"),
        (
            "master_key_file", "",
            "file of the key that secrets are sealed with, 64 hexadecimal digits; empty = master.key in the data folder"
        ),
        (
            "inside_hosts", "",
            "inside names, addresses and ranges that Connect may reach, such as crm.office:8000,10.1.0.0/16; empty = none"
        ),
        ("outbound_ports", "", "ports of outside hosts that Connect may reach; empty = 80,443,8080,8443"),
        ("test_clock", "false", "run the whole server on a clock that the API sets"),
    ]

    /// Reads the settings. Throws ``SettingsFault`` naming every value at fault.
    public init(flags: [String: String], environment: [String: String], file: String?) async throws {
        let readers = try await Settings.readers(flags, environment, file)
        var faults: [String] = []
        var entries: [Entry] = []
        for (name, standard, meaning) in Settings.meanings {
            let key = ConfigKey(name)
            let found = readers.lazy.compactMap { reader in
                reader.reader.string(forKey: key).map { (value: $0, source: reader.source) }
            }.first
            entries.append(
                Entry(
                    name: name, value: found?.value ?? standard, source: found?.source ?? "default", meaning: meaning))
        }
        let values = Dictionary(entries.map { ($0.name, $0.value) }) { $1 }
        func text(_ name: String) -> String { values[name] ?? "" }
        func number(_ name: String, _ range: ClosedRange<Int>) -> Int {
            guard let number = Int(text(name)), range.contains(number) else {
                faults.append("\(name): a number from \(range.lowerBound) to \(range.upperBound) is needed")
                return range.lowerBound
            }
            return number
        }
        func word(_ name: String, _ words: [String]) -> String {
            if !words.contains(text(name)) {
                faults.append("\(name): one of \(words.joined(separator: ", ")) is needed")
            }
            return text(name)
        }
        dataFolder = text("data")
        database = text("database")
        host = text("host")
        port = number("port", 0...65_535)
        logFormat = word("log_format", ["text", "json"])
        logLevel = word("log_level", ["trace", "debug", "info", "notice", "warning", "error", "critical"])
        certificate = text("tls_certificate")
        privateKey = text("tls_key")
        trustedProxies = text("trusted_proxies")
        ratePerMinute = number("rate_per_minute", 0...10_000_000)
        cacheMegabytes = number("cache_megabytes", 8...1_000_000)
        masterKeyFile = text("master_key_file")
        insideHosts = text("inside_hosts")
        outboundPorts = text("outbound_ports")
        if AddressGuard(inside: insideHosts) == nil {
            faults.append(
                "inside_hosts: names, addresses and ranges between commas are needed, each with :port or without")
        }
        if AddressGuard(inside: "", ports: outboundPorts) == nil {
            faults.append("outbound_ports: numbers between commas are needed")
        }
        usesTestClock = ["true", "1", "yes"].contains(word("test_clock", ["true", "false", "1", "0", "yes", "no"]))
        if certificate.isEmpty != privateKey.isEmpty { faults.append("tls_certificate and tls_key go together") }
        for index in entries.indices where entries[index].name == "database" {
            entries[index].value = Settings.masked(entries[index].value)
        }
        self.entries = entries
        if !faults.isEmpty { throw SettingsFault(faults: faults) }
    }

    private static func readers(
        _ flags: [String: String], _ environment: [String: String], _ file: String?
    ) async throws -> [(reader: ConfigReader, source: String)] {
        var readers: [(reader: ConfigReader, source: String)] = [
            (
                ConfigReader(
                    provider: InMemoryProvider(
                        values: Dictionary(
                            flags.map {
                                (AbsoluteConfigKey(stringLiteral: $0.key), ConfigValue(stringLiteral: $0.value))
                            }
                        ) { $1 })), "flag"
            ),
            (
                ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
                    .scoped(to: "sluice"), "environment"
            ),
        ]
        if let file {
            do {
                readers.append(
                    (ConfigReader(provider: try await FileProvider<JSONSnapshot>(filePath: .init(file))), "file"))
            } catch {
                throw SettingsFault(faults: ["the settings file \(file) cannot be read"])
            }
        }
        return readers
    }

    /// A database URL without its password.
    static func masked(_ url: String) -> String {
        guard let at = url.lastIndex(of: "@"), let start = url.range(of: "://")?.upperBound, start < at,
            let colon = url[start..<at].firstIndex(of: ":")
        else { return url }
        return url[...colon] + "***" + url[at...]
    }
}

/// Settings that cannot be used.
public struct SettingsFault: Error, CustomStringConvertible {
    /// One sentence for each.
    public var faults: [String]
    /// All of them.
    public var description: String { faults.joined(separator: "\n") }
}
