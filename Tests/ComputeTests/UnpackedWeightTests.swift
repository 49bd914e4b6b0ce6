import CKernels
import Testing

/// The held forms that are made of unpacked rows, against the floats that these stand for.
@Suite struct UnpackedWeightTests {
    private static let types = [CK_Q4K, CK_Q8K, CK_PARTS]
    private static let outputs = 21
    private static let inputs = 512
    private static let groups = 3
    private static let stride = 24

    private let tables = [ck_kernels_portable().pointee, ck_kernels_best().pointee]

    /// The bits of the same model held as floats: nothing is rounded on the way into the kernels.
    @Test(arguments: types) func singlePrecisionProductsReadExactNumbers(type: ck_weight_type) {
        var random = Random(9)
        let rows = Rows(type, &random)
        for kernels in tables {
            for count in [1, 2, 4, 7] {
                let x = random.floats(count * Self.inputs)
                for accumulate: Int32 in [0, 1] {
                    var (a, b) = ([Float](repeating: 3, count: count * 24), [Float](repeating: 3, count: count * 24))
                    kernels.product_f32(&a, 24, x, Self.inputs, rows.floats, CK_F32, Int32(count), 512, 0, 3, accumulate)
                    kernels.product_f32(&b, 24, x, Self.inputs, rows.groups, type, Int32(count), 512, 0, 3, accumulate)
                    #expect(type == CK_PARTS || kernels.name == tables[1].name ? a == b : close(a, b, 1e-5))
                }
            }
            for (first, count) in [(0, 2), (1, 2), (2, 1)] {
                var (a, b) = ([Float](repeating: .nan, count: 512 * 16), [Float](repeating: .nan, count: 512 * 16))
                kernels.widen(&a, rows.floats, CK_F32, 512, Int32(first), Int32(count))
                kernels.widen(&b, rows.groups, type, 512, Int32(first), Int32(count))
                #expect(a == b)
            }
        }
    }

    @Test(arguments: [CK_Q4K, CK_Q8K]) func productsWithQuantisedActivationsAgreeWithPlainCAndWithTheFloats(type: ck_weight_type) {
        var random = Random(10)
        let rows = Rows(type, &random)
        let (plain, best) = (tables[0], tables[1])
        for count in [1, 2, 3, 5, 8, 9, 17, 24, 70] {
            let x = random.floats(count * Self.inputs)
            let q = quantized(x, best)
            let empty = [Float](repeating: 0, count: count * Self.stride)
            var (a, b, exact) = (empty, empty, empty)
            plain.product_i16(&a, Self.stride, q, rows.groups, type, Int32(count), 512, 0, 3)
            best.product_i16(&b, Self.stride, q, rows.groups, type, Int32(count), 512, 0, 3)
            plain.product_f32(&exact, Self.stride, x, Self.inputs, rows.floats, CK_F32, Int32(count), 512, 0, 3, 0)
            #expect(close(a, b, 2e-5))
            #expect(close(exact, b, 1e-4))
            #expect((0..<count).allSatisfy { row in b[row * 24 + Self.outputs..<row * 24 + 24].allSatisfy { $0 == 0 } })
            // Row by row, group by group: the same bits.
            for row in 0..<count {
                for group in 0..<Self.groups {
                    var one = [Float](repeating: 0, count: Self.stride)
                    best.product_i16(
                        &one, Self.stride, Array(q[row * 16..<row * 16 + 16]), rows.groups, type, 1, 512, Int32(group), Int32(group + 1))
                    let place = row * Self.stride + group * 8
                    #expect(one[group * 8..<group * 8 + 8] == b[place..<place + 8])
                }
            }
        }
    }

    /// Random rows, held as `type` and as floats.
    private struct Rows {
        let groups: [UInt8]
        let floats: [UInt8]

        init(_ type: ck_weight_type, _ random: inout Random) {
            let (outputs, inputs) = (UnpackedWeightTests.outputs, UnpackedWeightTests.inputs)
            func small(_ limit: Range<Int>) -> Int8 { Int8(limit.lowerBound + Int(random.next() % UInt64(limit.count))) }
            // Of how many parts a unit, and a scale and a minimum, are one.
            let (unit, scale, minimum) = type == CK_Q4K ? (16, 2, 2) : type == CK_Q8K ? (2, 1, 2) : (1, 1, 1)
            let codes = (0..<outputs * inputs).map { _ in type == CK_Q4K ? small(0..<16) : small(-32..<32) }
            let parts = outputs * inputs / 16
            func shared<T>(_ count: Int, _ make: () -> T) -> [T] {
                (0..<parts / count).flatMap { _ in Array(repeating: make(), count: count) }
            }
            let scales = shared(scale) { type == CK_Q4K ? small(0..<64) : small(-128..<128) }
            let minimums = shared(minimum) { small(0..<64) }
            let scaleUnits = shared(unit) { ck_half_of_float(random.floats(1, 0.01)[0]) }
            let minimumUnits = shared(unit) { ck_half_of_float(random.floats(1, 0.05)[0]) }

            let values = codes.indices.map { i in
                Float(codes[i]) * (ck_float_of_half(scaleUnits[i / 16]) * Float(scales[i / 16]))
                    + ck_float_of_half(minimumUnits[i / 16]) * Float(minimums[i / 16])
            }
            floats = interleave(CK_ROW_F32, values.withUnsafeBytes { Array($0) }, order: nil, outputs: outputs, inputs: inputs)

            let groupBytes = ck_group_bytes(type, Int32(inputs))
            var held = [UInt8](repeating: 0xff, count: UnpackedWeightTests.groups * groupBytes)
            for group in 0..<UnpackedWeightTests.groups {
                let first = group * 8
                let part = first * inputs / 16
                held.withUnsafeMutableBytes { bytes in
                    codes.withUnsafeBufferPointer { codes in
                        scales.withUnsafeBufferPointer { scales in
                            minimums.withUnsafeBufferPointer { minimums in
                                scaleUnits.withUnsafeBufferPointer { scaleUnits in
                                    minimumUnits.withUnsafeBufferPointer { minimumUnits in
                                        let from = ck_unpacked_rows(
                                            codes: codes.baseAddress! + first * inputs, scales: scales.baseAddress! + part,
                                            minimums: minimums.baseAddress! + part, scale_units: scaleUnits.baseAddress! + part,
                                            minimum_units: minimumUnits.baseAddress! + part)
                                        ck_interleave_parts(
                                            type, bytes.baseAddress! + group * groupBytes, from, Int32(min(8, outputs - first)),
                                            Int32(inputs))
                                    }
                                }
                            }
                        }
                    }
                }
            }
            groups = held
        }
    }
}
