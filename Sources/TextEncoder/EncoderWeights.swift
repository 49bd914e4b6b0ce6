import CKernels
import Compute
import ModelFormats

/// The tensors of a BERT encoder, packed for products.
struct EncoderWeights: Sendable {
    struct Layer: Sendable {
        /// Queries, keys and values side by side: 3 · width outputs.
        var attentionIn: EncoderMatrix
        var queryBias: FloatBuffer
        var attentionOut: EncoderMatrix
        var attentionBias: FloatBuffer
        var attentionNorm: Norm
        var up: EncoderMatrix
        var upBias: FloatBuffer
        var down: EncoderMatrix
        var downBias: FloatBuffer
        var outputNorm: Norm
    }

    struct Norm: Sendable {
        var gamma: FloatBuffer
        var beta: FloatBuffer
    }

    var words: FloatBuffer
    /// Position embeddings with the embedding of the first (only) segment added.
    var positions: FloatBuffer
    var embeddingNorm: Norm
    var layers: [Layer]

    /// Copies everything: the file may change or go afterwards.
    init(_ file: SafetensorsFile, _ configuration: EncoderConfiguration, _ precision: EncoderPrecision) throws {
        let source = Source(file: file, precision: precision)
        let width = configuration.width
        words = try source.buffer("embeddings.word_embeddings.weight", [configuration.vocabulary, width])
        positions = try source.buffer("embeddings.position_embeddings.weight", [configuration.positions, width])
        let segments = try source.rows("embeddings.token_type_embeddings.weight", width: width)
        ck_encoder_add_row(positions.pointer, segments, Int64(configuration.positions), Int64(width))
        embeddingNorm = try source.norm("embeddings.LayerNorm", width)
        layers = try (0..<configuration.layers).map { try Layer(source, $0, configuration) }
        try file.file.checkUnchanged()
    }

    /// Looks tensors up under their name, with or without the `bert.` that some exports put before it.
    struct Source {
        let file: SafetensorsFile
        let precision: EncoderPrecision

        private func name(_ name: String) -> String {
            file.tensors[name] == nil && file.tensors["bert." + name] != nil ? "bert." + name : name
        }

        func tensor(_ name: String, _ shape: [Int]) throws -> [Float] { try file.tensor(self.name(name), shape: shape).dequantized() }

        /// A matrix with any number of rows, at least one.
        func rows(_ name: String, width: Int) throws -> [Float] {
            let tensor = try file.tensor(self.name(name))
            guard tensor.shape.count == 2, tensor.rowLength == width, tensor.rows >= 1 else {
                throw ModelFormatError.wrongShape(path: file.path, name: name, expected: [2, width], found: tensor.shape)
            }
            return tensor.dequantized()
        }

        func buffer(_ name: String, _ shape: [Int]) throws -> FloatBuffer {
            let tensor = try file.tensor(self.name(name), shape: shape)
            let buffer = FloatBuffer(count: tensor.count)
            tensor.dequantize(rows: 0..<tensor.rows, into: buffer.pointer)
            return buffer
        }

        func matrix(_ name: String, outputs: Int, inputs: Int) throws -> EncoderMatrix {
            try EncoderMatrix(tensor(name, [outputs, inputs]), outputs: outputs, inputs: inputs, precision: precision)
        }

        func norm(_ name: String, _ width: Int) throws -> Norm {
            Norm(gamma: try buffer(name + ".weight", [width]), beta: try buffer(name + ".bias", [width]))
        }
    }
}

extension EncoderWeights.Layer {
    init(_ source: EncoderWeights.Source, _ index: Int, _ configuration: EncoderConfiguration) throws {
        let width = configuration.width
        let name = "encoder.layer.\(index)."
        let projections = try ["query", "key", "value"].flatMap {
            try source.tensor(name + "attention.self.\($0).weight", [width, width])
        }
        attentionIn = try EncoderMatrix(projections, outputs: 3 * width, inputs: width, precision: source.precision)
        queryBias = try source.buffer(name + "attention.self.query.bias", [width])
        attentionOut = try source.matrix(name + "attention.output.dense.weight", outputs: width, inputs: width)
        attentionBias = try Self.attentionBias(source, name, width)
        attentionNorm = try source.norm(name + "attention.output.LayerNorm", width)
        up = try source.matrix(name + "intermediate.dense.weight", outputs: configuration.feedForward, inputs: width)
        upBias = try source.buffer(name + "intermediate.dense.bias", [configuration.feedForward])
        down = try source.matrix(name + "output.dense.weight", outputs: width, inputs: configuration.feedForward)
        downBias = try source.buffer(name + "output.dense.bias", [width])
        outputNorm = try source.norm(name + "output.LayerNorm", width)
    }

    /// The bias after attention with the values' bias carried through it: attention weights sum to 1, so W·Σp(v + b) + c is
    /// W·Σpv + (W·b + c). The keys' bias adds the same to all scores of a query, which softmax takes away: it is not needed.
    private static func attentionBias(_ source: EncoderWeights.Source, _ name: String, _ width: Int) throws -> FloatBuffer {
        let valueBias = try source.tensor(name + "attention.self.value.bias", [width])
        let weight = try source.tensor(name + "attention.output.dense.weight", [width, width])
        let result = try source.buffer(name + "attention.output.dense.bias", [width])
        var carried = [Float](repeating: 0, count: width)
        carried.withUnsafeMutableBufferPointer { carried in
            weight.withUnsafeBufferPointer { DotProducts.scores(of: $0, rows: width, query: valueBias, into: carried) }
        }
        ck_encoder_add_row(result.pointer, carried, 1, Int64(width))
        return result
    }
}
