import CKernels
import Compute
import ModelFormats

/// What DoRA (Liu et al. 2024) multiplies the outputs of a projection by: m / |W + scaling · B·A|, one factor an output. The lengths
/// follow A and B from step to step, but count as constants in the gradient, as the paper's section 4.3 and `peft` have it.
final class MagnitudeFactors {
    /// The outputs of a group side by side; those without a pair have the factor 1.
    struct Group {
        /// |W|² of each row.
        let squares: FloatBuffer
        /// m / |W + scaling · B·A|, and 1 / |W + scaling · B·A|.
        let factors, inverseNorms: FloatBuffer
    }

    private let model: FrozenModel
    private let layout: AdapterLayout
    private var groups: [[ProjectionGroup: Group]] = []

    init(model: FrozenModel, layout: AdapterLayout) {
        self.model = model
        self.layout = layout
        groups = model.layers.indices.map { layer in
            var result: [ProjectionGroup: Group] = [:]
            for kind in ProjectionGroup.allCases where layout.group(kind, layer: layer) != nil {
                let width = kind.projections.reduce(0) { $0 + model.shape.outputs(of: $1) }
                let group = Group(
                    squares: FloatBuffer(count: width), factors: FloatBuffer(count: width), inverseNorms: FloatBuffer(count: width))
                group.factors.pointer.update(repeating: 1, count: width)
                result[kind] = group
            }
            return result
        }
        for (group, layer, inputs, pair, column) in entries {
            let squares = RowNorms.squares(weight(layer, pair), rows: pair.outputs, inputs: inputs)
            (group.squares.pointer + column).update(from: squares.pointer, count: pair.outputs)
        }
    }

    /// nil for a group without pairs.
    func group(_ kind: ProjectionGroup, layer: Int) -> Group? { groups[layer][kind] }

    /// The magnitudes at which an adapter whose B is zero changes nothing: the lengths of W's rows.
    func initialize(_ parameters: AdapterParameters) {
        for (group, _, _, pair, column) in entries {
            guard let magnitude = pair.magnitude else { continue }
            for output in 0..<pair.outputs {
                parameters.values.pointer[magnitude + output] = group.squares.pointer[column + output].squareRoot()
            }
        }
    }

    /// Takes the adapter's numbers for the passes to come.
    func load(_ parameters: AdapterParameters, scaling: Float) {
        for (group, layer, inputs, pair, column) in entries {
            guard let magnitude = pair.magnitude else { continue }
            let values = parameters.values.pointer
            let squares = FloatBuffer(UnsafeBufferPointer(start: group.squares.pointer + column, count: pair.outputs))
            let inverse = group.inverseNorms.pointer + column
            RowNorms.write(
                to: inverse, w: weight(layer, pair), squares: squares, inputs: inputs,
                pair: .init(a: values + pair.a, b: values + pair.b, rowStep: 1, rankStep: pair.outputs, rank: layout.rank),
                scaling: scaling)
            for output in 0..<pair.outputs {
                let norm = inverse[output]
                // A row of zeros has no direction; whatever its magnitude, it stays zero.
                group.factors.pointer[column + output] = norm > 0 ? values[magnitude + output] / norm : 0
                inverse[output] = norm > 0 ? 1 / norm : 0
            }
        }
    }

    /// Completes the gradients of the magnitudes, which the backward sums without the lengths.
    func finish(_ gradients: AdapterParameters) {
        for (group, _, _, pair, column) in entries {
            guard let magnitude = pair.magnitude else { continue }
            for output in 0..<pair.outputs {
                gradients.values.pointer[magnitude + output] *= group.inverseNorms.pointer[column + output]
            }
        }
    }

    private func weight(_ layer: Int, _ pair: AdapterLayout.Pair) -> UnsafePointer<Float> {
        guard let weight = model.layers[layer].weights[pair.projection] else { preconditionFailure("FrozenModel checks its weights") }
        return UnsafePointer(weight.pointer)
    }

    /// Every pair with its group, layer and inputs, and its first column among the group's outputs.
    private var entries: [(group: Group, layer: Int, inputs: Int, pair: AdapterLayout.Pair, column: Int)] {
        groups.indices.flatMap { layer in
            ProjectionGroup.allCases.flatMap { kind -> [(Group, Int, Int, AdapterLayout.Pair, Int)] in
                guard let group = groups[layer][kind], let own = layout.group(kind, layer: layer) else { return [] }
                return own.pairs.map { pair in
                    let before = kind.projections.prefix { $0 != pair.projection }
                    return (group, layer, own.inputs, pair, before.reduce(0) { $0 + model.shape.outputs(of: $1) })
                }
            }
        }
    }
}
