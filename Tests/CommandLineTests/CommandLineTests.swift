import Foundation
import Testing

/// Exit codes and words of the command-line twin.
@Suite struct ExitCodeTests {
    @Test func helpAndVersionSucceed() throws {
        #expect(try Program.run(["--help"]).status == 0)
        #expect(try Program.run(["--version"]).output.isEmpty == false)
    }

    @Test(arguments: [
        ["--no-such-option"], ["kb", "search"], ["kb", "search", "x", "--limit", "0"], ["train", "start", "--rank", "0"],
        ["eval", "exclude", "x"], ["eval", "correct", "x", "--reason", "y", "--answerable", "--unanswerable"],
        ["eval", "prompt-search", "--patience", "0"], ["eval", "probes", "--split", "x"], ["eval", "gaps", "--split", "x"],
        ["eval", "gaps", "--limit", "0"],
        ["bench", "evaluate", "--limit", "0"],
        ["ask", "x", "--passages", "21"], ["ask", "x", "--temperature", "3"], ["ask", "x", "--max-tokens", "0"],
    ])
    func wrongUsageIs64(arguments: [String]) throws {
        let result = try Program.run(arguments)
        #expect(result.status == 64)
        #expect(!result.errors.isEmpty)
        #expect(result.output.isEmpty)
    }

    @Test func outsideOfAProjectIs66AndSaysWhatToDo() throws {
        let scratch = try Scratch()
        let result = try Program.run(["kb", "list"], in: scratch.root)
        #expect(result.status == 66)
        #expect(result.errors.contains("assay init"))
    }

    @Test func theWorkbenchNeedsATerminal() throws {
        let scratch = try Scratch()
        try scratch.write("assay.toml", "")
        let result = try Program.run(["open", scratch.root])
        #expect(result.status == 69)
        #expect(result.errors.contains("terminal"))
    }

    @Test func aPeerIsMeasuredBesideUs() throws {
        let scratch = try Scratch()
        let bench = try scratch.write(
            "llama-bench", "#!/bin/sh\necho \"$@\" >> \(scratch.root)/calls\necho '[{\"samples_ts\": [3, 1, 2, 5, 4]}]'\n")
        let batched = try scratch.write("llama-batched-bench", "#!/bin/sh\necho 'ready'\necho '{\"pl\": 2, \"speed_tg\": 7.5}'\n")
        for path in [bench, batched] { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
        func peer(_ arguments: [String]) throws -> (value: Double, ratio: Double, own: Double) {
            let result = try Program.run(["bench"] + arguments + ["--peer", "llama.cpp", "--llama-bench", bench, "--json"])
            let peer = try #require(result.json["peer"] as? [String: Any], "\(result.errors)")
            func figure(_ object: [String: Any], _ name: String) throws -> Double { try #require(object[name] as? Double) }
            return (try figure(peer, "value"), try figure(peer, "ratio"), try figure(result.json, "value"))
        }
        let prefill = try peer(["prefill", "--tokens", "9"])
        #expect(prefill.value == 3 && abs(prefill.ratio * 3 / prefill.own - 1) < 1e-9)
        #expect(try String(contentsOfFile: scratch.path("calls"), encoding: .utf8).contains("-p 9 -n 0"))
        let load = try peer(["load"])
        #expect(abs(load.ratio * load.own / load.value - 1) < 1e-9, "for times, less is better")
        #expect(try peer(["batch", "--sequences", "2"]).value == 7.5)

        #expect(try Program.run(["bench", "decode", "--peer", "other"]).status == 64)
        let missing = try Program.run(["bench", "prefill", "--tokens", "2", "--peer", "llama.cpp", "--llama-bench", scratch.path("none")])
        #expect(missing.status == 69 && missing.errors.contains("Cannot start"))
    }

    @Test func aMissingModelIs66AndNamesTheFetch() throws {
        let scratch = try Scratch()
        let result = try Program.run(["model", "tokenize", "x"], environment: ["ASSAY_MODELS": scratch.path("none")])
        #expect(result.status == 66)
        #expect(result.errors.contains("assay model fetch"))
    }

    @Test func aCorruptModelIs65() throws {
        let scratch = try Scratch()
        for (name, text) in [("empty.gguf", ""), ("words.gguf", "not a model"), ("magic.gguf", "GGUF\u{3}\0\0\0")] {
            let path = try scratch.write(name, text)
            let result = try Program.run(["model", "inspect", path])
            #expect(result.status == 65, "\(name): \(result.errors)")
            #expect(!result.errors.isEmpty)
        }
    }

    @Test func aBadConfigurationOpensWithDefaultsAndNamesTheLine() throws {
        let scratch = try Scratch()
        try scratch.write("assay.toml", "[project]\nname = \"x\"\nname = oops\n")
        let result = try Program.run(["kb", "list", "--project", scratch.root])
        #expect(result.status == 0)
        #expect(result.errors.contains("line 3"))
    }

    @Test func casesAreDecidedAbout() throws {
        let scratch = try Scratch()
        try scratch.write("assay.toml", "")
        try scratch.write("cases/cases.jsonl", "{\"id\":\"a\",\"question\":\"How much?\",\"facts\":[[\"49\"]]}\n")
        func assay(_ arguments: String...) throws -> Program.Result { try Program.run(["eval"] + arguments, in: scratch.root) }
        #expect(try assay("exclude", "none", "--reason", "why").status == 66)
        #expect(try assay("correct", "a", "--fact", "49|forty-nine", "--reason", "in words").status == 0)
        let decisions = try #require(try assay("decisions", "--json").json["decisions"] as? [[String: Any]])
        #expect(decisions.first?["correctedFacts"] as? [[String]] == [["49", "forty-nine"]])
        #expect(try assay("exclude", "a", "--reason", "asked twice").status == 0)
        #expect(try assay("decisions").output == "a\tleft out\tasked twice\n")
        #expect(try assay("include", "a").status == 0)
        #expect(try assay("include", "a").status == 66)
        #expect(try assay("prompt-search", "--show").status == 66)
    }

    @Test func initMakesAProjectOnce() throws {
        let scratch = try Scratch()
        let folder = scratch.path("new")
        #expect(try Program.run(["init", folder]).status == 0)
        #expect(FileManager.default.fileExists(atPath: folder + "/assay.toml"))
        #expect(try Program.run(["init", folder]).status == 73)
    }
}
