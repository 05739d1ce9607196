// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with: the language's strictest settings.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatWarning("StrictMemorySafety", as: .error),
] + fast

/// How the command is linked in release builds: with Swift's libraries and Lua inside and at a fixed address, which
/// leaves the dynamic loader little to do (most of the time that the command needs to start) and makes calls into Lua
/// and inside of it plain ones. The shared Lua stays for modules in C, whose release CharonModules.h compares.
var quickStart: [LinkerSetting] {
    if Context.packageDirectory.contains("/checkouts/") { return [] }
    return [
        .unsafeFlags(
            [
                "-static-stdlib", "-Xlinker", "--gc-sections", "-Xlinker", "-S", "-Xclang-linker", "-no-pie",
                "-Xlinker", "--whole-archive", "-Xlinker", "-l:liblua5.4.a", "-Xlinker", "--no-whole-archive",
                "-Xlinker", "-T", "-Xlinker", "\(Context.packageDirectory)/scripts/lua-placement.ld",
            ],
            .when(platforms: [.linux], configuration: .release))
    ]
}

/// What release builds of this package itself are compiled with besides: the targets are optimized as one, once more when
/// they are linked, which takes the small calls out of a message's way from one target to the next, and overlapping
/// accesses, which debug builds and so all tests check, are not looked for there.
/// SwiftPM does not let a package that others depend on have such flags, so there they are left out.
var fast: [SwiftSetting] {
    if Context.packageDirectory.contains("/checkouts/") { return [] }
    return [
        .unsafeFlags(
            [
                "-enforce-exclusivity=unchecked", "-cross-module-optimization",
                // SwiftPM expects object files where the driver's own `-lto` writes files of other names.
                "-Xfrontend", "-lto=llvm-full", "-Xfrontend", "-emit-bc",
            ],
            .when(configuration: .release))
    ]
}

/// The same for our C.
var fastC: [CSetting] {
    if Context.packageDirectory.contains("/checkouts/") { return [] }
    return [.unsafeFlags(["-flto=full"], .when(configuration: .release))]
}

/// The linker that can do it, which comes with Swift. It stands at the targets that nothing of ours goes without, so that
/// whatever is linked gets it: programs, tests, and packages that refer to this one by its path.
var fastLinker: [LinkerSetting] {
    if Context.packageDirectory.contains("/checkouts/") { return [] }
    return [
        .unsafeFlags(
            [
                "-use-ld=lld",
                // As Swift has it on Linux: frames of async functions marked in their pointer are beyond unwinders here.
                "-Xlinker", "-mllvm", "-Xlinker", "-swift-async-fp=never",
            ],
            .when(platforms: [.linux], configuration: .release))
    ]
}

let package = Package(
    name: "charon",
    products: [
        .executable(name: "charon", targets: ["CharonCommand"]),
        .library(name: "Charon", targets: ["Charon"]),
        .library(name: "PlutoCompiler", targets: ["PlutoCompiler", "PlutoSyntax"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // System libraries: a module map and a pkg-config name, no code.
        .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        // Headers only: OpenSSL is opened when the first of its functions is called (CharonOpenSSL.c), libcurl, which
        // brings thirty libraries with it, when the first request is made.
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        // All the C we write: what Swift cannot say.
        .target(
            name: "CCharon", dependencies: ["CLua", "COpenSSL", "CCurl"], cSettings: fastC,
            linkerSettings: fastLinker),

        // The upper line: bytes.
        .target(
            name: "CharonSystem",
            dependencies: ["CCharon", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: strict),
        .target(
            name: "CharonLoop",
            dependencies: [
                "CharonSystem",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: strict),
        .target(name: "CharonTLS", dependencies: ["CCharon", "COpenSSL", "CharonSystem"], swiftSettings: strict),
        .target(name: "CharonNet", dependencies: ["CharonLoop", "CharonSystem", "CharonTLS"], swiftSettings: strict),
        .target(
            name: "CharonHTTP", dependencies: ["CCharon", "CCurl", "CharonLoop", "CharonSystem", "CharonTLS"],
            swiftSettings: strict),

        // What scripts compute with: no waiting, no Lua.
        .target(name: "CharonCrypto", dependencies: ["COpenSSL", "CZlib", "CharonSystem"], swiftSettings: strict),
        .target(name: "CharonRegex", dependencies: ["CPCRE2", "CharonSystem"], swiftSettings: strict),

        // The lower line: text.
        .target(name: "PlutoSyntax", swiftSettings: strict, linkerSettings: fastLinker),
        .target(name: "PlutoCompiler", dependencies: ["PlutoSyntax"], swiftSettings: strict),
        .target(name: "CharonLua", dependencies: ["CCharon", "CLua"], swiftSettings: strict),

        // Where they meet.
        .target(
            name: "CharonScript",
            dependencies: ["CharonLua", "CharonLoop", "CharonSystem", "PlutoCompiler", "PlutoSyntax"],
            swiftSettings: strict),
        .target(
            name: "CharonLibrary",
            dependencies: [
                "CharonScript", "CharonNet", "CharonHTTP", "CharonTLS", "CharonLoop", "CharonSystem", "CharonCrypto",
                "CharonRegex",
            ],
            swiftSettings: strict),
        .target(
            name: "Charon",
            dependencies: ["CharonLibrary", "CharonScript", "CharonNet", "CharonTLS", "CharonLoop", "CharonSystem"],
            swiftSettings: strict),
        .executableTarget(
            name: "CharonCommand",
            dependencies: ["Charon", "CharonSystem", "PlutoCompiler", "PlutoSyntax"],
            swiftSettings: strict, linkerSettings: quickStart),

        // A test target for each target, with the same name and "Tests".
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "CharonSystemTests", dependencies: ["CharonSystem", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "CharonLoopTests", dependencies: ["CharonLoop", "CharonSystem"], swiftSettings: strict),
        .target(
            name: "TestCertificates", dependencies: ["TestSupport"], path: "Tests/TestCertificates",
            exclude: ["make-certificates"], swiftSettings: strict),
        .testTarget(
            name: "CharonTLSTests", dependencies: ["CharonTLS", "CharonSystem", "COpenSSL", "TestCertificates"],
            swiftSettings: strict,
            // For what only tests call: renegotiation, weak ciphers.
            linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
        .testTarget(
            name: "CharonNetTests",
            dependencies: ["CharonNet", "CharonLoop", "CharonSystem", "CharonTLS", "TestCertificates"],
            swiftSettings: strict),
        .testTarget(
            name: "CharonHTTPTests",
            dependencies: [
                "CharonHTTP", "CharonLoop", "CharonSystem", "CharonNet", "CharonTLS", "TestCertificates", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(name: "CharonCryptoTests", dependencies: ["CharonCrypto", "CharonSystem"], swiftSettings: strict),
        .testTarget(name: "CharonRegexTests", dependencies: ["CharonRegex", "CharonSystem"], swiftSettings: strict),
        .testTarget(name: "PlutoSyntaxTests", dependencies: ["PlutoSyntax"], swiftSettings: strict),
        .testTarget(
            name: "PlutoCompilerTests", dependencies: ["PlutoCompiler", "PlutoSyntax", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "CharonLuaTests", dependencies: ["CharonLua", "CCharon"], swiftSettings: strict),
        .testTarget(
            name: "CharonScriptTests", dependencies: ["CharonScript", "CharonLua", "CharonLoop", "CharonSystem"],
            swiftSettings: strict),
        .testTarget(
            name: "CharonLibraryTests",
            dependencies: ["CharonLibrary", "CharonScript", "CharonLoop", "CharonLua", "CharonSystem", "CharonCrypto"],
            swiftSettings: strict),
        .testTarget(
            name: "CharonTests", dependencies: ["Charon", "CharonScript", "TestCertificates"], swiftSettings: strict),
        .testTarget(
            name: "CharonCommandTests", dependencies: ["TestCertificates", "TestSupport"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// Programs for libFuzzer, which need a build of their own: see Fuzz/README.md.
if Context.environment["CHARON_FUZZ"] != nil {
    package.targets += [
        .target(name: "CFuzzer", path: "Fuzz/CFuzzer"),
        .target(
            name: "LibraryFuzzing", dependencies: ["CFuzzer", "CharonLibrary", "CharonLoop", "CharonScript"],
            path: "Fuzz/LibraryFuzzing"),
    ]
    for (name, dependencies) in [
        ("TLSHandshake", ["CharonTLS", "CharonSystem", "TestCertificates"]),
        ("PEM", ["CharonTLS", "TestCertificates"]),
        ("HTTPHead", ["CharonHTTP", "CCharon"]),
        ("Packed", ["CharonCrypto", "CharonSystem"]),
        ("BigInteger", ["CharonCrypto", "CharonSystem"]),
        ("RSA", ["CharonCrypto", "CharonSystem"]),
        ("Regex", ["CharonRegex", "CharonSystem"]),
        ("JSON", ["LibraryFuzzing"]),
        ("URL", ["LibraryFuzzing"]),
        ("Base64", ["LibraryFuzzing"]),
        ("Lexer", ["PlutoSyntax"]),
        ("Parser", ["PlutoSyntax"]),
        ("Directives", ["PlutoSyntax"]),
        ("Compiler", ["PlutoCompiler", "CharonLua"]),
    ] {
        package.targets.append(
            .executableTarget(
                name: "Fuzz" + name, dependencies: ["CFuzzer"] + dependencies.map { .byName(name: $0) },
                path: "Fuzz/" + name))
    }
}
