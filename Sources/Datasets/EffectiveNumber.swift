/// How many examples a dataset is worth once those that teach the same are counted once.
enum EffectiveNumber {
    /// The number of groups: copies and near copies go together, and so do examples that rest on the same words of one document.
    static func run(_ examples: [Example], pairs: [(Int, Int)]) -> Int {
        var parents = Array(examples.indices)
        func root(_ position: Int) -> Int {
            var position = position
            while parents[position] != position { position = parents[position] }
            return position
        }
        func join(_ a: Int, _ b: Int) {
            let (one, two) = (root(a), root(b))
            parents[max(one, two)] = min(one, two)
        }
        for pair in pairs { join(pair.0, pair.1) }
        var first: [[String]: Int] = [:]
        for (position, example) in examples.enumerated() {
            guard let quote = example.quote else { continue }
            let key = [example.document ?? "", ComparableText.normalised(quote)]
            if let earlier = first[key] { join(earlier, position) } else { first[key] = position }
        }
        return examples.indices.count { parents[$0] == $0 }
    }
}
