import Compute
import ModelFormats

/// The weights as plain numbers, for training and for packing.
extension LanguageModel {
    /// A layer's linear weight, outputs × inputs row-major, rows in the Hugging Face order.
    public func weight(layer: Int, _ projection: LinearProjection) -> [Float] {
        let shape = configuration.shape(of: projection)
        return [Float](unsafeUninitializedCapacity: shape.outputs * shape.inputs) { buffer, count in
            writeWeight(layer: layer, projection, into: buffer.baseAddress!)
            count = shape.outputs * shape.inputs
        }
    }

    /// The same, written to `destination`, by all threads of the pool.
    public func writeWeight(layer: Int, _ projection: LinearProjection, into destination: UnsafeMutablePointer<Float>) {
        let shape = configuration.shape(of: projection)
        // The tensor was found and its shape checked when the model was loaded.
        let tensor = file.tensors["blk.\(layer)." + projection.tensorName]!
        let order = projection.fileOrder(configuration)
        pool.run(count: shape.outputs, by: 64) { rows in
            guard let order else {
                return tensor.dequantize(rows: rows, into: destination + rows.lowerBound * shape.inputs)
            }
            for row in rows {
                let source = Int(order[row])
                tensor.dequantize(rows: source..<source + 1, into: destination + row * shape.inputs)
            }
        }
    }

    /// A layer's linear weight as the product kernels read it, rows in the Hugging Face order. The model owns the memory.
    package func heldWeight(layer: Int, _ projection: LinearProjection) -> WeightMatrix { layers[layer][projection] }

    /// The output head likewise.
    package var heldHead: WeightMatrix { head }

    /// Rows of the output head, `configuration.width` numbers each.
    package func writeHead(rows: Range<Int>, into destination: UnsafeMutablePointer<Float>) {
        let tensor = file.tensors[configuration.tied ? "token_embd.weight" : "output.weight"]!
        let width = configuration.width
        pool.run(count: rows.count, by: 64) { part in
            let own = rows.lowerBound + part.lowerBound..<rows.lowerBound + part.upperBound
            tensor.dequantize(rows: own, into: destination + part.lowerBound * width)
        }
    }

    /// The weight of the norm before a layer's attention.
    public func attentionNorm(layer: Int) -> [Float] { layers[layer].vectors.attentionNorm.array }

    /// The weight of the norm before a layer's feed-forward part.
    public func feedForwardNorm(layer: Int) -> [Float] { layers[layer].vectors.feedForwardNorm.array }

    /// The weight of the norm before the output head.
    public var outputNorm: [Float] { finalNorm.array }

    /// The embedding table, vocabulary × width.
    public var embeddingTable: [Float] { file.tensors["token_embd.weight"]!.dequantized() }

    /// The embeddings of `tokens` as the table has them, one row of `configuration.width` numbers each.
    public func embed(_ tokens: some Sequence<Int>, into rows: UnsafeMutablePointer<Float>) {
        let table = file.tensors["token_embd.weight"]!
        for (row, token) in tokens.enumerated() {
            table.dequantize(rows: token..<token + 1, into: rows + row * configuration.width)
        }
    }

    /// The output head, vocabulary × width: the embedding table when the two are tied.
    public var outputHead: [Float] { file.tensors[configuration.tied ? "token_embd.weight" : "output.weight"]!.dequantized() }

    /// The factors by which positions turn into angles in layers without a window: width of a head / 2 of them.
    public var rotationFrequencies: [Float] { rotations[0].frequencies }
}
