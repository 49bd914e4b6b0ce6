import ArgumentParser
import Foundation
import Workbench

extension Arm: ExpressibleByArgument {
    public static var allValueStrings: [String] { plain.flatMap { [$0.rawValue, $0.constrained.rawValue] } }
}

struct Ask: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Ask one question of one or more arms.")

    @Argument(help: "The question.")
    var question: String
    @Option(help: "prompt, fewshot, rag, lora or rag+lora; may be given more than once.")
    var arm: [Arm] = []
    @Flag(help: "Every arm.")
    var all = false
    @OptionGroup(title: "Otherwise than the project says") var settings: ArmSettingsFlags
    @OptionGroup var project: ProjectOptions
    @OptionGroup var output: OutputOptions

    private struct Result: Encodable {
        struct Failure: Encodable {
            var arm: Arm
            var reason: String
        }
        var answers: [ArmAnswer]
        var failed: [Failure]
    }

    func run() throws {
        let session = try project.open()
        Interruption.watch()
        let arms = all ? session.arms : (arm.isEmpty ? [session.defaultArm()] : arm)
        let streams = !output.json && arms.count == 1
        let options = AskOptions(settings: Dictionary(arms.map { ($0, settings.settings) }) { $1 })
        let outcomes = try session.ask(question, arms: arms, options: options) { _, delta in
            if streams {
                Console.stream(delta)
            }
            return !Interruption.isRequested
        }
        var result = Result(answers: [], failed: [])
        for (arm, outcome) in outcomes {
            switch outcome {
            case .success(let answer): result.answers.append(answer)
            case .failure(let error): result.failed.append(.init(arm: arm, reason: error.description))
            }
        }
        if output.json {
            try Console.writeJSON(result)
        } else {
            if streams { Console.write("") }
            for answer in result.answers { show(answer, withText: !streams) }
        }
        for failure in result.failed { Console.complain("\(failure.arm.rawValue): \(failure.reason)") }
        if result.answers.isEmpty, case .failure(let error)? = outcomes.first?.1 { throw ExitCode(error.kind.rawValue) }
    }

    private func show(_ answer: ArmAnswer, withText: Bool) {
        if withText { Console.write("── \(answer.arm.rawValue) ──\n\(answer.text)") }
        for citation in answer.citations {
            Console.write("  \(citation.marker) \(citation.path): “\(citation.quote)”\(citation.verified ? "" : " (unverified)")")
        }
        Console.note(
            String(
                format: "  %d + %d tokens, first after %.0f ms, %.1f s, %@", answer.promptTokens, answer.completionTokens,
                answer.firstTokenMilliseconds, answer.milliseconds / 1000, answer.ending?.rawValue ?? answer.grounding.rawValue))
    }
}
