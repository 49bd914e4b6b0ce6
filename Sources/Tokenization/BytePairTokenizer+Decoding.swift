extension BytePairTokenizer {
    public func bytes(of id: Int) -> [UInt8] {
        kinds.indices.contains(id) ? Array(pieces[id]) : []
    }

    public func kind(of id: Int) -> TokenKind? {
        kinds.indices.contains(id) ? kinds[id] : nil
    }
}
