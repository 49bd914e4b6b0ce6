import Foundation
import LoRATraining
import ModelFormats

/// The llama with an adapter as its definition reads, one number after the other in double precision: what the kernels are held to.
struct ReferenceLlama {
    let model: FrozenModel
    var adapter: LoRAAdapter

    /// The mean loss over all supervised positions.
    func loss(_ batch: [TrainingSequence]) -> Double {
        var sum = 0.0
        var count = 0
        for sequence in batch {
            let logits = forward(sequence.tokens)
            for position in 1..<sequence.tokens.count where sequence.labels[position] != TrainingSequence.ignored {
                let row = logits[position - 1]
                let top = row.max() ?? 0
                sum += log(row.reduce(0) { $0 + exp($1 - top) }) + top - row[sequence.labels[position]]
                count += 1
            }
        }
        return sum / Double(count)
    }

    private typealias Rows = [[Double]]

    private func forward(_ tokens: [Int]) -> [[Double]] {
        let shape = model.shape
        var x: Rows = tokens.map { token in (0..<shape.width).map { Double(model.embedding[token * shape.width + $0]) } }
        for (index, layer) in model.layers.enumerated() {
            let normed = norm(x, layer.attentionNorm.array)
            let q = turned(project(normed, index, .q))
            let k = turned(project(normed, index, .k))
            let v = project(normed, index, .v)
            x = add(x, project(attend(q, k, v), index, .o))
            let second = norm(x, layer.feedForwardNorm.array)
            let gate = project(second, index, .gate)
            let up = project(second, index, .up)
            let hidden = zip(gate, up).map { zip($0, $1).map { $0 / (1 + exp(-$0)) * $1 } }
            x = add(x, project(hidden, index, .down))
        }
        let final = norm(x, model.finalNorm.array)
        return final.map { row in
            (0..<shape.vocabulary).map { token in
                (0..<shape.width).reduce(0.0) { $0 + row[$1] * Double(model.head[token * shape.width + $1]) }
            }
        }
    }

    private func add(_ a: Rows, _ b: Rows) -> Rows { zip(a, b).map { zip($0, $1).map(+) } }

    private func norm(_ x: Rows, _ weight: [Float]) -> Rows {
        x.map { row in
            let scale = 1 / (row.reduce(0) { $0 + $1 * $1 } / Double(row.count) + Double(model.shape.normEpsilon)).squareRoot()
            return zip(row, weight).map { $0 * scale * Double($1) }
        }
    }

    private func project(_ x: Rows, _ layer: Int, _ projection: LinearProjection) -> Rows {
        let (inputs, outputs) = (model.shape.inputs(of: projection), model.shape.outputs(of: projection))
        let weight = model.layers[layer].weights[projection]!.array
        let module = adapter.modules.first { $0.layer == layer && $0.projection == projection }
        let rank = adapter.rank
        return x.map { row in
            let low = module.map { module in
                (0..<rank).map { r in (0..<inputs).reduce(0.0) { $0 + Double(module.a[r * inputs + $1]) * row[$1] } }
            }
            return (0..<outputs).map { output in
                var sum = (0..<inputs).reduce(0.0) { $0 + Double(weight[output * inputs + $1]) * row[$1] }
                if let module, let low {
                    sum += Double(adapter.scaling) * (0..<rank).reduce(0.0) { $0 + Double(module.b[output * rank + $1]) * low[$1] }
                }
                return sum
            }
        }
    }

    private func turned(_ x: Rows) -> Rows {
        let half = model.shape.headWidth / 2
        return x.enumerated().map { position, row in
            var row = row
            for head in stride(from: 0, to: row.count, by: 2 * half) {
                for i in 0..<half {
                    let angle = Double(position) * Double(model.frequencies[i])
                    let (a, b) = (row[head + i], row[head + half + i])
                    row[head + i] = a * cos(angle) - b * sin(angle)
                    row[head + half + i] = b * cos(angle) + a * sin(angle)
                }
            }
            return row
        }
    }

    private func attend(_ q: Rows, _ k: Rows, _ v: Rows) -> Rows {
        let (width, shared) = (model.shape.headWidth, model.shape.heads / model.shape.keyValueHeads)
        return q.indices.map { position in
            (0..<model.shape.heads).flatMap { head in
                let own = head * width
                let other = head / shared * width
                let scores = (0...position).map { key in
                    (0..<width).reduce(0.0) { $0 + q[position][own + $1] * k[key][other + $1] } / Double(width).squareRoot()
                }
                let total = scores.reduce(0) { $0 + exp($1) }
                return (0..<width).map { i in (0...position).reduce(0.0) { $0 + exp(scores[$1]) / total * v[$1][other + i] } }
            }
        }
    }
}
