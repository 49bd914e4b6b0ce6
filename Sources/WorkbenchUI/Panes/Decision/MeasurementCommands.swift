import TerminalCells
import Workbench

/// What can be done about a measurement. Its result is read with Enter.
enum MeasurementCommands {
    static let all: [Command] = [
        Command(
            "measurement.run", "Run the selected measurement", ["r"], .measurements, order: 8, twin: "assay eval",
            dynamicHint: { state in
                let kind = state.decision.selectedMeasurement.measurement
                return kind.jobKind != nil && state.measuring(kind) == nil ? "run" : nil
            }, when: canRun
        ) { state in
            let kind = state.decision.selectedMeasurement.measurement
            guard kind == .curve else { return [.request(.measure(kind))] }
            state.overlays.append(.confirm(.curve))
            return []
        },
        Command(
            "measurement.stop", "Stop the selected measurement; what was answered and trained is kept", ["x"], .measurements, order: 9,
            dynamicHint: { $0.measuring($0.decision.selectedMeasurement.measurement) == nil ? nil : "stop" },
            when: { state in
                let isRunning = state.measuring(state.decision.selectedMeasurement.measurement) != nil
                return state.decision.inBody && isRunning ? .enabled : .hidden
            }
        ) { state in state.measuring(state.decision.selectedMeasurement.measurement).map { [.request(.cancel($0.id))] } ?? [] },
        Command(
            "measurement.copy", "Copy the command of the selected measurement", ["y"], .measurements,
            when: { $0.decision.inBody ? .enabled : .hidden }
        ) { state in
            let command = state.decision.selectedMeasurement.measurement.command
            state.tell("sent to the terminal's clipboard: \(command)")
            return [.copy(command)]
        },
    ]

    private static let canRun: @Sendable (AppState) -> Command.Availability = { state in
        guard state.decision.inBody else { return .hidden }
        let kind = state.decision.selectedMeasurement.measurement
        guard kind.jobKind != nil else { return .disabled("Answers may leave this machine: run \(kind.command) yourself.") }
        return state.measuring(kind) == nil ? .enabled : .disabled("It is being measured already; x stops it.")
    }
}

extension AppState {
    /// The job that measures it now.
    func measuring(_ measurement: MeasurementKind) -> JobStatus? { measurement.jobKind.flatMap(activeJob) }
}

extension Confirmation {
    static let curve = Confirmation(
        title: "Train several adapters?",
        text: "The learning curve trains an adapter on each of several subsets of the training examples. That can take hours; stopped, it "
            + "goes on where it was the next time.",
        verb: "start", action: .request(.measure(.curve)))
}
