/// Watches an answer for the texts that end it. Text that may be the beginning of one is held back until that is decided.
package struct StopTexts {
    private let stops: [[UInt8]]
    private var held: [UInt8] = []

    package init(_ stops: [String]) { self.stops = stops.map { Array($0.utf8) } }

    /// The text that is certain now, and whether a stop text was found; then nothing follows.
    package mutating func append(_ text: String) -> (text: String, found: Bool) {
        guard !stops.isEmpty else { return (text, false) }
        held += text.utf8
        if let start = stops.compactMap({ first($0) }).min() {
            defer { held = [] }
            return (String(decoding: held[..<start], as: UTF8.self), true)
        }
        var certain = held.count - (stops.map { overlap($0) }.max() ?? 0)
        // Not within a character: a stop text can begin with the bytes in which another one's character ends.
        while certain > 0, certain < held.count, held[certain] & 0xc0 == 0x80 { certain -= 1 }
        defer { held.removeFirst(certain) }
        return (String(decoding: held[..<certain], as: UTF8.self), false)
    }

    /// What is still held back, when the answer ends otherwise.
    package mutating func finish() -> String {
        defer { held = [] }
        return String(decoding: held, as: UTF8.self)
    }

    /// Where the stop text begins.
    private func first(_ stop: [UInt8]) -> Int? {
        guard held.count >= stop.count else { return nil }
        return (0...held.count - stop.count).first { held[$0..<$0 + stop.count].elementsEqual(stop) }
    }

    /// The most bytes at the end that the stop text begins with.
    private func overlap(_ stop: [UInt8]) -> Int {
        stride(from: min(held.count, stop.count - 1), to: 0, by: -1).first { held.suffix($0).elementsEqual(stop.prefix($0)) } ?? 0
    }
}
