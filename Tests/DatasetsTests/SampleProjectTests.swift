import Datasets
import Foundation
import Testing

@Suite("The sample projects")
struct SampleProjectTests {
    private struct CaseLine: Decodable {
        let id: String
        let question: String
        let quote: String?
        let facts: [[String]]?
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "sample-projects")
    private static let folder = root.appending(path: "support-desk")
    static let samples: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: root.appending(path: "\($0)/assay.toml").path) }.sorted()
    }()

    private func text(_ path: String, of folder: URL = folder) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    private func cases(of folder: URL = folder) throws -> [CaseText] {
        try text("cases/cases.jsonl", of: folder).split(separator: "\n").map { line in
            let item = try JSONDecoder().decode(CaseLine.self, from: Data(line.utf8))
            return CaseText(id: item.id, question: item.question, quote: item.quote, answers: item.facts?.flatMap { $0 } ?? [])
        }
    }

    private func passages(of folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(at: folder.appending(path: "knowledge"), includingPropertiesForKeys: nil)
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }

    /// Whatever a sample is about: no check has anything to say about its examples.
    @Test(arguments: samples)
    func noCheckFindsAnythingInAnySample(sample: String) throws {
        let folder = Self.root.appending(path: sample)
        let file = DatasetReader.read(try text("training/examples.jsonl", of: folder))
        #expect(file.examples.count >= 200)
        let report = DatasetCheck.run(
            file.examples, problems: file.problems, cases: try cases(of: folder), passages: try passages(of: folder)
        ) { $0.completion.count }
        #expect(report.usable == file.examples.count)
        #expect(report.findings.isEmpty)
    }

    @Test func itsExamplesReadWithoutProblemsAndKnowNoCase() throws {
        let file = DatasetReader.read(try text("training/examples.jsonl"))
        #expect(file.examples.count == 309)
        #expect(file.problems.isEmpty)
        #expect(file.format == .messages)
        let report = DatasetCheck.run(
            file.examples, problems: file.problems, cases: try cases(), passages: try passages(of: Self.folder)
        ) { $0.completion.count }
        #expect(report.examples == 309)
        #expect(report.usable == 309)
        #expect(report.duplicates == 0)
        #expect(report.nearDuplicates == 0)
        #expect(report.leaks.isEmpty)
        #expect(report.problems.isEmpty)
        #expect(report.notes == nil)
        #expect(report.findings.isEmpty, "no check may cry wolf over a clean dataset")
        #expect(report.labels.map(\.label) == ["Billing", "Setup", "Account", "Security", "Integrations", "Plans"])
        #expect(report.labels.map(\.count).reduce(0, +) == 309)
        #expect(report.effectiveExamples > 100 && report.effectiveExamples < 309, "wordings of one fact count once")
    }

    @Test func aCaseSmuggledAmongItsExamplesIsFound() throws {
        let cases = try cases()
        let file = DatasetReader.read(try text("training/examples.jsonl"))
        let smuggled = cases.enumerated().map { offset, item in
            Example(messages: [.user(item.question), .assistant("Anything.")], line: 310 + offset)
        }
        let report = DatasetCheck.run(file.examples + smuggled, cases: cases) { _ in 1 }
        for (example, item) in zip(smuggled, cases) {
            let isNamed = report.leaks.contains {
                $0.hasPrefix("line \(example.line) ") && $0.contains(" asks the question of case \(item.id)")
            }
            #expect(isNamed, "\(item.id)")
        }
        #expect(report.usable == 309)
    }

    @Test func itsSplitHoldsWholeTopicsBack() throws {
        let examples = DatasetReader.read(try text("training/examples.jsonl")).examples
        for seed in UInt64(0)..<50 {
            let (train, validation) = GroupSplit.split(examples, validationShare: 0.1, seed: seed)
            #expect(Set(train.map(\.topic)).isDisjoint(with: validation.map(\.topic)))
            #expect(!validation.isEmpty && train.count > 150)
        }
    }

    @Test(arguments: [ExportFormat.openai, .trl, .alpaca, .sharegpt])
    func itsExportReadsBackTheSame(format: ExportFormat) throws {
        let examples = DatasetReader.read(try text("training/examples.jsonl")).examples
        let back = DatasetReader.read(DatasetWriter.write(examples, format: format))
        #expect(back.problems.isEmpty)
        #expect(back.examples.map(\.messages) == examples.map(\.messages))
        if format != .openai { #expect(back.examples == examples) }
    }
}
