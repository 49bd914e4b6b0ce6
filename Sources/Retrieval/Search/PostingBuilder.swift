/// The words of passages as they come: what is not in a saved segment yet.
struct PostingBuilder {
    private(set) var rows = SegmentRows()
    private(set) var terms = TermTable()
    /// One for each word of each passage: word, row, frequency.
    private var postingTerms: [UInt32] = []
    private var postingRows: [UInt32] = []
    private var frequencies: [UInt32] = []
    /// A word's newest posting.
    private var newest: [Int] = []

    /// Begins a passage; its words follow.
    mutating func begin(_ passage: Int64, document: Int64) { rows.append(passage, document: document) }

    /// - Parameter weight: what the word counts in the frequency, more in a heading.
    mutating func add(_ word: UnsafeRawBufferPointer, weight: UInt32) {
        let term = terms.insert(word)
        let row = UInt32(rows.count - 1)
        rows.lengthen()
        if term == newest.count {
            newest.append(postingTerms.count)
        } else if postingRows[newest[term]] == row {
            frequencies[newest[term]] += weight
            return
        }
        newest[term] = postingTerms.count
        postingTerms.append(UInt32(term))
        postingRows.append(row)
        frequencies.append(weight)
    }

    mutating func kill(_ passage: Int64) { rows.kill(passage) }

    /// Goes through the rows that hold a word.
    func forEach(_ word: UnsafeRawBufferPointer, _ body: (_ row: Int, _ frequency: UInt32) -> Void) {
        guard let term = terms.index(of: word) else { return }
        for i in postingTerms.indices where postingTerms[i] == UInt32(term) { body(Int(postingRows[i]), frequencies[i]) }
    }

    /// Each word's list, words in the order in which they came.
    func lists() -> [[UInt8]] {
        var starts = [Int](repeating: 0, count: terms.count + 1)
        for term in postingTerms { starts[Int(term) + 1] += 1 }
        for term in 0..<terms.count { starts[term + 1] += starts[term] }
        var order = [Int](repeating: 0, count: postingTerms.count)
        var next = starts
        for (i, term) in postingTerms.enumerated() {
            order[next[Int(term)]] = i
            next[Int(term)] += 1
        }
        return (0..<terms.count).map { term in
            PostingList.encode(order[starts[term]..<starts[term + 1]].lazy.map { (postingRows[$0], frequencies[$0]) })
        }
    }
}
