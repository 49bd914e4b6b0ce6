import Foundation
import TerminalCells
import Testing
import Workbench
import WorkbenchUI

/// Whatever is pressed, whenever events come, at whatever size: no trap, every frame has its size, and from everywhere a few keys lead back
/// to the panes and out of the program.
///
/// `ASSAY_SOAK_EVENTS` sets how many events there are in all: `make soak EVENTS=100000`.
struct SoakTests {
    private static let events = ProcessInfo.processInfo.environment["ASSAY_SOAK_EVENTS"].flatMap { Int($0) } ?? 20_000

    @Test
    func randomKeysEventsAndSizes() async {
        let walks = 8
        let reached = await withTaskGroup(of: Set<CommandID>.self) { group in
            for seed in 1...walks { group.addTask { Self.walk(seed: UInt64(seed), events: Self.events / walks) } }
            return await group.reduce(into: Set<CommandID>()) { $0.formUnion($1) }
        }
        let never = CommandRegistry.all.map(\.id.rawValue).filter { !reached.contains(CommandID(rawValue: $0)) }
        // A short walk does not come everywhere.
        #expect(never.count <= (Self.events < 50_000 ? 8 : 0), "commands that were not carried out even once: \(never)")
    }

    /// One of so many programs, begun again whenever it has been quit.
    /// - Returns: the commands that were carried out.
    private static func walk(seed: UInt64, events: Int) -> Set<CommandID> {
        var random = SplitMix(seed: seed)
        var script = start(&random)
        var reached: Set<CommandID> = []
        for step in 0..<events {
            switch random.below(24) {
            case 0: for _ in 0..<random.below(8) { script.send(.input(.key("Down"))) }
            case 1..<9: script.send(.input(.key(key(&random))))
            case 9..<14:
                let command = command(&random, script.state)
                if command.availability(script.state) == .enabled { reached.insert(command.id) }
                script.send(command.message)
            case 14: script.send(.input(.resized(sizes[random.below(sizes.count)])))
            case 15: script.send(.input(.mouse(mouse(&random, script.state.size))))
            case 16: script.send(.input(.paste(["pasted\ntext 日本", "0.5", "\u{1B}[2J\u{0}"][random.below(3)])))
            case 17: script.send(.input(.tick(seconds: Double(step) / 10)))
            case 18: if script.state.start != nil, random.below(4) == 0 { script.send(.opened) }
            case 19:
                // The workbench answers, or does so later than it should.
                for effect in script.effects.suffix(4) { for message in answers(effect, &random) { script.send(message) } }
            default: script.send(.event(event(&random, script.state)))
            }
            let ended = script.effects.contains(.quit)
            if script.effects.count > 12 { script.effects.removeFirst(script.effects.count - 12) }
            if step % 8 == 0 { expectFrame(script.state, sizes[random.below(sizes.count)]) }
            if step % 20 == 0 { expectWayOut(script) }
            if ended { script = start(&random) }
        }
        return reached
    }

    private static func start(_ random: inout SplitMix) -> Script {
        let size = sizes[random.below(3)]
        var script = random.below(4) == 0 ? Script(size, choices: StartTests.choices) : Script(size, loaded: random.below(3) > 0)
        script.effects = []
        return script
    }

    // MARK: what must hold

    private static func expectFrame(_ state: AppState, _ size: Size) {
        let grid = view(state, size: size)
        #expect(grid.size == size)
        #expect(grid.cells.count == size.width * size.height)
        if let cursor = grid.cursor, size.width > 0, size.height > 0 { #expect(Rect(size).contains(cursor)) }
    }

    /// Esc closes what is open and never quits; then every pane has its key, and q quits.
    private static func expectWayOut(_ script: Script) {
        var script = script
        let isQuitting = script.state.isQuitting
        func open() -> [String] {
            let state = script.state
            let typing = [
                ("the question", state.playground.isTyping), ("a search", state.knowledge.search?.isTyping == true),
                ("a filter", state.dataset.isFiltering),
            ]
            return state.overlays.map { "\($0)" } + typing.filter(\.1).map(\.0)
        }
        for _ in 0..<script.state.overlays.count + 4 where !open().isEmpty {
            script.press("<Esc>")
            #expect(isQuitting || !script.effects.contains(.quit), "Esc never quits")
        }
        #expect(open() == [], "Esc leads back to the panes; the focus is on \(script.state.focus)")
        if script.state.start == nil {
            for pane in Pane.allCases {
                script.press("\(pane.rawValue)")
                #expect(script.state.focus == pane)
            }
        }
        script.press("q")
        if script.effects.contains(.quit) { return }
        script.press("y")
        for job in script.state.activeJobs {
            var job = job
            job.state = .finished
            script.send(.event(.job(job)))
        }
        #expect(script.effects.contains(.quit), "q quits: \(script.state.overlays)")
    }

    // MARK: what comes

    private static let keys: [Key] =
        CommandRegistry.all.flatMap(\.keys)
        + "abcdefghijklmnopqrstuvwxyzPFRLBJMTGZVEANODC0123456789/?:; <>'\"é日🚀".map { Key(.character($0)) }
        + ["Backspace", "Delete", "Home", "End", "Ctrl-W", "F5", "Enter", "Enter", "Down", "Right"]

    /// Any command, rather one that can be done now; what ends the program is drawn less often, for much lies behind it.
    private static func command(_ random: inout SplitMix, _ state: AppState) -> Command {
        let near = scopes(state)
        let isNear = state.start != nil || random.below(2) == 0
        let all = isNear ? near.flatMap { CommandRegistry.commands(in: $0) } : CommandRegistry.all
        var command = all[random.below(all.count)]
        for _ in 0..<3 where command.availability(state) != .enabled { command = all[random.below(all.count)] }
        let ends = command.risk == .ends || command.id == "quit"
        return ends && random.below(20) > 0 ? CommandRegistry.command("repaint") ?? command : command
    }

    private static func key(_ random: inout SplitMix) -> Key {
        let key = keys[random.below(keys.count)]
        return ["q", "Ctrl-C", "Ctrl-Z"].contains(key) && random.below(10) > 0 ? "Esc" : key
    }

    /// Where the keys go to now, and what is around it.
    private static func scopes(_ state: AppState) -> [Scope] {
        switch state.overlays.last {
        case .help?, .text?: return [.help]
        case .palette?: return [.palette]
        case .confirm?: return [.confirm]
        case .prompt?: return [.prompt]
        case .form?: return [.form]
        case .jobs?: return [.jobs]
        case .themes?: return [.chooser]
        case nil: break
        }
        if state.start != nil { return [.start] }
        switch state.focus {
        case .knowledge: return [.knowledge, .knowledgeList, .knowledgeSearch, .filterBox, .navigation]
        case .dataset:
            let tab: Scope =
                switch state.dataset.tab {
                case .examples: .examples
                case .runs: .runs
                case .health: .health
                case .drafts: .drafts
                }
            return [.dataset, tab, .navigation]
        case .decision: return [.decision, .questions, .flips, .navigation]
        case .playground: return [.playground, .questionBox, .navigation]
        }
    }

    private static let sizes = [
        Size(140, 45), Size(80, 24), Size(60, 20), Size(40, 10), Size(1, 1), Size(120, 24), Size(79, 12), Size(41, 11), Size(0, 0),
        Size(200, 10), Size(39, 60),
    ]

    private static func mouse(_ random: inout SplitMix, _ size: Size) -> MouseEvent {
        let kinds: [MouseEvent.Kind] = [.press, .press, .release, .wheelUp, .wheelDown, .drag]
        return MouseEvent(kinds[random.below(6)], at: Point(random.below(size.width + 2), random.below(size.height + 2)))
    }

    /// What the workbench, the editor and the system would say to an effect.
    private static func answers(_ effect: Effect, _ random: inout SplitMix) -> [Message] {
        switch effect {
        case .edit(let text): return [.edited(random.below(3) == 0 ? nil : text + " edited")]
        case .openProject, .createProject: return random.below(2) == 0 ? [.opened] : [.event(.failed("no such folder"))]
        case .request(let request): return answers(request, &random).map { .event($0) }
        default: return []
        }
    }

    private static func answers(_ request: WorkbenchRequest, _ random: inout SplitMix) -> [WorkbenchEvent] {
        switch request {
        case .search(let generation, let query, _):
            return [.search(generation: generation, query: query, hits: Sample.hits(random.below(9)), milliseconds: 1)]
        case .context(let question): return [.context(ContextPreview(question: question, prompt: "p", tokens: 1, passages: []))]
        case .passages(let document): return [.passages(document: document, Array(Sample.pricing.prefix(random.below(5))))]
        case .mask(let example): return [.mask(example: example, Sample.mask)]
        case .trainingCost(let choice):
            let cost = TrainingCost(
                lowSeconds: 100, expectedSeconds: 200, highSeconds: 300, memoryBytes: 3_100_000_000, steps: 96, tokens: 38_000)
            return [.trainingCost(choice, cost)]
        case .startTraining, .resumeTraining: return [.job(Sample.job(.train, id: 2)), .trainingPoint(run: "run-3", Sample.point(1))]
        case .makeDrafts: return [.job(Sample.job(.draft, id: 3)), .drafts(Sample.drafts)]
        case .evaluate: return [.job(Sample.job(.evaluate, id: 4)), .evaluation(Sample.evaluation)]
        case .votes, .vote: return [.votes(VoteTally([]))]
        case .caseDetail: return [.caseDetail(Sample.caseDetail)]
        case .watch(let on): return [.watching(on)]
        case .dropExamples(let ids):
            var health = Sample.health
            health.dropped = ids
            return [.health(health), .examples(Sample.examples.filter { !ids.contains($0.id) })]
        case .cancel(let id):
            var job = Sample.job(.ask, .cancelled)
            job.id = id
            return [.job(job)]
        case .ask(let turn, _, let arms, _):
            return [.job(Sample.job(.ask, id: 5))]
                + arms.map { random.below(4) == 0 ? .answerStarted(turn: turn, $0) : .answerFinished(turn: turn, Sample.answer($0)) }
        default: return []
        }
    }

    private static func event(_ random: inout SplitMix, _ state: AppState) -> WorkbenchEvent {
        let arm = Arm.plain[random.below(5)]
        let turn = state.playground.turns.last?.id ?? 1
        switch random.below(32) {
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
        case 12: return .answerFinished(turn: turn, answer(arm, &random))
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
        case 21:
            var project = Sample.project
            if random.below(2) == 0 { project.arms = (Arm.plain + [.prompt.constrained, .rag.constrained]).sorted() }
            if random.below(3) == 0 { project.adapter = nil }
            project.choices.prompts = ["prompts/brief.toml"]
            return .project(project)
        case 22: return .context(ContextPreview(question: "q", prompt: "p", tokens: 1, passages: []))
        case 23:
            return .trainingSample(run: random.below(2) == 0 ? "run-3" : "concise-1", Sample.sample(random.below(96), 1 + random.below(3)))
        case 24: return .drafts(Array(Sample.drafts.prefix(random.below(3))))
        case 25: return .votes(VoteTally([]))
        case 26:
            let past = PastTurn(question: "Earlier?", answers: [answer(arm, &random)])
            return .history([past, PastTurn(question: "And then?", answers: [Sample.answer(arm)], follows: "Earlier?")])
        case 27: return .watching(random.below(2) == 0)
        case 28: return .samples(run: "concise-2", (0..<random.below(4)).map { Sample.sample(16 * $0) })
        // With more findings and examples than before, or with none.
        case 29:
            return .health(
                DatasetHealth(examples: 0, usable: 0, duplicates: 0, nearDuplicates: 0, leaks: 0, p50: 0, p95: 0, max: 0, problems: []))
        case 30:
            var health = Sample.health
            health.dropped = ["ex-7", "ex-8"]
            return .health(health)
        default: return .health(Sample.health)
        }
    }

    private static func answer(_ arm: Arm, _ random: inout SplitMix) -> ArmAnswer {
        var answer = Sample.answer(arm)
        answer.ending = [nil, nil, .stopped, .cut][random.below(4)]
        if random.below(3) == 0 { answer.followUp = FollowUp(turns: 1, dropped: 2, search: "q") }
        if random.below(4) == 0 { answer.text = "" }
        return answer
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
