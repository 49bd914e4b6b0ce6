import CKernels
import Compute

/// Attention of queries to the cache.
///
/// A query's result is put together from its pages, in their order. Few queries are split by page, so that all threads have work;
/// many are split by query, and each chunk walks the pages. Both merge the same partial results in the same order: the bits agree.
extension ForwardPass {
    /// Tokens whose queries a chunk takes together: the scores of one page fit the first-level cache.
    private static let tokensPerChunk = 8

    /// workspace.attended = attention of the `needed` rows of this slice, whose keys and values are in the cache.
    func attention(layer: Int, needed: Range<Int>) {
        if parts.count == 1, needed.count <= Self.tokensPerChunk {
            attentionByPage(layer: layer, parts[0], needed: needed)
        } else {
            attentionByQuery(layer: layer, needed: needed)
        }
    }

    /// The pages with positions that some of `rows` see; those that lie before all windows are left out.
    private func pages(_ part: Part, of rows: Range<Int>, layer: Int) -> Range<Int> {
        let first = firstSeen(layer: layer, from: part.position(of: rows.lowerBound))
        return first / KeyValueCache.pageLength..<part.position(of: rows.upperBound - 1) / KeyValueCache.pageLength + 1
    }

    /// The first position that a token at `position` sees.
    private func firstSeen(layer: Int, from position: Int) -> Int {
        model.configuration.positionsSeen(layer: layer).map { max(0, position + 1 - $0) } ?? 0
    }

    private func attentionByQuery(layer: Int, needed: Range<Int>) {
        let c = model.configuration
        let tiles = parts.flatMap { part in
            let rows = part.rows.clamped(to: needed)
            return stride(from: rows.lowerBound, to: rows.upperBound, by: Self.tokensPerChunk).map {
                (part: part, rows: $0..<min($0 + Self.tokensPerChunk, rows.upperBound))
            }
        }
        model.pool.run(chunks: tiles.count * c.keyValueHeads) { chunk in
            // The last rows of a text see most: begin with them.
            let (part, rows) = tiles[tiles.count - 1 - chunk / c.keyValueHeads]
            let head = chunk % c.keyValueHeads
            let queries = rows.count * c.queriesPerKey
            let tile = AttentionTile(queries: queries, width: c.headWidth)
            gather(rows, head: head, tile)
            let (sums, totals) = (tile.sums, tile.totals)
            sums.initialize(repeating: 0, count: queries * c.headWidth)
            totals.initialize(repeating: ck_partial(maximum: -.infinity, sum: 0), count: queries)
            for page in pages(part, of: rows, layer: layer) {
                attend(layer: layer, part, page: page, head: head, rows, tile, into: tile.result, tile.partials)
                merge(tile.result, tile.partials, into: sums, totals, queries: queries)
            }
            scatter(sums, totals, rows, head: head)
        }
    }

    private func attentionByPage(layer: Int, _ part: Part, needed: Range<Int>) {
        let c = model.configuration
        let pages = pages(part, of: needed, layer: layer)
        let queries = needed.count * c.queriesPerKey
        // A head's partial results, page after page.
        let results = UnsafeMutablePointer<Float>.allocate(capacity: c.keyValueHeads * pages.count * queries * c.headWidth)
        let partials = UnsafeMutablePointer<ck_partial>.allocate(capacity: c.keyValueHeads * pages.count * queries)
        defer {
            results.deallocate()
            partials.deallocate()
        }
        model.pool.run(chunks: c.keyValueHeads * pages.count) { chunk in
            let (head, page) = (chunk / pages.count, pages.lowerBound + chunk % pages.count)
            let tile = AttentionTile(queries: queries, width: c.headWidth)
            gather(needed, head: head, tile)
            let result = results + chunk * queries * c.headWidth
            attend(layer: layer, part, page: page, head: head, needed, tile, into: result, partials + chunk * queries)
        }
        let tile = AttentionTile(queries: queries, width: c.headWidth)
        for head in 0..<c.keyValueHeads {
            let (sums, totals) = (tile.sums, tile.totals)
            sums.initialize(repeating: 0, count: queries * c.headWidth)
            totals.initialize(repeating: ck_partial(maximum: -.infinity, sum: 0), count: queries)
            for chunk in head * pages.count..<(head + 1) * pages.count {
                merge(results + chunk * queries * c.headWidth, partials + chunk * queries, into: sums, totals, queries: queries)
            }
            scatter(sums, totals, needed, head: head)
        }
    }

    /// The scaled queries of `rows` that share a key head, token after token.
    private func gather(_ rows: Range<Int>, head: Int, _ tile: borrowing AttentionTile) {
        let c = model.configuration
        let width = c.queriesPerKey * c.headWidth
        for (i, row) in rows.enumerated() {
            (tile.queries + i * width).update(from: workspace.queries.pointer + row * c.queryWidth + head * width, count: width)
        }
        model.kernels.scale(tile.queries, c.attentionScale, Int32(rows.count * width))
    }

    /// What one page gives the queries of `rows`.
    private func attend(
        layer: Int, _ part: Part, page: Int, head: Int, _ rows: Range<Int>, _ tile: borrowing AttentionTile,
        into result: UnsafeMutablePointer<Float>, _ partials: UnsafeMutablePointer<ck_partial>
    ) {
        let c = model.configuration
        func withinPage(_ position: Int) -> Int32 {
            Int32(max(0, min(KeyValueCache.pageLength, position - page * KeyValueCache.pageLength)))
        }
        let isWindowed = c.positionsSeen(layer: layer) != nil
        for (i, row) in rows.enumerated() {
            let position = part.position(of: row)
            (tile.visible + i * c.queriesPerKey).update(repeating: withinPage(position + 1), count: c.queriesPerKey)
            guard isWindowed else { continue }
            (tile.from + i * c.queriesPerKey).update(
                repeating: withinPage(firstSeen(layer: layer, from: position)), count: c.queriesPerKey)
        }
        model.kernels.attention_page(
            result, partials, tile.queries, c.headWidth, part.cache.keys(page: page, layer: layer, head: head),
            part.cache.values(page: page, layer: layer, head: head), part.cache.isHalf ? 1 : 0, isWindowed ? tile.from : nil, tile.visible,
            Int32(rows.count * c.queriesPerKey),
            Int32(c.headWidth), tile.scores)
    }

    private func merge(
        _ result: UnsafePointer<Float>, _ partials: UnsafePointer<ck_partial>, into sums: UnsafeMutablePointer<Float>,
        _ totals: UnsafeMutablePointer<ck_partial>, queries: Int
    ) {
        let width = model.configuration.headWidth
        for query in 0..<queries {
            model.kernels.attention_merge(sums + query * width, totals + query, result + query * width, partials + query, Int32(width))
        }
    }

    /// Divides by the weights' sums and puts the results of a key head's queries where the next product reads them.
    private func scatter(_ sums: UnsafeMutablePointer<Float>, _ totals: UnsafePointer<ck_partial>, _ rows: Range<Int>, head: Int) {
        let c = model.configuration
        let width = c.queriesPerKey * c.headWidth
        for query in 0..<rows.count * c.queriesPerKey {
            model.kernels.scale(sums + query * c.headWidth, 1 / totals[query].sum, Int32(c.headWidth))
        }
        for (i, row) in rows.enumerated() {
            (workspace.attended.pointer + row * c.queryWidth + head * width).update(from: sums + i * width, count: width)
        }
    }
}
