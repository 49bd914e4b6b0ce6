import CKernels

/// How fast this processor's arithmetic is with everything in registers, on all threads at once: what no product can go beyond.
public enum RegisterRate {
    public enum Arithmetic: Sendable {
        /// Pairs of 16-bit whole numbers (`product_i16`).
        case wholeNumbers
        /// Single precision (`product_f32`, `PanelProduct`).
        case singlePrecision
    }

    /// Operations a second of the whole pool, two for a multiply-add; the best of five rounds of some 20 ms. `clock` returns seconds.
    public static func operationsPerSecond(_ arithmetic: Arithmetic, clock: () -> Double) -> Double {
        let kernels = ck_kernels_best().pointee
        let run = arithmetic == .wholeNumbers ? kernels.registers_i16! : kernels.registers_f32!
        let threads = ThreadPool.shared.threads
        // So many pieces for each thread, that one which is late doesn't decide.
        let (pieces, steps) = (16 * threads, Int64(200_000))
        let operations = 2 * Double(run(1)) * Double(steps) * Double(pieces)
        return (0..<5).map { _ in
            let start = clock()
            ThreadPool.shared.run(chunks: pieces) { _ in _ = run(steps) }
            return operations / (clock() - start)
        }.max() ?? 0
    }
}
