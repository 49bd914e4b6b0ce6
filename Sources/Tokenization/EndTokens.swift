/// The tokens that end a turn or a text: those that the file names, and control tokens with a name that says so.
enum EndTokens {
    /// As llama.cpp lists them.
    static let unmistakable: Set = [
        "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end|>", "<end_of_turn>", "<|eom_id|>", "<EOT>", "<eos>", "<|end_of_text|>",
        "<end_of_utterance>", "<｜end▁of▁sentence｜>",
    ]

    /// `</s>` ends a text where it is a control token; to Gemma it is a user-defined token, the end of struck-out HTML.
    private static let names = unmistakable.union(["</s>"])

    static func find(_ named: Int?, _ specials: SpecialTokens, _ kinds: [TokenKind]) -> Set<Int> {
        let byName = names.compactMap { specials.id(of: Array($0.utf8)) }.filter { kinds[$0] == .control }
        return Set(byName + [named].compactMap { $0 })
    }
}
