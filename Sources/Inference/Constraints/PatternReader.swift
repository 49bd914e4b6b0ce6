/// Reads the part of regular expressions whose texts an automaton can recognise; anything else is an error that names the place.
///
/// Literals, `.`, classes, groups, alternatives, repetitions, `^` and `$` at the ends, `(?s)` at the beginning. `\d`, `\w` and `\s` are
/// ASCII. A lazy repetition is read as a greedy one: the texts are the same.
struct PatternReader {
    /// Above this, a repetition count is more likely a mistake than a wish.
    private static let mostRepetitions = 1000
    private static let deepestGroup = 100

    private let pattern: String
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var dot = ScalarSet.lineEnds.inverted

    private init(_ pattern: String) {
        self.pattern = pattern
        scalars = Array(pattern.unicodeScalars)
    }

    /// - Parameter surroundings: what may stand before an alternative without `^` and after one without `$`; nothing by default: the
    ///   expression describes a whole text.
    static func expression(_ pattern: String, surroundings: Expression = .empty) throws(ConstraintError) -> Expression {
        var reader = PatternReader(pattern)
        if reader.take("(?s)") { reader.dot = .all }
        var branches: [Expression] = []
        repeat {
            let begins = reader.take("^")
            let branch = try reader.sequence()
            let ends = reader.take("$")
            branches.append(.sequence([begins ? .empty : surroundings, branch, ends ? .empty : surroundings]))
        } while reader.take("|")
        if reader.peek == ")" { throw reader.error("a ) without its (") }
        if reader.peek != nil { throw reader.error("$ is possible only at the end", at: reader.position - 1) }
        return .choice(branches)
    }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ text: String) -> Bool {
        guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    private func error(_ problem: String, at place: Int? = nil) -> ConstraintError {
        .invalidPattern(pattern: pattern, position: (place ?? position) + 1, problem: problem)
    }

    private mutating func sequence() throws(ConstraintError) -> Expression {
        var parts: [Expression] = []
        while let next = peek, next != "|", next != ")", next != "$" {
            parts.append(try repetition(of: try atom(next)))
        }
        return .sequence(parts)
    }

    private mutating func atom(_ next: Unicode.Scalar) throws(ConstraintError) -> Expression {
        let start = position
        position += 1
        switch next {
        case "(": return try group(from: start)
        case "[": return .scalar(try characterClass(from: start))
        case ".": return .scalar(dot)
        case "\\": return .scalar(try escape())
        case "^": throw error("^ is possible only at the beginning", at: start)
        case "*", "+", "?": throw error("there is nothing for \(next) to repeat", at: start)
        case "{": throw error("a literal { is written \\{", at: start)
        default: return .scalar(ScalarSet(next...next))
        }
    }

    private mutating func group(from start: Int) throws(ConstraintError) -> Expression {
        if peek == "?", !take("?:") {
            let isLook = ["?=", "?!", "?<=", "?<!"].contains { scalars[position...].starts(with: $0.unicodeScalars) }
            throw error(isLook ? "looking ahead or behind is not supported" : "only the groups ( ) and (?: ) are supported", at: start)
        }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepestGroup else { throw error("groups are nested more than \(Self.deepestGroup) deep", at: start) }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        if peek == "$" { throw error("$ is possible only at the end") }
        guard take(")") else { throw error("this group has no )", at: start) }
        return .choice(branches)
    }

    private mutating func repetition(of part: Expression) throws(ConstraintError) -> Expression {
        let start = position
        let (lowest, highest): (Int, Int?)
        switch peek {
        case "*": (lowest, highest) = (0, nil)
        case "+": (lowest, highest) = (1, nil)
        case "?": (lowest, highest) = (0, 1)
        case "{":
            position += 1
            let low = try count()
            lowest = low
            highest = take(",") ? (peek == "}" ? nil : try count()) : low
            guard peek == "}" else { throw error("a repetition is {m}, {m,} or {m,n}; a literal { is written \\{", at: start) }
        default: return part
        }
        position += 1
        if let highest, highest < lowest { throw error("the repetition's bounds are in the wrong order", at: start) }
        if peek == "+" { throw error("possessive repetition is not supported") }
        _ = take("?")
        if let next = peek, ["*", "+", "?", "{"].contains(next) { throw error("there is nothing for \(next) to repeat") }
        return .repeated(part, lowest: lowest, highest: highest)
    }

    private mutating func count() throws(ConstraintError) -> Int {
        let start = position
        while let next = peek, ("0"..."9").contains(next) { position += 1 }
        let digits = String(String.UnicodeScalarView(scalars[start..<position]))
        guard !digits.isEmpty else { throw error("a repetition is {m}, {m,} or {m,n}; a literal { is written \\{") }
        guard let number = Int(digits), number <= Self.mostRepetitions else {
            throw error("nothing can be repeated more than \(Self.mostRepetitions) times by count", at: start)
        }
        return number
    }

    private mutating func characterClass(from start: Int) throws(ConstraintError) -> ScalarSet {
        let isNegated = take("^")
        if peek == "]" { throw error("an empty class; a literal ] is written \\]") }
        var sets: [ScalarSet] = []
        while !take("]") {
            guard peek != nil else { throw error("this class has no ]", at: start) }
            let place = position
            let low = try classMember()
            // A hyphen before the end is itself.
            if peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                position += 1
                let high = try classMember()
                guard let from = low.single, let to = high.single, from <= to else { throw error("not a range", at: place) }
                sets.append(ScalarSet(from...to))
            } else {
                sets.append(low)
            }
        }
        let set = ScalarSet(union: sets)
        return isNegated ? set.inverted : set
    }

    private mutating func classMember() throws(ConstraintError) -> ScalarSet {
        guard let next = peek else { throw error("the class has no ]") }
        // Operators on sets in some dialects.
        if next == "[" || scalars[position...].starts(with: "&&".unicodeScalars) {
            throw error("nested classes are not supported; a literal \(next) is written \\\(next)")
        }
        position += 1
        return next == "\\" ? try escape() : ScalarSet(next...next)
    }

    /// After the backslash.
    private mutating func escape() throws(ConstraintError) -> ScalarSet {
        let start = position - 1
        guard let next = peek else { throw error("nothing follows the backslash", at: start) }
        position += 1
        switch next {
        case "d": return .digits
        case "D": return .digits.inverted
        case "w": return .word
        case "W": return .word.inverted
        case "s": return .space
        case "S": return .space.inverted
        case "n": return ScalarSet("\n"..."\n")
        case "t": return ScalarSet("\t"..."\t")
        case "r": return ScalarSet("\r"..."\r")
        case "x": return try scalar(try hexadecimal(2, start), start)
        case "u":
            let unit = try hexadecimal(4, start)
            guard (0xd800...0xdbff).contains(unit), take("\\u") else { return try scalar(unit, start) }
            let low = try hexadecimal(4, start)
            guard (0xdc00...0xdfff).contains(low) else { throw error("half of a surrogate pair", at: start) }
            return try scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00), start)
        case "1"..."9": throw error("references to groups are not supported", at: start)
        case "b", "B": throw error("word boundaries are not supported", at: start)
        case "0", "a"..."z", "A"..."Z": throw error("the escape \\\(next) is not supported", at: start)
        default: return ScalarSet(next...next)
        }
    }

    private func scalar(_ value: UInt32, _ start: Int) throws(ConstraintError) -> ScalarSet {
        guard let scalar = Unicode.Scalar(value) else { throw error("half of a surrogate pair", at: start) }
        return ScalarSet(scalar...scalar)
    }

    private mutating func hexadecimal(_ count: Int, _ start: Int) throws(ConstraintError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = peek.flatMap({ Character($0).hexDigitValue }) else {
                throw error("\(count) hexadecimal digits are missing", at: start)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}

extension ScalarSet {
    /// The only scalar in it.
    fileprivate var single: Unicode.Scalar? {
        guard let range = ranges.first, ranges.count == 1, range.count == 1 else { return nil }
        return Unicode.Scalar(range.lowerBound)
    }
}
