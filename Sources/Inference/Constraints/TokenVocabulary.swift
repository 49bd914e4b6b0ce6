/// The tokens of a model, arranged so that those with a common beginning are walked together. Made once for a model.
public struct TokenVocabulary: Sendable {
    /// A byte of the tree; its children follow it, and so on before the next sibling.
    struct Node: Sendable {
        var byte: UInt8
        /// From 1 for the first byte of tokens.
        var depth: Int32
        /// The node after all that begin like this one.
        var skip: Int32
        /// The tokens that end here: those of `sorted` from the node's `tokens` to the next node's.
        var tokens: Int32
    }

    /// The bytes of each token; none for tokens that are no text.
    let tokens: [[UInt8]]
    let endTokens: [Int]
    let nodes: [Node]
    let sorted: [Int32]
    let longest: Int

    /// - Parameters:
    ///   - tokens: the bytes of each token; empty for special tokens, which no answer contains.
    ///   - endTokens: what ends an answer; their bytes don't matter.
    public init(tokens: [[UInt8]], endTokens: Set<Int>) {
        precondition(endTokens.allSatisfy(tokens.indices.contains), "an end token is not in the vocabulary")
        var texts = tokens
        for id in endTokens { texts[id] = [] }
        let order = texts.indices.filter { !texts[$0].isEmpty }.sorted { a, b in
            texts[a] == texts[b] ? a < b : texts[a].lexicographicallyPrecedes(texts[b])
        }
        var nodes: [Node] = []
        // The node of each byte of the token before.
        var path: [Int] = []
        for (place, id) in order.enumerated() {
            let common = zip(texts[id], path).prefix { $0 == nodes[$1].byte }.count
            for closed in path[common...] { nodes[closed].skip = Int32(nodes.count) }
            path.removeSubrange(common...)
            for byte in texts[id][common...] {
                path.append(nodes.count)
                nodes.append(Node(byte: byte, depth: Int32(path.count), skip: 0, tokens: Int32(place)))
            }
        }
        for closed in path { nodes[closed].skip = Int32(nodes.count) }
        nodes.append(Node(byte: 0, depth: 0, skip: 0, tokens: Int32(order.count)))
        self.tokens = texts
        self.endTokens = endTokens.sorted()
        self.nodes = nodes
        sorted = order.map { Int32($0) }
        longest = texts.lazy.map(\.count).max() ?? 0
    }
}
