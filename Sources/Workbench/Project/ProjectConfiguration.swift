import Decision
import Foundation
import Scoring
import TOMLKit

/// What `assay.toml` says, with a default for everything it leaves out.
public struct ProjectConfiguration: Equatable, Sendable {
    public var name: String
    public var summary: String = ""
    /// A catalog name or a path to a GGUF file.
    public var model: String?
    /// The system message of every arm.
    public var instructions: String = "Answer the question in one or two sentences."
    public var maxTokens = 80
    /// Files and folders of the knowledge base, relative to the project.
    public var sources: [String] = ["knowledge"]
    /// Passages that go into a prompt, and the tokens they may take in all.
    public var passages = 3
    public var contextTokens = 700
    /// Whether the workbench, while it is open, syncs by itself when a document changes.
    public var watch = false
    /// What a rank in each index counts in the fusion, and how hits are picked: see `SearchRequest`.
    public var denseWeight = 1.0
    public var lexicalWeight = 1.0
    public var collapseDuplicates = false
    public var diversity: Double?
    /// Word pieces that a passage of a document is gathered up to, and how many of its last ones the next passage repeats.
    public var passageTokens = 160
    public var overlapTokens = 0
    public var dataset: String = "training/examples.jsonl"
    /// Share of topics held out for validation.
    public var validationShare = 0.1
    public var splitSeed: UInt64 = 1
    public var cases: [String] = ["cases/cases.jsonl"]
    public var fewshot: [FewshotExample] = []
    /// What `prompts/fewshot.toml` holds: used for the few-shot arm instead of `instructions` and `fewshot`.
    public var searched: SearchedPrompt?
    /// What answers look like, for the arms that are held to it. A schema's path is relative to the project.
    public var form: AnswerForm?
    /// The approaches that are compared with the form as well.
    public var constrained: [Arm.Approach] = [.prompt, .rag]
    /// Least joint success rate that is worth building.
    public var bar = 0.5
    /// The difference, as a share, below which two arms count as equally good.
    public var delta = 0.05
    /// Whether the verdict must hold however often one looks while cases are added.
    public var isAnytime = false
    /// Slowest acceptable mean answer.
    public var latencyMilliseconds: Double?
    /// Whether a retrieving arm passes only when it cites the right document.
    public var requiresCitation = false
    public var answers: [Question: String] = [:]
    public var theme: String?
    /// Compares answers, where the project has one.
    public var judge: JudgeConfiguration?

    public struct FewshotExample: Codable, Equatable, Sendable {
        public var question: String
        public var answer: String

        public init(question: String, answer: String) {
            self.question = question
            self.answer = answer
        }
    }

    public init(name: String) { self.name = name }

    /// The prompt of the few-shot arm.
    var fewshotPrompt: SearchedPrompt {
        searched ?? SearchedPrompt(instructions: instructions, examples: fewshot, isConstrained: false)
    }

    /// Makes a searched prompt the few-shot arm's; one with a form is also compared with it.
    mutating func use(_ prompt: SearchedPrompt) {
        searched = prompt
        if prompt.isConstrained, form != nil, !constrained.contains(.fewshot) { constrained.append(.fewshot) }
    }

    /// The arms that are compared: every approach, and those of `constrained` once more with the form.
    var arms: [Arm] { (Arm.plain + (form == nil ? [] : Set(constrained).map { Arm($0, isConstrained: true) })).sorted() }
}

extension ProjectConfiguration {
    /// Reads TOML text. A mistake never stops the program: what could not be read keeps its default, and the second value says
    /// what is wrong and in which line.
    public static func parse(_ text: String, defaultName: String) -> (ProjectConfiguration, warning: String?) {
        var configuration = ProjectConfiguration(name: defaultName)
        do {
            let table = try TOMLTable(string: text)
            let file = try TOMLDecoder().decode(File.self, from: table)
            let complaint = file.apply(to: &configuration) ?? unknownKey(table).map { "\($0) is not a setting and was not read." }
            return (configuration, complaint.map { "assay.toml: \($0)" })
        } catch let error as TOMLParseError {
            return (configuration, "assay.toml line \(error.source.begin.line): \(error.description). The defaults are used.")
        } catch let error as DecodingError {
            return (configuration, "assay.toml\(describe(error, in: text)). The defaults are used.")
        } catch {
            return (configuration, "assay.toml: \(error). The defaults are used.")
        }
    }

    /// All settings, by section.
    private static let settings: [String: Set<String>] = [
        "project": ["name", "description", "model", "theme"], "prompt": ["instructions", "maxTokens"],
        "knowledge": [
            "sources", "passages", "contextTokens", "denseWeight", "lexicalWeight", "collapseDuplicates", "diversity", "passageTokens",
            "overlapTokens", "watch",
        ],
        "dataset": ["file", "validationShare", "seed"], "cases": ["files"],
        "fewshot": ["example"], "form": ["schema", "regex", "arms"],
        "judge": ["url", "model", "keyVariable", "criteria", "timeoutSeconds"],
        "decision": [
            "bar", "delta", "anytime", "latencyMilliseconds", "requiresCitation", "gap", "change", "attribution", "examples", "prompting",
        ],
    ]

    /// The first key that is no setting, as it would be written: a misspelt one must not pass in silence.
    private static func unknownKey(_ table: TOMLTable) -> String? {
        for section in table.keys.sorted() {
            guard let known = settings[section] else { return table[section]?.table == nil ? section : "[\(section)]" }
            if let key = table[section]?.table?.keys.sorted().first(where: { !known.contains($0) }) { return "\(section).\(key)" }
        }
        return nil
    }

    private static func describe(_ error: DecodingError, in text: String) -> String {
        let context: DecodingError.Context
        switch error {
        case .typeMismatch(_, let c), .valueNotFound(_, let c), .keyNotFound(_, let c), .dataCorrupted(let c): context = c
        @unknown default: return ": \(error)"
        }
        let keys = context.codingPath.map(\.stringValue)
        let line = keys.last.flatMap { key in
            text.split(separator: "\n", omittingEmptySubsequences: false)
                .firstIndex { $0.drop { $0 == " " }.hasPrefix(key) }
        }
        let place = line.map { " line \($0 + 1)" } ?? ""
        return "\(place): \(keys.joined(separator: ".")) has a value of the wrong kind"
    }

    /// The shape of the file; every member is optional.
    private struct File: Decodable {
        /// `800` and `800.0` are two types in TOML, and the same number to whoever writes it.
        struct Number: Decodable {
            var value: Double

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let whole = try? container.decode(Int.self) {
                    value = Double(whole)
                } else {
                    value = try container.decode(Double.self)
                }
            }
        }

        struct Project: Decodable {
            var name: String?
            var description: String?
            var model: String?
            var theme: String?
        }
        struct Prompt: Decodable {
            var instructions: String?
            var maxTokens: Int?
        }
        struct Knowledge: Decodable {
            var sources: [String]?
            var passages: Int?
            var contextTokens: Int?
            var denseWeight: Number?
            var lexicalWeight: Number?
            var collapseDuplicates: Bool?
            var diversity: Number?
            var passageTokens: Int?
            var overlapTokens: Int?
            var watch: Bool?
        }
        struct Dataset: Decodable {
            var file: String?
            var validationShare: Number?
            var seed: Int?
        }
        struct Cases: Decodable { var files: [String]? }
        struct Fewshot: Decodable { var example: [FewshotExample]? }
        struct Form: Decodable {
            var schema: String?
            var regex: String?
            var arms: [String]?
        }
        struct Judge: Decodable {
            var url: String?
            var model: String?
            var keyVariable: String?
            var criteria: [String]?
            var timeoutSeconds: Number?
        }
        struct DecisionSection: Decodable {
            var bar: Number?
            var delta: Number?
            var anytime: Bool?
            var latencyMilliseconds: Number?
            var requiresCitation: Bool?
            var gap: String?
            var change: String?
            var attribution: String?
            var examples: String?
            var prompting: String?
        }

        var project: Project?
        var prompt: Prompt?
        var knowledge: Knowledge?
        var dataset: Dataset?
        var cases: Cases?
        var fewshot: Fewshot?
        var form: Form?
        var judge: Judge?
        var decision: DecisionSection?

        /// - Returns: a complaint about a value out of range, if there is one.
        func apply(to c: inout ProjectConfiguration) -> String? {
            c.name = project?.name ?? c.name
            c.summary = project?.description ?? c.summary
            c.model = project?.model
            c.theme = project?.theme
            c.instructions = prompt?.instructions?.trimmingCharacters(in: .whitespacesAndNewlines) ?? c.instructions
            c.maxTokens = prompt?.maxTokens ?? c.maxTokens
            c.sources = knowledge?.sources ?? c.sources
            c.passages = knowledge?.passages ?? c.passages
            c.contextTokens = knowledge?.contextTokens ?? c.contextTokens
            c.denseWeight = knowledge?.denseWeight?.value ?? c.denseWeight
            c.lexicalWeight = knowledge?.lexicalWeight?.value ?? c.lexicalWeight
            c.collapseDuplicates = knowledge?.collapseDuplicates ?? c.collapseDuplicates
            c.diversity = knowledge?.diversity?.value
            c.passageTokens = knowledge?.passageTokens ?? c.passageTokens
            c.overlapTokens = knowledge?.overlapTokens ?? c.overlapTokens
            c.watch = knowledge?.watch ?? c.watch
            c.dataset = dataset?.file ?? c.dataset
            c.validationShare = dataset?.validationShare?.value ?? c.validationShare
            c.splitSeed = dataset?.seed.map { UInt64(max(0, $0)) } ?? c.splitSeed
            c.cases = cases?.files ?? c.cases
            c.fewshot = fewshot?.example ?? c.fewshot
            c.bar = decision?.bar?.value ?? c.bar
            c.delta = decision?.delta?.value ?? c.delta
            c.isAnytime = decision?.anytime ?? c.isAnytime
            c.latencyMilliseconds = decision?.latencyMilliseconds?.value
            c.requiresCitation = decision?.requiresCitation ?? c.requiresCitation
            let given: [(Question, String?)] = [
                (.gap, decision?.gap), (.change, decision?.change), (.attribution, decision?.attribution),
                (.examples, decision?.examples), (.prompting, decision?.prompting),
            ]
            var complaint = form.flatMap { apply($0, to: &c) } ?? judge.flatMap { apply($0, to: &c) }
            for (question, answer) in given {
                guard let answer else { continue }
                if question.choices.contains(answer) {
                    c.answers[question] = answer
                } else {
                    complaint = "decision.\(question.rawValue) = \"\(answer)\" is not one of \(question.choices.joined(separator: ", "))."
                }
            }
            if !(1...20).contains(c.passages) { complaint = "knowledge.passages must be 1 to 20."; c.passages = 3 }
            if !(0...100).contains(c.denseWeight) || !(0...100).contains(c.lexicalWeight) || c.denseWeight + c.lexicalWeight == 0 {
                complaint = "knowledge.denseWeight and lexicalWeight must be 0 to 100, not both 0."
                (c.denseWeight, c.lexicalWeight) = (1, 1)
            }
            if let diversity = c.diversity, !(0...1).contains(diversity) {
                complaint = "knowledge.diversity must be 0 to 1."
                c.diversity = nil
            }
            if !(32...256).contains(c.passageTokens) { complaint = "knowledge.passageTokens must be 32 to 256."; c.passageTokens = 160 }
            if !(0...32).contains(c.overlapTokens) { complaint = "knowledge.overlapTokens must be 0 to 32."; c.overlapTokens = 0 }
            if !(1...4096).contains(c.maxTokens) { complaint = "prompt.maxTokens must be 1 to 4096."; c.maxTokens = 80 }
            if !(0...1).contains(c.bar) { complaint = "decision.bar must be 0 to 1."; c.bar = 0.5 }
            if !(0...1).contains(c.delta) { complaint = "decision.delta must be 0 to 1."; c.delta = 0.05 }
            if !(0...0.5).contains(c.validationShare) { complaint = "dataset.validationShare must be 0 to 0.5."; c.validationShare = 0.1 }
            return complaint
        }

        private func apply(_ judge: Judge, to c: inout ProjectConfiguration) -> String? {
            guard let url = judge.url, let model = judge.model, !model.isEmpty else { return "[judge] needs url and model." }
            var chosen = JudgeConfiguration(url: url, model: model)
            chosen.keyVariable = judge.keyVariable
            chosen.criteria = judge.criteria ?? chosen.criteria
            chosen.timeoutSeconds = judge.timeoutSeconds?.value ?? chosen.timeoutSeconds
            let complaint = chosen.checked()
            c.judge = chosen
            return complaint
        }

        private func apply(_ form: Form, to c: inout ProjectConfiguration) -> String? {
            var complaint: String?
            switch (form.schema, form.regex) {
            case (let schema?, nil): c.form = .schema(path: schema)
            case (nil, let regex?): c.form = .regex(regex)
            default: complaint = "[form] needs either schema or regex."
            }
            guard let names = form.arms else { return complaint }
            c.constrained = names.compactMap { Arm.Approach(rawValue: $0) }
            if let name = names.first(where: { Arm.Approach(rawValue: $0) == nil }) {
                complaint = "form.arms: \"\(name)\" is not one of \(Arm.Approach.allCases.map(\.rawValue).joined(separator: ", "))."
            }
            return complaint
        }
    }
}
