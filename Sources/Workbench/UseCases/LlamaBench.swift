import Foundation
import Processes

/// llama.cpp's own benchmark programs, for a figure of the same model in the same minutes.
public struct LlamaBench: Sendable {
    /// The program `llama-bench`; `llama-batched-bench` stands beside it.
    private let program: String
    private let threads = ProcessInfo.processInfo.activeProcessorCount

    public enum Measure: Sendable {
        case prefill(tokens: Int)
        case decode(depth: Int)
        case batch(sequences: Int)
        case load
    }

    /// - Parameter program: its path, or its name when it is on the PATH.
    public init(program: String) { self.program = program }

    /// Five samples, in the unit of our own figure.
    func samples(_ measure: Measure, model: String) throws -> [Double] {
        let common = ["-m", model, "-t", "\(threads)", "-r", "5", "-o", "json"]
        switch measure {
        case .prefill(let tokens): return try speeds(["-p", "\(tokens)", "-n", "0"] + common)
        case .decode(let depth): return try speeds(["-p", "0", "-n", "64", "-d", "\(depth)"] + common)
        case .batch(let sequences): return try (0..<5).map { _ in try batchSpeed(sequences, model) }
        case .load: return try (0..<5).map { _ in try processMilliseconds(model) }
        }
    }

    private struct Result: Decodable {
        var samples: [Double]

        enum CodingKeys: String, CodingKey { case samples = "samples_ts" }
    }

    private struct BatchResult: Decodable {
        var speed: Double

        enum CodingKeys: String, CodingKey { case speed = "speed_tg" }
    }

    private func speeds(_ arguments: [String]) throws -> [Double] {
        let results: [Result] = try decoded(try ran(program, arguments))
        return results.flatMap(\.samples)
    }

    /// Prompts of 16 tokens and answers of 64, as in our own measurement.
    private func batchSpeed(_ sequences: Int, _ model: String) throws -> Double {
        let text = try ran(
            (program as NSString).deletingLastPathComponent.isEmpty
                ? "llama-batched-bench" : (program as NSString).deletingLastPathComponent + "/llama-batched-bench",
            [
                "-m", model, "-c", "\(80 * sequences + 64)", "-npp", "16", "-ntg", "64", "-npl", "\(sequences)", "-t", "\(threads)",
                "--output-format", "jsonl",
            ])
        let line = text.split(separator: UInt8(ascii: "\n")).first { $0.first == UInt8(ascii: "{") }
        let result: BatchResult = try decoded(line.map { [UInt8]($0) } ?? [])
        return result.speed
    }

    /// A whole process with one token: it does not tell its loading apart.
    private func processMilliseconds(_ model: String) throws -> Double {
        let watch = Stopwatch()
        _ = try ran(program, ["-m", model, "-t", "\(threads)", "-p", "1", "-n", "0", "-r", "1", "--no-warmup", "-o", "json"])
        return watch.milliseconds
    }

    private func ran(_ program: String, _ arguments: [String]) throws -> [UInt8] {
        let (status, text) = try ChildProcess.output(program, arguments)
        guard status == 0 else {
            throw WorkbenchError(
                .unavailable, "\(program) ended with status \(status).",
                next: "See what it says: \(program) \(arguments.joined(separator: " "))")
        }
        return text
    }

    private func decoded<Value: Decodable>(_ text: [UInt8]) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text))
        } catch {
            throw WorkbenchError(.unavailable, "\(program) printed something else than the expected JSON.", next: "Is it llama.cpp's?")
        }
    }
}
