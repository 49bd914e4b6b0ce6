import Compute
import Foundation
import Testing

/// Small, well-spread values that differ by position and seed.
private func values(_ count: Int, seed: Int) -> [Float] {
    (0..<count).map { Float((($0 &+ seed) &* 2_654_435_761) & 0xffff) / 65536 - 0.5 }
}

/// The plain definition, in double precision.
private func product(_ a: [Float], _ b: [Float], m: Int, n: Int, k: Int, transposeA: Bool, transposeB: Bool) -> [Double] {
    var c = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
        for j in 0..<n {
            for l in 0..<k {
                c[i * n + j] += Double(transposeA ? a[l * m + i] : a[i * k + l]) * Double(transposeB ? b[j * k + l] : b[l * n + j])
            }
        }
    }
    return c
}

private func largestDifference(_ a: [Float], _ b: [Double]) -> Double {
    zip(a, b).map { abs(Double($0) - $1) }.max() ?? 0
}

@Suite struct MatrixTests {
    @Test(arguments: [(1, 1, 1), (5, 7, 3), (130, 520, 33), (24, 576, 200)], [(false, false), (false, true), (true, false), (true, true)])
    func productEqualsTheDefinition(shape: (m: Int, n: Int, k: Int), transposed: (a: Bool, b: Bool)) throws {
        let (m, n, k) = shape
        let a = values(m * k, seed: 1)
        let b = values(k * n, seed: 2)
        let expected = product(a, b, m: m, n: n, k: k, transposeA: transposed.a, transposeB: transposed.b)
        var c = [Float](repeating: 3, count: m * n)
        try Matrix.multiply(
            transposeA: transposed.a, transposeB: transposed.b, m: m, n: n, k: k, alpha: 1, a: a, lda: transposed.a ? m : k, b: b,
            ldb: transposed.b ? k : n, beta: 0, c: &c, ldc: n)
        #expect(largestDifference(c, expected) < 1e-4)
        try Matrix.multiply(
            transposeA: transposed.a, transposeB: transposed.b, m: m, n: n, k: k, alpha: 2, a: a, lda: transposed.a ? m : k, b: b,
            ldb: transposed.b ? k : n, beta: 1, c: &c, ldc: n)
        #expect(largestDifference(c, expected.map { 3 * $0 }) < 3e-4)
    }

    @Test(arguments: [(1, 16, 8), (3, 5, 7), (96, 192, 384), (97, 200, 400), (200, 577, 50)])
    func packedProductEqualsTheDefinition(shape: (rows: Int, outputs: Int, inputs: Int)) throws {
        let (rows, outputs, inputs) = shape
        let x = values(rows * inputs, seed: 3)
        let w = values(outputs * inputs, seed: 4)
        let expected = product(x, w, m: rows, n: outputs, k: inputs, transposeA: false, transposeB: true)
        let packed = try PackedMatrix(rowMajor: w, outputs: outputs, inputs: inputs)
        var y = [Float](repeating: .nan, count: rows * outputs)
        try packed.multiply(x, rows: rows, into: &y)
        #expect(largestDifference(y, expected) < 1e-4)
        try packed.multiply(x, rows: rows, into: &y, accumulate: true)
        #expect(largestDifference(y, expected.map { 2 * $0 }) < 2e-4)
    }

    @Test func packedProductHasTheSameBitsWithOneThread() throws {
        let (rows, outputs, inputs) = (300, 400, 500)
        let x = values(rows * inputs, seed: 5)
        let packed = try PackedMatrix(rowMajor: values(outputs * inputs, seed: 6), outputs: outputs, inputs: inputs)
        var all = [Float](repeating: 0, count: rows * outputs)
        try packed.multiply(x, rows: rows, into: &all)
        var nested = [Float](repeating: 0, count: rows * outputs)
        // A call from inside of a chunk runs on that thread alone.
        ThreadPool.shared.run(chunks: 1) { _ in
            #expect(throws: Never.self) { try packed.multiply(x, rows: rows, into: &nested) }
        }
        #expect(all == nested)
    }

    @Test func productsMayRunOnManyThreadsAtOnce() async throws {
        let (rows, outputs, inputs) = (100, 90, 80)
        let x = values(rows * inputs, seed: 7)
        let packed = try PackedMatrix(rowMajor: values(outputs * inputs, seed: 8), outputs: outputs, inputs: inputs)
        let results = try await withThrowingTaskGroup(of: [Float].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var y = [Float](repeating: 0, count: rows * outputs)
                    try packed.multiply(x, rows: rows, into: &y)
                    return y
                }
            }
            return try await group.reduce(into: [[Float]]()) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    @Test func bfloat16IsRefusedWhereTheProcessorHasNone() throws {
        guard !MatrixPrecision.hasBFloat16 else { return }
        #expect(throws: ComputeError.bfloat16Unavailable) {
            _ = try PackedMatrix(rowMajor: [1, 2], outputs: 1, inputs: 2, precision: .bfloat16)
        }
    }

    @Test func largeBuffersAreAlignedAndZero() {
        for count in [0, 1, 1000, 3 << 20] {
            let buffer = FloatBuffer(count: count)
            #expect(Int(bitPattern: buffer.pointer) % 64 == 0)
            #expect(buffer.array.allSatisfy { $0 == 0 })
        }
    }

    @Test func oneDNNStartsNoThreadsOfItsOwn() throws {
        let before = try threadCount()
        let x = values(256 * 256, seed: 16)
        var c = x
        for _ in 0..<4 {
            try Matrix.multiply(
                transposeA: false, transposeB: true, m: 256, n: 256, k: 256, alpha: 1, a: x, lda: 256, b: x, ldb: 256, beta: 0, c: &c,
                ldc: 256)
        }
        // Other tests run beside this one; the pool itself may start. A libgomp team for every caller would add more.
        #expect(try threadCount() <= before + ThreadPool.shared.threads)
    }

    private func threadCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
    }
}
