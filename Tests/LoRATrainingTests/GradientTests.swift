import Compute
import LoRATraining
import ModelFormats
import Testing

@Suite struct GradientTests {
    /// d loss / d one number of the adapter, by a central difference of the reference in double precision.
    private func difference(_ reference: ReferenceLlama, module: Int, inA: Bool, index: Int, batch: [TrainingSequence]) -> Double {
        let step: Float = 1.0 / 1024
        var (up, down) = (reference, reference)
        if inA {
            up.adapter.modules[module].a[index] += step
            down.adapter.modules[module].a[index] -= step
            // The numbers are single precision: what was really added counts.
            let width = Double(up.adapter.modules[module].a[index]) - Double(down.adapter.modules[module].a[index])
            return (up.loss(batch) - down.loss(batch)) / width
        }
        up.adapter.modules[module].b[index] += step
        down.adapter.modules[module].b[index] -= step
        let width = Double(up.adapter.modules[module].b[index]) - Double(down.adapter.modules[module].b[index])
        return (up.loss(batch) - down.loss(batch)) / width
    }

    private func expectGradients(_ model: FrozenModel, _ adapter: LoRAAdapter, _ batch: [TrainingSequence]) throws {
        let reference = ReferenceLlama(model: model, adapter: adapter)
        let result = try AdapterGradients.compute(model: model, adapter: adapter, batch: batch)
        #expect(abs(result.loss - reference.loss(batch)) < 1e-5 * result.loss)
        #expect(result.gradients.count == 2 * adapter.modules.count)
        for (module, values) in adapter.modules.enumerated() {
            for (half, count) in [(0, values.a.count), (1, values.b.count)] {
                let gradient = result.gradients[2 * module + half]
                #expect(gradient.name == (half == 0 ? values.tensorNameA : values.tensorNameB))
                #expect(gradient.shape == (half == 0 ? [adapter.rank, values.inputs] : [values.outputs, adapter.rank]))
                #expect(gradient.values.count == count)
                let size = norm(gradient.values) / Double(count).squareRoot()
                for index in [count / 3, count - 1] {
                    let expected = difference(reference, module: module, inA: half == 0, index: index, batch: batch)
                    #expect(abs(Double(gradient.values[index]) - expected) < 2e-3 * max(abs(expected), size), "\(gradient.name)[\(index)]")
                }
            }
        }
    }

    @Test func gradientsAgreeWithFiniteDifferences() throws {
        try expectGradients(TinyModel.make(), TinyModel.adapter(), TinyModel.batch)
    }

    @Test func gradientsAgreeWithAnUntiedHead() throws {
        try expectGradients(TinyModel.make(tied: false), TinyModel.adapter(rank: 1), [TinyModel.batch[0]])
    }

    @Test func gradientsAgreeForAnySubsetOfWeights() throws {
        let adapter = TinyModel.adapter(rank: 2) { layer, projection in
            layer == 1 ? [.q, .v, .down].contains(projection) : projection == .up
        }
        try expectGradients(TinyModel.make(), adapter, TinyModel.batch)
        try expectGradients(TinyModel.make(), TinyModel.adapter { layer, projection in layer == 1 && projection == .k }, TinyModel.batch)
    }

    @Test func aZeroBHasNoGradientForA() throws {
        let adapter = TinyModel.adapter(bScale: 0)
        let result = try AdapterGradients.compute(model: TinyModel.make(), adapter: adapter, batch: TinyModel.batch)
        for (index, gradient) in result.gradients.enumerated() {
            #expect((norm(gradient.values) == 0) == (index % 2 == 0), "\(gradient.name)")
        }
    }

    @Test func gradientsWithDropoutAgreeWithTheSlopeOfTheLoss() throws {
        let (model, adapter) = (TinyModel.make(), TinyModel.adapter())
        let result = try AdapterGradients.compute(model: model, adapter: adapter, batch: TinyModel.batch, dropout: 0.3)
        let plain = try AdapterGradients.compute(model: model, adapter: adapter, batch: TinyModel.batch)
        #expect(abs(plain.loss - result.loss) > 1e-3)
        // Along its own gradient the loss changes by the gradient's norm; one tensor at a time.
        for module in adapter.modules.indices {
            for half in 0...1 {
                let gradient = result.gradients[2 * module + half].values
                let size = norm(gradient)
                let step: Float = 4e-3
                let losses = try [step, -step].map { step in
                    var moved = adapter
                    let add = { (x: [Float]) in zip(x, gradient).map { $0 + step * $1 / Float(size) } }
                    if half == 0 { moved.modules[module].a = add(moved.modules[module].a) }
                    if half == 1 { moved.modules[module].b = add(moved.modules[module].b) }
                    return try AdapterGradients.compute(model: model, adapter: moved, batch: TinyModel.batch, dropout: 0.3).loss
                }
                let slope = (losses[0] - losses[1]) / (2 * Double(step))
                #expect(abs(slope - size) < 0.01 * size + 2e-4, "\(result.gradients[2 * module + half].name)")
            }
        }
    }

    /// Sequences that begin alike: the beginning is computed once for all of them, and its gradient comes from every one.
    static let alike = [[7, 7, 21, 3], [0, 30, 4], [21, 8, 8, 8, 2, 5]].map { own in
        let prefix = [1, 5, 9, 2, 30, 14, 6]
        // Its last token predicts the first one that is scored, and is each sequence's own.
        return TrainingSequence(tokens: prefix + own, trained: prefix.map { _ in false } + own.map { _ in true })
    }

    @Test func aSharedBeginningGivesTheGradientsOfEachForItself() throws {
        let (model, adapter) = (TinyModel.make(), TinyModel.adapter())
        try expectGradients(model, adapter, Self.alike)
        let shared = try AdapterGradients.compute(model: model, adapter: adapter, batch: Self.alike)
        let alone = try AdapterGradients.compute(model: model, adapter: adapter, batch: Self.alike, rowsPerPass: 1)
        #expect(abs(shared.loss - alone.loss) < 1e-6)
        for (a, b) in zip(shared.gradients, alone.gradients) { #expect(relativeDistance(a.values, b.values) < 1e-4) }
    }

    @Test func aScoredBeginningIsNotShared() throws {
        var batch = Self.alike
        batch[1].labels[2] = batch[1].tokens[2]
        try expectGradients(TinyModel.make(), TinyModel.adapter(), batch)
    }

    @Test func passesAddUpToTheWholeBatch() throws {
        let (model, adapter) = (TinyModel.make(), TinyModel.adapter())
        let whole = try AdapterGradients.compute(model: model, adapter: adapter, batch: TinyModel.batch)
        let split = try AdapterGradients.compute(model: model, adapter: adapter, batch: TinyModel.batch, rowsPerPass: 1)
        #expect(abs(whole.loss - split.loss) < 1e-6)
        for (a, b) in zip(whole.gradients, split.gradients) { #expect(relativeDistance(a.values, b.values) < 1e-4) }
    }

    @Test func resultsHaveTheSameBitsOnOneThread() throws {
        let shape = LlamaShape(
            layers: 2, width: 64, heads: 4, keyValueHeads: 2, headWidth: 16, feedForward: 160, vocabulary: 300, context: 256,
            normEpsilon: 1e-5)
        let model = TinyModel.make(shape: shape)
        let adapter = TinyModel.adapter(shape: shape)
        let batch = (0..<4).map { row in
            let tokens = (0..<70 + 13 * row).map { ($0 * 7 + row * 11) % 300 }
            return TrainingSequence(tokens: tokens, labels: tokens)
        }
        let all = try AdapterGradients.compute(model: model, adapter: adapter, batch: batch)
        // Work that starts inside of a chunk stays on that chunk's thread.
        var alone: Result<AdapterGradients.Result, any Error>?
        ThreadPool.shared.run(chunks: 1) { _ in
            alone = Result { try AdapterGradients.compute(model: model, adapter: adapter, batch: batch) }
        }
        let one = try #require(try alone?.get())
        #expect(one.loss == all.loss)
        #expect(zip(one.gradients, all.gradients).allSatisfy { $0.values == $1.values })
    }

    @Test func aLongSequenceAgreesWithTheReference() throws {
        let tokens = (0..<120).map { ($0 * 5 + $0 / 7) % 37 }
        let batch = [TrainingSequence(tokens: tokens, labels: tokens)]
        let (model, adapter) = (
            TinyModel.make(), TinyModel.adapter { layer, projection in layer == 0 && [.q, .k, .v].contains(projection) }
        )
        let reference = ReferenceLlama(model: model, adapter: adapter)
        let result = try AdapterGradients.compute(model: model, adapter: adapter, batch: batch)
        #expect(abs(result.loss - reference.loss(batch)) < 1e-5 * result.loss)
        for module in 0..<3 {
            let expected = difference(reference, module: module, inA: true, index: 5, batch: batch)
            #expect(abs(Double(result.gradients[2 * module].values[5]) - expected) < 2e-3 * max(abs(expected), 1e-3))
        }
    }
}

@Suite struct BatchChecks {
    private func error(_ batch: [TrainingSequence], _ adapter: LoRAAdapter = TinyModel.adapter()) -> TrainingError? {
        do throws(TrainingError) {
            _ = try AdapterGradients.compute(model: TinyModel.make(), adapter: adapter, batch: batch)
            return nil
        } catch {
            return error
        }
    }

    @Test func aBatchWithoutSupervisedPositionsIsRefused() {
        for batch in [[], [TrainingSequence(tokens: [1, 2], labels: [-100, -100])], [TrainingSequence(tokens: [1], labels: [1])]] {
            guard case .nothingToLearn = error(batch) else {
                Issue.record("\(batch) was accepted")
                continue
            }
        }
    }

    @Test func brokenSequencesAreNamed() {
        let good = TinyModel.batch[0]
        #expect(
            error([good, TrainingSequence(tokens: [1, 2], labels: [1])])
                == .invalidSequence(index: 1, problem: "it has 2 tokens and 1 labels"))
        #expect(
            error([TrainingSequence(tokens: [1, 37], labels: [1, 2])])
                == .invalidSequence(index: 0, problem: "token 37 is not in the vocabulary of 37"))
        #expect(
            error([TrainingSequence(tokens: [1, 3], labels: [1, -1])])
                == .invalidSequence(index: 0, problem: "label -1 is not in the vocabulary of 37"))
        let long = TrainingSequence(tokens: Array(repeating: 1, count: 257), labels: Array(repeating: 1, count: 257))
        #expect(error([long]) == .invalidSequence(index: 0, problem: "it has 257 tokens, the model sees 256 at most"))
    }

    @Test func anAdapterOfAnotherModelIsRefused() {
        var layer = TinyModel.adapter()
        layer.modules[0].layer = 2
        var size = TinyModel.adapter()
        size.modules[0].inputs = 25
        var rank = TinyModel.adapter()
        rank.rank = 4
        var twice = TinyModel.adapter()
        twice.modules.append(twice.modules[0])
        for adapter in [layer, size, rank, twice, LoRAAdapter(rank: 2, alpha: 4, modules: [])] {
            guard case .unusableAdapter = error(TinyModel.batch, adapter) else {
                Issue.record("an adapter that does not fit was accepted")
                continue
            }
        }
    }
}
