#include "panel_kernels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2,fma")))
#define INLINE __attribute__((always_inline)) static inline
#endif

enum { W = CK_PANEL_WIDTH };

static int64_t min64(int64_t a, int64_t b) { return a < b ? a : b; }

// ---- Packing -------------------------------------------------------------------------------------------------------

static void pack_rows(float *panel, const float *w, int64_t ld, int64_t lanes, int64_t inputs) {
    if (lanes < W) memset(panel, 0, (size_t)(inputs * W) * sizeof(float));
    for (int64_t i0 = 0; i0 < inputs; i0 += 16) {
        const int64_t i1 = min64(inputs, i0 + 16);
        for (int64_t lane = 0; lane < lanes; lane++)
            for (int64_t i = i0; i < i1; i++) panel[i * W + lane] = w[lane * ld + i];
    }
}

static void pack_transposed(float *panel, const float *w, int64_t ld, int64_t lanes, int64_t inputs) {
    for (int64_t i = 0; i < inputs; i++)
        for (int64_t lane = 0; lane < W; lane++) panel[i * W + lane] = lane < lanes ? w[i * ld + lane] : 0.0f;
}

#if defined(__x86_64__)
/// An 8 × 8 block, rows of stride `ld` in, columns of stride W out.
AVX2 INLINE void transpose8(float *out, const float *in, int64_t ld) {
    __m256 r[8], t[8];
    for (int i = 0; i < 8; i++) r[i] = _mm256_loadu_ps(in + i * ld);
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
        t[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        r[i] = _mm256_shuffle_ps(t[i], t[i + 2], 0x44);
        r[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], 0xEE);
        r[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0x44);
        r[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], 0xEE);
    }
    for (int i = 0; i < 4; i++) {
        _mm256_storeu_ps(out + i * W, _mm256_permute2f128_ps(r[i], r[i + 4], 0x20));
        _mm256_storeu_ps(out + (i + 4) * W, _mm256_permute2f128_ps(r[i], r[i + 4], 0x31));
    }
}

AVX2 static void pack_rows_avx2(float *panel, const float *w, int64_t ld, int64_t inputs) {
    int64_t i = 0;
    for (; i + 8 <= inputs; i += 8) {
        transpose8(panel + i * W, w + i, ld);
        transpose8(panel + i * W + 8, w + 8 * ld + i, ld);
    }
    for (; i < inputs; i++)
        for (int64_t lane = 0; lane < W; lane++) panel[i * W + lane] = w[lane * ld + i];
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

void ck_panel_pack(float *panels, const float *w, int64_t ld, int64_t outputs, int64_t inputs, int64_t panel_from,
                   int64_t panel_to) {
    for (int64_t p = panel_from; p < panel_to; p++) {
        const int64_t lanes = min64(W, outputs - p * W);
#if defined(__x86_64__)
        if (lanes == W && ck_panel_is_fast()) {
            pack_rows_avx2(panels + p * inputs * W, w + p * W * ld, ld, inputs);
            continue;
        }
#endif
        pack_rows(panels + p * inputs * W, w + p * W * ld, ld, lanes, inputs);
    }
}

void ck_panel_pack_transposed(float *panels, const float *w, int64_t ld, int64_t outputs, int64_t inputs, int64_t panel_from,
                              int64_t panel_to) {
    for (int64_t p = panel_from; p < panel_to; p++)
        pack_transposed(panels + p * inputs * W, w + p * W, ld, min64(W, outputs - p * W), inputs);
}

// ---- The plain product ---------------------------------------------------------------------------------------------

static float right_element(const ck_panel_term *term, int64_t output, int64_t input) {
    switch (term->right) {
    case CK_RIGHT_PANELS: return term->w[(output / W * term->inputs + input) * W + output % W];
    case CK_RIGHT_ROWS: return term->w[output * term->ld + input];
    case CK_RIGHT_TRANSPOSED: return term->w[input * term->ld + output];
    }
    return 0;
}

void ck_panel_multiply_portable(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                                int64_t outputs, int64_t panel_from, int64_t panel_to) {
    for (int64_t o = panel_from * W; o < min64(outputs, panel_to * W); o++) {
        for (int64_t r = 0; r < rows; r++) {
            float sum = accumulate ? y[r * ldy + o] : 0.0f;
            for (int t = 0; t < term_count; t++) {
                const ck_panel_term *term = &terms[t];
                for (int64_t i = 0; i < term->inputs; i++)
                    sum += term->x[r * term->ldx + i * term->step] * right_element(term, o, i);
            }
            y[r * ldy + o] = sum;
        }
    }
}

// ---- The fast product ----------------------------------------------------------------------------------------------
#if defined(__x86_64__)
// A tile of 6 rows × 16 outputs fills 12 of the 16 vector registers with sums; two hold weights, one an activation.
// At most 320 inputs at a time: 20 KB of a panel stay in the first-level cache together with the 6 rows that pass over it, and
// the 96 rows of a block (120 KB) and the packed panels of a group (120 KB) in the second level.
enum { TILE_ROWS = 6, BLOCK_ROWS = 96, BLOCK_INPUTS = 320, GROUP_PANELS = 6 };

/// Where a tile reads its weights: one vector pair for each input, `step` floats apart.
typedef struct {
    const float *at;
    int64_t step;
} panel_view;

AVX2 INLINE void tile(const int tile_rows, float *y, int64_t ldy, int accumulate, const float *x, int64_t ldx, int64_t step,
                      panel_view panel, int64_t inputs) {
    __m256 low[TILE_ROWS], high[TILE_ROWS];
#pragma clang loop unroll(full)
    for (int r = 0; r < tile_rows; r++) {
        low[r] = accumulate ? _mm256_loadu_ps(y + r * ldy) : _mm256_setzero_ps();
        high[r] = accumulate ? _mm256_loadu_ps(y + r * ldy + 8) : _mm256_setzero_ps();
    }
    const float *w = panel.at;
    for (int64_t i = 0; i < inputs; i++, w += panel.step, x += step) {
        const __m256 w0 = _mm256_loadu_ps(w), w1 = _mm256_loadu_ps(w + 8);
#pragma clang loop unroll(full)
        for (int r = 0; r < tile_rows; r++) {
            const __m256 a = _mm256_broadcast_ss(x + r * ldx);
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

/// A tile of 1 to 6 rows, with the strides that matter known to the compiler.
AVX2 static void any_tile(int64_t tile_rows, float *y, int64_t ldy, int accumulate, const float *x, int64_t ldx, int64_t step,
                          panel_view panel, int64_t inputs) {
    if (step == 1 && panel.step == W && tile_rows == 6) {
        const panel_view packed = {panel.at, W};
        tile(6, y, ldy, accumulate, x, ldx, 1, packed, inputs);
        return;
    }
    switch (tile_rows) {
    case 6: tile(6, y, ldy, accumulate, x, ldx, step, panel, inputs); break;
    case 5: tile(5, y, ldy, accumulate, x, ldx, step, panel, inputs); break;
    case 4: tile(4, y, ldy, accumulate, x, ldx, step, panel, inputs); break;
    case 3: tile(3, y, ldy, accumulate, x, ldx, step, panel, inputs); break;
    case 2: tile(2, y, ldy, accumulate, x, ldx, step, panel, inputs); break;
    default: tile(1, y, ldy, accumulate, x, ldx, step, panel, inputs); break;
    }
}

/// The rows of the next tile: six, but what is left is halved rather than cut into six and a few.
static int64_t next_tile(int64_t left) { return left >= 12 || left == 6 ? 6 : left > 6 ? (left + 1) / 2 : left; }

/// A full or partial column of tiles: `rows` rows against one panel.
AVX2 static void panel_column(float *y, int64_t ldy, int64_t lanes, int accumulate, const float *x, int64_t ldx, int64_t step,
                              panel_view panel, int64_t inputs, int64_t rows) {
    float edge[TILE_ROWS * W];
    for (int64_t r = 0, count; r < rows; r += count) {
        count = next_tile(rows - r);
        if (lanes == W) {
            any_tile(count, y + r * ldy, ldy, accumulate, x + r * ldx, ldx, step, panel, inputs);
            continue;
        }
        for (int64_t i = 0; i < count && accumulate; i++)
            for (int64_t lane = 0; lane < W; lane++) edge[i * W + lane] = lane < lanes ? y[(r + i) * ldy + lane] : 0;
        any_tile(count, edge, W, accumulate, x + r * ldx, ldx, step, panel, inputs);
        for (int64_t i = 0; i < count; i++) memcpy(y + (r + i) * ldy, edge + i * W, (size_t)lanes * sizeof(float));
    }
}

/// Inputs in one block: as even as multiples of 8 allow.
static int64_t block_of(int64_t inputs) {
    const int64_t blocks = (inputs + BLOCK_INPUTS - 1) / BLOCK_INPUTS;
    return min64(BLOCK_INPUTS, ((inputs + blocks - 1) / blocks + 7) / 8 * 8);
}

/// Whether a transposed factor is read where it lies: copying it would cost more than the wide strides do.
static int reads_in_place(const ck_panel_term *term, int64_t rows) {
    return term->right == CK_RIGHT_TRANSPOSED && (rows <= 2 * TILE_ROWS + 4 || term->ld <= 128);
}

AVX2 static void multiply_group(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                                int64_t outputs, int64_t from, int64_t to) {
    _Alignas(64) float packed[GROUP_PANELS * W * BLOCK_INPUTS];
    for (int t = 0; t < term_count; t++) {
        const ck_panel_term term = terms[t];
        const int in_place = reads_in_place(&term, rows);
        const int64_t block_inputs = block_of(term.inputs > 0 ? term.inputs : 1);
        for (int64_t i0 = 0; i0 < term.inputs; i0 += block_inputs) {
            const int64_t inputs = min64(block_inputs, term.inputs - i0);
            panel_view views[GROUP_PANELS];
            for (int64_t p = from; p < to; p++) {
                float *room = packed + (p - from) * inputs * W;
                const int64_t lanes = min64(W, outputs - p * W);
                panel_view view = {room, W};
                if (term.right == CK_RIGHT_PANELS) {
                    view.at = term.w + (p * term.inputs + i0) * W;
                } else if (term.right == CK_RIGHT_ROWS) {
                    const float *w = term.w + p * W * term.ld + i0;
                    if (lanes == W) pack_rows_avx2(room, w, term.ld, inputs);
                    else pack_rows(room, w, term.ld, lanes, inputs);
                } else if (in_place && lanes == W) {
                    view.at = term.w + i0 * term.ld + p * W;
                    view.step = term.ld;
                } else if (lanes < W) {
                    pack_transposed(room, term.w + i0 * term.ld + p * W, term.ld, lanes, inputs);
                }
                views[p - from] = view;
            }
            if (term.right == CK_RIGHT_TRANSPOSED && !in_place) {
                // Row by row over all full panels: each row of the factor is read once, in order.
                const int64_t full = min64(to, outputs / W) - from;
                for (int64_t i = 0; i < inputs; i++) {
                    const float *w = term.w + (i0 + i) * term.ld + from * W;
                    for (int64_t p = 0; p < full; p++) {
                        float *room = packed + (p * inputs + i) * W;
                        _mm256_store_ps(room, _mm256_loadu_ps(w + p * W));
                        _mm256_store_ps(room + 8, _mm256_loadu_ps(w + p * W + 8));
                    }
                }
            }
            for (int64_t r0 = 0; r0 < rows; r0 += BLOCK_ROWS) {
                const int64_t count = min64(BLOCK_ROWS, rows - r0);
                const float *x = term.x + r0 * term.ldx + i0 * term.step;
                for (int64_t p = from; p < to; p++)
                    panel_column(y + r0 * ldy + p * W, ldy, min64(W, outputs - p * W), accumulate, x, term.ldx, term.step,
                                 views[p - from], inputs, count);
            }
            accumulate = 1;
        }
    }
}
#endif

void ck_panel_multiply(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                       int64_t outputs, int64_t panel_from, int64_t panel_to) {
    int64_t inputs = 0;
    for (int t = 0; t < term_count; t++) inputs += terms[t].inputs;
    if (inputs == 0 && !accumulate) {
        const int64_t from = panel_from * W, to = min64(outputs, panel_to * W);
        for (int64_t r = 0; r < rows; r++) memset(y + r * ldy + from, 0, (size_t)(to - from) * sizeof(float));
        return;
    }
#if defined(__x86_64__)
    if (ck_panel_is_fast()) {
        for (int64_t from = panel_from; from < panel_to; from += GROUP_PANELS)
            multiply_group(y, ldy, accumulate, terms, term_count, rows, outputs, from, min64(panel_to, from + GROUP_PANELS));
        return;
    }
#endif
    ck_panel_multiply_portable(y, ldy, accumulate, terms, term_count, rows, outputs, panel_from, panel_to);
}
