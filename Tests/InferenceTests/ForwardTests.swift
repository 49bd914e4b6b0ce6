import Compute
import Foundation
import Inference
import ModelFormats
import Testing

/// The forward pass on a small random model against the plain one.
@Suite struct ForwardTests {
    static let types: [TensorType] = [.f32, .f16, .bf16, .q8_0, .q4_0, .q4_1, .q5_0, .iq4_nl]
    static let text = (0..<300).map { ($0 * 37 + $0 * $0) % 256 }

    @Test(arguments: types) func scoresAgreeWithThePlainForward(type: TensorType) throws {
        let tiny = TinyModel(type: type, tableType: type == .q4_1 ? .q8_0 : nil)
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let models = try [ComputePath.usual, .portable].map { try LanguageModel(path: path, computePath: $0) }
        let lengths = [1, 5, 40, 70]
        let expected = try ReferenceForward(tiny, path: path).logits(Self.text, at: Set(lengths.map { $0 - 1 }))
        for length in lengths {
            for model in models {
                let precise = try model.logits(Array(Self.text[..<length]), precision: .precise)
                #expect(difference(precise, expected[length - 1]!) < 2e-5)
                let fast = try model.logits(Array(Self.text[..<length]))
                #expect(difference(fast, expected[length - 1]!) < fastTolerance)
            }
        }
    }

    /// Cache pages hold 256 positions, slices 256 tokens.
    @Test(arguments: Precision.allCases) func longTextsAgreeWithThePlainForward(precision: Precision) throws {
        let tiny = TinyModel(layers: 1, width: 32, heads: 2, keyValueHeads: 1, feedForward: 32)
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let lengths = [255, 256, 257, 300]
        let expected = try ReferenceForward(tiny, path: path).logits(Self.text, at: Set(lengths.map { $0 - 1 }))
        for length in lengths {
            let scores = try model.logits(Array(Self.text[..<length]), precision: precision)
            #expect(difference(scores, expected[length - 1]!) < (precision == .precise ? 2e-5 : fastTolerance))
        }
    }

    @Test(arguments: [TensorType.q4_1, .q8_0])
    func tokenByTokenGivesTheSameBitsAsAtOnce(type: TensorType) throws {
        let path = try TinyModel(type: type).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let session = Session(model)
        for length in [1, 2, 3, 7, 20, 21, 280, 281] {
            try session.process(Array(Self.text[..<length]))
            #expect(Array(session.logits) == (try model.logits(Array(Self.text[..<length]))))
        }
    }

    @Test(arguments: Precision.allCases) func theNumberOfThreadsDoesNotChangeABit(precision: Precision) throws {
        let path = try TinyModel(type: .q4_1, tableType: .q8_0).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let results = try [1, 2, 3].map { threads in
            try LanguageModel(path: path, pool: ThreadPool(threads: threads)).logits(Self.text, precision: precision)
        }
        #expect(results[0] == results[1] && results[1] == results[2])
    }

    @Test func theLimitOfTheSharedPoolDoesNotChangeABit() throws {
        let path = try TinyModel(type: .q4_1, tableType: .q8_0).write()
        defer {
            ThreadPool.shared.limit = ThreadPool.shared.threads
            try? FileManager.default.removeItem(atPath: path)
        }
        let model = try LanguageModel(path: path)
        ThreadPool.shared.limit = 1
        let one = try model.logits(Self.text, precision: .precise)
        ThreadPool.shared.limit = ThreadPool.shared.threads
        #expect(one == (try model.logits(Self.text, precision: .precise)))
    }

    @Test func weightsAreGivenInTheHuggingFaceOrder() throws {
        let tiny = TinyModel(layers: 1)
        let path = try tiny.write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let rows = try #require(try GGUFFile(path: path).tensors["blk.0.attn_k.weight"]).dequantized()
        let weight = model.weight(layer: 0, .k)
        // Head width 16: row 3 of head 1 is the first member of its pair 3, row 11 the second one.
        #expect(weight[(16 + 3) * 64..<(16 + 4) * 64] == rows[(16 + 6) * 64..<(16 + 7) * 64])
        #expect(weight[(16 + 11) * 64..<(16 + 12) * 64] == rows[(16 + 7) * 64..<(16 + 8) * 64])
        #expect(model.weight(layer: 0, .down).count == 64 * 96)
        #expect(model.outputHead == model.embeddingTable)
        #expect(model.attentionNorm(layer: 0).count == 64 && model.outputNorm.count == 64)
    }

    @Test func perplexityIsThatOfTheScores() throws {
        let path = try TinyModel().write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let tokens = Array(Self.text[..<23])
        var sum = 0.0
        for window in [tokens[0..<10], tokens[10..<20], tokens[20..<23]] {
            for end in window.startIndex + 1..<window.endIndex {
                sum += Double(try model.logProbabilities(Array(window[..<end]), precision: .precise)[tokens[end]])
            }
        }
        let perplexity = try model.perplexity(tokens: tokens, window: 10, precision: .precise)
        #expect(abs(perplexity / exp(-sum / 20) - 1) < 1e-5)
    }

    @Test func sessionsOnSeveralThreadsShareAModel() throws {
        let path = try TinyModel(type: .q4_1, tableType: .q8_0).write()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try LanguageModel(path: path)
        let expected = try (0..<4).map { try model.logits(Array(Self.text[$0..<$0 + 50]), precision: .precise) }
        let fresh = try LanguageModel(path: path)
        let matches = Mutex4()
        DispatchQueue.concurrentPerform(iterations: 4) { i in
            let scores = try? fresh.logits(Array(Self.text[i..<i + 50]), precision: .precise)
            matches.set(i, scores == expected[i])
        }
        #expect(matches.all)
    }
}

/// Four answers from four threads.
private final class Mutex4: @unchecked Sendable {
    // Sendable: guarded by the lock.
    private let lock = NSLock()
    private var values = [Bool](repeating: false, count: 4)
    func set(_ index: Int, _ value: Bool) { lock.withLock { values[index] = value } }
    var all: Bool { lock.withLock { values.allSatisfy { $0 } } }
}

/// What the default precision may be off by: 16-bit activations, or bf16 where the processor has it.
let fastTolerance = MatrixPrecision.hasBFloat16 ? 3e-2 : 5e-3

/// The largest difference, relative to the largest score.
func difference(_ a: [Float], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    let size = max(1, b.map { abs($0) }.max()!)
    return zip(a, b).map { abs(Double($0) - $1) }.max()! / size
}
