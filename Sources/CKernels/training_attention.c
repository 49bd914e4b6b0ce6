#include "panel_kernels.h"
#include "training_kernels.h"
#include "training_math.h"

#include <math.h>

// Scores are made for 48 queries at a time against all keys up to the last of them, whole rows: no running maximum is needed, and
// at 256 positions everything stays in the second-level cache.  Keys and values are copied once for each group: to panels for
// products with the head's width inside, to plain rows of `width` for products with the keys inside.
enum { QUERIES = 48 };

/// Row stride of the scores: whole panels, and not a power of two.
static int64_t score_stride(int64_t length) { return (length + 15) / 16 * 16 + 16; }

/// Floats of one copy of all keys or values.
static int64_t copy_size(int64_t positions, int64_t width) { return (positions + 15) / 16 * 16 * width; }

int64_t ck_train_attention_scratch(int64_t positions, int64_t width) {
    return 6 * copy_size(positions, width) + 2 * QUERIES * score_stride(positions);
}

static void copy_rows(float *out, int64_t ld_out, const float *in, int64_t ld, int64_t rows, int64_t width) {
    for (int64_t row = 0; row < rows; row++) memcpy(out + row * ld_out, in + row * ld, (size_t)width * sizeof(float));
}

/// The shared rows and the sequence's own, one after the other.
static void join_rows(float *out, const float *prefix, const float *own, const ck_train_attention_shape *shape) {
    copy_rows(out, shape->width, prefix, shape->ld, shape->prefix, shape->width);
    copy_rows(out + shape->prefix * shape->width, shape->width, own, shape->ld, shape->length, shape->width);
}

static int64_t panels_of(int64_t outputs) { return (outputs + CK_PANEL_WIDTH - 1) / CK_PANEL_WIDTH; }

/// scores (count × keys) = x (count × width, stride ld) · panelsᵀ.
static void scores_from(float *scores, int64_t stride, const float *x, int64_t ld, const float *panels, int64_t count, int64_t keys,
                        int64_t width) {
    const ck_panel_term term = {x, ld, 1, panels, 0, CK_RIGHT_PANELS, width};
    ck_panel_multiply(scores, stride, 0, &term, 1, count, keys, 0, panels_of(keys));
}

/// Softmax over the keys that each query sees, zeros after them; the logarithm of the sum for the backward.
EACH_PROCESSOR
static void causal_softmax(float *scores, int64_t stride, float *log_sums, int64_t ld_log, float scale, int64_t first,
                           int64_t count, int64_t keys) {
    for (int64_t row = 0; row < count; row++) {
        float *s = scores + row * stride;
        const int64_t seen = first + row + 1;
        float top = -INFINITY;
        for (int64_t i = 0; i < seen; i++) top = s[i] > top ? s[i] : top;
        top *= scale;
        float sums[LANES] = {0};
        int64_t i = 0;
        for (; i + LANES <= seen; i += LANES) {
            for (int l = 0; l < LANES; l++) {
                s[i + l] = fast_exp(s[i + l] * scale - top);
                sums[l] += s[i + l];
            }
        }
        for (int l = 0; i < seen; i++, l++) {
            s[i] = fast_exp(s[i] * scale - top);
            sums[l] += s[i];
        }
        const float total = lane_sum(sums), share = 1.0f / total;
        for (i = 0; i < seen; i++) s[i] *= share;
        for (; i < keys; i++) s[i] = 0.0f;
        log_sums[row * ld_log] = top + logf(total);
    }
}

/// Probabilities again from the stored logarithms.
EACH_PROCESSOR
static void causal_softmax_again(float *scores, int64_t stride, const float *log_sums, int64_t ld_log, float scale, int64_t first,
                                 int64_t count, int64_t keys) {
    for (int64_t row = 0; row < count; row++) {
        float *s = scores + row * stride;
        const int64_t seen = first + row + 1;
        const float log_sum = log_sums[row * ld_log];
        int64_t i = 0;
        for (; i < seen; i++) s[i] = fast_exp(s[i] * scale - log_sum);
        for (; i < keys; i++) s[i] = 0.0f;
    }
}

/// dscores = p ∘ (dp − Σ dout∘out) · scale, in place of dp.
EACH_PROCESSOR
static void softmax_backward(float *dp, const float *p, int64_t stride, const float *dout, const float *out, int64_t ld_out,
                             float scale, int64_t count, int64_t keys, int64_t width) {
    for (int64_t row = 0; row < count; row++) {
        const float *a = dout + row * ld_out, *b = out + row * ld_out;
        float sums[LANES] = {0};
        int64_t i = 0;
        for (; i + LANES <= width; i += LANES)
            for (int l = 0; l < LANES; l++) sums[l] += a[i + l] * b[i + l];
        for (int l = 0; i < width; i++, l++) sums[l] += a[i] * b[i];
        const float mean = lane_sum(sums);
        float *d = dp + row * stride;
        const float *s = p + row * stride;
        for (i = 0; i < keys; i++) d[i] = s[i] * (d[i] - mean) * scale;
    }
}

void ck_train_attention_forward(float *out, float *log_sums, const float *q, const float *k, const float *v, const float *prefix_k,
                                const float *prefix_v, const ck_train_attention_shape *shape, float *scratch) {
    const int64_t length = shape->length, prefix = shape->prefix, positions = prefix + length, width = shape->width;
    const int64_t stride = score_stride(positions), room = copy_size(positions, width);
    float *key_panels = scratch, *key_rows = scratch + room, *value_rows = scratch + 2 * room, *scores = scratch + 6 * room;
    join_rows(key_rows, prefix_k, k, shape);
    join_rows(value_rows, prefix_v, v, shape);
    ck_panel_pack(key_panels, key_rows, width, positions, width, 0, panels_of(positions));
    for (int64_t head = 0; head < shape->query_heads; head++) {
        for (int64_t first = 0; first < length; first += QUERIES) {
            const int64_t count = length - first < QUERIES ? length - first : QUERIES, keys = prefix + first + count;
            scores_from(scores, stride, q + first * shape->ld + head * width, shape->ld, key_panels, count, keys, width);
            causal_softmax(scores, stride, log_sums + first * shape->ld_log + head, shape->ld_log, shape->scale, prefix + first, count,
                           keys);
            const ck_panel_term term = {scores, stride, 1, value_rows, width, CK_RIGHT_TRANSPOSED, keys};
            ck_panel_multiply(out + first * shape->ld_out + head * width, shape->ld_out, 0, &term, 1, count, width, 0,
                              panels_of(width));
        }
    }
}

void ck_train_attention_backward(float *dq, float *dk, float *dv, float *prefix_dk, float *prefix_dv, const float *dout,
                                 const float *out, const float *log_sums, const float *q, const float *k, const float *v,
                                 const float *prefix_k, const float *prefix_v, const ck_train_attention_shape *shape,
                                 float *scratch) {
    const int64_t length = shape->length, prefix = shape->prefix, positions = prefix + length, width = shape->width, ld = shape->ld;
    const int64_t stride = score_stride(positions), room = copy_size(positions, width), width_panels = panels_of(width);
    float *key_panels = scratch, *value_panels = scratch + room, *key_rows = scratch + 2 * room, *value_rows = scratch + 3 * room;
    float *all_dk = scratch + 4 * room, *all_dv = scratch + 5 * room, *p = scratch + 6 * room, *dp = p + QUERIES * stride;
    join_rows(key_rows, prefix_k, k, shape);
    join_rows(value_rows, prefix_v, v, shape);
    ck_panel_pack(key_panels, key_rows, width, positions, width, 0, panels_of(positions));
    ck_panel_pack(value_panels, value_rows, width, positions, width, 0, panels_of(positions));
    memset(all_dk, 0, (size_t)(positions * width) * sizeof(float));
    memset(all_dv, 0, (size_t)(positions * width) * sizeof(float));
    for (int64_t head = 0; head < shape->query_heads; head++) {
        for (int64_t first = 0; first < length; first += QUERIES) {
            const int64_t count = length - first < QUERIES ? length - first : QUERIES, keys = prefix + first + count;
            const float *q_block = q + first * ld + head * width;
            const float *out_block = out + first * shape->ld_out + head * width;
            const float *dout_block = dout + first * shape->ld_out + head * width;
            scores_from(p, stride, q_block, ld, key_panels, count, keys, width);
            causal_softmax_again(p, stride, log_sums + first * shape->ld_log + head, shape->ld_log, shape->scale, prefix + first, count,
                                 keys);
            // dv += pᵀ · dout
            const ck_panel_term to_values = {p, 1, stride, dout_block, shape->ld_out, CK_RIGHT_TRANSPOSED, count};
            ck_panel_multiply(all_dv, width, 1, &to_values, 1, keys, width, 0, width_panels);
            // dp = dout · vᵀ, then dscores in its place
            scores_from(dp, stride, dout_block, shape->ld_out, value_panels, count, keys, width);
            softmax_backward(dp, p, stride, dout_block, out_block, shape->ld_out, shape->scale, count, keys, width);
            // dq = dscores · k
            const ck_panel_term to_queries = {dp, stride, 1, key_rows, width, CK_RIGHT_TRANSPOSED, keys};
            ck_panel_multiply(dq + first * ld + head * width, ld, 0, &to_queries, 1, count, width, 0, width_panels);
            // dk += dscoresᵀ · q
            const ck_panel_term to_keys = {dp, 1, stride, q_block, ld, CK_RIGHT_TRANSPOSED, count};
            ck_panel_multiply(all_dk, width, 1, &to_keys, 1, keys, width, 0, width_panels);
        }
    }
    copy_rows(prefix_dk, width, all_dk, width, prefix, width);
    copy_rows(prefix_dv, width, all_dv, width, prefix, width);
    copy_rows(dk, ld, all_dk + prefix * width, width, length, width);
    copy_rows(dv, ld, all_dv + prefix * width, width, length, width);
}
