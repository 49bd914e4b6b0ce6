import TerminalCells
import Workbench

/// How the answers to one question differ from one of them, ready to be drawn: kept between frames, made anew when an answer comes in
/// or another one is the reference.
struct AnswerComparison: Equatable, Sendable {
    /// What it rests on.
    struct Key: Equatable, Sendable {
        var turn: Int
        var reference: Int
        /// Per column whether its text will not change any more.
        var isReady: [Bool]
        /// Citations stand in the text only when arms are named.
        var isHidden: Bool
        var isASCII: Bool
    }

    struct Column: Equatable, Sendable {
        /// The answer with what the reference does not have in a role of its own.
        var text: Line
        /// nil for the reference.
        var difference: WordDifference?
    }

    var key: Key
    /// nil where there is no answer to compare.
    var columns: [Column?]

    init(_ turn: PlaygroundState.Turn, key: Key) {
        self.key = key
        let texts = turn.columns.indices.map { SafeText(turn.text($0)).string }
        columns = turn.columns.indices.map { index in
            guard key.isReady[index] else { return nil }
            guard index != key.reference else { return Column(text: Line(SafeText(texts[index])), difference: nil) }
            let difference = WordDifference(texts[index], reference: texts[key.reference])
            return Column(text: Self.marked(texts[index], difference.ranges, isASCII: key.isASCII), difference: difference)
        }
    }

    /// Underlined where the theme says so, and between signs where there may be nothing but letters.
    private static func marked(_ text: String, _ ranges: [Range<String.Index>], isASCII: Bool) -> Line {
        var line = Line()
        var end = text.startIndex
        func plain(to next: String.Index) {
            if end < next { line += Span(SafeText(text[end..<next])) }
        }
        for range in ranges {
            plain(to: range.lowerBound)
            let words = String(text[range])
            line += Span(SafeText(isASCII ? "_\(words)_" : words), "difference")
            end = range.upperBound
        }
        plain(to: text.endIndex)
        return line
    }

    func text(_ index: Int) -> Line? { columns.indices.contains(index) ? columns[index]?.text : nil }

    /// What stands below an answer, longest first.
    func remarks(_ index: Int) -> [String] {
        guard columns.indices.contains(index), let column = columns[index] else { return [] }
        guard let difference = column.difference else { return ["the reference"] }
        if difference.added == 0, difference.missing == 0 { return ["the same words"] }
        let cut = difference.isCut ? " (the first \(WordDifference.most) compared)" : ""
        let most = "\(difference.added) of \(difference.words) words differ"
        return ["\(most), \(difference.missing) missing\(cut)", "\(most), \(difference.missing) missing", most]
    }
}

extension PlaygroundState {
    /// The answer that the others are compared with: the one chosen in this turn, else that of the arm chosen last, else the first.
    ///
    /// While arms are hidden the arm chosen last is not used: it would show which one it is.
    var referenceColumn: Int? {
        guard let turn else { return nil }
        let ready = turn.columns.indices.filter { turn.isReady($0) }
        if let chosen = turn.reference, ready.contains(chosen) { return chosen }
        if turn.ballot == nil, let arm = reference, let index = ready.first(where: { turn.columns[$0].arm == arm }) { return index }
        return ready.first
    }

    /// Whether there are two answers to compare.
    var canCompare: Bool { turn.map { turn in turn.columns.indices.count { turn.isReady($0) } > 1 } ?? false }

    /// The one that is kept, if it is of this turn.
    func comparison(of turn: Turn) -> AnswerComparison? { comparison.flatMap { $0.key.turn == turn.id ? $0 : nil } }

    /// Makes the comparison that the screen shows, unless it is there already.
    mutating func compareAnswers(isASCII: Bool) {
        guard showsDifferences, canCompare, let turn, let reference = referenceColumn else {
            comparison = nil
            return
        }
        let key = AnswerComparison.Key(
            turn: turn.id, reference: reference, isReady: turn.columns.indices.map { turn.isReady($0) }, isHidden: turn.isHidden,
            isASCII: isASCII)
        if comparison?.key != key { comparison = AnswerComparison(turn, key: key) }
    }
}

extension PlaygroundState.Turn {
    /// Whether there is an answer in this column that will not change any more, and that may be shown.
    func isReady(_ index: Int) -> Bool {
        guard columns.indices.contains(index), !(isHidden && isStreaming) else { return false }
        let column = columns[index]
        return column.answer != nil || column.state == .stopped && !column.text.isEmpty
    }
}
