import CKernels

/// Products over weights in panels, cut into tiles of 96 rows × 192 outputs and spread over the pool.
///
/// For code that keeps panels of its own (an adapter's low-rank factors, repacked at each step); others use `PackedMatrix`.
public enum PanelProduct {
    /// 96 rows of activations stay in a core's second-level cache while the panels pass by.
    private static let rowsPerChunk = 96

    /// One factor pair of a sum of products: `x` is rows × `inputs` with row stride `stride`.
    public static func term(
        _ x: UnsafePointer<Float>, stride: Int, panels: UnsafePointer<Float>, inputs: Int
    ) -> ck_panel_term {
        ck_panel_term(x: x, ldx: Int64(stride), panels: panels, inputs: Int64(inputs))
    }

    /// y (rows × outputs) = (y when `accumulate`) + Σ xₜ · Wₜᵀ over `terms`, in their order.
    public static func run(
        _ terms: [ck_panel_term], rows: Int, outputs: Int, into y: UnsafeMutablePointer<Float>, stride: Int, accumulate: Bool
    ) {
        let panels = PackedMatrix.panelCount(outputs)
        let group = PackedMatrix.panelsPerChunk
        let rowBlocks = (rows + rowsPerChunk - 1) / rowsPerChunk
        let groups = (panels + group - 1) / group
        // Neighbouring chunks share panels, so that large weights are read from memory once.
        ThreadPool.shared.run(chunks: rowBlocks * groups) { chunk in
            let row = chunk % rowBlocks * rowsPerChunk
            let firstPanel = chunk / rowBlocks * group
            withUnsafeTemporaryAllocation(of: ck_panel_term.self, capacity: terms.count) { shifted in
                for (index, term) in terms.enumerated() {
                    shifted.initializeElement(at: index, to: term)
                    shifted[index].x = term.x + row * Int(term.ldx)
                }
                ck_panel_multiply(
                    y + row * stride, Int64(stride), accumulate ? 1 : 0, shifted.baseAddress, Int32(terms.count),
                    Int64(min(rowsPerChunk, rows - row)), Int64(outputs), Int64(firstPanel), Int64(min(panels, firstPanel + group)))
            }
        }
    }
}
