import TerminalCells

/// What an empty pane teaches: what it is for, the next key, an example.
enum EmptyState {
    /// A paragraph, then keys with what they do, then an example.
    static func page(
        _ title: SafeText, _ purpose: SafeText, keys: [(SafeText, SafeText)], example: SafeText? = nil, twin: SafeText? = nil, width: Int
    ) -> [Line] {
        var lines: [Line] = [Line(title, .heading), .empty]
        lines += Wrapping.wrap(purpose, width: max(1, width))
        if !keys.isEmpty { lines.append(.empty) }
        let column = keys.map(\.0.width).max() ?? 0
        for (key, does) in keys {
            let pad = SafeText(String(repeating: " ", count: column - key.width + 2))
            lines += Wrapping.wrap([Span(key, .key), Span(pad), Span(does)], width: max(1, width), indent: column + 2)
        }
        if let example {
            lines += [.empty] + Wrapping.wrap([Span("For example  ", .muted), Span(example, "example")], width: max(1, width))
        }
        if let twin {
            lines += [.empty] + Wrapping.wrap([Span("On the command line  ", .muted), Span(twin, "code")], width: max(1, width))
        }
        return lines
    }

    static func knowledge(width: Int) -> [Line] {
        page(
            "What the answers may rest on",
            "Documents are cut into passages that the RAG arms search. A changed document is followed at the next sync, without any training.",
            keys: [
                ("a", "add a file or a folder"), ("s", "sync: read what changed"), ("/", "search the passages, by words and by meaning"),
            ],
            example: "a  docs/handbook", twin: "assay kb add docs/handbook", width: width)
    }

    static func knowledgeList(width: Int) -> [Line] {
        Wrapping.wrap(
            [Span("No documents yet. ", .muted), Span("a", .key), Span(" adds a file or a folder.", .muted)], width: max(1, width))
    }

    static func search(width: Int) -> [Line] {
        page(
            "Search as a model would",
            "Both indexes answer while you type: one finds words, one finds meaning. Each hit says which of them found it and at which place.",
            keys: [("Enter", "read the passage; again: go to it in its document"), ("Esc", "leave the search")],
            example: "how much does a seat cost", twin: "assay kb search 'how much does a seat cost'", width: width)
    }

    static func examples(width: Int) -> [Line] {
        page(
            "What an adapter learns from",
            "Each example is a prompt and the answer you want. Training learns the answers only: the prompt is masked from the loss.",
            keys: [("m", "see which tokens are trained"), ("t", "train an adapter"), ("→", "runs, health")],
            example: "examples/train.jsonl with a line {\"prompt\": …, \"completion\": …}", twin: "assay data import train.jsonl",
            width: width)
    }

    static func drafts(width: Int) -> [Line] {
        page(
            "Examples that a model wrote",
            "The model writes a question and an answer from a passage; those that the passage does not support are thrown away. None is trained on before you accept it.",
            keys: [("n", "let it write some"), ("a", "accept one"), ("e", "correct it, and accept it"), ("d", "throw it away")],
            twin: "assay data draft --count 10", width: width)
    }

    static func runs(width: Int) -> [Line] {
        page(
            "Trained adapters",
            "A run trains a small adapter over the frozen model. The loss is drawn while it falls; stopping keeps a checkpoint that can be resumed.",
            keys: [("t", "start a training; the defaults work")],
            example: "t, then Enter", twin: "assay train start", width: width)
    }

    static func decision(width: Int) -> [Line] {
        page(
            "What to build, and how sure it is",
            SafeText(
                "The arms run on the same test cases. The verdict takes the cheapest one that is good enough, says how sure that is, and "
                    + "what would change it."),
            keys: [
                ("v", "evaluate the arms on your cases"), ("m", "measure where the points are lost"),
                ("Enter", "answer the five questions"),
            ], twin: "assay eval run && assay decide", width: width)
    }

    static func playground(width: Int, examples: [String]) -> [Line] {
        var lines = page(
            "One question, every way of building it",
            "Prompt, few-shot, RAG, LoRA and RAG+LoRA answer side by side, with what each saw, cited and cost.",
            keys: [
                ("Enter", "ask a question"), ("P F R L B", "which arms answer"), ("x", "X-ray: the exact prompt an arm saw"),
                ("1 2 3", "documents, training, verdict"),
            ], width: width)
        if !examples.isEmpty {
            lines += [.empty, Line("For example", .muted)]
            lines += examples.map { [Span("  › ", .muted), Span(SafeText($0).oneLine, "example")] }
        }
        return lines
    }
}
