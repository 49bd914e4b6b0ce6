import ModelFormats
import Tokenization

#if canImport(Glibc)
    import Glibc
#endif

extension BytePairTokenizer {
    /// The tokenizer that a model file carries.
    convenience init(_ file: GGUFFile) throws {
        let kind = try file.string("tokenizer.ggml.model")
        guard kind == "gpt2" else {
            throw InferenceError.unsupportedModel(
                path: file.path, problem: "its tokenizer is \"\(kind.prefix(40))\", and only byte-level BPE (\"gpt2\") is read")
        }
        try self.init(
            tokens: file.strings("tokenizer.ggml.tokens"),
            types: file.intsIfPresent("tokenizer.ggml.token_type") ?? [],
            merges: file.strings("tokenizer.ggml.merges"),
            preTokenizer: file.stringIfPresent("tokenizer.ggml.pre") ?? "default",
            beginToken: file.intIfPresent("tokenizer.ggml.bos_token_id"),
            endToken: file.intIfPresent("tokenizer.ggml.eos_token_id"),
            addsBeginToken: file.boolIfPresent("tokenizer.ggml.add_bos_token") ?? false)
    }
}

extension MappedFile {
    /// Tells the system that the pages read so far won't be needed soon: they leave the process's memory and stay in the file cache.
    func releasePages() {
        guard let base = bytes.baseAddress else { return }
        madvise(UnsafeMutableRawPointer(mutating: base), bytes.count, MADV_DONTNEED)
    }
}
