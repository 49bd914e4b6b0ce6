import Compute

/// Room for one batch, kept between batches.
struct EncoderWorkspace {
    var rows: Int
    var hidden: FloatBuffer
    /// Queries, keys and values of all rows; after attention, what comes out of a product goes here too.
    var projected: FloatBuffer
    var attended: FloatBuffer
    var wide: FloatBuffer

    init(rows: Int, _ configuration: EncoderConfiguration) {
        self.rows = rows
        hidden = FloatBuffer(count: rows * configuration.width)
        projected = FloatBuffer(count: rows * 3 * configuration.width)
        attended = FloatBuffer(count: rows * configuration.width)
        wide = FloatBuffer(count: rows * configuration.feedForward)
    }
}
