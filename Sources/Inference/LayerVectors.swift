import Compute
import ModelFormats

/// What a layer has besides its linear weights: the weights of its norms, and biases.
struct LayerVectors: Sendable {
    /// Before attention and before the feed-forward part, as wide as the residual stream.
    let attentionNorm: FloatBuffer
    let feedForwardNorm: FloatBuffer
    /// Added to queries, keys and values, in the Hugging Face order of rows.
    let biases: (q: FloatBuffer, k: FloatBuffer, v: FloatBuffer)?
    /// For each head's query and key, one head wide.
    let headNorms: (q: FloatBuffer, k: FloatBuffer)?
    /// For what attention and the feed-forward part add to the residual stream.
    let updateNorms: (attention: FloatBuffer, feedForward: FloatBuffer)?

    init(_ layer: Int, _ file: GGUFFile, _ configuration: ModelConfiguration) throws {
        func vector(_ name: String, _ width: Int) throws -> FloatBuffer {
            FloatBuffer(try file.tensor("blk.\(layer).\(name)", shape: [width]).dequantized())
        }
        func bias(_ name: String, _ projection: LinearProjection) throws -> FloatBuffer {
            let stored = try vector(name, configuration.shape(of: projection).outputs)
            return projection.fileOrder(configuration).map { order in FloatBuffer(order.map { stored.pointer[Int($0)] }) } ?? stored
        }
        let c = configuration
        attentionNorm = try vector("attn_norm.weight", c.width)
        feedForwardNorm = try vector("ffn_norm.weight", c.width)
        biases = c.hasProjectionBiases ? (try bias("attn_q.bias", .q), try bias("attn_k.bias", .k), try bias("attn_v.bias", .v)) : nil
        headNorms = c.hasHeadNorms ? (try vector("attn_q_norm.weight", c.headWidth), try vector("attn_k_norm.weight", c.headWidth)) : nil
        updateNorms =
            c.hasUpdateNorms ? (try vector("post_attention_norm.weight", c.width), try vector("post_ffw_norm.weight", c.width)) : nil
    }

    /// The names after "blk.N." of what a model of this form has.
    static func tensorNames(_ configuration: ModelConfiguration) -> [String] {
        ["attn_norm.weight", "ffn_norm.weight"]
            + (configuration.hasProjectionBiases ? ["attn_q.bias", "attn_k.bias", "attn_v.bias"] : [])
            + (configuration.hasHeadNorms ? ["attn_q_norm.weight", "attn_k_norm.weight"] : [])
            + (configuration.hasUpdateNorms ? ["post_attention_norm.weight", "post_ffw_norm.weight"] : [])
    }
}
