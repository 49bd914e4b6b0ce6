import TerminalCells
import Workbench

/// What can be done about a finding of the dataset's health.
enum HealthCommands {
    static let all: [Command] = [
        Command(
            "health.fix", "Open the line of the finding in your editor", ["e"], .health, order: 10,
            dynamicHint: { $0.dataset.selectedFinding?.line == nil ? nil : "edit" },
            when: { $0.dataset.selectedFinding?.line == nil ? .disabled("Choose a finding that names a line.") : .enabled }
        ) { state in
            guard let finding = state.dataset.selectedFinding, let line = finding.line, let file = finding.file else { return [] }
            return [.open(path: file, line: line), .request(.examples), .request(.health)]
        },
        Command(
            "health.drop", "Leave the example out of training; its line stays", ["d"], .health, order: 12, twin: "assay data drop",
            dynamicHint: { $0.dataset.selectedFinding?.example == nil ? nil : "drop" },
            when: { $0.dataset.selectedFinding?.example == nil ? .disabled("Choose a finding about an example.") : .enabled }
        ) { state in
            guard let example = state.dataset.selectedFinding?.example else { return [] }
            state.note(.dropExamples([example]))
            return [.request(.dropExamples([example]))]
        },
        Command(
            "health.ignore", "Ignore the finding, or look at it again", ["i"], .health, order: 14, twin: "assay data ignore",
            dynamicHint: { $0.dataset.selectedFinding.map { $0.isIgnored ? "look again" : "ignore" } },
            when: { $0.dataset.selectedFinding == nil ? .disabled("Choose a finding first.") : .enabled }
        ) { state in
            guard let finding = state.dataset.selectedFinding else { return [] }
            return [.request(finding.isIgnored ? .restoreDecisions([finding.id]) : .ignoreFinding(finding.id))]
        },
        Command(
            "health.restore", "Take the examples back that were dropped last", ["u"], .health, order: 16, twin: "assay data restore",
            dynamicHint: { $0.dataset.lastDropped == nil ? nil : "undrop" },
            when: { $0.dataset.lastDropped == nil ? .disabled("No example was dropped.") : .enabled }
        ) { DatasetCommands.undrop(&$0) },
    ]
}
