// Retrieval: documents → passages → hits → a context with citations.
//
// `KnowledgeStore` is the protocol everything above talks to; the embedded store behind it is SQLite (GRDB) with FTS5 for
// lexical search and embeddings for dense search, fused by reciprocal rank. No SQL leaves this target. It does not know
// language models beyond `TextEncoder`, and nothing about prompts' wording beyond the context block it is asked for.
//
//   Documents  files in: listed, read, made text of whatever their format
//   Passages   text cut along its structure
//   Sync       what changed on disk, brought into a store
//   Store      the protocol and the embedded store
//   Search     queries, codes of vectors, fusion, metrics
//   Benchmark  search at sizes that nobody would embed
//   Context    the block of a prompt, and the citations of an answer
//
// From ModelFormats it takes the SHA-256 only. HTML is read by libxml2 (CHTML), PDF by poppler and the formats of word processors by pandoc,
// both as child processes (Processes).
