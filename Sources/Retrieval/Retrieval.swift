// Retrieval: documents → passages → hits → a context with citations.
//
// `KnowledgeStore` is the protocol everything above talks to; the embedded store behind it is SQLite (GRDB) with FTS5 for
// lexical search and embeddings for dense search, fused by reciprocal rank. No SQL leaves this target. It does not know
// language models beyond `TextEncoder`, and nothing about prompts' wording beyond the context block it is asked for.
