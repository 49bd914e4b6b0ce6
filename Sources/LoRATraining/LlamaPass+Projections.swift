import CKernels
import Compute
import ModelFormats

/// The linear projections: y = W·x + scaling · B·(A·x), those that share an input together.
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

    /// y (rows × the group's outputs side by side) = or += x · Wᵀ + (x · Aᵀ) · (scaling · Bᵀ). Keeps x · Aᵀ for the backward.
    func project(_ kind: ProjectionGroup, layer: Int, _ x: FloatBuffer, into y: FloatBuffer, rows: Int, accumulate: Bool) {
        let inputs = shape.inputs(of: kind.projections[0])
        let (members, width) = members(kind, layer: layer)
        let lowRank = room.layers[layer].lowRank.pointer
        let group = layout.group(kind, layer: layer)
        if let group {
            let seen = lowRankInput(kind, layer: layer, x, rows: rows)
            PanelProduct(
                [PanelProduct.term(seen.pointer, stride: inputs, .rows(effective.pointer + group.a, stride: inputs), inputs: inputs)],
                rows: rows, outputs: group.columns, into: lowRank + group.column, stride: layout.columns
            ).run()
        }
        if let blocks = model.blocks {
            return project(blocks, kind, layer: layer, x, into: y, rows: rows, accumulate: accumulate)
        }
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
                    terms, rows: rows, outputs: member.outputs, into: y.pointer + member.column, stride: width, accumulate: accumulate)
            })
    }

    /// From dy: dx (overwritten; not at all when nil), and the gradients of A and of Bᵀ without the scaling (added to `gradients`).
    func projectBackward(
        _ kind: ProjectionGroup, layer: Int, dy: FloatBuffer, x: FloatBuffer, dx: FloatBuffer?, rows: Int, into gradients: AdapterParameters
    ) {
        let inputs = shape.inputs(of: kind.projections[0])
        let (members, width) = members(kind, layer: layer)
        let group = layout.group(kind, layer: layer)
        let lowRank = room.layers[layer].lowRank.pointer
        let dlowRank = room.dlowRank.pointer

        // d(x·Aᵀ) = dy · B · scaling, each pair from its own columns of dy.
        PanelProduct.run(
            members.compactMap { member in
                member.pair.map { pair in
                    PanelProduct(
                        [
                            PanelProduct.term(
                                dy.pointer + member.column, stride: width, .rows(effective.pointer + pair.b, stride: pair.outputs),
                                inputs: pair.outputs)
                        ], rows: rows, outputs: layout.rank, into: dlowRank + pair.column, stride: layout.columns)
                }
            })

        var products: [PanelProduct] = []
        if let dx {
            var terms: [ck_panel_term] = []
            if let group {
                let term = PanelProduct.term(
                    dlowRank + group.column, stride: layout.columns, .transposed(effective.pointer + group.a, stride: inputs),
                    inputs: group.columns)
                if dropout == nil {
                    terms.append(term)
                } else {
                    products.append(
                        PanelProduct([term], rows: rows, outputs: inputs, into: room.ddropped.pointer, stride: inputs))
                }
            }
            if let blocks = model.blocks {
                projectBack(blocks, kind, layer: layer, dy, into: dx, rows: rows, adding: terms.first)
            } else {
                let direct = members.map {
                    PanelProduct.term(dy.pointer + $0.column, stride: width, .transposed($0.weight, stride: inputs), inputs: $0.outputs)
                }
                products.append(PanelProduct(direct + terms, rows: rows, outputs: inputs, into: dx.pointer, stride: inputs))
            }
        }
        if let group {
            let seen = lowRankInput(kind, layer: layer, x, rows: rows)
            let da = PanelProduct.term(
                transposing: dlowRank + group.column, stride: layout.columns, .transposed(seen.pointer, stride: inputs), inputs: rows)
            products.append(
                PanelProduct(
                    [da], rows: group.columns, outputs: inputs, into: gradients.values.pointer + group.a, stride: inputs, accumulate: true))
        }
        for member in members {
            guard let pair = member.pair else { continue }
            let db = PanelProduct.term(
                transposing: lowRank + pair.column, stride: layout.columns, .transposed(dy.pointer + member.column, stride: width),
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
