import CKernels

/// Room for a chunk's queries and for what the pages give them.
struct AttentionTile: ~Copyable {
    let queries: UnsafeMutablePointer<Float>
    let sums: UnsafeMutablePointer<Float>
    let result: UnsafeMutablePointer<Float>
    let scores: UnsafeMutablePointer<Float>
    let totals: UnsafeMutablePointer<ck_partial>
    let partials: UnsafeMutablePointer<ck_partial>
    let visible: UnsafeMutablePointer<Int32>
    /// Where windows begin.
    let from: UnsafeMutablePointer<Int32>

    init(queries count: Int, width: Int) {
        queries = .allocate(capacity: count * (3 * width + KeyValueCache.pageLength))
        sums = queries + count * width
        result = sums + count * width
        scores = result + count * width
        totals = .allocate(capacity: 2 * count)
        partials = totals + count
        visible = .allocate(capacity: 2 * count)
        from = visible + count
    }

    deinit {
        queries.deallocate()
        totals.deallocate()
        visible.deallocate()
    }
}
