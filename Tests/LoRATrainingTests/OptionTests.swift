import Compute
import Foundation
import LoRATraining
import ModelFormats
import Testing

/// The training options against torch and peft on a small llama; `Fixtures/README.md` says how the numbers were made.
@Suite struct OptionTests {
    struct Fixture: Decodable {
        struct Case: Decodable {
            var dora, rslora: Bool
            var dropout, neftuneAlpha: Float
            var loss: Double
            var magnitudes: [String: [Float]]
            var norms: [String: Double]
            var gradients: [String: [Float]]
        }
        struct Curve: Decodable {
            var dora, rslora: Bool
            var learningRate, ratio, weightDecay, clip: Double
            var losses, norms: [Double]
            var last: [String: [Float]]
        }
        var cases: [Case]
        var curves: [Curve]
    }

    private static func fixture() throws -> Fixture {
        let url = try #require(Bundle.module.url(forResource: "options", withExtension: "json", subdirectory: "Fixtures"))
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    }

    private static func short(_ name: String) -> String {
        let name = name.dropFirst("base_model.model.".count)
        return String(name.hasSuffix(".weight") ? name.dropLast(".weight".count) : name)
    }

    @Test(arguments: 0..<5) func gradientsAgreeWithPeft(index: Int) throws {
        let expected = try Self.fixture().cases[index]
        var adapter = TinyModel.adapter()
        adapter.usesRankStabilization = expected.rslora
        for module in adapter.modules.indices where expected.dora {
            adapter.modules[module].magnitude = expected.magnitudes[Self.short(adapter.modules[module].tensorNameMagnitude)]
        }
        let result = try AdapterGradients.compute(
            model: TinyModel.make(), adapter: adapter, batch: TinyModel.batch, dropout: expected.dropout,
            neftuneAlpha: expected.neftuneAlpha)
        #expect(abs(result.loss - expected.loss) < 1e-5 * expected.loss)
        #expect(result.gradients.count == expected.norms.count)
        for gradient in result.gradients {
            let name = Self.short(gradient.name)
            let size = try #require(expected.norms[name])
            #expect(abs(norm(gradient.values) - size) < 2e-4 * size, "\(name)")
            if let values = expected.gradients[name] { #expect(relativeDistance(gradient.values, values) < 2e-4, "\(name)") }
        }
    }

    /// LoRA+ with weight decay and clipping, from B = 0 and magnitudes at the lengths of the rows.
    @Test(arguments: 0..<2) func curvesFollowPeft(index: Int) throws {
        let curve = try Self.fixture().curves[index]
        let model = TinyModel.make()
        var parameters = TrainingParameters()
        parameters.rank = 3
        parameters.alpha = 6
        parameters.usesDoRA = curve.dora
        parameters.usesRankStabilization = curve.rslora
        parameters.weightDecay = curve.weightDecay
        let steps = try OptimizerSteps(model: model, parameters: parameters, start: TinyModel.adapter(bScale: 0))
        for (step, (loss, norm)) in zip(curve.losses, curve.norms).enumerated() {
            let taken = try steps.take(TinyModel.batch, learningRate: curve.learningRate, ratio: curve.ratio, clip: curve.clip)
            #expect(abs(taken.loss - loss) < 1e-3 * loss, "step \(step + 1)")
            #expect(abs(taken.norm - norm) < 2e-3 * norm, "step \(step + 1)")
        }
        let tensors = steps.adapter.tensors.filter { curve.last[Self.short($0.name)] != nil }
        #expect(tensors.count == curve.last.count && tensors.count == (curve.dora ? 3 : 2))
        for tensor in tensors { #expect(relativeDistance(tensor.values, curve.last[Self.short(tensor.name)]!) < 1e-3, "\(tensor.name)") }
    }

    @Test func decomposedWeightsStartAsTheModelItself() throws {
        let model = TinyModel.make()
        var parameters = TrainingParameters()
        parameters.rank = 2
        parameters.usesDoRA = true
        let steps = try OptimizerSteps(model: model, parameters: parameters, start: TinyModel.adapter(rank: 2, bScale: 0))
        let decomposed = try AdapterGradients.loss(model: model, adapter: steps.adapter, batch: TinyModel.batch)
        let plain = try AdapterGradients.loss(model: model, adapter: TinyModel.adapter(rank: 2, bScale: 0), batch: TinyModel.batch)
        #expect(abs(decomposed - plain) < 1e-6 * plain)
    }

    @Test func decomposedGradientsAddUpOverPassesAndSubsets() throws {
        let model = TinyModel.make()
        var adapter = TinyModel.adapter(rank: 2) { layer, projection in
            layer == 1 ? [.q, .v, .down].contains(projection) : projection == .up
        }
        for index in adapter.modules.indices {
            adapter.modules[index].magnitude = hashed(adapter.modules[index].outputs, seed: 900 + index, scale: 1).map { $0 + 2 }
        }
        let whole = try AdapterGradients.compute(model: model, adapter: adapter, batch: TinyModel.batch)
        let split = try AdapterGradients.compute(model: model, adapter: adapter, batch: TinyModel.batch, rowsPerPass: 1)
        #expect(whole.gradients.count == 12 && abs(whole.loss - split.loss) < 1e-6)
        for (a, b) in zip(whole.gradients, split.gradients) { #expect(relativeDistance(a.values, b.values) < 1e-4, "\(a.name)") }
        // A magnitude's gradient is the slope of the loss: nothing about it is held constant.
        let index = try #require(whole.gradients.firstIndex { $0.name.contains("down_proj.lora_magnitude_vector") })
        let module = try #require(adapter.modules.firstIndex { $0.projection == .down })
        let losses = try [Float(1e-2), -1e-2].map { step in
            var moved = adapter
            moved.modules[module].magnitude?[3] += step
            return try AdapterGradients.loss(model: model, adapter: moved, batch: TinyModel.batch)
        }
        #expect(abs((losses[0] - losses[1]) / 2e-2 - Double(whole.gradients[index].values[3])) < 2e-3)
    }
}

/// Optimiser steps on one batch, with the state that a training has.
final class OptimizerSteps {
    private let model: FrozenModel
    private let parameters: TrainingParameters
    private let state: AdapterParameters
    private let optimizer: AdamW
    private var step = 0

    init(model: FrozenModel, parameters: TrainingParameters, start: LoRAAdapter) throws {
        self.model = model
        self.parameters = parameters
        var start = start
        for index in start.modules.indices where parameters.usesDoRA {
            let module = start.modules[index]
            let weight = model.layers[module.layer].weights[module.projection]!.array
            start.modules[index].magnitude = (0..<module.outputs).map { row in
                Float(norm(Array(weight[row * module.inputs..<(row + 1) * module.inputs])))
            }
        }
        state = try AdapterParameters(start, shape: model.shape)
        optimizer = AdamW(count: state.layout.count, .init(weightDecay: parameters.weightDecay))
    }

    var adapter: LoRAAdapter {
        LoRAAdapter(
            rank: parameters.rank, alpha: parameters.alpha, usesRankStabilization: parameters.usesRankStabilization, modules: state.modules)
    }

    func take(
        _ batch: [TrainingSequence], learningRate: Double, ratio: Double, clip: Double
    ) throws -> (loss: Double, norm: Double) {
        let result = try AdapterGradients.compute(model: model, adapter: adapter, batch: batch)
        var slopes = adapter
        let values = Dictionary(uniqueKeysWithValues: result.gradients.map { ($0.name, $0.values) })
        for index in slopes.modules.indices {
            slopes.modules[index].a = values[slopes.modules[index].tensorNameA]!
            slopes.modules[index].b = values[slopes.modules[index].tensorNameB]!
            slopes.modules[index].magnitude = values[slopes.modules[index].tensorNameMagnitude]
        }
        let gradients = try AdapterParameters(slopes, shape: model.shape)
        let size = AdamW.norm(gradients.values)
        step += 1
        optimizer.update(
            state, gradients: gradients, step: step, learningRate: learningRate, loraPlusRatio: ratio,
            gradientScale: AdamW.clippingScale(norm: size, limit: clip))
        return (result.loss, size)
    }
}
