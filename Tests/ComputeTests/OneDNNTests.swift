import COneDNN
import Foundation
import Testing

/// The shim itself: on processors where `PackedMatrix` prefers panels, nothing else would run its packed products.
@Suite struct OneDNNTests {
    @Test(arguments: [1, 15, 16, 40, 64, 128])
    func packedProductEqualsTheDefinition(rows: Int) throws {
        let (outputs, inputs) = (70, 90)
        let x = (0..<rows * inputs).map { Float($0 % 17) / 17 - 0.5 }
        let w = (0..<outputs * inputs).map { Float($0 % 13) / 13 - 0.5 }
        var handle: OpaquePointer?
        #expect(conednn_linear_create(w, Int64(outputs), Int64(inputs), 0, &handle) == 0)
        let linear = try #require(handle)
        defer { conednn_linear_destroy(linear) }
        var y = [Float](repeating: .nan, count: rows * outputs)
        for pass in 1...2 {
            #expect(conednn_linear_multiply(linear, x, Int64(rows), &y, pass == 1 ? 0 : 1) == 0)
            for row in 0..<rows {
                for output in 0..<outputs {
                    let sum = (0..<inputs).reduce(0.0) { $0 + Double(x[row * inputs + $1]) * Double(w[output * inputs + $1]) }
                    #expect(abs(Double(y[row * outputs + output]) - Double(pass) * sum) < 1e-4)
                }
            }
        }
    }

    @Test func tooManyRowsAreRefused() throws {
        var handle: OpaquePointer?
        #expect(conednn_linear_create([1, 2], 1, 2, 0, &handle) == 0)
        let linear = try #require(handle)
        defer { conednn_linear_destroy(linear) }
        var y = [Float](repeating: 0, count: 200)
        #expect(conednn_linear_multiply(linear, [Float](repeating: 0, count: 400), 129, &y, 0) != 0)
        #expect(conednn_linear_multiply(linear, [0, 0], 0, &y, 0) != 0)
    }

    @Test func bfloat16IsRefusedWithWordsWhereTheProcessorHasNone() {
        guard conednn_has_bfloat16() == 0 else { return }
        var handle: OpaquePointer?
        let status = conednn_linear_create([1, 2], 1, 2, 1, &handle)
        #expect(status != 0 && handle == nil)
        #expect(String(cString: conednn_status_words(status)) == "not implemented on this processor")
    }
}
