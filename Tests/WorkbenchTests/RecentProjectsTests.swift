import Foundation
import Testing
import Workbench

@Suite struct RecentProjectsTests {
    @Test func theNewestStandsFirstOnceAndTheMissingAreLeftOut() throws {
        let scratch = try Scratch()
        for name in ["one", "two"] { try scratch.write("\(name)/assay.toml", "[project]\nname = \"\(name)\"\n") }
        let (one, two) = (try Project(at: scratch.path("one")), try Project(at: scratch.path("two")))
        let recent = RecentProjects(folder: scratch.path("state"))
        #expect(recent.all().isEmpty)
        recent.note(one, now: 100)
        recent.note(two, now: 200)
        recent.note(one, now: 300)
        #expect(recent.all(now: 360).map(\.name) == ["one", "two"])
        #expect(recent.all(now: 360).first?.kind == .recent(secondsAgo: 60))
        try FileManager.default.removeItem(atPath: scratch.path("one"))
        #expect(recent.all().map(\.name) == ["two"])
    }

    @Test func whereThereIsNoProjectSamplesAndAnEmptyOneAreProposed() throws {
        let scratch = try Scratch()
        try scratch.write("support-desk/other.txt", "")
        let choices = ProjectChoice.all(in: scratch.root, recent: RecentProjects(folder: scratch.root))
        let sample = try #require(choices.first { $0.kind == .sample })
        #expect(sample.name == "support-desk" && sample.path == scratch.path("support-desk-2"))
        #expect(!sample.summary.isEmpty)
        #expect(choices.last?.kind == .empty)
    }
}
