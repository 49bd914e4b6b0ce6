import Foundation
import Tokenization

/// Gathers examples and problems in the order of the text, and keeps ids unique.
struct ExampleCollector {
    /// The format that every line must have; nil takes each as it comes.
    private let format: DatasetFormat?
    private var examples: [Example] = []
    private var problems: [DatasetProblem] = []
    private var lineOfID: [String: Int] = [:]
    private var counts: [(format: DatasetFormat, count: Int)] = []

    init(format: DatasetFormat?) { self.format = format }

    var file: DatasetFile {
        var most: (format: DatasetFormat, count: Int)?
        for entry in counts where entry.count > most?.count ?? 0 { most = entry }
        return DatasetFile(
            examples: examples, problems: problems.sorted { $0.line < $1.line }, format: most?.format ?? format)
    }

    mutating func add(_ problem: DatasetProblem) { problems.append(problem) }

    /// One JSON object as text.
    mutating func add(json bytes: ArraySlice<UInt8>, line: Int) {
        let value: Any
        do {
            value = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        } catch {
            let reason = (error as NSError).userInfo["NSDebugDescription"] as? String ?? "it cannot be parsed"
            add(DatasetProblem(line: line, message: "not valid JSON (\(reason)); correct it, or write it anew with a JSON encoder"))
            return
        }
        guard let object = value as? [String: Any] else {
            add(DatasetProblem(line: line, message: "not a JSON object; write one example as one {…}"))
            return
        }
        guard let format = format ?? ConversationShape.recognise(object.keys) else {
            let known = "\"messages\", \"prompt\" and \"completion\", \"instruction\" and \"output\", or \"conversations\""
            let found = object.isEmpty ? "none" : object.keys.sorted().prefix(6).map { "\"\($0)\"" }.joined(separator: ", ")
            add(DatasetProblem(line: line, message: "none of the known shapes: needs \(known), has \(found); rename its members"))
            return
        }
        add(object, as: format, line: line)
    }

    mutating func add(_ object: [String: Any], as format: DatasetFormat, line: Int) {
        do throws(LineProblem) {
            let messages = try ConversationShape.messages(of: object, as: format)
            try ConversationRule.check(messages)
            var example = Example(
                id: try ConversationShape.identifier(of: object), messages: messages,
                topic: try ConversationShape.optionalText("topic", of: object),
                document: try ConversationShape.optionalText("document", of: object),
                quote: try ConversationShape.optionalText("quote", of: object), line: line)
            if example.id == Example.contentID(messages) {
                // Copies of a line without an id are found by the check; here each only needs a name of its own.
                let hash = example.id
                var copy = 1
                while lineOfID[example.id] != nil {
                    copy += 1
                    example.id = "\(hash)-\(copy)"
                }
            } else if let earlier = lineOfID[example.id] {
                throw LineProblem("the id \"\(example.id)\" is already that of line \(earlier); give it another, or leave \"id\" out")
            }
            lineOfID[example.id] = line
            examples.append(example)
            if let index = counts.firstIndex(where: { $0.format == format }) {
                counts[index].count += 1
            } else {
                counts.append((format, 1))
            }
        } catch {
            add(DatasetProblem(line: line, message: error.message, kind: error.kind))
        }
    }
}
