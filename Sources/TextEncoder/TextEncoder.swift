// TextEncoder: sentences → unit vectors.
//
// A BERT encoder (MiniLM) read from safetensors: WordPiece, mean pooling over real tokens, L2 normalisation. It does not know
// stores, documents or queries.
