// The kernels in plain C: what every processor can run, and the reference for the fast ones.
#include "internal.h"

#include <math.h>
#include <string.h>

static void quantize(ck_block_i16 *out, const float *x, int blocks) {
    for (int b = 0; b < blocks; b++, x += CK_BLOCK, out++) {
        float largest = 0;
        for (int k = 0; k < CK_BLOCK; k++) largest = fmaxf(largest, fabsf(x[k]));
        const float inverse = largest > 0 ? 32767 / largest : 0;
        int32_t sum = 0;
        for (int k = 0; k < CK_BLOCK; k++) {
            int32_t q = (int32_t)lrintf(x[k] * inverse);
            out->q[ck_activation_index(k)] = (int16_t)q;
            sum += q;
        }
        out->scale = largest / 32767;
        out->sum = out->scale * (float)sum;
    }
}

// How a group of a type with blocks is read: code, scale and minimum of input k, counted from the group's first.

static inline int nibble(const uint32_t q[4][8], int lane, int k) {
    return (int)(q[(k & 15) >> 2][lane] >> (8 * (k & 3) + (k & 16 ? 4 : 0)) & 15);
}

static inline int byte(const uint32_t q[8][8], int lane, int k) { return (int8_t)(q[(k & 31) >> 2][lane] >> 8 * (k & 3)); }

static inline float of_unit(uint16_t unit, int8_t code) { return ck_float_of_half(unit) * (float)code; }

static int code(ck_weight_type type, const void *group, int lane, int k) {
    const int b = k / CK_BLOCK, blocks = CK_SUPERBLOCK / CK_BLOCK;
    switch (type) {
    case CK_Q4: return nibble(((const ck_q4_group *)group)[b].q, lane, k);
    case CK_Q8: return byte(((const ck_q8_group *)group)[b].q, lane, k);
    case CK_Q8K: return byte(((const ck_q8k_group *)group)[b].q, lane, k);
    default: return nibble(((const ck_q4k_group *)group)[b / blocks].q[b % blocks], lane, k);
    }
}

static float scale_of(ck_weight_type type, const void *group, int lane, int k) {
    const int b = k / CK_BLOCK, blocks = CK_SUPERBLOCK / CK_BLOCK;
    const ck_q8k_group *q8k = (const ck_q8k_group *)group + b;
    const ck_q4k_group *q4k = (const ck_q4k_group *)group + b / blocks;
    switch (type) {
    case CK_Q4: return ck_float_of_half(((const ck_q4_group *)group)[b].scale[lane]);
    case CK_Q8: return ck_float_of_half(((const ck_q8_group *)group)[b].scale[lane]);
    case CK_Q8K: return of_unit(q8k->scale_unit[lane], q8k->scale[k % CK_BLOCK / CK_PART][lane]);
    default: return of_unit(q4k->scale_unit[lane], q4k->scale[b % blocks][lane]);
    }
}

static float minimum_of(ck_weight_type type, const void *group, int lane, int k) {
    const int b = k / CK_BLOCK, blocks = CK_SUPERBLOCK / CK_BLOCK;
    const ck_q8k_group *q8k = (const ck_q8k_group *)group + b;
    const ck_q4k_group *q4k = (const ck_q4k_group *)group + b / blocks;
    switch (type) {
    case CK_Q4: return ck_float_of_half(((const ck_q4_group *)group)[b].minimum[lane]);
    case CK_Q8: return -0.0f;
    case CK_Q8K: return of_unit(q8k->minimum_unit[lane], q8k->minimum[lane]);
    default: return of_unit(q4k->minimum_unit[lane], q4k->minimum[b % blocks][lane]);
    }
}

/// Number i of a group that is read like floats, 8 outputs for each input.
static inline float float_value(ck_weight_type type, const void *group, long i) {
    const int lane = (int)(i % CK_GROUP), k = (int)(i / CK_GROUP);
    if (ck_has_blocks(type))
        return (float)code(type, group, lane, k) * scale_of(type, group, lane, k) + minimum_of(type, group, lane, k);
    if (type == CK_PARTS) {
        const ck_parts_group *w = (const ck_parts_group *)group + k / CK_PART;
        return (float)w->q[k % CK_PART][lane] * w->scale[lane] + w->minimum[lane];
    }
    return type == CK_F32   ? ((const float *)group)[i]
           : type == CK_F16 ? ck_float_of_half(((const uint16_t *)group)[i])
                            : ck_float_of_bfloat(((const uint16_t *)group)[i]);
}

static void product_i16(float *y, long ldy, const ck_block_i16 *x, const void *weights, ck_weight_type type, int rows, int inputs,
                        int first, int end) {
    const size_t group_bytes = ck_group_bytes(type, inputs);
    const int blocks = inputs / CK_BLOCK, step = type == CK_Q8K ? CK_PART : CK_BLOCK;
    for (int g = first; g < end; g++) {
        const void *group = (const uint8_t *)weights + (size_t)g * group_bytes;
        for (int t = 0; t < rows; t++) memset(y + t * ldy + (long)g * CK_GROUP, 0, CK_GROUP * sizeof(float));
        for (int k = 0; k < inputs; k += step) {
            // All rows share what is unpacked, in the order in which activations stand.
            int16_t codes[CK_GROUP][CK_BLOCK];
            for (int lane = 0; lane < CK_GROUP; lane++)
                for (int i = 0; i < step; i++) codes[lane][ck_activation_index(i)] = (int16_t)code(type, group, lane, k + i);
            for (int lane = 0; lane < CK_GROUP; lane++) {
                const float scale = scale_of(type, group, lane, k);
                const float minimum = (k + step) % CK_BLOCK == 0 ? minimum_of(type, group, lane, k) : -0.0f;
                for (int t = 0; t < rows; t++) {
                    const ck_block_i16 *a = x + (long)t * blocks + k / CK_BLOCK;
                    float *sum = y + t * ldy + (long)g * CK_GROUP + lane;
                    int32_t s = 0;
                    for (int i = 0; i < step; i++) s += codes[lane][i] * a->q[k % CK_BLOCK + i];
                    *sum += (float)s * (scale * a->scale);
                    *sum += minimum * a->sum;
                }
            }
        }
    }
}

static void block_product_f32(float *sums, const float *x, const void *group, ck_weight_type type, int first) {
    float total = 0;
    for (int k = 0; k < CK_BLOCK; k++) total += x[k];
    for (int lane = 0; lane < CK_GROUP; lane++) {
        float s = 0;
        for (int k = 0; k < CK_BLOCK; k++) s += (float)code(type, group, lane, first + k) * x[k];
        sums[lane] += s * scale_of(type, group, lane, first);
        sums[lane] += total * minimum_of(type, group, lane, first);
    }
}

static void product_f32(float *y, long ldy, const float *x, long ldx, const void *weights, ck_weight_type type, int rows, int inputs,
                        int first, int end, int accumulate) {
    const size_t group_bytes = ck_group_bytes(type, inputs);
    for (int g = first; g < end; g++)
        for (int t = 0; t < rows; t++) {
            const void *group = (const uint8_t *)weights + (size_t)g * group_bytes;
            const float *a = x + t * ldx;
            float sums[CK_GROUP] = {0};
            if (type == CK_Q4 || type == CK_Q8) {
                for (int k = 0; k < inputs; k += CK_BLOCK) block_product_f32(sums, a + k, group, type, k);
            } else {
                for (int k = 0; k < inputs; k++)
                    for (int lane = 0; lane < CK_GROUP; lane++) {
                        const long i = (long)k * CK_GROUP + lane;
                        sums[lane] += float_value(type, group, i) * a[k];
                    }
            }
            float *out = y + t * ldy + (long)g * CK_GROUP;
            for (int lane = 0; lane < CK_GROUP; lane++) out[lane] = accumulate ? out[lane] + sums[lane] : sums[lane];
        }
}

static void widen(float *panel, const void *weights, ck_weight_type type, int inputs, int group, int groups) {
    const size_t group_bytes = ck_group_bytes(type, inputs);
    for (int k = 0; k < inputs; k++)
        for (int i = 0; i < CK_PANEL_WIDTH; i++, panel++) {
            const void *w = (const uint8_t *)weights + (size_t)(group + i / CK_GROUP) * group_bytes;
            *panel = i / CK_GROUP < groups ? float_value(type, w, (long)k * CK_GROUP + i % CK_GROUP) : 0;
        }
}

static void rmsnorm(float *y, const float *x, const float *weight, int count, float epsilon) {
    float squares = 0;
    for (int i = 0; i < count; i++) squares += x[i] * x[i];
    const float factor = 1 / sqrtf(squares / (float)count + epsilon);
    for (int i = 0; i < count; i++) y[i] = x[i] * factor * weight[i];
}

static void rope(float *x, const float *cosines, const float *sines, int heads, int width) {
    const int half = width / 2;
    for (int h = 0; h < heads; h++, x += width)
        for (int i = 0; i < half; i++) {
            const float a = x[i], b = x[i + half];
            x[i] = a * cosines[i] - b * sines[i];
            x[i + half] = b * cosines[i] + a * sines[i];
        }
}

static void silu_product(float *y, const float *gate, const float *up, int count) {
    for (int i = 0; i < count; i++) y[i] = gate[i] / (1 + expf(-gate[i])) * up[i];
}

static void gelu_product(float *y, const float *gate, const float *up, int count) {
    for (int i = 0; i < count; i++) {
        const float x = gate[i];
        // (1 + tanh u) / 2 is the logistic function of 2u.
        y[i] = x / (1 + expf(CK_GELU_SLOPE * (x + 0.044715f * x * x * x))) * up[i];
    }
}

static void add(float *y, const float *x, int count) {
    for (int i = 0; i < count; i++) y[i] += x[i];
}

static void scale(float *y, float factor, int count) {
    for (int i = 0; i < count; i++) y[i] *= factor;
}

static int argmax(const float *x, int count) {
    int best = 0;
    for (int i = 1; i < count; i++)
        if (x[i] > x[best]) best = i;
    return best;
}

static float log_sum_exp(const float *x, int count) {
    const float largest = x[argmax(x, count)];
    double sum = 0;
    for (int i = 0; i < count; i++) sum += expf(x[i] - largest);
    return largest + (float)log(sum);
}

static void store_key_value(void *keys, void *values, int half, const float *key, const float *value, int position, int width) {
    const long tile = (long)(position / CK_KEY_TILE) * width * CK_KEY_TILE + position % CK_KEY_TILE;
    for (int d = 0; d < width; d++) {
        if (half) {
            ((uint16_t *)keys)[tile + (long)d * CK_KEY_TILE] = ck_half_of_float(key[d]);
            ((uint16_t *)values)[(long)position * width + d] = ck_half_of_float(value[d]);
        } else {
            ((float *)keys)[tile + (long)d * CK_KEY_TILE] = key[d];
            ((float *)values)[(long)position * width + d] = value[d];
        }
    }
}

static inline float cached(const void *page, int half, long i) {
    return half ? ck_float_of_half(((const uint16_t *)page)[i]) : ((const float *)page)[i];
}

static void attention_page(float *out, ck_partial *partials, const float *q, long ldq, const void *keys, const void *values, int half,
                           const int *from, const int *visible, int rows, int width, float *scores) {
    for (int r = 0; r < rows; r++, out += width, q += ldq) {
        const int first = from ? from[r] : 0;
        float largest = -INFINITY, sum = 0;
        for (int p = first; p < visible[r]; p++) {
            float s = 0;
            for (int d = 0; d < width; d++)
                s += q[d] * cached(keys, half, ((long)(p / CK_KEY_TILE) * width + d) * CK_KEY_TILE + p % CK_KEY_TILE);
            scores[p] = s;
            largest = fmaxf(largest, s);
        }
        for (int d = 0; d < width; d++) out[d] = 0;
        for (int p = first; p < visible[r]; p++) {
            const float e = expf(scores[p] - largest);
            sum += e;
            for (int d = 0; d < width; d++) out[d] += e * cached(values, half, (long)p * width + d);
        }
        partials[r] = (ck_partial){largest, sum};
    }
}

static void attention_merge(float *out, ck_partial *total, const float *page_out, const ck_partial *page, int width) {
    if (page->sum == 0) return;
    const float largest = fmaxf(total->maximum, page->maximum);
    const float kept = total->sum > 0 ? expf(total->maximum - largest) : 0, added = expf(page->maximum - largest);
    for (int d = 0; d < width; d++) out[d] = out[d] * kept + page_out[d] * added;
    *total = (ck_partial){largest, total->sum * kept + page->sum * added};
}

static int64_t registers_i16(int64_t steps) {
    volatile int16_t w = 3, a = 5;
    int32_t sums[8] = {0};
    for (int64_t step = 0; step < steps; step++)
        for (int i = 0; i < 8; i++) sums[i] += w * a;
    volatile int32_t kept = sums[0];
    (void)kept;
    return steps * 8;
}

static int64_t registers_f32(int64_t steps) {
    volatile float w = 3, a = 5;
    float sums[8] = {0};
    for (int64_t step = 0; step < steps; step++)
        for (int i = 0; i < 8; i++) sums[i] += w * a;
    volatile float kept = sums[0];
    (void)kept;
    return steps * 8;
}

const ck_kernels ck_portable_table = {
    .name = "portable",
    .quantize = quantize,
    .product_i16 = product_i16,
    .product_f32 = product_f32,
    .registers_i16 = registers_i16,
    .registers_f32 = registers_f32,
    .widen = widen,
    .panel_multiply = ck_panel_multiply_portable,
    .rmsnorm = rmsnorm,
    .rope = rope,
    .silu_product = silu_product,
    .gelu_product = gelu_product,
    .add = add,
    .scale = scale,
    .argmax = argmax,
    .log_sum_exp = log_sum_exp,
    .store_key_value = store_key_value,
    .attention_page = attention_page,
    .attention_merge = attention_merge,
};
