// swift-tools-version:6.2
import PackageDescription

/// The same habits as in the main package.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let kit = Target.Dependency.product(name: "SluiceKit", package: "sluice")

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "sluice", path: ".."),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "body-server",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .target(name: "BenchData", dependencies: [kit], swiftSettings: strict),
        .executableTarget(name: "rows-bench", dependencies: ["BenchData", kit], swiftSettings: strict),
        .executableTarget(name: "seed-bench", dependencies: ["BenchData", kit], swiftSettings: strict),
        .executableTarget(name: "register-bench", dependencies: [kit], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
