import Scoring

/// How often verdicts were right on simulated projects: what `assay eval self-test --simulate` prints.
public struct SimulationReport: Codable, Equatable, Sendable {
    public struct Row: Codable, Equatable, Sendable {
        public struct Bound: Codable, Equatable, Sendable {
            public var share: SimulatedScenario.Demand.Share
            public var bound: Double
            public var measured: Double
            public var holds: Bool
        }

        public var name: String
        public var cases: Int
        public var clusters: Int
        public var runs: Int
        /// Shares of the runs.
        public var right: Double
        public var near: Double
        public var wrong: Double
        public var undecided: Double
        public var void: Double
        /// Runs in which a planned contrast between truly equal arms came out significant; nil where no two planned arms are equal.
        public var falseAlarms: Double?
        /// Share of 95 % intervals of planned contrasts that held the true difference.
        public var coverage: Double
        public var bounds: [Bound]
    }

    public var seed: UInt64
    public var delta: Double
    public var bar: Double
    public var rows: [Row]

    public var holds: Bool { rows.allSatisfy { $0.bounds.allSatisfy(\.holds) } }

    /// `runs` projects of every scenario; nil when `progress` (share done, scenario) said to stop.
    public static func make(
        _ scenarios: [SimulatedScenario] = SimulatedScenario.all, runs: Int, seed: UInt64 = 1,
        progress: (Double, String) -> Bool = { _, _ in true }
    ) -> SimulationReport? {
        var rows: [Row] = []
        for (index, scenario) in scenarios.enumerated() {
            var tally = Tally(scenario)
            for run in 0..<runs {
                let done = (Double(index) + Double(run) / Double(runs)) / Double(scenarios.count)
                guard progress(done, scenario.name) else { return nil }
                tally.add(seed: CounterRandom.mixed(seed, UInt64(run)))
            }
            rows.append(tally.row)
        }
        let parameters = SimulatedScenario.parameters
        return SimulationReport(seed: seed, delta: parameters.delta, bar: parameters.minimumRate, rows: rows)
    }
}

/// What came out on the projects of one scenario so far.
private struct Tally {
    private let scenario: SimulatedScenario
    private var runs = 0
    private var judged: [SimulatedProject.Judgement: Int] = [:]
    private var alarms = 0
    private var contrasts = 0
    private var covered = 0

    init(_ scenario: SimulatedScenario) { self.scenario = scenario }

    mutating func add(seed: UInt64) {
        let results = scenario.project.results(seed: seed)
        let parameters = scenario.parameters
        var last: DecisionReport?
        var alarmed = false
        for clusters in scenario.looks.isEmpty ? [scenario.project.clusterSizes.count] : scenario.looks {
            let seen = clusters < scenario.project.clusterSizes.count ? first(clusters, of: results) : results
            let report = DecisionReport.make(DecisionInput(results: seen, parameters: parameters))
            last = report
            for contrast in report.contrasts where contrast.planned {
                let truth = scenario.project.rate(contrast.a) - scenario.project.rate(contrast.b)
                contrasts += 1
                if contrast.low - 1e-9 <= truth, truth <= contrast.high + 1e-9 { covered += 1 }
                if abs(truth) < 1e-9, contrast.adjustedP <= parameters.alpha { alarmed = true }
            }
            // One who looks until something is found stops here.
            if report.state == .recommend || report.state == .tie { break }
        }
        if let last {
            judged[scenario.project.judge(last, delta: parameters.delta, bar: parameters.minimumRate), default: 0] += 1
        }
        if alarmed { alarms += 1 }
        runs += 1
    }

    private func first(_ clusters: Int, of results: [ArmCaseResult]) -> [ArmCaseResult] {
        results.filter { Int($0.cluster).map { $0 < clusters } ?? false }
    }

    var row: SimulationReport.Row {
        func share(_ count: Int) -> Double { Double(count) / Double(max(1, runs)) }
        func share(_ judgement: SimulatedProject.Judgement) -> Double { share(judged[judgement] ?? 0) }
        let rates = scenario.project.rates
        let hasEqual = PlannedContrasts.pairs(Array(rates.keys), rate: { rates[$0] ?? 0 }).contains { abs(rates[$0]! - rates[$1]!) < 1e-9 }
        var row = SimulationReport.Row(
            name: scenario.name, cases: scenario.project.cases, clusters: scenario.project.clusterSizes.count, runs: runs,
            right: share(.right), near: share(.near), wrong: share(.wrong), undecided: share(.undecided), void: share(.void),
            falseAlarms: hasEqual ? share(alarms) : nil, coverage: contrasts > 0 ? Double(covered) / Double(contrasts) : 0, bounds: [])
        row.bounds = scenario.demands.map { demand in
            let measured =
                switch demand.share {
                case .wrong: row.wrong
                case .falseAlarms: row.falseAlarms ?? 0
                case .right: row.right
                case .undecided: row.undecided
                }
            return .init(share: demand.share, bound: demand.bound, measured: measured, holds: demand.holds(measured, runs: runs))
        }
        return row
    }
}
