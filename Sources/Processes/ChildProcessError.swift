/// Why a program gave no result.
public enum ChildProcessError: Error, Equatable, CustomStringConvertible {
    /// `isMissing`: there is no such program on the PATH.
    case cannotStart(program: String, reason: String, isMissing: Bool)
    /// Stopped because it went over one of `ChildProcess.Limits`.
    case tookTooLong(program: String, seconds: Double)
    case wroteTooMuch(program: String, bytes: Int)
    case usedTooMuchMemory(program: String, bytes: Int)

    public var description: String {
        switch self {
        case .cannotStart(let program, let reason, _): "Cannot start \(program): \(reason). Is it installed and on the PATH?"
        case .tookTooLong(let program, let seconds): "\(program) was stopped after \(Int(seconds)) seconds"
        case .wroteTooMuch(let program, let bytes): "\(program) was stopped: it wrote more than \(bytes >> 20) MB"
        case .usedTooMuchMemory(let program, let bytes): "\(program) was stopped: it took more than \(bytes >> 20) MB of memory"
        }
    }
}
