// Tokenization: text ↔ token ids.
//
// Byte-level BPE with the model's own pre-tokenizer, SentencePiece's BPE, WordPiece, and chat templates. It does not know tensors or
// files: vocabularies come in as arrays. Text from people and documents never becomes a control token unless a caller asks for it.
//
// Chat templates are programs that come with a model file, so Templates/ interprets the part of Jinja that they use: source →
// TemplateLexer → TemplateParser → TemplateInterpreter → TracedText, which remembers for each character whether it is the template's
// or a message's. Nothing else can be reached from a template, and TemplateBudget bounds what it may use up.
