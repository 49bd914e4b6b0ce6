import Compute
import ModelFormats

/// The numbers of an adapter (or their gradients) in the flat order of an `AdapterLayout`.
package final class AdapterParameters: Sendable {
    package let layout: AdapterLayout
    package let values: FloatBuffer

    package init(layout: AdapterLayout) {
        self.layout = layout
        values = FloatBuffer(count: layout.count)
    }

    /// The pairs of `adapter`, each checked against the shape of the model.
    package convenience init(_ adapter: LoRAAdapter, shape: LlamaShape) throws(TrainingError) {
        guard adapter.rank > 0, !adapter.modules.isEmpty else { throw .unusableAdapter("it has no low-rank pairs") }
        var modules: [Target: AdapterModule] = [:]
        for module in adapter.modules {
            let name = module.targetName
            guard (0..<shape.layers).contains(module.layer) else {
                throw .unusableAdapter("\(name): the model has \(shape.layers) layers")
            }
            let (inputs, outputs) = (shape.inputs(of: module.projection), shape.outputs(of: module.projection))
            guard module.inputs == inputs, module.outputs == outputs else {
                throw .unusableAdapter("\(name) is \(module.outputs) × \(module.inputs), the model's weight is \(outputs) × \(inputs)")
            }
            guard module.a.count == adapter.rank * inputs, module.b.count == adapter.rank * outputs else {
                throw .unusableAdapter("\(name) does not have rank \(adapter.rank)")
            }
            guard (module.magnitude != nil) == adapter.usesDoRA, module.magnitude?.count ?? outputs == outputs else {
                throw .unusableAdapter("\(name) does not have \(outputs) magnitudes")
            }
            guard modules.updateValue(module, forKey: Target(module.layer, module.projection)) == nil else {
                throw .unusableAdapter("\(name) is there twice")
            }
        }
        self.init(
            layout: AdapterLayout(shape: shape, rank: adapter.rank, hasMagnitudes: adapter.usesDoRA) { modules[Target($0, $1)] != nil })
        for (layer, inputs, pair) in layout.pairs {
            guard let module = modules[Target(layer, pair.projection)] else { continue }
            for index in 0..<layout.rank * inputs { values.pointer[pair.a + index] = module.a[index] }
            for output in 0..<pair.outputs {
                for row in 0..<layout.rank {
                    values.pointer[pair.b + row * pair.outputs + output] = module.b[output * layout.rank + row]
                }
            }
            if let offset = pair.magnitude, let magnitude = module.magnitude {
                for output in 0..<pair.outputs { values.pointer[offset + output] = magnitude[output] }
            }
        }
    }

    private struct Target: Hashable {
        let layer: Int
        let projection: LinearProjection
        init(_ layer: Int, _ projection: LinearProjection) {
            self.layer = layer
            self.projection = projection
        }
    }

    /// The numbers as modules: A as rank × inputs, B as outputs × rank.
    package var modules: [AdapterModule] {
        layout.pairs.map { layer, inputs, pair in
            let a = Array(UnsafeBufferPointer(start: values.pointer + pair.a, count: layout.rank * inputs))
            var b = [Float](repeating: 0, count: layout.rank * pair.outputs)
            for output in 0..<pair.outputs {
                for row in 0..<layout.rank { b[output * layout.rank + row] = values.pointer[pair.b + row * pair.outputs + output] }
            }
            let magnitude = pair.magnitude.map { Array(UnsafeBufferPointer(start: values.pointer + $0, count: pair.outputs)) }
            return AdapterModule(
                layer: layer, projection: pair.projection, inputs: inputs, outputs: pair.outputs, a: a, b: b, magnitude: magnitude)
        }
    }
}
