import Foundation

/// Finds addresses and numbers that belong to a person. What is reserved for examples and fiction is no finding.
enum PersonalDataFinder {
    static func run(_ example: Example) -> [Finding] {
        found(in: example.messages.map(\.content)).map { name, value in
            Finding(
                .personalData, example, detail: value, message: "holds \(name) (\(hidden(value)))",
                advice: "replace it with an invented one, such as name@example.com")
        }
    }

    static func found(in texts: [String]) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        func add(_ name: String, _ values: [String], _ isReal: (String) -> Bool) {
            for value in values where isReal(value) && !found.contains(where: { $0.value.contains(value) }) { found.append((name, value)) }
        }
        for text in texts {
            add("an e-mail address", email.matches(in: text), isRealAddress)
            guard text.utf8.count(where: { (0x30...0x39).contains($0) }) >= 7 else { continue }
            add("a bank account (IBAN)", iban.matches(in: text), isIBAN)
            add("a payment card number", card.matches(in: text), isCard)
            add("a social security number", socialSecurity.matches(in: text)) { _ in true }
            add("a telephone number", phone.matches(in: text), isRealPhone)
        }
        return found
    }

    private static let email = TextPattern(
        "e-mail",
        #"(?<!://[^\s/@]{0,80})[A-Za-z0-9][A-Za-z0-9._%+'-]*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"#,
        clues: ["@"])
    private static let iban = TextPattern("IBAN", #"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"#)
    private static let card = TextPattern("card", #"(?<![0-9A-Za-z.-])[2-6][0-9]{3}(?:[ -]?[0-9]){9,15}(?![0-9A-Za-z])"#)
    private static let socialSecurity = TextPattern("SSN", #"(?<![0-9-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![0-9-])"#)
    /// International, North American with its separators, or national with a leading zero and a separator.
    private static let phone = TextPattern(
        "phone",
        #"(?<![0-9A-Za-z+.,/-])(?:\+[1-9][0-9]{0,3}(?:[ ./()-]{0,2}[0-9]){6,12}|\(?[2-9][0-9]{2}\)?[ .-][2-9][0-9]{2}[ .-][0-9]{4}|\(?0[1-9][0-9]{1,4}\)?[ /-](?:[ /-]?[0-9]){5,9})(?![0-9])"#
    )

    /// RFC 2606 and RFC 6761: names that are reserved for documentation and tests.
    private static func isRealAddress(_ address: String) -> Bool {
        let domain = address.lowercased().split(separator: "@").last.map(String.init) ?? ""
        let labels = domain.split(separator: ".")
        if let top = labels.last, ["example", "test", "invalid", "localhost", "local"].contains(top) { return false }
        return !(labels.count >= 2 && labels[labels.count - 2] == "example" && ["com", "net", "org"].contains(labels[labels.count - 1]))
    }

    /// ISO 13616: the number that begins with the last two digits moved to the end leaves 1 when divided by 97.
    private static func isIBAN(_ text: String) -> Bool {
        let signs = text.filter { $0 != " " }
        guard (15...34).contains(signs.count) else { return false }
        var rest = 0
        for sign in signs.dropFirst(4) + signs.prefix(4) {
            guard let value = sign.hexDigitValue ?? sign.asciiValue.map({ Int($0) - 55 }) else { return false }
            rest = (rest * (value > 9 ? 100 : 10) + value) % 97
        }
        return rest == 1
    }

    /// ISO/IEC 7812-1, annex B: Luhn's check digit.
    private static func isCard(_ text: String) -> Bool {
        let digits = text.compactMap(\.wholeNumberValue)
        guard (13...19).contains(digits.count), Set(digits).count > 1 else { return false }
        let sum = digits.reversed().enumerated().reduce(0) { sum, entry in
            let doubled = entry.element * 2
            return sum + (entry.offset.isMultiple(of: 2) ? entry.element : doubled > 9 ? doubled - 9 : doubled)
        }
        return sum.isMultiple(of: 10)
    }

    /// Numbers set aside for film and print: 555-0100 to 555-0199 (North America), Ofcom's ranges (United Kingdom), the five
    /// ranges of the Bundesnetzagentur (Germany).
    private static func isRealPhone(_ text: String) -> Bool {
        let digits = text.filter(\.isWholeNumber)
        guard (7...15).contains(digits.count), Set(digits).count > 2 else { return false }
        if digits.hasSuffix("0123456789") || "1234567890".contains(digits) || digits.contains("123456789") { return false }
        if digits.count >= 10, digits.dropLast(2).hasSuffix("55501") { return false }
        let national = ["49", "44", "0"].first { digits.hasPrefix($0) }.map { String(digits.dropFirst($0.count)) } ?? digits
        let fictional = [
            "3023125", "2214710", "6990009", "4066969", "8999998", "2079460", "1632960", "7700900", "1134960", "1144960", "1154960",
            "1164960",
            "1174960", "1184960", "1214960", "1314960", "1414960", "1514960", "1614960", "8081570", "9098790",
        ]
        return !fictional.contains { national.hasPrefix($0) }
    }

    private static func hidden(_ value: String) -> String {
        if let at = value.firstIndex(of: "@") { return value.prefix(2) + "…" + value[at...] }
        return value.prefix(4) + "…" + value.suffix(2)
    }
}
