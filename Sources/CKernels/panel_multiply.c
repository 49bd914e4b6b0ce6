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
// About 320 inputs at a time: 20 KB of a panel stay in the first-level cache together with the 6 rows that pass over it, and the 96
// rows of a block (120 KB) and the packed panels of a group (135 KB) in the second level.  A short term, such as a low-rank update,
// joins the block before it: its sums go on in the registers.
enum { TILE_ROWS = 6, BLOCK_ROWS = 96, BLOCK_INPUTS = 320, MOST_INPUTS = BLOCK_INPUTS + 32, GROUP_PANELS = 6, MOST_SEGMENTS = 4 };

/// A run of inputs of one term: rows of the left factor, and where each panel's weights are, `step` floats apart for each input.
typedef struct {
    const float *x;
    int64_t ldx, step, inputs;
    struct {
        const float *at;
        int64_t step;
    } panels[GROUP_PANELS];
} segment;

AVX2 INLINE void add_products(const int tile_rows, __m256 *low, __m256 *high, const float *x, int64_t ldx, int64_t step,
                              const float *w, int64_t w_step, int64_t inputs) {
    for (int64_t i = 0; i < inputs; i++, w += w_step, x += step) {
        const __m256 w0 = _mm256_loadu_ps(w), w1 = _mm256_loadu_ps(w + 8);
#pragma clang loop unroll(full)
        for (int r = 0; r < tile_rows; r++) {
            const __m256 a = _mm256_broadcast_ss(x + r * ldx);
            low[r] = _mm256_fmadd_ps(a, w0, low[r]);
            high[r] = _mm256_fmadd_ps(a, w1, high[r]);
        }
    }
}

AVX2 INLINE void tile(const int tile_rows, float *y, int64_t ldy, int accumulate, const segment *segments, int count, int64_t panel,
                      int64_t row) {
    __m256 low[TILE_ROWS], high[TILE_ROWS];
#pragma clang loop unroll(full)
    for (int r = 0; r < tile_rows; r++) {
        low[r] = accumulate ? _mm256_loadu_ps(y + r * ldy) : _mm256_setzero_ps();
        high[r] = accumulate ? _mm256_loadu_ps(y + r * ldy + 8) : _mm256_setzero_ps();
    }
    for (const segment *s = segments; s < segments + count; s++) {
        const float *x = s->x + row * s->ldx, *w = s->panels[panel].at;
        const int64_t w_step = s->panels[panel].step;
        // The usual strides are constants for the compiler.
        if (s->step == 1 && w_step == W) add_products(tile_rows, low, high, x, s->ldx, 1, w, W, s->inputs);
        else add_products(tile_rows, low, high, x, s->ldx, s->step, w, w_step, s->inputs);
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < tile_rows; r++) {
        _mm256_storeu_ps(y + r * ldy, low[r]);
        _mm256_storeu_ps(y + r * ldy + 8, high[r]);
    }
}

AVX2 static void any_tile(int64_t tile_rows, float *y, int64_t ldy, int accumulate, const segment *segments, int count, int64_t panel,
                          int64_t row) {
    switch (tile_rows) {
    case 6: tile(6, y, ldy, accumulate, segments, count, panel, row); break;
    case 5: tile(5, y, ldy, accumulate, segments, count, panel, row); break;
    case 4: tile(4, y, ldy, accumulate, segments, count, panel, row); break;
    case 3: tile(3, y, ldy, accumulate, segments, count, panel, row); break;
    case 2: tile(2, y, ldy, accumulate, segments, count, panel, row); break;
    default: tile(1, y, ldy, accumulate, segments, count, panel, row); break;
    }
}

/// The rows of the next tile: six, but what is left is halved rather than cut into six and a few.
static int64_t next_tile(int64_t left) { return left >= 12 || left == 6 ? 6 : left > 6 ? (left + 1) / 2 : left; }

/// Rows [from, to) against one panel; y is the panel's first output in row 0.
AVX2 static void panel_column(float *y, int64_t ldy, int64_t lanes, int accumulate, const segment *segments, int count, int64_t panel,
                              int64_t from, int64_t to) {
    float edge[TILE_ROWS * W];
    for (int64_t row = from, rows; row < to; row += rows) {
        rows = next_tile(to - row);
        if (lanes == W) {
            any_tile(rows, y + row * ldy, ldy, accumulate, segments, count, panel, row);
            continue;
        }
        for (int64_t i = 0; i < rows && accumulate; i++)
            for (int64_t lane = 0; lane < W; lane++) edge[i * W + lane] = lane < lanes ? y[(row + i) * ldy + lane] : 0;
        any_tile(rows, edge, W, accumulate, segments, count, panel, row);
        for (int64_t i = 0; i < rows; i++) memcpy(y + (row + i) * ldy, edge + i * W, (size_t)lanes * sizeof(float));
    }
}

/// Inputs in one block: as even as multiples of 8 allow.
static int64_t block_of(int64_t inputs) {
    if (inputs <= 0) return 0;
    const int64_t blocks = (inputs + BLOCK_INPUTS - 1) / BLOCK_INPUTS;
    return min64(BLOCK_INPUTS, ((inputs + blocks - 1) / blocks + 7) / 8 * 8);
}

/// Whether a transposed factor is read where it lies: for few rows, copying would cost more than the strides do, unless these are so
/// wide that neighbouring inputs fall into the same sets of the cache.
static int reads_in_place(const ck_panel_term *term, int64_t rows) {
    return term->right == CK_RIGHT_TRANSPOSED && (term->ld <= 128 || (rows <= 16 && term->ld <= 1024));
}

/// Points a segment at inputs [i0, i0 + inputs) of a term, panels [from, to), packing them into `room` where they aren't in panels.
AVX2 static void fill_segment(segment *s, float *room, const ck_panel_term *term, int64_t rows, int64_t outputs, int64_t i0,
                              int64_t inputs, int64_t from, int64_t to) {
    const int in_place = reads_in_place(term, rows);
    s->x = term->x + i0 * term->step;
    s->ldx = term->ldx;
    s->step = term->step;
    s->inputs = inputs;
    for (int64_t p = from; p < to; p++) {
        float *packed = room + (p - from) * inputs * W;
        const int64_t lanes = min64(W, outputs - p * W);
        s->panels[p - from].at = packed;
        s->panels[p - from].step = W;
        if (term->right == CK_RIGHT_PANELS) {
            s->panels[p - from].at = term->w + (p * term->inputs + i0) * W;
        } else if (term->right == CK_RIGHT_ROWS) {
            const float *w = term->w + p * W * term->ld + i0;
            if (lanes == W) pack_rows_avx2(packed, w, term->ld, inputs);
            else pack_rows(packed, w, term->ld, lanes, inputs);
        } else if (lanes < W) {
            pack_transposed(packed, term->w + i0 * term->ld + p * W, term->ld, lanes, inputs);
        } else if (in_place) {
            s->panels[p - from].at = term->w + i0 * term->ld + p * W;
            s->panels[p - from].step = term->ld;
        }
    }
    if (term->right != CK_RIGHT_TRANSPOSED || in_place) return;
    // Row by row over all full panels: each row of the factor is read once, in order.
    const int64_t full = min64(to, outputs / W) - from;
    for (int64_t i = 0; i < inputs; i++) {
        const float *w = term->w + (i0 + i) * term->ld + from * W;
        for (int64_t p = 0; p < full; p++) {
            float *packed = room + (p * inputs + i) * W;
            _mm256_store_ps(packed, _mm256_loadu_ps(w + p * W));
            _mm256_store_ps(packed + 8, _mm256_loadu_ps(w + p * W + 8));
        }
    }
}

AVX2 static void multiply_group(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                                int64_t outputs, int64_t from, int64_t to) {
    _Alignas(64) float packed[GROUP_PANELS * W * MOST_INPUTS];
    int term = 0;
    int64_t next = 0; // the first input of `term` that is still to be done
    while (term < term_count) {
        // As many runs of inputs as there is room for.
        segment segments[MOST_SEGMENTS];
        int count = 0;
        int64_t total = 0;
        while (term < term_count && count < MOST_SEGMENTS) {
            const int64_t inputs = min64(block_of(terms[term].inputs), terms[term].inputs - next);
            if (inputs > 0) {
                if (total + inputs > MOST_INPUTS) break;
                fill_segment(&segments[count], packed + GROUP_PANELS * W * total, &terms[term], rows, outputs, next, inputs, from, to);
                count++;
                total += inputs;
                next += inputs;
            }
            if (next >= terms[term].inputs) {
                term++;
                next = 0;
            }
        }
        for (int64_t r0 = 0; r0 < rows; r0 += BLOCK_ROWS)
            for (int64_t p = from; p < to; p++)
                panel_column(y + p * W, ldy, min64(W, outputs - p * W), accumulate, segments, count, p - from, r0,
                             min64(rows, r0 + BLOCK_ROWS));
        accumulate = 1;
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
