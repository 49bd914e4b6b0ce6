import Foundation

/// How an answer must be written.  Every member that is given must hold; words are compared as facts are, after folding.
public struct StyleDemand: Equatable, Sendable {
    /// From whose side the answer speaks.
    public enum Person: String, Codable, Sendable, CaseIterable {
        /// It says I or we.
        case first
        /// It addresses the reader.
        case second
        /// It does neither.
        case third
    }

    /// Words or phrases that must not stand in the answer.
    public private(set) var avoid: [String]
    /// Each of these words or phrases must stand in it.
    public private(set) var use: [String]
    public private(set) var minSentences: Int?
    public private(set) var maxSentences: Int?
    /// Most words of any sentence.
    public private(set) var maxSentenceWords: Int?
    /// The answer begins, or ends, with the words of one of these.
    public private(set) var startsWith: [String]
    public private(set) var endsWith: [String]
    public private(set) var person: Person?

    public init(
        avoid: [String] = [], use: [String] = [], minSentences: Int? = nil, maxSentences: Int? = nil, maxSentenceWords: Int? = nil,
        startsWith: [String] = [], endsWith: [String] = [], person: Person? = nil
    ) throws(CaseProblem) {
        self.avoid = avoid
        self.use = use
        self.minSentences = minSentences
        self.maxSentences = maxSentences
        self.maxSentenceWords = maxSentenceWords
        self.startsWith = startsWith
        self.endsWith = endsWith
        self.person = person
        for (name, words) in [("avoid", avoid), ("use", use), ("startsWith", startsWith), ("endsWith", endsWith)]
        where words.contains(where: { FoldedText($0).isEmpty }) {
            throw CaseProblem("style.\(name) holds an entry without words")
        }
        for (name, limit) in [("minSentences", minSentences), ("maxSentences", maxSentences), ("maxSentenceWords", maxSentenceWords)] {
            if let limit, limit < 1 { throw CaseProblem("style.\(name) must be at least 1") }
        }
        if let minSentences, let maxSentences, minSentences > maxSentences {
            throw CaseProblem("style.minSentences (\(minSentences)) is above style.maxSentences (\(maxSentences))")
        }
        let avoided = avoid.map(FoldedText.init)
        if let clash = use.first(where: { word in avoided.contains { FoldedText(word).contains($0) } }) {
            throw CaseProblem("style.use asks for “\(clash)”, which style.avoid forbids")
        }
    }

    public var isEmpty: Bool {
        avoid.isEmpty && use.isEmpty && minSentences == nil && maxSentences == nil && maxSentenceWords == nil && startsWith.isEmpty
            && endsWith.isEmpty && person == nil
    }

    /// What is wrong with the answer's style, one sentence each; empty when it complies.
    public func violations(of answer: String) -> [String] {
        let folded = FoldedText(answer)
        var found = avoid.filter { folded.contains(FoldedText($0)) }.map { "says “\($0)”, which is to be avoided" }
        found += use.filter { !folded.contains(FoldedText($0)) }.map { "does not say “\($0)”" }
        let sentences = Sentences.split(answer)
        if let minSentences, sentences.count < minSentences {
            found.append("\(sentences.count) sentences; at least \(minSentences) are asked for")
        }
        if let maxSentences, sentences.count > maxSentences {
            found.append("\(sentences.count) sentences; at most \(maxSentences) are asked for")
        }
        if let maxSentenceWords, let longest = sentences.map(\.wordCount).max(), longest > maxSentenceWords {
            found.append("a sentence of \(longest) words; at most \(maxSentenceWords) are asked for")
        }
        if !startsWith.isEmpty, !startsWith.contains(where: { folded.tokens.starts(with: FoldedText($0).tokens) }) {
            found.append("does not begin with “\(startsWith.joined(separator: "” or “"))”")
        }
        if !endsWith.isEmpty, !endsWith.contains(where: { folded.tokens.reversed().starts(with: FoldedText($0).tokens.reversed()) }) {
            found.append("does not end with “\(endsWith.joined(separator: "” or “"))”")
        }
        if let person, let reason = person.violation(in: answer) { found.append(reason) }
        return found
    }
}

extension StyleDemand.Person {
    private static let speaker: Set<String> = [
        "i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves", "i'm", "i've", "i'll", "i'd", "we're", "we've", "we'll",
        "we'd",
    ]
    private static let reader: Set<String> = [
        "you", "your", "yours", "yourself", "yourselves", "you're", "you've", "you'll", "you'd",
    ]

    fileprivate func violation(in answer: String) -> String? {
        let plain = answer.lowercased().replacingOccurrences(of: "’", with: "'")
        let words = plain.split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map { $0.trimmingCharacters(in: ["'"]) }
        let speaks = words.contains(where: Self.speaker.contains)
        let addresses = words.contains(where: Self.reader.contains)
        switch self {
        case .first: return speaks ? nil : "does not speak in the first person"
        case .second: return addresses ? nil : "does not address the reader"
        case .third: return speaks || addresses ? "speaks of itself or to the reader; the third person is asked for" : nil
        }
    }
}

extension StyleDemand: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case avoid, use, minSentences, maxSentences, maxSentenceWords, startsWith, endsWith, person
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func words(_ key: CodingKeys) throws -> [String] { try container.decodeIfPresent([String].self, forKey: key) ?? [] }
        func number(_ key: CodingKeys) throws -> Int? { try container.decodeIfPresent(Int.self, forKey: key) }
        let person = try container.decodeIfPresent(String.self, forKey: .person)
        if let person, Person(rawValue: person) == nil { throw CaseProblem("style.person must be “first”, “second” or “third”") }
        try self.init(
            avoid: words(.avoid), use: words(.use), minSentences: number(.minSentences), maxSentences: number(.maxSentences),
            maxSentenceWords: number(.maxSentenceWords), startsWith: words(.startsWith), endsWith: words(.endsWith),
            person: person.flatMap(Person.init))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        for (key, words) in [(CodingKeys.avoid, avoid), (.use, use), (.startsWith, startsWith), (.endsWith, endsWith)] where !words.isEmpty
        {
            try container.encode(words, forKey: key)
        }
        try container.encodeIfPresent(minSentences, forKey: .minSentences)
        try container.encodeIfPresent(maxSentences, forKey: .maxSentences)
        try container.encodeIfPresent(maxSentenceWords, forKey: .maxSentenceWords)
        try container.encodeIfPresent(person, forKey: .person)
    }

    static let members = Set(CodingKeys.allCases.map(\.rawValue))
}
