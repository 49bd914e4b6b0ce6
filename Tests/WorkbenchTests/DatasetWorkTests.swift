import Foundation
import Testing
import Workbench

/// Decisions, additions, exports and drafts on a real project with the real model.
@Suite(.serialized) struct DatasetWorkTests {
    private func exampleID(_ session: ProjectSession, _ word: String) throws -> String {
        try #require(try session.examples().first { $0.prompt.contains(word) }).id
    }

    @Test func aDroppedExampleIsNotTrainedAndItsFileIsUnchanged() throws {
        let small = try SmallProject()
        let before = try small.scratch.text("training/examples.jsonl")
        let id = try #require(try small.session.examples().first { $0.split == "train" }).id
        let tokens = try small.session.estimateTraining(TrainingChoice()).tokens
        try small.session.dropExamples([id])
        #expect(try small.session.examples().count == 11)
        #expect(try small.session.checkDataset().dropped == [id])
        #expect(try small.session.estimateTraining(TrainingChoice()).tokens < tokens)
        #expect(try small.scratch.text("training/examples.jsonl") == before)
        #expect(try small.scratch.text("training/examples.decisions.jsonl").contains(id))
        try small.scratch.write("training/examples.jsonl", #"{"prompt":"A new line?","completion":"Yes, first."}"# + "\n" + before)
        #expect(try small.session.checkDataset().dropped == [id], "an edit elsewhere moves no decision")
        try small.session.restoreDecisions([id])
        #expect(try small.session.examples().count == 13)
        #expect(throws: WorkbenchError.self) { try small.session.restoreDecisions([id]) }
        #expect(throws: WorkbenchError.self) { try small.session.dropExamples(["nothing"]) }
    }

    @Test func anIgnoredFindingIsKeptApart() throws {
        let small = try SmallProject()
        let before = try small.scratch.text("training/examples.jsonl")
        try small.scratch.write(
            "training/examples.jsonl", before + #"{"prompt":"Who runs it?","completion":"Ask ida.holm@gmail.com for that."}"# + "\n")
        let finding = try #require(try small.session.checkDataset().findings.first)
        #expect(finding.kind == .personalData && finding.line == 13 && finding.file == "training/examples.jsonl")
        try small.session.ignoreFindings([finding.id])
        let report = try small.session.checkDataset()
        #expect(report.findings.map(\.isIgnored) == [true] && report.problems.isEmpty)
        #expect(throws: WorkbenchError.self) { try small.session.ignoreFindings(["nothing"]) }
        try small.session.dropExamples([finding.id])
        #expect(try small.session.checkDataset().findings.isEmpty)
    }

    @Test func anExampleIsAddedAtTheEndWithItsOrigin() throws {
        let small = try SmallProject()
        let before = try small.scratch.text("training/examples.jsonl")
        let new = NewExample(
            prompt: "When is the door shut?", completion: "It is shut at 16:15.", document: "knowledge/hours.md",
            quote: "It closes at 16:15.", origin: ExampleOrigin(arm: "rag", model: "m", sources: ["knowledge/hours.md"], isEdited: true))
        let added = try small.session.addExample(new)
        #expect(added.line == 13)
        #expect(added.warnings.contains { $0.contains("closes-") }, "the quote is a case's, which is said: \(added.warnings)")
        let after = try small.scratch.text("training/examples.jsonl")
        #expect(after.hasPrefix(before) && after.contains(#""origin":{"arm":"rag","isEdited":true,"model":"m""#))
        #expect(try small.session.example(added.id).completion == "It is shut at 16:15.")
        #expect(throws: WorkbenchError.self, "it is there already") { try small.session.addExample(new) }
        for bad in [
            NewExample(prompt: " ", completion: "x"), NewExample(prompt: "x", completion: ""),
            NewExample(prompt: "x", completion: "y", quote: "z"),
            NewExample(prompt: "x", completion: "y", document: "knowledge/hours.md", quote: "It closes at 17:15."),
        ] {
            #expect(throws: WorkbenchError.self) { try small.session.addExample(bad) }
        }
        #expect(try small.scratch.text("training/examples.jsonl") == after)
        try small.scratch.write("training/examples.jsonl", "prompt,completion\na,b\n")
        #expect(throws: WorkbenchError.self, "a line of JSON would break a CSV file") { try small.session.addExample(new) }
    }

    @Test func anImportKeepsTopicsDocumentsAndQuotes() throws {
        let small = try SmallProject()
        try small.scratch.write(
            "more.jsonl", #"{"id":"x1","prompt":"Fresh?","completion":"Fresh.","topic":"t","document":"d.md","quote":"q"}"# + "\n")
        #expect(try small.session.importExamples(small.scratch.path("more.jsonl"), format: "auto").imported == 1)
        #expect(try small.session.example("x1").topic == "t")
    }

    @Test func anExportThatBreaksARuleIsRefusedBeforeWriting() throws {
        let small = try SmallProject()
        let out = small.scratch.path("out.jsonl")
        let result = try small.session.exportExamples(format: "openai", to: out)
        #expect(result.examples == 12 && result.advice.count == 1)
        for bird in ["heron", "osprey", "merlin"] { try small.session.dropExamples([try exampleID(small.session, bird)]) }
        let written = try small.scratch.text("out.jsonl")
        let error = #expect(throws: WorkbenchError.self) { try small.session.exportExamples(format: "openai", to: out) }
        #expect(error?.description.contains("at least 10 examples, this one has 9") == true)
        #expect(try small.scratch.text("out.jsonl") == written)
        #expect(try small.session.exportExamples(format: "trl", to: out).examples == 9)
    }

    @Test func draftsAreKeptApartUntilAPersonAcceptsThem() throws {
        let small = try SmallProject()
        try small.scratch.write(
            "cases/cases.jsonl",
            try small.scratch.text("cases/cases.jsonl").split(separator: "\n").filter { $0.contains("osprey") }.joined(separator: "\n"))
        try small.scratch.write(
            "knowledge/lockers.md", "# Lockers\n\nThe lockers in the hall are free of charge.\n\nA lost locker key costs 12 euros.\n")
        _ = try small.session.sync()
        let result = try small.session.draftExamples(count: 2, document: "knowledge/lockers.md") { _, _ in true }
        let text = try small.scratch.text("knowledge/lockers.md")
        for draft in result.drafts {
            #expect(draft.draft && text.contains(draft.quote) && draft.prompt.hasSuffix("?"))
        }
        #expect(result.drafts.count + result.rejected.values.reduce(0, +) == result.passages)
        #expect(try small.session.drafts() == result.drafts)
        #expect(try small.session.examples().count == 12, "a draft is no example")
        let prices = try small.session.draftExamples(count: 5, document: "knowledge/prices.md") { _, _ in true }
        #expect(prices.keptForCases >= 1, "the passage of a case is not drafted from")
        if let draft = try small.session.drafts().first {
            let added = try small.session.acceptDraft(draft.id, completion: "A lost key costs 12 euros, the lockers are free.")
            #expect(try small.session.example(added.id).completion.hasPrefix("A lost key"))
            #expect(try !small.session.drafts().contains { $0.id == draft.id })
        }
        for draft in try small.session.drafts() { try small.session.rejectDraft(draft.id) }
        #expect(try small.session.drafts().isEmpty)
        #expect(throws: WorkbenchError.self) { try small.session.rejectDraft("nothing") }
    }
}
