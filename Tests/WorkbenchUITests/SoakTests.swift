import TerminalCells
import Testing
import Workbench
import WorkbenchUI

/// Whatever is pressed, whenever events come, at whatever size: no trap, and every frame has its size.
struct SoakTests {
    private static let keys: [Key] =
        "abcdefghijklmnopqrstuvwxyzPFRLBJMTGZVEANODC0123456789/?:; <>'\"é日🚀".map { Key(.character($0)) }
        + [
            "Enter", "Esc", "Tab", "Shift-Tab", "Up", "Down", "Left", "Right", "PgUp", "PgDn", "Home", "End", "Backspace", "Delete",
            "Ctrl-J", "Ctrl-U",
            "Ctrl-D", "Ctrl-W", "Ctrl-L", "Ctrl-P", "Ctrl-N", "F5",
        ]
    private static let sizes = [
        Size(140, 45), Size(80, 24), Size(60, 20), Size(40, 10), Size(1, 1), Size(120, 24), Size(79, 12), Size(41, 11), Size(0, 0),
        Size(200, 10), Size(39, 60),
    ]

    private static func event(_ random: inout SplitMix, turn: Int) -> WorkbenchEvent {
        let arm = Arm.plain[random.below(5)]
        switch random.below(28) {
        case 0: return .documents(Array(Sample.documents.prefix(random.below(6))))
        case 1: return .passages(document: "plans/pricing.md", Array(Sample.pricing.prefix(random.below(5))))
        case 2: return .search(generation: random.below(200), query: "q", hits: Sample.hits(random.below(9)), milliseconds: 1)
        case 3: return .examples(Array(Sample.examples.prefix(random.below(41))))
        case 4: return .mask(example: "ex-\(random.below(40))", Sample.mask)
        case 5: return .runs(Array(Sample.runs.prefix(random.below(3))))
        case 6: return .curve(run: "concise-2", (0..<random.below(100)).map(Sample.point))
        case 7: return .trainingPoint(run: random.below(2) == 0 ? "run-3" : "concise-1", Sample.point(random.below(96)))
        case 8: return .answerStarted(turn: turn, arm)
        case 9, 10, 11: return .answerDelta(turn: turn, arm, "some text \u{1B}[31m日本 \(random.below(1000))\n")
        case 12: return .answerFinished(turn: turn, Sample.answer(arm))
        case 13: return .answerFailed(turn: turn, arm, "no adapter yet")
        case 14: return .evaluation(random.below(3) == 0 ? nil : Sample.evaluation)
        case 15: return .decision(Sample.decision)
        case 16: return .caseDetail(Sample.caseDetail)
        case 17, 18:
            let kinds: [JobKind] = [.sync, .train, .ask, .evaluate, .gaps, .draft]
            let states: [JobStatus.State] = [.running, .running, .finished, .cancelled, .failed("why"), .stopping]
            return .job(
                Sample.job(kinds[random.below(6)], states[random.below(6)], id: random.below(6), fraction: random.below(2) == 0 ? nil : 0.3)
            )
        case 19: return .failed("it could not be done")
        case 20: return .notice("done")
        case 21: return .project(Sample.project)
        case 23:
            return .trainingSample(run: random.below(2) == 0 ? "run-3" : "concise-1", Sample.sample(random.below(96), 1 + random.below(3)))
        case 24: return .drafts(Array(Sample.drafts.prefix(random.below(3))))
        case 26: return .history([PastTurn(question: "Earlier?", answers: [Sample.answer(arm)])])
        case 25: return .votes(VoteTally([]))
        case 22: return .context(ContextPreview(question: "q", prompt: "p", tokens: 1, passages: []))
        default: return .health(Sample.health)
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func fiveThousandEvents(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var script = Script(Size(140, 45), loaded: seed % 2 == 0)
        for step in 0..<5000 {
            switch random.below(20) {
            case 0..<13: script.send(.input(.key(Self.keys[random.below(Self.keys.count)])))
            case 13: script.send(.input(.resized(Self.sizes[random.below(Self.sizes.count)])))
            case 14:
                let at = Point(random.below(150), random.below(50))
                let kinds: [MouseEvent.Kind] = [.press, .release, .wheelUp, .wheelDown, .drag]
                script.send(.input(.mouse(MouseEvent(kinds[random.below(5)], at: at))))
            case 15: script.send(.input(.paste("pasted\ntext 日本")))
            case 16: script.send(.input(.tick(seconds: Double(step) / 10)))
            default: script.send(.event(Self.event(&random, turn: script.state.playground.turns.last?.id ?? 1)))
            }
            script.effects.removeAll()
            if step % 8 == 0 {
                let size = Self.sizes[random.below(Self.sizes.count)]
                let grid = view(script.state, size: size)
                #expect(grid.size == size)
                #expect(grid.cells.count == size.width * size.height)
            }
        }
    }

    @Test
    func everyPaneDrawsAtEverySmallSize() {
        for pane in Pane.allCases {
            var script = Script(start: pane)
            for keys in ["", "<Enter>", "?", "<Esc>:", "<Esc>"] {
                script.press(keys)
                for width in stride(from: 0, through: 50, by: 3) {
                    for height in stride(from: 0, through: 14, by: 2) {
                        #expect(view(script.state, size: Size(width, height)).size == Size(width, height))
                    }
                }
            }
        }
    }
}

/// Steele, Lea and Flood's SplitMix64: small, seeded, the same everywhere.
struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func below(_ limit: Int) -> Int { limit > 0 ? Int(next() % UInt64(limit)) : 0 }
}
