import CKernels
import COneDNN

/// The arithmetic of a packed product. Sums are fp32 in both.
public enum MatrixPrecision: Sendable {
    case float32
    /// bf16 weights and activations; only where the processor has such products.
    case bfloat16

    /// Whether this processor multiplies bf16 in hardware.
    public static var hasBFloat16: Bool { conednn_has_bfloat16() != 0 }
}

/// A weight matrix W (outputs × inputs) packed once for products with many rows. Products may run on many threads at once.
///
/// Where oneDNN has a blocked layout for this processor (AVX-512, AMX) the weights are in it; on AVX2, where oneDNN would copy plain
/// rows into its own panels at every call, they are in our panels of 16 outputs. Work is cut by the shape of the product alone:
/// results don't depend on the number of threads.
public final class PackedMatrix: @unchecked Sendable {
    // Sendable: both stores are written in `init` only; oneDNN's handle guards its cache of primitives with a mutex.
    private enum Store {
        case panels(FloatBuffer)
        case oneDNN(OpaquePointer)
    }

    public let outputs: Int
    public let inputs: Int
    public let precision: MatrixPrecision
    private let store: Store

    /// Packs `rowMajor`, which is not needed afterwards.
    public init(rowMajor: UnsafePointer<Float>, outputs: Int, inputs: Int, precision: MatrixPrecision = .float32) throws {
        precondition(outputs > 0 && inputs > 0, "an empty weight matrix")
        if precision == .bfloat16, !MatrixPrecision.hasBFloat16 { throw ComputeError.bfloat16Unavailable }
        self.outputs = outputs
        self.inputs = inputs
        self.precision = precision
        let narrow: Int32 = precision == .bfloat16 ? 1 : 0
        if conednn_prefers_blocks(Int64(outputs), Int64(inputs), narrow) == 0, narrow == 0, ck_panel_is_fast() != 0 {
            let panels = FloatBuffer(count: Int(ck_panel_floats(Int64(outputs), Int64(inputs))))
            let width = CK_PANEL_WIDTH
            ThreadPool.shared.run(count: (outputs + width - 1) / width, by: 8) { range in
                ck_panel_pack(
                    panels.pointer, rowMajor, Int64(inputs), Int64(outputs), Int64(inputs), Int64(range.lowerBound), Int64(range.upperBound)
                )
            }
            store = .panels(panels)
        } else {
            var handle: OpaquePointer?
            let status = conednn_linear_create(rowMajor, Int64(outputs), Int64(inputs), narrow, &handle)
            guard status == 0, let handle else {
                throw ComputeError.productFailed(
                    operation: "packing \(outputs) × \(inputs)", reason: String(cString: conednn_status_words(status)))
            }
            store = .oneDNN(handle)
        }
    }

    deinit {
        if case .oneDNN(let handle) = store { conednn_linear_destroy(handle) }
    }

    /// Bytes that the packed weights take.
    public var bytes: Int {
        switch store {
        case .panels(let buffer): buffer.count * MemoryLayout<Float>.stride
        case .oneDNN(let handle): Int(conednn_linear_bytes(handle))
        }
    }

    /// y (rows × outputs) = x (rows × inputs) · Wᵀ, or += when `accumulate`.
    public func multiply(
        _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, accumulate: Bool = false
    ) throws {
        guard rows > 0 else { return }
        switch store {
        case .panels(let panels):
            PanelProduct(
                [PanelProduct.term(x, stride: inputs, .panels(panels.pointer), inputs: inputs)], rows: rows, outputs: outputs, into: y,
                stride: outputs, accumulate: accumulate
            ).run()
        case .oneDNN(let handle):
            let failure = FirstFailure()
            ThreadPool.shared.run(count: rows, by: Self.rowsPerChunk(rows)) { range in
                failure.record(
                    conednn_linear_multiply(
                        handle, x + range.lowerBound * inputs, Int64(range.count), y + range.lowerBound * outputs, accumulate ? 1 : 0))
            }
            try failure.check("(\(rows) × \(inputs)) · (\(inputs) × \(outputs))")
        }
    }

    /// Rows that one oneDNN call takes: few enough to keep several cores busy, many enough to use the weights well.
    private static func rowsPerChunk(_ rows: Int) -> Int {
        switch rows {
        case 512...: Int(CONEDNN_LINEAR_MAX_ROWS)
        case 128...: 64
        default: 16
        }
    }
}
