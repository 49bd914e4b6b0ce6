import CKernels
import Compute

/// A session's intermediate results for up to `rows` tokens at a time. Row strides are whole groups of 8.
final class Workspace {
    let rows: Int
    /// The residual stream.
    let hidden: FloatBuffer
    let normed: FloatBuffer
    let queries: FloatBuffer
    let keys: FloatBuffer
    let values: FloatBuffer
    let attended: FloatBuffer
    let gate: FloatBuffer
    let up: FloatBuffer
    /// What attention or the feed-forward part adds to the residual stream.
    let update: FloatBuffer
    /// Of all rows' angles, for each of the configuration's rotations.
    let angles: [(cosines: FloatBuffer, sines: FloatBuffer)]
    /// A·x of an adapter's pairs.
    let inner: FloatBuffer
    let innerStride: Int
    /// The 16-bit form of whatever the next product reads.
    let quantized: UnsafeMutablePointer<ck_block_i16>

    init(_ configuration: ModelConfiguration, rows: Int, innerWidth: Int) {
        func buffer(_ width: Int) -> FloatBuffer { FloatBuffer(count: rows * (width + 7) / 8 * 8 + 8) }
        func stride(_ width: Int) -> Int { WeightMatrix.groups(width) * Int(CK_GROUP) }
        self.rows = rows
        let c = configuration
        hidden = buffer(c.width)
        normed = buffer(c.width)
        queries = buffer(stride(c.queryWidth))
        keys = buffer(stride(c.keyValueWidth))
        values = buffer(stride(c.keyValueWidth))
        attended = buffer(c.queryWidth)
        gate = buffer(stride(c.feedForward))
        up = buffer(stride(c.feedForward))
        update = buffer(stride(c.width))
        angles = c.rotations.map { _ in (buffer(c.headWidth / 2), buffer(c.headWidth / 2)) }
        inner = buffer(innerWidth)
        innerStride = innerWidth
        let widest = max(c.width, c.queryWidth, c.feedForward)
        quantized = .allocate(capacity: rows * (widest / Int(CK_BLOCK) + 1))
    }

    deinit { quantized.deallocate() }
}
