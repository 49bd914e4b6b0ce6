extension TracedText {
    /// Where `part` first stands at or behind a place. In UTF-8, equal bytes are equal code points.
    func firstRange(of part: TracedText, from start: Int, _ budget: TemplateBudget) throws(TokenizationError) -> Range<Int>? {
        guard let first = part.bytes.first else { return start <= count ? start..<start : nil }
        var at = start
        var compared = 0
        while at + part.count <= count {
            compared += 1
            if bytes[at] == first {
                var length = 1
                while length < part.count, bytes[at + length] == part.bytes[length] { length += 1 }
                compared += length
                if length == part.count {
                    try budget.work(compared)
                    return at..<at + length
                }
            }
            at += 1
            if compared > 1 << 16 {
                try budget.work(compared)
                compared = 0
            }
        }
        try budget.work(compared)
        return nil
    }

    /// The parts between the separators, as Python's `split(separator, limit)`.
    func split(_ separator: TracedText, limit: Int = -1, _ budget: TemplateBudget) throws(TokenizationError) -> [TracedText] {
        var ranges: [Range<Int>] = []
        var start = 0
        while limit < 0 || ranges.count < limit, let found = try firstRange(of: separator, from: start, budget) {
            try budget.step()
            ranges.append(start..<found.lowerBound)
            start = found.upperBound
        }
        return try parts(ranges + [start..<count], budget)
    }

    /// The words between white space, as Python's `split()`.
    func words(_ budget: TemplateBudget) throws(TokenizationError) -> [TracedText] {
        try budget.work(count)
        var ranges: [Range<Int>] = []
        var start: Int?
        for (scalar, range) in scalars {
            if Self.isSpace(scalar) {
                if let begin = start { ranges.append(begin..<range.lowerBound) }
                start = nil
            } else if start == nil {
                start = range.lowerBound
            }
        }
        if let begin = start { ranges.append(begin..<count) }
        try budget.step(ranges.count)
        return try parts(ranges, budget)
    }

    func replacing(
        _ old: TracedText, with new: TracedText, limit: Int = -1, _ budget: TemplateBudget
    ) throws(TokenizationError) -> TracedText {
        guard !old.isEmpty else { throw .unsupportedTemplate(construct: "replacing an empty text", line: nil) }
        return try new.join(try split(old, limit: limit, budget), budget)
    }

    func join(_ parts: [TracedText], _ budget: TemplateBudget) throws(TokenizationError) -> TracedText {
        var result = TracedText()
        for (place, part) in parts.enumerated() {
            try budget.step()
            try budget.checkLength(result.count + count + part.count)
            try budget.work(count + part.count)
            if place > 0 { result.append(self) }
            result.append(part)
        }
        return result
    }

    /// Many parts of a text of many runs: `subscript` goes through the runs each time.
    private func parts(_ ranges: [Range<Int>], _ budget: TemplateBudget) throws(TokenizationError) -> [TracedText] {
        var result: [TracedText] = []
        for range in ranges {
            try budget.work(runs.count + range.count)
            result.append(self[range])
        }
        return result
    }
}
