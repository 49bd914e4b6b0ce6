import Foundation
import ModelFormats

/// The forward pass as the papers write it, in double precision, straight from the file: one token after the other, rows of q and k
/// in the file's order with rope on the pairs that llama.cpp takes. Shares nothing with the program but the reader.
struct ReferenceForward {
    let model: TinyModel
    let file: GGUFFile
    let adapter: LoRAAdapter?
    private let tensors: [String: [Double]]

    init(_ model: TinyModel, path: String, adapter: LoRAAdapter? = nil) throws {
        self.model = model
        self.adapter = adapter
        file = try GGUFFile(path: path)
        tensors = file.tensors.mapValues { $0.dequantized().map(Double.init) }
    }

    private var isGemma: Bool { model.architecture == "gemma3" }

    /// The scores after each of `tokens` whose index is in `wanted`.
    func logits(_ tokens: [Int], at wanted: Set<Int>) -> [Int: [Double]] {
        let width = model.width
        let headWidth = width / model.heads
        var keys = [[[Double]]](repeating: [], count: model.layers)
        var values = keys
        var result: [Int: [Double]] = [:]
        for (position, token) in tokens[...(wanted.max() ?? 0)].enumerated() {
            var x = Array(tensors["token_embd.weight"]![token * width..<(token + 1) * width])
            if isGemma { x = x.map { $0 * Double(width).squareRoot() } }
            for layer in 0..<model.layers {
                let sees = isGemma && layer % 2 == 0 ? model.window : .max
                let base = isGemma && layer % 2 == 1 ? 100_000.0 : 10_000
                let normed = norm(x, "blk.\(layer).attn_norm.weight")
                func turned(_ name: String, _ projection: LinearProjection) -> [Double] {
                    let heads = linear(normed, layer, name, projection)
                    return rotated(eachNormed(heads, "blk.\(layer).\(name)_norm.weight", headWidth), position, headWidth, base)
                }
                let q = turned("attn_q", .q)
                keys[layer].append(turned("attn_k", .k))
                values[layer].append(linear(normed, layer, "attn_v", .v))
                var attended = [Double](repeating: 0, count: width)
                for head in 0..<model.heads {
                    let shared = head / (model.heads / model.keyValueHeads) * headWidth
                    let scores = keys[layer].suffix(sees).map { key in
                        (0..<headWidth).reduce(0) { $0 + q[head * headWidth + $1] * key[shared + $1] } / Double(headWidth).squareRoot()
                    }
                    let top = scores.max()!
                    let weights = scores.map { exp($0 - top) }
                    let sum = weights.reduce(0, +)
                    for (weight, value) in zip(weights, values[layer].suffix(sees)) {
                        for i in 0..<headWidth { attended[head * headWidth + i] += weight / sum * value[shared + i] }
                    }
                }
                add(&x, eachNormed(linear(attended, layer, "attn_output", .o), "blk.\(layer).post_attention_norm.weight", width))
                let inner = norm(x, "blk.\(layer).ffn_norm.weight")
                let gate = linear(inner, layer, "ffn_gate", .gate)
                let up = linear(inner, layer, "ffn_up", .up)
                let hidden = zip(gate, up).map { (isGemma ? gelu($0) : $0 / (1 + exp(-$0))) * $1 }
                add(&x, eachNormed(linear(hidden, layer, "ffn_down", .down), "blk.\(layer).post_ffw_norm.weight", width))
            }
            if wanted.contains(position) { result[position] = product(norm(x, "output_norm.weight"), tensors["token_embd.weight"]!) }
        }
        return result
    }

    private func add(_ x: inout [Double], _ y: [Double]) { for i in x.indices { x[i] += y[i] } }

    private func gelu(_ x: Double) -> Double { 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) }

    /// Normalises each run of `width` numbers, if the file has the weight.
    private func eachNormed(_ x: [Double], _ name: String, _ width: Int) -> [Double] {
        guard tensors[name] != nil else { return x }
        return stride(from: 0, to: x.count, by: width).flatMap { norm(Array(x[$0..<$0 + width]), name) }
    }

    private func norm(_ x: [Double], _ name: String) -> [Double] {
        let factor = 1 / (x.reduce(0) { $0 + $1 * $1 } / Double(x.count) + 1e-5).squareRoot()
        return zip(x, tensors[name]!).map { $0 * factor * $1 }
    }

    private func product(_ x: [Double], _ weight: [Double]) -> [Double] {
        // Unsafe pointers because unoptimised array accesses would take most of the tests' time.
        x.withUnsafeBufferPointer { x in
            weight.withUnsafeBufferPointer { weight in
                (0..<weight.count / x.count).map { row in
                    var (sum, i) = (0.0, 0)
                    while i < x.count {
                        sum += weight[row &* x.count &+ i] * x[i]
                        i &+= 1
                    }
                    return sum
                }
            }
        }
    }

    private func linear(_ x: [Double], _ layer: Int, _ name: String, _ projection: LinearProjection) -> [Double] {
        var y = product(x, tensors["blk.\(layer).\(name).weight"]!)
        if let bias = tensors["blk.\(layer).\(name).bias"] { add(&y, bias) }
        guard let adapter, let module = adapter.modules.first(where: { $0.layer == layer && $0.projection == projection }) else { return y }
        let inner = product(x, module.a.map(Double.init))
        let update = product(inner, module.b.map(Double.init))
        let headWidth = model.width / model.heads
        for row in y.indices {
            // The adapter's rows are in the Hugging Face order: all first members of the rotated pairs of a head, then all second ones.
            let isRotated = isPaired && (projection == .q || projection == .k)
            let within = row % headWidth
            let source = isRotated ? row - within + within / 2 + within % 2 * (headWidth / 2) : row
            let bare = y[row]
            y[row] += Double(adapter.scaling) * update[source]
            guard let magnitude = module.magnitude else { continue }
            let changed = (0..<x.count).map { column in
                tensors["blk.\(layer).\(name).weight"]![row * x.count + column]
                    + Double(adapter.scaling)
                    * (0..<adapter.rank).reduce(0.0) {
                        $0 + Double(module.b[source * adapter.rank + $1]) * Double(module.a[$1 * x.count + column])
                    }
            }
            let bias = tensors["blk.\(layer).\(name).bias"]?[row] ?? 0
            y[row] =
                (bare - bias + Double(adapter.scaling) * update[source]) * Double(magnitude[source])
                / changed.reduce(0) { $0 + $1 * $1 }.squareRoot() + bias
        }
        return y
    }

    /// Whether the two numbers that are rotated together are neighbours; else they are half a head apart.
    private var isPaired: Bool { model.architecture == "llama" }

    private func rotated(_ x: [Double], _ position: Int, _ headWidth: Int, _ base: Double) -> [Double] {
        var y = x
        for head in stride(from: 0, to: x.count, by: headWidth) {
            for pair in 0..<headWidth / 2 {
                let first = head + (isPaired ? 2 * pair : pair)
                let second = first + (isPaired ? 1 : headWidth / 2)
                let angle = Double(position) * pow(base, -Double(2 * pair) / Double(headWidth))
                y[first] = x[first] * cos(angle) - x[second] * sin(angle)
                y[second] = x[second] * cos(angle) + x[first] * sin(angle)
            }
        }
        return y
    }
}
