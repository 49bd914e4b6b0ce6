import Foundation
import Inference
import ModelFormats
import Testing

/// A DoRA adapter on the real model against peft; `Fixtures/README.md` says how the numbers were made.
@Suite struct DoRATests {
    private struct Expected: Decodable {
        var rank: Int
        var alpha: Float
        var prompts: [[Int]]
        var step: Int
        var top: [Int]
        var logits: [[Float]]
    }

    /// The numbers of the Python that made the fixture.
    private static func hashed(_ count: Int, seed: Int, scale: Double) -> [Float] {
        (0..<count).map { index in
            var mixed = UInt64(index + 1) &* 2_654_435_761 &+ UInt64(seed) &* 40503
            mixed &= 0xffff_ffff
            mixed = ((mixed ^ (mixed >> 15)) &* 2_246_822_519) & 0xffff_ffff
            return Float((Double(mixed >> 8) / Double(1 << 24) - 0.5) * scale)
        }
    }

    private static func adapter(_ model: LanguageModel, rank: Int, alpha: Float) -> LoRAAdapter {
        var modules: [AdapterModule] = []
        for layer in 0..<model.configuration.layers {
            for (index, projection) in LinearProjection.allCases.enumerated() {
                let (outputs, inputs) = model.configuration.shape(of: projection)
                let seed = layer * 14 + index * 2
                let changes = hashed(outputs, seed: 5000 + seed, scale: 0.2)
                let magnitude = model.weight(layer: layer, projection).withUnsafeBufferPointer { weight in
                    (0..<outputs).map { row in
                        var sum = 0.0
                        for value in weight[row * inputs..<(row + 1) * inputs] { sum += Double(value) * Double(value) }
                        return Float(sum.squareRoot()) * (1 + changes[row])
                    }
                }
                modules.append(
                    AdapterModule(
                        layer: layer, projection: projection, inputs: inputs, outputs: outputs,
                        a: hashed(rank * inputs, seed: seed, scale: 1 / 16), b: hashed(rank * outputs, seed: seed + 1, scale: 1 / 16),
                        magnitude: magnitude))
            }
        }
        return LoRAAdapter(rank: rank, alpha: alpha, usesRankStabilization: true, modules: modules)
    }

    @Test func scoresOfTheRealModelAgreeWithPeft() throws {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/dora", withExtension: "json"))
        let expected = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: url))
        let model = try RealModel.shared.get()
        let prepared = try model.prepare(adapter: Self.adapter(model, rank: expected.rank, alpha: expected.alpha))
        for (prompt, (top, logits)) in zip(expected.prompts, zip(expected.top, expected.logits)) {
            for (precision, tolerance) in [(Precision.precise, Float(2e-3)), (.default, 0.3)] {
                let scores = try model.logits(prompt, adapter: prepared, precision: precision)
                let worst = logits.enumerated().map { abs(scores[$0 * expected.step] - $1) }.max() ?? .infinity
                #expect(worst < tolerance, "\(prompt.count) tokens, \(precision): off by \(worst)")
                #expect(scores.indices.max { scores[$0] < scores[$1] } == top)
            }
        }
    }
}
