import ArgumentParser
import Foundation
import Workbench

/// Text from the command line or standard input.
enum Input {
    /// The argument, or all of standard input as it comes, nothing trimmed.
    static func text(argument: String?, stdin: Bool) throws -> String {
        if stdin { return try decode(FileHandle.standardInput.readDataToEndOfFile()) }
        guard let argument else { throw ValidationError("Give a text, or --stdin.") }
        return argument
    }

    static func lines() throws -> [String] {
        let text = try decode(FileHandle.standardInput.readDataToEndOfFile())
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func decode(_ data: Foundation.Data) throws -> String {
        guard let text = String(data: data, encoding: .utf8) else {
            throw WorkbenchError(.badData, "Standard input is not UTF-8 text.")
        }
        return text
    }
}
