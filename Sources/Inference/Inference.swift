// Inference: a transformer forward pass, its KV cache, sampling, and adapters applied at run time.
//
// Imports Compute, ModelFormats and Tokenization. It does not know SQLite, the screen, or clocks: generation reports events
// to a sink that answers `.more` or `.stop`, and whoever wants timings measures them there.
