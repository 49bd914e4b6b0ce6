import Testing
import Tokenization

@Suite struct StreamingDecoderTests {
    @Test func charactersAreHeldBackUntilTheyAreWhole() throws {
        let tokenizer = try SmolLM2.tokenizer()
        var decoder = StreamingDecoder(tokenizer)
        // 👨 in three tokens: 👨 is F0 9F 91 A8.
        let ids = tokenizer.encode("a👨b")
        let pieces = ids.map { decoder.append($0) }
        #expect(pieces.joined() == "a👨b")
        #expect(pieces.contains(""))
        #expect(pieces.allSatisfy { !$0.unicodeScalars.contains("\u{fffd}") })
        #expect(decoder.finish().isEmpty)
    }

    @Test func whatNeverBecomesWholeIsShownAtTheEnd() throws {
        let tokenizer = try SmolLM2.tokenizer()
        var decoder = StreamingDecoder(tokenizer)
        let ids = tokenizer.encode("👨").dropLast()
        #expect(ids.map { decoder.append($0) }.joined().isEmpty)
        #expect(decoder.finish() == "\u{fffd}")
        #expect(decoder.finish().isEmpty)
    }

    @Test func streamedTextEqualsTheWholeForAnyTokens() throws {
        let tokenizer = try SmolLM2.tokenizer()
        var random = SeededGenerator(seed: 6)
        // Tokens of single bytes and halves of characters come often here.
        let odd = (0..<tokenizer.vocabularySize).filter { tokenizer.piece($0).unicodeScalars.contains("\u{fffd}") }
        #expect(odd.count > 100)
        for _ in 0..<3_000 {
            let ids = (0..<20).map { _ in
                Bool.random(using: &random)
                    ? odd.randomElement(using: &random)! : Int.random(in: 0..<tokenizer.vocabularySize, using: &random)
            }
            var decoder = StreamingDecoder(tokenizer)
            let streamed = ids.map { decoder.append($0) }.joined() + decoder.finish()
            #expect(same(streamed, tokenizer.decode(ids)), "\(ids)")
        }
    }

    @Test func controlTokensAreLeftOutWhenAsked() throws {
        var decoder = StreamingDecoder(try SmolLM2.tokenizer(), skippingSpecial: true)
        #expect([1, 19_556, 2, 905].map { decoder.append($0) } == ["", "Hello", "", " world"])
    }
}
