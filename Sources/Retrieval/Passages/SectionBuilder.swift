/// Gathers blocks below the headings that stand above them.
struct SectionBuilder {
    private(set) var firstHeading: String?
    private var stack: [(level: Int, text: String)] = []
    private var sections: [Section] = []
    private var current = Section(headings: [], headingRange: nil, blocks: [])

    mutating func add(_ block: Block) { current.blocks.append(block) }

    /// Begins the section of a heading.
    mutating func open(_ level: Int, _ text: String, _ range: Range<Int>) {
        let hasChild = level > (stack.last?.level ?? 0)
        close(hasChild: hasChild)
        if firstHeading == nil, !text.isEmpty { firstHeading = text }
        while let top = stack.last, top.level >= level { stack.removeLast() }
        stack.append((level, text))
        current = Section(headings: stack.map(\.text).filter { !$0.isEmpty }, headingRange: range, blocks: [])
    }

    /// What follows belongs to the heading above those of this level and deeper.
    mutating func close(from level: Int) {
        guard let top = stack.last, top.level >= level else { return }
        close(hasChild: false)
        while let top = stack.last, top.level >= level { stack.removeLast() }
        current = Section(headings: stack.map(\.text).filter { !$0.isEmpty }, headingRange: nil, blocks: [])
    }

    /// What follows stands below the same headings, and never in one passage with what came before.
    mutating func split() {
        guard !current.blocks.isEmpty else { return }
        sections.append(current)
        current = Section(headings: current.headings, headingRange: nil, blocks: [])
    }

    mutating func finish() -> [Section] {
        close(hasChild: false)
        return sections
    }

    /// A heading with nothing below it, not even a smaller heading, is all there is to find there: it becomes a block itself.
    private mutating func close(hasChild: Bool) {
        if current.blocks.isEmpty, let range = current.headingRange, !hasChild, !range.isEmpty {
            current.blocks = [Block(kind: .paragraph, range: range, seams: [])]
        }
        if !current.blocks.isEmpty { sections.append(current) }
    }
}
