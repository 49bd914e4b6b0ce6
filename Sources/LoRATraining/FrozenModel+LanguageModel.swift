import Compute
import Inference
import ModelFormats

extension FrozenModel {
    /// The weights of a loaded model: dequantised, or for mixed precision in blocks where the model has such. Throws `TrainingError`, and
    /// `ModelFormatError` when the file has changed.
    package convenience init(_ model: LanguageModel, precision: TrainingPrecision = .single) throws {
        let configuration = model.configuration
        try Self.checkTrainable(configuration)
        try model.checkUnchanged()
        let shape = LlamaShape(configuration)
        if precision == .mixed, BlockWeights.fit(model) {
            self.init(blocksOf: model, shape: shape)
        } else {
            self.init(floatsOf: model, shape: shape)
        }
        try model.checkUnchanged()
        model.releaseFilePages()
    }

    private convenience init(floatsOf model: LanguageModel, shape: LlamaShape) {
        let layers = (0..<shape.layers).map { layer in
            var weights: [LinearProjection: FloatBuffer] = [:]
            for projection in LinearProjection.allCases {
                let buffer = FloatBuffer(count: shape.inputs(of: projection) * shape.outputs(of: projection))
                model.writeWeight(layer: layer, projection, into: buffer.pointer)
                weights[projection] = buffer
            }
            return Layer(norms: model, layer: layer, weights: weights)
        }
        let finalNorm = FloatBuffer(model.outputNorm)
        let embedding = FloatBuffer(model.embeddingTable)
        self.init(
            shape: shape, layers: layers, finalNorm: finalNorm, embedding: embedding,
            head: model.configuration.tied ? nil : FloatBuffer(model.outputHead), frequencies: model.rotationFrequencies,
            fingerprint: Self.fingerprint(shape: shape, layers: layers, finalNorm: finalNorm, embedding: embedding))
    }

    private convenience init(blocksOf model: LanguageModel, shape: LlamaShape) {
        var firstRows = [[LinearProjection: FloatBuffer]](repeating: [:], count: shape.layers)
        let blocks = BlockWeights(model, shape: shape) { layer, projection, row in
            firstRows[layer][projection] = FloatBuffer(UnsafeBufferPointer(start: row, count: shape.inputs(of: projection)))
        }
        let finalNorm = FloatBuffer(model.outputNorm)
        let firstEmbedding = FloatBuffer(count: shape.width)
        model.embed([0], into: firstEmbedding.pointer)
        self.init(
            shape: shape, blocks: blocks, layers: (0..<shape.layers).map { Layer(norms: model, layer: $0, weights: [:]) },
            finalNorm: finalNorm, frequencies: model.rotationFrequencies,
            fingerprint: Self.fingerprint(
                shape: shape, layers: firstRows.indices.map { Layer(norms: model, layer: $0, weights: firstRows[$0]) },
                finalNorm: finalNorm, embedding: firstEmbedding))
    }

    /// The backward pass is a llama's: anything that its layers do besides would be left out of the gradients.
    package static func checkTrainable(_ configuration: ModelConfiguration) throws(TrainingError) {
        guard configuration.architecture == "llama" else {
            throw .unsupportedModel("its architecture is \(configuration.architecture), and gradients are computed for llama only")
        }
        guard !configuration.hasProjectionBiases else {
            throw .unsupportedModel("it adds biases to queries, keys and values, and gradients are computed without them")
        }
        guard configuration.rotation.magnitude == 1 else {
            throw .unsupportedModel(
                "it scales its rotations by \(configuration.rotation.magnitude) (YaRN), and gradients are computed without that")
        }
    }

    /// A digest of the shape, all norms and the first row of every weight: enough to tell one model or quantisation from another.
    package static func fingerprint(shape: LlamaShape, layers: [Layer], finalNorm: FloatBuffer, embedding: FloatBuffer) -> String {
        var hash = SHA256()
        hash.update(Array("\(shape)".utf8))
        func add(_ buffer: FloatBuffer, _ count: Int) {
            hash.update(UnsafeRawBufferPointer(start: buffer.pointer, count: count * MemoryLayout<Float>.stride))
        }
        for layer in layers {
            add(layer.attentionNorm, shape.width)
            add(layer.feedForwardNorm, shape.width)
            for projection in LinearProjection.allCases {
                if let weight = layer.weights[projection] { add(weight, shape.inputs(of: projection)) }
            }
        }
        add(finalNorm, shape.width)
        add(embedding, shape.width)
        return hash.hexDigest()
    }
}

extension FrozenModel.Layer {
    fileprivate init(norms model: LanguageModel, layer: Int, weights: [LinearProjection: FloatBuffer]) {
        self.init(
            attentionNorm: FloatBuffer(model.attentionNorm(layer: layer)),
            feedForwardNorm: FloatBuffer(model.feedForwardNorm(layer: layer)), weights: weights)
    }
}

extension LlamaShape {
    init(_ configuration: ModelConfiguration) {
        self.init(
            layers: configuration.layers, width: configuration.width, heads: configuration.heads,
            keyValueHeads: configuration.keyValueHeads, headWidth: configuration.headWidth, feedForward: configuration.feedForward,
            vocabulary: configuration.vocabulary, context: configuration.context, normEpsilon: configuration.normEpsilon)
    }
}
