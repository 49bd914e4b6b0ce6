extension TracedText {
    /// The code points with the bytes each covers.
    var scalars: [(scalar: Unicode.Scalar, range: Range<Int>)] {
        var start = 0
        return string.unicodeScalars.map { scalar in
            defer { start += UTF8.width(scalar) }
            return (scalar, start..<start + UTF8.width(scalar))
        }
    }

    /// How many code points there are.
    var scalarCount: Int { bytes.reduce(0) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 } }

    /// Each code point replaced by others that keep its origin.
    func mapScalars(_ transform: (Unicode.Scalar) -> String) -> TracedText {
        var result = TracedText()
        for (range, origin) in spans {
            var mapped = ""
            for scalar in String(decoding: bytes[range], as: UTF8.self).unicodeScalars { mapped += transform(scalar) }
            result.append(Array(mapped.utf8), origin)
        }
        return result
    }

    /// Without what `isCut` says at the ends.
    func trimmed(start: Bool = true, end: Bool = true, where isCut: (Unicode.Scalar) -> Bool = Self.isSpace) -> TracedText {
        var range = 0..<count
        while start, let scalar = self.scalar(at: range.lowerBound), !range.isEmpty, isCut(scalar) {
            range = range.lowerBound + UTF8.width(scalar)..<range.upperBound
        }
        while end, !range.isEmpty {
            var at = range.upperBound - 1
            while at > range.lowerBound, bytes[at] & 0xc0 == 0x80 { at -= 1 }
            guard let scalar = self.scalar(at: at), isCut(scalar) else { break }
            range = range.lowerBound..<at
        }
        return range.count == count ? self : self[range]
    }

    /// White space as Python's `str.strip` knows it: Unicode's, and the four separators of ASCII.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1c...0x1f).contains(scalar.value)
    }

    private func scalar(at start: Int) -> Unicode.Scalar? {
        guard start < count else { return nil }
        let width = bytes[start] < 0x80 ? 1 : bytes[start] < 0xe0 ? 2 : bytes[start] < 0xf0 ? 3 : 4
        return String(decoding: bytes[start..<min(start + width, count)], as: UTF8.self).unicodeScalars.first
    }
}

extension TracedText {
    /// Each code point as a text of its own.
    var characters: [TracedText] {
        var result: [TracedText] = []
        for (range, origin) in spans {
            for scalar in String(decoding: bytes[range], as: UTF8.self).unicodeScalars {
                result.append(TracedText(String(scalar), origin))
            }
        }
        return result
    }
}

extension TracedText {
    /// The bytes of the code point at this place.
    func scalarRange(_ place: Int) -> Range<Int> {
        // Most texts are ASCII up to there.
        var (start, seen) = (0, -1)
        for (at, byte) in bytes.enumerated() where byte & 0xc0 != 0x80 {
            seen += 1
            if seen == place { start = at }
            if seen == place + 1 { return start..<at }
        }
        return start..<count
    }
}
