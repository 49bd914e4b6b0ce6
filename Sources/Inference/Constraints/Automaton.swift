/// The form that an answer must have, as a nondeterministic automaton over the bytes of its UTF-8.
///
/// Every state it holds can still reach the end: what is read along it can always be completed.
public struct Automaton: Sendable {
    struct Edge: Sendable {
        var bytes: ClosedRange<UInt8>
        var target: Int32
    }

    struct State: Sendable {
        var edges: [Edge] = []
        /// States reached without reading anything.
        var skips: [Int32] = []
    }

    /// About 30 MB; a string of at most 2,000 characters takes half of it.
    static let mostStates = 150_000
    /// The state in which a text is complete.
    static let end: Int32 = 0

    let states: [State]
    let start: Int32
    /// The fewest bytes from each state to the end; nil where there is no way.
    let distances: [Int32?]

    /// All texts that match `regex` as a whole, as if it were in `^(?:…)$`. `PatternReader` says what it may contain.
    public init(regex: String) throws(ConstraintError) { try self.init(PatternReader.expression(regex)) }

    /// All values that satisfy `jsonSchema`, written like `{"a": 1, "b": [1, 2]}`. `SchemaReader` says what it may contain.
    public init(jsonSchema: String) throws(ConstraintError) { try self.init(SchemaReader.expression(OrderedJSON(parsing: jsonSchema))) }

    init(_ expression: Expression) throws(ConstraintError) {
        var builder = AutomatonBuilder()
        let start = try builder.add(expression, before: Self.end)
        guard let automaton = Automaton(trimming: builder.states, start: start) else { throw .nothingMatches }
        self = automaton
    }

    /// Leaves out what can't reach the end; nil when the start can't.
    private init?(trimming all: [State], start: Int32) {
        let distances = Self.distances(all)
        guard distances[Int(start)] != nil else { return nil }
        self.start = start
        self.distances = distances
        states = all.map { state in
            State(
                edges: state.edges.filter { distances[Int($0.target)] != nil },
                skips: state.skips.filter { distances[Int($0)] != nil })
        }
    }

    /// Whether any text of this form can hold `byte`.
    func uses(_ byte: UInt8) -> Bool { states.contains { $0.edges.contains { $0.bytes.contains(byte) } } }

    /// The texts of this form that hold none of `missing`; nil when there are none.
    func without(_ missing: Set<UInt8>) -> Automaton? {
        Automaton(
            trimming: states.map { state in
                State(
                    edges: state.edges.flatMap { edge in
                        edge.bytes.split(whereSeparator: missing.contains).map { Edge(bytes: $0.first!...$0.last!, target: edge.target) }
                    }, skips: state.skips)
            }, start: start)
    }

    /// Breadth first from the end, against the edges; skips cost nothing.
    private static func distances(_ states: [State]) -> [Int32?] {
        var incoming = [(edges: [Int32], skips: [Int32])](repeating: ([], []), count: states.count)
        for (i, state) in states.enumerated() {
            for edge in state.edges { incoming[Int(edge.target)].edges.append(Int32(i)) }
            for target in state.skips { incoming[Int(target)].skips.append(Int32(i)) }
        }
        var distances = [Int32?](repeating: nil, count: states.count)
        var (level, distance): ([Int32], Int32) = ([end], 0)
        while !level.isEmpty {
            var next: [Int32] = []
            while let state = level.popLast() {
                guard distances[Int(state)] == nil else { continue }
                distances[Int(state)] = distance
                level += incoming[Int(state)].skips
                next += incoming[Int(state)].edges
            }
            (level, distance) = (next, distance + 1)
        }
        return distances
    }

    /// The fewest bytes that a text of this form has.
    public var minimumLength: Int { Int(distances[Int(start)] ?? 0) }

    /// Whether the whole text is of this form: the plain reference for `TokenConstraint`, one set of states after the other.
    package func matches(_ text: some Sequence<UInt8>) -> Bool {
        var reached = closure([start])
        for byte in text {
            reached = closure(reached.flatMap { states[Int($0)].edges }.filter { $0.bytes.contains(byte) }.map(\.target))
        }
        return reached.contains(Self.end)
    }

    /// Whether some text of this form holds `part`.
    public func canHold(_ part: String) -> Bool {
        // `part` may begin wherever a text can get to; from every state that is left the end can be reached.
        var (reached, open): (Set<Int32>, [Int32]) = ([], [start])
        while let state = open.popLast() {
            if reached.insert(state).inserted { open += states[Int(state)].skips + states[Int(state)].edges.map(\.target) }
        }
        for byte in part.utf8 {
            reached = closure(reached.flatMap { states[Int($0)].edges }.filter { $0.bytes.contains(byte) }.map(\.target))
        }
        return !reached.isEmpty
    }

    private func closure(_ from: [Int32]) -> Set<Int32> {
        var (reached, open): (Set<Int32>, [Int32]) = ([], from)
        while let state = open.popLast() {
            if reached.insert(state).inserted { open += states[Int(state)].skips }
        }
        return reached
    }
}
