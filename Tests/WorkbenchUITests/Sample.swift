import Workbench
import WorkbenchUI

/// A project as the workbench would send it, small and invented.
enum Sample {
    static let project = ProjectSummary(
        name: "support-desk", path: "/projects/support-desk", model: "SmolLM2-135M-Instruct", documents: 5, passages: 12, examples: 40,
        cases: 60,
        adapter: "runs/concise-2/adapter", warning: nil)

    static let documents: [DocumentRow] = [
        DocumentRow(path: "plans/pricing.md", title: "Plans and prices", status: .fresh, passages: 4, bytes: 4820),
        DocumentRow(path: "plans/limits.md", title: "Limits by plan", status: .stale, passages: 3, bytes: 2100),
        DocumentRow(path: "policies/refunds.md", title: "Refund policy", status: .fresh, passages: 5, bytes: 6144),
        DocumentRow(path: "changelog/2024-06.md", title: "June 2024", status: .new, passages: 0, bytes: 900),
        DocumentRow(path: "broken/scan.md", title: "", status: .failed("not UTF-8 text"), passages: 0, bytes: 77),
    ]

    static let pricing: [PassageRow] = [
        ("Plans › Starter", "Starter is free for up to 3 seats and 1,000 tickets a month."),
        (
            "Plans › Team",
            "The Team plan costs €29 a seat each month, or €24 a seat when it is paid for a year.\n\nA seat is one person who signs in."
        ),
        ("Plans › Business", "Business is sold with a contract. Write to sales."), ("Discounts", "Non-profits pay half."),
    ].enumerated().map { index, part in
        PassageRow(
            id: Int64(index + 1), document: "plans/pricing.md", heading: part.0, text: part.1, start: index * 300, end: index * 300 + 280,
            tokens: 20 + index)
    }

    static func hits(_ count: Int = 3) -> [HitRow] {
        (0..<count).map { index in
            HitRow(
                passage: pricing[(index + 1) % pricing.count], rank: index + 1, score: 0.0328 - Double(index) * 0.004,
                denseRank: index == 1 ? nil : index + 1, lexicalRank: index == 2 ? nil : 3 - index)
        }
    }

    static let examples: [ExampleRow] = (0..<40).map { index in
        ExampleRow(
            id: "ex-\(index + 1)", split: index % 8 == 5 ? "validation" : "train", topic: ["billing", "refunds", "limits"][index % 3],
            system: "You are the support desk of Harbourline.",
            prompt: ["How do I add a seat?", "Can I get a refund after 20 days?", "How large may an attachment be?"][index % 3]
                + " (\(index + 1))",
            completion: "Open Settings › Billing › Seats and press Add.", tokens: 60 + index)
    }

    static let health = DatasetHealth(
        examples: 40, usable: 39, duplicates: 0, nearDuplicates: 2, leaks: 0, p50: 78, p95: 96, max: 99,
        problems: ["train.jsonl line 12: no completion"], findings: findings, effectiveExamples: 31)

    static let findings: [Finding] = [
        Finding(
            id: "f1", kind: .emptyText, line: 12, file: "training/examples.jsonl",
            message: "empty completion: assistant turn 1 says nothing", advice: "write the answer, or remove the line"),
        Finding(
            id: "f2", kind: .nearDuplicate, line: 21, file: "training/examples.jsonl", example: "ex-20",
            message: "nearly repeats line 3 (91 % alike)", advice: "keep the better one"),
        Finding(
            id: "f3", kind: .personalData, line: 30, file: "training/examples.jsonl", example: "ex-29",
            message: "holds an e-mail address (ma…@gmail.com)", advice: "replace it with an invented one, such as name@example.com",
            isIgnored: true),
        Finding(
            id: "f4", kind: .labelImbalance, message: "the label \"limits\" has 2 of 40 examples, \"billing\" has 25",
            advice: "add examples of \"limits\""),
    ]

    static let drafts: [DraftRow] = [
        DraftRow(
            id: "d1", prompt: "How long is a refund possible?", completion: "A refund is possible for 14 days.",
            document: "plans/refunds.md",
            quote: "Refunds are possible within 14 days of the payment.",
            passage: "# Refunds\nRefunds are possible within 14 days of the payment. After that a credit is given.", model: "SmolLM2-135M"),
        DraftRow(
            id: "d2", prompt: "What does a seat cost?", completion: "A seat costs 9 euros.", document: "plans/pricing.md",
            quote: "A seat costs 9 euros a month.", passage: "A seat costs 9 euros a month.", model: "SmolLM2-135M"),
    ]

    static let mask: [MaskedToken] = [
        MaskedToken(id: 1, piece: "<|im_start|>", trained: false), MaskedToken(id: 2, piece: "user", trained: false),
        MaskedToken(id: 3, piece: "\n", trained: false), MaskedToken(id: 4, piece: "How", trained: false),
        MaskedToken(id: 5, piece: " do", trained: false), MaskedToken(id: 6, piece: "<|im_end|>", trained: false),
        MaskedToken(id: 7, piece: "\n", trained: false), MaskedToken(id: 8, piece: "Open", trained: true),
        MaskedToken(id: 9, piece: " Settings", trained: true), MaskedToken(id: 6, piece: "<|im_end|>", trained: true),
    ]

    static let runs: [RunRow] = [
        RunRow(
            name: "concise-2", state: .done, step: 96, steps: 96, loss: 0.81, validationLoss: 1.03, rank: 16, epochs: 2,
            adapter: "runs/concise-2/adapter", note: nil),
        RunRow(
            name: "concise-1", state: .stopped, step: 40, steps: 96, loss: 1.2, validationLoss: 1.4, rank: 8, epochs: 2, adapter: nil,
            note: "stopped by hand"),
    ]

    static func point(_ step: Int) -> TrainingPoint {
        TrainingPoint(
            step: step, steps: 96, loss: 3.0 / (1 + Double(step) / 20),
            validationLoss: step % 16 == 0 ? 3.2 / (1 + Double(step) / 22) : nil,
            learningRate: 1e-3 * (1 - Double(step) / 100), gradientNorm: 0.5, tokensPerSecond: 412, etaSeconds: Double(96 - step),
            memoryBytes: 1_100_000_000)
    }

    static func sample(_ step: Int, _ number: Int = 1) -> TrainingSample {
        TrainingSample(
            step: step, steps: 96, number: number, example: "ex-\(8 * number)", prompt: "How do I add a seat? (\(number))",
            text: step == 0 ? "You can add a seat to your car by" : "Open Settings, then Seats.", reference: "Open Settings › Seats.",
            isWhole: step > 0)
    }

    static let evaluation: EvaluationReport = {
        func result(_ arm: Arm, _ passed: Int, _ low: Double, _ high: Double, _ citation: Double?) -> EvaluationReport.ArmResult {
            .init(
                arm: arm, passed: passed, rate: Double(passed) / 60, low: low, high: high, fact: Double(passed + 2) / 60, format: 0.9,
                citation: citation, milliseconds: 1200, tokens: 300)
        }
        return EvaluationReport(
            run: "eval-3", n: 60, clusters: 41,
            arms: [
                result(.prompt, 3, 0.02, 0.14, nil), result(.fewshot, 5, 0.04, 0.18, nil), result(.rag, 34, 0.44, 0.68, 0.7),
                result(.lora, 8, 0.07, 0.24, nil), result(.ragLora, 37, 0.49, 0.73, 0.74),
            ],
            contrasts: [
                .init(
                    a: .rag, b: .prompt, difference: 0.517, low: 0.37, high: 0.64, p: 1e-6, adjustedP: 1e-5, aOnly: 32, bOnly: 1, both: 2,
                    neither: 25),
                .init(
                    a: .ragLora, b: .rag, difference: 0.05, low: -0.06, high: 0.16, p: 0.44, adjustedP: 0.88, aOnly: 8, bOnly: 5, both: 29,
                    neither: 18),
            ],
            flips: [
                .init(
                    case: "price-1", question: "What does a Team seat cost a month?", passed: [.rag, .ragLora],
                    failed: [.prompt, .fewshot, .lora]),
                .init(
                    case: "refund-4", question: "Until when can I ask for a refund?", passed: [.ragLora],
                    failed: [.prompt, .fewshot, .rag, .lora]),
            ])
    }()

    static let caseDetail = CaseDetail(
        case: "price-1", question: "What does a Team seat cost a month?", expected: [["€29", "29 euros"]], split: "test",
        answers: [
            .init(arm: .prompt, text: "The Team plan is $49 per month.", passed: false, reasons: ["fact 1 of 1 missing: €29"]),
            .init(arm: .rag, text: "€29 a seat [1].", passed: true, reasons: []),
        ])

    static let decision = DecisionReport(
        state: .recommend, arm: .rag,
        reasons: [
            "RAG passes 52 points more than the best prompt [37, 64].", "RAG+LoRA passes 3 cases more: chance explains that (p = 0.44).",
        ],
        gaps: Gaps(
            knowledge: Estimate(estimate: 0.61, low: 0.48, high: 0.73), retrieval: Estimate(estimate: 0.12, low: 0.04, high: 0.22),
            reader: Estimate(estimate: 0.22, low: 0.13, high: 0.34), behaviour: Estimate(estimate: 0.31, low: 0.2, high: 0.44), n: 60),
        contrasts: evaluation.contrasts, neededCases: nil, wouldFlip: ["RAG+LoRA better by 10 points or more."],
        conflicts: ["You said behaviour; the probes say knowledge."], limits: ["One model, one company."],
        questions: Question.allCases.map {
            .init(
                question: $0, answer: $0 == .gap ? "behaviour" : nil, measured: $0 == .gap ? "knowledge: 61 points [48, 73]" : nil,
                conflict: $0 == .gap)
        })

    static let measurements: [MeasurementRow] = [
        MeasurementRow(
            .gaps, finished: "2026-11-20 09:14 UTC", headline: "the largest of four is knowledge: +61 points (+48 to +73), 60 cases",
            text: "| gap (60 cases) | points | 95 % interval | what it means |\n|---|---|---|---|\n"
                + "| knowledge | +61 | +48 to +73 | facts gained by showing the right passage |\n"
                + "| retrieval | +12 | +4 to +22 | facts lost because retrieval brings another passage |"),
        MeasurementRow(
            .promptSearch, finished: "2026-11-21 18:02 UTC",
            headline: "exhausted after 14 prompts: best +8 points (+1 to +15) over the present one, on cases that had no say",
            text: "14 prompts on 40 development cases in 31 clusters, 600 answers of 600, seed 1\n\n"
                + "| step | passed | rate | 95 % interval | fact | format |\n|---|---|---|---|---|---|\n"
                + "| the question alone | 0/40 | 0 % | 0–9 % | 0 % | 0 % |\n| the best found | 9/40 | 22 % | 12–38 % | 30 % | 60 % |",
            isOutdated: true), MeasurementRow(.probes), MeasurementRow(.curve), MeasurementRow(.freshness), MeasurementRow(.retrieval),
        MeasurementRow(
            .judge, finished: "2026-11-22 07:40 UTC", headline: "RAG over Prompt +31 points (+12 to +48), 60 cases; not calibrated",
            text: "Judge: big-model at http://localhost:8080"),
    ]

    static func answer(_ arm: Arm) -> ArmAnswer {
        ArmAnswer(
            arm: arm, text: arm.retrieves ? "The Team plan costs €29 a seat each month [1]." : "The Team plan is $49 per month.",
            citations: arm.retrieves
                ? [
                    CitationRow(
                        marker: "[1]", passage: 2, path: "plans/pricing.md", quote: "The Team plan costs €29 a seat each month",
                        verified: true),
                    CitationRow(marker: "[2]", passage: 4, path: "plans/pricing.md", quote: "Non-profits pay half.", verified: false),
                ] : [], grounding: arm.retrieves ? .cited : .none, promptTokens: arm.retrieves ? 612 : 48, completionTokens: 14,
            firstTokenMilliseconds: 84, milliseconds: 2400,
            prompt: "<|im_start|>user\nWhat does the Team plan cost?<|im_end|>\n<|im_start|>assistant\n")
    }

    static func job(_ kind: JobKind, _ state: JobStatus.State = .running, id: Int = 1, fraction: Double? = 0.4) -> JobStatus {
        JobStatus(
            id: JobID(id), kind: kind,
            title: ["sync": "Sync", "train": "Train run-3", "ask": "Answering", "evaluate": "Evaluate"][kind.rawValue] ?? "Measure gaps",
            state: state, fraction: fraction, detail: "step 40 of 96", elapsedSeconds: 31, etaSeconds: 45, rate: "412 tok/s")
    }

    /// What the workbench answers to the requests made at start.
    static let loaded: [WorkbenchEvent] = [
        .project(project), .documents(documents), .passages(document: "plans/pricing.md", pricing), .examples(examples), .health(health),
        .drafts(drafts),
        .runs(runs),
        .curve(run: "concise-2", (1...96).map(point)),
        .samples(run: "concise-2", [0, 48, 96].flatMap { step in (1...3).map { sample(step, $0) } }), .evaluation(evaluation),
        .decision(decision),
    ]
}
