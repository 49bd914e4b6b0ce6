import ArgumentParser
import Workbench

extension Evaluate {
    struct Judge: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a language model over HTTP compare the answers of two arms, and hold it against your votes.",
            discussion: """
                The [judge] of assay.toml names an OpenAI-compatible server: url, model, criteria, timeoutSeconds, and keyVariable, the \
                environment variable that holds the key. Each pair is asked in both orders; a verdict that changes with the order is a tie. \
                Before anything is sent it is said what goes where; beyond this machine only with --send HOST. Replies are kept: nothing is \
                asked twice.
                """)
        @Option(help: "Give two; by default the two that pass most.")
        var arm: [Arm] = []
        @Option(name: .customLong("run"), help: "The evaluation; the newest by default.")
        var evaluation: String?
        @OptionGroup var only: LimitOption
        @Option(help: ArgumentHelp("Let answers go to this host, which must be the configured one.", valueName: "host"))
        var send: String?
        @Flag(help: "What the judge said of each case, and why.")
        var reasons = false
        @Flag(help: "Show the last result instead of asking.")
        var show = false
        @OptionGroup var project: ProjectOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard arm.isEmpty || arm.count == 2 && Set(arm).count == 2 else { throw ValidationError("Give --arm twice, with two arms.") }
        }

        func run() throws {
            let session = try project.open()
            let report = try show ? stored(session) : asked(session)
            if output.json { return try Console.writeJSON(report) }
            Console.write(ReportText.judge(report, withReasons: reasons))
        }

        private func stored(_ session: ProjectSession) throws -> JudgeReport {
            guard let report = try session.storedJudge() else {
                throw WorkbenchError(.notFound, "No judge was asked yet.", next: "Ask one with: assay eval judge")
            }
            return report
        }

        private func asked(_ session: ProjectSession) throws -> JudgeReport {
            let choice = JudgeChoice(arms: arm, run: evaluation, limit: only.limit, allowedHost: send)
            // Said whatever --quiet says: nothing leaves in silence.
            Console.note(try session.judgePlan(choice).text)
            return try output.following { try session.judge(choice, progress: $0) }
        }
    }
}
