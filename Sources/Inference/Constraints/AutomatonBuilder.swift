/// Builds an automaton from back to front: each expression is added before the state that follows it, which is known by then, so that
/// equal tails are shared and nothing is linked up afterwards.
struct AutomatonBuilder {
    private struct Step: Hashable {
        var bytes: ClosedRange<UInt8>
        var target: Int32
    }

    /// The first is the end.
    private(set) var states = [Automaton.State()]
    private var steps: [Step: Int32] = [:]

    /// The state from which `expression` leads to `next`.
    mutating func add(_ expression: Expression, before next: Int32) throws(ConstraintError) -> Int32 {
        switch expression {
        case .bytes(let ranges): return try add(ranges[...], before: next)
        case .scalar(let set):
            var edges: [Automaton.Edge] = []
            for sequence in set.utf8 {
                edges.append(.init(bytes: sequence[0], target: try add(sequence.dropFirst(), before: next)))
            }
            return try add(.init(edges: edges))
        case .sequence(let parts):
            var state = next
            for part in parts.reversed() { state = try add(part, before: state) }
            return state
        case .choice(let parts):
            var skips: [Int32] = []
            for part in parts { skips.append(try add(part, before: next)) }
            return skips.count == 1 ? skips[0] : try add(.init(skips: skips))
        case .repeated(let part, let separator, let lowest, let highest):
            return try add(part, separator: separator, lowest: lowest, highest: highest, before: next)
        case .members(let members, let separator): return try add(members, separator: separator, before: next)
        }
    }

    private mutating func add(_ state: Automaton.State) throws(ConstraintError) -> Int32 {
        guard states.count < Automaton.mostStates else { throw .tooLarge(problem: "it needs more than \(Automaton.mostStates) states") }
        states.append(state)
        return Int32(states.count - 1)
    }

    private mutating func add(_ ranges: ArraySlice<ClosedRange<UInt8>>, before next: Int32) throws(ConstraintError) -> Int32 {
        var state = next
        for bytes in ranges.reversed() {
            let step = Step(bytes: bytes, target: state)
            if let known = steps[step] {
                state = known
            } else {
                state = try add(.init(edges: [.init(bytes: bytes, target: state)]))
                steps[step] = state
            }
        }
        return state
    }

    private mutating func add(
        _ part: Expression, separator: String, lowest: Int, highest: Int?, before next: Int32
    ) throws(ConstraintError) -> Int32 {
        if highest == 0 { return next }
        let separator = Expression.text(separator)
        var first: Int32
        if highest == nil {
            // After the last one that is counted, any number more.
            let loop = try add(.init(skips: [next]))
            first = try add(part, before: loop)
            states[Int(loop)].skips.append(try add(separator, before: first))
        } else {
            first = try add(part, before: next)
        }
        for count in stride(from: (highest ?? max(lowest, 1)) - 1, to: 0, by: -1) {
            let more = try add(separator, before: first)
            let before = try add(part, before: count >= lowest ? try add(.init(skips: [next, more])) : more)
            // Nothing, repeated: that would go on without ever reaching the limit of states.
            if before == first { break }
            first = before
        }
        return lowest == 0 ? try add(.init(skips: [next, first])) : first
    }

    private mutating func add(
        _ members: [(member: Expression, isRequired: Bool)], separator: String, before next: Int32
    ) throws(ConstraintError) -> Int32 {
        // Where one goes on when no member has been written yet, and when some have.
        var (none, some) = (next, next)
        for (member, isRequired) in members.reversed() {
            let written = try add(member, before: some)
            let separated = try add(.text(separator), before: written)
            none = isRequired ? written : try add(.init(skips: [written, none]))
            some = isRequired ? separated : try add(.init(skips: [separated, some]))
        }
        return none
    }
}
