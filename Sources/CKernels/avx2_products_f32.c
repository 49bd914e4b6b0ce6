// Products with single-precision activations for AVX2 + FMA + F16C.
// The tile functions are inlined with constant tile sizes; the tile never changes a result.
#include "avx2.h"

#if defined(__x86_64__)

AVX2_INLINE void write_tile(const int T, float *y, long ldy, const __m256 *sums, int accumulate) {
    UNROLL
    for (int t = 0; t < T; t++)
        _mm256_storeu_ps(y + t * ldy, accumulate ? _mm256_add_ps(_mm256_loadu_ps(y + t * ldy), sums[t]) : sums[t]);
}

/// One group × T rows, 4-bit weights, single-precision activations. Two chains (inputs below and above 16) hide the latency.
AVX2_INLINE void q4_tile_f32(const int T, float *y, long ldy, const float *x, long ldx, const ck_q4_group *w, int blocks, int accumulate) {
    const __m256i low = _mm256_set1_epi32(15);
    __m256 sums[4];
    UNROLL
    for (int t = 0; t < T; t++) sums[t] = _mm256_setzero_ps();
    for (int b = 0; b < blocks; b++, x += CK_BLOCK) {
        __m256 s[2][4];
        UNROLL
        for (int t = 0; t < T; t++) s[0][t] = s[1][t] = _mm256_setzero_ps();
        UNROLL
        for (int g = 0; g < 4; g++) {
            const __m256i v = _mm256_loadu_si256((const __m256i *)w[b].q[g]);
            UNROLL
            for (int n = 0; n < 8; n++) {
                const __m256 u = _mm256_cvtepi32_ps(n == 7 ? _mm256_srli_epi32(v, 28) : _mm256_and_si256(_mm256_srli_epi32(v, 4 * n), low));
                const int k = 16 * (n & 1) + 4 * g + (n >> 1);
                UNROLL
                for (int t = 0; t < T; t++) s[n & 1][t] = _mm256_fmadd_ps(u, _mm256_set1_ps(x[t * ldx + k]), s[n & 1][t]);
            }
        }
        const __m256 scale = half8(w[b].scale), minimum = half8(w[b].minimum);
        UNROLL
        for (int t = 0; t < T; t++) {
            const float *a = x + t * ldx;
            const __m256 four = _mm256_add_ps(_mm256_add_ps(_mm256_loadu_ps(a), _mm256_loadu_ps(a + 8)),
                                              _mm256_add_ps(_mm256_loadu_ps(a + 16), _mm256_loadu_ps(a + 24)));
            sums[t] = _mm256_fmadd_ps(_mm256_add_ps(s[0][t], s[1][t]), scale, sums[t]);
            sums[t] = _mm256_fmadd_ps(minimum, _mm256_set1_ps(sum8(four)), sums[t]);
        }
    }
    write_tile(T, y, ldy, sums, accumulate);
}

AVX2_INLINE void q8_tile_f32(const int T, float *y, long ldy, const float *x, long ldx, const ck_q8_group *w, int blocks, int accumulate) {
    __m256 sums[4];
    UNROLL
    for (int t = 0; t < T; t++) sums[t] = _mm256_setzero_ps();
    for (int b = 0; b < blocks; b++, x += CK_BLOCK) {
        __m256 s[2][4];
        UNROLL
        for (int t = 0; t < T; t++) s[0][t] = s[1][t] = _mm256_setzero_ps();
        UNROLL
        for (int h = 0; h < 8; h++) {
            const __m256i v = _mm256_loadu_si256((const __m256i *)w[b].q[h]);
            UNROLL
            for (int n = 0; n < 4; n++) {
                const __m256 u = _mm256_cvtepi32_ps(_mm256_srai_epi32(n == 3 ? v : _mm256_slli_epi32(v, 24 - 8 * n), 24));
                UNROLL
                for (int t = 0; t < T; t++) s[n & 1][t] = _mm256_fmadd_ps(u, _mm256_set1_ps(x[t * ldx + 4 * h + n]), s[n & 1][t]);
            }
        }
        const __m256 scale = half8(w[b].scale);
        UNROLL
        for (int t = 0; t < T; t++) sums[t] = _mm256_fmadd_ps(_mm256_add_ps(s[0][t], s[1][t]), scale, sums[t]);
    }
    write_tile(T, y, ldy, sums, accumulate);
}

/// Input k + n of 8 outputs as floats. Of parts, k is the first input of one.
AVX2_INLINE __m256 weights8(const ck_weight_type type, const void *group, long k, int n) {
    if (type == CK_PARTS) {
        const ck_parts_group *w = (const ck_parts_group *)group + (size_t)k / CK_PART;
        const __m256i q = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)w->q[n]));
        return _mm256_fmadd_ps(_mm256_cvtepi32_ps(q), _mm256_loadu_ps(w->scale), _mm256_loadu_ps(w->minimum));
    }
    if (type == CK_F32) return _mm256_loadu_ps((const float *)group + (k + n) * CK_GROUP);
    const uint16_t *p = (const uint16_t *)group + (k + n) * CK_GROUP;
    if (type == CK_F16) return half8(p);
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)p)), 16));
}

/// One group × T rows, weights read as floats. Two chains (even and odd inputs) hide the latency.
AVX2_INLINE void float_tile(const ck_weight_type type, const int T, float *y, long ldy, const float *x, long ldx, const void *group,
                            int inputs, int accumulate) {
    const int step = type == CK_PARTS ? CK_PART : 2;
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
    case CK_Q4: q4_tile_f32(T, y, ldy, x, ldx, group, inputs / CK_BLOCK, accumulate); break;
    case CK_Q8: q8_tile_f32(T, y, ldy, x, ldx, group, inputs / CK_BLOCK, accumulate); break;
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

AVX2_INLINE void q4_widen_f32(float *panel, const ck_q4_group *w, int blocks) {
    const __m256i low = _mm256_set1_epi32(15);
    for (int b = 0; b < blocks; b++, w++, panel += CK_BLOCK * CK_PANEL_WIDTH) {
        const __m256 scale = half8(w->scale), minimum = half8(w->minimum);
        UNROLL
        for (int g = 0; g < 4; g++) {
            const __m256i v = _mm256_loadu_si256((const __m256i *)w->q[g]);
            UNROLL
            for (int n = 0; n < 8; n++) {
                const __m256 u = _mm256_cvtepi32_ps(n == 7 ? _mm256_srli_epi32(v, 28) : _mm256_and_si256(_mm256_srli_epi32(v, 4 * n), low));
                _mm256_storeu_ps(panel + (16 * (n & 1) + 4 * g + (n >> 1)) * CK_PANEL_WIDTH, _mm256_fmadd_ps(u, scale, minimum));
            }
        }
    }
}

AVX2_INLINE void q8_widen_f32(float *panel, const ck_q8_group *w, int blocks) {
    for (int b = 0; b < blocks; b++, w++, panel += CK_BLOCK * CK_PANEL_WIDTH) {
        const __m256 scale = half8(w->scale);
        UNROLL
        for (int h = 0; h < 8; h++) {
            const __m256i v = _mm256_loadu_si256((const __m256i *)w->q[h]);
            UNROLL
            for (int n = 0; n < 4; n++) {
                const __m256 u = _mm256_cvtepi32_ps(_mm256_srai_epi32(n == 3 ? v : _mm256_slli_epi32(v, 24 - 8 * n), 24));
                _mm256_storeu_ps(panel + (4 * h + n) * CK_PANEL_WIDTH, _mm256_mul_ps(u, scale));
            }
        }
    }
}

AVX2 void ck_avx2_widen(float *panel, const void *weights, ck_weight_type type, int inputs, int group, int groups) {
    const size_t group_bytes = ck_group_bytes(type, inputs);
    for (int j = 0; j < CK_PANEL_WIDTH / CK_GROUP; j++, panel += CK_GROUP) {
        const void *w = (const uint8_t *)weights + (size_t)(group + j) * group_bytes;
        if (j >= groups) {
            for (int k = 0; k < inputs; k++) _mm256_storeu_ps(panel + (long)k * CK_PANEL_WIDTH, _mm256_setzero_ps());
        } else if (type == CK_Q4) {
            q4_widen_f32(panel, w, inputs / CK_BLOCK);
        } else if (type == CK_Q8) {
            q8_widen_f32(panel, w, inputs / CK_BLOCK);
        } else {
            for (int k = 0; k < inputs; k++)
                _mm256_storeu_ps(panel + (long)k * CK_PANEL_WIDTH, weights8(type, w, k / CK_PART * CK_PART, k % CK_PART));
        }
    }
}
#endif
