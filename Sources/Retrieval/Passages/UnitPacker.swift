/// Turns the blocks of one section into ranges of at most `maximum` word pieces, near `target` where the structure allows.
struct UnitPacker {
    let bytes: [UInt8]
    let target: Int
    let maximum: Int
    let overlap: Int
    let countTokens: (String) -> Int

    /// A range of the document that becomes a passage, with the table header it needs if it begins inside a table.
    struct Packed: Equatable {
        var range: Range<Int>
        var lead: Range<Int>?
    }

    /// The smallest thing that is moved between passages: a whole block, or a piece of one that is too large.
    struct Unit {
        var range: Range<Int>
        var tokens: Int
        var kind: Block.Kind
        /// The header to repeat when a passage begins with this unit.
        var lead: Range<Int>?
        var leadTokens = 0
    }

    func pack(_ blocks: [Block]) -> [Packed] {
        let units = blocks.flatMap(units(of:))
        var result: [Packed] = []
        var current: [Unit] = []
        var tokens = 0
        var start: Int?

        func flush() {
            guard let first = current.first, let last = current.last else { return }
            result.append(Packed(range: (start ?? first.range.lowerBound)..<last.range.upperBound, lead: first.lead))
            start = nil
        }
        for (index, unit) in units.enumerated() {
            if current.isEmpty || fits(unit, into: current, tokens: tokens, isLast: index == units.count - 1, start: start) {
                tokens += unit.tokens + (current.isEmpty ? unit.leadTokens : 0)
                current.append(unit)
                continue
            }
            // What introduces the unit goes with it ("The plans are:" and the table).
            var carried: [Unit] = []
            if let last = current.last, current.count > 1, introduces(last, unit), last.lead == nil, last.tokens + unit.tokens <= maximum {
                carried = [current.removeLast()]
            }
            let previousEnd = current.last?.range.upperBound
            let previousStart = start ?? current.first?.range.lowerBound
            flush()
            current = carried + [unit]
            tokens = current.reduce(current[0].leadTokens) { $0 + $1.tokens }
            if overlap > 0, current[0].lead == nil, let previousStart, let previousEnd {
                let room = min(overlap, maximum - tokens)
                if let tail = tail(of: previousStart..<previousEnd, room: room) {
                    start = tail.start
                    tokens += tail.tokens
                }
            }
        }
        flush()
        return result
    }

    private func fits(_ unit: Unit, into current: [Unit], tokens: Int, isLast: Bool, start: Int?) -> Bool {
        let total = tokens + unit.tokens
        let begin = start ?? current[0].range.lowerBound
        guard total <= maximum, unit.range.upperBound - begin <= byteLimit else { return false }
        if total <= target { return true }
        if current.count == 1, introduces(current[0], unit) { return true }
        return isLast && unit.tokens <= target / 4
    }

    /// Whether `unit` ends in a colon and `next` is what it announces.
    private func introduces(_ unit: Unit, _ next: Unit) -> Bool {
        unit.kind == .paragraph && next.kind != .paragraph && bytes[unit.range.upperBound - 1] == Ascii.colon
    }

    // MARK: - Cutting

    /// A run of letters without spaces counts as one unknown word piece, however long: bytes are limited too.
    private var byteLimit: Int { maximum * 12 }

    private func units(of block: Block) -> [Unit] {
        if let tokens = fitting(block.range, limit: maximum) { return [Unit(range: block.range, tokens: tokens, kind: block.kind)] }
        var lead: Range<Int>?
        var leadTokens = 0
        if case .table(let header) = block.kind, let tokens = fitting(header, limit: maximum / 2) { (lead, leadTokens) = (header, tokens) }
        let pieces = cut(block.range, at: block.seams, limit: maximum - leadTokens)
        return pieces.enumerated().map { index, piece in
            // The first piece holds the header itself.
            let needsLead = index > 0 && piece.range.lowerBound >= (lead?.upperBound ?? 0)
            return Unit(
                range: piece.range, tokens: piece.tokens, kind: block.kind, lead: needsLead ? lead : nil,
                leadTokens: needsLead ? leadTokens : 0)
        }
    }

    /// The token count of `range` if that is at most `limit` and the bytes are few enough.
    private func fitting(_ range: Range<Int>, limit: Int) -> Int? {
        guard range.count <= byteLimit else { return nil }
        let tokens = self.tokens(range)
        return tokens <= limit ? tokens : nil
    }

    private func tokens(_ range: Range<Int>) -> Int {
        countTokens(ModelText.clean(String(decoding: bytes[range], as: UTF8.self)).text)
    }

    private typealias Piece = (range: Range<Int>, tokens: Int)

    private func cut(_ range: Range<Int>, at seams: [Int], limit: Int) -> [Piece] {
        var edges = [range.lowerBound] + seams.filter { range.contains($0) && $0 > range.lowerBound }
        edges.append(range.upperBound)
        let parts = bytes.withUnsafeBufferPointer { bytes in
            zip(edges, edges.dropFirst()).compactMap { part -> Range<Int>? in
                // The beginning of a line keeps its indentation: only ends are trimmed.
                Sentences.trim(bytes, part.0..<part.1).map { part.0..<$0.upperBound }
            }
        }
        return parts.flatMap { part -> [Piece] in
            if let tokens = fitting(part, limit: limit) { return [(part, tokens)] }
            return Sentences.ranges(in: bytes, part).flatMap { sentence -> [Piece] in
                if let tokens = fitting(sentence, limit: limit) { return [(sentence, tokens)] }
                return words(sentence).flatMap { word -> [Piece] in
                    if let tokens = fitting(word, limit: limit) { return [(word, tokens)] }
                    return slices(word, limit: limit)
                }
            }
        }
    }

    private func words(_ range: Range<Int>) -> [Range<Int>] {
        bytes.withUnsafeBufferPointer { bytes in
            var result: [Range<Int>] = []
            var start: Int?
            for i in range {
                if Ascii.isSpace(bytes[i]) {
                    if let begin = start { result.append(begin..<i) }
                    start = nil
                } else if start == nil {
                    start = i
                }
            }
            if let begin = start { result.append(begin..<range.upperBound) }
            return result
        }
    }

    /// Slices of a run without spaces, cut between scalars. A scalar is at most its number of bytes in word pieces.
    private func slices(_ range: Range<Int>, limit: Int) -> [Piece] {
        let size = max(limit, 4)
        var result: [Piece] = []
        var start = range.lowerBound
        while start < range.upperBound {
            var end = min(start + size, range.upperBound)
            while end > start, !UTF8Text.isScalarStart(bytes, end) { end -= 1 }
            result.append((start..<end, tokens(start..<end)))
            start = end
        }
        return result
    }

    // MARK: - Overlap

    /// The last sentences of `range` that fit in `room`, else its last words.
    private func tail(of range: Range<Int>, room: Int) -> (start: Int, tokens: Int)? {
        guard room > 0 else { return nil }
        for parts in [Sentences.ranges(in: bytes, range), words(range)] {
            var start: Int?
            var used = 0
            for part in parts.reversed() {
                guard let tokens = fitting(part, limit: room - used), part.lowerBound > range.lowerBound else { break }
                used += tokens
                start = part.lowerBound
            }
            if let start { return (start, used) }
        }
        return nil
    }
}
