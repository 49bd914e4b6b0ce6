import Compute
import Foundation
import Testing
import TextEncoder

struct SentenceEncoderTests {
    struct Reference: Decodable {
        var texts: [String]
        var ids: [[Int]]
        var embeddings: [[Float]]
    }

    let encoder: SentenceEncoder

    init() throws { encoder = try EncoderModel.shared.get() }

    func reference() throws -> Reference {
        let url = try #require(Bundle.module.url(forResource: "embeddings", withExtension: "json", subdirectory: "Fixtures"))
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    }

    @Test func wordPiecesEqualTheReference() throws {
        let reference = try reference()
        for (text, ids) in zip(reference.texts, reference.ids) { #expect(encoder.tokens(of: text) == ids, "\(text.prefix(60))") }
    }

    @Test(arguments: [(EncoderPrecision.int16, 0.99999), (.float32, 0.9999999)])
    func vectorsEqualSentenceTransformers(_ precision: EncoderPrecision, _ least: Double) throws {
        let reference = try reference()
        let encoder = try SentenceEncoder(directory: EncoderModel.directory, precision: precision)
        #expect(encoder.precision == precision && encoder.signature.contains(precision.rawValue))
        let vectors = try #require(try encoder.embed(reference.texts) { _ in true })
        #expect(vectors.count == reference.texts.count)
        for (index, vector) in vectors.enumerated() {
            #expect(vector.count == encoder.dimensions)
            #expect(cosine(vector, reference.embeddings[index]) >= least, "\(reference.texts[index].prefix(60))")
        }
    }

    @Test func vectorsHaveLengthOne() throws {
        let texts = ["", " ", "a", "你好", String(repeating: "long ", count: 2_000)]
        for vector in try #require(try encoder.embed(texts) { _ in true }) {
            let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            #expect(abs(length - 1) < 1e-5)
        }
    }

    @Test func aTextGivesTheSameBitsInAnyBatch() throws {
        let texts = try reference().texts
        let together = try #require(try encoder.embed(texts) { _ in true })
        #expect(try encoder.embed(texts) { _ in true } == together)
        #expect(try encoder.embed(texts.reversed()) { _ in true } == together.reversed())
        for (index, text) in texts.enumerated() { #expect(try encoder.embed([text]) { _ in true } == [together[index]]) }
    }

    @Test func aTextGivesTheSameBitsOnAnyNumberOfThreads() throws {
        let texts = EncoderBenchmark.samplePassages(count: 5)
        let expected = try #require(try encoder.embed(texts) { _ in true })
        defer { ThreadPool.shared.limit = ThreadPool.shared.threads }
        ThreadPool.shared.limit = 1
        #expect(try encoder.embed(texts) { _ in true } == expected)
    }

    @Test func textBeyondTheLimitDoesNotCount() throws {
        let long = String(repeating: "word ", count: 254)
        let vectors = try #require(try encoder.embed([long, long + String(repeating: "other ", count: 500)]) { _ in true })
        #expect(encoder.tokens(of: long).count == SentenceEncoder.maximumTokens)
        #expect(vectors[0] == vectors[1])
    }

    @Test func progressHearsEveryBatchAndCanEndTheWork() throws {
        let texts = EncoderBenchmark.samplePassages(count: 20)
        var heard: [Int] = []
        #expect(
            try encoder.embed(texts) { done in
                heard.append(done)
                return true
            } != nil)
        #expect(heard.last == 20 && heard.count > 1 && heard == heard.sorted())
        var calls = 0
        let stopped = try encoder.embed(texts) { _ in
            calls += 1
            return false
        }
        #expect(stopped == nil && calls == 1)
    }

    @Test func noTextsGiveNoVectors() throws {
        #expect(try encoder.embed([]) { _ in true } == [])
    }

    @Test func tokensAreCountedWithoutTheFrame() {
        #expect(encoder.countTokens("") == 0)
        #expect(encoder.countTokens("hello world") == 2)
        #expect(encoder.countTokens(String(repeating: "word ", count: 1_000)) == 1_000)
    }

    @Test func severalThreadsMayEmbedAtOnce() throws {
        let texts = EncoderBenchmark.samplePassages(count: 6)
        let expected = try #require(try encoder.embed(texts) { _ in true })
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            #expect((try? encoder.embed(texts) { _ in true }) == expected)
        }
    }

    @Test func theBenchmarkMeasuresWithTheClockItIsGiven() throws {
        var time = 0.0
        let result = try EncoderBenchmark(encoder).run(passages: EncoderBenchmark.samplePassages(count: 4), repetitions: 3) {
            time += 0.5
            return time
        }
        #expect(result.passagesPerSecond == [8, 8, 8])
        #expect(result.questionSeconds == [0.5, 0.5, 0.5])
        #expect((100...125).contains(result.tokensPerPassage))
    }
}
