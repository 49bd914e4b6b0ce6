import CKernels
import Compute
import ModelFormats

#if canImport(Glibc)
    import Glibc
#endif

/// The parts of a layer. Each step is cut into chunks by its shape alone, and each output is computed by one chunk.
extension ForwardPass {
    /// Rows that a chunk of element-wise work takes.
    private static let rowsPerChunk = 16

    /// The cosines and sines of the angles of all rows' positions.
    func rotate() {
        let frequencies = model.inverseFrequencies
        let (cosines, sines) = (workspace.cosines.pointer, workspace.sines.pointer)
        for part in parts {
            for row in part.rows {
                let position = Float(part.position(of: row))
                for (i, frequency) in frequencies.enumerated() {
                    let angle = Double(position * frequency)
                    cosines[row * frequencies.count + i] = Float(cos(angle))
                    sines[row * frequencies.count + i] = Float(sin(angle))
                }
            }
        }
    }

    /// hidden += attention(norm(hidden)): keys and values of all `rows`, the rest for the `needed` ones.
    func attend(layer: Int, rows: Int, needed: Range<Int>) throws {
        let w = workspace
        let weights = model.layers[layer]
        let c = model.configuration
        normalize(w.hidden.pointer, weights.attentionNorm, into: w.normed.pointer, rows: 0..<rows)
        try multiply(
            [
                .init(layer, .q, weights[.q], w.queries.pointer), .init(layer, .k, weights[.k], w.keys.pointer),
                .init(layer, .v, weights[.v], w.values.pointer),
            ],
            input: w.normed.pointer, rows: 0..<rows)
        store(layer: layer, weights)
        guard !needed.isEmpty else { return }
        attention(layer: layer, needed: needed)
        quantize(w.attended.pointer, width: c.queryWidth, rows: needed)
        try multiply([.init(layer, .o, weights[.o], w.update.pointer)], input: w.attended.pointer, rows: needed)
        addUpdate(rows: needed, stride: weights[.o].stride)
    }

    /// hidden += down(silu(gate(norm(hidden))) · up(norm(hidden)))
    func feedForward(layer: Int, needed: Range<Int>) throws {
        guard !needed.isEmpty else { return }
        let w = workspace
        let weights = model.layers[layer]
        let kernels = model.kernels
        normalize(w.hidden.pointer, weights.feedForwardNorm, into: w.normed.pointer, rows: needed)
        try multiply(
            [.init(layer, .gate, weights[.gate], w.gate.pointer), .init(layer, .up, weights[.up], w.up.pointer)],
            input: w.normed.pointer, rows: needed)
        let (stride, width) = (weights[.gate].stride, model.configuration.feedForward)
        let quantizes = precision == .default && weights[.down].isQuantized
        let blocks = width / Int(CK_BLOCK)
        model.pool.run(count: needed.count, by: Self.rowsPerChunk) { chunk in
            for row in needed.lowerBound + chunk.lowerBound..<needed.lowerBound + chunk.upperBound {
                let gate = w.gate.pointer + row * stride
                kernels.silu_product(gate, gate, w.up.pointer + row * stride, Int32(width))
                if quantizes { kernels.quantize(w.quantized + row * blocks, gate, Int32(blocks)) }
            }
        }
        try multiply([.init(layer, .down, weights[.down], w.update.pointer)], input: w.gate.pointer, inputStride: stride, rows: needed)
        addUpdate(rows: needed, stride: weights[.down].stride)
    }

    /// Rotates queries and keys, and puts keys and values into the cache.
    private func store(layer: Int, _ weights: LayerWeights) {
        let w = workspace
        let c = model.configuration
        let kernels = model.kernels
        // A part takes at least one chunk: the rows of a text are neighbours, many texts have few rows each.
        let pieces = parts.flatMap { part in
            stride(from: part.rows.lowerBound, to: part.rows.upperBound, by: Self.rowsPerChunk).map {
                (part: part, rows: $0..<min($0 + Self.rowsPerChunk, part.rows.upperBound))
            }
        }
        let (queryStride, keyStride) = (weights[.q].stride, weights[.k].stride)
        model.pool.run(chunks: pieces.count) { chunk in
            let (part, rows) = pieces[chunk]
            let cache = part.cache
            for row in rows {
                let (cosines, sines) = (w.cosines.pointer + row * c.headWidth / 2, w.sines.pointer + row * c.headWidth / 2)
                let keys = w.keys.pointer + row * keyStride
                let values = w.values.pointer + row * keyStride
                kernels.rope(w.queries.pointer + row * queryStride, cosines, sines, Int32(c.heads), Int32(c.headWidth))
                kernels.rope(keys, cosines, sines, Int32(c.keyValueHeads), Int32(c.headWidth))
                let (page, position) = part.position(of: row).quotientAndRemainder(dividingBy: KeyValueCache.pageLength)
                for head in 0..<c.keyValueHeads {
                    kernels.store_key_value(
                        cache.keys(page: page, layer: layer, head: head), cache.values(page: page, layer: layer, head: head),
                        cache.isHalf ? 1 : 0,
                        keys + head * c.headWidth, values + head * c.headWidth, Int32(position), Int32(c.headWidth))
                }
            }
        }
    }

    private func normalize(
        _ x: UnsafePointer<Float>, _ weight: FloatBuffer, into y: UnsafeMutablePointer<Float>, rows: Range<Int>
    ) {
        let kernels = model.kernels
        let (width, epsilon) = (model.configuration.width, model.configuration.normEpsilon)
        let blocks = width / Int(CK_BLOCK)
        let quantizes = precision == .default && width % Int(CK_BLOCK) == 0
        let quantized = workspace.quantized
        model.pool.run(count: rows.count, by: Self.rowsPerChunk) { chunk in
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
        model.pool.run(count: rows.count, by: Self.rowsPerChunk) { chunk in
            for row in rows.lowerBound + chunk.lowerBound..<rows.lowerBound + chunk.upperBound {
                kernels.quantize(quantized + row * blocks, x + row * width, Int32(blocks))
            }
        }
    }

    private func addUpdate(rows: Range<Int>, stride: Int) {
        let kernels = model.kernels
        let width = model.configuration.width
        let w = workspace
        model.pool.run(count: rows.count, by: Self.rowsPerChunk) { chunk in
            for row in rows.lowerBound + chunk.lowerBound..<rows.lowerBound + chunk.upperBound {
                kernels.add(w.hidden.pointer + row * width, w.update.pointer + row * stride, Int32(width))
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
