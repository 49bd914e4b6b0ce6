#ifndef ENCODER_KERNELS_H
#define ENCODER_KERNELS_H
// What a BERT encoder does between its matrix products, and inner products of many vectors with one.
//
// Widths are multiples of 16 unless said otherwise. Each row's result depends on that row alone and is summed in one fixed
// order: the bits don't change with the number of rows or threads.
#include <stdint.h>

enum {
    /// Numbers that one step of these kernels takes.
    CK_ENCODER_LANES = 16,
    /// Longest sequence and widest head that ck_encoder_attention takes.
    CK_ENCODER_MAX_TOKENS = 512,
    CK_ENCODER_MAX_HEAD = 64
};

/// hidden (rows × width): row r becomes words[ids[r]] + positions[places[r]].
void ck_encoder_embed(float *hidden, const float *words, const float *positions, const int32_t *ids, const int32_t *places, int64_t rows,
                      int64_t width);

/// x (rows × width): every row += row (width).
void ck_encoder_add_row(float *x, const float *row, int64_t rows, int64_t width);

/// hidden (rows × width) = layer norm of (hidden + update + bias); update and bias may be NULL.
void ck_encoder_add_norm(float *hidden, const float *update, const float *bias, const float *gamma, const float *beta, float epsilon,
                         int64_t rows, int64_t width);

/// x (rows × width) = gelu(x + bias), the exact one with erf.
void ck_encoder_gelu(float *x, const float *bias, int64_t rows, int64_t width);

/// One head of one sequence: out (tokens × head) = softmax((q + bias)·kᵀ / √head)·v, over all tokens both ways.
/// q, k, v are tokens × head with row stride `stride`; out has row stride `out_stride`.
void ck_encoder_attention(float *out, int64_t out_stride, const float *q, const float *k, const float *v, int64_t stride,
                          const float *q_bias, int64_t tokens, int64_t head);

/// out (width) = mean of the rows of hidden (rows × width), brought to length 1.
void ck_encoder_pool(float *out, const float *hidden, int64_t rows, int64_t width);

/// scores[r] = query · vectors[r] for rows of any width.
void ck_dot_rows(float *scores, const float *vectors, const float *query, int64_t rows, int64_t width);

/// Mixes bytes into a 128-bit fingerprint that tells model files apart. It is fast, not cryptographic.
void ck_fingerprint(uint64_t state[2], const void *bytes, int64_t count);
#endif
