import Datasets
import Foundation
import Tokenization

extension ProjectSession {
    /// Adds one example to the end of the dataset's file; what stands in it stays byte for byte.
    /// - Throws: `.usage` when a side is empty or the example is there already, `.badData` when the quote is not in the document.
    @discardableResult
    public func addExample(_ new: NewExample) throws -> AddedExample {
        var (example, findings) = try examine(new)
        if let known = try isPresent(example) {
            throw WorkbenchError(.usage, "This example is there already: \(known.id), line \(known.line).")
        }
        let warnings = findings.filter { $0.example != nil }.map { "it \($0.message); \($0.advice)" }
        let origin = String(decoding: try JSONFile.encoder.encode(new.origin), as: UTF8.self)
        example.line = try append([DatasetWriter.projectLine(example, origin: new.origin == ExampleOrigin() ? nil : origin)])
        return AddedExample(id: example.id, line: example.line, warnings: warnings)
    }

    /// The example that it would be, and what a check says of it alone and beside the cases.
    func examine(_ new: NewExample) throws -> (example: Example, findings: [Finding]) {
        var messages: [ChatMessage] = new.system.map { [.system($0)] } ?? []
        messages += [.user(new.prompt), .assistant(new.completion)]
        for (name, text) in [("prompt", new.prompt), ("completion", new.completion)] where text.allSatisfy(\.isWhitespace) {
            throw WorkbenchError(.usage, "The \(name) is empty.", next: "An example needs a question and an answer.")
        }
        try checkQuote(new)
        let example = Example(messages: messages, topic: new.topic, document: new.document, quote: new.quote, line: 1)
        let source = try new.document.flatMap { path in
            try new.quote.map { _ in KnowledgeText(document: path, text: try Files.readText(project.absolute(path))) }
        }
        let report = DatasetCheck.run([example], cases: caseTexts(), passages: source.map { [$0] } ?? []) { _ in ExampleTokens(count: 0) }
        return (example, report.findings)
    }

    /// The same example in the dataset, if there is one.
    func isPresent(_ example: Example) throws -> Example? {
        let content = Example.contentID(example.messages)
        return try loadWholeDataset().examples.first { Example.contentID($0.messages) == content }
    }

    private func checkQuote(_ new: NewExample) throws {
        guard let quote = new.quote else { return }
        guard let document = new.document else {
            throw WorkbenchError(.usage, "A quote needs the document that it is from.", next: "Name it with --document.")
        }
        guard try Files.readText(project.absolute(document)).contains(quote) else {
            throw WorkbenchError(
                .badData, "\(document) does not hold the quote \"\(quote.prefix(80))\".", next: "Copy it as it stands in the document.")
        }
    }

    /// Appends lines to the dataset's file in one atomic write.
    /// - Returns: the number of the first of them.
    @discardableResult
    func append(_ lines: [String]) throws -> Int {
        let path = project.datasetPath
        let before = Files.exists(path) ? try Files.readText(path) : ""
        let first = before.first { !$0.isWhitespace }
        guard first == nil || first == "{" else {
            throw WorkbenchError(
                .usage, "\(project.relative(path)) is not a file of JSON lines, to which lines could be added.",
                next: "Export it once: assay data export --format trl NEW.jsonl, and name that file in assay.toml.")
        }
        let separator = before.isEmpty || before.hasSuffix("\n") ? "" : "\n"
        let line = (before + separator).utf8.count { $0 == UInt8(ascii: "\n") } + 1
        guard !lines.isEmpty else { return line }
        try Files.writeAtomically(Data((before + separator + lines.joined()).utf8), to: path)
        return line
    }
}
