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

    /// WCAG 2.2: text of at least 4.5:1 on themes with a ground of their own, 7:1 on the high-contrast one.
    @Test(arguments: [("dark", 4.5), ("light", 4.5), ("crucible", 4.5), ("high-contrast", 7.0)])
    func textCanBeRead(name: String, least: Double) throws {
        let theme = Self.load(name).theme
        let base = theme.style("base")
        let grounds: [Role] = ["base", "header", "hints", "popup", "selection", "selection.inactive"]
        let quiet = ["pane.border", "hint.disabled", "chart.axis", "gauge.rest", "input.focused"]
        for (role, style) in theme.styles where !quiet.contains(role) {
            let own = style.background != .terminal
            for ground in own ? [Role(role)] : grounds {
                let behind = theme.style(ground).over(base)
                // A reversed or fully coloured bar brings its own foreground.
                if !own, theme.style(ground).foreground != .terminal, ground != "base" { continue }
                let text = style.foreground == .terminal ? base.foreground : style.foreground
                let contrast = try Self.contrast(text, behind.background)
                #expect(contrast >= least, "\(role) on \(ground.name): \(contrast)")
            }
        }
    }

    private static func contrast(_ a: Color, _ b: Color) throws -> Double {
        func luminance(_ color: Color) throws -> Double {
            guard case .rgb(let red, let green, let blue) = color else { throw NotFixed() }
            func linear(_ value: UInt8) -> Double {
                let share = Double(value) / 255
                return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        }
        let (first, second) = (try luminance(a), try luminance(b))
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    /// A colour of the terminal's own palette in a theme that promises a contrast.
    private struct NotFixed: Error {}

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
