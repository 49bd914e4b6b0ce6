import CKernels
import Compute
import Testing

@Suite struct PanelProductTests {
    @Test(arguments: [(60, 5), (640, 40), (330, 1), (5, 400)])
    func termsAddUpInOnePass(size: (inputs: Int, rank: Int)) {
        let (rows, outputs, inputs, rank) = (50, 40, size.inputs, size.rank)
        let x = matrix(rows, inputs, seed: 9)
        let w = matrix(outputs, inputs, seed: 10)
        let u = matrix(rows, rank, seed: 11)
        let b = matrix(outputs, rank, seed: 12)
        let panels = packed(w, outputs: outputs, inputs: inputs)
        let y = FloatBuffer(count: rows * outputs)
        withExtendedLifetime((x, u, b, panels)) {
            PanelProduct(
                [
                    PanelProduct.term(x.pointer, stride: inputs, .panels(panels.pointer), inputs: inputs),
                    PanelProduct.term(u.pointer, stride: rank, .rows(b.pointer, stride: rank), inputs: rank),
                ], rows: rows, outputs: outputs, into: y.pointer, stride: outputs
            ).run()
        }
        let expected = zip(product(x, w, rows, outputs, inputs), product(u, b, rows, outputs, rank)).map { $0 + $1 }
        #expect(largestDifference(y, expected) < 1e-4)
    }

    @Test(arguments: [(1, 16, 3), (8, 113, 700), (24, 96, 65), (100, 33, 10), (530, 20, 330)])
    func everyFormOfTheFactorsGivesTheSameBits(shape: (rows: Int, outputs: Int, inputs: Int)) {
        let (rows, outputs, inputs) = shape
        let x = matrix(rows, inputs, seed: 17)
        let w = matrix(outputs, inputs, seed: 18)
        let turnedX = transposed(x, rows: rows, columns: inputs)
        let turnedW = transposed(w, rows: outputs, columns: inputs)
        let panels = packed(w, outputs: outputs, inputs: inputs)
        let results = withExtendedLifetime((x, w, turnedX, turnedW, panels)) {
            [
                PanelProduct.term(x.pointer, stride: inputs, .panels(panels.pointer), inputs: inputs),
                PanelProduct.term(x.pointer, stride: inputs, .rows(w.pointer, stride: inputs), inputs: inputs),
                PanelProduct.term(x.pointer, stride: inputs, .transposed(turnedW.pointer, stride: outputs), inputs: inputs),
                PanelProduct.term(
                    transposing: turnedX.pointer, stride: rows, .transposed(turnedW.pointer, stride: outputs), inputs: inputs),
            ].map { term in
                let y = FloatBuffer([Float](repeating: 1, count: rows * outputs))
                PanelProduct([term], rows: rows, outputs: outputs, into: y.pointer, stride: outputs, accumulate: true).run()
                return y
            }
        }
        #expect(largestDifference(results[0], product(x, w, rows, outputs, inputs).map { $0 + 1 }) < 1e-4)
        #expect(results.allSatisfy { $0.array == results[0].array })
    }

    @Test func aProductWithoutInputsIsZero() {
        let y = FloatBuffer([1, 2, 3, 4, 5, 6])
        let nothing = FloatBuffer(count: 1)
        withExtendedLifetime(nothing) {
            let term = PanelProduct.term(nothing.pointer, stride: 1, .rows(nothing.pointer, stride: 1), inputs: 0)
            PanelProduct([term], rows: 2, outputs: 2, into: y.pointer, stride: 3).run()
        }
        #expect(y.array == [0, 0, 3, 0, 0, 6])
    }

    @Test func panelsOfTheTransposeAreTheSame() {
        let (outputs, inputs) = (37, 21)
        let w = matrix(outputs, inputs, seed: 13)
        let source = transposed(w, rows: outputs, columns: inputs)
        let turned = FloatBuffer(count: Int(ck_panel_floats(Int64(outputs), Int64(inputs))))
        ck_panel_pack_transposed(turned.pointer, source.pointer, Int64(outputs), Int64(outputs), Int64(inputs), 0, 3)
        #expect(packed(w, outputs: outputs, inputs: inputs).array == turned.array)
    }

    @Test func theFastProductAgreesWithThePortableOne() {
        let (rows, outputs, inputs) = (103, 50, 77)
        let x = matrix(rows, inputs, seed: 14)
        let w = matrix(outputs, inputs, seed: 15)
        let (fast, portable) = (FloatBuffer(count: rows * outputs), FloatBuffer(count: rows * outputs))
        withExtendedLifetime((x, w)) {
            var term = PanelProduct.term(x.pointer, stride: inputs, .rows(w.pointer, stride: inputs), inputs: inputs)
            ck_panel_multiply(fast.pointer, Int64(outputs), 0, &term, 1, Int64(rows), Int64(outputs), 0, 4)
            ck_panel_multiply_portable(portable.pointer, Int64(outputs), 0, &term, 1, Int64(rows), Int64(outputs), 0, 4)
        }
        #expect(largestDifference(fast, portable.array.map(Double.init)) < 1e-5)
    }

    // MARK: Helpers

    private func matrix(_ rows: Int, _ columns: Int, seed: Int) -> FloatBuffer {
        FloatBuffer((0..<rows * columns).map { Float((($0 &+ seed) &* 2_654_435_761) & 0xffff) / 65536 - 0.5 })
    }

    /// x · wᵀ by the definition, in double precision.
    private func product(_ x: FloatBuffer, _ w: FloatBuffer, _ rows: Int, _ outputs: Int, _ inputs: Int) -> [Double] {
        (0..<rows * outputs).map { index in
            let (x, w) = (x.pointer + index / outputs * inputs, w.pointer + index % outputs * inputs)
            return (0..<inputs).reduce(0.0) { $0 + Double(x[$1]) * Double(w[$1]) }
        }
    }

    private func packed(_ w: FloatBuffer, outputs: Int, inputs: Int) -> FloatBuffer {
        let panels = FloatBuffer(count: Int(ck_panel_floats(Int64(outputs), Int64(inputs))))
        ck_panel_pack(panels.pointer, w.pointer, Int64(inputs), Int64(outputs), Int64(inputs), 0, Int64((outputs + 15) / 16))
        return panels
    }

    private func transposed(_ a: FloatBuffer, rows: Int, columns: Int) -> FloatBuffer {
        FloatBuffer((0..<columns).flatMap { column in (0..<rows).map { a[$0 * columns + column] } })
    }

    private func largestDifference(_ a: FloatBuffer, _ b: [Double]) -> Double {
        zip(a.array, b).map { abs(Double($0) - $1) }.max() ?? 0
    }
}
