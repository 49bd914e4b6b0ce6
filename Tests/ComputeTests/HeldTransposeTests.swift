import CKernels
import Testing

/// The transpose of floats in blocks of 8 bits.
@Suite struct HeldTransposeTests {
    private let kernels = ck_kernels_best().pointee

    @Test func everyNumberIsWithinHalfAStep() {
        let (inputs, outputs, piece) = (96, 24, 32)
        var random = Random(4)
        var w = random.floats(inputs * outputs)
        // A block of zeros, and one so small that a half can't hold its step.
        for k in 0..<32 {
            w[k * outputs] = 0
            w[k * outputs + 1] *= 1e-8
        }
        let bytes = Int(ck_group_bytes(CK_Q8, Int32(inputs)))
        let groups = UnsafeMutableRawPointer.allocate(byteCount: bytes * outputs / 8, alignment: 64)
        defer { groups.deallocate() }
        // Piece by piece, as a large matrix comes.
        for first in stride(from: 0, to: inputs, by: piece) {
            ck_hold_transposed(groups, Array(w[(first * outputs)...]), Int64(outputs), Int32(inputs), Int32(first), Int32(piece), 0, 2)
            ck_hold_transposed(groups, Array(w[(first * outputs)...]), Int64(outputs), Int32(inputs), Int32(first), Int32(piece), 2, 3)
        }
        for group in stride(from: 0, to: outputs / 8, by: 2) {
            var panel = [Float](repeating: .nan, count: inputs * 16)
            let count = min(2, outputs / 8 - group)
            kernels.widen(&panel, groups, CK_Q8, Int32(inputs), Int32(group), Int32(count))
            for input in 0..<inputs {
                for lane in 0..<8 * count {
                    let output = 8 * group + lane
                    let block = (input / 32 * 32..<input / 32 * 32 + 32).map { abs(w[$0 * outputs + output]) }
                    let step = block.max()! / 127
                    #expect(abs(panel[input * 16 + lane] - w[input * outputs + output]) <= step * 0.51 + 1e-7)
                }
            }
        }
    }
}
