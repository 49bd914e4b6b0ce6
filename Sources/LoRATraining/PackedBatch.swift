/// Sequences laid end to end without padding. Attention keeps to each sequence; everything else works on rows.
struct PackedBatch {
    struct Segment {
        /// First row.
        var start: Int
        var length: Int
    }

    private(set) var tokens: [Int32] = []
    /// Position of each row in its sequence.
    private(set) var positions: [Int32] = []
    private(set) var segments: [Segment] = []
    /// Rows whose logits are scored, rising, and what they are scored against.
    private(set) var supervised: [Int32] = []
    private(set) var targets: [Int32] = []

    var rows: Int { tokens.count }
    var longest: Int { segments.map(\.length).max() ?? 0 }

    /// Rows after a sequence's last scored one are left out: nothing depends on them.
    init(_ sequences: some Sequence<TrainingSequence>) {
        for sequence in sequences where sequence.rows > 0 {
            let start = tokens.count
            segments.append(Segment(start: start, length: sequence.rows))
            for index in 0..<sequence.rows {
                tokens.append(Int32(sequence.tokens[index]))
                positions.append(Int32(index))
                if sequence.labels[index + 1] != TrainingSequence.ignored {
                    supervised.append(Int32(start + index))
                    targets.append(Int32(sequence.labels[index + 1]))
                }
            }
        }
    }
}
