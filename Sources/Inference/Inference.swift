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
// Products read the file's quantised blocks directly, for one token and for many. Q5_1 and the K-quants are held unpacked, at 12 bits a
// weight, and multiplied in single precision: nothing is rounded. On processors with AVX-512 or without AVX2, long products go through
// copies packed by oneDNN instead (`PackedWeights`), which cost four bytes a weight, two in bf16.
