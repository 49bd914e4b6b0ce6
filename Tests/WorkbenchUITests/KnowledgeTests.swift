import TerminalCells
import Testing
import Workbench
import WorkbenchUI

struct KnowledgeTests {
    @Test
    func everyKeystrokeSearchesWithANewGeneration() {
        var script = Script()
        #expect(
            script.press("/pri") == [
                .request(.search(generation: 1, query: "p", mode: .hybrid)), .request(.search(generation: 2, query: "pr", mode: .hybrid)),
                .request(.search(generation: 3, query: "pri", mode: .hybrid)),
            ])
    }

    @Test
    func olderAnswersAreDropped() {
        var script = Script()
        script.press("/pri")
        script.receive(.search(generation: 3, query: "pri", hits: Sample.hits(3), milliseconds: 4))
        script.receive(.search(generation: 2, query: "pr", hits: Sample.hits(1), milliseconds: 9))
        #expect(script.state.knowledge.search?.hits.count == 3)
        #expect(script.state.knowledge.search?.answered == "pri")
    }

    @Test
    func lettersAreTextWhileTyping() {
        var script = Script()
        script.press("/q1:?s")
        #expect(script.state.knowledge.search?.input.text == "q1:?s")
        #expect(script.state.overlays.isEmpty)
    }

    @Test
    func enterReadsAHitAndThenGoesToItsDocument() {
        var script = Script()
        script.press("/price")
        script.receive(.search(generation: 5, query: "price", hits: Sample.hits(), milliseconds: 4))
        script.press("<Down><Enter>")
        #expect(script.state.isReading)
        #expect(script.screen.contains("rank 2"))
        script.press("<Enter>")
        #expect(script.state.knowledge.search == nil)
        #expect(script.state.knowledge.passageList.selected == 2)
    }

    @Test
    func escGoesBackOneLevelAtATime() {
        var script = Script()
        script.press("/price")
        script.receive(.search(generation: 5, query: "price", hits: Sample.hits(), milliseconds: 4))
        script.press("<Enter>")
        script.press("<Esc>")
        #expect(script.state.knowledge.search != nil)
        #expect(script.state.knowledge.level == .list)
        script.press("<Esc>")
        #expect(script.state.knowledge.search == nil)
        script.press("<Esc>")
        #expect(script.state.focus == .knowledge)
    }

    @Test
    func theSearchModeIsAskedAgainWhenItChanges() {
        var script = Script()
        script.press("/a<Esc>")
        #expect(script.press("m") == [.request(.search(generation: 2, query: "a", mode: .dense))])
        #expect(script.press("m") == [.request(.search(generation: 3, query: "a", mode: .lexical))])
    }

    @Test
    func movingToADocumentFetchesItsPassagesOnce() {
        var script = Script()
        #expect(script.press("j") == [.request(.passages(document: "plans/limits.md"))])
        script.receive(.passages(document: "plans/limits.md", []))
        #expect(script.press("kj") == [])
    }

    @Test
    func aNewDocumentHasNoPassagesToAskFor() {
        var script = Script()
        script.press("jjj")
        #expect(!script.requests.contains(.passages(document: "changelog/2024-06.md")))
        #expect(script.screen.contains("Not read yet. Press s to sync."))
    }

    @Test
    func aFailedDocumentSaysWhy() {
        var script = Script()
        script.press("G")
        #expect(script.screen.contains("could not be read: not UTF-8 text"))
    }

    @Test
    func addAsksForAPath() {
        var script = Script()
        script.press("adocs/new")
        #expect(script.press("<Enter>") == [.request(.addDocuments(paths: ["docs/new"]))])
        script.press("a")
        #expect(script.press("<Enter>") == [], "nothing typed, nothing added")
        #expect(script.state.overlays.isEmpty)
    }

    @Test
    func removeNamesTheDocumentAndWaitsForY() {
        var script = Script()
        script.press("d")
        #expect(script.screen.contains("Remove plans/pricing.md?"))
        #expect(script.press("d") == [])
        #expect(script.press("y") == [.request(.removeDocuments(paths: ["plans/pricing.md"]))])
    }

    @Test
    func syncIsRefusedWhileOneRuns() {
        var script = Script()
        #expect(script.press("s") == [.request(.sync)])
        script.receive(.job(Sample.job(.sync)))
        #expect(script.press("s") == [])
        #expect(script.screen.contains("running already"))
    }

    @Test
    func contextShowsTheExactPrompt() {
        var script = Script()
        script.press("cprice of Team")
        #expect(script.press("<Enter>") == [.request(.context(question: "price of Team"))])
        script.receive(
            .context(ContextPreview(question: "price of Team", prompt: "<|im_start|>system\nAnswer.", tokens: 99, passages: Sample.pricing))
        )
        #expect(script.screen.contains("99 tokens · 4 passages"))
        #expect(script.press("y") == [.copy("<|im_start|>system\nAnswer.")])
    }

    @Test
    func theSelectedDocumentStaysSelectedWhenTheListChanges() {
        var script = Script()
        script.press("jj")
        script.receive(.documents(Array(Sample.documents.dropFirst())))
        #expect(script.state.knowledge.list.selected == 1)
    }

    @Test
    func passagesOfASyncedDocumentAreAskedForAgain() {
        var script = Script()
        script.receive(.job(Sample.job(.sync)))
        script.receive(.job(Sample.job(.sync, .finished)))
        #expect(script.receive(.documents(Sample.documents)) == [.request(.passages(document: "plans/pricing.md"))])
    }
}

extension AppState {
    var isReading: Bool { knowledge.level == .body }
}
