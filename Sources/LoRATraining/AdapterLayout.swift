import ModelFormats

/// The projections that read the same input: their products, forward and backward, are made together.
enum ProjectionGroup: CaseIterable {
    case attentionIn, attentionOut, feedForwardIn, feedForwardOut

    /// In the order in which their outputs lie side by side.
    var projections: [LinearProjection] {
        switch self {
        case .attentionIn: [.q, .k, .v]
        case .attentionOut: [.o]
        case .feedForwardIn: [.gate, .up]
        case .feedForwardOut: [.down]
        }
    }

    /// Columns of all outputs side by side.
    func outputs(_ shape: LlamaShape) -> Int { projections.reduce(0) { $0 + shape.outputs(of: $1) } }
}

/// Where each low-rank pair lies in one flat buffer of parameters (and of gradients, and of moments).
///
/// The A of one group's projections lie one after the other, so that they are one matrix (pairs · rank × inputs) for the products with
/// the input they share. B is stored transposed, rank × outputs. A group's magnitude vectors (DoRA) follow its B.
package struct AdapterLayout: Sendable, Equatable {
    struct Pair: Sendable, Equatable {
        var projection: LinearProjection
        var outputs: Int
        /// Offset of A in the flat buffer.
        var a: Int
        /// Offset of Bᵀ.
        var b: Int
        /// Offset of the magnitude vector, if the layout has them.
        var magnitude: Int?
        /// First column of this pair's u = A·x among those of the layer.
        var column: Int
    }

    struct Group: Sendable, Equatable {
        var inputs: Int
        /// The pairs that are there, in the order of the group's projections.
        var pairs: [Pair]
        /// First column of the group's u, and how many there are.
        var column: Int
        var columns: Int
        /// Offset of the group's stacked A.
        var a: Int { pairs.first?.a ?? 0 }
    }

    package let rank: Int
    /// Whether every pair has a magnitude vector.
    package let hasMagnitudes: Bool
    package let count: Int
    /// Columns of u in the layer that has the most.
    let columns: Int
    /// The first layer that has a pair: nothing below it needs a gradient.
    let firstLayer: Int
    private let groups: [[ProjectionGroup: Group]]

    package init(shape: LlamaShape, rank: Int, hasMagnitudes: Bool = false, contains: (Int, LinearProjection) -> Bool) {
        precondition(rank > 0)
        var offset = 0
        var widest = 0
        var first: Int?
        groups = (0..<shape.layers).map { layer in
            var column = 0
            var result: [ProjectionGroup: Group] = [:]
            for kind in ProjectionGroup.allCases {
                let present = kind.projections.filter { contains(layer, $0) }
                guard !present.isEmpty else { continue }
                let inputs = shape.inputs(of: present[0])
                var group = Group(inputs: inputs, pairs: [], column: column, columns: rank * present.count)
                for projection in present {
                    group.pairs.append(
                        Pair(
                            projection: projection, outputs: shape.outputs(of: projection), a: offset, b: 0, magnitude: nil, column: column)
                    )
                    offset += rank * inputs
                    column += rank
                }
                for index in group.pairs.indices {
                    group.pairs[index].b = offset
                    offset += rank * group.pairs[index].outputs
                }
                for index in group.pairs.indices where hasMagnitudes {
                    group.pairs[index].magnitude = offset
                    offset += group.pairs[index].outputs
                }
                result[kind] = group
                first = first ?? layer
            }
            widest = max(widest, column)
            return result
        }
        self.rank = rank
        self.hasMagnitudes = hasMagnitudes
        count = offset
        columns = widest
        firstLayer = first ?? shape.layers
    }

    func group(_ kind: ProjectionGroup, layer: Int) -> Group? { groups[layer][kind] }

    /// Every pair with its layer and inputs, in the order of layers, then of `LinearProjection.allCases`.
    var pairs: [(layer: Int, inputs: Int, pair: Pair)] {
        groups.indices.flatMap { layer in
            ProjectionGroup.allCases.flatMap { kind in
                groups[layer][kind].map { group in group.pairs.map { (layer, group.inputs, $0) } } ?? []
            }
        }
    }

    /// Numbers of the frozen weights that have a pair.
    var weights: Int { pairs.reduce(0) { $0 + $1.inputs * $1.pair.outputs } }

    /// The flat buffer in parts: those of A, and between them those of B and magnitudes.
    var parts: [(range: Range<Int>, isA: Bool)] {
        let starts = groups.flatMap { groups in
            ProjectionGroup.allCases.compactMap { groups[$0] }.flatMap { [($0.a, true), ($0.pairs[0].b, false)] }
        }
        return zip(starts, starts.dropFirst().map(\.0) + [count]).map { ($0.0..<$1, $0.1) }
    }
}
