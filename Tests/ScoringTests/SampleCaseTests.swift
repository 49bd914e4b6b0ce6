import Foundation
import Scoring
import Testing

/// What holds of the cases of every folder of sample-projects.
@Suite("The cases of the sample projects")
struct SampleCaseTests {
    static let samples: [URL] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "sample-projects")
        let folders = (try? FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)) ?? []
        return folders.filter { FileManager.default.fileExists(atPath: $0.appending(path: "assay.toml").path) }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }()

    private func read(_ sample: URL) throws -> (cases: [Case], problems: [CaseFile.Problem]) {
        CaseFile.parse(try String(contentsOf: sample.appending(path: "cases/cases.jsonl"), encoding: .utf8))
    }

    @Test func thereAreSamples() { #expect(Self.samples.count >= 3) }

    @Test(arguments: samples)
    func noLineHasAProblemAndEveryQuoteStandsInItsDocument(sample: URL) throws {
        let (cases, problems) = try read(sample)
        #expect(problems.isEmpty)
        let unsupported = CaseFile.check(cases) { path in
            try? String(contentsOf: sample.appending(path: path), encoding: .utf8)
        }
        #expect(unsupported.isEmpty)
    }

    @Test(arguments: samples)
    func thereAreEnoughAndAClusterIsInOneSplit(sample: URL) throws {
        let cases = try read(sample).cases
        let test = cases.filter { $0.split == .test }
        let development = cases.filter { $0.split == .development }
        #expect(cases.count >= 120 && test.count >= 100 && development.count >= 20)
        let clusters = Set(test.map(\.cluster))
        #expect(clusters.isDisjoint(with: development.map(\.cluster)))
        #expect(clusters.count >= 30 && clusters.count < test.count, "wordings of one situation count once")
        #expect(Set(cases.map { FoldedText($0.question) }).count == cases.count, "no question is asked twice")
    }

    @Test(arguments: samples)
    func noCaseIsPassedByAnEmptyAnswerOrByRepeatingTheQuestion(sample: URL) throws {
        let scorer = CaseScorer()
        for item in try read(sample).cases {
            for text in ["", item.question] {
                #expect(!scorer.score(ArmOutput(text: text), of: item, arm: .prompt).passed, "\(item.id)")
            }
        }
    }

    /// The form that `[form]` imposes is the one that the cases demand.
    @Test(arguments: samples)
    func aSchemaFileIsWhatTheCasesDemand(sample: URL) throws {
        let files = try FileManager.default.contentsOfDirectory(at: sample, includingPropertiesForKeys: nil)
        for file in files where file.lastPathComponent.hasSuffix(".schema.json") {
            let schema = try #require(JSONValue(parsing: try String(contentsOf: file, encoding: .utf8)))
            let demand = try FormatDemand(schema: schema)
            for item in try read(sample).cases where item.format?.schema != nil { #expect(item.format == demand, "\(item.id)") }
        }
    }
}
