import Compute
import Foundation
import Inference
import LoRATraining
import ModelFormats
import Testing

/// The real model against torch and peft; `Fixtures/README.md` says how the numbers were made.
@Suite struct ReferenceGradientTests {
    private struct Expected: Decodable {
        var rank: Int
        var alpha: Float
        var sequences: [TrainingSequence]
        var loss: Double
        var supervised: Int
        var norms: [String: Double]
        var gradients: [String: [Float]]
    }

    private struct Curve: Decodable {
        var rank: Int
        var alpha: Float
        var sequences: [TrainingSequence]
        var learningRate: Double
        var betas: [Double]
        var epsilon: Double
        var weightDecay: Double
        var clip: Double
        var losses: [Double]
        var norms: [Double]
    }

    private static func fixture<Value: Decodable>(_ name: String) throws -> Value {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
    }

    /// The adapter that the Python beside the fixtures makes, its B times `scaleOfB`.
    private static func adapter(_ model: LanguageModel, rank: Int, alpha: Float, scaleOfB: Double = 1) -> LoRAAdapter {
        var modules: [AdapterModule] = []
        for layer in 0..<model.configuration.layers {
            for (index, projection) in LinearProjection.allCases.enumerated() {
                let (outputs, inputs) = model.configuration.shape(of: projection)
                let seed = layer * 14 + index * 2
                modules.append(
                    AdapterModule(
                        layer: layer, projection: projection, inputs: inputs, outputs: outputs,
                        a: hashed(rank * inputs, seed: seed, scale: 1 / 16),
                        b: hashed(rank * outputs, seed: seed + 1, scale: scaleOfB / 32)))
            }
        }
        return LoRAAdapter(rank: rank, alpha: alpha, modules: modules)
    }

    @Test func gradientsOfTheRealModelAgreeWithTorch() throws {
        let expected: Expected = try Self.fixture("gradients")
        let model = try LanguageModel(path: modelPath("SmolLM2-135M-Instruct.Q4_1.gguf"))
        let adapter = Self.adapter(model, rank: expected.rank, alpha: expected.alpha)
        let result = try AdapterGradients.compute(model: model, adapter: adapter, batch: expected.sequences)

        #expect(result.supervisedTokens == expected.supervised)
        #expect(abs(result.loss - expected.loss) < 1e-4 * expected.loss)
        #expect(expected.norms.count == result.gradients.count)
        for gradient in result.gradients {
            let name = String(gradient.name.dropFirst("base_model.model.".count).dropLast(".weight".count))
            let size = try #require(expected.norms[name])
            #expect(abs(norm(gradient.values) - size) < 5e-3 * size, "\(name)")
            if let values = expected.gradients[name] { #expect(relativeDistance(gradient.values, values) < 1e-3, "\(name)") }
        }
    }

    /// Whole numbers in blocks: near the reference, and the same bits on one thread.
    @Test func mixedPrecisionStaysNearTorch() throws {
        let expected: Expected = try Self.fixture("gradients")
        let model = try LanguageModel(path: modelPath("SmolLM2-135M-Instruct.Q4_1.gguf"))
        let adapter = Self.adapter(model, rank: expected.rank, alpha: expected.alpha)
        func compute() throws -> AdapterGradients.Result {
            try AdapterGradients.compute(model: model, adapter: adapter, batch: expected.sequences, precision: .mixed)
        }
        let result = try compute()
        #expect(abs(result.loss - expected.loss) < 5e-4 * expected.loss)
        for gradient in result.gradients {
            let name = String(gradient.name.dropFirst("base_model.model.".count).dropLast(".weight".count))
            let size = try #require(expected.norms[name])
            #expect(abs(norm(gradient.values) - size) < 0.1 * size, "\(name)")
            if let values = expected.gradients[name] { #expect(relativeDistance(gradient.values, values) < 0.1, "\(name)") }
        }
        var alone: Result<AdapterGradients.Result, any Error>?
        ThreadPool.shared.run(chunks: 1) { _ in alone = Result { try compute() } }
        let one = try #require(try alone?.get())
        #expect(one.loss == result.loss)
        #expect(zip(one.gradients, result.gradients).allSatisfy { $0.values == $1.values })
    }

    /// Rounding grows from step to step: close at first, then near.
    @Test func twentyStepsOfTheRealModelFollowTorch() throws {
        let curve: Curve = try Self.fixture("curve")
        let model = try LanguageModel(path: modelPath("SmolLM2-135M-Instruct.Q4_1.gguf"))
        let frozen = try FrozenModel(model)
        let start = Self.adapter(model, rank: curve.rank, alpha: curve.alpha, scaleOfB: 0)
        let parameters = try AdapterParameters(start, shape: frozen.shape)
        let optimizer = AdamW(
            count: parameters.values.count,
            .init(beta1: curve.betas[0], beta2: curve.betas[1], epsilon: curve.epsilon, weightDecay: curve.weightDecay))
        for (index, (loss, norm)) in zip(curve.losses, curve.norms).enumerated() {
            let adapter = LoRAAdapter(rank: curve.rank, alpha: curve.alpha, modules: parameters.modules)
            let result = try AdapterGradients.compute(model: frozen, adapter: adapter, batch: curve.sequences)
            let near = index < 12 ? 1e-3 : 0.1
            #expect(abs(result.loss - loss) < near * loss, "step \(index + 1)")

            var steps = adapter
            for module in steps.modules.indices {
                steps.modules[module].a = result.gradients[2 * module].values
                steps.modules[module].b = result.gradients[2 * module + 1].values
            }
            let gradients = try AdapterParameters(steps, shape: frozen.shape)
            let size = AdamW.norm(gradients.values)
            #expect(abs(size - norm) < 5 * near * norm, "step \(index + 1)")
            optimizer.update(
                parameters.values, gradients: gradients.values, step: index + 1, learningRate: curve.learningRate,
                gradientScale: AdamW.clippingScale(norm: size, limit: curve.clip))
        }
    }
}
