extension LoRAAdapter {
    /// Reads a PEFT folder: `adapter_config.json` and `adapter_model.safetensors`.
    public init(directory: String) throws(ModelFormatError) {
        let configuration = try PEFTConfiguration(path: directory + "/adapter_config.json")
        let file = try SafetensorsFile(path: directory + "/adapter_model.safetensors")
        self = try Self.assemble(file, rank: configuration.rank)
        guard configuration.usesDoRA == usesDoRA else {
            throw .inconsistentAdapter(
                path: directory,
                problem: usesDoRA
                    ? "it holds magnitude vectors, and its configuration has no use_dora"
                    : "its configuration has use_dora, and it holds no lora_magnitude_vector")
        }
        alpha = configuration.alpha
        usesRankStabilization = configuration.usesRankStabilization
        dropout = configuration.dropout
        baseModel = configuration.baseModel
    }

    /// Reads bare lora_A/lora_B (and lora_magnitude_vector) tensors under PEFT names, with or without `base_model.model.` before and `.default` after.
    public init(safetensors path: String, alpha: Float) throws(ModelFormatError) {
        guard alpha.isFinite else { throw .inconsistentAdapter(path: path, problem: "alpha is \(alpha)") }
        self = try Self.assemble(SafetensorsFile(path: path), rank: nil)
        self.alpha = alpha
    }

    private enum Part { case a, b, magnitude }

    private struct Parts {
        var a, b, magnitude: TensorView?
    }

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
        var all: [Target: Parts] = [:]
        for (name, tensor) in file.tensors {
            guard let (target, part) = parse(name) else {
                throw .unsupportedAdapter(
                    path: path,
                    problem: "tensor \"\(shown(name))\" is not the lora_A, lora_B or lora_magnitude_vector of a linear weight of a layer")
            }
            let duplicate =
                switch part {
                case .a: all[target, default: Parts()].a.replace(with: tensor)
                case .b: all[target, default: Parts()].b.replace(with: tensor)
                case .magnitude: all[target, default: Parts()].magnitude.replace(with: tensor)
                }
            if duplicate { throw .inconsistentAdapter(path: path, problem: "\"\(shown(name))\" is there under two names") }
        }
        guard !all.isEmpty else { throw .inconsistentAdapter(path: path, problem: "it holds no lora_A and lora_B tensors") }

        var rank = given
        var modules: [AdapterModule] = []
        for (target, parts) in all.sorted(by: { order($0.key) < order($1.key) }) {
            var module = try pairUp(target, parts.a, parts.b, rank: &rank, path: path)
            module.magnitude = try magnitude(parts.magnitude, of: module, path: path)
            modules.append(module)
        }
        guard modules.allSatisfy({ ($0.magnitude == nil) == (modules[0].magnitude == nil) }) else {
            throw .inconsistentAdapter(path: path, problem: "some of its weights have a lora_magnitude_vector and others have none")
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

    private static func magnitude(
        _ tensor: TensorView?, of module: AdapterModule, path: String
    ) throws(ModelFormatError) -> [Float]? {
        guard let tensor else { return nil }
        let name = "the lora_magnitude_vector of layer \(module.layer) \(module.projection.rawValue)"
        guard tensor.shape == [module.outputs] else {
            throw .inconsistentAdapter(path: path, problem: "\(name) has shape \(tensor.shape), [\(module.outputs)] is needed")
        }
        let values = tensor.dequantized()
        guard values.allFinite else {
            throw .inconsistentAdapter(path: path, problem: "\(name) holds numbers that are infinite or not numbers")
        }
        return values
    }

    private static func order(_ target: Target) -> (Int, Int) {
        (target.layer, LinearProjection.allCases.firstIndex(of: target.projection)!)
    }

    /// `[base_model.model.]model.layers.N.<projection>.lora_A[.default].weight`, or `….lora_magnitude_vector[.default][.weight]`: PEFT
    /// writes that one without `.weight`.
    private static func parse(_ name: String) -> (Target, Part)? {
        var rest = name[...]
        if rest.hasPrefix("base_model.model.") { rest.removeFirst("base_model.model.".count) }
        guard rest.hasPrefix("model.layers.") else { return nil }
        rest = rest.dropFirst("model.layers.".count)
        let isWeight = rest.hasSuffix(".weight")
        if isWeight { rest = rest.dropLast(".weight".count) }
        if rest.hasSuffix(".default") { rest = rest.dropLast(".default".count) }
        let part: Part
        if rest.hasSuffix(".lora_A"), isWeight {
            part = .a
        } else if rest.hasSuffix(".lora_B"), isWeight {
            part = .b
        } else if rest.hasSuffix(".lora_magnitude_vector") {
            part = .magnitude
        } else {
            return nil
        }
        guard let end = rest.lastIndex(of: ".") else { return nil }
        rest = rest[..<end]
        guard let dot = rest.firstIndex(of: "."), let layer = Int(rest[..<dot]), (0..<100_000).contains(layer),
            rest[..<dot] == "\(layer)", let projection = LinearProjection(rawValue: String(rest[rest.index(after: dot)...]))
        else { return nil }
        return (Target(layer: layer, projection: projection), part)
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
