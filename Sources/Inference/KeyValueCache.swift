import CKernels

/// The keys and values of the positions that a session has seen, in pages of 256 positions.
///
/// A page holds, for each layer and each key/value head, a block of keys and a block of values, laid out as the attention kernels
/// read them. Pages are added as a text grows; going back keeps them.
final class KeyValueCache {
    static let pageLength = Int(CK_PAGE)

    let isHalf: Bool
    private let heads: Int
    /// Bytes of one head's keys (or values) in a page.
    private let blockBytes: Int
    private let pageBytes: Int
    private var pages: [MappedMemory] = []

    init(_ configuration: ModelConfiguration, isHalf: Bool) {
        self.isHalf = isHalf
        heads = configuration.keyValueHeads
        blockBytes = Self.pageLength * configuration.headWidth * (isHalf ? 2 : 4)
        pageBytes = configuration.layers * heads * 2 * blockBytes
    }

    var bytes: Int { pages.count * pageBytes }

    /// Makes room for `positions` positions.
    func reserve(_ positions: Int) {
        while pages.count * Self.pageLength < positions { pages.append(MappedMemory(bytes: pageBytes)) }
    }

    /// Takes over the first `positions` positions of `other`, page by page.
    func copy(_ positions: Int, from other: KeyValueCache) {
        reserve(positions)
        for page in 0..<(positions + Self.pageLength - 1) / Self.pageLength {
            pages[page].pointer.copyMemory(from: other.pages[page].pointer, byteCount: pageBytes)
        }
    }

    func keys(page: Int, layer: Int, head: Int) -> UnsafeMutableRawPointer {
        pages[page].pointer + (layer * heads + head) * 2 * blockBytes
    }

    func values(page: Int, layer: Int, head: Int) -> UnsafeMutableRawPointer {
        keys(page: page, layer: layer, head: head) + blockBytes
    }
}
