import TerminalCells
import Workbench

extension DecisionState {
    mutating func take(_ event: WorkbenchEvent) -> [Effect] {
        switch event {
        case .evaluation(let report):
            if report?.run != evaluation?.run {
                cases.removeAll()
                flipList = ListPosition()
            }
            evaluation = report
            flipList.selected = max(0, min(flipList.selected, flips.count - 1))
            return fetchCase()
        case .decision(let report): self.report = report
        case .measurements(let rows): measurements = rows
        case .caseDetail(let detail): cases[detail.case] = detail
        default: break
        }
        return []
    }

    private func fetchCase() -> [Effect] {
        guard section == .flips, let run = evaluation?.run, let flip = selectedFlip, cases[flip.case] == nil else { return [] }
        return [.request(.caseDetail(run: run, case: flip.case))]
    }

    /// What the section needs and is not there yet.
    private func fetch() -> [Effect] {
        // Asked anew each time: commands in a shell measure as well.
        section == .measurements ? [.request(.measurements)] : fetchCase()
    }

    mutating func show(_ section: Section) -> [Effect] {
        guard section != self.section else { return [] }
        self.section = section
        inBody = false
        offset = 0
        return fetch()
    }

    mutating func navigate(_ motion: Motion, _ layout: Layout) -> [Effect] {
        guard inBody else {
            if motion == .right { return open() }
            return motion.rows(page: layout.listHeight(.decision)).map { moveList($0, layout) } ?? []
        }
        switch section {
        case .questions:
            switch motion {
            case .left: return cycleAnswer(-1)
            case .right: return cycleAnswer(1)
            default:
                let step = max(-10, min(10, motion.rows(page: 3) ?? 0))
                question = max(0, min(Question.allCases.count - 1, question + step))
                return []
            }
        case .flips:
            switch motion {
            case .left: _ = back()
            case .right: break
            case .pageUp, .pageDown: scroll(motion.rows(page: layout.bodyInside.height / 2) ?? 0, layout)
            default: return selectBodyRow(flipList.selected + max(-100_000, min(100_000, motion.rows(page: 1) ?? 0)))
            }
            return []
        case .measurements:
            switch motion {
            case .left: _ = back()
            case .right: break
            default: return selectBodyRow(measurement + max(-100, min(100, motion.rows(page: MeasurementKind.allCases.count) ?? 0)))
            }
            return []
        default:
            if motion == .left { _ = back() }
            if let rows = motion.rows(page: layout.bodyInside.height) { scroll(rows, layout) }
            return []
        }
    }

    mutating func moveList(_ rows: Int, _ layout: Layout) -> [Effect] {
        select(section.rawValue + max(-10, min(10, rows)), height: layout.listHeight(.decision))
    }

    mutating func select(_ index: Int, height: Int) -> [Effect] {
        inBody = false
        offset = 0
        let before = section
        section = Section(rawValue: max(0, min(index, Section.allCases.count - 1))) ?? .verdict
        return section == before ? fetchCase() : fetch()
    }

    mutating func selectBodyRow(_ index: Int) -> [Effect] {
        inBody = true
        switch section {
        case .questions:
            question = max(0, min(index, Question.allCases.count - 1))
            return []
        case .measurements:
            measurement = max(0, min(index, MeasurementKind.allCases.count - 1))
            return []
        case .flips:
            let before = flipList.selected
            flipList.select(index, count: flips.count, height: 8)
            if flipList.selected != before { offset = 0 }
            return fetchCase()
        default: return []
        }
    }

    mutating func scroll(_ rows: Int, _ layout: Layout) {
        let limit = DecisionView.scrollLimit(self, layout)
        offset = max(0, min(limit, min(offset, limit) + max(-1_000_000, min(1_000_000, rows))))
    }

    mutating func open() -> [Effect] {
        if inBody { return section == .questions ? cycleAnswer(1) : [] }
        guard openHint != nil else { return [] }
        inBody = true
        return fetchCase()
    }

    mutating func back() -> Bool {
        guard inBody else { return false }
        inBody = false
        offset = 0
        return true
    }

    /// The next of: no answer, then each choice.
    mutating func cycleAnswer(_ step: Int) -> [Effect] {
        let asked = Question.allCases[max(0, min(question, Question.allCases.count - 1))]
        let current = questions[question].answer.flatMap { asked.choices.firstIndex(of: $0) }
        let count = asked.choices.count
        let next = current.map { (($0 + step) % count + count) % count } ?? (step > 0 ? 0 : count - 1)
        return setAnswer(asked, asked.choices[next])
    }

    mutating func clearAnswer() -> [Effect] { setAnswer(Question.allCases[question], nil) }

    /// Shown at once; the workbench keeps it and sends the decision anew.
    private mutating func setAnswer(_ asked: Question, _ answer: String?) -> [Effect] {
        if let index = report?.questions.firstIndex(where: { $0.question == asked }) { report?.questions[index].answer = answer }
        return [.request(.answer(asked, answer))]
    }
}
