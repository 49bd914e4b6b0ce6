import Foundation
import Retrieval
import Testing

/// Files as they come: every one is taken in, listed with its reason, or skipped, and none stops the rest.
struct DocumentRobustnessTests {
    private func failures(_ project: TestProject, limits: DocumentLimits = DocumentLimits()) throws -> [String: String] {
        let report = try project.store(limits: limits).sync(project.sources)
        return Dictionary(uniqueKeysWithValues: report.failures.map { ($0.document, $0.reason) })
    }

    @Test func filesThatAreNotTextAreListedWithWhy() throws {
        let project = try TestProject()
        try project.write("nul.md", Array("text\0more".utf8))
        try project.write("latin1.txt", [0x47, 0x72, 0xFC, 0xDF, 0x65])
        try project.write("utf16.txt", [0xFF, 0xFE, 0x41, 0x00])
        try project.write("cut.md", Array("fine until here: é".utf8).dropLast())
        try project.write("surrogate.md", [0x41, 0xED, 0xA0, 0x80])
        try project.write("overlong.md", [0x41, 0xC0, 0xAF])
        try project.write("good.md", "# Good\n\ntext\n")
        let failures = try failures(project)
        #expect(failures.count == 6)
        #expect(failures["docs/nul.md"] == "is binary: it has a NUL at byte 4")
        #expect(failures["docs/latin1.txt"]?.contains("byte at 2") == true)
        #expect(failures["docs/utf16.txt"]?.contains("UTF-16") == true)
        #expect(failures["docs/cut.md"]?.contains("byte at 17") == true)
        #expect(failures["docs/surrogate.md"]?.contains("byte at 1") == true)
        #expect(failures["docs/overlong.md"]?.contains("byte at 1") == true)
    }

    @Test func tooLargeFilesAreListed() throws {
        let project = try TestProject()
        try project.write("large.txt", String(repeating: "x", count: 1_001))
        try project.write("fits.txt", String(repeating: "x ", count: 500))
        #expect(
            try failures(project, limits: DocumentLimits(maximumBytes: 1_000)) == [
                "docs/large.txt": "is too large: 1001 bytes, the limit is 1000"
            ])
    }

    @Test func linksThatLeadNowhereOrToThemselvesAreListed() throws {
        let project = try TestProject()
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: project.path("dangling.md"), withDestinationPath: "nowhere.md")
        try manager.createSymbolicLink(atPath: project.path("self.md"), withDestinationPath: "self.md")
        try manager.createSymbolicLink(atPath: project.path("ignored.bin"), withDestinationPath: "nowhere.bin")
        let failures = try failures(project)
        #expect(
            failures == [
                "docs/dangling.md": "cannot be read: the link leads to nothing", "docs/self.md": "cannot be read: the link leads to itself",
            ])
        let store = try project.store()
        #expect(
            try store.status(of: project.sources).documents.map(\.status) == [
                .failed("cannot be read: the link leads to nothing"), .failed("cannot be read: the link leads to itself"),
            ])
        let report = try store.sync(KnowledgeSources(paths: ["docs/dangling.md"]))
        #expect(report.failures.map(\.document) == ["docs/dangling.md"])
    }

    @Test func foldersThatLinkToThemselvesAreWalkedOnce() throws {
        let project = try TestProject()
        try project.write("a/one.md", "one\n")
        try FileManager.default.createSymbolicLink(atPath: project.path("a/loop"), withDestinationPath: "..")
        try FileManager.default.createSymbolicLink(atPath: project.path("b"), withDestinationPath: "a")
        let report = try project.store().sync(project.sources)
        #expect(report.changes.map(\.document) == ["docs/a/one.md"])
    }

    @Test func linkedFilesAreRead() throws {
        let project = try TestProject()
        try project.write("one.md", "one\n")
        try FileManager.default.createSymbolicLink(atPath: project.path("two.md"), withDestinationPath: "one.md")
        #expect(try project.store().sync(project.sources).added == 2)
    }

    @Test func pipesAreNotWaitedFor() throws {
        let project = try TestProject()
        #expect(mkfifo(project.path("pipe.md"), 0o600) == 0)
        #expect(try failures(project) == ["docs/pipe.md": "is a pipe, not a file"])
    }

    @Test func aFolderNamedLikeADocumentIsAFolder() throws {
        let project = try TestProject()
        try project.write("chapter.md/text.md", "inside\n")
        #expect(try project.store().sync(project.sources).changes.map(\.document) == ["docs/chapter.md/text.md"])
    }

    @Test func hiddenFilesAndOtherKindsAreLeftOut() throws {
        let project = try TestProject()
        try project.write(".hidden.md", "x")
        try project.write(".git/x.md", "x")
        try project.write("page.XYZ", "x")
        try project.write("WHATEVER", "x")
        try project.write("shout.MD", "x")
        let report = try project.store().sync(project.sources)
        #expect(report.changes.map(\.document) == ["docs/shout.MD"])
        #expect(report.skipped.map(\.path) == ["docs/WHATEVER", "docs/page.XYZ"])
        #expect(report.skipped.last?.reason.hasPrefix(".xyz is not read; Markdown, text, HTML, PDF") == true)
    }

    @Test func aHiddenFileNamedAsASourceIsRead() throws {
        let project = try TestProject()
        try project.write(".hidden.md", "x")
        #expect(try project.store().sync(KnowledgeSources(paths: ["docs/.hidden.md"])).added == 1)
    }

    @Test func emptyFilesAreDocumentsWithoutPassages() throws {
        let project = try TestProject()
        try project.write("empty.md", "")
        let store = try project.store()
        let report = try store.sync(project.sources)
        #expect(report.added == 1 && report.failures.isEmpty)
        #expect(try store.documents().first?.passages == 0)
        #expect(try store.status(of: project.sources).documents.map(\.status) == [.fresh])
    }

    @Test func sourcesThatOverlapGiveEachDocumentOnce() throws {
        let project = try TestProject()
        try project.write("a.md", "one\n")
        let sources = KnowledgeSources(paths: ["docs", "docs/a.md", "./docs/../docs/a.md", project.root + "/docs", project.path("a.md")])
        #expect(try project.store().sync(sources).changes.map(\.document) == ["docs/a.md"])
    }

    @Test func documentsOutsideOfTheRootKeepTheirWholePath() throws {
        let project = try TestProject()
        let other = try TestProject()
        try other.write("far.md", "far away\n")
        #expect(try project.store().sync(KnowledgeSources(paths: [other.root + "/docs"])).changes.map(\.document) == [other.path("far.md")])
    }

    @Test func strangeNamesAreOnlyNames() throws {
        let project = try TestProject()
        let names = ["a'b\"c.md", "per%cent_under.md", "new\nline.md", "emoji 👩‍👩‍👧.md", "-dash.md", "semi;colon.md", "[1].md"]
        for name in names { try project.write(name, "# T\n\nwords in \(names.count) files\n") }
        let store = try project.store()
        #expect(try store.sync(project.sources).added == names.count)
        for name in names {
            #expect(try store.passages(of: "docs/" + name).count == 1)
            #expect(try store.search(SearchRequest("words", filter: SearchFilter(path: "docs/" + name))).count == 1)
        }
    }

    @Test func deepFoldersEndSomewhere() throws {
        let project = try TestProject()
        try project.write((0..<12).map { "d\($0)" }.joined(separator: "/") + "/deep.md", "deep\n")
        let report = try project.store(limits: DocumentLimits(maximumDepth: 5)).sync(project.sources)
        #expect(report.added == 0 && report.skipped.map(\.reason) == ["folders nested too deep"])
    }

    @Test func hiddenCharactersDoNotKeepWordsFromBeingFound() throws {
        let project = try TestProject()
        try project.write("zw.md", "# T\n\nThe pass\u{200B}word is re\u{00AD}set here.\n")
        let store = try project.store()
        _ = try store.sync(project.sources)
        #expect(try store.search(SearchRequest("password", mode: .lexical)).count == 1)
        #expect(try store.search(SearchRequest("re\u{200D}set", mode: .lexical)).count == 1)
        #expect(try store.passages(of: "docs/zw.md").first?.text.unicodeScalars.contains("\u{200B}") == true)
    }
}
