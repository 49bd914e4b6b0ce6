import CKernels
import Foundation
import ModelFormats
import Synchronization
import Tokenization

/// Turns sentences and passages into unit vectors whose inner product says how near they are in meaning.
///
/// A BERT encoder in single precision: WordPiece, mean over the real tokens, length 1. A text gives the same vector whatever
/// else is in its batch. Several threads may embed at once; their batches take turns.
public final class SentenceEncoder: @unchecked Sendable {
    // Sendable: everything but the workspace is written in `init` only, and the workspace stands behind a mutex.
    public let configuration: EncoderConfiguration
    public let tokenizer: WordPieceTokenizer
    /// Tells models apart, not only their shapes: a fingerprint of all weights, the vocabulary and how texts are cut.
    public let signature: String
    private let forward: EncoderForward
    private let workspace: Mutex<EncoderWorkspace?>

    /// Longer texts are cut; what the models of this family were trained for.
    public static let maximumTokens = 256
    /// Rows in a batch: enough to use the weights well, few enough for a question to come between two batches soon.
    static let batchRows = 1024

    /// Length of every vector.
    public var dimensions: Int { configuration.width }

    /// - Parameter directory: holds `config.json`, `vocab.txt` and `model.safetensors`.
    public init(directory: String) throws {
        let folder = URL(fileURLWithPath: directory)
        func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
        configuration = try EncoderConfiguration(path: path("config.json"))
        guard let data = FileManager.default.contents(atPath: path("vocab.txt")) else {
            throw TextEncoderError.unreadable(path: path("vocab.txt"), reason: "it is not there or may not be read")
        }
        tokenizer = try WordPieceTokenizer(vocabularyText: String(decoding: data, as: UTF8.self))
        guard tokenizer.vocabularySize == configuration.vocabulary else {
            throw TextEncoderError.unsupported(
                path: path("vocab.txt"), problem: "it has \(tokenizer.vocabularySize) tokens, the model \(configuration.vocabulary)")
        }
        let file = try SafetensorsFile(path: path("model.safetensors"))
        forward = EncoderForward(configuration: configuration, weights: try EncoderWeights(file, configuration))
        signature = Self.signature(file, vocabulary: data, longest: min(Self.maximumTokens, configuration.positions))
        workspace = Mutex(nil)
    }

    private static func signature(_ file: SafetensorsFile, vocabulary: Data, longest: Int) -> String {
        var state: (UInt64, UInt64) = (1, 2)
        func mix(_ bytes: UnsafeRawBufferPointer) {
            withUnsafeMutablePointer(to: &state) { pointer in
                pointer.withMemoryRebound(to: UInt64.self, capacity: 2) { ck_fingerprint($0, bytes.baseAddress, Int64(bytes.count)) }
            }
        }
        mix(file.file.bytes)
        vocabulary.withUnsafeBytes(mix)
        let digits = [state.0, state.1].map { String($0, radix: 16) }.joined(separator: "-")
        return "bert mean \(longest) \(digits)"
    }

    /// One unit vector a text, in order.
    ///
    /// - Parameter progress: hears how many texts are done; false ends the work.
    /// - Returns: nil when `progress` ended it.
    public func embed(_ texts: [String], progress: (_ done: Int) -> Bool) throws -> [[Float]]? {
        var vectors: [[Float]] = []
        vectors.reserveCapacity(texts.count)
        var batch: [[Int]] = []
        var rows = 0
        for (index, text) in texts.enumerated() {
            let ids = tokens(of: text)
            batch.append(ids)
            rows += ids.count
            guard rows > Self.batchRows - longest || index == texts.count - 1 else { continue }
            vectors += try run(batch)
            (batch, rows) = ([], 0)
            guard progress(vectors.count) else { return nil }
        }
        return vectors
    }

    /// Word pieces of the text, without [CLS] and [SEP], however long it is.
    public func countTokens(_ text: String) -> Int { tokenizer.encode(text).count - 2 }

    /// The ids that are embedded: with [CLS] and [SEP], at most `maximumTokens`.
    public func tokens(of text: String) -> [Int] { tokenizer.encode(text, maxTokens: longest) }

    private var longest: Int { min(Self.maximumTokens, configuration.positions) }

    private func run(_ batch: [[Int]]) throws -> [[Float]] {
        let rows = batch.reduce(0) { $0 + $1.count }
        return try workspace.withLock { workspace in
            // A question alone needs little room; the large workspace comes with the first passages and stays.
            let room = rows <= 64 ? 64 : Self.batchRows
            let present = workspace.flatMap { $0.rows >= rows ? $0 : nil } ?? EncoderWorkspace(rows: room, configuration)
            workspace = present
            return try forward.vectors(for: batch, in: present)
        }
    }
}
