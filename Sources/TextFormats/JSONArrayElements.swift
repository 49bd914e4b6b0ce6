/// The elements of a text that is one JSON array, each with its line, unparsed: a bad one leaves the others readable.
public struct JSONArrayElements {
    public private(set) var elements: [(line: Int, bytes: ArraySlice<UInt8>)] = []
    /// What is wrong with the array itself.
    public private(set) var problem: FormatProblem?

    /// nil when the text does not begin with an array, or goes on after it.
    public init?(_ bytes: ArraySlice<UInt8>) {
        var line = 1
        var index = bytes.startIndex
        func skipBlanks() {
            while index < bytes.endIndex, isBlank(bytes[index]) {
                if bytes[index] == UInt8(ascii: "\n") { line += 1 }
                index += 1
            }
        }
        skipBlanks()
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "[") else { return nil }
        let opening = line
        index += 1

        var (start, startLine) = (index, line)
        func add() {
            let element = bytes[start..<index]
            if !element.allSatisfy(isBlank) { elements.append((startLine, element)) }
        }
        skipBlanks()
        (start, startLine) = (index, line)
        var depth = 0
        var inText = false
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") { line += 1 }
            if inText {
                if byte == UInt8(ascii: "\\") {
                    index += 1
                    if index < bytes.endIndex, bytes[index] == UInt8(ascii: "\n") { line += 1 }
                } else if byte == UInt8(ascii: "\"") {
                    inText = false
                }
            } else if byte == UInt8(ascii: "\"") {
                inText = true
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                depth += 1
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]"), depth > 0 {
                depth -= 1
            } else if byte == UInt8(ascii: "]") {
                add()
                index += 1
                skipBlanks()
                if index < bytes.endIndex { return nil }
                return
            } else if byte == UInt8(ascii: ","), depth == 0 {
                add()
                index += 1
                skipBlanks()
                (start, startLine) = (index, line)
                continue
            }
            index += 1
        }
        index = min(index, bytes.endIndex)
        add()
        problem = FormatProblem(line: opening, message: "the JSON array that begins here is never closed; is the file complete?")
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }
