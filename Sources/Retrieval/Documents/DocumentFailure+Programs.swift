import Processes

extension DocumentLimits {
    /// For a program that reads a document.
    var program: ChildProcess.Limits {
        ChildProcess.Limits(seconds: programSeconds, outputBytes: maximumTextBytes, memoryBytes: programMemoryBytes)
    }
}

extension DocumentFailure {
    /// - Parameter package: where Debian keeps the program.
    init(_ error: ChildProcessError, package: String) {
        self =
            switch error {
            case .cannotStart(let program, _, isMissing: true): .needsProgram(program, package: package)
            case .cannotStart(let program, let reason, isMissing: false): .stopped("\(program) cannot be started: \(reason)")
            case .tookTooLong, .wroteTooMuch, .usedTooMuchMemory: .stopped(error.description)
            }
    }

    /// What a program says first, without the words that every message begins with.
    static func firstLine(of complaint: String) -> String? {
        let line = complaint.split(separator: "\n").first.map { HeadingText.bounded(String($0)) } ?? ""
        let words = line.replacing(#/^(?:Syntax|Internal|Command Line|I/O) (?:Error|Warning)(?: \([0-9]+\))?: /#, with: "")
        return words.isEmpty ? nil : words
    }
}
