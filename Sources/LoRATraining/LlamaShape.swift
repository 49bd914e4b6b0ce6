import ModelFormats

/// The sizes of a llama: a pre-norm decoder with grouped-query attention, rotary positions and a gated MLP.
package struct LlamaShape: Sendable, Equatable, Codable {
    package var layers: Int
    package var width: Int
    package var heads: Int
    package var keyValueHeads: Int
    package var headWidth: Int
    package var feedForward: Int
    package var vocabulary: Int
    package var context: Int
    package var normEpsilon: Float

    package init(
        layers: Int, width: Int, heads: Int, keyValueHeads: Int, headWidth: Int, feedForward: Int, vocabulary: Int, context: Int,
        normEpsilon: Float
    ) {
        self.layers = layers
        self.width = width
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.headWidth = headWidth
        self.feedForward = feedForward
        self.vocabulary = vocabulary
        self.context = context
        self.normEpsilon = normEpsilon
    }

    /// Columns of all query heads side by side.
    var queryWidth: Int { heads * headWidth }
    /// Columns of all key (or value) heads side by side.
    var keyValueWidth: Int { keyValueHeads * headWidth }
    /// Columns of queries, keys and values side by side.
    var attentionWidth: Int { queryWidth + 2 * keyValueWidth }

    package func inputs(of projection: LinearProjection) -> Int {
        switch projection {
        case .q, .k, .v, .gate, .up: width
        case .o: queryWidth
        case .down: feedForward
        }
    }

    package func outputs(of projection: LinearProjection) -> Int {
        switch projection {
        case .q: queryWidth
        case .k, .v: keyValueWidth
        case .o, .down: width
        case .gate, .up: feedForward
        }
    }

    /// Weights of the linear projections of one layer.
    var layerParameters: Int { LinearProjection.allCases.reduce(0) { $0 + inputs(of: $1) * outputs(of: $1) } }
}
