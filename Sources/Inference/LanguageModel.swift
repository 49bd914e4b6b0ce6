import CKernels
import Compute
import ModelFormats
import Tokenization

#if canImport(Glibc)
    import Glibc
#endif

/// A causal language model, ready to run: weights, tokenizer, chat template.
///
/// Nothing changes after `init` (packed copies for long precise prompts are added behind a lock), so sessions on several threads
/// share one model. Rows of q and k are in the Hugging Face order: rotary halves, not pairs.
public final class LanguageModel: @unchecked Sendable {
    // Sendable: all stored properties are immutable, their memory is written in `init` only; `packed` guards its own state.
    public let path: String
    public let configuration: ModelConfiguration
    public let tokenizer: any Tokenizer
    /// The name that the file gives itself, or the file's name.
    public let name: String
    /// The type that most numbers are stored in, such as "Q4_1".
    public let quantization: String
    /// How many numbers the model has.
    public let parameters: Int

    let file: GGUFFile
    let pool: ThreadPool
    package let kernels: ck_kernels
    let layers: [LayerWeights]
    let head: WeightMatrix
    let finalNorm: FloatBuffer
    /// For each of the configuration's rotations.
    let rotations: [RotationTable]
    let packed = PackedWeights()
    let computePath: ComputePath
    private let storage: MappedMemory
    private let recognised: Result<ChatTemplate, any Error>

    /// Loads a GGUF file: maps it, checks it, interleaves the weights for the kernels. Throws `InferenceError`, `ModelFormatError`
    /// or `TokenizationError`.
    public convenience init(path: String, pool: ThreadPool = .shared) throws {
        try self.init(path: path, pool: pool, computePath: .usual)
    }

    package init(path: String, pool: ThreadPool = .shared, computePath: ComputePath) throws {
        let file = try GGUFFile(path: path)
        let configuration = try ModelConfiguration(file)
        var loader = WeightLoader()
        let pending = try (0..<configuration.layers).map { try LayerWeights.Pending($0, file, configuration, &loader) }
        let headTensor = try file.tensor(configuration.tied ? "token_embd.weight" : "output.weight")
            .checked(shape: [configuration.vocabulary, configuration.width])
        let headIndex = loader.add(headTensor)
        finalNorm = FloatBuffer(try file.tensor("output_norm.weight", shape: [configuration.width]).dequantized())
        let factors =
            try file.holds("rope_freqs.weight") ? file.tensor("rope_freqs.weight", shape: [configuration.headWidth / 2]).dequantized() : nil
        rotations = configuration.rotations.map { RotationTable($0, width: configuration.headWidth, factors: factors) }
        tokenizer = try file.tokenizer()
        recognised = Self.template(file, tokenizer)

        let (storage, matrices) = loader.finish(pool: pool)
        layers = pending.map { LayerWeights($0, matrices) }
        head = matrices[headIndex]
        self.storage = storage
        self.path = path
        self.file = file
        self.pool = pool
        self.computePath = computePath
        self.configuration = configuration
        kernels = computePath.kernels
        name = try file.stringIfPresent("general.name") ?? String(path.split(separator: "/").last ?? "model")
        quantization = file.quantization
        parameters = file.parameters
        try checkUnchanged()
        file.file.releasePages()
    }

    /// Throws when the model's file was written or cut since it was mapped: what was read from it, or is to be read, is not to be trusted.
    public func checkUnchanged() throws { try file.file.checkUnchanged() }

    /// Gives back the memory that holds the parts of the file read so far; what is wanted again is read again.
    package func releaseFilePages() { file.file.releasePages() }

    /// The chat template that the file carries; throws when it has none, or one that uses what is not
    /// known here.
    public var template: ChatTemplate {
        get throws { try recognised.get() }
    }

    private static func template(_ file: GGUFFile, _ tokenizer: any Tokenizer) -> Result<ChatTemplate, any Error> {
        Result {
            try ChatTemplate.recognise(
                file.stringIfPresent("tokenizer.chat_template"), for: tokenizer, endToken: file.intIfPresent("tokenizer.ggml.eos_token_id"))
        }
    }
}
