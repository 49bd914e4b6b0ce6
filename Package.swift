// swift-tools-version: 6.1
import PackageDescription

// Who may import whom is drawn in README.md ("Where things are") and enforced by Tests/ArchitectureTests.

/// C kernels are always optimised: a debug build of them would be fifteen times slower than the program people use.
let optimised: [CSetting] = [.unsafeFlags(["-O3", "-fno-math-errno", "-ffp-contract=off"])]

/// Model files are 100 MB: where every byte is looped over, an unoptimised debug build takes seconds for what takes 0.1 s.
let bytesLooped: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "Assay",
    products: [.executable(name: "assay", targets: ["assay"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
    ],
    targets: [
        // C: kernels, oneDNN and curses behind plain functions.
        .target(name: "CKernels", cSettings: optimised),
        .target(name: "COneDNN", cSettings: optimised, linkerSettings: [.linkedLibrary("dnnl")]),
        .target(
            name: "CTerminal",
            cSettings: [.define("NCURSES_WIDECHAR", to: "1"), .define("_XOPEN_SOURCE_EXTENDED"), .define("_GNU_SOURCE")],
            linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),

        // HTML. Debian's libxml2-dev.
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .target(name: "CHTML", dependencies: ["CLibXML2"]),

        // What several layers share: other programs, plain formats.
        library("Processes"),
        library("TextFormats", settings: bytesLooped),

        // The engine: files → tokens → logits → gradients.
        library("Compute", ["CKernels", "COneDNN"]),
        library("ModelFormats", settings: bytesLooped),
        library("Tokenization", settings: bytesLooped),
        library("Inference", ["Tokenization", "ModelFormats", "Compute", "CKernels"], settings: bytesLooped),
        library("LoRATraining", ["Inference", "Tokenization", "ModelFormats", "Compute", "CKernels"]),
        library("TextEncoder", ["Inference", "Tokenization", "ModelFormats", "Compute", "CKernels"]),

        // The bench: documents, examples, cases, evidence.
        library("Retrieval", ["TextEncoder", "ModelFormats", "TextFormats", "Processes", "CHTML", grdb], settings: bytesLooped),
        library("Datasets", ["Tokenization", "TextFormats"], settings: bytesLooped),
        library("Scoring"),
        library("Decision", ["Scoring"]),

        // Models that answer over HTTP.
        library("Providers"),

        // The seam that the screen and the command line share.
        library(
            "Workbench",
            [
                "Retrieval", "LoRATraining", "Scoring", "Decision", "Datasets", "Inference", "TextEncoder", "Tokenization", "ModelFormats",
                "Processes", "Providers", toml,
            ]),

        // The screen.
        library("TerminalCells"),
        library("TerminalDriver", ["TerminalCells", "CTerminal"]),
        library("WorkbenchUI", ["TerminalCells", "Workbench"]),

        .executableTarget(
            name: "assay",
            dependencies: ["Workbench", "WorkbenchUI", "TerminalDriver", "TerminalCells", arguments]),

        tests("ArchitectureTests", []),
        tests("ModelFormatsTests", ["ModelFormats"], resources: [.copy("Fixtures")]),
        tests("TokenizationTests", ["Tokenization", "ModelFormats"], resources: [.copy("Fixtures")]),
        tests("ComputeTests", ["Compute", "CKernels", "COneDNN"]),
        tests("InferenceTests", ["Inference", "Compute", "ModelFormats", "Tokenization"], resources: [.copy("Fixtures")]),
        tests("LoRATrainingTests", ["LoRATraining"], resources: [.copy("Fixtures")]),
        tests("TextEncoderTests", ["TextEncoder", "Compute", "CKernels"], resources: [.copy("Fixtures")]),
        tests("ProcessesTests", ["Processes"]),
        tests("RetrievalTests", ["Retrieval", "Processes", grdb]),
        tests("DatasetsTests", ["Datasets", "Tokenization", "ModelFormats"]),
        tests("ScoringTests", ["Scoring"], resources: [.copy("Fixtures")]),
        tests("DecisionTests", ["Decision"]),
        tests("WorkbenchTests", ["Workbench", "Providers"]),
        tests("TerminalCellsTests", ["TerminalCells"]),
        tests("TerminalDriverTests", ["TerminalDriver"]),
        tests("WorkbenchUITests", ["WorkbenchUI"], resources: [.copy("Snapshots")]),
        tests("CommandLineTests", ["Processes"]),
    ]
)
