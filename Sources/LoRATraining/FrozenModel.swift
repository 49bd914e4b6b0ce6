import Compute
import ModelFormats

/// The weights of a llama as plain rows of floats, in the Hugging Face row order. They never change.
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
    }

    /// Bytes that the weights take.
    var bytes: Int {
        let floats =
            shape.layers * (shape.layerParameters + 2 * shape.width) + shape.width + embedding.count
            + (head === embedding ? 0 : head.count)
        return floats * MemoryLayout<Float>.stride
    }
}
