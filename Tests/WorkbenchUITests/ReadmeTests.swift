import Foundation
import Testing
import WorkbenchUI

/// The key table of README.md is the command registry's. Record it anew with ASSAY_RECORD_SNAPSHOTS=1, which fails once so that nobody forgets.
@Suite struct ReadmeTests {
    @Test func theKeyTableIsTheRegistrys() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appendingPathComponent("README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let marker = try #require(text.range(of: "<!-- keys"))
        let start = try #require(text.range(of: "-->\n", range: marker.lowerBound..<text.endIndex))
        let end = try #require(text.range(of: "<!-- /keys -->"))
        let table = "\n" + CommandRegistry.keyTable()
        if ProcessInfo.processInfo.environment["ASSAY_RECORD_SNAPSHOTS"] != nil {
            let recorded = text.replacingCharacters(in: start.upperBound..<end.lowerBound, with: table)
            try recorded.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded README.md; run again without ASSAY_RECORD_SNAPSHOTS")
        } else {
            #expect(String(text[start.upperBound..<end.lowerBound]) == table)
        }
    }
}
