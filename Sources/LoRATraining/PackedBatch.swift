/// Sequences laid end to end without padding. Attention keeps to each sequence; everything else works on rows.
///
/// What all sequences begin with (the system prompt, say) stands once, in a segment of its own that the others go on from: its rows are
/// computed once, and their gradients come from all that follow.
struct PackedBatch {
    struct Segment {
        /// First row.
        var start: Int
        var length: Int
        /// Positions before its own: the first rows of the batch.
        var prefix: Int
        var positions: Int { prefix + length }
    }

    private(set) var tokens: [Int32] = []
    /// Position of each row in its sequence.
    private(set) var positions: [Int32] = []
    private(set) var segments: [Segment] = []
    /// Rows whose logits are scored, rising, and what they are scored against.
    private(set) var supervised: [Int32] = []
    private(set) var targets: [Int32] = []

    var rows: Int { tokens.count }
    /// The first rows, which all sequences have in common.
    var sharedRows: Int { segments.last?.prefix ?? 0 }
    var longest: Int { segments.map(\.positions).max() ?? 0 }

    /// Rows after a sequence's last scored one are left out: nothing depends on them.
    init(_ sequences: [TrainingSequence], sharesPrefix: Bool = true) {
        let sequences = sequences.filter { $0.rows > 0 }
        let prefix = sharesPrefix ? SharedPrefix(of: sequences).length : 0
        if prefix > 0 { add(sequences[0], from: 0, to: prefix) }
        for sequence in sequences { add(sequence, from: prefix, to: sequence.rows) }
    }

    private mutating func add(_ sequence: TrainingSequence, from: Int, to: Int) {
        let start = tokens.count
        segments.append(Segment(start: start, length: to - from, prefix: from))
        for index in from..<to {
            tokens.append(Int32(sequence.tokens[index]))
            positions.append(Int32(index))
            if sequence.labels[index + 1] != TrainingSequence.ignored {
                supervised.append(Int32(start + index - from))
                targets.append(Int32(sequence.labels[index + 1]))
            }
        }
    }
}

/// How many tokens several sequences have in common at their beginning, none of them scored.
struct SharedPrefix {
    private var first: TrainingSequence?
    private var common = 0
    private(set) var sequences = 0
    /// Rows of all sequences, each for itself.
    private var ownRows = 0

    init(of sequences: [TrainingSequence] = []) {
        for sequence in sequences { add(sequence) }
    }

    /// Sharing with nobody saves nothing.
    var length: Int { sequences > 1 ? common : 0 }
    /// Rows to compute when the beginning stands once.
    var rows: Int { ownRows - max(0, sequences - 1) * length }

    mutating func add(_ sequence: TrainingSequence) {
        sequences += 1
        ownRows += sequence.rows
        let own = sequence.unscoredRows
        guard let first else {
            (first, common) = (sequence, own)
            return
        }
        let limit = min(common, own)
        common = zip(first.tokens, sequence.tokens).prefix(limit).prefix { $0 == $1 }.count
    }

    func adding(_ sequence: TrainingSequence) -> SharedPrefix {
        var result = self
        result.add(sequence)
        return result
    }
}
