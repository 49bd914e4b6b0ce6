// ModelFormats: bytes ↔ tensors.
//
// GGUF and safetensors readers over a read-only memory map, block quantisation formats, and the PEFT adapter folder in
// both directions. Imports only Foundation. It does not know what a layer computes. A file comes from a stranger: every
// length and offset is checked before use, and a malformed file is a typed error, never a trap.
