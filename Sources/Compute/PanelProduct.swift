import CKernels

/// y (rows × outputs) = Σ xₜ · Wₜᵀ: one product of many rows, made of terms, cut into tiles that the pool's threads share.
///
/// Several products run as one region, so that small ones fill the gaps between large ones. Every element of y is one chain of sums
/// in a fixed order, however the tiles are cut: results don't depend on the number of threads.
public struct PanelProduct: @unchecked Sendable {
    // Sendable: only pointers and sizes; `run` is the one place that follows the pointers, and its callers own what they point to.
    public var terms: [ck_panel_term]
    public var rows: Int
    public var outputs: Int
    public var y: UnsafeMutablePointer<Float>
    /// The distance of two rows of y.
    public var stride: Int
    public var accumulate: Bool

    public init(
        _ terms: [ck_panel_term], rows: Int, outputs: Int, into y: UnsafeMutablePointer<Float>, stride: Int, accumulate: Bool = false
    ) {
        self.terms = terms
        self.rows = rows
        self.outputs = outputs
        self.y = y
        self.stride = stride
        self.accumulate = accumulate
    }

    /// The right factor W of a term, outputs × inputs.
    public enum Right {
        /// Packed by `ck_panel_pack`.
        case panels(UnsafePointer<Float>)
        /// W as it is.
        case rows(UnsafePointer<Float>, stride: Int)
        /// Wᵀ is what is stored: inputs × outputs.
        case transposed(UnsafePointer<Float>, stride: Int)
    }

    /// x · Wᵀ, x being rows × inputs with row stride `stride`.
    public static func term(_ x: UnsafePointer<Float>, stride: Int, _ right: Right, inputs: Int) -> ck_panel_term {
        term(x, ldx: stride, step: 1, right, inputs: inputs)
    }

    /// xᵀ · Wᵀ, x being inputs × rows with row stride `stride`.
    public static func term(transposing x: UnsafePointer<Float>, stride: Int, _ right: Right, inputs: Int) -> ck_panel_term {
        term(x, ldx: 1, step: stride, right, inputs: inputs)
    }

    private static func term(_ x: UnsafePointer<Float>, ldx: Int, step: Int, _ right: Right, inputs: Int) -> ck_panel_term {
        let (w, stride, kind) =
            switch right {
            case .panels(let w): (w, 0, CK_RIGHT_PANELS)
            case .rows(let w, let stride): (w, stride, CK_RIGHT_ROWS)
            case .transposed(let w, let stride): (w, stride, CK_RIGHT_TRANSPOSED)
            }
        return ck_panel_term(x: x, ldx: Int64(ldx), step: Int64(step), w: w, ld: Int64(stride), right: kind, inputs: Int64(inputs))
    }

    // MARK: Running

    /// Panels in a tile: 96 outputs.
    private static let panelsPerTile = 6

    /// Rows in a tile. Packed weights cost nothing to start on, so that few rows serve; others are packed once for each tile, so that
    /// many rows are better as long as every thread has some tiles.
    private var rowsPerTile: Int {
        if terms.allSatisfy({ $0.right == CK_RIGHT_PANELS }) { return 96 }
        if outputs <= 96 { return 192 }
        return columnTiles >= 3 * ThreadPool.shared.threads ? 1024 : 512
    }

    private var rowTiles: Int { (rows + rowsPerTile - 1) / rowsPerTile }
    private var panels: Int { (outputs + CK_PANEL_WIDTH - 1) / CK_PANEL_WIDTH }
    private var columnTiles: Int { (panels + Self.panelsPerTile - 1) / Self.panelsPerTile }
    private var tiles: Int { rowTiles * columnTiles }

    private func run(tile: Int) {
        // Neighbouring tiles share weights, so that large ones are read from memory once.
        let row = tile % rowTiles * rowsPerTile
        let panel = tile / rowTiles * Self.panelsPerTile
        withUnsafeTemporaryAllocation(of: ck_panel_term.self, capacity: terms.count) { shifted in
            for (index, term) in terms.enumerated() {
                shifted.initializeElement(at: index, to: term)
                shifted[index].x = term.x + row * Int(term.ldx)
            }
            ck_panel_multiply(
                y + row * stride, Int64(stride), accumulate ? 1 : 0, shifted.baseAddress, Int32(terms.count),
                Int64(min(rowsPerTile, rows - row)), Int64(outputs), Int64(panel), Int64(min(panels, panel + Self.panelsPerTile)))
        }
    }

    /// Computes all of `products`, which must not read what another of them writes.
    public static func run(_ products: [PanelProduct]) {
        let ends = products.reduce(into: [Int]()) { $0.append(($0.last ?? 0) + $1.tiles) }
        ThreadPool.shared.run(chunks: ends.last ?? 0) { chunk in
            var index = 0
            while chunk >= ends[index] { index += 1 }
            products[index].run(tile: index == 0 ? chunk : chunk - ends[index - 1])
        }
    }

    public func run() { Self.run([self]) }
}
