import Tokenization

/// Says what is wrong with a dataset before anyone waits for a training run.
public enum DatasetCheck {
    /// The Jaccard similarity from which two texts are nearly the same.
    public static let nearly = 0.8

    /// - Parameters:
    ///   - problems: of the reader; they are counted among the examples and listed with the others.
    ///   - cases: what must not be learnt beforehand.
    ///   - passages: of the documents. They hold the cases' quotes, which is as it should be; they should not hold their questions.
    ///   - decisions: what a person has decided; ignored findings are kept apart.
    ///   - context: the model's, in tokens.
    ///   - tokens: of an example in the model's template; an error says that the template does not take it.
    public static func run(
        _ examples: [Example], problems: [DatasetProblem] = [], cases: [CaseText] = [], passages: [KnowledgeText] = [],
        decisions: DatasetDecisions = DatasetDecisions(), context: Int? = nil, tokens: (Example) throws -> ExampleTokens
    ) -> DatasetReport {
        let dropped = examples.filter(decisions.isDropped)
        let examples = examples.filter { !decisions.isDropped($0) }
        var table = WordTable()
        let words = examples.map { ExampleWords($0, &table) }
        let labels = Labels(examples)
        let repeats = RepeatFinder.run(examples, words, labels)
        let leaks = LeakFinder(cases, &table).run(examples, words, &table).findings
        var (measured, refusals): ([ExampleTokens?], [Finding]) = ([], [])
        for example in examples {
            do {
                measured.append(try tokens(example))
            } catch {
                measured.append(nil)
                refusals.append(
                    Finding(.templateRefuses, example, message: "cannot be laid out for the model: \(error)", advice: "correct the line"))
            }
        }
        var findings = problems.map(Finding.init) + repeats.findings + leaks + refusals
        for example in examples {
            findings += SecretFinder.run(example) + PersonalDataFinder.run(example) + TextDamageFinder.run(example)
        }
        findings += TruncationFinder.run(examples, labels) + TokenFinder.run(examples, measured, context: context)
        findings += SystemPromptFinder.run(examples) + LabelFinder.run(labels)
        findings += KnowledgeFinder.run(examples, cases, passages, &table)
        return report(examples, problems, findings.map(decisions.applied), repeats, measured, labels, dropped)
    }

    /// With lengths alone; the mask is not looked at.
    public static func run(
        _ examples: [Example], problems: [DatasetProblem] = [], cases: [CaseText] = [], passages: [String] = [],
        countTokens: (Example) throws -> Int
    ) -> DatasetReport {
        run(examples, problems: problems, cases: cases, passages: passages.map { KnowledgeText(text: $0) }) {
            ExampleTokens(count: try countTokens($0))
        }
    }

    /// A run stops at the last three; the others would falsify what is measured.
    private static let unusable: Set<FindingKind> = [.caseLeak, .duplicate, .templateRefuses, .nothingTrained, .tooLong]
    private static let notes: Set<FindingKind> = [.documentLeak, .staleQuote, .sharedSource]

    private static func report(
        _ examples: [Example], _ problems: [DatasetProblem], _ all: [Finding], _ repeats: RepeatFinder.Findings,
        _ tokens: [ExampleTokens?], _ labels: Labels?, _ dropped: [Example]
    ) -> DatasetReport {
        let findings = all.enumerated().sorted {
            ($0.element.line ?? .max, $0.offset) < ($1.element.line ?? .max, $1.offset)
        }.map(\.element)
        let open = findings.filter { !$0.isIgnored }
        let leaks = open.filter { $0.kind == .caseLeak }
        let unusable = Set(open.filter { Self.unusable.contains($0.kind) }.compactMap(\.example))
        let setAside = examples.map(\.id).filter(unusable.contains)
        let texts = open.filter { $0.kind != .caseLeak && !notes.contains($0.kind) }.map(\.text)
        let remarks = all.filter { notes.contains($0.kind) && !$0.isIgnored }.map(\.noteText)
        // A line can have several problems, and is one line.
        let unread = Set(problems.map(\.line)).count
        return DatasetReport(
            examples: examples.count + unread + dropped.count, usable: examples.count - setAside.count,
            duplicates: open.count { $0.kind == .duplicate }, nearDuplicates: open.count { $0.kind == .nearDuplicate },
            leaks: leaks.map(\.noteText), lengths: lengths(tokens.compactMap { $0?.count }), problems: texts,
            setAside: setAside.isEmpty ? nil : setAside, notes: remarks.isEmpty ? nil : remarks, findings: findings,
            effectiveExamples: EffectiveNumber.run(examples, pairs: repeats.pairs),
            labels: labels?.counts.map { DatasetReport.Label(label: $0.label, count: $0.count) } ?? [], dropped: dropped.map(\.id))
    }

    private static func lengths(_ counts: [Int]) -> DatasetReport.Lengths {
        let sorted = counts.sorted()
        guard let longest = sorted.last else { return DatasetReport.Lengths(p50: 0, p95: 0, max: 0) }
        func percentile(_ percent: Int) -> Int { sorted[max(0, (sorted.count * percent + 99) / 100 - 1)] }
        return DatasetReport.Lengths(p50: percentile(50), p95: percentile(95), max: longest)
    }
}
