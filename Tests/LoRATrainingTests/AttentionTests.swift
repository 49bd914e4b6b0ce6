import CKernels
import Compute
import Foundation
import Testing

/// Attention of one key/value head against its definition and its derivative, written out in double precision.
@Suite struct AttentionTests {
    private struct Case {
        var length: Int
        var width: Int
        var heads: Int
        var q: [Float] { hashed(length * heads * width, seed: 1, scale: 3) }
        var k: [Float] { hashed(length * width, seed: 2, scale: 3) }
        var v: [Float] { hashed(length * width, seed: 3, scale: 2) }
        var dout: [Float] { hashed(length * heads * width, seed: 4, scale: 2) }
    }

    /// p[head][query][key].
    private func probabilities(_ c: Case) -> [[[Double]]] {
        let (q, k) = (c.q, c.k)
        return (0..<c.heads).map { head in
            (0..<c.length).map { query in
                let scores = (0...query).map { key in
                    (0..<c.width).reduce(0.0) { $0 + Double(q[(query * c.heads + head) * c.width + $1]) * Double(k[key * c.width + $1]) }
                        / Double(c.width).squareRoot()
                }
                let total = scores.reduce(0) { $0 + exp($1) }
                return scores.map { exp($0) / total }
            }
        }
    }

    private func largest(_ a: ArraySlice<Float>, _ b: [Double]) -> Double { zip(a, b).map { abs(Double($0) - $1) }.max() ?? .infinity }

    /// The first rows once as the sequence's own, once as rows that it shares with others.
    @Test(arguments: [(1, 16, 1, 0), (5, 8, 2, 0), (5, 8, 2, 3), (48, 16, 1, 0), (49, 16, 3, 0), (110, 64, 2, 0), (110, 64, 2, 57)])
    func forwardAndBackwardFollowTheDefinition(size: (length: Int, width: Int, heads: Int, prefix: Int)) {
        let c = Case(length: size.length, width: size.width, heads: size.heads)
        let (q, k, v, dout) = (c.q, c.k, c.v, c.dout)
        let p = probabilities(c)
        // As in the trainer, queries, keys and values of a row lie side by side.
        let ld = (c.heads + 2) * c.width
        var rows = [Float](repeating: 0, count: c.length * ld)
        for row in 0..<c.length {
            let queries = c.heads * c.width
            rows.replaceSubrange(row * ld..<row * ld + queries, with: q[row * queries..<(row + 1) * queries])
            rows.replaceSubrange(row * ld + queries..<row * ld + queries + c.width, with: k[row * c.width..<(row + 1) * c.width])
            rows.replaceSubrange(row * ld + queries + c.width..<(row + 1) * ld, with: v[row * c.width..<(row + 1) * c.width])
        }
        func shape(_ length: Int, prefix: Int) -> ck_train_attention_shape {
            ck_train_attention_shape(
                length: Int64(length), width: Int64(c.width), query_heads: Int64(c.heads), ld: Int64(ld), ld_out: Int64(c.heads * c.width),
                ld_log: Int64(c.heads), scale: 1 / Float(c.width).squareRoot(), prefix: Int64(prefix))
        }
        var scratch = [Float](repeating: .nan, count: Int(ck_train_attention_scratch(Int64(c.length), Int64(c.width))))
        let outputs = FloatBuffer([Float](repeating: .nan, count: c.length * c.heads * c.width))
        let logSums = FloatBuffer([Float](repeating: .nan, count: c.length * c.heads))
        let gradients = FloatBuffer([Float](repeating: .nan, count: rows.count))
        let (keys, values) = (c.heads * c.width, (c.heads + 1) * c.width)
        let shared = FloatBuffer([Float](repeating: .nan, count: 2 * size.prefix * c.width))
        let (inputs, queries) = (FloatBuffer(rows), c.heads * c.width)
        // The shared rows first, then those that go on from them.
        for (from, to) in [(0, size.prefix), (size.prefix, c.length)] where from < to {
            let whole = inputs.pointer
            let (x, d) = (whole + from * ld, gradients.pointer + from * ld)
            let (out, logs) = (outputs.pointer + from * queries, logSums.pointer + from * c.heads)
            let shape = [shape(to - from, prefix: from)]
            ck_train_attention_forward(out, logs, x, x + keys, x + values, whole + keys, whole + values, shape, &scratch)
            ck_train_attention_backward(
                d, d + keys, d + values, shared.pointer, shared.pointer + from * c.width, Array(dout[(from * queries)...]), out, logs, x,
                x + keys, x + values, whole + keys, whole + values, shape, &scratch)
        }
        let out = outputs.array
        var gradient = gradients.array
        for row in 0..<size.prefix {
            for i in 0..<c.width {
                gradient[row * ld + keys + i] += shared.pointer[row * c.width + i]
                gradient[row * ld + values + i] += shared.pointer[(size.prefix + row) * c.width + i]
            }
        }

        for head in 0..<c.heads {
            for query in 0..<c.length {
                let at = (query * c.heads + head) * c.width
                let expected = (0..<c.width).map { i in (0...query).reduce(0.0) { $0 + p[head][query][$1] * Double(v[$1 * c.width + i]) } }
                #expect(largest(out[at..<at + c.width], expected) < 1e-5)
            }
        }
        let (dq, dk, dv) = derivative(c, p, dout: dout.map(Double.init))
        for row in 0..<c.length {
            let queries = c.heads * c.width
            #expect(largest(gradient[row * ld..<row * ld + queries], Array(dq[row * queries..<(row + 1) * queries])) < 2e-5)
            #expect(largest(gradient[row * ld + keys..<row * ld + values], Array(dk[row * c.width..<(row + 1) * c.width])) < 1e-4)
            #expect(largest(gradient[row * ld + values..<(row + 1) * ld], Array(dv[row * c.width..<(row + 1) * c.width])) < 1e-4)
        }
    }

    private func derivative(_ c: Case, _ p: [[[Double]]], dout: [Double]) -> (q: [Double], k: [Double], v: [Double]) {
        let (q, k, v) = (c.q.map(Double.init), c.k.map(Double.init), c.v.map(Double.init))
        var (dq, dk, dv) = (q.map { $0 * 0 }, k.map { $0 * 0 }, v.map { $0 * 0 })
        let scale = 1 / Double(c.width).squareRoot()
        for head in 0..<c.heads {
            for query in 0..<c.length {
                let at = (query * c.heads + head) * c.width
                let weights = p[head][query]
                let dp = (0...query).map { key in (0..<c.width).reduce(0.0) { $0 + dout[at + $1] * v[key * c.width + $1] } }
                let mean = zip(weights, dp).reduce(0.0) { $0 + $1.0 * $1.1 }
                for key in 0...query {
                    let ds = weights[key] * (dp[key] - mean) * scale
                    for i in 0..<c.width {
                        dv[key * c.width + i] += weights[key] * dout[at + i]
                        dq[at + i] += ds * k[key * c.width + i]
                        dk[key * c.width + i] += ds * q[at + i]
                    }
                }
            }
        }
        return (dq, dk, dv)
    }
}
