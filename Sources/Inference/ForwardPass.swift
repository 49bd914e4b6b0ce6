import CKernels
import Compute
import ModelFormats

/// Runs rows through a model's layers together, of one text or of several. Each row's bits are those that it would have alone.
///
/// Keeps its buffers between runs; belongs to one thread at a time.
final class ForwardPass {
    /// Consecutive tokens of one text, which follow those that its session holds.
    struct Part {
        let cache: KeyValueCache
        /// Where the first row stands in its text.
        let position: Int
        let adapter: PreparedAdapter?
        let rows: Range<Int>

        func position(of row: Int) -> Int { position + row - rows.lowerBound }
    }

    /// Which rows are needed beyond their keys and values.
    enum Wanted {
        case nothing
        case last
        case all
    }

    let model: LanguageModel
    let precision: Precision
    var workspace: Workspace
    private(set) var parts: [Part] = []
    /// Neighbouring rows with the same adapter.
    private(set) var adapterRuns: [(adapter: PreparedAdapter, rows: Range<Int>)] = []

    init(_ model: LanguageModel, precision: Precision, innerWidth: Int) {
        self.model = model
        self.precision = precision
        workspace = Workspace(model.configuration, rows: 1, innerWidth: innerWidth)
    }

    /// Runs `tokens`, one for each row of `parts`, which cover the rows in order. The keys and values go into the parts' caches. What
    /// the last layer gives for the wanted rows is left in `workspace.hidden`.
    func run(_ tokens: some Collection<Int>, _ parts: [Part], wants: Wanted) throws {
        let rows = tokens.count
        let innerWidth = parts.reduce(0) { max($0, $1.adapter?.innerWidth ?? 0) }
        if workspace.rows < rows || workspace.innerStride < innerWidth {
            let roomy = min(Session.sliceLength, max(rows, 2 * workspace.rows))
            workspace = Workspace(model.configuration, rows: max(roomy, rows), innerWidth: max(innerWidth, workspace.innerStride))
        }
        begin(parts)
        model.embed(tokens, into: workspace.hidden.pointer)
        let scale = model.configuration.embeddingScale
        if scale != 1 { model.kernels.scale(workspace.hidden.pointer, scale, Int32(rows * model.configuration.width)) }
        rotate()
        let last = model.configuration.layers - 1
        for layer in 0...last {
            let needed: Range<Int> =
                switch wants {
                case _ where layer < last: 0..<rows
                case .nothing: rows..<rows
                case .last: rows - 1..<rows
                case .all: 0..<rows
                }
            try attend(layer: layer, rows: rows, needed: needed)
            try feedForward(layer: layer, needed: needed)
        }
    }

    private func begin(_ parts: [Part]) {
        self.parts = parts
        adapterRuns = []
        for part in parts {
            part.cache.reserve(part.position + part.rows.count)
            guard let adapter = part.adapter else { continue }
            if let last = adapterRuns.last, last.adapter === adapter, last.rows.upperBound == part.rows.lowerBound {
                adapterRuns[adapterRuns.count - 1].rows = last.rows.lowerBound..<part.rows.upperBound
            } else {
                adapterRuns.append((adapter, part.rows))
            }
        }
    }
}
