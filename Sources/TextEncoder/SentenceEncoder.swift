import CKernels
import Compute
import Foundation
import ModelFormats
import Synchronization
import Tokenization

/// Turns sentences and passages into unit vectors whose inner product says how near they are in meaning.
///
/// A BERT encoder: WordPiece, mean over the real tokens, length 1. A text gives the same bits whatever else is embedded with it.
/// Several threads may embed at once.
public final class SentenceEncoder: Sendable {
    public let configuration: EncoderConfiguration
    public let tokenizer: WordPieceTokenizer
    public let precision: EncoderPrecision
    /// Tells models apart, not only their shapes: a fingerprint of all weights and the vocabulary, and how texts are cut and
    /// multiplied.
    public let signature: String
    private let forward: EncoderForward
    private let workspaces: EncoderWorkspaces

    /// Longer texts are cut; what the models of this family were trained for.
    public static let maximumTokens = 256
    /// Tokens that go through the encoder together on one thread, unless one text alone has more.
    private static let groupTokens = 128
    /// Texts between two calls of `progress`: few enough for a question to come between soon.
    private static let batchTexts = 8

    /// Length of every vector.
    public var dimensions: Int { configuration.width }

    /// - Parameters:
    ///   - directory: holds `config.json`, `vocab.txt` and `model.safetensors`.
    ///   - precision: `float32` is taken where the model's widths don't allow `int16`.
    public init(directory: String, precision: EncoderPrecision = .int16) throws {
        let folder = URL(fileURLWithPath: directory)
        func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
        let configuration = try EncoderConfiguration(path: path("config.json"))
        guard let data = FileManager.default.contents(atPath: path("vocab.txt")) else {
            throw TextEncoderError.unreadable(path: path("vocab.txt"), reason: "it is not there or may not be read")
        }
        tokenizer = try WordPieceTokenizer(vocabularyText: String(decoding: data, as: UTF8.self))
        guard tokenizer.vocabularySize == configuration.vocabulary else {
            throw TextEncoderError.unsupported(
                path: path("vocab.txt"), problem: "it has \(tokenizer.vocabularySize) tokens, the model \(configuration.vocabulary)")
        }
        let fits = [configuration.width, configuration.feedForward].allSatisfy {
            EncoderMatrix.supports(precision, outputs: $0, inputs: $0)
        }
        self.precision = fits ? precision : .float32
        let file = try SafetensorsFile(path: path("model.safetensors"))
        forward = EncoderForward(configuration: configuration, weights: try EncoderWeights(file, configuration, self.precision))
        let longest = min(Self.maximumTokens, configuration.positions)
        workspaces = EncoderWorkspaces(rows: max(Self.groupTokens, longest), configuration)
        signature = "bert mean \(longest) \(self.precision) \(Self.fingerprint(file, vocabulary: data))"
        self.configuration = configuration
        try file.file.checkUnchanged()
    }

    private static func fingerprint(_ file: SafetensorsFile, vocabulary: Data) -> String {
        var state: [UInt64] = [1, 2]
        ck_fingerprint(&state, file.file.bytes.baseAddress, Int64(file.file.bytes.count))
        vocabulary.withUnsafeBytes { ck_fingerprint(&state, $0.baseAddress, Int64($0.count)) }
        return state.map { String($0, radix: 16) }.joined(separator: "-")
    }

    /// One unit vector a text, in order.
    ///
    /// - Parameter progress: hears how many texts are done; false ends the work.
    /// - Returns: nil when `progress` ended it.
    public func embed(_ texts: [String], progress: (_ done: Int) -> Bool) throws -> [[Float]]? {
        var vectors: [[Float]] = []
        vectors.reserveCapacity(texts.count)
        for start in stride(from: 0, to: texts.count, by: Self.batchTexts) {
            vectors += try embed(batch: texts[start..<min(start + Self.batchTexts, texts.count)])
            guard progress(vectors.count) else { return nil }
        }
        return vectors
    }

    /// Word pieces of the text, without [CLS] and [SEP], however long it is.
    public func countTokens(_ text: String) -> Int { tokenizer.encode(text).count - 2 }

    /// The ids that are embedded: with [CLS] and [SEP], at most `maximumTokens`.
    public func tokens(of text: String) -> [Int] { tokenizer.encode(text, maxTokens: min(Self.maximumTokens, configuration.positions)) }

    private func embed(batch texts: ArraySlice<String>) throws -> [[Float]] {
        let groups = Self.groups(of: texts.map(tokens))
        // One group alone is spread over the pool step by step; of several, each stays on one thread.
        if groups.count == 1 { return try workspaces.with { try forward.vectors(for: groups[0], in: $0) } }
        let results = Mutex<[Int: Result<[[Float]], any Error>]>([:])
        ThreadPool.shared.run(chunks: groups.count) { index in
            let result = Result { try workspaces.with { try forward.vectors(for: groups[index], in: $0) } }
            results.withLock { $0[index] = result }
        }
        let done = results.withLock { $0 }
        return try groups.indices.flatMap { try done[$0]?.get() ?? [] }
    }

    /// Neighbouring sequences put together up to `groupTokens`.
    private static func groups(of sequences: [[Int]]) -> [[[Int]]] {
        var groups: [[[Int]]] = []
        var tokens = Int.max
        for sequence in sequences {
            if tokens > groupTokens - sequence.count {
                groups.append([])
                tokens = 0
            }
            groups[groups.count - 1].append(sequence)
            tokens += sequence.count
        }
        return groups
    }
}
