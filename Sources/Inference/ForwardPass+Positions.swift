import CKernels
import Compute

#if canImport(Glibc)
    import Glibc
#endif

/// What happens to queries, keys and values between their products and attention.
extension ForwardPass {
    /// The cosines and sines of the angles of all rows' positions.
    func rotate() {
        for (rotation, angles) in zip(model.rotations, workspace.angles) {
            let (frequencies, magnitude) = (rotation.frequencies, rotation.magnitude)
            let (cosines, sines) = (angles.cosines.pointer, angles.sines.pointer)
            for part in parts {
                for row in part.rows {
                    let position = Float(part.position(of: row))
                    for (i, frequency) in frequencies.enumerated() {
                        let angle = Double(position * frequency)
                        cosines[row * frequencies.count + i] = Float(cos(angle)) * magnitude
                        sines[row * frequencies.count + i] = Float(sin(angle)) * magnitude
                    }
                }
            }
        }
    }

    /// Finishes the layer's queries and keys, and puts keys and values into the cache.
    func store(layer: Int) {
        // A part takes at least one chunk: the rows of a text are neighbours, many texts have few rows each.
        let pieces = parts.flatMap { part in
            stride(from: part.rows.lowerBound, to: part.rows.upperBound, by: Self.elementRows).map {
                (part: part, rows: $0..<min($0 + Self.elementRows, part.rows.upperBound))
            }
        }
        let c = model.configuration
        let (queryStride, keyStride) = (model.layers[layer][.q].stride, model.layers[layer][.k].stride)
        let vectors = model.layers[layer].vectors
        let adjusts = vectors.biases != nil || vectors.headNorms != nil
        let angles = workspace.angles[c.rotationIndex(layer: layer)]
        let w = workspace
        let kernels = model.kernels
        model.pool.run(chunks: pieces.count) { chunk in
            let (part, rows) = pieces[chunk]
            let cache = part.cache
            for row in rows {
                let (cosines, sines) = (angles.cosines.pointer + row * c.headWidth / 2, angles.sines.pointer + row * c.headWidth / 2)
                let queries = w.queries.pointer + row * queryStride
                let keys = w.keys.pointer + row * keyStride
                let values = w.values.pointer + row * keyStride
                if adjusts { adjust(queries, keys, values, vectors) }
                kernels.rope(queries, cosines, sines, Int32(c.heads), Int32(c.headWidth))
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

    /// Adds a row's biases and normalises its heads, where the layer has weights for that.
    private func adjust(
        _ queries: UnsafeMutablePointer<Float>, _ keys: UnsafeMutablePointer<Float>, _ values: UnsafeMutablePointer<Float>,
        _ vectors: LayerVectors
    ) {
        let c = model.configuration
        if let biases = vectors.biases {
            model.kernels.add(queries, biases.q.pointer, Int32(c.queryWidth))
            model.kernels.add(keys, biases.k.pointer, Int32(c.keyValueWidth))
            model.kernels.add(values, biases.v.pointer, Int32(c.keyValueWidth))
        }
        if let norms = vectors.headNorms {
            normalizeHeads(queries, norms.q, count: c.heads)
            normalizeHeads(keys, norms.k, count: c.keyValueHeads)
        }
    }

    private func normalizeHeads(_ heads: UnsafeMutablePointer<Float>, _ weight: FloatBuffer, count: Int) {
        let (width, epsilon) = (model.configuration.headWidth, model.configuration.normEpsilon)
        for head in 0..<count {
            let own = heads + head * width
            model.kernels.rmsnorm(own, own, weight.pointer, Int32(width), epsilon)
        }
    }
}
