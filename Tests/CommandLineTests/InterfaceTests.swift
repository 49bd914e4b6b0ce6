import Foundation
import Testing

/// The screen's timings and the votes, asked for on the command line.
@Suite struct InterfaceTests {
    private func project() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write("assay.toml", "[project]\nname = \"small\"\n")
        try scratch.write("knowledge/hours.md", "# Hours\n\nThe workshop opens at 7:40 in the morning.\n")
        return scratch
    }

    @Test func theFirstFrameIsTimedOnAPseudoTerminal() throws {
        let scratch = try project()
        let result = try Program.run(
            ["bench", "ui", "--measure", "first-frame", "--count", "2", "--size", "80x24", "--project", scratch.root, "--json"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.json["unit"] as? String == "ms")
        let value = try #require(result.json["value"] as? Double)
        #expect(value > 1 && value < 20_000)
        #expect(!FileManager.default.fileExists(atPath: scratch.path(".assay")), "the project itself is left alone")
    }

    /// With nothing to train the measurement would wait for ever.
    @Test func aProjectWithoutExamplesIsRefusedForKeyToPaint() throws {
        let scratch = try project()
        let result = try Program.run(["bench", "ui", "--measure", "key-to-paint", "--project", scratch.root])
        #expect(result.status == 64 && result.errors.contains("no examples"), "\(result.errors)")
    }

    @Test(arguments: [["--measure", "speed"], ["--size", "3x3"], ["--size", "wide"], ["--count", "0"]])
    func wrongTimingsAre64(arguments: [String]) throws {
        #expect(try Program.run(["bench", "ui"] + arguments).status == 64)
    }

    @Test func votesAreListedAndThereMayBeNone() throws {
        let scratch = try project()
        let tally = try Program.run(["eval", "votes", "--json"], in: scratch.root)
        #expect(tally.status == 0 && tally.json["votes"] as? Int == 0)
        #expect((tally.json["pairs"] as? [Any])?.isEmpty == true)
        #expect(try Program.run(["eval", "votes"], in: scratch.root).output.contains("No blind votes yet"))
        #expect(try Program.run(["eval", "votes", "--withdraw"], in: scratch.root).status == 66)
        #expect(try Program.run(["eval", "votes", "--add-examples"], in: scratch.root).output.contains("No voted answer"))
    }
}
