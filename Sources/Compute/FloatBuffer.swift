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

    /// What to give back to the system: nil when the floats came from `posix_memalign`.
    private let mapping: (base: UnsafeMutableRawPointer, length: Int)?

    private static let hugePage = 2 << 20

    public init(count: Int) {
        precondition(count >= 0, "a buffer can't hold \(count) floats")
        self.count = count
        let bytes = (max(count, 1) * MemoryLayout<Float>.stride + 63) / 64 * 64
        let raw: UnsafeMutableRawPointer
        if bytes >= 2 * Self.hugePage {
            // Fresh pages are zero, and taken only when they are touched.
            let length = bytes + Self.hugePage
            guard let base = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), base != MAP_FAILED else {
                preconditionFailure("no memory for \(bytes) bytes of floats")
            }
            mapping = (base, length)
            raw = base + (Self.hugePage - Int(bitPattern: base) % Self.hugePage)
            // A hint: where the system refuses, small pages serve as well.
            madvise(raw, bytes, MADV_HUGEPAGE)
        } else {
            var allocated: UnsafeMutableRawPointer?
            guard posix_memalign(&allocated, 64, bytes) == 0, let allocated else {
                preconditionFailure("no memory for \(bytes) bytes of floats")
            }
            memset(allocated, 0, bytes)
            mapping = nil
            raw = allocated
        }
        pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    }

    /// A buffer that holds `values`.
    public convenience init(_ values: some Collection<Float>) {
        self.init(count: values.count)
        _ = UnsafeMutableBufferPointer(start: pointer, count: count).update(fromContentsOf: values)
    }

    deinit {
        if let mapping {
            munmap(mapping.base, mapping.length)
        } else {
            free(pointer)
        }
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
