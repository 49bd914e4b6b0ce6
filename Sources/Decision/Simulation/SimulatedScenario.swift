import Scoring

/// A kind of project, and what the verdict must hold on many of them.
public struct SimulatedScenario: Sendable {
    /// A share of the simulated projects, and its bound.
    public struct Demand: Sendable {
        public enum Share: String, Codable, Sendable {
            case wrong, falseAlarms, right, undecided
        }

        public var share: Share
        public var bound: Double

        /// Wrong verdicts and false alarms are bounded from above, the others from below.
        public var isLimit: Bool { share == .wrong || share == .falseAlarms }

        /// Whether the share is within its bound, or breaks it by no more than chance explains with that many projects.
        func holds(_ measured: Double, runs: Int) -> Bool {
            let interval = Wilson.interval(successes: measured * Double(runs), of: Double(runs))
            return isLimit ? interval.low <= bound : interval.high >= bound
        }
    }

    public var name: String
    public var project: SimulatedProject
    public var demands: [Demand]
    public var parameters: DecisionParameters
    /// Clusters after which the verdict is looked at, and taken as soon as it names an arm; empty: once, at the end.
    public var looks: [Int]

    init(
        _ name: String, _ project: SimulatedProject, _ demands: [Demand] = [], parameters: DecisionParameters = Self.parameters,
        looks: [Int] = []
    ) {
        self.name = name
        self.project = project
        self.demands = [Demand(share: .wrong, bound: 0.05)] + demands
        self.parameters = parameters
        self.looks = looks
    }

    /// As of a real verdict, but with a fifth of its resamples.
    static let parameters = DecisionParameters(resamples: 2_000)
}

extension SimulatedScenario {
    /// Arms that truly differ by nothing.
    private static func equal(_ arms: [Arm], _ rate: Double) -> [Arm: Double] { Dictionary(uniqueKeysWithValues: arms.map { ($0, rate) }) }

    private static let quiet = Demand(share: .falseAlarms, bound: 0.05)

    /// RAG over the prompt by `gap`, where they disagree on 30 % of the cases (or on `gap` of them, if that is more): as in the table
    /// of cases needed.
    private static func lead(_ gap: Double, cases: Int, arms: Int = 2) -> SimulatedProject {
        let base = 0.5
        var rates: [Arm: Double] = [.prompt: base, .rag: base + gap]
        if arms > 2 { rates[.lora] = base }
        if arms > 3 { rates[.ragLora] = base }
        let agreement = SimulatedProject.agreement(base, base + gap, discordance: max(0.3, gap))
        return SimulatedProject(rates: rates, clusters: cases, agreement: agreement)
    }

    /// The same with the cases that the exact McNemar test asks for, at the α of Holm's first step.
    private static func powered(_ gap: Double, arms: Int = 2, power: Double, right: Double) -> SimulatedScenario {
        let needed =
            McNemarPower.requiredCases(
                discordance: max(0.3, gap), difference: gap, alpha: 0.05 / Double(arms - 1), power: power) ?? 0
        let cases = max(needed, parameters.fewCases)
        let among = arms == 2 ? "" : ", one of \(arms) arms"
        return SimulatedScenario(
            "RAG leads by \(Words.points(gap))\(among), \(cases) cases: \(Words.percent(power)) power",
            lead(gap, cases: cases, arms: arms), [Demand(share: .right, bound: right)])
    }

    /// Of every kind that the verdict must stand.
    public static let all: [SimulatedScenario] = alarms + gaps + traps + looking

    private static let alarms = [
        SimulatedScenario("A/A: two equal arms, 100 cases", SimulatedProject(rates: equal([.prompt, .rag], 0.6), clusters: 100), [quiet]),
        SimulatedScenario("A/A: five equal arms, 150 cases", SimulatedProject(rates: equal(Arm.plain, 0.6), clusters: 150), [quiet]),
        SimulatedScenario(
            "A/A: five equal arms, 30 clusters of 4",
            SimulatedProject(rates: equal(Arm.plain, 0.6), clusters: 30, casesPerCluster: 4, sharing: 0.9),
            [quiet]),
        SimulatedScenario(
            "A/A: three equal arms, 24 clusters of 1, 2 and 9",
            SimulatedProject(
                rates: equal([.prompt, .rag, .lora], 0.7), clusterSizes: (0..<24).map { [1, 2, 9][$0 % 3] }, agreement: 0.5, sharing: 0.9),
            [quiet]),
        SimulatedScenario(
            "A/A: two equal arms that both pass 97 %, 60 cases", SimulatedProject(rates: equal([.prompt, .rag], 0.97), clusters: 60),
            [quiet]),
    ]

    private static let gaps =
        [
            SimulatedScenario(
                "RAG leads by 10 points, 20 cases", SimulatedProject(rates: [.prompt: 0.6, .rag: 0.7], clusters: 20),
                [Demand(share: .undecided, bound: 0.8)])
        ]
        + [0.3, 0.2, 0.15, 0.1].map { powered($0, power: 0.8, right: 0.8) }
        + [0.2, 0.15, 0.1].map { powered($0, arms: 4, power: 0.8, right: 0.8) }
        + [0.3, 0.2, 0.15, 0.1].map { powered($0, power: 0.9, right: 0.9) }
        + [0.2, 0.15, 0.1].map { powered($0, arms: 4, power: 0.9, right: 0.9) }

    private static let traps = [
        SimulatedScenario(
            "RAG leads by 20 points, 50 clusters of 4",
            SimulatedProject(rates: [.prompt: 0.5, .rag: 0.7], clusters: 50, casesPerCluster: 4, sharing: 0.5)),
        SimulatedScenario(
            "RAG and LoRA tie, 300 cases", SimulatedProject(rates: [.prompt: 0.2, .rag: 0.7, .lora: 0.7], clusters: 300, agreement: 0.9)),
        SimulatedScenario(
            "RAG leads LoRA by 15 points, 60 cases", SimulatedProject(rates: [.prompt: 0.2, .rag: 0.75, .lora: 0.6], clusters: 60)),
        SimulatedScenario(
            "RAG+LoRA is worth it by 10 points, 120 cases",
            SimulatedProject(rates: [.prompt: 0.2, .rag: 0.6, .lora: 0.3, .ragLora: 0.7], clusters: 40, casesPerCluster: 3, sharing: 0.5)),
        SimulatedScenario(
            "RAG+LoRA is worth it by 6 points, 250 cases",
            SimulatedProject(rates: [.prompt: 0.2, .rag: 0.6, .lora: 0.3, .ragLora: 0.66], clusters: 250, agreement: 0.9)),
        SimulatedScenario(
            "RAG+LoRA is worth it by 15 points, 8 clusters of 15",
            SimulatedProject(rates: [.prompt: 0.1, .rag: 0.55, .ragLora: 0.7], clusters: 8, casesPerCluster: 15, sharing: 0.5)),
        SimulatedScenario(
            "only both together help, 100 cases",
            SimulatedProject(rates: [.prompt: 0.2, .rag: 0.3, .lora: 0.3, .ragLora: 0.75], clusters: 100),
            [Demand(share: .right, bound: 0.9)]),
        SimulatedScenario(
            "RAG brings half of δ, 250 cases", SimulatedProject(rates: [.prompt: 0.6, .rag: 0.625], clusters: 250, agreement: 0.85)),
        SimulatedScenario(
            "the best arm is below the bar by 7 points, 120 cases", SimulatedProject(rates: [.prompt: 0.1, .rag: 0.43], clusters: 120)),
        SimulatedScenario(
            "the best arm is far below the bar, 120 cases",
            SimulatedProject(rates: [.prompt: 0.02, .rag: 0.25, .lora: 0.1], clusters: 120), [Demand(share: .right, bound: 0.9)]),
        SimulatedScenario(
            "the prompt is enough, 120 cases", SimulatedProject(rates: [.prompt: 0.85, .rag: 0.6, .lora: 0.7], clusters: 120),
            [Demand(share: .right, bound: 0.9)]),
    ]

    private static let looking: [SimulatedScenario] = {
        let looks = Array(stride(from: 30, through: 300, by: 15))
        let always = DecisionParameters(isAnytime: true, resamples: 2_000)
        let equals = SimulatedProject(rates: equal([.prompt, .rag], 0.6), clusters: 300, agreement: 0.4)
        let led = lead(0.2, cases: 300)
        return [
            SimulatedScenario("A/A looked at \(looks.count) times, anytime test", equals, [quiet], parameters: always, looks: looks),
            SimulatedScenario(
                "RAG leads by 20 points, looked at \(looks.count) times, anytime test", led, [Demand(share: .right, bound: 0.9)],
                parameters: always, looks: looks),
        ]
    }()
}
