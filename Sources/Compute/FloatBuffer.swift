#if canImport(Glibc)
    import Glibc
#endif

/// Floats on the heap, aligned to 64 bytes (to 2 MB, with huge pages asked for, when large), zero at first.
///
/// One owner writes at a time. The buffer itself keeps no lock: who shares it between threads splits it into disjoint ranges.
public final class FloatBuffer: @unchecked Sendable {
    // Sendable: the pointer and the count never change; the floats behind it are split by their users, see above.
    public let pointer: UnsafeMutablePointer<Float>
    public let count: Int

    /// Above this size a buffer is worth whole huge pages.
    private static let hugePage = 2 << 20

    public init(count: Int) {
        precondition(count >= 0, "a buffer can't hold \(count) floats")
        let isLarge = count * MemoryLayout<Float>.stride >= 2 * Self.hugePage
        let alignment = isLarge ? Self.hugePage : 64
        let bytes = (max(count, 1) * MemoryLayout<Float>.stride + 63) / 64 * 64
        var raw: UnsafeMutableRawPointer?
        let status = posix_memalign(&raw, alignment, bytes)
        guard status == 0, let raw else { preconditionFailure("no memory for \(bytes) bytes of floats") }
        // A hint: where the system refuses, small pages serve as well.
        if isLarge { madvise(raw, bytes, MADV_HUGEPAGE) }
        memset(raw, 0, bytes)
        pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
        self.count = count
    }

    /// A buffer that holds `values`.
    public convenience init(_ values: some Collection<Float>) {
        self.init(count: values.count)
        _ = UnsafeMutableBufferPointer(start: pointer, count: count).update(fromContentsOf: values)
    }

    deinit {
        free(pointer)
    }

    public subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count)
            return pointer[index]
        }
        set {
            precondition(index >= 0 && index < count)
            pointer[index] = newValue
        }
    }

    /// The floats as a Swift array.
    public var array: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
}
