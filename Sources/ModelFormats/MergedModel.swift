/// A model with an adapter worked into its weights, W + scaling · B·A (with DoRA scaled to its magnitudes), as a GGUF file that needs no adapter beside it.
public enum MergedModel {
    /// What was written.
    public struct Summary: Sendable, Equatable {
        /// Tensors that the adapter changes, stored anew.
        public var merged: Int
        /// Tensors that it does not touch, kept byte for byte.
        public var kept: Int
    }

    /// Rows that are unpacked, changed and stored at once: a few hundred kilobytes.
    private static let rowsAtOnce = 64

    /// Writes the model of `base` with `adapter` merged to `path`. All metadata and all tensors that the adapter does not touch are kept bit
    /// for bit; the others are stored as `type`, or as F16 where their rows are no whole blocks of it. From Q4_1 to Q4_1 numbers are rounded
    /// up or down by chance, from fixed draws: to the nearest, most of the adapter would be lost.
    /// - Parameter order: of the base's rows.
    @discardableResult
    public static func write(
        base: GGUFFile, adapter: LoRAAdapter, type: TensorType, order: RowOrder, to path: String
    ) throws(ModelFormatError) -> Summary {
        precondition(type.isWritable, "nothing is written in \(type.rawValue)")
        if let (name, other) = base.undecodable.min(by: { $0.key < $1.key }) {
            throw .unsupportedTensor(path: base.path, name: name, type: other.type)
        }
        var changes: [String: AdapterModule] = [:]
        for module in adapter.modules {
            let name = "blk.\(module.layer).\(module.projection.tensorName)"
            _ = try base.tensor(name, shape: [module.outputs, module.inputs])
            changes[name] = module
        }
        let scaling = adapter.scaling
        let tensors = base.tensorsInOrder.map { view in
            guard let module = changes[view.name] else { return GGUFWriter.Tensor(copying: view) }
            let stored = view.rowLength % type.blockSize == 0 ? type : .f16
            let places = order(module.projection)
            return GGUFWriter.Tensor(name: view.name, type: stored, shape: view.shape) { sink throws(ModelFormatError) in
                try merge(view, module, scaling, places, stored, sink)
            }
        }
        try GGUFWriter.write(try entries(base, type, tensors), tensors, to: path)
        return Summary(merged: changes.count, kept: tensors.count - changes.count)
    }

    /// The base's metadata with what a file says of its own storage put right.
    private static func entries(
        _ base: GGUFFile, _ type: TensorType, _ tensors: [GGUFWriter.Tensor]
    ) throws(ModelFormatError) -> [GGUFWriter.Entry] {
        var numbers: [TensorType: Int] = [:]
        for tensor in tensors { numbers[tensor.type, default: 0] += tensor.shape.reduce(1, *) }
        let most = numbers.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
        var entries = try base.storedEntries()
        // llama_ftype in llama.h: the type of most tensors.
        let fileTypes: [TensorType: Int] = [.f32: 0, .f16: 1, .q4_1: 3, .q8_0: 7]
        if let number = most.flatMap({ fileTypes[$0] }), let index = entries.firstIndex(where: { $0.key == "general.file_type" }) {
            entries[index].value = .uint32(number)
        }
        if type.blockSize > 1, base.metadata["general.quantization_version"] == nil {
            entries.append(.init("general.quantization_version", .uint32(2)))
        }
        return entries
    }

    private static func merge(
        _ view: TensorView, _ module: AdapterModule, _ scaling: Float, _ places: [Int32]?, _ type: TensorType, _ sink: GGUFWriter.Sink
    ) throws(ModelFormatError) {
        // File row → row of the adapter.
        var rows = Array(0..<module.outputs)
        if let places { for (row, place) in places.enumerated() { rows[Int(place)] = row } }
        // The numbers of a Q4_1 base lie on the very codes they would be rounded to, and what an adapter changes is mostly less than half a
        // step: rounding to the nearest code would take the adapter out again.
        let byChance = type == .q4_1 && view.type == .q4_1
        // FNV-1a: another name, other draws.
        let seed = view.name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        var weights = [Float](repeating: 0, count: rowsAtOnce * module.inputs)
        var bytes = [UInt8](repeating: 0, count: weights.count / type.blockSize * type.bytesPerBlock)
        try view.file.checkUnchanged()
        for first in stride(from: 0, to: module.outputs, by: rowsAtOnce) {
            let chunk = first..<min(first + rowsAtOnce, module.outputs)
            let count = chunk.count * module.inputs
            weights.withUnsafeMutableBufferPointer { buffer in
                view.dequantize(rows: chunk, into: buffer.baseAddress!)
                for (index, row) in chunk.enumerated() {
                    module.add(scaling, row: rows[row], to: buffer.baseAddress! + index * module.inputs)
                }
            }
            guard weights[..<count].allSatisfy(\.isFinite) else {
                throw .inconsistentAdapter(path: view.file.path, problem: "\(view.name) becomes infinite when the adapter is merged")
            }
            try bytes.withUnsafeMutableBytes { stored in
                Result { () throws(ModelFormatError) in
                    weights.withUnsafeBufferPointer {
                        let values = UnsafeBufferPointer(rebasing: $0[..<count])
                        if byChance {
                            quantizeFourBitsByChance(values, seed: seed &+ UInt64(first * module.inputs), into: stored.baseAddress!)
                        } else {
                            type.quantize(values, into: stored.baseAddress!)
                        }
                    }
                    try sink(UnsafeRawBufferPointer(rebasing: stored[..<(count / type.blockSize * type.bytesPerBlock)]))
                }
            }.get()
        }
        try view.file.checkUnchanged()
    }
}

extension AdapterModule {
    /// Adds row `row` of scaling · B·A to `weights`, `inputs` numbers, and with a magnitude gives them its length; sums run over the rank in
    /// order.
    func add(_ scaling: Float, row: Int, to weights: UnsafeMutablePointer<Float>) {
        let rank = a.count / inputs
        withUnsafeTemporaryAllocation(of: Float.self, capacity: inputs) { sum in
            sum.initialize(repeating: 0)
            a.withUnsafeBufferPointer { a in
                for r in 0..<rank {
                    let factor = b[row * rank + r]
                    let from = a.baseAddress! + r * inputs
                    for i in 0..<inputs { sum[i] += factor * from[i] }
                }
            }
            for i in 0..<inputs { weights[i] += scaling * sum[i] }
        }
        guard let magnitude else { return }
        // DoRA: the sum gives the direction, the magnitude the length.
        var squares = 0.0
        for i in 0..<inputs { squares += Double(weights[i]) * Double(weights[i]) }
        guard squares > 0 else { return }
        let factor = magnitude[row] / Float(squares.squareRoot())
        for i in 0..<inputs { weights[i] *= factor }
    }

    /// Whether it changes nothing whatever it is applied to. A magnitude does, unless it is that of the weights.
    public var isZero: Bool { magnitude == nil && (a.allSatisfy { $0 == 0 } || b.allSatisfy { $0 == 0 }) }
}

extension LoRAAdapter {
    /// Whether it changes nothing at all: a B (or A) of zeros on every weight, as before the first training step.
    public var isZero: Bool { (scaling == 0 && !usesDoRA) || modules.allSatisfy(\.isZero) }
}
