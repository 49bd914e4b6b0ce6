import Foundation

/// Finds keys, tokens and passwords by the forms that their issuers publish.
enum SecretFinder {
    static func run(_ example: Example) -> [Finding] {
        found(in: example.messages.map(\.content)).map { name, value in
            Finding(
                .secret, example, detail: value, message: "holds what looks like \(name) (\(hidden(value)))",
                advice: "replace it with an invented value, and revoke it where it is real")
        }
    }

    static func found(in texts: [String]) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        for text in texts {
            for pattern in patterns {
                for match in pattern.matches(in: text) where !found.contains(where: { $0.value == match }) {
                    found.append((pattern.name, match))
                }
            }
            for match in assignment.matches(in: text) where isRandom(match) && !found.contains(where: { match.contains($0.value) }) {
                found.append((assignment.name, match))
            }
        }
        return found
    }

    private static let patterns = [
        TextPattern("a private key", "-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----", clues: ["PRIVATE KEY"]),
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html: unique id prefixes of access keys.
        TextPattern("an AWS access key", #"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"#, clues: ["AKIA", "ASIA"]),
        // https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
        TextPattern("a GitHub token", #"\bgh[pousr]_[A-Za-z0-9]{30,}\b|\bgithub_pat_[A-Za-z0-9_]{22,}\b"#, clues: ["gh", "github_pat_"]),
        TextPattern("a GitLab token", #"\bglpat-[A-Za-z0-9_-]{20,}"#, clues: ["glpat-"]),
        // https://api.slack.com/concepts/token-types
        TextPattern("a Slack token", #"\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-[A-Za-z0-9-]{10,}"#, clues: ["xox", "xapp-"]),
        TextPattern("a Slack webhook", #"https://hooks\.slack\.com/services/[A-Z0-9]+/[A-Z0-9]+/[A-Za-z0-9]+"#, clues: ["hooks.slack.com"]),
        TextPattern("an API key", #"\bsk-[A-Za-z0-9_-]{20,}"#, clues: ["sk-"]),
        TextPattern("a Stripe key", #"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"#, clues: ["k_live_", "k_test_"]),
        TextPattern("a Google API key", #"\bAIza[A-Za-z0-9_-]{35}"#, clues: ["AIza"]),
        TextPattern("a Hugging Face token", #"\bhf_[A-Za-z0-9]{30,}\b"#, clues: ["hf_"]),
        // RFC 7519: two base64url JSON objects, which begin with `{"`, and a signature.
        TextPattern("a JSON web token", #"\beyJ[A-Za-z0-9_-]{6,}\.eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{8,}"#, clues: ["eyJ"]),
        TextPattern(
            "a password in a URL",
            #"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@<>{}$\[\]]+:(?!password@|PASSWORD@|pass@|xxx)[^\s/@<>{}$\[\]*]{3,}@[A-Za-z0-9\[]"#,
            clues: ["://"]),
    ]

    private static let assignment = TextPattern(
        "a password or key",
        #"(?i)\b(?:password|passwd|pwd|passphrase|api[_ -]?key|secret(?:[_ -]?(?:access[_ -]?)?key)?|access[_ -]?token|auth[_ -]?token)["']?\s*(?:[:=]|\bis\b)\s*["'`]?([^\s"'`,;]{8,})"#
    )

    /// Letters and digits mixed, and no word that stands for a value to be filled in.
    private static func isRandom(_ match: String) -> Bool {
        guard let value = match.split(whereSeparator: { $0.isWhitespace || "=:".contains($0) }).last.map(String.init) else { return false }
        let lower = value.lowercased()
        let isPlaceholder = ["example", "xxx", "your", "changeme", "placeholder", "<", "${", "***", "…"].contains { lower.contains($0) }
        let isMixed = value.contains { $0.isNumber } && value.contains { $0.isLetter }
        return isMixed && !isPlaceholder && Set(value).count >= 6 && !lower.hasPrefix("http")
    }

    /// Enough to find it, too little to use it.
    private static func hidden(_ value: String) -> String {
        let line = value.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return line.hasPrefix("-----") ? line : "\(line.prefix(6))…"
    }
}
