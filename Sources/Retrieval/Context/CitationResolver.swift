/// Finds the markers in an answer and ties each to its passage and to the words there that support it.
public enum CitationResolver {
    /// - Parameter passages: what the block of the prompt held.
    public static func resolve(answer: String, passages: [CitedPassage]) -> ResolvedAnswer {
        guard !passages.isEmpty else { return ResolvedAnswer(citations: [], grounding: .none) }
        let given = Dictionary(passages.map { ($0.marker, $0.passage) }, uniquingKeysWith: { first, _ in first })
        var order: [Int] = []
        var claims: [Int: [String]] = [:]
        for (marker, sentence) in markers(in: answer) {
            if claims[marker] == nil { order.append(marker) }
            claims[marker, default: []].append(sentence)
        }
        let citations = order.map { marker in
            citation(marker, given[marker], claims: claims[marker] ?? [])
        }
        let grounding: Grounding = citations.isEmpty ? .ungrounded : citations.contains { $0.passage == nil } ? .missing : .cited
        return ResolvedAnswer(citations: citations, grounding: grounding)
    }

    /// The same for passages whose markers count from 1 in their order.
    public static func resolve(answer: String, passages: [Passage]) -> ResolvedAnswer {
        resolve(answer: answer, passages: passages.enumerated().map { CitedPassage(marker: $0 + 1, passage: $1) })
    }

    private static func citation(_ marker: Int, _ passage: Passage?, claims: [String]) -> Citation {
        guard let passage else { return Citation(marker: "[\(marker)]", passage: nil, quote: "", isVerified: false) }
        let quote = quote(from: passage.text, for: claims) ?? ""
        // The quote was cut from the passage; looking for it again keeps the promise even if the cutting is changed.
        let isVerified = !quote.isEmpty && passage.text.utf8.contains(run: quote.utf8)
        return Citation(marker: "[\(marker)]", passage: passage, quote: quote, isVerified: isVerified)
    }

    /// The sentence that shares most with any of the claims; the first of equals, numbers counting double.
    private static func quote(from text: String, for claims: [String]) -> String? {
        let wanted = claims.map { Words.content(of: $0.replacing(markerPattern, with: " ")) }
        var best: (quote: String, score: Double)?
        for sentence in Sentences.split(text) {
            let words = Words.content(of: sentence)
            let shared = wanted.map { weight(of: $0.intersection(words)) }.max() ?? 0
            guard shared > 0 else { continue }
            // Of two sentences with the same shared words the shorter one says it more plainly.
            let score = Double(shared) - 0.001 * Double(words.count)
            if score > best?.score ?? 0 { best = (sentence, score) }
        }
        return best?.quote
    }

    private static func weight(of words: Set<String>) -> Int {
        words.reduce(0) { $0 + ($1.unicodeScalars.contains { $0.properties.numericType != nil } ? 2 : 1) }
    }

    // MARK: - Markers

    /// `[1]` or `[1, 2]`.
    private static var markerPattern: Regex<(Substring, Substring)> { /\[\s*([0-9]{1,2}(?:\s*,\s*[0-9]{1,2})*)\s*\]/ }

    /// Every marker with the sentence it stands for: its own, or the one before when nothing but markers precedes it there.
    private static func markers(in answer: String) -> [(marker: Int, sentence: String)] {
        let sentences = Sentences.split(answer)
        var result: [(marker: Int, sentence: String)] = []
        for (index, sentence) in sentences.enumerated() {
            var onlyMarkersSoFar = true
            var position = sentence.startIndex
            for match in sentence.matches(of: markerPattern) {
                if sentence[position..<match.range.lowerBound].contains(where: { $0.isLetter || $0.isNumber }) { onlyMarkersSoFar = false }
                position = match.range.upperBound
                let stands = onlyMarkersSoFar && index > 0 ? sentences[index - 1] : sentence
                for number in match.output.1.split(separator: ",") {
                    guard let marker = Int(number.trimmed()) else { continue }
                    result.append((marker, stands))
                }
            }
        }
        return result
    }
}

extension Sentences {
    /// The sentences of a text as text.
    static func split(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return ranges(in: bytes, 0..<bytes.count).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
}

extension StringProtocol {
    func trimmed() -> String { String(self).trimmed([]) }
}

extension Collection where Element == UInt8 {
    /// Whether the bytes of `run` stand in this collection one after another.
    func contains(run: some Collection<UInt8>) -> Bool {
        let (text, run) = (Array(self), Array(run))
        guard run.count <= text.count else { return false }
        return (0...(text.count - run.count)).contains { text[$0..<($0 + run.count)].elementsEqual(run) }
    }
}
