import CKernels
import Compute
import Foundation
import ModelFormats

/// A forward and backward of batches through a frozen llama with an adapter. Keeps its buffers between batches; one at a time.
///
/// Use: `load` the adapter's numbers, then for each batch `forward`, `loss`, and for gradients `backward`; at the end `finish`.
final class LlamaPass {
    let model: FrozenModel
    let layout: AdapterLayout
    let scaling: Float
    var shape: LlamaShape { model.shape }
    /// The adapter's numbers as the products want them: A as it is, Bᵀ times the scaling.
    let effective: FloatBuffer

    /// DoRA's factors; nil for plain LoRA.
    let magnitudes: MagnitudeFactors?

    /// For training steps only.
    var noise: PassNoise?
    var dropout: Dropout? { noise?.dropout }

    /// Asked before every layer; once it says yes the pass ends with `TrainingError.interrupted`.
    var isStopped: () -> Bool = { false }

    private(set) var room: Activations
    private var angles: (cosines: FloatBuffer, sines: FloatBuffer, positions: Int)
    var attentionRoom = AttentionRoom()
    /// Activations or gradients in 16 bits, for mixed precision.
    var quantized = FloatBuffer(count: 0)
    var head: HeadRoom

    init(model: FrozenModel, layout: AdapterLayout, scaling: Float) {
        self.model = model
        self.layout = layout
        self.scaling = scaling
        effective = FloatBuffer(count: layout.count)
        magnitudes = layout.hasMagnitudes ? MagnitudeFactors(model: model, layout: layout) : nil
        room = Activations(rows: 0, shape: model.shape, layout: layout, dropout: false)
        angles = (FloatBuffer(count: 0), FloatBuffer(count: 0), 0)
        head = HeadRoom(rows: 0, shape: model.shape)
    }

    /// Takes the adapter's numbers for the passes to come.
    func load(_ parameters: AdapterParameters) {
        precondition(parameters.layout == layout)
        effective.pointer.update(from: parameters.values.pointer, count: layout.count)
        scaleB(effective)
        magnitudes?.load(parameters, scaling: scaling)
    }

    /// Completes gradients that were summed over batches: those of B come from the backward without the scaling.
    func finish(_ gradients: AdapterParameters) {
        scaleB(gradients.values)
        magnitudes?.finish(gradients)
    }

    private func scaleB(_ values: FloatBuffer) {
        for (_, _, pair) in layout.pairs { ck_train_scale(values.pointer + pair.b, scaling, Int64(layout.rank * pair.outputs)) }
    }

    // MARK: Forward

    /// Runs all layers and keeps what the backward needs.
    func forward(_ batch: PackedBatch) throws(TrainingError) {
        prepare(for: batch)
        embed(batch)
        for layer in 0..<shape.layers {
            try goOn()
            forward(batch, layer: layer)
        }
    }

    private func goOn() throws(TrainingError) {
        if isStopped() { throw .interrupted }
    }

    private func forward(_ batch: PackedBatch, layer: Int) {
        let rows = batch.rows
        let kept = room.layers[layer]
        let weights = model.layers[layer]
        let output = layer + 1 < shape.layers ? room.layers[layer + 1].input : room.output

        norm(into: room.normed, inverse: kept.inputInverse, kept.input, weights.attentionNorm, rows: rows)
        project(.attentionIn, layer: layer, room.normed, into: kept.attention, rows: rows, accumulate: false)
        rotate(kept.attention, batch, direction: 1)
        attend(batch, kept)
        copy(kept.input, to: kept.middle, rows: rows)
        project(.attentionOut, layer: layer, kept.mixed, into: kept.middle, rows: rows, accumulate: true)

        norm(into: room.normed, inverse: kept.middleInverse, kept.middle, weights.feedForwardNorm, rows: rows)
        project(.feedForwardIn, layer: layer, room.normed, into: kept.gateUp, rows: rows, accumulate: false)
        activate(kept.gateUp, rows: rows)
        copy(kept.middle, to: output, rows: rows)
        project(.feedForwardOut, layer: layer, room.hidden, into: output, rows: rows, accumulate: true)
    }

    // MARK: Backward

    /// Adds the gradients of the adapter to `gradients`. `room.dresidual` holds the gradient of the last layer's output.
    func backward(_ batch: PackedBatch, into gradients: AdapterParameters) throws(TrainingError) {
        for layer in (0..<shape.layers).reversed() where layer >= layout.firstLayer {
            try goOn()
            backward(batch, layer: layer, into: gradients)
        }
    }

    private func backward(_ batch: PackedBatch, layer: Int, into gradients: AdapterParameters) {
        let rows = batch.rows
        let kept = room.layers[layer]
        let weights = model.layers[layer]

        activate(kept.gateUp, rows: rows)
        projectBackward(
            .feedForwardOut, layer: layer, dy: room.dresidual, x: room.hidden, dx: room.dhidden, rows: rows, into: gradients)
        let feedForward = Int64(shape.feedForward)
        each(rows) { from, count in
            ck_train_swiglu_backward(
                self.room.dgateUp.pointer + 2 * from * self.shape.feedForward, self.room.dhidden.pointer + from * self.shape.feedForward,
                kept.gateUp.pointer + 2 * from * self.shape.feedForward, count, feedForward)
        }
        normAgain(inverse: kept.middleInverse, kept.middle, weights.feedForwardNorm, rows: rows)
        projectBackward(.feedForwardIn, layer: layer, dy: room.dgateUp, x: room.normed, dx: room.dnormed, rows: rows, into: gradients)
        normBackward(kept.middle, weights.feedForwardNorm, inverse: kept.middleInverse, rows: rows)

        projectBackward(.attentionOut, layer: layer, dy: room.dresidual, x: kept.mixed, dx: room.dmixed, rows: rows, into: gradients)
        attendBackward(batch, kept)
        rotate(room.dattention, batch, direction: -1)
        normAgain(inverse: kept.inputInverse, kept.input, weights.attentionNorm, rows: rows)
        // Below the first layer with a pair nothing needs a gradient.
        let goesOn = layer > layout.firstLayer
        projectBackward(
            .attentionIn, layer: layer, dy: room.dattention, x: room.normed, dx: goesOn ? room.dnormed : nil, rows: rows, into: gradients)
        if goesOn { normBackward(kept.input, weights.attentionNorm, inverse: kept.inputInverse, rows: rows) }
    }

    // MARK: Rooms

    private func prepare(for batch: PackedBatch) {
        if batch.rows > room.rows || (dropout != nil && room.dropped.count == 0) {
            // The old buffers go first: both at once would double the peak. A little more than asked for saves doing this often.
            let rows = (batch.rows + 127) / 128 * 128
            room = Activations(rows: 0, shape: shape, layout: layout, dropout: false)
            room = Activations(rows: rows, shape: shape, layout: layout, dropout: dropout != nil)
        }
        if batch.longest > angles.positions { angles = Self.angles(positions: batch.longest, frequencies: model.frequencies) }
        attentionRoom.prepare(for: batch, shape: shape)
    }

    /// Cosines and sines of position · frequency, positions × frequencies.
    private static func angles(positions: Int, frequencies: [Float]) -> (cosines: FloatBuffer, sines: FloatBuffer, positions: Int) {
        let count = frequencies.count
        let (cosines, sines) = (FloatBuffer(count: positions * count), FloatBuffer(count: positions * count))
        for position in 0..<positions {
            for index in 0..<count {
                // The angle in single precision, as the reference implementation has it.
                let angle = Double(Float(position) * frequencies[index])
                cosines.pointer[position * count + index] = Float(cos(angle))
                sines.pointer[position * count + index] = Float(sin(angle))
            }
        }
        return (cosines, sines, positions)
    }

    // MARK: Rows

    /// Calls `body(first row, rows)` for pieces of all rows, spread over the pool.
    func each(_ rows: Int, _ body: (Int, Int64) -> Void) {
        ThreadPool.shared.run(count: rows, by: 32) { range in body(range.lowerBound, Int64(range.count)) }
    }

    private func embed(_ batch: PackedBatch) {
        let width = shape.width
        let first = room.layers.first?.input ?? room.output
        model.embed(batch.tokens, into: first.pointer)
        guard let noise = noise?.embedding else { return }
        for segment in batch.segments {
            let from = segment.start * width
            // Rows that all share are noised as those of the longest sequence.
            let positions = segment.start < batch.sharedRows ? batch.longest : segment.positions
            ck_train_noise(
                first.pointer + from, noise.key, noise.size(positions: positions, width: width), Int64(from), Int64(segment.length * width))
        }
    }

    private func copy(_ source: FloatBuffer, to target: FloatBuffer, rows: Int) {
        target.pointer.update(from: source.pointer, count: rows * shape.width)
    }

    private func norm(into y: FloatBuffer, inverse: FloatBuffer, _ x: FloatBuffer, _ weight: FloatBuffer, rows: Int) {
        let width = shape.width
        each(rows) { from, count in
            ck_train_rmsnorm_forward(
                y.pointer + from * width, inverse.pointer + from, x.pointer + from * width, weight.pointer, self.shape.normEpsilon, count,
                Int64(width))
        }
    }

    private func normAgain(inverse: FloatBuffer, _ x: FloatBuffer, _ weight: FloatBuffer, rows: Int) {
        let width = shape.width
        each(rows) { from, count in
            ck_train_rmsnorm_again(
                self.room.normed.pointer + from * width, inverse.pointer + from, x.pointer + from * width, weight.pointer, count,
                Int64(width))
        }
    }

    /// dresidual += the gradient of the norm's input, from `dnormed`.
    private func normBackward(_ x: FloatBuffer, _ weight: FloatBuffer, inverse: FloatBuffer, rows: Int) {
        let width = shape.width
        each(rows) { from, count in
            ck_train_rmsnorm_backward(
                self.room.dresidual.pointer + from * width, self.room.dnormed.pointer + from * width, x.pointer + from * width,
                weight.pointer, inverse.pointer + from, count, Int64(width))
        }
    }

    /// hidden = silu(gate) · up.
    private func activate(_ gateUp: FloatBuffer, rows: Int) {
        let width = shape.feedForward
        each(rows) { from, count in
            ck_train_swiglu_forward(self.room.hidden.pointer + from * width, gateUp.pointer + 2 * from * width, count, Int64(width))
        }
    }

    /// Turns queries and keys by their positions, or back.
    private func rotate(_ attention: FloatBuffer, _ batch: PackedBatch, direction: Float) {
        let stride = shape.attentionWidth
        batch.positions.withUnsafeBufferPointer { positions in
            each(batch.rows) { from, count in
                // Query heads and key heads lie side by side: one run over both.
                ck_train_rope(
                    attention.pointer + from * stride, Int64(stride), self.angles.cosines.pointer, self.angles.sines.pointer,
                    positions.baseAddress! + from, direction, count, Int64(self.shape.heads + self.shape.keyValueHeads),
                    Int64(self.shape.headWidth))
            }
        }
    }
}
