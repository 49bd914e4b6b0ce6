/// A word or number as the lexer found it.
struct TextToken: Equatable {
    enum Kind { case word, number, literal, currency, percent, unit }

    var kind: Kind
    var text: String
    /// Only white space or a hyphen stands between this token and the one before.
    var follows: Bool
}

/// The closed lists that folding uses.
enum TextLexicon {
    /// Written forms → one code. "pound" is left out: it is also a weight.
    static let currencies: [String: String] = [
        "€": "eur", "eur": "eur", "euro": "eur", "euros": "eur",
        "$": "usd", "usd": "usd", "dollar": "usd", "dollars": "usd",
        "£": "gbp", "gbp": "gbp",
        "¥": "jpy", "jpy": "jpy", "yen": "jpy",
        "chf": "chf",
    ]

    /// Units that may stand glued to their number; time units fold their plural.
    static let units: [String: String] = [
        "second": "second", "seconds": "second", "minute": "minute", "minutes": "minute", "hour": "hour", "hours": "hour",
        "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month", "year": "year",
        "years": "year",
        "b": "b", "kb": "kb", "mb": "mb", "gb": "gb", "tb": "tb", "kib": "kib", "mib": "mib", "gib": "gib", "tib": "tib",
        "ms": "ms", "s": "s", "sec": "sec", "min": "min", "h": "h", "hr": "hr", "hrs": "hrs", "d": "d",
        "g": "g", "kg": "kg", "mg": "mg", "t": "t", "mm": "mm", "cm": "cm", "m": "m", "km": "km", "ml": "ml", "l": "l",
        "w": "w", "kw": "kw", "kwh": "kwh", "v": "v", "hz": "hz", "khz": "khz", "mhz": "mhz", "ghz": "ghz", "px": "px", "pt": "pt",
        "bar": "bar", "nm": "nm", "rpm": "rpm", "am": "am", "pm": "pm",
    ]

    /// Small numbers as words.
    static let smallNumbers: [String: Int] = [
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
        "nineteen": 19,
    ]

    static let tens: [String: Int] = [
        "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    ]

    /// Powers of ten that multiply what stands before them.
    static let magnitudes: [String: Int] = ["hundred": 2, "thousand": 3, "million": 6, "billion": 9]

    /// "one" after these words, or before "of", "another" or "who", is a pronoun.
    static let beforePronounOne: Set<String> = [
        "no", "any", "every", "each", "which", "this", "that", "the", "some", "another", "either", "neither", "new", "old",
    ]
    static let afterPronounOne: Set<String> = ["of", "another", "who", "can", "must", "should", "may"]
}
