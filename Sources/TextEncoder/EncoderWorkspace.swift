import CKernels
import Compute
import Synchronization

/// Room for one group of sequences on its way through the encoder.
struct EncoderWorkspace: Sendable {
    let hidden: FloatBuffer
    /// Queries, keys and values of all rows; after attention, what comes out of a product goes here too.
    let projected: FloatBuffer
    let attended: FloatBuffer
    let wide: FloatBuffer
    let scratch: EncoderScratch

    init(rows: Int, _ configuration: EncoderConfiguration) {
        hidden = FloatBuffer(count: rows * configuration.width)
        projected = FloatBuffer(count: rows * 3 * configuration.width)
        attended = FloatBuffer(count: rows * configuration.width)
        wide = FloatBuffer(count: rows * configuration.feedForward)
        scratch = EncoderScratch(count: rows * max(configuration.width, configuration.feedForward))
    }
}

/// Activations as integers, with their scales.
struct EncoderScratch: Sendable {
    let integers: IntegerBuffer
    let scales: FloatBuffer

    init(count: Int) {
        integers = IntegerBuffer(count: count)
        scales = FloatBuffer(count: count / Int(CK_I16_BLOCK) + 1)
    }
}

/// Workspaces that are not in use: as many come to be as groups are ever under way at once.
final class EncoderWorkspaces: Sendable {
    private let free = Mutex<[EncoderWorkspace]>([])
    private let rows: Int
    private let configuration: EncoderConfiguration

    init(rows: Int, _ configuration: EncoderConfiguration) {
        self.rows = rows
        self.configuration = configuration
    }

    func with<T>(_ body: (EncoderWorkspace) throws -> T) rethrows -> T {
        let workspace = free.withLock { $0.popLast() } ?? EncoderWorkspace(rows: rows, configuration)
        defer { free.withLock { $0.append(workspace) } }
        return try body(workspace)
    }
}
