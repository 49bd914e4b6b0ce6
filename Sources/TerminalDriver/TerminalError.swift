import Glibc

/// Why there can be no screen.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
    /// Standard input or output is a file or a pipe.
    case notATerminal
    /// `TERM` is unset, `dumb`, or names a terminal that cannot place its cursor.
    case cannotDraw(String)
    /// A system call failed.
    case system(String, Int32)

    public var description: String {
        switch self {
        case .notATerminal:
            "The workbench needs a terminal, but standard input or output is not one. The commands (assay --help) work without."
        case .cannotDraw(let name):
            "The terminal “\(name)” cannot place a cursor (TERM). Set TERM to what your terminal is, for example xterm-256color."
        case .system(let call, let number):
            "\(call): \(String(cString: strerror(number)))"
        }
    }
}
