/// Where row i of the Hugging Face order stands in the rows of a model's file; nil where the orders agree.
public typealias RowOrder = @Sendable (LinearProjection) -> [Int32]?

extension LoRAAdapter {
    /// Writes the adapter as llama.cpp reads it (`llama-cli --lora`, `llama-server --lora`): numbers as 32-bit floats, rows in the order of
    /// the model's file.
    ///
    /// llama.cpp scales by alpha / rank; for rsLoRA an alpha is written that gives the same.
    /// - Parameters:
    ///   - architecture: the model's, as its GGUF file names it; llama.cpp refuses another.
    ///   - order: of the model's rows.
    public func writeGGUF(to path: String, architecture: String, order: RowOrder) throws(ModelFormatError) {
        guard !usesDoRA else {
            throw .unsupportedAdapter(
                path: path, problem: "llama.cpp's adapter files have no place for the magnitudes of DoRA; export a merged model instead")
        }
        var entries: [GGUFWriter.Entry] = [
            .init("general.type", .string("adapter")), .init("general.architecture", .string(architecture)),
            .init("adapter.type", .string("lora")), .init("adapter.lora.alpha", .float32(scaling * Float(rank))),
            .init("general.file_type", .uint32(0)),
        ]
        if let baseModel { entries.append(.init("general.base_model.0.name", .string(baseModel))) }
        let tensors = modules.flatMap { module in
            let name = "blk.\(module.layer).\(module.projection.tensorName)"
            return [
                GGUFWriter.Tensor(name: name + ".lora_a", shape: [rank, module.inputs], values: module.a),
                GGUFWriter.Tensor(
                    name: name + ".lora_b", shape: [module.outputs, rank],
                    values: order(module.projection).map { rows(of: module.b, placedBy: $0) } ?? module.b),
            ]
        }
        try GGUFWriter.write(entries, tensors, to: path)
    }

    /// Reads an adapter in llama.cpp's format.
    /// - Parameters:
    ///   - architecture: that of the model it is for; an adapter for another is refused.
    ///   - order: of the model's rows.
    public init(gguf path: String, architecture: String, order: RowOrder) throws(ModelFormatError) {
        let file = try GGUFFile(path: path)
        guard try file.stringIfPresent("general.type") == "adapter" else {
            throw .unsupportedAdapter(path: path, problem: "it is a GGUF file, but its general.type is not adapter")
        }
        let kind = try file.string("adapter.type")
        guard kind == "lora" else { throw .unsupportedAdapter(path: path, problem: "its adapter.type is \(shown(kind)), not lora") }
        let made = try file.string("general.architecture")
        guard made == architecture else {
            throw .unsupportedAdapter(
                path: path, problem: "it is for models of the architecture \(shown(made)), and the base model is \(architecture)")
        }
        guard file.metadata["adapter.alora.invocation_tokens"] == nil else {
            throw .unsupportedAdapter(path: path, problem: "it applies behind certain tokens only (adapter.alora.invocation_tokens)")
        }
        if let (name, other) = file.undecodable.min(by: { $0.key < $1.key }) {
            throw .unsupportedTensor(path: path, name: name, type: other.type)
        }
        var pairs: [Place: (a: TensorView?, b: TensorView?)] = [:]
        for tensor in file.tensors.values {
            guard let (place, isA) = Place.parse(tensor.name) else {
                throw .unsupportedAdapter(
                    path: path, problem: "tensor \"\(shown(tensor.name))\" is not the lora_a or lora_b of a linear weight of a layer")
            }
            if isA { pairs[place, default: (nil, nil)].a = tensor } else { pairs[place, default: (nil, nil)].b = tensor }
        }
        guard !pairs.isEmpty else { throw .inconsistentAdapter(path: path, problem: "it holds no lora_a and lora_b tensors") }

        var rank: Int?
        var modules: [AdapterModule] = []
        for (place, pair) in pairs.sorted(by: { $0.key < $1.key }) {
            guard let a = pair.a, let b = pair.b else {
                throw .inconsistentAdapter(path: path, problem: "\(place.name) has a lora_\(pair.a == nil ? "b" : "a") alone")
            }
            guard a.shape.count == 2, b.shape.count == 2, a.shape[0] == b.shape[1] else {
                throw .inconsistentAdapter(path: path, problem: "\(place.name) has shapes \(a.shape) and \(b.shape)")
            }
            guard a.shape[0] == rank ?? a.shape[0] else {
                throw .unsupportedAdapter(
                    path: path, problem: "its ranks differ: \(a.shape[0]) on \(place.name), \(rank ?? 0) before; one rank is applied here")
            }
            rank = a.shape[0]
            var rows = b.dequantized()
            if let order = order(place.projection) {
                guard order.count == b.shape[0] else {
                    throw .wrongShape(path: path, name: b.name, expected: [order.count, a.shape[0]], found: b.shape)
                }
                rows = Self.rows(of: rows, takenFrom: order)
            }
            modules.append(
                AdapterModule(
                    layer: place.layer, projection: place.projection, inputs: a.shape[1], outputs: b.shape[0], a: a.dequantized(), b: rows))
        }
        let numbersAreFinite = modules.allSatisfy { $0.a.allSatisfy(\.isFinite) && $0.b.allSatisfy(\.isFinite) }
        guard let rank, numbersAreFinite else {
            throw .inconsistentAdapter(path: path, problem: "it holds numbers that are infinite or not numbers")
        }
        // llama.cpp applies an adapter without an alpha unscaled.
        let alpha = try file.floatIfPresent("adapter.lora.alpha") ?? 0
        self.init(
            rank: rank, alpha: alpha == 0 ? Float(rank) : alpha, baseModel: try file.stringIfPresent("general.base_model.0.name"),
            modules: modules)
    }

    /// A weight of a layer.
    private struct Place: Hashable, Comparable {
        var layer: Int
        var projection: LinearProjection

        var name: String { "layer \(layer) \(projection.rawValue)" }

        static func < (one: Place, other: Place) -> Bool {
            let all = LinearProjection.allCases
            return (one.layer, all.firstIndex(of: one.projection)!) < (other.layer, all.firstIndex(of: other.projection)!)
        }

        /// `blk.N.<tensor>.lora_a` or `.lora_b`
        static func parse(_ name: String) -> (Place, isA: Bool)? {
            let isA = name.hasSuffix(".lora_a")
            guard name.hasPrefix("blk."), isA || name.hasSuffix(".lora_b") else { return nil }
            let rest = name.dropFirst(4).dropLast(7)
            guard let dot = rest.firstIndex(of: "."), let layer = Int(rest[..<dot]), (0..<100_000).contains(layer),
                let projection = LinearProjection.allCases.first(where: { $0.tensorName == rest[rest.index(after: dot)...] })
            else { return nil }
            return (Place(layer: layer, projection: projection), isA)
        }
    }

    /// Rows of `values` moved: row i goes to `order[i]`.
    private func rows(of values: [Float], placedBy order: [Int32]) -> [Float] {
        let width = values.count / order.count
        var result = [Float](repeating: 0, count: values.count)
        for (row, place) in order.enumerated() {
            for i in 0..<width { result[Int(place) * width + i] = values[row * width + i] }
        }
        return result
    }

    /// Rows of `values` moved back: row i comes from `order[i]`.
    private static func rows(of values: [Float], takenFrom order: [Int32]) -> [Float] {
        let width = values.count / order.count
        return order.flatMap { values[Int($0) * width..<(Int($0) + 1) * width] }
    }
}
