import CKernels
import Compute
import ModelFormats

/// y, gate, up, count; see ck_kernels.h.
private typealias ActivationKernel =
    @convention(c) (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Int32) -> Void

/// The parts of a layer. Each step is cut into chunks by its shape alone, and each output is computed by one chunk.
extension ForwardPass {
    /// Rows that a chunk of element-wise work takes.
    static let elementRows = 16

    /// hidden += attention(norm(hidden)), normalised where the layer does: keys and values of all `rows`, the rest for the `needed` ones.
    func attend(layer: Int, rows: Int, needed: Range<Int>) throws {
        let w = workspace
        let weights = model.layers[layer]
        let c = model.configuration
        normalize(w.hidden.pointer, weights.vectors.attentionNorm, into: w.normed.pointer, rows: 0..<rows)
        try multiply(
            [
                .init(layer, .q, weights[.q], w.queries.pointer), .init(layer, .k, weights[.k], w.keys.pointer),
                .init(layer, .v, weights[.v], w.values.pointer),
            ],
            input: w.normed.pointer, rows: 0..<rows)
        store(layer: layer)
        guard !needed.isEmpty else { return }
        attention(layer: layer, needed: needed)
        quantize(w.attended.pointer, width: c.queryWidth, rows: needed)
        try multiply([.init(layer, .o, weights[.o], w.update.pointer)], input: w.attended.pointer, rows: needed)
        addUpdate(rows: needed, stride: weights[.o].stride, norm: weights.vectors.updateNorms?.attention)
    }

    /// hidden += down(activation(gate(norm(hidden))) · up(norm(hidden))), normalised where the layer does.
    func feedForward(layer: Int, needed: Range<Int>) throws {
        guard !needed.isEmpty else { return }
        let w = workspace
        let weights = model.layers[layer]
        let kernels = model.kernels
        normalize(w.hidden.pointer, weights.vectors.feedForwardNorm, into: w.normed.pointer, rows: needed)
        try multiply(
            [.init(layer, .gate, weights[.gate], w.gate.pointer), .init(layer, .up, weights[.up], w.up.pointer)],
            input: w.normed.pointer, rows: needed)
        let (stride, width) = (weights[.gate].stride, model.configuration.feedForward)
        let quantizes = precision == .default && weights[.down].isQuantized
        let blocks = width / Int(CK_BLOCK)
        let activate: ActivationKernel = model.configuration.activation == .silu ? kernels.silu_product : kernels.gelu_product
        model.pool.run(count: needed.count, by: Self.elementRows) { chunk in
            for row in needed.lowerBound + chunk.lowerBound..<needed.lowerBound + chunk.upperBound {
                let gate = w.gate.pointer + row * stride
                activate(gate, gate, w.up.pointer + row * stride, Int32(width))
                if quantizes { kernels.quantize(w.quantized + row * blocks, gate, Int32(blocks)) }
            }
        }
        try multiply([.init(layer, .down, weights[.down], w.update.pointer)], input: w.gate.pointer, inputStride: stride, rows: needed)
        addUpdate(rows: needed, stride: weights[.down].stride, norm: weights.vectors.updateNorms?.feedForward)
    }

    private func normalize(
        _ x: UnsafePointer<Float>, _ weight: FloatBuffer, into y: UnsafeMutablePointer<Float>, rows: Range<Int>
    ) {
        let kernels = model.kernels
        let (width, epsilon) = (model.configuration.width, model.configuration.normEpsilon)
        let blocks = width / Int(CK_BLOCK)
        let quantizes = precision == .default && width % Int(CK_BLOCK) == 0
        let quantized = workspace.quantized
        model.pool.run(count: rows.count, by: Self.elementRows) { chunk in
            for row in rows.lowerBound + chunk.lowerBound..<rows.lowerBound + chunk.upperBound {
                kernels.rmsnorm(y + row * width, x + row * width, weight.pointer, Int32(width), epsilon)
                if quantizes { kernels.quantize(quantized + row * blocks, y + row * width, Int32(blocks)) }
            }
        }
    }

    private func quantize(_ x: UnsafePointer<Float>, width: Int, rows: Range<Int>) {
        guard precision == .default, width % Int(CK_BLOCK) == 0 else { return }
        let kernels = model.kernels
        let blocks = width / Int(CK_BLOCK)
        let quantized = workspace.quantized
        model.pool.run(count: rows.count, by: Self.elementRows) { chunk in
            for row in rows.lowerBound + chunk.lowerBound..<rows.lowerBound + chunk.upperBound {
                kernels.quantize(quantized + row * blocks, x + row * width, Int32(blocks))
            }
        }
    }

    private func addUpdate(rows: Range<Int>, stride: Int, norm: FloatBuffer?) {
        let kernels = model.kernels
        let (width, epsilon) = (model.configuration.width, model.configuration.normEpsilon)
        let w = workspace
        model.pool.run(count: rows.count, by: Self.elementRows) { chunk in
            for row in rows.lowerBound + chunk.lowerBound..<rows.lowerBound + chunk.upperBound {
                let update = w.update.pointer + row * stride
                if let norm { kernels.rmsnorm(update, update, norm.pointer, Int32(width), epsilon) }
                kernels.add(w.hidden.pointer + row * width, update, Int32(width))
            }
        }
    }

    /// The scores of the tokens after each of `rows`, rows of `model.head.stride` floats.
    func score(rows: Range<Int>, into logits: UnsafeMutablePointer<Float>) {
        let width = model.configuration.width
        let w = workspace
        normalize(w.hidden.pointer, model.finalNorm, into: w.normed.pointer, rows: rows)
        let head = model.head
        let kernels = model.kernels
        let usesBlocks = precision == .default && head.isQuantized
        let blocks = width / Int(CK_BLOCK)
        model.pool.run(count: head.groupCount, by: 32) { groups in
            let (first, end) = (Int32(groups.lowerBound), Int32(groups.upperBound))
            if usesBlocks {
                kernels.product_i16(
                    logits, head.stride, w.quantized + rows.lowerBound * blocks, head.groups, head.type, Int32(rows.count), Int32(width),
                    first,
                    end)
            } else {
                kernels.product_f32(
                    logits, head.stride, w.normed.pointer + rows.lowerBound * width, width, head.groups, head.type, Int32(rows.count),
                    Int32(width), first, end, 0)
            }
        }
    }
}
