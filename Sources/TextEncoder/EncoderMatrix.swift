import CKernels
import Compute

/// A weight matrix of an encoder, packed for one of the two precisions.
///
/// @unchecked Sendable: the packed weights are written in `init` only.
final class EncoderMatrix: @unchecked Sendable {
    private enum Store {
        case float32(PackedMatrix)
        case int16(panels: IntegerBuffer, scales: FloatBuffer)
    }

    let outputs: Int
    let inputs: Int
    private let store: Store

    /// Rows and panels in one piece of work: the rows' activations stay in a core's second-level cache.
    private static let rowsPerChunk = 96
    private static let panelsPerChunk = 12

    /// Packs `weights` (outputs × inputs, row-major).
    init(_ weights: [Float], outputs: Int, inputs: Int, precision: EncoderPrecision) throws {
        precondition(weights.count == outputs * inputs)
        self.outputs = outputs
        self.inputs = inputs
        switch precision {
        case .float32:
            store = .float32(
                try weights.withUnsafeBufferPointer {
                    try PackedMatrix(rowMajor: $0.baseAddress!, outputs: outputs, inputs: inputs, precision: .float32)
                })
        case .int16:
            let panels = IntegerBuffer(count: outputs * inputs)
            let scales = FloatBuffer(count: outputs)
            let group = Int(CK_I16_PANEL)
            weights.withUnsafeBufferPointer { weights in
                ThreadPool.shared.run(count: outputs / group, by: Self.panelsPerChunk) { range in
                    let first = range.lowerBound * group
                    ck_i16_pack(
                        panels.pointer + first * inputs, scales.pointer + first, weights.baseAddress! + first * inputs,
                        Int64(range.count * group), Int64(inputs))
                }
            }
            store = .int16(panels: panels, scales: scales)
        }
    }

    /// Whether products of this shape can be done in integers.
    static func supports(_ precision: EncoderPrecision, outputs: Int, inputs: Int) -> Bool {
        precision == .float32 || (inputs % Int(CK_I16_BLOCK) == 0 && outputs % Int(CK_I16_PANEL) == 0)
    }

    /// y (rows × outputs) = x (rows × inputs) · Wᵀ.
    func multiply(_ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ scratch: EncoderScratch) throws {
        switch store {
        case .float32(let matrix): try matrix.multiply(x, rows: rows, into: y, accumulate: false)
        case .int16(let panels, let scales): multiply(x, rows, y, panels, scales, scratch)
        }
    }

    private func multiply(
        _ x: UnsafePointer<Float>, _ rows: Int, _ y: UnsafeMutablePointer<Float>, _ panels: IntegerBuffer, _ scales: FloatBuffer,
        _ scratch: EncoderScratch
    ) {
        let blocks = inputs / Int(CK_I16_BLOCK)
        let (q, qScales) = (scratch.integers.pointer, scratch.scales.pointer)
        ThreadPool.shared.run(count: rows, by: 32) { range in
            let first = range.lowerBound
            ck_i16_quantize(q + first * inputs, qScales + first * blocks, x + first * inputs, Int64(range.count), Int64(inputs))
        }
        let count = outputs / Int(CK_I16_PANEL)
        let rowChunks = (rows + Self.rowsPerChunk - 1) / Self.rowsPerChunk
        let panelChunks = (count + Self.panelsPerChunk - 1) / Self.panelsPerChunk
        ThreadPool.shared.run(chunks: rowChunks * panelChunks) { chunk in
            let row = chunk % rowChunks * Self.rowsPerChunk
            let panel = chunk / rowChunks * Self.panelsPerChunk
            ck_i16_multiply(
                y + row * outputs, Int64(outputs), q + row * inputs, qScales + row * blocks, panels.pointer, scales.pointer,
                Int64(min(Self.rowsPerChunk, rows - row)), Int64(inputs), Int64(panel), Int64(min(count, panel + Self.panelsPerChunk)))
        }
    }
}

/// 16-bit integers on the heap, aligned like a `FloatBuffer`, of which it is made.
///
/// @unchecked Sendable: the pointer never changes; its users split the integers behind it.
final class IntegerBuffer: @unchecked Sendable {
    private let floats: FloatBuffer
    let pointer: UnsafeMutablePointer<Int16>

    init(count: Int) {
        floats = FloatBuffer(count: (count + 1) / 2)
        pointer = UnsafeMutableRawPointer(floats.pointer).bindMemory(to: Int16.self, capacity: max(count, 1))
    }
}
