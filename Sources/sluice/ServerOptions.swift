import ArgumentParser
import SluiceServer

/// The settings of a server as flags. Each can stand in the environment (`SLUICE_PORT`) and in the file of `--config`.
struct ServerOptions: ParsableArguments {
    @OptionGroup(title: "Store") var store: StoreOptions

    @Option(help: "Address to listen on (default: 127.0.0.1; 0.0.0.0 for every one).") var host: String?
    @Option(help: "Port to listen on, 0 for any free one (default: 8080).") var port: String?
    @Option(help: "text or json.") var logFormat: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical.") var logLevel: String?
    @Option(help: "PEM file with the certificate chain; read again when it changes.") var tlsCertificate: String?
    @Option(help: "PEM file with the certificate's key.") var tlsKey: String?
    @Option(help: "File of the key that secrets are sealed with (default: master.key in the data folder).")
    var masterKeyFile: String?
    @Option(help: "Addresses whose X-Forwarded-For is believed, between commas.") var trustedProxies: String?
    @Option(help: "Inside names, addresses and ranges that Connect may reach, between commas (default: none).")
    var insideHosts: String?
    @Option(help: "Ports of outside hosts that Connect may reach (default: 80,443,8080,8443).")
    var outboundPorts: String?
    @Option(help: "Requests per minute of a token without a limit of its own, 0 for no limit.")
    var ratePerMinute: String?
    @Option(help: "Megabytes of cache for the embedded database (default: 256).") var cacheMegabytes: String?
    @Flag(help: "Run on a clock that the API sets, for tests and demonstrations.") var testClock = false

    /// The settings by flag, environment and file.
    func settings() async throws -> Settings {
        try await store.settings([
            "host": host, "port": port, "log_format": logFormat, "log_level": logLevel,
            "tls_certificate": tlsCertificate, "tls_key": tlsKey, "trusted_proxies": trustedProxies,
            "master_key_file": masterKeyFile, "inside_hosts": insideHosts, "outbound_ports": outboundPorts,
            "rate_per_minute": ratePerMinute, "cache_megabytes": cacheMegabytes,
            "test_clock": testClock ? "true" : nil,
        ])
    }
}
