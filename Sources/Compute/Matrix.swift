import COneDNN

/// Plain row-major fp32 products, for factors that change from call to call. Weights that stay are better in a `PackedMatrix`.
public enum Matrix {
    /// C (m × n) = `alpha` · op(A) · op(B) + `beta` · C, all row-major with row strides `lda`, `ldb`, `ldc`.
    ///
    /// op(A) is m × k and op(B) is k × n; a transposed factor is stored the other way round. C is cut into tiles by its shape alone,
    /// so that the result doesn't depend on the number of threads.
    public static func multiply(
        transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float,
        a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int, beta: Float,
        c: UnsafeMutablePointer<Float>, ldc: Int
    ) throws {
        precondition(lda >= (transposeA ? m : k) && ldb >= (transposeB ? k : n) && ldc >= n, "a row stride is shorter than its row")
        guard m > 0, n > 0 else { return }
        // A tile below about a million multiply-adds costs more to hand out than it saves.
        let isSmall = m * n * k < 1 << 20
        let tileRows = isSmall ? m : 128
        let tileColumns = isSmall ? n : 512
        let columns = (n + tileColumns - 1) / tileColumns
        let failure = FirstFailure()
        ThreadPool.shared.run(chunks: (m + tileRows - 1) / tileRows * columns) { chunk in
            let row = chunk / columns * tileRows
            let column = chunk % columns * tileColumns
            failure.record(
                conednn_sgemm(
                    transposeA ? 1 : 0, transposeB ? 1 : 0, Int64(min(tileRows, m - row)), Int64(min(tileColumns, n - column)), Int64(k),
                    alpha, transposeA ? a + row : a + row * lda, Int64(lda), transposeB ? b + column * ldb : b + column, Int64(ldb),
                    beta, c + row * ldc + column, Int64(ldc)))
        }
        try failure.check("(\(m) × \(k)) · (\(k) × \(n))")
    }
}
