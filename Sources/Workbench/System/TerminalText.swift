/// What can be read in the bytes that a program sends to its terminal.
package enum TerminalText {
    /// The words in the order in which they were written, a line for each place that the cursor was sent to; frames, bars and charts
    /// are left out.
    package static func words(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        var rest = String(decoding: bytes, as: UTF8.self).unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\u{1B}" else {
                let isDrawn = (0x2500...0x259F).contains(scalar.value) || (0x2800...0x28FF).contains(scalar.value)
                text.append(scalar.value < 0x20 || isDrawn ? " " : scalar)
                continue
            }
            let kind = rest.popFirst()
            // The choice of a character set has one more.
            if kind == "(" || kind == ")" { _ = rest.popFirst() }
            guard kind == "[" else { continue }
            // A control sequence ends with the first of these (ECMA-48, 5.4).
            var final: Unicode.Scalar = " "
            while let next = rest.popFirst() {
                final = next
                if (0x40...0x7E).contains(next.value) { break }
            }
            if final == "H" { text.append("\n") } else if final != "m" { text.append(" ") }
        }
        return String(text).split(separator: "\n")
            .map { $0.split(separator: " ").joined(separator: " ") }
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
