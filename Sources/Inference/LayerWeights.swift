import Compute
import ModelFormats

/// The weights of one transformer layer.
struct LayerWeights: Sendable {
    let vectors: LayerVectors
    private let matrices: [WeightMatrix]

    subscript(projection: LinearProjection) -> WeightMatrix { matrices[projection.index] }

    /// A layer whose linear weights have been handed to a loader but not interleaved yet.
    struct Pending {
        let vectors: LayerVectors
        let indices: [Int]

        init(_ layer: Int, _ file: GGUFFile, _ configuration: ModelConfiguration, _ loader: inout WeightLoader) throws {
            vectors = try LayerVectors(layer, file, configuration)
            indices = try LinearProjection.allCases.map { projection in
                let shape = configuration.shape(of: projection)
                let tensor = try file.tensor("blk.\(layer)." + projection.tensorName, shape: [shape.outputs, shape.inputs])
                return loader.add(tensor, order: projection.fileOrder(configuration))
            }
        }
    }

    init(_ pending: Pending, _ all: [WeightMatrix]) {
        vectors = pending.vectors
        matrices = pending.indices.map { all[$0] }
    }
}

extension LinearProjection {
    var index: Int {
        switch self {
        case .q: 0
        case .k: 1
        case .v: 2
        case .o: 3
        case .gate: 4
        case .up: 5
        case .down: 6
        }
    }

    /// Where row i of the Hugging Face order stands in a file whose q and k rows are permuted so that the two numbers that rope rotates
    /// together are neighbours; nil where the orders agree.
    public func fileOrder(_ configuration: ModelConfiguration) -> [Int32]? {
        guard configuration.hasPairedRows, self == .q || self == .k else { return nil }
        let width = configuration.headWidth
        return (0..<configuration.shape(of: self).outputs).map { row in
            let (head, within) = (row / width, row % width)
            let (part, i) = (within / (width / 2), within % (width / 2))
            return Int32(head * width + 2 * i + part)
        }
    }
}
