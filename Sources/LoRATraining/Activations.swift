import Compute
import ModelFormats

/// What one layer's forward leaves for its backward; rows × the width named.
struct LayerActivations {
    /// The layer's input (width), and after attention was added to it (width).
    let input, middle: FloatBuffer
    /// 1 / rms of both (1).
    let inputInverse, middleInverse: FloatBuffer
    /// Queries, keys and values side by side, turned by their positions (attentionWidth).
    let attention: FloatBuffer
    /// What attention read from the values (queryWidth), and the logarithms of its sums (heads).
    let mixed, logSums: FloatBuffer
    /// Gate and up side by side (2 · feedForward).
    let gateUp: FloatBuffer
    /// A·x of every pair (layout.columns).
    let lowRank: FloatBuffer

    init(rows: Int, shape: LlamaShape, columns: Int) {
        input = FloatBuffer(count: rows * shape.width)
        middle = FloatBuffer(count: rows * shape.width)
        inputInverse = FloatBuffer(count: rows)
        middleInverse = FloatBuffer(count: rows)
        attention = FloatBuffer(count: rows * shape.attentionWidth)
        mixed = FloatBuffer(count: rows * shape.queryWidth)
        logSums = FloatBuffer(count: rows * shape.heads)
        gateUp = FloatBuffer(count: rows * 2 * shape.feedForward)
        lowRank = FloatBuffer(count: rows * columns)
    }

    /// Floats for one row.
    static func floatsPerRow(_ shape: LlamaShape, columns: Int) -> Int {
        2 * shape.width + 2 + shape.attentionWidth + shape.queryWidth + shape.heads + 2 * shape.feedForward + columns
    }
}

/// All that a pass over up to `rows` rows needs beside the weights.
struct Activations {
    let rows: Int
    let layers: [LayerActivations]
    /// The last layer's output (width).
    let output: FloatBuffer
    /// A norm's output, recomputed in the backward (width), and its gradient (width).
    let normed, dnormed: FloatBuffer
    /// The gradient of the residual stream (width).
    let dresidual: FloatBuffer
    /// silu(gate) · up (feedForward), and its gradient (feedForward).
    let hidden, dhidden: FloatBuffer
    /// Gradients of gate and up side by side, of queries, keys and values side by side, of `mixed`, of A·x.
    let dgateUp, dattention, dmixed, dlowRank: FloatBuffer
    /// A projection's input after dropout, and its gradient (the widest input; nothing without dropout).
    let dropped, ddropped: FloatBuffer
    /// A group's outputs before DoRA's factors, and their gradient (the widest group; nothing without magnitudes).
    let decomposed, ddecomposed: FloatBuffer

    init(rows: Int, shape: LlamaShape, layout: AdapterLayout, dropout: Bool) {
        self.rows = rows
        let columns = layout.columns
        let widest = dropout ? Self.widestInput(shape) : 0
        dropped = FloatBuffer(count: rows * widest)
        ddropped = FloatBuffer(count: rows * widest)
        let widestGroup = layout.hasMagnitudes ? Self.widestGroup(shape) : 0
        decomposed = FloatBuffer(count: rows * widestGroup)
        ddecomposed = FloatBuffer(count: rows * widestGroup)
        layers = (0..<shape.layers).map { _ in LayerActivations(rows: rows, shape: shape, columns: columns) }
        output = FloatBuffer(count: rows * shape.width)
        normed = FloatBuffer(count: rows * shape.width)
        dnormed = FloatBuffer(count: rows * shape.width)
        dresidual = FloatBuffer(count: rows * shape.width)
        hidden = FloatBuffer(count: rows * shape.feedForward)
        dhidden = FloatBuffer(count: rows * shape.feedForward)
        dgateUp = FloatBuffer(count: rows * 2 * shape.feedForward)
        dattention = FloatBuffer(count: rows * shape.attentionWidth)
        dmixed = FloatBuffer(count: rows * shape.queryWidth)
        dlowRank = FloatBuffer(count: rows * columns)
    }

    private static func widestInput(_ shape: LlamaShape) -> Int { LinearProjection.allCases.map(shape.inputs(of:)).max() ?? 0 }

    private static func widestGroup(_ shape: LlamaShape) -> Int {
        ProjectionGroup.allCases.map { $0.projections.reduce(0) { $0 + shape.outputs(of: $1) } }.max() ?? 0
    }

    /// Bytes that a pass over `rows` rows takes.
    static func bytes(rows: Int, shape: LlamaShape, layout: AdapterLayout, dropout: Bool) -> Int {
        let columns = layout.columns
        let layers = shape.layers * LayerActivations.floatsPerRow(shape, columns: columns)
        let work = 4 * shape.width + 4 * shape.feedForward + shape.attentionWidth + shape.queryWidth + columns
        let options = (dropout ? 2 * widestInput(shape) : 0) + (layout.hasMagnitudes ? 2 * widestGroup(shape) : 0)
        return rows * (layers + work + options) * MemoryLayout<Float>.stride
    }
}
