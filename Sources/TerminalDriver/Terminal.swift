import CTerminal
import Glibc
import TerminalCells

/// What an application may ask of the terminal while the run loop runs.  Only on the loop's thread.
public final class Terminal {
    let screen: Screen
    private let device: Int32
    var exit: LoopExit?
    var tickSeconds: Double?
    var needsPaint = false

    init(screen: Screen, device: Int32) {
        self.screen = screen
        self.device = device
    }

    /// Whether standard input and output are a terminal.
    public static var isAvailable: Bool { isatty(0) == 1 && isatty(1) == 1 }

    /// Ends the loop after this message.
    public func quit() { exit = exit ?? .quit }

    /// Asks for `TerminalInput.tick` at this interval; nil stops it.  Only while something moves: a tick is a wake-up.
    public func tick(every seconds: Double?) { tickSeconds = seconds }

    /// Puts text on the clipboard of the terminal, also over ssh and inside tmux where they allow it (OSC 52).
    public func copy(_ text: String) { screen.copy(text) }

    /// Whether clicks and the wheel come here; off leaves them to the terminal, for selecting.
    public func captureMouse(_ on: Bool) { screen.setMouse(on) }

    /// Paints everything anew.
    public func repaint() {
        screen.repaint()
        needsPaint = true
    }

    /// Stops the program as Ctrl-Z does in any other; returns after `fg`.
    public func suspend() {
        screen.suspend()
        ct_stop_group()
        resume()
    }

    /// Lets the user edit a text in `$VISUAL` or `$EDITOR` (else `vi`) and returns it, or nil when the editor failed or the text is
    /// as it was.  The loop stands still meanwhile; messages wait in the mailbox.
    public func edit(_ text: String) throws(TerminalError) -> String? {
        let command = Self.editor
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // mkstemps puts letters of its own for the six X: nobody else can know the name.
        var path = Array("\(folder)/assay-\(String(repeating: "X", count: 6)).md".utf8CString)
        let file = mkstemps(&path, 3)
        guard file >= 0 else { throw .system("mkstemps", errno) }
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(name) }
        var bytes = Array(text.utf8)
        ct_write(file, &bytes, bytes.count)
        close(file)
        let status = try run(command, on: name)
        guard status == 0, let edited = Self.contents(of: name) else { return nil }
        var result = String(decoding: edited, as: UTF8.self)
        if result.hasSuffix("\n"), !text.hasSuffix("\n") { result.removeLast() }
        return result == text ? nil : result
    }

    /// Opens a file at a line in the user's editor and returns when it is closed.
    public func editFile(_ path: String, line: Int) throws(TerminalError) {
        let command = Self.editor
        let name = command.split(separator: " ").first?.split(separator: "/").last ?? ""
        // Most editors take `+line`; these take the line behind the name.
        if ["hx", "helix", "code", "codium", "subl", "zed"].contains(name) {
            _ = try run(name == "code" || name == "codium" ? "\(command) --goto" : command, on: "\(path):\(line)")
        } else {
            _ = try run("\(command) +\(line)", on: path)
        }
    }

    private static var editor: String {
        let chosen = ["VISUAL", "EDITOR"].compactMap { (name: String) in getenv(name).map { String(cString: $0) } }
        return chosen.first { !$0.isEmpty } ?? "vi"
    }

    /// Gives the terminal to an editor until it ends.
    private func run(_ command: String, on path: String) throws(TerminalError) -> Int32 {
        screen.suspend()
        let status = ct_edit(command, path, device)
        let failure = errno
        resume()
        if status < 0 { throw .system(command, failure) }
        // The shell's own statuses for a program that is not there or cannot be run.
        if status == 126 || status == 127 { throw .system(command, status == 127 ? ENOENT : EACCES) }
        return status
    }

    func resume() {
        screen.resume()
        needsPaint = true
    }

    private static func contents(of path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count < 0 { return nil }
            if count == 0 { return result }
            result.append(contentsOf: chunk[..<count])
        }
    }
}

/// Why the loop ended.
public enum LoopExit: Equatable, Sendable {
    case quit
    /// The terminal is gone.
    case hangup
    /// A signal asked the program to end.
    case terminated(signal: Int32)
}
