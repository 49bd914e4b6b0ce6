import CKernels
import Foundation
import Testing
import TextEncoder

/// The C kernels against the formulas in double precision.
struct EncoderKernelTests {
    func random(_ count: Int, seed: UInt64, scale: Float = 2) -> [Float] {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return (Float(state >> 40) / Float(1 << 24) - 0.5) * 2 * scale
        }
    }

    func close(_ found: [Float], _ expected: [Double], _ tolerance: Double) -> Bool {
        found.count == expected.count && zip(found, expected).allSatisfy { abs(Double($0) - $1) <= tolerance }
    }

    @Test func geluIsTheExactOne() {
        var x = (0..<4_096).map { -8 + 16 * Float($0) / 4_096 }
        let bias = random(4_096, seed: 1, scale: 0.5)
        let expected = zip(x, bias).map { x, b -> Double in
            let v = Double(x + b)
            return 0.5 * v * (1 + erf(v / 2.0.squareRoot()))
        }
        ck_encoder_gelu(&x, bias, 1, 4_096)
        #expect(close(x, expected, 2e-6))
    }

    @Test(arguments: [(1, 16), (3, 384), (33, 64)])
    func addNormIsLayerNormOfTheSum(_ rows: Int, _ width: Int) {
        var hidden = random(rows * width, seed: 2)
        let update = random(rows * width, seed: 3)
        let (bias, gamma, beta) = (random(width, seed: 4), random(width, seed: 5), random(width, seed: 6))
        var expected: [Double] = []
        for r in 0..<rows {
            let sums = (0..<width).map { Double(hidden[r * width + $0]) + Double(update[r * width + $0]) + Double(bias[$0]) }
            let mean = sums.reduce(0, +) / Double(width)
            let variance = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
            expected += (0..<width).map { (sums[$0] - mean) / (variance + 1e-12).squareRoot() * Double(gamma[$0]) + Double(beta[$0]) }
        }
        ck_encoder_add_norm(&hidden, update, bias, gamma, beta, 1e-12, Int64(rows), Int64(width))
        #expect(close(hidden, expected, 2e-5))
    }

    @Test(arguments: [(1, 32), (3, 16), (5, 64), (17, 32), (112, 32), (256, 16)])
    func attentionIsSoftmaxOverAllTokens(_ tokens: Int, _ head: Int) {
        let stride = 3 * head + 5
        let qkv = random(tokens * stride, seed: UInt64(tokens))
        let bias = random(head, seed: 8)
        var out = [Float](repeating: .nan, count: tokens * head)
        qkv.withUnsafeBufferPointer { p in
            let base = p.baseAddress!
            ck_encoder_attention(
                &out, Int64(head), base, base + head, base + 2 * head, Int64(stride), bias, Int64(tokens), Int64(head))
        }
        var expected: [Double] = []
        for i in 0..<tokens {
            let scores = (0..<tokens).map { j in
                (0..<head).reduce(0.0) { $0 + Double(qkv[i * stride + $1] + bias[$1]) * Double(qkv[j * stride + head + $1]) }
                    / Double(head).squareRoot()
            }
            let highest = scores.max() ?? 0
            let weights = scores.map { exp($0 - highest) }
            let total = weights.reduce(0, +)
            expected += (0..<head).map { d in
                (0..<tokens).reduce(0.0) { $0 + weights[$1] * Double(qkv[$1 * stride + 2 * head + d]) } / total
            }
        }
        #expect(close(out, expected, 1e-5))
    }

    @Test func attentionStaysFiniteWithExtremeScores() {
        let (tokens, head) = (37, 16)
        let qkv = random(tokens * 3 * head, seed: 9, scale: 1e4)
        var out = [Float](repeating: .nan, count: tokens * head)
        qkv.withUnsafeBufferPointer { p in
            let base = p.baseAddress!
            ck_encoder_attention(
                &out, Int64(head), base, base + head, base + 2 * head, Int64(3 * head), [Float](repeating: 0, count: head), Int64(tokens),
                Int64(head))
        }
        #expect(out.allSatisfy { $0.isFinite })
    }

    @Test(arguments: [1, 7, 16, 33, 384])
    func dotProductsOfAnyWidth(_ width: Int) {
        let rows = 9
        let (vectors, query) = (random(rows * width, seed: 10), random(width, seed: 11))
        var scores = [Float](repeating: .nan, count: rows)
        scores.withUnsafeMutableBufferPointer { scores in
            vectors.withUnsafeBufferPointer { DotProducts.scores(of: $0, rows: rows, query: query, into: scores) }
        }
        let expected = (0..<rows).map { r in (0..<width).reduce(0.0) { $0 + Double(vectors[r * width + $1]) * Double(query[$1]) } }
        #expect(close(scores, expected, 2e-4))
    }

    @Test func fingerprintsDifferForAnyChangedByteOrLength() {
        func fingerprint(_ bytes: [UInt8]) -> [UInt64] {
            var state: [UInt64] = [1, 2]
            ck_fingerprint(&state, bytes, Int64(bytes.count))
            return state
        }
        let bytes = (0..<100).map { UInt8($0) }
        var seen: Set<[UInt64]> = [fingerprint(bytes)]
        for i in bytes.indices {
            var changed = bytes
            changed[i] ^= 1
            #expect(seen.insert(fingerprint(changed)).inserted)
            #expect(seen.insert(fingerprint(Array(bytes[..<i]))).inserted)
        }
        #expect(seen.insert(fingerprint(bytes + [0])).inserted)
    }

    struct IntegerProduct {
        var fast: [Float]
        var portable: [Float]

        init(_ x: [Float], _ w: [Float], rows: Int, outputs: Int, inputs: Int) {
            var q = [Int16](repeating: 0, count: rows * inputs)
            var qScales = [Float](repeating: 0, count: rows * inputs / 128)
            let panels = UnsafeMutableRawPointer.allocate(byteCount: outputs * inputs * 2, alignment: 64)
            defer { panels.deallocate() }
            let packed = panels.bindMemory(to: Int16.self, capacity: outputs * inputs)
            var scales = [Float](repeating: 0, count: outputs)
            ck_i16_quantize(&q, &qScales, x, Int64(rows), Int64(inputs))
            ck_i16_pack(packed, &scales, w, Int64(outputs), Int64(inputs))
            fast = [Float](repeating: .nan, count: rows * outputs)
            portable = fast
            let count = Int64(outputs / 16)
            ck_i16_multiply(&fast, Int64(outputs), q, qScales, packed, scales, Int64(rows), Int64(inputs), 0, count)
            ck_i16_multiply_portable(&portable, Int64(outputs), q, qScales, packed, scales, Int64(rows), Int64(inputs), 0, count)
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 13, 96])
    func integerProductsAreNearAndTheSameOnEveryPath(_ rows: Int) {
        let (outputs, inputs) = (48, 384)
        let (x, w) = (random(rows * inputs, seed: 20), random(outputs * inputs, seed: 21))
        let product = IntegerProduct(x, w, rows: rows, outputs: outputs, inputs: inputs)
        #expect(product.fast == product.portable)
        var (error, size) = (0.0, 0.0)
        for r in 0..<rows {
            for o in 0..<outputs {
                let exact = (0..<inputs).reduce(0.0) { $0 + Double(x[r * inputs + $1]) * Double(w[o * inputs + $1]) }
                error += (Double(product.fast[r * outputs + o]) - exact) * (Double(product.fast[r * outputs + o]) - exact)
                size += exact * exact
            }
        }
        #expect((error / size).squareRoot() < 5e-4)
    }

    @Test func integerSumsOfTheLargestNumbersDoNotOverflow() {
        let product = IntegerProduct(
            [Float](repeating: 3, count: 256), [Float](repeating: -2, count: 16 * 256), rows: 1, outputs: 16, inputs: 256)
        #expect(product.fast == product.portable && product.fast.allSatisfy { abs($0 + 1_536) < 0.01 })
    }

    @Test func numbersThatAreNoneDoNotSpread() {
        var x = random(2 * 256, seed: 22)
        x[3] = .infinity
        x[200] = .nan
        x[300] = 1e38
        let product = IntegerProduct(x, random(16 * 256, seed: 23), rows: 2, outputs: 16, inputs: 256)
        #expect(product.fast == product.portable && product.fast.allSatisfy { $0.isFinite })
        let zeros = IntegerProduct(
            [Float](repeating: 0, count: 256), [Float](repeating: 0, count: 16 * 256), rows: 1, outputs: 16, inputs: 256)
        #expect(zeros.fast.allSatisfy { $0 == 0 })
    }
}
