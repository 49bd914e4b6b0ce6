import Datasets
import Foundation
import Testing
import Workbench

@Suite struct ProjectTests {
    @Test func theNearestProjectUpwardIsFound() throws {
        let scratch = try Scratch()
        try scratch.write("assay.toml", "[project]\nname = \"found\"\n")
        try scratch.write("a/b/c.txt", "")
        let project = try Project.nearest(from: scratch.path("a/b"))
        #expect(project.configuration.name == "found")
        #expect(project.relative(scratch.path("a/b/c.txt")) == "a/b/c.txt")
    }

    @Test func aFolderWithoutAProjectIsNotFound() throws {
        let scratch = try Scratch()
        let error = #expect(throws: WorkbenchError.self) { try Project(at: scratch.root) }
        #expect(error?.kind == .notFound)
    }

    @Test func aNewProjectReadsBackWithoutWarning() throws {
        let scratch = try Scratch()
        let project = try ProjectTemplate.create(at: scratch.path("new"), from: nil)
        #expect(project.warning == nil)
        #expect(throws: WorkbenchError.self) { try ProjectTemplate.create(at: scratch.path("new"), from: nil) }
    }

    @Test func theSampleCopiesWholeAndNeverOverwrites() throws {
        let scratch = try Scratch()
        let project = try ProjectTemplate.create(at: scratch.path("copy"), from: "support-desk")
        #expect(FileManager.default.fileExists(atPath: project.datasetPath))
        try scratch.write("other/cases/mine.jsonl", "{}")
        #expect(throws: WorkbenchError.self) { try ProjectTemplate.create(at: scratch.path("other"), from: "support-desk") }
        #expect(FileManager.default.fileExists(atPath: scratch.path("other/cases/mine.jsonl")))
    }

    @Test(arguments: ProjectTemplate.samples())
    func everySampleOpensWithoutWarningAndFindsItsFiles(sample: String) throws {
        let scratch = try Scratch()
        let project = try ProjectTemplate.create(at: scratch.path("copy"), from: sample)
        #expect(project.warning == nil)
        #expect(project.configuration.name == sample)
        #expect(project.configuration.fewshot.count >= 3)
        var paths = project.configuration.sources + project.configuration.cases + [project.configuration.dataset, "README.md"]
        if case .schema(let path)? = project.configuration.form { paths.append(path) }
        for path in paths { #expect(FileManager.default.fileExists(atPath: project.absolute(path)), "\(path)") }
    }

    /// What these two say of 200 examples holds for exactly as many.
    @Test(arguments: ["code-review", "triage"])
    func theSplitLeavesTwoHundredExamplesForTraining(sample: String) throws {
        let scratch = try Scratch()
        let project = try ProjectTemplate.create(at: scratch.path("copy"), from: sample)
        let examples = DatasetReader.read(try scratch.text("copy/\(project.configuration.dataset)")).examples
        let split = GroupSplit.split(
            examples, validationShare: project.configuration.validationShare, seed: project.configuration.splitSeed)
        #expect(split.train.count == 200 && split.validation.count == 22)
    }

    @Test func anUnknownSampleNamesTheKnownOnes() throws {
        let scratch = try Scratch()
        let error = #expect(throws: WorkbenchError.self) { try ProjectTemplate.create(at: scratch.path("x"), from: "nothing") }
        #expect(error?.kind == .notFound)
        #expect(error?.description.contains("support-desk") == true)
    }
}

@Suite struct ModelStoreTests {
    @Test func aMissingModelSaysHowToFetchIt() throws {
        let scratch = try Scratch()
        let store = ModelStore(directory: scratch.root)
        let error = #expect(throws: WorkbenchError.self) { try store.languageModelPath() }
        #expect(error?.kind == .notFound)
        #expect(error?.next.contains("assay model fetch") == true)
    }

    @Test func anUnknownNameIsNotFound() throws {
        let store = ModelStore(directory: try Scratch().root)
        #expect(throws: WorkbenchError.self) { try store.languageModelPath("no-such-model") }
        #expect(throws: WorkbenchError.self) { try store.fetch(["no-such-model"]) { _ in } }
    }
}
