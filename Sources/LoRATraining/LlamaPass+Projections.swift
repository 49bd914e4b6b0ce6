import CKernels
import Compute
import ModelFormats

/// The linear projections: y = W·x + scaling · B·(A·x), those that share an input together.
///
/// With magnitudes (DoRA) y = g ∘ (W·x + scaling · B·(A·x)); as in `peft`, dropout d is then seen by the decomposed part as a whole:
/// y = W·(x − d(x)) + g ∘ (W·d(x) + scaling · B·(A·d(x))).
extension LlamaPass {
    /// One projection of a group: its frozen weight, its columns in the group's output, its pair if it has one.
    private struct Member {
        /// Nil where the weights are in blocks: their products are made elsewhere.
        var weight: UnsafeMutablePointer<Float>!
        var outputs: Int
        var column: Int
        var pair: AdapterLayout.Pair?
    }

    private func members(_ kind: ProjectionGroup, layer: Int) -> (members: [Member], width: Int) {
        let group = layout.group(kind, layer: layer)
        var column = 0
        let members = kind.projections.map { projection in
            defer { column += shape.outputs(of: projection) }
            return Member(
                weight: model.layers[layer].weights[projection]?.pointer, outputs: shape.outputs(of: projection), column: column,
                pair: group?.pairs.first { $0.projection == projection })
        }
        return (members, column)
    }

    /// What the low-rank pairs of a group see of its input.
    private func lowRankInput(_ kind: ProjectionGroup, layer: Int, _ x: FloatBuffer, rows: Int) -> FloatBuffer {
        guard let dropout else { return x }
        let inputs = shape.inputs(of: kind.projections[0])
        let key = dropout.key(kind, layer: layer)
        each(rows) { from, count in
            ck_train_dropout(
                self.room.dropped.pointer + from * inputs, x.pointer + from * inputs, key, dropout.rate, Int64(from), count, Int64(inputs))
        }
        return room.dropped
    }

    /// y (rows × the group's outputs side by side) = or += x · Wᵀ + (x · Aᵀ) · (scaling · Bᵀ), each column times its factor if there are
    /// magnitudes. Keeps x · Aᵀ for the backward.
    func project(_ kind: ProjectionGroup, layer: Int, _ x: FloatBuffer, into y: FloatBuffer, rows: Int, accumulate: Bool) {
        let inputs = shape.inputs(of: kind.projections[0])
        let (members, width) = members(kind, layer: layer)
        var seen = x
        if let group = layout.group(kind, layer: layer) {
            seen = lowRankInput(kind, layer: layer, x, rows: rows)
            PanelProduct(
                [PanelProduct.term(seen.pointer, stride: inputs, .rows(effective.pointer + group.a, stride: inputs), inputs: inputs)],
                rows: rows, outputs: group.columns, into: room.layers[layer].lowRank.pointer + group.column, stride: layout.columns
            ).run()
        }
        if let blocks = model.blocks {
            return project(blocks, kind, layer: layer, x, into: y, rows: rows, accumulate: accumulate)
        }
        guard let magnitudes = magnitudes?.group(kind, layer: layer) else {
            return products(members, layer: layer, x, inputs: inputs, into: y, stride: width, rows: rows, accumulate: accumulate)
        }
        products(members, layer: layer, seen, inputs: inputs, into: room.decomposed, stride: width, rows: rows, accumulate: false)
        var adds = accumulate
        if dropout != nil {
            subtract(x, seen, into: room.ddropped, rows: rows, width: inputs)
            let plain = members.map { Member(weight: $0.weight, outputs: $0.outputs, column: $0.column, pair: nil) }
            products(plain, layer: layer, room.ddropped, inputs: inputs, into: y, stride: width, rows: rows, accumulate: accumulate)
            adds = true
        }
        scaleColumns(room.decomposed, by: magnitudes.factors, into: y, rows: rows, width: width, accumulate: adds)
    }

    /// y = or += x · Wᵀ for each member, and (x · Aᵀ) · (scaling · Bᵀ) for those with a pair.
    private func products(
        _ members: [Member], layer: Int, _ x: FloatBuffer, inputs: Int, into y: FloatBuffer, stride: Int, rows: Int, accumulate: Bool
    ) {
        let lowRank = room.layers[layer].lowRank.pointer
        PanelProduct.run(
            members.map { member in
                var terms = [PanelProduct.term(x.pointer, stride: inputs, .rows(member.weight, stride: inputs), inputs: inputs)]
                if let pair = member.pair {
                    terms.append(
                        PanelProduct.term(
                            lowRank + pair.column, stride: layout.columns, .transposed(effective.pointer + pair.b, stride: pair.outputs),
                            inputs: layout.rank))
                }
                return PanelProduct(
                    terms, rows: rows, outputs: member.outputs, into: y.pointer + member.column, stride: stride, accumulate: accumulate)
            })
    }

    /// y = a − b.
    private func subtract(_ a: FloatBuffer, _ b: FloatBuffer, into y: FloatBuffer, rows: Int, width: Int) {
        each(rows) { from, count in
            ck_train_subtract(y.pointer + from * width, a.pointer + from * width, b.pointer + from * width, count * Int64(width))
        }
    }

    /// y = or += x with each column times its factor.
    private func scaleColumns(
        _ x: FloatBuffer, by factors: FloatBuffer, into y: FloatBuffer, rows: Int, width: Int, accumulate: Bool
    ) {
        each(rows) { from, count in
            ck_train_scale_columns(
                y.pointer + from * width, x.pointer + from * width, factors.pointer, accumulate ? 1 : 0, count, Int64(width))
        }
    }

    /// The gradient of the outputs before their factors; adds the gradients of the magnitudes, without the lengths, to `gradients`.
    ///
    /// The outputs before their factors are computed again: keeping them would take as much memory as all else together. Afterwards their
    /// buffer holds what the factors changed of dy, for the part of the input that dropout lets through.
    private func magnitudesBackward(
        _ magnitudes: MagnitudeFactors.Group, _ members: [Member], layer: Int, dy: FloatBuffer, seen: FloatBuffer, inputs: Int, width: Int,
        rows: Int, into gradients: AdapterParameters
    ) -> FloatBuffer {
        products(members, layer: layer, seen, inputs: inputs, into: room.decomposed, stride: width, rows: rows, accumulate: false)
        for member in members {
            guard let magnitude = member.pair?.magnitude else { continue }
            ThreadPool.shared.run(count: member.outputs, by: 64) { range in
                let column = member.column + range.lowerBound
                ck_train_column_products(
                    gradients.values.pointer + magnitude + range.lowerBound, dy.pointer + column, self.room.decomposed.pointer + column,
                    Int64(rows), Int64(width), Int64(range.count))
            }
        }
        scaleColumns(dy, by: magnitudes.factors, into: room.ddecomposed, rows: rows, width: width, accumulate: false)
        if dropout != nil { subtract(room.ddecomposed, dy, into: room.decomposed, rows: rows, width: width) }
        return room.ddecomposed
    }

    /// From dy: dx (overwritten; not at all when nil), and the gradients of A, of Bᵀ without the scaling and of magnitudes without the
    /// lengths (added to `gradients`).
    func projectBackward(
        _ kind: ProjectionGroup, layer: Int, dy: FloatBuffer, x: FloatBuffer, dx: FloatBuffer?, rows: Int, into gradients: AdapterParameters
    ) {
        let inputs = shape.inputs(of: kind.projections[0])
        let (members, width) = members(kind, layer: layer)
        let group = layout.group(kind, layer: layer)
        let lowRank = room.layers[layer].lowRank.pointer
        let dlowRank = room.dlowRank.pointer
        let seen = group == nil ? x : lowRankInput(kind, layer: layer, x, rows: rows)
        // The gradient of what the factors multiply: dy itself without magnitudes.
        var inner = dy
        let magnitudes = magnitudes?.group(kind, layer: layer)
        if let magnitudes {
            inner = magnitudesBackward(
                magnitudes, members, layer: layer, dy: dy, seen: seen, inputs: inputs, width: width, rows: rows, into: gradients)
        }

        // d(x·Aᵀ) = dy · B · scaling, each pair from its own columns of dy.
        PanelProduct.run(
            members.compactMap { member in
                member.pair.map { pair in
                    PanelProduct(
                        [
                            PanelProduct.term(
                                inner.pointer + member.column, stride: width, .rows(effective.pointer + pair.b, stride: pair.outputs),
                                inputs: pair.outputs)
                        ], rows: rows, outputs: layout.rank, into: dlowRank + pair.column, stride: layout.columns)
                }
            })

        var products: [PanelProduct] = []
        if let dx {
            func throughWeights(_ gradient: FloatBuffer) -> [ck_panel_term] {
                members.map {
                    PanelProduct.term(
                        gradient.pointer + $0.column, stride: width, .transposed($0.weight, stride: inputs), inputs: $0.outputs)
                }
            }
            var terms: [ck_panel_term] = []
            if let group {
                let term = PanelProduct.term(
                    dlowRank + group.column, stride: layout.columns, .transposed(effective.pointer + group.a, stride: inputs),
                    inputs: group.columns)
                if dropout == nil {
                    terms.append(term)
                } else {
                    let dropped = (magnitudes == nil ? [] : throughWeights(room.decomposed)) + [term]
                    products.append(PanelProduct(dropped, rows: rows, outputs: inputs, into: room.ddropped.pointer, stride: inputs))
                }
            }
            if let blocks = model.blocks {
                projectBack(blocks, kind, layer: layer, dy, into: dx, rows: rows, adding: terms.first)
            } else {
                let direct = throughWeights(dropout == nil ? inner : dy)
                products.append(PanelProduct(direct + terms, rows: rows, outputs: inputs, into: dx.pointer, stride: inputs))
            }
        }
        if let group {
            let da = PanelProduct.term(
                transposing: dlowRank + group.column, stride: layout.columns, .transposed(seen.pointer, stride: inputs), inputs: rows)
            products.append(
                PanelProduct(
                    [da], rows: group.columns, outputs: inputs, into: gradients.values.pointer + group.a, stride: inputs, accumulate: true))
        }
        for member in members {
            guard let pair = member.pair else { continue }
            let db = PanelProduct.term(
                transposing: lowRank + pair.column, stride: layout.columns, .transposed(inner.pointer + member.column, stride: width),
                inputs: rows)
            products.append(
                PanelProduct(
                    [db], rows: layout.rank, outputs: pair.outputs, into: gradients.values.pointer + pair.b, stride: pair.outputs,
                    accumulate: true))
        }
        PanelProduct.run(products)
        if let dropout, let dx, group != nil {
            let key = dropout.key(kind, layer: layer)
            each(rows) { from, count in
                ck_train_dropout_backward(
                    dx.pointer + from * inputs, self.room.ddropped.pointer + from * inputs, key, dropout.rate, Int64(from), count,
                    Int64(inputs))
            }
        }
    }
}
