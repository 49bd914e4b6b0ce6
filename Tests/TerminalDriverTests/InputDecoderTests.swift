import TerminalCells
import TerminalDriver
import Testing

struct InputDecoderTests {
    private func decode(_ text: String) -> [TerminalInput] {
        var decoder = InputDecoder()
        return decoder.feed(Array(text.utf8)) + decoder.flush()
    }

    @Test(arguments: [
        ("\u{1B}[A", "Up"), ("\u{1B}OA", "Up"), ("\u{1B}[1;5C", "Ctrl-Right"), ("\u{1B}[Z", "Shift-Tab"), ("\u{1B}[5~", "PgUp"),
        ("\u{1B}[6~", "PgDn"),
        ("\u{1B}[H", "Home"), ("\u{1B}OH", "Home"), ("\u{1B}[1~", "Home"), ("\u{1B}[7~", "Home"), ("\u{1B}[F", "End"), ("\u{1B}[8~", "End"),
        ("\u{1B}[3~", "Delete"), ("\u{1B}OP", "F1"), ("\u{1B}[[A", "F1"), ("\u{1B}[15~", "F5"), ("\r", "Enter"), ("\n", "Ctrl-J"),
        ("\t", "Tab"),
        ("\u{7F}", "Backspace"), ("\u{08}", "Backspace"), ("\u{03}", "Ctrl-C"), ("\u{1A}", "Ctrl-Z"), ("a", "a"), ("é", "é"), ("日", "日"),
        ("🚀", "🚀"),
        ("\u{1B}[97;5u", "Ctrl-A"), ("\u{1B}[27u", "Esc"), ("\u{1B}", "Esc"), (" ", "Space"),
    ])
    func keysOfEveryTerminal(bytes: String, name: String) {
        #expect(decode(bytes) == [.key(Key(named: name) ?? "x")])
    }

    @Test
    func anEscapeFollowedByAKeyIsTwoKeys() {
        #expect(decode("\u{1B}q") == [.key("Esc"), .key("q")])
        #expect(decode("\u{1B}\u{1B}[A") == [.key("Esc"), .key("Up")])
    }

    @Test
    func aLoneEscapeWaitsForTheRestOfItsSequence() {
        var decoder = InputDecoder()
        #expect(decoder.feed([0x1B]).isEmpty)
        #expect(decoder.patience == InputDecoder.escapeSeconds)
        #expect(decoder.feed(Array("[A".utf8)) == [.key("Up")])
        #expect(decoder.patience == nil)
    }

    @Test
    func sequencesMayComeByteByByte() {
        var decoder = InputDecoder()
        var events: [TerminalInput] = []
        for byte in Array("\u{1B}[<0;12;7M日\u{1B}[200~x\u{1B}[201~".utf8) { events += decoder.feed([byte]) }
        #expect(events == [.mouse(MouseEvent(.press, at: Point(11, 6))), .key(Key(.character("日"))), .paste("x")])
    }

    @Test
    func aPasteIsOneEventAndItsLineEndsAreNoKeys() {
        #expect(decode("\u{1B}[200~one\rtwo\r\nthree\u{1B}[201~y") == [.paste("one\ntwo\nthree"), .key("y")])
        #expect(decode("\u{1B}[200~has \u{1B}[A inside\u{1B}[201~") == [.paste("has \u{1B}[A inside")])
        #expect(decode("\u{1B}[200~never ends") == [.paste("never ends")])
    }

    @Test
    func mouseButtonsAndWheel() {
        #expect(decode("\u{1B}[<0;1;1m") == [.mouse(MouseEvent(.release, at: Point(0, 0)))])
        #expect(decode("\u{1B}[<64;5;5M") == [.mouse(MouseEvent(.wheelUp, at: Point(4, 4)))])
        #expect(decode("\u{1B}[<65;5;5M") == [.mouse(MouseEvent(.wheelDown, at: Point(4, 4)))])
        #expect(decode("\u{1B}[M !!") == [.mouse(MouseEvent(.press, at: Point(0, 0)))])
    }

    @Test
    func answersNobodyAskedForAreSwallowed() {
        #expect(decode("\u{1B}]11;rgb:0000/0000/0000\u{07}a") == [.key("a")])
        #expect(decode("\u{1B}P1$r0m\u{1B}\\a") == [.key("a")])
        #expect(decode("\u{1B}[?1;2c") == [])
        #expect(decode("\u{1B}[I\u{1B}[O") == [])
    }

    @Test
    func brokenUTF8BecomesAMark() {
        var decoder = InputDecoder()
        #expect(decoder.feed([0xC3]).isEmpty)
        #expect(decoder.feed([0x28]) == [.key(Key(.character("\u{FFFD}"))), .key("(")])
        #expect(decoder.feed([0xFF]) == [.key(Key(.character("\u{FFFD}")))])
    }

    /// Whatever bytes come, in whatever pieces: no trap, and nothing stays stuck.
    @Test
    func randomBytesDoNoHarm() {
        var random = SplitMix(seed: 7)
        for _ in 0..<2000 {
            var decoder = InputDecoder()
            for _ in 0..<8 {
                let bytes = (0..<random.below(24)).map { _ in
                    random.below(3) == 0 ? [0x1B, 0x5B, 0x3B, 0x32, 0x7E, 0x4D, 0x3C][random.below(7)] : UInt8(random.below(256))
                }
                _ = decoder.feed(bytes)
            }
            _ = decoder.flush()
            _ = decoder.flush()
            #expect(decoder.patience == nil)
            #expect(decoder.feed(Array("k".utf8)).last == .key("k"))
        }
    }
}

/// Steele, Lea and Flood's SplitMix64: small, seeded, the same everywhere.
struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
