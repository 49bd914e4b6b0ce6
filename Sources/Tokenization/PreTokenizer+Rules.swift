extension PreTokenizer {
    struct Rule: Sendable {
        var names: [String]
        var steps: [Step]
        var ignoresMerges = false
        var addsBeginToken = false
    }

    static let rules: [Rule] = [
        Rule(
            names: ["smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b", "mellum2"],
            steps: [.runs(.eachNumber), .gpt2]),
        Rule(
            names: [
                "gpt-2", "gpt2", "phi-2", "mpt", "olmo", "jais", "trillion", "granite-docling", "gigachat", "a.x-4.0", "mellum", "exaone4",
                "modern-bert", "jina-es", "jina-de", "jina-v2-es", "jina-v2-de", "jina-v1-en", "jina-v2-code", "roberta-bpe",
            ],
            steps: [.gpt2]),
        Rule(names: ["default"], steps: [.runs(.punctuation(and: "$+<=>^~|")), .gpt2, .runs(.numbers), .digitTriples]),
        Rule(names: ["falcon"], steps: [.runs(.punctuation(and: "$+<=>^~|`")), .gpt2, .digitTriples]),

        Rule(
            names: ["llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano"],
            steps: [.words(.gpt4)], ignoresMerges: true, addsBeginToken: true),
        Rule(names: ["dbrx", "smaug-bpe", "glm4", "chatglm-bpe"], steps: [.words(.gpt4)]),
        Rule(names: ["minicpm5"], steps: [.runs(.numberTriples), .words(.gpt4(digits: .max))], ignoresMerges: true),
        Rule(
            names: [
                "qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez", "stablelm2", "hunyuan", "solar-open", "grok-2", "bailingmoe",
                "bailingmoe2", "llada-moe",
            ],
            steps: [.words(.gpt4(digits: 1))]),
        Rule(names: ["qwen35"], steps: [.words(.qwen35)]),
        Rule(names: ["seed-coder"], steps: [.words(.seedCoder)]),
        Rule(names: ["ufakzeka"], steps: [.words(.withoutContractions)]),
        Rule(names: ["laguna"], steps: [.runs(.newlines), .words(.gpt4(digits: 1))]),

        Rule(names: ["gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2"], steps: [.words(.gpt4o)]),
        Rule(names: ["tekken"], steps: [.words(.tekken)], ignoresMerges: true, addsBeginToken: true),

        Rule(
            names: ["deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4"],
            steps: [.runs(.numberTriples), .runs(.hanAndKana), .words(.deepSeek3)]),
        Rule(
            names: ["deepseek-coder"],
            steps: [.runs(.eachNewline), .runs(.spacedLetters), .runs(.spacedPunctuation), .runs(.eastAsian), .runs(.eachNumber)]),
        Rule(
            names: ["deepseek-llm"],
            steps: [
                .runs(.eachNewline), .runs(.spacedCasedLetters), .runs(.spacedMarks), .spaceAtEnd, .runs(.eastAsian), .runs(.numbers),
            ]),
        Rule(names: ["bloom", "gpt3-finnish", "poro-chat"], steps: [.runs(.bloomWords)]),
        Rule(names: ["viking"], steps: [.runs(.bloomWords), .runs(.eachNumber)]),
    ]
}
