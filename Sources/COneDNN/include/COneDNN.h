#ifndef CONEDNN_H
#define CONEDNN_H
// A thin shim over the oneDNN C API: plain functions, opaque handles, status codes.  It knows matrices, not models.
//
// Threads: the caller owns the cores.  Every function computes on the calling thread alone (oneDNN's OpenMP team is held at
// one thread), and all of them may be called from many threads at once.
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// 0 on success, else a dnnl_status_t.
typedef int32_t conednn_status;

/// Words for a status code.
const char *conednn_status_words(conednn_status status);

/// The instruction set oneDNN will use on this processor: a dnnl_cpu_isa_t (0x7 = AVX2, 0x27… = AVX-512 and up).
int32_t conednn_effective_isa(void);

/// Whether the processor multiplies bf16 in hardware (AVX512-BF16 or AMX).
int32_t conednn_has_bfloat16(void);

/// C (m × n) = alpha · op(A) · op(B) + beta · C, all row-major; a status.  Computes on the calling thread.
conednn_status conednn_sgemm(int32_t transpose_a, int32_t transpose_b, int64_t m, int64_t n, int64_t k, float alpha,
                             const float *a, int64_t lda, const float *b, int64_t ldb, float beta, float *c, int64_t ldc);

/// A weight matrix (outputs × inputs) held in the layout that oneDNN prefers on this processor.
typedef struct conednn_linear conednn_linear;

/// Rows that conednn_linear_multiply takes at most in one call.
#define CONEDNN_LINEAR_MAX_ROWS 128

/// Packs row-major weights (outputs × inputs).  `bfloat16` asks for bf16 weights and activations with fp32 sums.
conednn_status conednn_linear_create(const float *weights, int64_t outputs, int64_t inputs, int32_t bfloat16,
                                     conednn_linear **out);
void conednn_linear_destroy(conednn_linear *linear);

/// Whether oneDNN has a layout of its own for such weights on this processor (1) or keeps plain rows (0: packing gains nothing).
int32_t conednn_prefers_blocks(int64_t outputs, int64_t inputs, int32_t bfloat16);

/// Bytes that the packed weights take.
int64_t conednn_linear_bytes(const conednn_linear *linear);

/// y (rows × outputs) = x (rows × inputs) · Wᵀ, or += with accumulate; rows in 1…CONEDNN_LINEAR_MAX_ROWS.
conednn_status conednn_linear_multiply(conednn_linear *linear, const float *x, int64_t rows, float *y, int32_t accumulate);

#ifdef __cplusplus
}
#endif
#endif
