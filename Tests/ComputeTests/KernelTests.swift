import CKernels
import Testing

/// The fast kernels against plain C, on shapes that don't fill their tiles.
@Suite struct KernelTests {
    let best = ck_kernels_best().pointee
    let plain = ck_kernels_portable().pointee

    static let quantised: [ck_row_format] = [CK_ROW_Q4_0, CK_ROW_Q4_1, CK_ROW_Q5_0, CK_ROW_IQ4_NL, CK_ROW_Q8_0]
    static let formats = quantised + [CK_ROW_F16, CK_ROW_BF16, CK_ROW_F32]

    @Test(arguments: formats) func interleavedWeightsHoldTheRowsInTheAskedOrder(format: ck_row_format) {
        var random = Random(1)
        let (outputs, inputs) = (11, 64)
        let rows = random.rows(format, outputs: outputs, inputs: inputs)
        let order = (0..<outputs).map { Int32(($0 * 7) % outputs) }
        let groups = interleave(format, rows, order: order, outputs: outputs, inputs: inputs)
        // The product with a unit vector reads one column.
        for k in [0, 1, 5, 16, 31, 33, 63] {
            var unit = [Float](repeating: 0, count: inputs)
            unit[k] = 1
            var y = [Float](repeating: .nan, count: 16)
            plain.product_f32(&y, 16, unit, inputs, groups, ck_held_type(format), 1, Int32(inputs), 0, 2, 0)
            let expected = order.map { value(format, rows, row: Int($0), column: k, inputs: inputs) }
            #expect(Array(y[..<outputs]) == expected)
            #expect(y[outputs...].allSatisfy { $0 == 0 })
        }
    }

    @Test(arguments: formats) func singlePrecisionProductsAgreeWithPlainC(format: ck_row_format) {
        var random = Random(2)
        let (outputs, inputs) = (43, 96)
        let groups = interleave(format, random.rows(format, outputs: outputs, inputs: inputs), order: nil, outputs: outputs, inputs: inputs)
        for rows in [1, 2, 4, 7] {
            let x = random.floats(rows * inputs)
            for accumulate: Int32 in [0, 1] {
                var (a, b) = ([Float](repeating: 3, count: rows * 48), [Float](repeating: 3, count: rows * 48))
                plain.product_f32(&a, 48, x, inputs, groups, ck_held_type(format), Int32(rows), Int32(inputs), 0, 6, accumulate)
                best.product_f32(&b, 48, x, inputs, groups, ck_held_type(format), Int32(rows), Int32(inputs), 0, 6, accumulate)
                #expect(close(a, b, 2e-5))
            }
        }
    }

    @Test(arguments: formats) func widenedWeightsAreTheRowsInAPanel(format: ck_row_format) {
        var random = Random(8)
        let (outputs, inputs) = (24, 64)
        let rows = random.rows(format, outputs: outputs, inputs: inputs)
        let groups = interleave(format, rows, order: nil, outputs: outputs, inputs: inputs)
        for (first, count) in [(0, 2), (1, 2), (2, 1)] {
            var (a, b) = ([Float](repeating: .nan, count: inputs * 16), [Float](repeating: .nan, count: inputs * 16))
            plain.widen(&a, groups, ck_held_type(format), Int32(inputs), Int32(first), Int32(count))
            best.widen(&b, groups, ck_held_type(format), Int32(inputs), Int32(first), Int32(count))
            let expected = (0..<inputs * 16).map { i in
                i % 16 < count * 8 ? value(format, rows, row: first * 8 + i % 16, column: i / 16, inputs: inputs) : 0
            }
            #expect(a == expected)
            #expect(close(b, expected, 1e-6))
        }
    }

    @Test(arguments: quantised) func quantisedProductsAgreeWithPlainC(format: ck_row_format) {
        var random = Random(3)
        let (outputs, inputs) = (56, 192)
        let groups = interleave(format, random.rows(format, outputs: outputs, inputs: inputs), order: nil, outputs: outputs, inputs: inputs)
        for rows in [1, 2, 3, 4, 5, 6, 7, 8, 9, 17, 23, 24, 70] {
            let x = random.floats(rows * inputs)
            let (p, q) = (quantized(x, plain), quantized(x, best))
            #expect(zip(p, q).allSatisfy { same($0, $1) })
            var (a, b) = ([Float](repeating: 0, count: rows * 56), [Float](repeating: 0, count: rows * 56))
            var exact = a
            plain.product_i16(&a, 56, p, groups, ck_held_type(format), Int32(rows), Int32(inputs), 0, 7)
            best.product_i16(&b, 56, p, groups, ck_held_type(format), Int32(rows), Int32(inputs), 0, 7)
            plain.product_f32(&exact, 56, x, inputs, groups, ck_held_type(format), Int32(rows), Int32(inputs), 0, 7, 0)
            #expect(close(a, b, 2e-5))
            #expect(close(exact, b, 1e-4))
        }
    }

    @Test(arguments: [CK_ROW_Q4_1, CK_ROW_Q8_0]) func aProductDoesNotDependOnItsTile(format: ck_row_format) {
        var random = Random(4)
        let (outputs, inputs, rows) = (40, 128, 37)
        let groups = interleave(format, random.rows(format, outputs: outputs, inputs: inputs), order: nil, outputs: outputs, inputs: inputs)
        let x = random.floats(rows * inputs)
        let q = quantized(x, best)
        let type = ck_held_type(format)
        var whole = [Float](repeating: 0, count: rows * 40)
        best.product_i16(&whole, 40, q, groups, type, Int32(rows), Int32(inputs), 0, 5)
        var wholeExact = whole
        best.product_f32(&wholeExact, 40, x, inputs, groups, type, Int32(rows), Int32(inputs), 0, 5, 0)
        for row in 0..<rows {
            for group in 0..<5 {
                var one = [Float](repeating: 0, count: 40)
                best.product_i16(&one, 40, Array(q[row * 4..<row * 4 + 4]), groups, type, 1, Int32(inputs), Int32(group), Int32(group + 1))
                #expect(one[group * 8..<group * 8 + 8] == whole[row * 40 + group * 8..<row * 40 + group * 8 + 8])
                let xs = Array(x[row * inputs..<(row + 1) * inputs])
                best.product_f32(&one, 40, xs, inputs, groups, type, 1, Int32(inputs), Int32(group), Int32(group + 1), 0)
                #expect(one[group * 8..<group * 8 + 8] == wholeExact[row * 40 + group * 8..<row * 40 + group * 8 + 8])
            }
        }
    }

    @Test func zerosQuantizeToZeros() {
        let blocks = quantized([Float](repeating: 0, count: 32), best)
        #expect(blocks[0].scale == 0 && blocks[0].sum == 0)
    }

    @Test(arguments: [1, 7, 8, 33, 576]) func vectorKernelsAgreeWithPlainC(count: Int) {
        var random = Random(5)
        let (x, w) = (random.floats(count, 8), random.floats(count))
        var (a, b) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
        plain.rmsnorm(&a, x, w, Int32(count), 1e-5)
        best.rmsnorm(&b, x, w, Int32(count), 1e-5)
        #expect(close(a, b, 1e-6))
        plain.silu_product(&a, x, w, Int32(count))
        best.silu_product(&b, x, w, Int32(count))
        #expect(close(a, b, 1e-6))
        plain.gelu_product(&a, x, w, Int32(count))
        best.gelu_product(&b, x, w, Int32(count))
        #expect(close(a, b, 1e-6))
        plain.add(&a, x, Int32(count))
        best.add(&b, x, Int32(count))
        #expect(close(a, b, 1e-6))
        plain.scale(&a, 0.3, Int32(count))
        best.scale(&b, 0.3, Int32(count))
        #expect(close(a, b, 1e-6))
        #expect(plain.argmax(x, Int32(count)) == best.argmax(x, Int32(count)))
        #expect(abs(plain.log_sum_exp(x, Int32(count)) - best.log_sum_exp(x, Int32(count))) < 1e-5)
    }

    @Test func argmaxTakesTheFirstOfEquals() {
        let x = (0..<100).map { Float($0 == 41 || $0 == 83 ? 5 : 0) }
        #expect(best.argmax(x, 100) == 41)
        #expect(plain.argmax(x, 100) == 41)
    }

    @Test(arguments: [4, 16, 64, 72]) func ropeAgreesWithPlainC(width: Int) {
        var random = Random(6)
        var a = random.floats(3 * width)
        var b = a
        let angles = random.floats(width / 2, 3)
        let (c, s) = (angles.map { cosine($0) }, angles.map { cosine($0 - .pi / 2) })
        plain.rope(&a, c, s, 3, Int32(width))
        best.rope(&b, c, s, 3, Int32(width))
        #expect(close(a, b, 1e-6))
    }

    @Test(arguments: [Int32(0), 1], [16, 64]) func attentionAgreesWithPlainC(half: Int32, width: Int) {
        var random = Random(7)
        let bytes = 256 * width * 4
        var (keys, values) = ([UInt8](repeating: 0, count: bytes), [UInt8](repeating: 0, count: bytes))
        var (plainKeys, plainValues) = (keys, values)
        for position in 0..<101 {
            let (k, v) = (random.floats(width), random.floats(width))
            best.store_key_value(&keys, &values, half, k, v, Int32(position), Int32(width))
            plain.store_key_value(&plainKeys, &plainValues, half, k, v, Int32(position), Int32(width))
        }
        #expect(keys == plainKeys && values == plainValues)
        let visible: [Int32] = [101, 1, 0, 16, 17, 33, 100, 99, 64, 8, 15]
        let rows = visible.count
        let q = random.floats(rows * (width + 3))
        var (a, b) = ([Float](repeating: .nan, count: rows * width), [Float](repeating: .nan, count: rows * width))
        var (pa, pb) = ([ck_partial](repeating: ck_partial(), count: rows), [ck_partial](repeating: ck_partial(), count: rows))
        var scores = [Float](repeating: .nan, count: rows * 256)
        plain.attention_page(&a, &pa, q, width + 3, keys, values, half, nil, visible, Int32(rows), Int32(width), &scores)
        best.attention_page(&b, &pb, q, width + 3, keys, values, half, nil, visible, Int32(rows), Int32(width), &scores)
        #expect(close(a, b, 1e-4))
        #expect(close(pa.map(\.sum), pb.map(\.sum), 1e-4))
        #expect(close(pa.map { max($0.maximum, -1e9) }, pb.map { max($0.maximum, -1e9) }, 1e-5))

        // Alone or beside others, a query gets the same bits.
        for r in 0..<rows {
            var one = [Float](repeating: .nan, count: width)
            var partial = ck_partial()
            let own = Array(q[r * (width + 3)..<r * (width + 3) + width])
            best.attention_page(&one, &partial, own, width, keys, values, half, nil, [visible[r]], 1, Int32(width), &scores)
            #expect(one == Array(b[r * width..<(r + 1) * width]))
            #expect(partial.sum == pb[r].sum)
        }

        // Two pages merged weigh as one softmax.
        var (merged, mergedPlain) = ([Float](repeating: 0, count: width), [Float](repeating: 0, count: width))
        var (total, totalPlain) = (ck_partial(maximum: -.infinity, sum: 0), ck_partial(maximum: -.infinity, sum: 0))
        for r in [0, 2, 4] {
            best.attention_merge(&merged, &total, Array(b[r * width..<(r + 1) * width]), &pb[r], Int32(width))
            plain.attention_merge(&mergedPlain, &totalPlain, Array(a[r * width..<(r + 1) * width]), &pa[r], Int32(width))
        }
        #expect(close(merged, mergedPlain, 1e-4))
        #expect(total.maximum == max(pb[0].maximum, pb[4].maximum))
    }

    /// What a window hides is as if it were never stored; a query's bits don't depend on the windows beside it.
    @Test(arguments: [Int32(0), 1], [16, 64]) func attentionWithinWindowsAgreesWithPlainC(half: Int32, width: Int) {
        var random = Random(10)
        let bytes = 256 * width * 4
        var (keys, values) = ([UInt8](repeating: 0, count: bytes), [UInt8](repeating: 0, count: bytes))
        for position in 0..<256 {
            best.store_key_value(&keys, &values, half, random.floats(width), random.floats(width), Int32(position), Int32(width))
        }
        let from: [Int32] = [0, 1, 15, 16, 17, 250, 256, 90, 91, 92, 0, 40, 0]
        let visible: [Int32] = [256, 2, 64, 17, 33, 256, 256, 138, 139, 140, 0, 88, 101]
        let rows = visible.count
        let q = random.floats(rows * width)
        var (a, b) = ([Float](repeating: .nan, count: rows * width), [Float](repeating: .nan, count: rows * width))
        var (pa, pb) = ([ck_partial](repeating: ck_partial(), count: rows), [ck_partial](repeating: ck_partial(), count: rows))
        var scores = [Float](repeating: .nan, count: rows * 256)
        plain.attention_page(&a, &pa, q, width, keys, values, half, from, visible, Int32(rows), Int32(width), &scores)
        best.attention_page(&b, &pb, q, width, keys, values, half, from, visible, Int32(rows), Int32(width), &scores)
        #expect(close(a, b, 1e-4))
        #expect(close(pa.map(\.sum), pb.map(\.sum), 1e-4))
        #expect(zip(pa, pb).allSatisfy { abs($0.maximum - $1.maximum) < 1e-5 || $0.maximum == $1.maximum })
        #expect(pb[6].sum == 0 && pb[10].sum == 0 && b[6 * width..<7 * width].allSatisfy { $0 == 0 })
        for r in 0..<rows {
            var (one, all) = ([Float](repeating: .nan, count: width), [Float](repeating: .nan, count: width))
            var (partial, unbounded) = (ck_partial(), ck_partial())
            let own = Array(q[r * width..<(r + 1) * width])
            best.attention_page(&one, &partial, own, width, keys, values, half, [from[r]], [visible[r]], 1, Int32(width), &scores)
            #expect(one == Array(b[r * width..<(r + 1) * width]))
            #expect(partial.sum == pb[r].sum)
            guard from[r] == 0 else { continue }
            best.attention_page(&all, &unbounded, own, width, keys, values, half, nil, [visible[r]], 1, Int32(width), &scores)
            #expect(all == one && unbounded.sum == partial.sum)
        }
    }

    @Test func halvesRoundTrip() {
        for half in UInt16.min...UInt16.max where half & 0x7c00 != 0x7c00 || half & 0x3ff == 0 {
            #expect(ck_half_of_float(ck_float_of_half(half)) == half)
        }
        #expect(ck_half_of_float(65519.9) == 0x7bff && ck_half_of_float(65520) == 0x7c00)
        #expect(ck_half_of_float(1 + 0x1p-11) == 0x3c00 && ck_half_of_float(1 + 0x3p-11) == 0x3c02)
    }

    @Test func registerLoopsCountTheirMultiplyAdds() {
        for kernels in [best, plain] {
            for run in [kernels.registers_i16!, kernels.registers_f32!] {
                #expect(run(0) == 0)
                #expect(run(1) > 0 && run(1) % 8 == 0)
                #expect(run(1_000) == 1_000 * run(1))
            }
        }
    }
}
