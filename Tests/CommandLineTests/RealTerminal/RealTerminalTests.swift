import Foundation
import Testing

/// The workbench in a real terminal: what a person does, and what the terminal then shows and is.
///
/// Among these is what people complain about most in terminal programs: a broken terminal after the end or Ctrl-Z (`Leaving`), a processor
/// that is busy while nothing happens (`Manners`), a mouse that takes selecting away (`Devices`), lost work (`Work`, `Manners`), what cannot be
/// read on a light ground (`Kinds`), wide characters out of line (`Texts`), a view that moves while it is read (`Work`), a paste that
/// submits (`Texts`), keys that a layout has not (`Keys`), hidden hints and small windows refused (`Sizes`, `Keys`), the clipboard over ssh
/// (`Devices`), Esc that lags (`Keys`), and log lines over the screen (`Manners`).
///
/// One at a time, each in a tmux of its own. Nothing waits for a time: every step waits for what it brings.
@Suite(.serialized, .enabled(if: TmuxScreen.isAvailable, "tmux is not installed: apt-get install tmux"))
enum RealTerminal {}

extension TmuxScreen {
    /// After the program the shell is as it was: its modes, its text, its echo, its cursor.
    func expectSaneShell(_ moment: String, at place: SourceLocation = #_sourceLocation) {
        #expect(wait(for: "ready>"), "\(moment): \(text)", sourceLocation: place)
        run("stty -a | tr ' ' '\\n' | grep -cxE 'echo;?|icanon;?|isig;?|opost;?|icrnl;?'; echo sum $((40 + 2))")
        #expect(wait(for: "sum 42"), "\(moment): \(text)", sourceLocation: place)
        let lines = lines
        let sum = lines.lastIndex { $0.hasPrefix("sum 42") } ?? 0
        #expect(sum > 0 && lines[sum - 1] == "5", "\(moment): modes of the terminal: \(text)", sourceLocation: place)
        #expect(text.contains("echo sum"), "\(moment): what is typed is seen", sourceLocation: place)
        let flags = knows("cursor_flag}#{mouse_any_flag}#{alternate_on}#{keypad_cursor_flag}#{keypad_flag")
        #expect(flags == "10000", "\(moment): cursor, mouse, screen, keypad: \(flags)", sourceLocation: place)
        let last = styled.split(separator: "\n").last { $0.contains("sum 42") } ?? ""
        #expect(!last.contains("\u{1B}"), "\(moment): no colour stays: \(last)", sourceLocation: place)
    }
}
