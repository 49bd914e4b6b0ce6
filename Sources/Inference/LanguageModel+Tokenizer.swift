import ModelFormats
import Tokenization

#if canImport(Glibc)
    import Glibc
#endif

extension GGUFFile {
    /// The tokenizer that a model file carries. Throws `InferenceError`, `ModelFormatError` or `TokenizationError`.
    func tokenizer() throws -> any Tokenizer {
        switch try string("tokenizer.ggml.model") {
        case "gpt2": return try BytePairTokenizer(self)
        case "llama": return try SentencePieceTokenizer(self)
        case let kind:
            let known = "byte-level BPE (\"gpt2\") and SentencePiece's BPE (\"llama\")"
            throw InferenceError.unsupportedModel(
                path: path, problem: "its tokenizer is \"\(kind.prefix(40))\", and only \(known) are read")
        }
    }
}

extension BytePairTokenizer {
    fileprivate convenience init(_ file: GGUFFile) throws {
        try self.init(
            tokens: file.strings("tokenizer.ggml.tokens"),
            types: file.intsIfPresent("tokenizer.ggml.token_type") ?? [],
            merges: file.strings("tokenizer.ggml.merges"),
            preTokenizer: file.stringIfPresent("tokenizer.ggml.pre") ?? "default",
            beginToken: file.intIfPresent("tokenizer.ggml.bos_token_id"),
            endToken: file.intIfPresent("tokenizer.ggml.eos_token_id"),
            addsBeginToken: file.boolIfPresent("tokenizer.ggml.add_bos_token"))
    }
}

extension SentencePieceTokenizer {
    /// What a file leaves out is as in Llama 2, as llama.cpp has it.
    fileprivate convenience init(_ file: GGUFFile) throws {
        guard try file.boolIfPresent("tokenizer.ggml.remove_extra_whitespaces") != true else {
            throw InferenceError.unsupportedModel(path: file.path, problem: "its tokenizer removes spaces, and that is not done here")
        }
        try self.init(
            tokens: file.strings("tokenizer.ggml.tokens"),
            scores: file.floats("tokenizer.ggml.scores"),
            types: file.ints("tokenizer.ggml.token_type"),
            beginToken: file.intIfPresent("tokenizer.ggml.bos_token_id") ?? 1,
            endToken: file.intIfPresent("tokenizer.ggml.eos_token_id") ?? 2,
            addsBeginToken: file.boolIfPresent("tokenizer.ggml.add_bos_token") ?? true,
            addsSpacePrefix: file.boolIfPresent("tokenizer.ggml.add_space_prefix") ?? true)
    }
}

extension MappedFile {
    /// Tells the system that the pages read so far won't be needed soon: they leave the process's memory and stay in the file cache.
    func releasePages() {
        guard let base = bytes.baseAddress else { return }
        madvise(UnsafeMutableRawPointer(mutating: base), bytes.count, MADV_DONTNEED)
    }
}
