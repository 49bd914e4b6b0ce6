import CKernels

/// Which of several ways to the same products a model takes. Programs take the usual one; tests take every one everywhere.
package enum ComputePath: Sendable {
    /// What is fastest here.
    case usual
    /// Packed copies for all long products, even where they don't pay.
    case packed
    /// Plain C only, as on a processor that has nothing else.
    case portable

    var kernels: ck_kernels { self == .portable ? ck_kernels_portable().pointee : ck_kernels_best().pointee }
}
