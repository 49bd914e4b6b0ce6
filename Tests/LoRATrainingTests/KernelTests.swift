import CKernels
import Foundation
import Testing

/// The training kernels against their definitions in double precision; backwards against finite differences of those.
@Suite struct TrainingKernelTests {
    private func expectClose(_ a: [Float], _ b: [Double], _ tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        let worst = zip(a, b).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(a.count == b.count && worst < tolerance, "off by \(worst)", sourceLocation: sourceLocation)
    }

    /// The gradient of Σ dy · f(x) by central differences.
    private func gradient(of f: ([Double]) -> [Double], at x: [Float], dy: [Float]) -> [Double] {
        x.indices.map { index in
            let step = 1e-5
            var (up, down) = (x.map(Double.init), x.map(Double.init))
            up[index] += step
            down[index] -= step
            let change = zip(f(up), f(down)).map { $0 - $1 }
            return zip(change, dy).reduce(0.0) { $0 + $1.0 * Double($1.1) } / (2 * step)
        }
    }

    @Test(arguments: [1, 7, 16, 37])
    func rmsnormAndItsBackward(width: Int) {
        let (rows, epsilon) = (3, Float(1e-5))
        let x = hashed(rows * width, seed: 1, scale: 4)
        let w = hashed(width, seed: 2, scale: 2)
        let dy = hashed(rows * width, seed: 3, scale: 2)
        let definition = { (x: [Double]) -> [Double] in
            (0..<rows * width).map { index in
                let row = x[index / width * width..<(index / width + 1) * width]
                let mean = row.reduce(0) { $0 + $1 * $1 } / Double(width)
                return x[index] / (mean + Double(epsilon)).squareRoot() * Double(w[index % width])
            }
        }
        var y = [Float](repeating: 0, count: rows * width)
        var inverse = [Float](repeating: 0, count: rows)
        ck_train_rmsnorm_forward(&y, &inverse, x, w, epsilon, Int64(rows), Int64(width))
        expectClose(y, definition(x.map(Double.init)), 1e-5)
        var again = y
        ck_train_rmsnorm_again(&again, inverse, x, w, Int64(rows), Int64(width))
        #expect(again == y)
        var dx = [Float](repeating: 1, count: rows * width)
        ck_train_rmsnorm_backward(&dx, dy, x, w, inverse, Int64(rows), Int64(width))
        expectClose(dx, gradient(of: definition, at: x, dy: dy).map { $0 + 1 }, 1e-4)
    }

    @Test func swigluAndItsBackward() {
        let (rows, width) = (2, 21)
        var gateUp = hashed(rows * 2 * width, seed: 4, scale: 12)
        gateUp[0] = 100
        gateUp[1] = -100
        let dh = hashed(rows * width, seed: 5, scale: 2)
        let definition = { (x: [Double]) -> [Double] in
            (0..<rows * width).map { index in
                let gate = x[index / width * 2 * width + index % width]
                return gate / (1 + exp(-gate)) * x[index / width * 2 * width + width + index % width]
            }
        }
        var h = [Float](repeating: 0, count: rows * width)
        ck_train_swiglu_forward(&h, gateUp, Int64(rows), Int64(width))
        expectClose(h, definition(gateUp.map(Double.init)), 1e-4)
        var dgateUp = [Float](repeating: 9, count: gateUp.count)
        ck_train_swiglu_backward(&dgateUp, dh, gateUp, Int64(rows), Int64(width))
        expectClose(dgateUp, gradient(of: definition, at: gateUp, dy: dh), 1e-4)
    }

    @Test func turningBackUndoesTurning() {
        let (rows, heads, width) = (5, 3, 8)
        let x = hashed(rows * heads * width, seed: 6, scale: 2)
        let angles = hashed(9 * width / 2, seed: 7, scale: 6)
        let (cosines, sines) = (angles.map { Float(cos(Double($0))) }, angles.map { Float(sin(Double($0))) })
        let positions: [Int32] = [0, 8, 3, 3, 1]
        var y = x
        ck_train_rope(&y, Int64(heads * width), cosines, sines, positions, 1, Int64(rows), Int64(heads), Int64(width))
        let first = Double(x[width + 1]) * Double(cosines[1]) - Double(x[width + 5]) * Double(sines[1])
        #expect(abs(Double(y[width + 1]) - first) < 1e-6)
        #expect(y != x)
        ck_train_rope(&y, Int64(heads * width), cosines, sines, positions, -1, Int64(rows), Int64(heads), Int64(width))
        expectClose(y, x.map(Double.init), 1e-6)
    }

    @Test(arguments: [3, 16, 2100])
    func crossEntropyAndItsGradient(vocabulary: Int) {
        let logits = hashed(2 * vocabulary, seed: 8, scale: 30)
        let targets: [Int32] = [1, Int32(vocabulary - 1)]
        var losses: [Float] = [0, 0]
        var gradients = logits
        ck_train_cross_entropy(&losses, &gradients, targets, 0.25, 1, 2, Int64(vocabulary))
        var unchanged = logits
        var lossesAlone: [Float] = [0, 0]
        ck_train_cross_entropy(&lossesAlone, &unchanged, targets, 0.25, 0, 2, Int64(vocabulary))
        #expect(unchanged == logits && lossesAlone == losses)
        for row in 0..<2 {
            let x = logits[row * vocabulary..<(row + 1) * vocabulary].map(Double.init)
            let total = x.reduce(0) { $0 + exp($1) }
            let target = Int(targets[row])
            #expect(abs(Double(losses[row]) - (log(total) - x[target])) < 2e-5)
            let expected = x.indices.map { 0.25 * (exp(x[$0]) / total - ($0 == target ? 1 : 0)) }
            expectClose(Array(gradients[row * vocabulary..<(row + 1) * vocabulary]), expected, 1e-6)
        }
    }

    @Test func aNaNAmongLogitsShowsInTheLoss() {
        for bad in [Float.nan, .infinity] {
            var logits = hashed(100, seed: 9, scale: 2)
            logits[40] = bad
            var loss: [Float] = [0]
            ck_train_cross_entropy(&loss, &logits, [3], 1, 1, 1, 100)
            #expect(!loss[0].isFinite)
        }
    }

    @Test func adamwFollowsItsDefinition() {
        var parameter = hashed(19, seed: 10, scale: 2)
        var (m, v) = ([Float](repeating: 0, count: 19), [Float](repeating: 0, count: 19))
        var reference = parameter.map(Double.init)
        var (rm, rv) = ([Double](repeating: 0, count: 19), [Double](repeating: 0, count: 19))
        for step in 1...4 {
            let gradient = hashed(19, seed: 10 + step, scale: 1)
            let constants = ck_train_adamw_step(
                rate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, decay: 0.1, correction1: 1 - pow(0.9, Double(step)),
                correction2: 1 - pow(0.95, Double(step)), scale: 0.5)
            ck_train_adamw(&parameter, &m, &v, gradient, constants, 19)
            for index in 0..<19 {
                let g = Double(gradient[index]) * 0.5
                reference[index] *= 1 - 0.01 * 0.1
                rm[index] = 0.9 * rm[index] + 0.1 * g
                rv[index] = 0.95 * rv[index] + 0.05 * g * g
                let size = 0.01 / (1 - pow(0.9, Double(step)))
                reference[index] -= size * rm[index] / ((rv[index] / (1 - pow(0.95, Double(step)))).squareRoot() + 1e-8)
            }
        }
        expectClose(parameter, reference, 1e-6)
    }

    @Test func dropoutKeepsItsShareAndItsBackwardTheSameNumbers() {
        let (rows, width) = (40, 50)
        let ones = [Float](repeating: 1, count: rows * width)
        var y = ones
        ck_train_dropout(&y, ones, 0x1234_5678_9abc_def0, 0.25, 0, Int64(rows), Int64(width))
        let kept = y.count { $0 != 0 }
        #expect((1420...1580).contains(kept))
        #expect(y.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
        var dx = ones
        ck_train_dropout_backward(&dx, ones, 0x1234_5678_9abc_def0, 0.25, 0, Int64(rows), Int64(width))
        #expect(zip(dx, y).allSatisfy { $0 == $1 + 1 })
        // Rows may be split at will, another key drops others.
        var tail = ones
        ck_train_dropout(&tail, ones, 0x1234_5678_9abc_def0, 0.25, 30, 10, Int64(width))
        #expect(tail.prefix(10 * width).elementsEqual(y.suffix(10 * width)))
        for key: UInt64 in [0x1234_5678_9abc_def1, 0x1234_5679_9abc_def0] {
            var other = ones
            ck_train_dropout(&other, ones, key, 0.25, 0, Int64(rows), Int64(width))
            #expect(zip(other, y).count { $0 != $1 } > 500)
        }
    }

    @Test func sumsOfSquaresAreExactEnough() {
        let x = hashed(1003, seed: 20, scale: 2)
        let expected = x.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(ck_train_sum_of_squares(x, 1003) - expected) < 1e-12 * expected)
    }
}
