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

    @Test func gradientsOfTheRealModelAgreeWithTorch() throws {
        let url = try #require(Bundle.module.url(forResource: "gradients", withExtension: "json", subdirectory: "Fixtures"))
        let expected = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: url))
        let model = try LanguageModel(path: modelPath("SmolLM2-135M-Instruct.Q4_1.gguf"))
        var modules: [AdapterModule] = []
        for layer in 0..<model.configuration.layers {
            for (index, projection) in LinearProjection.allCases.enumerated() {
                let (outputs, inputs) = model.configuration.shape(of: projection)
                let seed = layer * 14 + index * 2
                modules.append(
                    AdapterModule(
                        layer: layer, projection: projection, inputs: inputs, outputs: outputs,
                        a: hashed(expected.rank * inputs, seed: seed, scale: 1 / 16),
                        b: hashed(expected.rank * outputs, seed: seed + 1, scale: 1 / 32)))
            }
        }
        let adapter = LoRAAdapter(rank: expected.rank, alpha: expected.alpha, modules: modules)
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
}
