import Scoring
import Testing

struct FoldedTextTests {
    private func states(_ answer: String, _ alias: String) -> Bool { FoldedText(answer).contains(FoldedText(alias)) }

    @Test(arguments: [
        ("It costs €1,000.", "1000"), ("It costs 1 000 euros", "€1000"), ("about 1'000 units", "1,000"), ("1000", "1\u{202F}000"),
        ("The price is €49 a month", "49 €"), ("49 EUR per month", "€49"), ("EUR 49", "49 euros"), ("€49.00", "49 euro"),
        ("49,00 €", "€49"),
        ("You pay 49,90 € now", "€49.90"), ("1.234,56 €", "€1,234.56"), ("$5", "5 dollars"), ("US$5", "USD 5"), ("£7", "GBP 7"),
        ("Within fourteen days.", "14 days"), ("a 14-day window", "14 days"), ("14 day(s)", "14 days"), ("two-factor login", "2-factor"),
        ("twenty-one users", "21 users"), ("two hundred and five seats", "205 seats"), ("5 million rows", "5,000,000 rows"),
        ("1.5 thousand", "1500"), ("about five thousand calls", "5000"), ("It is 14%", "14 percent"), ("14 per cent off", "14 %"),
        ("needs 16GB of memory", "16 GB"), ("at -5 °C", "-5°C"), ("at −5°C", "-5 °C"), ("**Workshop** plan", "workshop plan"),
        ("the “Pro” plan", "Pro plan"), ("Anna’s plan", "anna"), ("STRASSE", "straße"), ("ﬁle", "file"), ("_14_ days", "14 days"),
        ("９ users", "9 users"), ("٣ users", "3 users"), ("C++ and C#", "c++"), ("R&D", "R and D"), ("3.0", "3"), (".5 mm", "0.5 mm"),
        ("between 10 – 15 days", "10-15 days"), ("at 14:30 sharp", "14:30"), ("on 2024-03-12.", "2024-03-12"), ("東京タワー", "東京"),
        ("version 2.10", "2.10"), ("38 × 90 mm", "38 x 90 mm"), ("it’s open 24/7", "24/7"), ("one seat", "1 seat"),
    ])
    func statesTheSame(answer: String, alias: String) { #expect(states(answer, alias)) }

    @Test(arguments: [
        ("114 days", "14"), ("14.5 hours", "14"), ("14,5 hours", "14"), ("1,400 seats", "14"), ("1 400 seats", "400"),
        ("-14 degrees", "14"),
        ("14:30", "14"), ("10-15 days", "10"), ("10–15 days", "15"), ("2024-03-12", "12"), ("1.14.2", "14"), ("24/7", "24"), ("B14", "14"),
        ("the 14th", "14"), ("twenty-one", "1"), ("one hundred and twenty", "100"), ("5 million", "5"), ("one of the plans", "1"),
        ("no one", "1"), ("version 2.10", "2.1"), ("1.000 seats", "1000 seats"), ("C++", "C"), ("€49", "$49"), ("49", "€49"),
        ("café", "cafe"),
        ("workshops", "workshop"), ("scatter", "cat"), ("10²", "102"), ("14½", "141"), ("10k", "10"), ("", "x"), ("x", ""),
        ("days 14", "14 days"), ("AB-12 and 7", "-12"),
    ])
    func doesNotState(answer: String, alias: String) { #expect(!states(answer, alias)) }

    @Test func abstentionIsRecognised() {
        for answer in [
            "I could not find that in the documents.", "The docs don’t say.", "This isn't mentioned anywhere.", "I don't know.", "Unknown",
            "N/A",
            "That is not in the documents, sorry.", "I'm unable to answer this.",
        ] { #expect(Abstention.isStated(in: FoldedText(answer)), "\(answer)") }
        for answer in ["It costs €49.", "You know it is 14 days.", "The unknown number is shown.", ""] {
            #expect(!Abstention.isStated(in: FoldedText(answer)), "\(answer)")
        }
    }

    @Test func anyTextFoldsWithoutTrouble() {
        var random = CounterRandom(seed: 9)
        for _ in 0..<2_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<random.below(24) {
                let common: [Unicode.Scalar] = ["1", "2", "0", ",", ".", "-", " ", "€", "'", "a", "s", "/", ":", "°", "%", "½", "_"]
                if random.below(4) > 0 {
                    scalars.append(common[random.below(common.count)])
                } else if let scalar = Unicode.Scalar(UInt32(random.below(0x11_0000))) {
                    scalars.append(scalar)
                }
            }
            let folded = FoldedText(String(scalars))
            #expect(folded.isEmpty || folded.contains(folded))
        }
    }
}
