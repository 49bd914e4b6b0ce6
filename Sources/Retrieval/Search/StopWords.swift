/// English words that say nothing about what a text is about.
enum StopWords {
    static func contains(_ word: some StringProtocol) -> Bool { words.contains(word.lowercased()) }

    private static let words: Set<String> = Set(
        """
        a about after all also am an and any are as at be because been before being between both but by can could did do does doing \
        each for from further had has have having he her here hers him his how i if in into is it its itself just me more most my \
        no nor not now of off on once only or other our ours out over own please same she should so some such t s d ll m re ve than \
        that the their theirs them then there these they this those through to too under until up us very was we were what when where \
        which while who whom whose why will with would you your yours
        """.split(separator: " ").map(String.init))
}
