import Foundation
import TOMLKit

/// A prompt with everything that makes it: what the search tries, and what `prompts/fewshot.toml` holds once its winner is taken.
public struct SearchedPrompt: Codable, Equatable, Sendable {
    /// The system message.
    public var instructions: String
    public var examples: [ProjectConfiguration.FewshotExample]
    /// Whether the project's form is imposed on its answers.
    public var isConstrained: Bool

    public init(instructions: String, examples: [ProjectConfiguration.FewshotExample], isConstrained: Bool) {
        self.instructions = instructions
        self.examples = examples
        self.isConstrained = isConstrained
    }
}

extension SearchedPrompt {
    /// As a file that people can read, correct and keep with the project.
    /// - Parameter origin: where it comes from, one line each.
    func toml(origin: [String]) -> String {
        let comments = origin.map { "# \($0)\n" }.joined()
        let parts = examples.map { "\n[[example]]\nquestion = \(Self.quoted($0.question))\nanswer = \(Self.quoted($0.answer))\n" }
        return comments + "\ninstructions = \(Self.quoted(instructions))\nform = \(isConstrained)\n" + parts.joined()
    }

    /// - Throws: words about what is wrong and where.
    init(toml text: String) throws {
        struct File: Decodable {
            var instructions: String
            var form: Bool?
            var example: [ProjectConfiguration.FewshotExample]?
        }
        do {
            let file = try TOMLDecoder().decode(File.self, from: try TOMLTable(string: text))
            self.init(instructions: file.instructions, examples: file.example ?? [], isConstrained: file.form ?? false)
        } catch let error as TOMLParseError {
            throw WorkbenchError(.badData, "line \(error.source.begin.line): \(error.description)")
        } catch {
            throw WorkbenchError(.badData, "it needs instructions, and [[example]] entries with question and answer")
        }
    }

    /// On one line where it is short, else over several: TOML leaves out the line break after the opening quotes.
    private static func quoted(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\n"
            case "\t": escaped += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f: escaped += String(format: "\\u%04X", scalar.value)
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped.contains("\n") ? "\"\"\"\n\(escaped)\"\"\"" : "\"\(escaped)\""
    }
}
