import CKernels
import Compute
import ModelFormats

#if canImport(Glibc)
    import Glibc
#endif

/// A linear weight as the product kernels read it: groups of 8 outputs, interleaved (see ck_weights.h). The model owns the memory.
package struct WeightMatrix: @unchecked Sendable {
    // Sendable: the memory is written while the model loads, before anyone else has the matrix.
    package let type: ck_weight_type
    package let outputs: Int
    package let inputs: Int
    package let groups: UnsafeRawPointer

    package init(type: ck_weight_type, outputs: Int, inputs: Int, groups: UnsafeRawPointer) {
        self.type = type
        self.outputs = outputs
        self.inputs = inputs
        self.groups = groups
    }

    package var groupCount: Int { Self.groups(outputs) }
    /// Floats between two rows of a product's result.
    package var stride: Int { groupCount * Int(CK_GROUP) }
    /// Whether 16-bit activations fit it.
    package var isQuantized: Bool { ck_has_blocks(type) != 0 }

    static func groups(_ outputs: Int) -> Int { (outputs + Int(CK_GROUP) - 1) / Int(CK_GROUP) }
}

/// Memory straight from the system: zero at first, on huge pages where it is large and the system has them.
final class MappedMemory: @unchecked Sendable {
    // Sendable: the pointer never changes; who shares the bytes between threads splits them into disjoint parts.
    let pointer: UnsafeMutableRawPointer
    private let base: UnsafeMutableRawPointer
    private let length: Int

    private static let hugePage = 2 << 20

    init(bytes: Int) {
        length = bytes + Self.hugePage
        guard let base = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), base != MAP_FAILED else {
            preconditionFailure("no memory for \(bytes) bytes")
        }
        self.base = base
        pointer = UnsafeMutableRawPointer(bitPattern: (UInt(bitPattern: base) + UInt(Self.hugePage) - 1) & ~UInt(Self.hugePage - 1))!
        // A hint: where the system refuses, small pages serve as well.
        if bytes >= Self.hugePage { madvise(pointer, bytes, MADV_HUGEPAGE) }
    }

    deinit { munmap(base, length) }
}

extension TensorType {
    /// How the kernels name the format of this type's rows; nil where they have none for it, and rows are unpacked on the way into them.
    var rowFormat: ck_row_format? {
        switch self {
        case .f32: CK_ROW_F32
        case .f16: CK_ROW_F16
        case .bf16: CK_ROW_BF16
        case .q8_0: CK_ROW_Q8_0
        case .q4_0: CK_ROW_Q4_0
        case .q4_1: CK_ROW_Q4_1
        case .q5_0: CK_ROW_Q5_0
        case .iq4_nl: CK_ROW_IQ4_NL
        case .q5_1, .q2_K, .q3_K, .q4_K, .q5_K, .q6_K: nil
        }
    }

    /// How a matrix of this type is held. Q2_K has a minimum for every 16 numbers, one more than 16-bit activations have sums for.
    var heldType: ck_weight_type {
        if let rowFormat { return ck_held_type(rowFormat) }
        return self == .q4_K ? CK_Q4K : self == .q2_K ? CK_PARTS : CK_Q8K
    }
}
