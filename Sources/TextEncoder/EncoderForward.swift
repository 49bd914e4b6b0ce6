import CKernels
import Compute

/// One pass of the encoder over a group of token sequences laid end to end: no padding, no masks. Linear layers take all rows
/// at once; attention goes sequence by sequence.
///
/// Called from a chunk of the pool it runs on that thread alone, else every step is spread over the pool.
struct EncoderForward: Sendable {
    let configuration: EncoderConfiguration
    let weights: EncoderWeights

    /// Rows that one chunk of an element-wise step takes.
    private static let chunk = 32

    /// - Parameter workspace: with room for all tokens.
    /// - Returns: one unit vector a sequence.
    func vectors(for sequences: [[Int]], in workspace: EncoderWorkspace) throws -> [[Float]] {
        let rows = sequences.reduce(0) { $0 + $1.count }
        precondition(rows * configuration.width <= workspace.hidden.count, "the group is larger than its workspace")
        embed(sequences, workspace)
        for layer in weights.layers { try run(layer, sequences, rows, workspace) }
        return pool(sequences, workspace)
    }

    private func embed(_ sequences: [[Int]], _ workspace: EncoderWorkspace) {
        let ids = sequences.flatMap { $0.map { Int32($0) } }
        let places = sequences.flatMap { $0.indices.map { Int32($0) } }
        ck_encoder_embed(
            workspace.hidden.pointer, weights.words.pointer, weights.positions.pointer, ids, places, Int64(ids.count),
            Int64(configuration.width))
        norm(workspace.hidden, adding: nil, bias: nil, weights.embeddingNorm, rows: ids.count)
    }

    private func run(_ layer: EncoderWeights.Layer, _ sequences: [[Int]], _ rows: Int, _ workspace: EncoderWorkspace) throws {
        try layer.attentionIn.multiply(workspace.hidden.pointer, rows: rows, into: workspace.projected.pointer, workspace.scratch)
        attend(layer, sequences, workspace)
        try layer.attentionOut.multiply(workspace.attended.pointer, rows: rows, into: workspace.projected.pointer, workspace.scratch)
        norm(workspace.hidden, adding: workspace.projected, bias: layer.attentionBias, layer.attentionNorm, rows: rows)
        try layer.up.multiply(workspace.hidden.pointer, rows: rows, into: workspace.wide.pointer, workspace.scratch)
        let width = configuration.feedForward
        ThreadPool.shared.run(count: rows, by: Self.chunk) { range in
            ck_encoder_gelu(workspace.wide.pointer + range.lowerBound * width, layer.upBias.pointer, Int64(range.count), Int64(width))
        }
        try layer.down.multiply(workspace.wide.pointer, rows: rows, into: workspace.projected.pointer, workspace.scratch)
        norm(workspace.hidden, adding: workspace.projected, bias: layer.downBias, layer.outputNorm, rows: rows)
    }

    private func attend(_ layer: EncoderWeights.Layer, _ sequences: [[Int]], _ workspace: EncoderWorkspace) {
        var starts: [Int] = []
        var row = 0
        for sequence in sequences {
            starts.append(row)
            row += sequence.count
        }
        let (width, heads, head) = (configuration.width, configuration.heads, configuration.headWidth)
        let stride = 3 * width
        ThreadPool.shared.run(chunks: sequences.count * heads) { chunk in
            let sequence = chunk / heads
            let offset = chunk % heads * head
            let q = workspace.projected.pointer + starts[sequence] * stride + offset
            ck_encoder_attention(
                workspace.attended.pointer + starts[sequence] * width + offset, Int64(width), q, q + width, q + 2 * width, Int64(stride),
                layer.queryBias.pointer + offset, Int64(sequences[sequence].count), Int64(head))
        }
    }

    /// hidden = norm(hidden + update + bias)
    private func norm(_ hidden: FloatBuffer, adding update: FloatBuffer?, bias: FloatBuffer?, _ norm: EncoderWeights.Norm, rows: Int) {
        let width = configuration.width
        ThreadPool.shared.run(count: rows, by: Self.chunk) { range in
            ck_encoder_add_norm(
                hidden.pointer + range.lowerBound * width, update.map { UnsafePointer($0.pointer + range.lowerBound * width) },
                bias?.pointer,
                norm.gamma.pointer, norm.beta.pointer, configuration.normEpsilon, Int64(range.count), Int64(width))
        }
    }

    private func pool(_ sequences: [[Int]], _ workspace: EncoderWorkspace) -> [[Float]] {
        var row = 0
        return sequences.map { sequence in
            defer { row += sequence.count }
            return [Float](unsafeUninitializedCapacity: configuration.width) { buffer, count in
                count = configuration.width
                ck_encoder_pool(
                    buffer.baseAddress, workspace.hidden.pointer + row * configuration.width, Int64(sequence.count),
                    Int64(configuration.width))
            }
        }
    }
}
