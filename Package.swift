// swift-tools-version:6.2
import PackageDescription

/// Every target reads the same way: Swift 6 mode, `any` spelled out, and each file importing what it uses.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "sluice",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "sluice", targets: ["sluice"]),
        .library(
            name: "SluiceKit",
            targets: [
                "SluiceCore", "SluiceDatabase", "SluiceSQLite", "SluicePostgres", "SluiceLookups", "SluiceIntake",
                "SluiceConnect", "SluiceServer",
            ]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),

        .target(name: "SluiceCore", swiftSettings: strict),
        .target(
            name: "SluiceDatabase",
            dependencies: [
                "SluiceCore",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "SluiceSQLite",
            dependencies: ["SluiceCore", "SluiceDatabase", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
        .target(
            name: "SluicePostgres",
            dependencies: ["SluiceCore", "SluiceDatabase", "CLibpq"],
            swiftSettings: strict
        ),
        .target(
            name: "SluiceLookups",
            dependencies: ["SluiceCore", "SluiceDatabase", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict
        ),
        .target(
            name: "SluiceIntake",
            dependencies: ["SluiceCore", "SluiceDatabase"],
            swiftSettings: strict
        ),
        .target(
            name: "SluiceConnect",
            dependencies: ["SluiceCore", "SluiceDatabase", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict
        ),
        .target(
            name: "SluiceWeb",
            dependencies: [
                "SluiceCore", "SluiceDatabase", "SluiceIntake", "SluiceLookups",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "SluiceServer",
            dependencies: [
                "SluiceCore", "SluiceDatabase", "SluiceSQLite", "SluicePostgres", "SluiceIntake", "SluiceLookups",
                "SluiceConnect", "SluiceWeb", "CArgon2",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "SluiceTesting",
            dependencies: [
                "SluiceCore", "SluiceDatabase", "SluiceSQLite", "SluicePostgres", "SluiceIntake", "SluiceLookups",
                "SluiceConnect", "SluiceWeb", "SluiceServer",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "sluice",
            dependencies: [
                "SluiceCore", "SluiceServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),

        .testTarget(name: "SluiceCoreTests", dependencies: ["SluiceCore", "SluiceTesting"], swiftSettings: strict),
        .testTarget(
            name: "SluiceDatabaseTests",
            dependencies: ["SluiceCore", "SluiceDatabase", "SluiceSQLite", "SluicePostgres", "SluiceTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceLookupsTests", dependencies: ["SluiceCore", "SluiceLookups", "SluiceTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceIntakeTests",
            dependencies: ["SluiceCore", "SluiceDatabase", "SluiceIntake", "SluiceTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceConnectTests",
            dependencies: ["SluiceCore", "SluiceDatabase", "SluiceConnect", "SluiceTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "SluiceWebTests",
            dependencies: [
                "SluiceCore", "SluiceDatabase", "SluiceWeb", "SluiceTesting",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ScenarioTests",
            dependencies: [
                "SluiceConnect", "SluiceCore", "SluiceDatabase", "SluiceIntake", "SluiceLookups", "SluiceServer",
                "SluiceTesting", "SluiceWeb", .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
