/// The deterministic automaton, built as it is walked: each of its states is a set of the automaton's.
struct SubsetTable {
    static let mostStates = 50_000
    /// Of all sets together: 32 MB.
    static let mostMembers = 8_000_000

    private static let unknown: Int32 = -2
    private static let dead: Int32 = -1

    private let automaton: Automaton
    /// Bytes that no edge tells apart are one column.
    private let columns: [UInt8]
    private let columnCount: Int
    private var sets: [[Int32]] = []
    private var known: [[Int32]: Int32] = [:]
    private var memberCount = 0
    /// A row for each state.
    private var table: [Int32] = []
    /// The fewest bytes from each state to the end.
    private var distances: [Int32] = []
    /// For each of the automaton's states, the last collection that met it.
    private var met: [UInt32]
    private var collection: UInt32 = 0

    init(_ automaton: Automaton) throws(ConstraintError) {
        self.automaton = automaton
        var begins = [Bool](repeating: false, count: 257)
        for edge in automaton.states.lazy.flatMap(\.edges) {
            begins[Int(edge.bytes.lowerBound)] = true
            begins[Int(edge.bytes.upperBound) + 1] = true
        }
        var columns: [UInt8] = [0]
        for byte in 1..<256 { columns.append(begins[byte] ? columns[byte - 1] + 1 : columns[byte - 1]) }
        self.columns = columns
        columnCount = Int(columns[255]) + 1
        met = [UInt32](repeating: 0, count: automaton.states.count)
        _ = try state([automaton.start])
    }

    func distance(_ state: Int32) -> Int { Int(distances[Int(state)]) }

    /// Nil when no text goes on like this.
    mutating func next(_ state: Int32, _ byte: UInt8) throws(ConstraintError) -> Int32? {
        let place = Int(state) * columnCount + Int(columns[Int(byte)])
        let known = table[place]
        if known >= 0 { return known }
        if known == Self.dead { return nil }
        var targets: [Int32] = []
        for member in sets[Int(state)] {
            for edge in automaton.states[Int(member)].edges where edge.bytes.contains(byte) { targets.append(edge.target) }
        }
        let next = targets.isEmpty ? Self.dead : try self.state(targets)
        table[place] = next
        return next == Self.dead ? nil : next
    }

    /// Nil when no text goes on like this.
    mutating func next(_ state: Int32, _ bytes: [UInt8]) throws(ConstraintError) -> Int32? {
        var state = state
        for byte in bytes {
            guard let next = try next(state, byte) else { return nil }
            state = next
        }
        return state
    }

    /// The smallest byte that leads to the end as fast as possible.
    mutating func closing(_ state: Int32) throws(ConstraintError) -> (byte: UInt8, next: Int32)? {
        guard distance(state) > 0 else { return nil }
        for byte in UInt8.min...UInt8.max {
            if let next = try next(state, byte), distance(next) < distance(state) { return (byte, next) }
        }
        preconditionFailure("a state that is not the end has a way to it")
    }

    /// The state for a set and all that it reaches without a byte.
    private mutating func state(_ targets: [Int32]) throws(ConstraintError) -> Int32 {
        collection += 1
        var (set, open, distance): ([Int32], [Int32], Int32) = ([], targets, .max)
        while let member = open.popLast() {
            guard met[Int(member)] != collection else { continue }
            met[Int(member)] = collection
            let state = automaton.states[Int(member)]
            open += state.skips
            // Those from which one can only skip say nothing more than where they lead.
            guard !state.edges.isEmpty || member == Automaton.end else { continue }
            set.append(member)
            distance = min(distance, automaton.distances[Int(member)] ?? .max)
        }
        set.sort()
        if let state = known[set] { return state }
        memberCount += set.count
        guard sets.count < Self.mostStates, memberCount <= Self.mostMembers else {
            let limits = "\(Self.mostStates) states or \(Self.mostMembers) members of them"
            throw .tooLarge(problem: "following the answer takes more than \(limits)")
        }
        let state = Int32(sets.count)
        known[set] = state
        sets.append(set)
        distances.append(distance)
        table.append(contentsOf: repeatElement(Self.unknown, count: columnCount))
        return state
    }
}
