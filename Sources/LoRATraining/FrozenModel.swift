import Compute
import ModelFormats

/// The weights of a llama, in the Hugging Face row order. They never change. They are plain rows of floats, or blocks of whole numbers: then
/// `blocks` has them, and there are no others but the norms.
package final class FrozenModel: Sendable {
    /// One transformer layer; each linear weight is outputs × inputs.
    package struct Layer: Sendable {
        package var attentionNorm: FloatBuffer
        package var feedForwardNorm: FloatBuffer
        package var weights: [LinearProjection: FloatBuffer]

        package init(attentionNorm: FloatBuffer, feedForwardNorm: FloatBuffer, weights: [LinearProjection: FloatBuffer]) {
            self.attentionNorm = attentionNorm
            self.feedForwardNorm = feedForwardNorm
            self.weights = weights
        }
    }

    package let shape: LlamaShape
    package let layers: [Layer]
    package let finalNorm: FloatBuffer
    /// vocabulary × width.
    package let embedding: FloatBuffer
    /// vocabulary × width; the same buffer as `embedding` when they are tied.
    package let head: FloatBuffer
    /// The angle by which each pair of a head turns from one position to the next: headWidth / 2 of them.
    package let frequencies: [Float]
    let blocks: BlockWeights?
    /// What the weights are, for checkpoints: two models with different weights have different names here.
    package let fingerprint: String

    package init(
        shape: LlamaShape, layers: [Layer], finalNorm: FloatBuffer, embedding: FloatBuffer, head: FloatBuffer?, frequencies: [Float],
        fingerprint: String
    ) {
        precondition(layers.count == shape.layers && embedding.count == shape.vocabulary * shape.width && finalNorm.count == shape.width)
        precondition(head == nil || head?.count == shape.vocabulary * shape.width)
        for layer in layers {
            precondition(layer.attentionNorm.count == shape.width && layer.feedForwardNorm.count == shape.width)
            for projection in LinearProjection.allCases {
                precondition(layer.weights[projection]?.count == shape.inputs(of: projection) * shape.outputs(of: projection))
            }
        }
        self.shape = shape
        self.layers = layers
        self.finalNorm = finalNorm
        self.embedding = embedding
        self.head = head ?? embedding
        precondition(frequencies.count == shape.headWidth / 2)
        self.frequencies = frequencies
        self.fingerprint = fingerprint
        blocks = nil
    }

    init(shape: LlamaShape, blocks: BlockWeights, layers: [Layer], finalNorm: FloatBuffer, frequencies: [Float], fingerprint: String) {
        self.shape = shape
        self.blocks = blocks
        self.layers = layers
        self.finalNorm = finalNorm
        self.frequencies = frequencies
        self.fingerprint = fingerprint
        embedding = FloatBuffer(count: 0)
        head = embedding
    }

    /// The embeddings of `tokens`, one row of `shape.width` numbers each.
    func embed(_ tokens: [Int32], into rows: UnsafeMutablePointer<Float>) {
        if let blocks { return blocks.model.embed(tokens.lazy.map(Int.init), into: rows) }
        let width = shape.width
        for (row, token) in tokens.enumerated() {
            (rows + row * width).update(from: embedding.pointer + Int(token) * width, count: width)
        }
    }
}
