import Foundation
import TerminalCells
import Testing
import Workbench
import WorkbenchUI

struct ThemeTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("themes")
    static let names = ["default", "crucible", "dark", "light", "high-contrast", "color-blind", "monochrome"]

    private static func load(_ name: String) -> (theme: Theme, problems: [ThemeFile.Problem]) {
        ThemeFile.load(name) { try? String(contentsOf: folder.appendingPathComponent($0 + ".toml"), encoding: .utf8) }
    }

    @Test(arguments: names)
    func everyShippedThemeIsUnderstood(name: String) {
        #expect(Self.load(name).problems.isEmpty)
    }

    @Test
    func theCompiledInThemeIsTheFile() {
        #expect(Self.load("default").theme == Theme.builtIn)
    }

    @Test
    func monochromeHasNoColour() {
        for (role, style) in Self.load("monochrome").theme.styles {
            #expect(style.foreground == .terminal && style.background == .terminal, "\(role)")
        }
    }

    /// Focus and selection must show where colours do not.
    @Test(arguments: names)
    func focusAndSelectionShowWithoutColour(name: String) {
        var script = Script(Size(80, 24))
        script.state.configuration.themes = [Self.load(name).theme]
        script.state.configuration.theme = name
        #expect(script.screen.contains("┏━ 1 Knowledge"))
        #expect(script.screen.contains("▌● plans/pricing.md"))
    }

    @Test
    func aTerminalWithoutColoursGetsTheMonochromeTheme() {
        var state = AppState(Configuration(theme: "crucible", themes: Self.names.map { Self.load($0).theme }))
        _ = update(&state, .input(.started(TerminalTraits(colors: 0, name: "vt100"), Size(80, 24))))
        #expect(view(state, size: Size(80, 24)).cells.allSatisfy { $0.style.foreground == .terminal && $0.style.background == .terminal })
    }
}
