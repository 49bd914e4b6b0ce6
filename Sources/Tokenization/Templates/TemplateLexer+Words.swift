extension TemplateLexer {
    private static let pairs: Set<String> = ["==", "!=", "<=", ">=", "//", "**"]
    private static let symbols: Set<Unicode.Scalar> = Set("+-*/%~<>=()[]{},.:|".unicodeScalars)

    /// A name, number, text or symbol inside of a tag.
    mutating func word(_ depth: inout Int) throws(TokenizationError) {
        let scalar = source[at]
        if scalar == "'" || scalar == "\"" {
            try quoted(scalar)
        } else if isDigit(scalar) {
            try number()
        } else if scalar == "_" || scalar.properties.isXIDStart {
            var name = String.UnicodeScalarView()
            while at < source.count, source[at].properties.isXIDContinue {
                name.append(source[at])
                at += 1
            }
            add(.name(String(name)))
        } else {
            try symbol(&depth)
        }
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private mutating func symbol(_ depth: inout Int) throws(TokenizationError) {
        let scalar = source[at]
        if at + 1 < source.count {
            let pair = "\(scalar)\(source[at + 1])"
            if Self.pairs.contains(pair) {
                at += 2
                return add(.symbol(pair))
            }
        }
        guard Self.symbols.contains(scalar) else {
            throw .malformedTemplate(problem: "\(String(scalar).debugDescription) stands where nothing like it may", line: line)
        }
        if "([{".unicodeScalars.contains(scalar) { depth += 1 }
        if ")]}".unicodeScalars.contains(scalar) {
            guard depth > 0 else { throw .malformedTemplate(problem: "\(scalar) closes nothing", line: line) }
            depth -= 1
        }
        at += 1
        add(.symbol(String(scalar)))
    }

    private mutating func number() throws(TokenizationError) {
        var digits = ""
        var isDouble = false
        while at < source.count {
            let scalar = source[at]
            let next = at + 1 < source.count ? source[at + 1] : " "
            if isDigit(scalar) {
                digits.unicodeScalars.append(scalar)
            } else if scalar == "_", isDigit(next) {
                // Only for reading: 1_000.
            } else if !isDouble, scalar == ".", isDigit(next) {
                isDouble = true
                digits.unicodeScalars.append(scalar)
            } else {
                break
            }
            at += 1
        }
        if isDouble, let value = Double(digits) { return add(.double(value)) }
        guard let value = Int(digits) else { throw .malformedTemplate(problem: "the number \(digits.prefix(40)) is too large", line: line) }
        add(.integer(value))
    }

    private mutating func quoted(_ quote: Unicode.Scalar) throws(TokenizationError) {
        let start = line
        at += 1
        var text = String.UnicodeScalarView()
        while at < source.count, source[at] != quote {
            if source[at] == "\\", at + 1 < source.count {
                try escape(into: &text)
            } else {
                text.append(source[at])
                skip()
            }
        }
        guard at < source.count else { throw .malformedTemplate(problem: "a quoted text does not end", line: start) }
        at += 1
        add(.string(String(text)))
    }

    /// Python's escapes.
    private mutating func escape(into text: inout String.UnicodeScalarView) throws(TokenizationError) {
        let simple: [Unicode.Scalar: Unicode.Scalar] = [
            "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "0": "\0", "a": "\u{7}", "b": "\u{8}", "f": "\u{c}",
            "v": "\u{b}",
        ]
        let lengths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
        let kind = source[at + 1]
        if let length = lengths[kind] {
            let digits = source[min(at + 2, source.count)..<min(at + 2 + length, source.count)].map(String.init).joined()
            guard digits.unicodeScalars.count == length, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
                throw .malformedTemplate(problem: "a quoted text has a broken escape", line: line)
            }
            text.append(scalar)
            at += 2 + length
            return
        }
        if let scalar = simple[kind] {
            text.append(scalar)
        } else if kind != "\n" {
            text.append("\\")
            text.append(kind)
        }
        at += 1
        skip()
    }
}
