// Tokenization: text ↔ token ids.
//
// Byte-level BPE with the model's own pre-tokenizer, SentencePiece's BPE, WordPiece, and chat templates. It does not know tensors or
// files: vocabularies come in as arrays. Text from people and documents never becomes a control token unless a caller asks for it.
