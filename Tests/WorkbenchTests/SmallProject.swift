import Foundation
import Workbench

/// A project small enough to run every step on the real models within seconds, with facts that no model can know.
struct SmallProject {
    let scratch: Scratch
    let session: ProjectSession

    static let prices = "# Prices\n\nThe Heron plan costs 37 euros a month.\n\nThe Osprey plan costs 81 euros a month.\n"
    static let hours = "# Hours\n\nThe workshop opens at 7:40 in the morning.\n\nIt closes at 16:15.\n"

    init() throws {
        scratch = try Scratch()
        try scratch.write(
            "assay.toml",
            """
            [project]
            name = "small"
            [prompt]
            instructions = "Answer in one short sentence."
            maxTokens = 24
            [knowledge]
            passages = 1
            [[fewshot.example]]
            question = "Which bird is on the door?"
            answer = "A kingfisher is on the door."
            """)
        try scratch.write("knowledge/prices.md", Self.prices)
        try scratch.write("knowledge/hours.md", Self.hours)
        let birds = ["heron", "osprey", "kestrel", "merlin", "plover", "dunlin", "avocet", "curlew", "bittern", "egret", "gannet", "skua"]
        let examples = birds.enumerated().map { index, bird in
            #"{"prompt":"What does the \#(bird) eat?","completion":"Reply \#(index + 3): the \#(bird) eats fish.","topic":"\#(bird)"}"#
        }
        try scratch.write("training/examples.jsonl", examples.joined(separator: "\n") + "\n")
        var cases: [String] = []
        for (id, question, fact, document, quote) in [
            ("heron", "What does the Heron plan cost?", "37", "prices", "The Heron plan costs 37 euros a month."),
            ("heron-2", "How much is Heron each month?", "37", "prices", "The Heron plan costs 37 euros a month."),
            ("osprey", "What is the price of the Osprey plan?", "81", "prices", "The Osprey plan costs 81 euros a month."),
            ("opens", "When does the workshop open?", "7:40", "hours", "The workshop opens at 7:40 in the morning."),
            ("closes", "When does the workshop close?", "16:15", "hours", "It closes at 16:15."),
        ] {
            for split in ["development", "test"] {
                cases.append(
                    #"{"id":"\#(id)-\#(split)","question":"\#(question)","facts":[["\#(fact)"]],"document":"knowledge/\#(document).md","quote":"\#(quote)","answerable":true,"cluster":"\#(id.prefix(5))-\#(split)","split":"\#(split)","tags":[]}"#
                )
            }
        }
        try scratch.write("cases/cases.jsonl", cases.joined(separator: "\n") + "\n")
        try scratch.write(
            "probes/freshness.jsonl",
            #"{"id":"heron","document":"knowledge/prices.md","old":"37 euros","new":"43 euros","question":"What does the Heron plan cost?","oldFacts":[["37"]],"newFacts":[["43"]]}"#
                + "\n")
        session = ProjectSession(project: try Project(at: scratch.root))
    }

    /// The project opened anew, with more in its `assay.toml`.
    func reopened(adding text: String) throws -> ProjectSession {
        try scratch.write("assay.toml", try scratch.text("assay.toml") + "\n" + text)
        return ProjectSession(project: try Project(at: scratch.root))
    }
}
