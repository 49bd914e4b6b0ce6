/// What can go wrong in a product of matrices.
public enum ComputeError: Error, Equatable, CustomStringConvertible {
    /// oneDNN refused or failed; `reason` is its own word for it.
    case productFailed(operation: String, reason: String)
    /// bf16 products were asked for on a processor without them.
    case bfloat16Unavailable

    public var description: String {
        switch self {
        case .productFailed(let operation, let reason):
            "The matrix product \(operation) failed in oneDNN: \(reason). Free some memory and try again; if it stays, report it."
        case .bfloat16Unavailable:
            "This processor has no bf16 products (AVX512-BF16 or AMX). Use float32."
        }
    }
}
