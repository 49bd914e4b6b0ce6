import TerminalCells

/// Bytes of a terminal in, keys, mouse and pastes out.  Pure: time is told to it.
///
/// It reads what xterm and its relatives, tmux, rxvt, the Linux console and the kitty protocol send.  An escape followed at once by
/// an ordinary key is two keys: nothing here is bound to Alt, and a lost Esc would be worse.
public struct InputDecoder: Sendable {
    /// How long an escape may stand alone before it counts as the key.
    public static let escapeSeconds = 0.025
    /// How long a paste may pause before it counts as ended.
    static let pasteSeconds = 2.0
    private static let longestSequence = 64
    private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

    private var buffer: [UInt8] = []
    private var start = 0
    private var paste: [UInt8]?

    public init() {}

    /// The time of silence after which `flush` has something to say; nil when nothing waits.
    public var patience: Double? {
        if paste != nil { return Self.pasteSeconds }
        return start < buffer.count ? Self.escapeSeconds : nil
    }

    public mutating func feed(_ bytes: some Sequence<UInt8>) -> [TerminalInput] {
        buffer.append(contentsOf: bytes)
        return drain(final: false)
    }

    /// Nothing came for `patience` seconds: what is there is all there will be.
    public mutating func flush() -> [TerminalInput] {
        var result = drain(final: true)
        if let rest = paste {
            paste = nil
            result.append(.paste(Self.pasteText(rest)))
        }
        return result
    }

    private mutating func drain(final: Bool) -> [TerminalInput] {
        var result: [TerminalInput] = []
        while start < buffer.count {
            if paste != nil {
                guard takePaste(&result) else { break }
                continue
            }
            guard let used = takeOne(final: final, &result) else { break }
            start += used
        }
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 4096 {
            buffer.removeSubrange(..<start)
            start = 0
        }
        return result
    }

    // MARK: paste

    /// Moves bytes to the paste; true when its end was found.
    private mutating func takePaste(_ result: inout [TerminalInput]) -> Bool {
        let rest = buffer[start...]
        if let end = rest.firstRange(of: Self.pasteEnd) {
            paste?.append(contentsOf: rest[..<end.lowerBound])
            result.append(.paste(Self.pasteText(paste ?? [])))
            paste = nil
            start = end.upperBound
            return true
        }
        // The end may be cut in two: keep as many bytes as could begin it.
        var keep = min(rest.count, Self.pasteEnd.count - 1)
        while keep > 0, !Self.pasteEnd.starts(with: rest.suffix(keep)) { keep -= 1 }
        paste?.append(contentsOf: rest.dropLast(keep))
        start = buffer.count - keep
        return false
    }

    private static func pasteText(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    }

    // MARK: one key

    /// Reads one key or sequence at `start`; the bytes used, or nil when more are needed.
    private mutating func takeOne(final: Bool, _ result: inout [TerminalInput]) -> Int? {
        let first = buffer[start]
        switch first {
        case 0x1B: return takeEscape(final: final, &result)
        case 0x0D: return emit(Key(.enter), 1, &result)
        case 0x09: return emit(Key(.tab), 1, &result)
        case 0x08, 0x7F: return emit(Key(.backspace), 1, &result)
        case 0x00: return emit(Key(.character(" "), .control), 1, &result)
        case 0x01...0x1A: return emit(Key(.character(Character(UnicodeScalar(first + 0x60))), .control), 1, &result)
        case 0x1C...0x1F: return emit(Key(.character(Character(UnicodeScalar(first + 0x40))), .control), 1, &result)
        case 0x20...0x7E: return emit(Key(.character(Character(UnicodeScalar(first)))), 1, &result)
        default: return takeUTF8(final: final, &result)
        }
    }

    private func emit(_ key: Key, _ used: Int, _ result: inout [TerminalInput]) -> Int {
        result.append(.key(key))
        return used
    }

    private func takeUTF8(final: Bool, _ result: inout [TerminalInput]) -> Int? {
        let first = buffer[start]
        let length = first >= 0xF5 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
        if length > 1, buffer.count - start < length, !final {
            let tail = buffer[(start + 1)...]
            if tail.allSatisfy({ $0 & 0xC0 == 0x80 }) { return nil }
        }
        let slice = buffer[start..<min(buffer.count, start + length)]
        if let text = String(validating: Array(slice), as: UTF8.self), let character = text.first {
            return emit(Key(.character(character)), slice.count, &result)
        }
        return emit(Key(.character("\u{FFFD}")), 1, &result)
    }

    private mutating func takeEscape(final: Bool, _ result: inout [TerminalInput]) -> Int? {
        let rest = buffer[start...]
        guard rest.count > 1 else { return final ? emit(Key(.escape), 1, &result) : nil }
        let second = rest[start + 1]
        switch second {
        case UInt8(ascii: "["):
            guard let sequence = ControlSequence(rest.dropFirst(2)) else {
                if rest.count > Self.longestSequence { return rest.count }
                guard final else { return nil }
                return emit(Key(.escape), 1, &result)
            }
            if sequence.isPasteStart {
                paste = []
            } else if let input = sequence.input {
                result.append(input)
            }
            return sequence.length + 2
        case UInt8(ascii: "O"):
            guard rest.count > 2 else { return final ? emit(Key(.escape), 1, &result) : nil }
            guard let key = ControlSequence.application(rest[start + 2]) else { return emit(Key(.escape), 1, &result) }
            return emit(key, 3, &result)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"):
            if let length = stringLength(rest) { return length }  // an answer to a question we never asked
            guard final || rest.count > 4096 else { return nil }
            return rest.count == 2 ? emit(Key(.escape), 1, &result) : rest.count
        default:
            return emit(Key(.escape), 1, &result)
        }
    }

    /// Length of a string sequence (OSC, DCS, APC, PM) with its terminator.
    private func stringLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex + 2
        while index < bytes.endIndex {
            if bytes[index] == 0x07 { return index - bytes.startIndex + 1 }
            if bytes[index] == 0x1B, index + 1 < bytes.endIndex, bytes[index + 1] == UInt8(ascii: "\\") {
                return index - bytes.startIndex + 2
            }
            index += 1
        }
        return nil
    }
}
