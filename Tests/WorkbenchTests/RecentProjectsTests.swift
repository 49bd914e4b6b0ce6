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

    @Test func aForgottenOneComesBackWhereItWas() throws {
        let scratch = try Scratch()
        let recent = RecentProjects(folder: scratch.path("state"))
        for (index, name) in ["one", "two", "three"].enumerated() {
            try scratch.write("\(name)/assay.toml", "[project]\nname = \"\(name)\"\n")
            recent.note(try Project(at: scratch.path(name)), now: Double(100 * index))
        }
        let two = try #require(recent.all(now: 300).first { $0.name == "two" })
        try recent.forget(two.path)
        #expect(recent.all(now: 300).map(\.name) == ["three", "one"])
        try recent.restore(two, now: 300)
        #expect(recent.all(now: 300).map(\.name) == ["three", "two", "one"])
        #expect(recent.all(now: 300)[1] == two)
    }

    @Test func theThemeIsKept() throws {
        let scratch = try Scratch()
        let preferences = ScreenPreferences(folder: scratch.path("state"))
        #expect(preferences.theme == nil)
        try preferences.keep(theme: "crucible")
        #expect(ScreenPreferences(folder: scratch.path("state")).theme == "crucible")
        try scratch.write("state/screen.json", "{")
        #expect(preferences.theme == nil)
        try preferences.keep(theme: "light")
        #expect(preferences.theme == "light")
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
