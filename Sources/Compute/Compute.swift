// Compute: the machine's arithmetic as Swift sees it.
//
// Aligned float buffers, matrix products through oneDNN with weights packed once, a persistent thread pool, and the table
// of C kernels chosen for this processor at start. It may import CKernels and COneDNN. It does not know tokens, models,
// layers or files: callers pass rows, columns and pointers.
