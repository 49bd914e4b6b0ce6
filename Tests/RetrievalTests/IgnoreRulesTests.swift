import Foundation
import Retrieval
import Testing

/// What a folder's own rules leave out.
struct IgnoreRulesTests {
    /// The documents of a folder with these files and rules, without the folder's name.
    private func documents(_ files: [String], rules: [String: String]) throws -> (taken: [String], skipped: [String: String]) {
        let project = try TestProject()
        for file in files { try project.write(file, "words\n") }
        for (name, text) in rules { try project.write(name, text) }
        let report = try project.store().sync(project.sources)
        return (
            report.changes.map { String($0.document.dropFirst(5)) }.sorted(),
            Dictionary(uniqueKeysWithValues: report.skipped.map { (String($0.path.dropFirst(5)), $0.reason) })
        )
    }

    /// Compared with what `git ls-files --others --exclude-standard` of git 2.39 lists for the same tree.
    @Test func rulesMeanWhatTheyMeanToGit() throws {
        let files = [
            "a.md", "b.md", "keep/a.md", "logs/x.md", "deep/logs/y.md", "deep/er/z.md", "top.md", "deep/top.md", "foo/bar/one.md",
            "foo/x/bar/two.md", "space .md", "#hash.md", "!bang.md", "q1.md", "q12.md", "r5.md", "ra.md", "file[1].md", "docs/all/u.md",
            "docs/all/keep.md", "x/target.md", "abc/x/def/w.md", "abc/def/v.md",
        ]
        let rules = """
            # a comment
            b.md
            logs/
            /top.md
            foo/**/bar
            \\#hash.md
            \\!bang.md
            q?.md
            r[0-9].md
            file\\[1\\].md
            docs/all/*
            !docs/all/keep.md
            **/target.md
            abc/**/def/w.md
            space\\ .md
            nothing.md\u{20}\u{20}
            """
        let found = try documents(files, rules: [".gitignore": rules])
        #expect(found.taken == ["a.md", "abc/def/v.md", "deep/er/z.md", "deep/top.md", "docs/all/keep.md", "keep/a.md", "q12.md", "ra.md"])
        #expect(found.skipped["b.md"] == "left out by docs/.gitignore, line 2")
        #expect(found.skipped["logs"] == "left out by docs/.gitignore, line 3")
    }

    @Test func innerRulesAndOurOwnComeLast() throws {
        let found = try documents(
            ["a.md", "in/a.md", "in/b.md", "c.md", "gone/d.md"],
            rules: [".gitignore": "a.md\nc.md\ngone\n", "in/.gitignore": "!a.md\nb.md\n", ".assayignore": "!c.md\n"])
        #expect(found.taken == ["c.md", "in/a.md"])
    }

    @Test func whatIsInAnIgnoredFolderStaysOut() throws {
        #expect(try documents(["out/a.md"], rules: [".gitignore": "out/\n!out/a.md\n"]).taken == [])
    }

    @Test func builtAndInstalledFoldersAreLeftOut() throws {
        let files = ["node_modules/x/README.md", "crate/target/doc.md", "crate/Cargo.toml", "shooting/target/doc.md", "build/a.md"]
        let found = try documents(files, rules: [:])
        #expect(found.taken == ["build/a.md", "crate/Cargo.toml", "shooting/target/doc.md"])
        #expect(found.skipped["node_modules"] == "a folder of what was built or installed")
        #expect(try documents(files, rules: [".assayignore": "!node_modules/\n"]).taken.contains("node_modules/x/README.md"))
    }

    @Test func patternsCannotTakeLong() throws {
        let pattern = String(repeating: "a*", count: 400) + "b\n" + String(repeating: "**/", count: 300) + "z\n[\n[]\n[z-a]\n\\\n***\n"
        let name = String(repeating: "a", count: 200) + ".md"
        #expect(try documents([name], rules: [".gitignore": pattern]).taken.count <= 1)
    }

    @Test func rulesThatCannotBeReadLeaveNothingOut() throws {
        let project = try TestProject()
        try project.write("a.md", "words\n")
        try FileManager.default.createDirectory(atPath: project.path(".gitignore"), withIntermediateDirectories: true)
        #expect(mkfifo(project.path(".assayignore"), 0o600) == 0)
        #expect(try project.store().sync(project.sources).added == 1)
    }

    @Test func otherFilesAreToldApart() throws {
        let project = try TestProject()
        try project.write("a.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A])
        try project.write("b.bin", [0, 1, 2, 3])
        try project.write("c.xyz", "text\n")
        try project.write("d.txt", [0x50, 0x4B, 0x03, 0x04, 0, 0])
        try project.write("README", "words\n")
        #expect(mkfifo(project.path("pipe.bin"), 0o600) == 0)
        let report = try project.store().sync(project.sources)
        let reasons = Dictionary(uniqueKeysWithValues: report.skipped.map { ($0.path, $0.reason) })
        #expect(reasons["docs/a.png"] == "is no document: a PNG image" && reasons["docs/b.bin"] == "is no document: binary")
        #expect(reasons["docs/c.xyz"]?.hasPrefix(".xyz is not read; Markdown") == true && reasons["docs/pipe.bin"] != nil)
        #expect(report.failures.map(\.reason) == ["is binary: a ZIP archive"])
        #expect(report.changes.contains { $0.document == "docs/README" && $0.change == .added })
    }
}
