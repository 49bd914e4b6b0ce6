#include "panel_kernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,fma")))
#define INLINE __attribute__((always_inline)) static inline
#endif

enum { W = CK_PANEL_WIDTH };

static int64_t min64(int64_t a, int64_t b) { return a < b ? a : b; }

void ck_panel_pack(float *panels, const float *w, int64_t ld, float scale, int64_t outputs, int64_t inputs, int64_t panel_from,
                   int64_t panel_to) {
    for (int64_t p = panel_from; p < panel_to; p++) {
        float *panel = panels + p * inputs * W;
        const int64_t lanes = min64(W, outputs - p * W);
        if (lanes < W) memset(panel, 0, (size_t)(inputs * W) * sizeof(float));
        // Tiles of 16 × 16 keep both the reads and the writes in the cache.
        for (int64_t i0 = 0; i0 < inputs; i0 += 16) {
            const int64_t i1 = min64(inputs, i0 + 16);
            for (int64_t lane = 0; lane < lanes; lane++) {
                const float *row = w + (p * W + lane) * ld;
                for (int64_t i = i0; i < i1; i++) panel[i * W + lane] = scale * row[i];
            }
        }
    }
}

void ck_panel_pack_transposed(float *panels, const float *w, int64_t ld, float scale, int64_t outputs, int64_t inputs,
                              int64_t panel_from, int64_t panel_to) {
    for (int64_t p = panel_from; p < panel_to; p++) {
        float *panel = panels + p * inputs * W;
        const int64_t lanes = min64(W, outputs - p * W);
        for (int64_t i = 0; i < inputs; i++) {
            const float *row = w + i * ld + p * W;
            for (int64_t lane = 0; lane < W; lane++) panel[i * W + lane] = lane < lanes ? scale * row[lane] : 0.0f;
        }
    }
}

void ck_panel_multiply_portable(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                                int64_t outputs, int64_t panel_from, int64_t panel_to) {
    for (int64_t p = panel_from; p < panel_to; p++) {
        const int64_t lanes = min64(W, outputs - p * W);
        for (int64_t r = 0; r < rows; r++) {
            float *target = y + r * ldy + p * W;
            float sums[W] = {0};
            if (accumulate) memcpy(sums, target, (size_t)lanes * sizeof(float));
            for (int t = 0; t < term_count; t++) {
                const float *x = terms[t].x + r * terms[t].ldx, *panel = terms[t].panels + p * terms[t].inputs * W;
                for (int64_t i = 0; i < terms[t].inputs; i++)
                    for (int lane = 0; lane < W; lane++) sums[lane] += x[i] * panel[i * W + lane];
            }
            memcpy(target, sums, (size_t)lanes * sizeof(float));
        }
    }
}

#if defined(__x86_64__)
// The tile of 6 rows × 16 outputs fills 12 of the 16 vector registers with sums; two hold weights, one an activation.
// Inputs are taken 384 at a time: 24 KB of a panel stay in the first-level cache while 96 rows (144 KB of activations, in
// the second level) pass over it.
enum { TILE_ROWS = 6, BLOCK_ROWS = 96, BLOCK_INPUTS = 384 };

AVX2 INLINE void tile(const int tile_rows, float *y, int64_t ldy, int accumulate, const float *x, int64_t ldx, const float *panel,
                      int64_t inputs) {
    __m256 low[TILE_ROWS], high[TILE_ROWS];
#pragma clang loop unroll(full)
    for (int r = 0; r < tile_rows; r++) {
        low[r] = accumulate ? _mm256_loadu_ps(y + r * ldy) : _mm256_setzero_ps();
        high[r] = accumulate ? _mm256_loadu_ps(y + r * ldy + 8) : _mm256_setzero_ps();
    }
    for (int64_t i = 0; i < inputs; i++, panel += W) {
        const __m256 w0 = _mm256_load_ps(panel), w1 = _mm256_load_ps(panel + 8);
#pragma clang loop unroll(full)
        for (int r = 0; r < tile_rows; r++) {
            const __m256 a = _mm256_broadcast_ss(x + r * ldx + i);
            low[r] = _mm256_fmadd_ps(a, w0, low[r]);
            high[r] = _mm256_fmadd_ps(a, w1, high[r]);
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < tile_rows; r++) {
        _mm256_storeu_ps(y + r * ldy, low[r]);
        _mm256_storeu_ps(y + r * ldy + 8, high[r]);
    }
}

AVX2 static void tile_of(int64_t tile_rows, float *y, int64_t ldy, int accumulate, const float *x, int64_t ldx, const float *panel,
                         int64_t inputs) {
    switch (tile_rows) {
    case 6: tile(6, y, ldy, accumulate, x, ldx, panel, inputs); break;
    case 5: tile(5, y, ldy, accumulate, x, ldx, panel, inputs); break;
    case 4: tile(4, y, ldy, accumulate, x, ldx, panel, inputs); break;
    case 3: tile(3, y, ldy, accumulate, x, ldx, panel, inputs); break;
    case 2: tile(2, y, ldy, accumulate, x, ldx, panel, inputs); break;
    default: tile(1, y, ldy, accumulate, x, ldx, panel, inputs); break;
    }
}

AVX2 static void multiply_avx2(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                               int64_t outputs, int64_t panel_from, int64_t panel_to) {
    float edge[TILE_ROWS * W];
    for (int64_t r0 = 0; r0 < rows; r0 += BLOCK_ROWS) {
        const int64_t r1 = min64(rows, r0 + BLOCK_ROWS);
        int first = !accumulate;
        for (int t = 0; t < term_count; t++) {
            const ck_panel_term term = terms[t];
            for (int64_t i0 = 0; i0 < term.inputs; i0 += BLOCK_INPUTS) {
                const int64_t block = min64(BLOCK_INPUTS, term.inputs - i0);
                for (int64_t p = panel_from; p < panel_to; p++) {
                    const float *panel = term.panels + (p * term.inputs + i0) * W;
                    const int64_t lanes = min64(W, outputs - p * W);
                    for (int64_t r = r0; r < r1; r += TILE_ROWS) {
                        const int64_t tile_rows = min64(TILE_ROWS, r1 - r);
                        const float *x = term.x + r * term.ldx + i0;
                        float *target = y + r * ldy + p * W;
                        if (lanes == W) {
                            tile_of(tile_rows, target, ldy, !first, x, term.ldx, panel, block);
                            continue;
                        }
                        for (int64_t i = 0; i < tile_rows && !first; i++)
                            for (int64_t lane = 0; lane < W; lane++) edge[i * W + lane] = lane < lanes ? target[i * ldy + lane] : 0;
                        tile_of(tile_rows, edge, W, !first, x, term.ldx, panel, block);
                        for (int64_t i = 0; i < tile_rows; i++) memcpy(target + i * ldy, edge + i * W, (size_t)lanes * sizeof(float));
                    }
                }
                first = 0;
            }
        }
    }
}
#endif

int ck_panel_is_fast(void) {
#if defined(__x86_64__)
    // The compiler's run-time reads the processor's features once, before main; asking costs one load.
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return 0;
#endif
}

void ck_panel_multiply(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                       int64_t outputs, int64_t panel_from, int64_t panel_to) {
#if defined(__x86_64__)
    if (ck_panel_is_fast()) {
        multiply_avx2(y, ldy, accumulate, terms, term_count, rows, outputs, panel_from, panel_to);
        return;
    }
#endif
    ck_panel_multiply_portable(y, ldy, accumulate, terms, term_count, rows, outputs, panel_from, panel_to);
}
