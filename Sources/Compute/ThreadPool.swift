import CKernels

/// A persistent pool of threads that splits one piece of work at a time into chunks.
///
/// The threads spin for about 0.1 ms after work and then sleep: an idle pool uses no processor time. Several Swift threads may
/// call `run` at once; their regions queue. Results don't depend on the number of threads as long as each chunk writes its own
/// output: which thread takes which chunk is the only thing that varies.
public final class ThreadPool: @unchecked Sendable {
    // Sendable: the C pool synchronises its own state (a mutex among callers, atomics towards workers); the pointer never changes.
    private let pool: OpaquePointer

    /// The pool of the process, one thread for every processor it may run on.
    public static let shared = ThreadPool(threads: Int(ck_processors()))

    /// The number of threads that can work at once, the calling one included.
    public let threads: Int

    /// A pool of its own: for tests; two pools at work at once fight for the cores.
    public init(threads: Int) {
        guard let pool = ck_pool_create(Int32(clamping: threads)) else {
            preconditionFailure("no memory for a thread pool of a few kilobytes")
        }
        self.pool = pool
        self.threads = Int(ck_pool_threads(pool))
    }

    deinit {
        ck_pool_destroy(pool)
    }

    /// How many of the threads take part in the regions that start from now on, from 1 to `threads`.
    public var limit: Int {
        get { Int(ck_pool_limit(pool)) }
        set { ck_pool_set_limit(pool, Int32(clamping: newValue)) }
    }

    /// Calls `body` exactly once for each chunk in `0..<chunks` and returns when all are done.
    ///
    /// `body` runs on several threads at once and must only write what belongs to its chunk. A call from inside of a chunk runs
    /// its chunks on that thread.
    public func run(chunks: Int, _ body: (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            var task = body
            withUnsafeMutablePointer(to: &task) { context in
                ck_pool_run(
                    pool, Int32(chunks),
                    { context, chunk in context!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(Int(chunk)) }, context)
            }
        }
    }

    /// `run` over `0..<count` in pieces of `size`: `body` gets each piece's range.
    public func run(count: Int, by size: Int, _ body: (Range<Int>) -> Void) {
        run(chunks: (count + size - 1) / size) { chunk in
            body(chunk * size..<min(count, (chunk + 1) * size))
        }
    }
}
