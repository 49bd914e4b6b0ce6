import Scoring

/// A prompt that the search tries: a system message, worked examples in their order, and whether the form is imposed.
package struct PromptCandidate: Equatable, Sendable {
    /// What it is made of, in words.
    package var name: String
    package var prompt: SearchedPrompt
}

extension PromptCandidate {
    /// Ready to be raced, none twice: what is there now, the steps below it, the person's own variants, and then combinations in which
    /// every value of every dimension comes up equally often.
    ///
    /// - Parameters:
    ///   - current: the prompt of the few-shot arm as it is.
    ///   - own: texts that a person wants to have tried, with their names.
    package static func list(
        current: SearchedPrompt, instructions: [InstructionVariants.Variant], own: [InstructionVariants.Variant],
        sets: [ExampleSets.Choice], hasForm: Bool, count: Int, seed: UInt64
    ) -> [PromptCandidate] {
        var found: [PromptCandidate] = []
        func add(_ name: String, _ prompt: SearchedPrompt) {
            if !found.contains(where: { $0.prompt == prompt }) { found.append(PromptCandidate(name: name, prompt: prompt)) }
        }
        add("the prompt as it is", current)
        add("the question alone", SearchedPrompt(instructions: "", examples: [], isConstrained: false))
        add("the instructions alone", SearchedPrompt(instructions: instructions[0].text, examples: [], isConstrained: false))
        for variant in own {
            add(variant.name, SearchedPrompt(instructions: variant.text, examples: current.examples, isConstrained: false))
        }
        var choices = sets + [ExampleSets.Choice(name: "no examples", examples: [])]
        if !current.examples.isEmpty { choices.insert(.init(name: "its own examples", examples: current.examples), at: 0) }
        var texts = Deck(instructions + own, seed: seed, stream: 1)
        var examples = Deck(choices, seed: seed, stream: 2)
        var orders = Deck(Order.allCases, seed: seed, stream: 3)
        var forms = Deck(hasForm ? [false, true] : [false], seed: seed, stream: 4)
        // Combinations run out where there are few: each draw that repeats one counts.
        var draws = 0
        while found.count < count, draws < 8 * count {
            // Every other one keeps the instructions, so that example sets are also compared under what the team wrote.
            let text = draws.isMultiple(of: 2) ? instructions[0] : texts.next()
            let chosen = examples.next()
            let order = orders.next()
            let isConstrained = forms.next()
            draws += 1
            let parts = [
                text.name, chosen.examples.count > 1 ? "\(chosen.name), \(order.rawValue)" : chosen.name,
                isConstrained ? "the form imposed" : nil,
            ]
            add(
                parts.compactMap(\.self).joined(separator: "; "),
                SearchedPrompt(instructions: text.text, examples: order.apply(chosen.examples), isConstrained: isConstrained))
        }
        return found
    }

    private enum Order: String, CaseIterable {
        case chosen = "as chosen"
        case reversed = "reversed"
        case shortestLast = "shortest answer last"

        func apply(_ examples: [ExampleSets.Worked]) -> [ExampleSets.Worked] {
            switch self {
            case .chosen: examples
            case .reversed: examples.reversed()
            case .shortestLast:
                examples.enumerated().sorted { ($1.element.answer.count, $0.offset) < ($0.element.answer.count, $1.offset) }.map(\.element)
            }
        }
    }

    /// Values in a shuffled order, each once before any comes again.
    private struct Deck<Value> {
        private let values: [Value]
        private var left: [Int] = []
        private var random: Scoring.CounterRandom

        init(_ values: [Value], seed: UInt64, stream: UInt64) {
            self.values = values
            random = Scoring.CounterRandom(seed: seed, stream: stream)
        }

        mutating func next() -> Value {
            if left.isEmpty { left = values.indices.shuffled(using: &random) }
            return values[left.removeLast()]
        }
    }
}
