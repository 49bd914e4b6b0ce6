// Inference: a transformer forward pass, its KV cache, sampling, and adapters applied at run time.
//
// Imports Compute, ModelFormats and Tokenization. It does not know SQLite, the screen, or clocks: generation reports events
// to a sink that answers `.more` or `.stop`, and whoever wants timings measures them there.
//
// A `LanguageModel` is the immutable part: weights interleaved for the kernels (about the file's size in memory, K-quants more), tokenizer,
// template. A `Session` is one text in progress. Each step of a layer is cut into chunks by its shape alone and each number is
// computed by one chunk in one order, so that answers don't depend on the number of threads.
//
// What sets one architecture apart from another (biases, norms, windows, rotations, the gate's function) is read from the file into
// `ModelConfiguration` and `LayerVectors`; the pass knows no architecture by name. What a file asks for beyond that is an error.
//
// Products read whole numbers in blocks (`ck_weights.h`), for one token and for many: exact sums, one order, the same bits for any number of
// rows. Only precise prompts, and weights that are no whole numbers, may go through copies packed by oneDNN (`PackedWeights`), which cost
// four bytes a weight, two in bf16.
