// Products with single-precision activations for AVX2 + FMA + F16C.
// The tile functions are inlined with constant tile sizes; the tile never changes a result.
#include "avx2_blocks.h"

#if defined(__x86_64__)

AVX2_INLINE void write_tile(const int T, float *y, long ldy, const __m256 *sums, int accumulate) {
    UNROLL
    for (int t = 0; t < T; t++)
        _mm256_storeu_ps(y + t * ldy, accumulate ? _mm256_add_ps(_mm256_loadu_ps(y + t * ldy), sums[t]) : sums[t]);
}

/// One group × T rows of CK_Q4 or CK_Q8, single-precision activations. Two chains (nibbles: inputs below and above 16; bytes: even and odd
/// ones) hide the latency.
AVX2_INLINE void block_tile_f32(const ck_weight_type type, const int T, float *y, long ldy, const float *x, long ldx, const void *group,
                                int blocks, int accumulate) {
    __m256 sums[4];
    UNROLL
    for (int t = 0; t < T; t++) sums[t] = _mm256_setzero_ps();
    for (int b = 0; b < blocks; b++, x += CK_BLOCK) {
        const uint32_t(*q)[8] = block_codes(type, group, b);
        __m256 s[2][4];
        UNROLL
        for (int t = 0; t < T; t++) s[0][t] = s[1][t] = _mm256_setzero_ps();
        UNROLL
        for (int n = 0; n < CK_BLOCK; n++) {
            const int k = is_nibbles(type) ? 16 * (n & 1) + n / 2 : n;
            const __m256 u = float_codes(type, q, k);
            UNROLL
            for (int t = 0; t < T; t++) s[n & 1][t] = _mm256_fmadd_ps(u, _mm256_set1_ps(x[t * ldx + k]), s[n & 1][t]);
        }
        const __m256 scale = block_scale(type, group, b, 0), minimum = block_minimum(type, group, b);
        UNROLL
        for (int t = 0; t < T; t++) {
            sums[t] = _mm256_fmadd_ps(_mm256_add_ps(s[0][t], s[1][t]), scale, sums[t]);
            if (!has_minimum(type)) continue;
            const float *a = x + t * ldx;
            const __m256 four = _mm256_add_ps(_mm256_add_ps(_mm256_loadu_ps(a), _mm256_loadu_ps(a + 8)),
                                              _mm256_add_ps(_mm256_loadu_ps(a + 16), _mm256_loadu_ps(a + 24)));
            sums[t] = _mm256_fmadd_ps(minimum, _mm256_set1_ps(sum8(four)), sums[t]);
        }
    }
    write_tile(T, y, ldy, sums, accumulate);
}

/// How many inputs share what is read once: a constant for the compiler.
AVX2_INLINE int inputs_at_once(const ck_weight_type type) {
    switch (type) {
    case CK_F16:
    case CK_BF16:
    case CK_F32: return 2;
    case CK_PARTS: return CK_PART;
    default: return CK_BLOCK;
    }
}

/// Input k + n of 8 outputs as floats; k is a multiple of `inputs_at_once`, n a constant below it.
AVX2_INLINE __m256 weights8(const ck_weight_type type, const void *group, int k, const int n) {
    if (type == CK_PARTS) {
        const ck_parts_group *w = (const ck_parts_group *)group + k / CK_PART;
        const __m256i q = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)w->q[n]));
        return _mm256_fmadd_ps(_mm256_cvtepi32_ps(q), _mm256_loadu_ps(w->scale), _mm256_loadu_ps(w->minimum));
    }
    if (type == CK_F32) return _mm256_loadu_ps((const float *)group + (long)(k + n) * CK_GROUP);
    const uint16_t *p = (const uint16_t *)group + (long)(k + n) * CK_GROUP;
    if (type == CK_F16) return half8(p);
    if (type == CK_BF16) return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)p)), 16));
    const int b = k / CK_BLOCK;
    const __m256 q = float_codes(type, block_codes(type, group, b), n), scale = block_scale(type, group, b, n / CK_PART);
    return has_minimum(type) ? _mm256_fmadd_ps(q, scale, block_minimum(type, group, b)) : _mm256_mul_ps(q, scale);
}

/// One group × T rows, weights read as floats. Two chains (even and odd inputs) hide the latency.
AVX2_INLINE void float_tile(const ck_weight_type type, const int T, float *y, long ldy, const float *x, long ldx, const void *group,
                            int inputs, int accumulate) {
    const int step = inputs_at_once(type);
    __m256 s[2][4];
    UNROLL
    for (int t = 0; t < T; t++) s[0][t] = s[1][t] = _mm256_setzero_ps();
    int k = 0;
    for (; k + step <= inputs; k += step)
        UNROLL
        for (int n = 0; n < step; n++) {
            const __m256 u = weights8(type, group, k, n);
            UNROLL
            for (int t = 0; t < T; t++) s[n & 1][t] = _mm256_fmadd_ps(u, _mm256_set1_ps(x[t * ldx + k + n]), s[n & 1][t]);
        }
    if (k < inputs) {
        const __m256 u = weights8(type, group, k, 0);
        UNROLL
        for (int t = 0; t < T; t++) s[0][t] = _mm256_fmadd_ps(u, _mm256_set1_ps(x[t * ldx + k]), s[0][t]);
    }
    UNROLL
    for (int t = 0; t < T; t++) s[0][t] = _mm256_add_ps(s[0][t], s[1][t]);
    write_tile(T, y, ldy, s[0], accumulate);
}

AVX2_INLINE void tile_f32(const int T, float *y, long ldy, const float *x, long ldx, const void *group, ck_weight_type type, int inputs,
                          int accumulate) {
    switch (type) {
    case CK_Q4: block_tile_f32(CK_Q4, T, y, ldy, x, ldx, group, inputs / CK_BLOCK, accumulate); break;
    case CK_Q8: block_tile_f32(CK_Q8, T, y, ldy, x, ldx, group, inputs / CK_BLOCK, accumulate); break;
    case CK_Q4K: float_tile(CK_Q4K, T, y, ldy, x, ldx, group, inputs, accumulate); break;
    case CK_Q8K: float_tile(CK_Q8K, T, y, ldy, x, ldx, group, inputs, accumulate); break;
    case CK_F16: float_tile(CK_F16, T, y, ldy, x, ldx, group, inputs, accumulate); break;
    case CK_BF16: float_tile(CK_BF16, T, y, ldy, x, ldx, group, inputs, accumulate); break;
    case CK_PARTS: float_tile(CK_PARTS, T, y, ldy, x, ldx, group, inputs, accumulate); break;
    case CK_F32: float_tile(CK_F32, T, y, ldy, x, ldx, group, inputs, accumulate); break;
    }
}

AVX2 void ck_avx2_product_f32(float *y, long ldy, const float *x, long ldx, const void *weights, ck_weight_type type, int rows, int inputs,
                              int first, int end, int accumulate) {
    const size_t group_bytes = ck_group_bytes(type, inputs);
    for (int g = first; g < end; g++) {
        const void *group = (const uint8_t *)weights + (size_t)g * group_bytes;
        int t = 0;
        for (; t + 4 <= rows; t += 4) tile_f32(4, y + t * ldy + (long)g * CK_GROUP, ldy, x + t * ldx, ldx, group, type, inputs, accumulate);
        for (; t < rows; t++) tile_f32(1, y + t * ldy + (long)g * CK_GROUP, ldy, x + t * ldx, ldx, group, type, inputs, accumulate);
    }
}

AVX2_INLINE void widen_f32(const ck_weight_type type, float *panel, const void *group, int inputs) {
    const int step = inputs_at_once(type);
    int k = 0;
    for (; k + step <= inputs; k += step)
        UNROLL
        for (int n = 0; n < step; n++) _mm256_storeu_ps(panel + (long)(k + n) * CK_PANEL_WIDTH, weights8(type, group, k, n));
    if (k < inputs) _mm256_storeu_ps(panel + (long)k * CK_PANEL_WIDTH, weights8(type, group, k, 0));
}

AVX2 void ck_avx2_widen(float *panel, const void *weights, ck_weight_type type, int inputs, int group, int groups) {
    const size_t group_bytes = ck_group_bytes(type, inputs);
    for (int j = 0; j < CK_PANEL_WIDTH / CK_GROUP; j++, panel += CK_GROUP) {
        const void *w = (const uint8_t *)weights + (size_t)(group + j) * group_bytes;
        if (j >= groups) {
            for (int k = 0; k < inputs; k++) _mm256_storeu_ps(panel + (long)k * CK_PANEL_WIDTH, _mm256_setzero_ps());
            continue;
        }
        switch (type) {
        case CK_Q4: widen_f32(CK_Q4, panel, w, inputs); break;
        case CK_Q8: widen_f32(CK_Q8, panel, w, inputs); break;
        case CK_Q4K: widen_f32(CK_Q4K, panel, w, inputs); break;
        case CK_Q8K: widen_f32(CK_Q8K, panel, w, inputs); break;
        case CK_PARTS: widen_f32(CK_PARTS, panel, w, inputs); break;
        case CK_F16: widen_f32(CK_F16, panel, w, inputs); break;
        case CK_BF16: widen_f32(CK_BF16, panel, w, inputs); break;
        case CK_F32: widen_f32(CK_F32, panel, w, inputs); break;
        }
    }
}

AVX2 int64_t ck_avx2_registers_f32(int64_t steps) {
    // Two multiply-adds start in a cycle and take four or five: ten chains keep both units busy.
    enum { SUMS = 10 };
    __m256 sums[SUMS], w = _mm256_set1_ps(3), a = _mm256_set1_ps(5);
    UNROLL
    for (int i = 0; i < SUMS; i++) sums[i] = _mm256_setzero_ps();
    for (int64_t step = 0; step < steps; step++) {
        UNROLL
        for (int i = 0; i < SUMS; i++) {
            sums[i] = _mm256_fmadd_ps(w, a, sums[i]);
            IN_PLACE(sums[i]);
        }
    }
    return steps * SUMS * 8;
}
#endif
