#ifndef CK_KERNELS_H
#define CK_KERNELS_H
// The table of kernels. `ck_kernels_best` is chosen for this processor once; `ck_kernels_portable` is plain C that a fast kernel
// is tested against. Outputs come first, sizes last. No kernel allocates, keeps state, or splits work among threads.
#include "ck_weights.h"
#include "panel_kernels.h"

/// What one page of the key/value cache gave one query: exponentials relative to `maximum`, their sum, and (elsewhere) their
/// weighted values.
typedef struct {
    float maximum;
    float sum;
} ck_partial;

enum { CK_PAGE = 256, CK_KEY_TILE = 16, CK_MAXIMUM_HEAD_WIDTH = 256 };

typedef struct {
    const char *name;

    /// 16-bit activations of `blocks` · 32 floats.
    void (*quantize)(ck_block_i16 *blocks_out, const float *x, int blocks);

    /// y[t][8g + lane] for the groups first ..< end: products of `rows` activation rows with Q4 or Q8 weights. `x` holds inputs / 32
    /// blocks a row, `weights` is group 0, rows of `y` are `ldy` floats apart. One element's sum runs over the blocks in order, the
    /// integers exact inside of a block: its value doesn't depend on the rows and groups it is computed with.
    void (*product_i16)(float *y, long ldy, const ck_block_i16 *x, const void *weights, ck_weight_type type, int rows, int inputs,
                        int first, int end);

    /// The same with single-precision activations (rows of `x` are `ldx` floats apart), any weight type; adds to `y` if `accumulate`.
    void (*product_f32)(float *y, long ldy, const float *x, long ldx, const void *weights, ck_weight_type type, int rows, int inputs,
                        int first, int end, int accumulate);

    /// What the arithmetic of product_i16 and product_f32 allows: both make `steps` steps of it with everything in registers, nothing
    /// read and nothing written, and return the multiply-adds made.
    int64_t (*registers_i16)(int64_t steps);
    int64_t (*registers_f32)(int64_t steps);

    /// Two groups of weights (the second one zero when `groups` is 1) in single precision, as one panel of ck_panel_multiply.
    void (*widen)(float *panel, const void *weights, ck_weight_type type, int inputs, int group, int groups);

    /// See panel_kernels.h.
    void (*panel_multiply)(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                           int64_t outputs, int64_t panel_from, int64_t panel_to);

    /// y = x / √(mean x² + epsilon) · weight
    void (*rmsnorm)(float *y, const float *x, const float *weight, int count, float epsilon);

    /// Rotates each head's pair (x[i], x[i + width/2]) by the angle whose cosines and sines (width/2 each) are given.
    void (*rope)(float *x, const float *cosines, const float *sines, int heads, int width);

    /// y = silu(gate) · up
    void (*silu_product)(float *y, const float *gate, const float *up, int count);

    /// y = gelu(gate) · up, by the tanh form (Hendrycks and Gimpel 2016): 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³)))
    void (*gelu_product)(float *y, const float *gate, const float *up, int count);

    /// y += x
    void (*add)(float *y, const float *x, int count);

    /// y *= factor
    void (*scale)(float *y, float factor, int count);

    /// The largest value's index, the first one among equals.
    int (*argmax)(const float *x, int count);

    /// log Σ exp(x), without overflow.
    float (*log_sum_exp)(const float *x, int count);

    /// Puts one position's key and value of one head into a page. Keys stand in tiles of 16 positions, [tile][width][16]; values as
    /// [position][width]. `half`: the page holds half precision, else single. A page starts as zeros.
    void (*store_key_value)(void *keys, void *values, int half, const float *key, const float *value, int position, int width);

    /// Attention of `rows` queries (`ldq` floats apart, already scaled) over one page: row r sees the positions from `from[r]` up to,
    /// not including, `visible[r]` (0 … 256 both; `from` NULL: 0 for all). out[r] (`width` floats, packed) = Σ exp(s − maximum) · value.
    /// `scores` is room for rows · 256 floats.
    void (*attention_page)(float *out, ck_partial *partials, const float *q, long ldq, const void *keys, const void *values, int half,
                           const int *from, const int *visible, int rows, int width, float *scores);

    /// Merges a page's result into a query's running one, pages in order.
    void (*attention_merge)(float *out, ck_partial *total, const float *page_out, const ck_partial *page, int width);
} ck_kernels;

const ck_kernels *ck_kernels_best(void);
const ck_kernels *ck_kernels_portable(void);
#endif
