import CKernels

/// Inner products of one vector with many: the cosine, where all are unit vectors.
public enum DotProducts {
    /// `scores[r]` becomes the inner product of `query` with row `r` of `vectors` (rows × query.count, row-major).
    /// Each is summed in one fixed order, whatever stands around it.
    public static func scores(
        of vectors: UnsafeBufferPointer<Float>, rows: Int, query: [Float], into scores: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(vectors.count >= rows * query.count && scores.count >= rows)
        guard rows > 0, let base = vectors.baseAddress, let out = scores.baseAddress else { return }
        query.withUnsafeBufferPointer { ck_dot_rows(out, base, $0.baseAddress, Int64(rows), Int64(query.count)) }
    }
}
