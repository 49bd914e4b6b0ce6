/// The expressions that followed GPT-2's, from GPT-4's on: one row of alternatives whose details differ from model to model.
///
/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
struct WordRule: Sendable {
    var contractions: Contractions = .apart
    /// What may stand before a word, newlines excepted.
    var prefix: CharacterClass = CharacterClass.neither.union(.space)
    var word: CharacterClass = .letter
    /// A word is capitals, then small letters; either may be missing, letters without case go with both.
    var splitsAtCapitals = false
    /// No piece has more; 0 where numbers are no alternative.
    var digits = 3
    var punctuation: CharacterClass = .neither
    /// What goes with the punctuation before it.
    var afterPunctuation = "\r\n"
    /// `[!-/:-@\[-`{-~][A-Za-z]+` comes first.
    var bindsLettersToPunctuation = false

    enum Contractions: Sendable {
        case none
        /// `'s` is a piece wherever it stands.
        case apart
        /// `'s` ends the word before it.
        case withWord
    }

    static let gpt4 = WordRule()
    static func gpt4(digits: Int) -> WordRule { WordRule(digits: digits) }

    static let withoutContractions = WordRule(contractions: .none, digits: 1)
    static let seedCoder = WordRule(digits: 1, afterPunctuation: "")

    /// `…|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|…`
    static let qwen35 = WordRule(word: [.letter, .mark], digits: 1, punctuation: CharacterClass.neither.subtracting(.mark))

    /// ```
    /// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
    /// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
    /// \p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
    /// ```
    static let gpt4o = WordRule(
        contractions: .withWord, word: [.letter, .mark], splitsAtCapitals: true, afterPunctuation: "\r\n/")

    /// GPT-4o's without contractions, and each digit by itself.
    static let tekken = WordRule(
        contractions: .none, word: [.letter, .mark], splitsAtCapitals: true, digits: 1, afterPunctuation: "\r\n/")

    /// ```
    /// [!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|
    /// \s*[\r\n]+|\s+(?!\S)|\s+
    /// ```
    static let deepSeek3 = WordRule(
        contractions: .none, prefix: [.mark, .number, .space, .other], word: [.letter, .mark], digits: 0,
        punctuation: [.punctuation, .symbol], bindsLettersToPunctuation: true)
}
