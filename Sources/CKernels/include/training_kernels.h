#ifndef TRAINING_KERNELS_H
#define TRAINING_KERNELS_H
// Forward and backward of what lies between the matrix products of a llama, on one thread, rows of floats in and out.
//
// Outputs come first and sizes last; a gradient of x is called dx; what a backward adds to says so.  Each row's result depends on
// that row alone, so that callers may split rows over threads as they like.
#include <stdint.h>

// ---- norms and activations (training_vectors.c) ---------------------------------------------------------------------

/// y = x / rms(x) · w over rows of width n; inverse[row] = 1 / rms(x), which the backward needs.
void ck_train_rmsnorm_forward(float *y, float *inverse, const float *x, const float *w, float epsilon, int64_t rows, int64_t n);

/// y from the stored inverse.
void ck_train_rmsnorm_again(float *y, const float *inverse, const float *x, const float *w, int64_t rows, int64_t n);

/// dx += the gradient through the norm; w is frozen.
void ck_train_rmsnorm_backward(float *dx, const float *dy, const float *x, const float *w, const float *inverse, int64_t rows,
                               int64_t n);

/// h (rows × n) = silu(gate) · up, where gate and up are the halves of a row: gate_up is rows × 2n.
void ck_train_swiglu_forward(float *h, const float *gate_up, int64_t rows, int64_t n);

/// dgate_up (rows × 2n) from dh; overwrites.
void ck_train_swiglu_backward(float *dgate_up, const float *dh, const float *gate_up, int64_t rows, int64_t n);

/// Turns `heads` heads of width `width` in each row (stride `ld`) by its position, halves as pairs: (x₁, x₂) → (x₁ cos − x₂ sin,
/// x₂ cos + x₁ sin).  cosines and sines are positions × width/2.  `direction` −1 turns back, which is the backward.
void ck_train_rope(float *x, int64_t ld, const float *cosines, const float *sines, const int32_t *positions, float direction,
                   int64_t rows, int64_t heads, int64_t width);

/// y += x.
void ck_train_add(float *y, const float *x, int64_t n);

/// x *= factor.
void ck_train_scale(float *x, float factor, int64_t n);

/// y = x with about a share `rate` of its numbers dropped and the others divided by 1 − rate.  Which ones is a function of
/// (key, row, column), rows counted from first_row, so that a backward needs no mask.
void ck_train_dropout(float *y, const float *x, uint64_t key, float rate, int64_t first_row, int64_t rows, int64_t n);

/// dx += the gradient through the dropout of the same key, rate and rows.
void ck_train_dropout_backward(float *dx, const float *dy, uint64_t key, float rate, int64_t first_row, int64_t rows, int64_t n);

/// x[i] += size · u, u evenly in −1 ..< 1 and a function of (key, first + i).
void ck_train_noise(float *x, uint64_t key, float size, int64_t first, int64_t n);

// ---- magnitudes of DoRA (training_vectors.c) ------------------------------------------------------------------------

/// y = a − b; y may be a or b.
void ck_train_subtract(float *y, const float *a, const float *b, int64_t n);

/// y (rows × n) = or += x with each column times its factor.
void ck_train_scale_columns(float *y, const float *x, const float *factors, int32_t accumulate, int64_t rows, int64_t n);

/// sums[i] += Σ over rows of a · b in column i; rows of a and b are `ld` apart.
void ck_train_column_products(float *sums, const float *a, const float *b, int64_t rows, int64_t ld, int64_t n);

/// norms[row] = the length of that row of W + scale · B · A, from the squared lengths of W's rows, wa = W·Aᵀ (rows × rank),
/// gram = A·Aᵀ (rank × rank), and B, whose element (row, k) is b[row · ldb + k · step].
void ck_train_row_norms(float *norms, const float *squares, const float *wa, const float *gram, const float *b, int64_t ldb,
                        int64_t step, float scale, int64_t rows, int64_t rank);

// ---- loss -----------------------------------------------------------------------------------------------------------

/// losses[row] = −log softmax(logits[row])[target[row]]; with `gradient` each row of logits becomes
/// (softmax − onehot(target)) · scale in place.
void ck_train_cross_entropy(float *losses, float *logits, const int32_t *targets, float scale, int32_t gradient, int64_t rows,
                            int64_t vocabulary);

// ---- optimiser ------------------------------------------------------------------------------------------------------

/// Σ x² in double precision, in a fixed order.
double ck_train_sum_of_squares(const float *x, int64_t n);

/// Hyperparameters of one AdamW step as torch computes it: correction1 = 1 − β₁ᵗ, correction2 = 1 − β₂ᵗ.
typedef struct {
    double rate, beta1, beta2, epsilon, decay, correction1, correction2;
    /// What each gradient is multiplied by first (clipping).
    float scale;
} ck_train_adamw_step;

/// Decoupled weight decay, moments m and v, bias correction (Loshchilov & Hutter 2019, as in torch.optim.AdamW).
void ck_train_adamw(float *parameter, float *m, float *v, const float *gradient, ck_train_adamw_step step, int64_t n);

// ---- attention (training_attention.c) -------------------------------------------------------------------------------

/// One sequence and one key/value head with the query heads that share it.  Rows of q, k, v, out and their gradients belong to the
/// sequence; pointers are to this group's first column.  Positions before the sequence's own that it shares with others (a common
/// beginning of prompts) give keys and values only.
typedef struct {
    int64_t length, width, query_heads; ///< own positions, width of a head, query heads in the group
    int64_t ld;                         ///< row stride of q, k, v, prefix_k, prefix_v and of dq, dk, dv
    int64_t ld_out;                     ///< row stride of out and dout
    int64_t ld_log;                     ///< row stride of log_sums
    float scale;                        ///< 1 / √width
    int64_t prefix;                     ///< shared positions before the own ones, 0 for none
} ck_train_attention_shape;

/// Floats of scratch that one call takes for this many positions, shared ones included.
int64_t ck_train_attention_scratch(int64_t positions, int64_t width);

/// Causal attention.  log_sums[row · ld_log + head] = log Σ exp(scores), which the backward needs.
void ck_train_attention_forward(float *out, float *log_sums, const float *q, const float *k, const float *v, const float *prefix_k,
                                const float *prefix_v, const ck_train_attention_shape *shape, float *scratch);

/// dq, dk and dv of the group, and this sequence's share of the shared rows' gradients (prefix × width, packed); overwrites all.
void ck_train_attention_backward(float *dq, float *dk, float *dv, float *prefix_dk, float *prefix_dv, const float *dout,
                                 const float *out, const float *log_sums, const float *q, const float *k, const float *v,
                                 const float *prefix_k, const float *prefix_v, const ck_train_attention_shape *shape,
                                 float *scratch);
#endif
