import Foundation
import Inference
import ModelFormats
import Retrieval
import Synchronization
import TextEncoder

/// One open project with the models and stores it needs, each loaded at first use: the use cases that the screen and the command
/// line share are its extensions, one file a concern.
///
/// Thread-safe: what is loaded is immutable or locks inside; loading happens once, behind a lock of its own.
public final class ProjectSession: Sendable {
    public let project: Project
    let models: ModelStore
    let memory: SystemMemory
    /// Where answers are kept.
    private let answersPath: String
    private let languageModelBox = Once<LanguageModel>()
    private let encoderBox = Once<SentenceEncoder>()
    private let knowledgeBox = Once<any KnowledgeStore>()
    private let cacheBox = Once<AnswerCache>()
    private let sessionsBox = Once<SessionPool>()
    private let hashBox = Once<String>()
    let formBox = Once<Form>()
    private let citationBox = Once<CitationRule>()
    private let adapters = Mutex<[String: Adapter]>([:])

    /// An adapter made ready for the base model, with what identifies its answers.
    struct Adapter: Sendable {
        var run: String
        var withContext: Bool
        var prepared: PreparedAdapter
        var hash: String
        /// Of its file when it was loaded.
        var stamp: FileStamp?
    }

    /// - Parameter answersPath: keeps answers elsewhere than in the project.
    public init(
        project: Project, models: ModelStore = ModelStore(), memory: SystemMemory = SystemMemory(), answersPath: String? = nil
    ) {
        self.project = project
        self.models = models
        self.memory = memory
        self.answersPath = answersPath ?? project.answerCache
    }

    var configuration: ProjectConfiguration { project.configuration }
    var runStore: RunStore { RunStore(directory: project.runs) }
    var promptBuilder: PromptBuilder { PromptBuilder(configuration: configuration) }

    func languageModelPath() throws -> String { try models.languageModelPath(configuration.model.map(resolveModel)) }

    func languageModel() throws -> LanguageModel {
        try languageModelBox.value { try LanguageModel(path: try languageModelPath()) }
    }

    /// Prompts of one project begin alike: the instructions, and the worked examples of few-shot.
    func sessions() throws -> SessionPool { try sessionsBox.value { SessionPool(try languageModel()) } }

    /// sha256 of the language model's file.
    func languageModelHash() throws -> String {
        try hashBox.value { try FileHash.sha256(path: try languageModelPath()) }
    }

    /// What people call the language model: the name in its file can be that of a training run.
    func languageModelName() throws -> String { try catalogModel()?.name ?? languageModel().name }

    /// The catalog's entry for the language model, wherever its file lies.
    func catalogModel() throws -> CatalogModel? { ModelCatalog.model(withFile: try languageModelHash()) }

    func citationRule() throws -> CitationRule {
        // Without readable cases the form alone decides.
        try citationBox.value {
            CitationRule(
                form: self.configuration.form, cases: (try? self.cases()) ?? [], isRequired: self.configuration.requiresCitation)
        }
    }

    func encoder() throws -> SentenceEncoder {
        try encoderBox.value { try SentenceEncoder(directory: try models.textEncoderPath()) }
    }

    func knowledge() throws -> any KnowledgeStore {
        try knowledgeBox.value {
            try Files.makeDirectory(project.state)
            return try SQLiteKnowledgeStore(
                path: project.knowledgeStore, root: project.root, chunking: self.chunking, embedder: try self.encoder())
        }
    }

    /// The store's file was replaced: it is opened again at the next use.
    func forgetKnowledge() { knowledgeBox.forget() }

    func answerCache() throws -> AnswerCache {
        try cacheBox.value {
            try Files.makeDirectory(project.state)
            return try AnswerCache(path: answersPath)
        }
    }

    /// The adapter of a run, loaded once, and again when its file has changed.
    func adapter(run: String) throws -> Adapter {
        let folder = runStore.adapter(run)
        let weights = folder + "/adapter_model.safetensors"
        let stamp = FileStamp(path: weights)
        if let stamp, let loaded = adapters.withLock({ $0[run] }), loaded.stamp == stamp { return loaded }
        let hash = try FileHash.sha256(path: weights)
        let prepared = try languageModel().prepare(adapter: try LoRAAdapter(directory: folder))
        let adapter = Adapter(run: run, withContext: try runStore.record(run).withContext, prepared: prepared, hash: hash, stamp: stamp)
        adapters.withLock { $0[run] = adapter }
        return adapter
    }

    private func resolveModel(_ name: String) -> String {
        name.contains("/") || name.hasSuffix(".gguf") ? project.absolute(name) : name
    }
}

/// A value made at first use by whoever comes first; others wait. A failure is not remembered.
final class Once<Value: Sendable>: Sendable {
    private let storage = Mutex<Value?>(nil)

    func value(_ make: () throws -> Value) throws -> Value {
        try storage.withLock { stored in
            if let stored { return stored }
            let made = try make()
            stored = made
            return made
        }
    }

    func forget() { storage.withLock { $0 = nil } }
}
