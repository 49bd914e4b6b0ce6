#include "encoder_products.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,fma")))
#endif

enum { BLOCK = CK_I16_BLOCK, PANEL = CK_I16_PANEL };

/// Rounds to the nearest integer, ties to even, for |x| < 2²².
static inline float rounded(float x) { return (x + 12582912.0f) - 12582912.0f; }

// Loops that the compiler turns into vector instructions by itself.
#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define CLONES
#endif
#define HELPER __attribute__((always_inline)) static inline

/// The largest magnitude among a multiple of 16 numbers; NaNs are passed over.
HELPER float largest(const float *x, int64_t count) {
    float lanes[16] = {0};
    for (int64_t i = 0; i < count; i += 16)
        for (int lane = 0; lane < 16; lane++) {
            const float size = fabsf(x[i + lane]);
            lanes[lane] = size > lanes[lane] ? size : lanes[lane];
        }
    float result = 0;
    for (int lane = 0; lane < 16; lane++) result = lanes[lane] > result ? lanes[lane] : result;
    return result;
}

/// What integers of at most `limit` are multiplied with to give numbers of at most `top`; 0 for numbers that are none to work with.
HELPER float scale_for(float top, int limit) { return top > 1e-30f && top < 1e30f ? top / (float)limit : 0; }

/// to = x / scale, rounded; what doesn't fit (a NaN, after all) becomes 0.
HELPER void to_integers(int16_t *to, const float *x, int count, float scale, int limit) {
    const float inverse = scale > 0 ? 1.0f / scale : 0, most = (float)limit + 0.5f;
    for (int i = 0; i < count; i++) {
        const float value = rounded(x[i] * inverse);
        const float above = value > -most ? value : 0;
        to[i] = (int16_t)(int32_t)(above < most ? above : 0);
    }
}

CLONES void ck_i16_quantize(int16_t *q, float *scales, const float *x, int64_t rows, int64_t width) {
    for (int64_t block = 0; block < rows * (width / BLOCK); block++) {
        scales[block] = scale_for(largest(x + block * BLOCK, BLOCK), CK_I16_ACTIVATION_LIMIT);
        to_integers(q + block * BLOCK, x + block * BLOCK, BLOCK, scales[block], CK_I16_ACTIVATION_LIMIT);
    }
}

CLONES void ck_i16_pack(int16_t *panels, float *scales, const float *w, int64_t outputs, int64_t inputs) {
    for (int64_t p = 0; p < outputs / PANEL; p++) {
        const float *rows = w + p * PANEL * inputs;
        for (int lane = 0; lane < PANEL; lane++)
            scales[p * PANEL + lane] = scale_for(largest(rows + lane * inputs, inputs), CK_I16_WEIGHT_LIMIT);
        for (int64_t i = 0; i < inputs; i += BLOCK) {
            int16_t block[PANEL][BLOCK];
            for (int lane = 0; lane < PANEL; lane++)
                to_integers(block[lane], rows + lane * inputs + i, BLOCK, scales[p * PANEL + lane], CK_I16_WEIGHT_LIMIT);
            int16_t *panel = panels + (p * inputs + i) * PANEL;
            for (int pair = 0; pair < BLOCK / 2; pair++)
                for (int lane = 0; lane < PANEL; lane++) memcpy(panel + (pair * PANEL + lane) * 2, &block[lane][2 * pair], 2 * sizeof *panel);
        }
    }
}

void ck_i16_multiply_portable(float *y, int64_t ldy, const int16_t *q, const float *q_scales, const int16_t *panels,
                              const float *w_scales, int64_t rows, int64_t inputs, int64_t panel_from, int64_t panel_to) {
    const int64_t blocks = inputs / BLOCK;
    for (int64_t p = panel_from; p < panel_to; p++)
        for (int64_t r = 0; r < rows; r++)
            for (int lane = 0; lane < PANEL; lane++) {
                float sum = 0;
                for (int64_t b = 0; b < blocks; b++) {
                    const int16_t *x = q + r * inputs + b * BLOCK, *w = panels + (p * inputs + b * BLOCK) * PANEL + lane * 2;
                    int32_t whole = 0;
                    for (int i = 0; i < BLOCK; i++) whole += x[i] * w[i / 2 * 2 * PANEL + i % 2];
                    sum += (float)whole * q_scales[r * blocks + b];
                }
                y[r * ldy + p * PANEL + lane] = sum * w_scales[p * PANEL + lane];
            }
}

#if defined(__x86_64__)
// 6 rows × 16 outputs: 12 registers of sums, 2 of weights, one activation pair, one product.
enum { TILE = 6 };

AVX2 HELPER void tile(const int n, float *y, int64_t ldy, const int16_t *q, const float *q_scales, const int16_t *panel,
                      const float *w_scales, int64_t inputs) {
    const int64_t blocks = inputs / BLOCK;
    __m256 low[TILE], high[TILE];
    for (int r = 0; r < n; r++) low[r] = high[r] = _mm256_setzero_ps();
    for (int64_t b = 0; b < blocks; b++) {
        __m256i low_sum[TILE], high_sum[TILE];
#pragma clang loop unroll(full)
        for (int r = 0; r < n; r++) low_sum[r] = high_sum[r] = _mm256_setzero_si256();
        for (int pair = 0; pair < BLOCK / 2; pair++, panel += 2 * PANEL) {
            const __m256i w0 = _mm256_load_si256((const __m256i *)panel), w1 = _mm256_load_si256((const __m256i *)(panel + PANEL));
#pragma clang loop unroll(full)
            for (int r = 0; r < n; r++) {
                int32_t both;
                memcpy(&both, q + r * inputs + b * BLOCK + 2 * pair, sizeof both);
                const __m256i x = _mm256_set1_epi32(both);
                low_sum[r] = _mm256_add_epi32(low_sum[r], _mm256_madd_epi16(x, w0));
                high_sum[r] = _mm256_add_epi32(high_sum[r], _mm256_madd_epi16(x, w1));
            }
        }
#pragma clang loop unroll(full)
        for (int r = 0; r < n; r++) {
            const __m256 scale = _mm256_set1_ps(q_scales[r * blocks + b]);
            low[r] = _mm256_add_ps(low[r], _mm256_mul_ps(_mm256_cvtepi32_ps(low_sum[r]), scale));
            high[r] = _mm256_add_ps(high[r], _mm256_mul_ps(_mm256_cvtepi32_ps(high_sum[r]), scale));
        }
    }
    const __m256 w_low = _mm256_loadu_ps(w_scales), w_high = _mm256_loadu_ps(w_scales + 8);
    for (int r = 0; r < n; r++) {
        _mm256_storeu_ps(y + r * ldy, _mm256_mul_ps(low[r], w_low));
        _mm256_storeu_ps(y + r * ldy + 8, _mm256_mul_ps(high[r], w_high));
    }
}

AVX2 static void multiply_avx2(float *y, int64_t ldy, const int16_t *q, const float *q_scales, const int16_t *panels,
                               const float *w_scales, int64_t rows, int64_t inputs, int64_t panel_from, int64_t panel_to) {
    const int64_t blocks = inputs / BLOCK;
    for (int64_t p = panel_from; p < panel_to; p++) {
        const int16_t *panel = panels + p * PANEL * inputs;
        float *target = y + p * PANEL;
        const float *scales = w_scales + p * PANEL;
        int64_t r = 0;
        for (; r + TILE <= rows; r += TILE)
            tile(TILE, target + r * ldy, ldy, q + r * inputs, q_scales + r * blocks, panel, scales, inputs);
        const int64_t done = r;
        target += done * ldy;
        const int16_t *rest = q + done * inputs;
        const float *rest_scales = q_scales + done * blocks;
        switch (rows - done) {
        case 5: tile(5, target, ldy, rest, rest_scales, panel, scales, inputs); break;
        case 4: tile(4, target, ldy, rest, rest_scales, panel, scales, inputs); break;
        case 3: tile(3, target, ldy, rest, rest_scales, panel, scales, inputs); break;
        case 2: tile(2, target, ldy, rest, rest_scales, panel, scales, inputs); break;
        case 1: tile(1, target, ldy, rest, rest_scales, panel, scales, inputs); break;
        default: break;
        }
    }
}
#endif

void ck_i16_multiply(float *y, int64_t ldy, const int16_t *q, const float *q_scales, const int16_t *panels, const float *w_scales,
                     int64_t rows, int64_t inputs, int64_t panel_from, int64_t panel_to) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        multiply_avx2(y, ldy, q, q_scales, panels, w_scales, rows, inputs, panel_from, panel_to);
        return;
    }
#endif
    ck_i16_multiply_portable(y, ldy, q, q_scales, panels, w_scales, rows, inputs, panel_from, panel_to);
}
