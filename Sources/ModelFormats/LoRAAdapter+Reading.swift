extension LoRAAdapter {
    /// Reads a PEFT folder: `adapter_config.json` and `adapter_model.safetensors`.
    public init(directory: String) throws(ModelFormatError) {
        let configuration = try PEFTConfiguration(path: directory + "/adapter_config.json")
        let file = try SafetensorsFile(path: directory + "/adapter_model.safetensors")
        self = try Self.assemble(file, rank: configuration.rank)
        alpha = configuration.alpha
        usesRankStabilization = configuration.usesRankStabilization
        baseModel = configuration.baseModel
    }

    /// Reads bare lora_A/lora_B tensors under PEFT names, with or without `base_model.model.` before and `.default` after.
    public init(safetensors path: String, alpha: Float) throws(ModelFormatError) {
        guard alpha.isFinite else { throw .inconsistentAdapter(path: path, problem: "alpha is \(alpha)") }
        self = try Self.assemble(SafetensorsFile(path: path), rank: nil)
        self.alpha = alpha
    }

    private enum Half { case a, b }

    private struct Target: Hashable {
        var layer: Int
        var projection: LinearProjection
    }

    /// The pairs of a file. Without a rank from a configuration, all pairs must agree on one.
    private static func assemble(_ file: SafetensorsFile, rank given: Int?) throws(ModelFormatError) -> LoRAAdapter {
        let path = file.path
        if let (name, type) = file.undecodable.min(by: { $0.key < $1.key }) {
            throw .unsupportedTensor(path: path, name: name, type: type)
        }
        var halves: [Target: (a: TensorView?, b: TensorView?)] = [:]
        for (name, tensor) in file.tensors {
            guard let (target, half) = parse(name) else {
                throw .unsupportedAdapter(
                    path: path, problem: "tensor \"\(shown(name))\" is not the lora_A or lora_B of a linear weight of a layer")
            }
            let duplicate =
                switch half {
                case .a: halves[target, default: (nil, nil)].a.replace(with: tensor)
                case .b: halves[target, default: (nil, nil)].b.replace(with: tensor)
                }
            if duplicate { throw .inconsistentAdapter(path: path, problem: "\"\(shown(name))\" is there under two names") }
        }
        guard !halves.isEmpty else { throw .inconsistentAdapter(path: path, problem: "it holds no lora_A and lora_B tensors") }

        var rank = given
        var modules: [AdapterModule] = []
        for (target, pair) in halves.sorted(by: { order($0.key) < order($1.key) }) {
            let module = try pairUp(target, pair.a, pair.b, rank: &rank, path: path)
            modules.append(module)
        }
        return LoRAAdapter(rank: rank ?? 0, alpha: 0, modules: modules)
    }

    private static func pairUp(
        _ target: Target, _ a: TensorView?, _ b: TensorView?, rank: inout Int?, path: String
    ) throws(ModelFormatError) -> AdapterModule {
        let name = "layer \(target.layer) \(target.projection.rawValue)"
        guard let a, let b else {
            throw .inconsistentAdapter(
                path: path, problem: "\(name) has a lora_\(a == nil ? "B" : "A") without its lora_\(a == nil ? "A" : "B")")
        }
        guard a.shape.count == 2, b.shape.count == 2, a.count > 0, b.count > 0, a.shape[0] == b.shape[1] else {
            throw .inconsistentAdapter(
                path: path, problem: "\(name) has shapes \(a.shape) and \(b.shape), rank × inputs and outputs × rank are needed")
        }
        guard a.shape[0] == rank ?? a.shape[0] else {
            throw .inconsistentAdapter(path: path, problem: "\(name) has rank \(a.shape[0]), rank \(rank ?? 0) was expected")
        }
        rank = a.shape[0]
        let module = AdapterModule(
            layer: target.layer, projection: target.projection, inputs: a.shape[1], outputs: b.shape[0], a: a.dequantized(),
            b: b.dequantized())
        guard module.a.allFinite, module.b.allFinite else {
            throw .inconsistentAdapter(path: path, problem: "\(name) holds numbers that are infinite or not numbers")
        }
        return module
    }

    private static func order(_ target: Target) -> (Int, Int) {
        (target.layer, LinearProjection.allCases.firstIndex(of: target.projection)!)
    }

    /// `[base_model.model.]model.layers.N.<projection>.lora_A[.default].weight`
    private static func parse(_ name: String) -> (Target, Half)? {
        var rest = name[...]
        if rest.hasPrefix("base_model.model.") { rest.removeFirst("base_model.model.".count) }
        guard rest.hasPrefix("model.layers."), rest.hasSuffix(".weight") else { return nil }
        rest = rest.dropFirst("model.layers.".count).dropLast(".weight".count)
        if rest.hasSuffix(".default") { rest = rest.dropLast(".default".count) }
        let half: Half
        if rest.hasSuffix(".lora_A") {
            half = .a
        } else if rest.hasSuffix(".lora_B") {
            half = .b
        } else {
            return nil
        }
        rest = rest.dropLast(".lora_A".count)
        guard let dot = rest.firstIndex(of: "."), let layer = Int(rest[..<dot]), (0..<100_000).contains(layer),
            rest[..<dot] == "\(layer)", let projection = LinearProjection(rawValue: String(rest[rest.index(after: dot)...]))
        else { return nil }
        return (Target(layer: layer, projection: projection), half)
    }
}

extension TensorView? {
    /// Whether there was one already.
    fileprivate mutating func replace(with tensor: TensorView) -> Bool {
        defer { self = tensor }
        return self != nil
    }
}

extension [Float] {
    /// x · 0 is NaN exactly for infinities and NaN.
    fileprivate var allFinite: Bool { reduce(0) { $0 + $1 * 0 } == 0 }
}
