/// The labels of a dataset that sorts its inputs, recognised from its completions.
///
/// A label is the value of a last line `Name: value` that most completions end with, or else the whole completion where most are a few
/// words that come again and again. Where most values are phrases or sentences (`Care: hand wash only`), the line is free text that some
/// examples share. Other datasets have none.
struct Labels {
    /// Fewer examples say nothing about what completions have in common.
    static let fewestExamples = 10
    /// Most: the share of completions that must have the form.
    static let most = 0.8

    /// The name before the colon; nil where the completion is the label.
    let field: String?
    /// One for each example; nil where it has none.
    let values: [String?]

    init?(_ examples: [Example]) {
        guard examples.count >= Self.fewestExamples else { return nil }
        if let (field, values) = Self.lastLines(examples), Self.comeAgain(values), !Self.areFreeText(values) {
            (self.field, self.values) = (field, values)
            return
        }
        let whole = examples.map { example -> String? in
            let text = ComparableText.normalised(example.completion)
            return text.isEmpty || text.split(separator: " ").count > 4 ? nil : text
        }
        guard Self.comeAgain(whole) else { return nil }
        (field, values) = (nil, whole)
    }

    /// How many examples have each label, the most frequent first.
    var counts: [(label: String, count: Int)] {
        var counts: [String: Int] = [:]
        for value in values { if let value { counts[value, default: 0] += 1 } }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    /// The completion without the line that holds the label.
    static func withoutLastLine(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: true).dropLast().joined(separator: "\n")
    }

    private static func lastLines(_ examples: [Example]) -> (field: String, values: [String?])? {
        let parts = examples.map { example -> (name: String, value: String)? in
            guard let line = example.completion.split(whereSeparator: \.isNewline).last(where: { !ComparableText.isBlank(String($0)) }),
                let colon = line.firstIndex(of: ":")
            else { return nil }
            let name = line[..<colon]
            let value = ComparableText.trimmed(String(line[line.index(after: colon)...]))
            guard (1...24).contains(name.count), (1...40).contains(value.count), name.allSatisfy({ $0.isLetter || $0 == " " || $0 == "_" })
            else { return nil }
            return (String(name), value)
        }
        var names: [String: Int] = [:]
        for part in parts { if let part { names[part.name, default: 0] += 1 } }
        guard let name = names.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), Double(name.value) >= most * Double(examples.count)
        else { return nil }
        return (name.key, parts.map { $0?.name == name.key ? $0?.value : nil })
    }

    /// Whether most of the different values are phrases of three words or more, or end as a sentence does.
    private static func areFreeText(_ values: [String?]) -> Bool {
        let distinct = Set(values.compactMap { $0 })
        let free = distinct.count { $0.split(whereSeparator: \.isWhitespace).count > 2 || $0.last.map(".!?".contains) == true }
        return free * 2 > distinct.count
    }

    /// Whether most examples have one of two or more labels, each of which stands for several on average.
    private static func comeAgain(_ values: [String?]) -> Bool {
        let known = values.compactMap { $0 }
        let distinct = Set(known).count
        return Double(known.count) >= most * Double(values.count) && distinct >= 2 && distinct * 3 <= known.count
    }
}
