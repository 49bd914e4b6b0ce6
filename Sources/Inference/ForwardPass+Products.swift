import CKernels
import Compute
import ModelFormats

/// Products with a layer's linear weights, the adapter's share included.
extension ForwardPass {
    /// One weight that a shared input is multiplied by.
    struct Product {
        let layer: Int
        let projection: LinearProjection
        let weight: WeightMatrix
        let output: UnsafeMutablePointer<Float>

        init(_ layer: Int, _ projection: LinearProjection, _ weight: WeightMatrix, _ output: UnsafeMutablePointer<Float>) {
            self.layer = layer
            self.projection = projection
            self.weight = weight
            self.output = output
        }
    }

    /// Rows with the same adapter, and its pair for each of the products.
    private struct AdapterRun {
        let pairs: [PreparedAdapter.Pair?]
        let rows: Range<Int>
    }

    /// From this many rows on, a packed copy of the weight pays, where the processor has a use for one.
    private static let packedRows = 64
    /// From this many rows on, widening weights to single precision for all of them together pays.
    private static let widenedRows = 12
    private static let rowsPerChunk = 64

    /// output = input · weightᵀ for each of `products`, on `rows`; output rows are `weight.stride` floats apart.
    ///
    /// Reads the 16-bit form in `workspace.quantized` where precision and weight allow, else `input` itself.
    func multiply(_ products: [Product], input: UnsafePointer<Float>, inputStride: Int? = nil, rows: Range<Int>) throws {
        let inputs = products[0].weight.inputs
        let stride = inputStride ?? inputs
        let runs = adapterRuns.compactMap { adapter, own -> AdapterRun? in
            let shared = own.clamped(to: rows)
            return shared.isEmpty ? nil : AdapterRun(pairs: products.map { adapter.pair(layer: $0.layer, $0.projection) }, rows: shared)
        }
        for run in runs { innerProducts(run, input: input, stride: stride, inputs: inputs) }

        var direct: [Int] = []
        for (index, product) in products.enumerated() {
            guard let precision = packing(product.weight, rows: rows.count), stride == inputs else {
                direct.append(index)
                continue
            }
            let packed = try model.packed.matrix(model, layer: product.layer, product.projection, precision)
            try packed.multiply(
                input + rows.lowerBound * inputs, rows: rows.count, into: product.output + rows.lowerBound * product.weight.outputs)
            for run in runs { if let pair = run.pairs[index] { addAdapter(pair, index, product, run.rows) } }
        }
        multiplyDirectly(direct.map { ($0, products[$0]) }, runs, input: input, stride: stride, rows: rows)
    }

    /// How the weight is packed for this many rows; nil when the kernels that read the file's own blocks do it.
    private func packing(_ weight: WeightMatrix, rows: Int) -> MatrixPrecision? {
        // Rows of several texts are computed as each would be alone.
        guard parts.count == 1, rows >= Self.packedRows, weight.outputs == weight.stride, model.computePath != .portable else { return nil }
        if model.computePath == .packed { return .float32 }
        // Whole numbers give the same bits for one row and for many, on every processor: beginnings are reused and guesses verified.
        if precision == .default, weight.isQuantized { return nil }
        if precision == .default, MatrixPrecision.hasBFloat16 { return .bfloat16 }
        return PackedMatrix.isWorthItsMemory ? .float32 : nil
    }

    private func multiplyDirectly(
        _ products: [(index: Int, product: Product)], _ runs: [AdapterRun], input: UnsafePointer<Float>, stride: Int, rows: Range<Int>
    ) {
        guard !products.isEmpty else { return }
        let kernels = model.kernels
        let w = workspace
        // One row is bound by memory: small pieces, so that threads end together. Many rows share what a chunk unpacks.
        let groupsPerChunk = rows.count == 1 ? 4 : 8
        let rowChunks = (rows.count + Self.rowsPerChunk - 1) / Self.rowsPerChunk
        let starts = products.reduce(into: [0]) { starts, next in
            starts.append(starts.last! + (next.product.weight.groupCount + groupsPerChunk - 1) / groupsPerChunk * rowChunks)
        }
        model.pool.run(chunks: starts.last!) { chunk in
            var which = 0
            while chunk >= starts[which + 1] { which += 1 }
            let (index, product) = products[which]
            let weight = product.weight
            let local = chunk - starts[which]
            let first = local / rowChunks * groupsPerChunk
            let end = min(weight.groupCount, first + groupsPerChunk)
            let row = rows.lowerBound + local % rowChunks * Self.rowsPerChunk
            let count = min(Self.rowsPerChunk, rows.upperBound - row)
            let output = product.output + row * weight.stride
            if precision == .default && weight.isQuantized {
                kernels.product_i16(
                    output, weight.stride, w.quantized + row * (weight.inputs / Int(CK_BLOCK)), weight.groups, weight.type, Int32(count),
                    Int32(weight.inputs), Int32(first), Int32(end))
            } else if count >= Self.widenedRows, parts.count == 1 {
                multiplyWidened(weight, groups: first..<end, input + row * stride, stride, rows: count, into: output)
            } else {
                kernels.product_f32(
                    output, weight.stride, input + row * stride, stride, weight.groups, weight.type, Int32(count), Int32(weight.inputs),
                    Int32(first), Int32(end), 0)
            }
            for run in runs {
                let own = run.rows.clamped(to: row..<row + count)
                guard let pair = run.pairs[index], !own.isEmpty else { continue }
                scale(product, by: pair.factors, rows: own, groups: first..<end)
                kernels.product_f32(
                    product.output + own.lowerBound * weight.stride, weight.stride,
                    w.inner.pointer + own.lowerBound * w.innerStride + innerOffset(index, pair), w.innerStride, pair.b.groups,
                    pair.b.type, Int32(own.count), Int32(pair.b.inputs), Int32(first), Int32(end), 1)
            }
        }
    }

    /// Two groups at a time: widened to a panel, then multiplied with all rows.
    private func multiplyWidened(
        _ weight: WeightMatrix, groups: Range<Int>, _ x: UnsafePointer<Float>, _ stride: Int, rows: Int,
        into output: UnsafeMutablePointer<Float>
    ) {
        let pair = CK_PANEL_WIDTH / Int(CK_GROUP)
        let bytes = weight.inputs * CK_PANEL_WIDTH * MemoryLayout<Float>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        defer { memory.deallocate() }
        let panel = memory.bindMemory(to: Float.self, capacity: weight.inputs * CK_PANEL_WIDTH)
        for group in Swift.stride(from: groups.lowerBound, to: groups.upperBound, by: pair) {
            let count = min(pair, groups.upperBound - group)
            model.kernels.widen(panel, weight.groups, weight.type, Int32(weight.inputs), Int32(group), Int32(count))
            var term = ck_panel_term(
                x: x, ldx: Int64(stride), step: 1, w: panel, ld: 0, right: CK_RIGHT_PANELS, inputs: Int64(weight.inputs))
            model.kernels.panel_multiply(
                output + group * Int(CK_GROUP), Int64(weight.stride), 0, &term, 1, Int64(rows), Int64(count) * Int64(CK_GROUP), 0, 1)
        }
    }

    /// Where the inner product of the product at `index` stands in a row of `workspace.inner`.
    private func innerOffset(_ index: Int, _ pair: PreparedAdapter.Pair) -> Int { index * pair.a.stride }

    /// workspace.inner = A·x for each pair of a run.
    private func innerProducts(_ run: AdapterRun, input: UnsafePointer<Float>, stride: Int, inputs: Int) {
        let rows = run.rows
        let present = run.pairs.enumerated().compactMap { index, pair in pair.map { (index, $0) } }
        guard let groups = present.first?.1.a.groupCount else { return }
        let kernels = model.kernels
        let w = workspace
        let rowChunks = (rows.count + Self.rowsPerChunk - 1) / Self.rowsPerChunk
        model.pool.run(chunks: present.count * groups * rowChunks) { chunk in
            let (index, pair) = present[chunk / rowChunks / groups]
            let group = Int32(chunk / rowChunks % groups)
            let row = rows.lowerBound + chunk % rowChunks * Self.rowsPerChunk
            kernels.product_f32(
                w.inner.pointer + row * w.innerStride + innerOffset(index, pair), w.innerStride, input + row * stride, stride,
                pair.a.groups,
                pair.a.type, Int32(min(Self.rowsPerChunk, rows.upperBound - row)), Int32(inputs), group, group + 1, 0)
        }
    }

    /// output ∘= factors, where there are any.
    private func scale(_ product: Product, by factors: FloatBuffer?, rows: Range<Int>, groups: Range<Int>) {
        guard let factors else { return }
        let stride = product.weight.stride
        for row in rows {
            for column in groups.lowerBound * Int(CK_GROUP)..<min(stride, groups.upperBound * Int(CK_GROUP)) {
                product.output[row * stride + column] *= factors.pointer[column]
            }
        }
    }

    /// output = output ∘ factors + B·inner
    private func addAdapter(_ pair: PreparedAdapter.Pair, _ index: Int, _ product: Product, _ rows: Range<Int>) {
        let kernels = model.kernels
        let w = workspace
        let groupsPerChunk = 8
        let rowChunks = (rows.count + Self.rowsPerChunk - 1) / Self.rowsPerChunk
        model.pool.run(chunks: (pair.b.groupCount + groupsPerChunk - 1) / groupsPerChunk * rowChunks) { chunk in
            let first = chunk / rowChunks * groupsPerChunk
            let row = rows.lowerBound + chunk % rowChunks * Self.rowsPerChunk
            let own = row..<min(rows.upperBound, row + Self.rowsPerChunk)
            scale(product, by: pair.factors, rows: own, groups: first..<min(pair.b.groupCount, first + groupsPerChunk))
            kernels.product_f32(
                product.output + row * product.weight.stride, product.weight.stride,
                w.inner.pointer + row * w.innerStride + innerOffset(index, pair), w.innerStride, pair.b.groups, pair.b.type,
                Int32(own.count), Int32(pair.b.inputs), Int32(first),
                Int32(min(pair.b.groupCount, first + groupsPerChunk)), 1)
        }
    }
}
