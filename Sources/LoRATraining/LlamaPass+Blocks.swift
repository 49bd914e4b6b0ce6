import CKernels
import Compute
import Inference

/// Products with frozen weights in blocks of whole numbers (`TrainingPrecision.mixed`).
extension LlamaPass {
    /// y (rows × the weight's outputs, row stride `stride`) = x · weightᵀ + the low-rank term.
    struct BlockProduct {
        var weight: WeightMatrix
        var y: UnsafeMutablePointer<Float>
        var stride: Int
        var lowRank: ck_panel_term?
    }

    /// Rows in a piece of work: enough to share what it unpacks, few enough that their activations stay in the second-level cache.
    private static let rowsPerChunk = 128
    /// Groups of 8 outputs in a piece: whole panels of the low-rank term.
    private static let groupsPerChunk = 8

    /// y = or += x · Wᵀ + (x · Aᵀ) · (scaling · Bᵀ) for the projections of a group, side by side; x · Aᵀ stands in the room.
    func project(
        _ blocks: BlockWeights, _ kind: ProjectionGroup, layer: Int, _ x: FloatBuffer, into y: FloatBuffer, rows: Int, accumulate: Bool
    ) {
        let width = kind.outputs(shape)
        // What adds to y has the residual stream's width, and so has this room, which the forward doesn't need otherwise.
        let target = accumulate ? room.dnormed : y
        let pairs = layout.group(kind, layer: layer)?.pairs ?? []
        var column = 0
        let products = kind.projections.map { projection in
            let lowRank = pairs.first { $0.projection == projection }.map { pair in
                PanelProduct.term(
                    room.layers[layer].lowRank.pointer + pair.column, stride: layout.columns,
                    .transposed(effective.pointer + pair.b, stride: pair.outputs), inputs: layout.rank)
            }
            defer { column += shape.outputs(of: projection) }
            return BlockProduct(
                weight: blocks.weight(projection, layer: layer), y: target.pointer + column, stride: width, lowRank: lowRank)
        }
        multiply(x.pointer, inputs: shape.inputs(of: kind.projections[0]), rows: rows, blocks.kernels, products)
        guard accumulate else { return }
        each(rows) { from, count in ck_train_add(y.pointer + from * width, target.pointer + from * width, count * Int64(width)) }
    }

    /// dx = dy · W for a group's stacked weights, and the term that comes from its low-rank pairs.
    func projectBack(
        _ blocks: BlockWeights, _ kind: ProjectionGroup, layer: Int, _ dy: FloatBuffer, into dx: FloatBuffer, rows: Int,
        adding lowRank: ck_panel_term?
    ) {
        let weight = blocks.transposed(kind, layer: layer)
        multiply(
            dy.pointer, inputs: weight.inputs, rows: rows, blocks.kernels,
            [BlockProduct(weight: weight, y: dx.pointer, stride: weight.outputs, lowRank: lowRank)])
    }

    /// Multiplies x (rows × inputs, rows one after the other) by all of `products`.
    func multiply(_ x: UnsafePointer<Float>, inputs: Int, rows: Int, _ kernels: ck_kernels, _ products: [BlockProduct]) {
        let blocks = inputs / Int(CK_BLOCK)
        let quantized = quantize(x, blocks: blocks, rows: rows, kernels)
        let rowChunks = (rows + Self.rowsPerChunk - 1) / Self.rowsPerChunk
        let ends = products.reduce(into: [Int]()) { ends, product in
            ends.append((ends.last ?? 0) + (product.weight.groupCount + Self.groupsPerChunk - 1) / Self.groupsPerChunk * rowChunks)
        }
        ThreadPool.shared.run(chunks: ends.last ?? 0) { chunk in
            var index = 0
            while chunk >= ends[index] { index += 1 }
            let product = products[index]
            let local = index == 0 ? chunk : chunk - ends[index - 1]
            let row = local % rowChunks * Self.rowsPerChunk
            let group = local / rowChunks * Self.groupsPerChunk
            let end = min(product.weight.groupCount, group + Self.groupsPerChunk)
            let count = min(Self.rowsPerChunk, rows - row)
            let y = product.y + row * product.stride
            kernels.product_i16(
                y, product.stride, quantized + row * blocks, product.weight.groups, product.weight.type, Int32(count), Int32(inputs),
                Int32(group), Int32(end))
            guard var term = product.lowRank else { return }
            term.x += row * Int(term.ldx)
            let panel = CK_PANEL_WIDTH / Int(CK_GROUP)
            ck_panel_multiply(
                y, Int64(product.stride), 1, [term], 1, Int64(count), Int64(product.weight.outputs), Int64(group / panel),
                Int64((end + panel - 1) / panel))
        }
    }

    private func quantize(
        _ x: UnsafePointer<Float>, blocks: Int, rows: Int, _ kernels: ck_kernels
    ) -> UnsafeMutablePointer<ck_block_i16> {
        let needed = rows * blocks * MemoryLayout<ck_block_i16>.stride / MemoryLayout<Float>.stride
        if needed > quantized.count { quantized = FloatBuffer(count: needed) }
        let out = UnsafeMutableRawPointer(quantized.pointer).bindMemory(to: ck_block_i16.self, capacity: rows * blocks)
        each(rows) { from, count in
            kernels.quantize(out + from * blocks, x + from * blocks * Int(CK_BLOCK), Int32(Int(count) * blocks))
        }
        return out
    }
}
