import Foundation
import ModelFormats

/// The forward pass as the papers write it, in double precision, straight from the file: one token after the other, rows of q and k
/// in the file's order with rope on neighbouring pairs, as llama.cpp reads them. Shares nothing with the program but the reader.
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

    /// The scores after each of `tokens` whose index is in `wanted`.
    func logits(_ tokens: [Int], at wanted: Set<Int>) -> [Int: [Double]] {
        let width = model.width
        let headWidth = width / model.heads
        var keys = [[[Double]]](repeating: [], count: model.layers)
        var values = keys
        var result: [Int: [Double]] = [:]
        for (position, token) in tokens[...(wanted.max() ?? 0)].enumerated() {
            var x = Array(tensors["token_embd.weight"]![token * width..<(token + 1) * width])
            for layer in 0..<model.layers {
                let normed = norm(x, "blk.\(layer).attn_norm.weight")
                let q = rotated(linear(normed, layer, "attn_q", .q), position, headWidth)
                keys[layer].append(rotated(linear(normed, layer, "attn_k", .k), position, headWidth))
                values[layer].append(linear(normed, layer, "attn_v", .v))
                var attended = [Double](repeating: 0, count: width)
                for head in 0..<model.heads {
                    let shared = head / (model.heads / model.keyValueHeads) * headWidth
                    let scores = keys[layer].map { key in
                        (0..<headWidth).reduce(0) { $0 + q[head * headWidth + $1] * key[shared + $1] } / Double(headWidth).squareRoot()
                    }
                    let top = scores.max()!
                    let weights = scores.map { exp($0 - top) }
                    let sum = weights.reduce(0, +)
                    for (weight, value) in zip(weights, values[layer]) {
                        for i in 0..<headWidth { attended[head * headWidth + i] += weight / sum * value[shared + i] }
                    }
                }
                add(&x, linear(attended, layer, "attn_output", .o))
                let inner = norm(x, "blk.\(layer).ffn_norm.weight")
                let gate = linear(inner, layer, "ffn_gate", .gate)
                let up = linear(inner, layer, "ffn_up", .up)
                add(&x, linear(zip(gate, up).map { $0 / (1 + exp(-$0)) * $1 }, layer, "ffn_down", .down))
            }
            if wanted.contains(position) { result[position] = product(norm(x, "output_norm.weight"), tensors["token_embd.weight"]!) }
        }
        return result
    }

    private func add(_ x: inout [Double], _ y: [Double]) { for i in x.indices { x[i] += y[i] } }

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
        guard let adapter, let module = adapter.modules.first(where: { $0.layer == layer && $0.projection == projection }) else { return y }
        let inner = product(x, module.a.map(Double.init))
        let update = product(inner, module.b.map(Double.init))
        let headWidth = model.width / model.heads
        for row in y.indices {
            // The adapter's rows are in the Hugging Face order: all first members of the rotated pairs of a head, then all second ones.
            let isRotated = projection == .q || projection == .k
            let within = row % headWidth
            let source = isRotated ? row - within + within / 2 + within % 2 * (headWidth / 2) : row
            y[row] += Double(adapter.scaling) * update[source]
        }
        return y
    }

    private func rotated(_ x: [Double], _ position: Int, _ headWidth: Int) -> [Double] {
        var y = x
        for pair in 0..<x.count / 2 {
            let angle = Double(position) * pow(10_000, -Double(2 * (pair % (headWidth / 2))) / Double(headWidth))
            y[2 * pair] = x[2 * pair] * cos(angle) - x[2 * pair + 1] * sin(angle)
            y[2 * pair + 1] = x[2 * pair + 1] * cos(angle) + x[2 * pair] * sin(angle)
        }
        return y
    }
}
