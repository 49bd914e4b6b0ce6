// Products with 16-bit activations for AVX2 + FMA + F16C.
// The tile functions are inlined with constant tile sizes; the tile never changes a result. One element's sum is, block after block:
// the exact integer sum under each scale (32 · 128 · 32767 < 2^31), as a float, times the product of both scales, added in one rounding;
// then the minimum times the activations' sum, added in one rounding.
#include "avx2_blocks.h"

#if defined(__x86_64__)

/// Two neighbouring activations (see ck_block_i16), pair i of the block, in all lanes.
AVX2_INLINE __m256i pair(const ck_block_i16 *x, int i) {
    int32_t both;
    __builtin_memcpy(&both, x->q + 2 * i, 4);
    return _mm256_set1_epi32(both);
}

AVX2_INLINE __m256 add_integers(__m256 sum, __m256i integers, __m256 scale, const ck_block_i16 *x) {
    return _mm256_fmadd_ps(_mm256_cvtepi32_ps(integers), _mm256_mul_ps(scale, _mm256_set1_ps(x->scale)), sum);
}

AVX2_INLINE __m256 add_minimum(__m256 sum, __m256 minimum, const ck_block_i16 *x) {
    return _mm256_fmadd_ps(minimum, _mm256_set1_ps(x->sum), sum);
}

/// sum + w · a: the same integers either way.
#ifdef CK_VNNI
#define MULTIPLY_ADD(sum, w, a) _mm256_dpwssd_epi32(sum, w, a)
#else
#define MULTIPLY_ADD(sum, w, a) _mm256_add_epi32(sum, _mm256_madd_epi16(w, a))
#endif

/// sum += w · a, or = for the first one. In place: a tree of sums wouldn't fit the registers.
#define ADD_PRODUCT(sum, is_first, w, a)                                                                                          \
    do {                                                                                                                          \
        (sum) = (is_first) ? _mm256_madd_epi16(w, a) : MULTIPLY_ADD(sum, w, a);                                                   \
        IN_PLACE(sum);                                                                                                            \
    } while (0)

/// Few rows are bound by memory, and a processor's own reading ahead stops at every page of 4 KB. About sixteen blocks of nibbles ahead;
/// past the last weights nothing happens.
AVX2_INLINE void fetch_ahead(const ck_weight_type type, const void *codes) {
    enum { AHEAD = 2560, LINE = 64 };
    UNROLL
    for (int i = 0; i < (is_nibbles(type) ? 3 : 5); i++) _mm_prefetch((const char *)((uintptr_t)codes + AHEAD + (uintptr_t)(i * LINE)), _MM_HINT_T0);
}

// ---- One row -------------------------------------------------------------------------------------------------------

/// One group of nibbles × one row. Every other nibble is left where it stands in its 16-bit lane, which multiplies its sum by 16 or 256
/// (8 inputs · 15 · 32767 · 256 < 2^31): four sums are shifted rather than twelve vectors.
AVX2_INLINE void nibble_row(const ck_weight_type type, float *y, const ck_block_i16 *x, const void *group, int blocks) {
    __m256 sums = _mm256_setzero_ps();
    for (int b = 0; b < blocks; b++, x++) {
        const uint32_t(*q)[8] = block_codes(type, group, b);
        fetch_ahead(type, q);
        __m256i s[4];
        UNROLL
        for (int n = 0; n < 16; n++) {
            const __m256i v = _mm256_loadu_si256((const __m256i *)q[n / 4]);
            const __m256i w = n % 4 == 3 ? _mm256_srli_epi16(v, 12) : _mm256_and_si256(v, _mm256_set1_epi16((short)(15 << 4 * (n % 4))));
            ADD_PRODUCT(s[n % 4], n < 4, w, pair(x, nth_pair(type, n)));
        }
        const __m256i low = _mm256_add_epi32(s[0], _mm256_srai_epi32(s[1], 4)), high = _mm256_add_epi32(_mm256_srai_epi32(s[2], 8), s[3]);
        sums = add_integers(sums, _mm256_add_epi32(low, high), block_scale(type, group, b, 0), x);
        sums = add_minimum(sums, block_minimum(type, group, b), x);
    }
    _mm256_storeu_ps(y, sums);
}

// ---- Few rows ------------------------------------------------------------------------------------------------------

enum { DIRECT_ROWS = 8 };

/// One group × T rows, straight from the weights.
AVX2_INLINE void direct_tile(const ck_weight_type type, const int T, float *y, long ldy, const ck_block_i16 *x, long ldx, const void *group,
                             int blocks) {
    __m256 sums[DIRECT_ROWS];
    UNROLL
    for (int t = 0; t < T; t++) sums[t] = _mm256_setzero_ps();
    for (int b = 0; b < blocks; b++, x++) {
        const uint32_t(*q)[8] = block_codes(type, group, b);
        fetch_ahead(type, q);
        const int parts = scales_per_block(type), pairs = 16 / parts;
        UNROLL
        for (int h = 0; h < parts; h++) {
            __m256i s[DIRECT_ROWS];
            UNROLL
            for (int n = h * pairs; n < (h + 1) * pairs; n++) {
                const __m256i w = codes(type, q, n);
                UNROLL
                for (int t = 0; t < T; t++) ADD_PRODUCT(s[t], n == h * pairs, w, pair(x + t * ldx, nth_pair(type, n)));
            }
            const __m256 scale = block_scale(type, group, b, h);
            UNROLL
            for (int t = 0; t < T; t++) sums[t] = add_integers(sums[t], s[t], scale, x + t * ldx);
        }
        if (!has_minimum(type)) continue;
        const __m256 minimum = block_minimum(type, group, b);
        UNROLL
        for (int t = 0; t < T; t++) sums[t] = add_minimum(sums[t], minimum, x + t * ldx);
    }
    UNROLL
    for (int t = 0; t < T; t++) _mm256_storeu_ps(y + t * ldy, sums[t]);
}

/// One group × 1 … 8 rows.
AVX2_INLINE void few_rows(const ck_weight_type type, int rows, float *y, long ldy, const ck_block_i16 *x, const void *group, int blocks) {
    switch (rows) {
    case 1:
        if (is_nibbles(type)) nibble_row(type, y, x, group, blocks);
        else direct_tile(type, 1, y, ldy, x, blocks, group, blocks);
        break;
    case 2: direct_tile(type, 2, y, ldy, x, blocks, group, blocks); break;
    case 3: direct_tile(type, 3, y, ldy, x, blocks, group, blocks); break;
    case 4: direct_tile(type, 4, y, ldy, x, blocks, group, blocks); break;
    case 5: direct_tile(type, 5, y, ldy, x, blocks, group, blocks); break;
    case 6: direct_tile(type, 6, y, ldy, x, blocks, group, blocks); break;
    case 7: direct_tile(type, 7, y, ldy, x, blocks, group, blocks); break;
    case 8: direct_tile(type, 8, y, ldy, x, blocks, group, blocks); break;
    }
}

// ---- Many rows -----------------------------------------------------------------------------------------------------

// From PANEL_ROWS on, rows share the unpacking: two groups are widened to 16 bits, as many blocks at a time as stay in the first-level cache.
enum { PANEL_ROWS = 24, PANEL_GROUPS = 2, PANEL_BLOCKS = 18, TILE_ROWS = 4 };

/// One block of two groups; w[i][j] are the pairs of inputs that meet the activations 2i and 2i + 1.
typedef struct {
    int16_t w[16][PANEL_GROUPS][16];
    float scale[2][PANEL_GROUPS][8];
    float minimum[PANEL_GROUPS][8];
} panel_block;

AVX2_INLINE void widen(const ck_weight_type type, panel_block *panel, const int j, const void *group, int first, int count) {
    for (int b = first; b < first + count; b++, panel++) {
        const uint32_t(*q)[8] = block_codes(type, group, b);
        UNROLL
        for (int n = 0; n < 16; n++) _mm256_store_si256((__m256i *)panel->w[nth_pair(type, n)][j], codes(type, q, n));
        UNROLL
        for (int h = 0; h < scales_per_block(type); h++) _mm256_store_ps(panel->scale[h][j], block_scale(type, group, b, h));
        if (has_minimum(type)) _mm256_store_ps(panel->minimum[j], block_minimum(type, group, b));
    }
}

/// Two groups × T rows; adds to `y` when the blocks are not the first ones.
AVX2_INLINE void panel_tile(const ck_weight_type type, const int T, float *y, long ldy, const ck_block_i16 *x, long ldx,
                            const panel_block *panel, int blocks, int continues) {
    __m256 sums[PANEL_GROUPS][TILE_ROWS];
    UNROLL
    for (int j = 0; j < PANEL_GROUPS; j++) {
        UNROLL
        for (int t = 0; t < T; t++) sums[j][t] = continues ? _mm256_loadu_ps(y + t * ldy + j * CK_GROUP) : _mm256_setzero_ps();
    }
    for (int b = 0; b < blocks; b++, x++, panel++) {
        const int parts = scales_per_block(type), pairs = 16 / parts;
        UNROLL
        for (int h = 0; h < parts; h++) {
            __m256i s[PANEL_GROUPS][TILE_ROWS];
            UNROLL
            for (int i = h * pairs; i < (h + 1) * pairs; i++) {
                const __m256i w0 = _mm256_load_si256((const __m256i *)panel->w[i][0]), w1 = _mm256_load_si256((const __m256i *)panel->w[i][1]);
                UNROLL
                for (int t = 0; t < T; t++) {
                    const __m256i a = pair(x + t * ldx, i);
                    ADD_PRODUCT(s[0][t], i == h * pairs, w0, a);
                    ADD_PRODUCT(s[1][t], i == h * pairs, w1, a);
                }
            }
            UNROLL
            for (int j = 0; j < PANEL_GROUPS; j++) {
                UNROLL
                for (int t = 0; t < T; t++) sums[j][t] = add_integers(sums[j][t], s[j][t], _mm256_load_ps(panel->scale[h][j]), x + t * ldx);
            }
        }
        UNROLL
        for (int j = 0; j < PANEL_GROUPS && has_minimum(type); j++) {
            UNROLL
            for (int t = 0; t < T; t++) sums[j][t] = add_minimum(sums[j][t], _mm256_load_ps(panel->minimum[j]), x + t * ldx);
        }
    }
    UNROLL
    for (int j = 0; j < PANEL_GROUPS; j++) {
        UNROLL
        for (int t = 0; t < T; t++) _mm256_storeu_ps(y + t * ldy + j * CK_GROUP, sums[j][t]);
    }
}

AVX2_INLINE void many_rows(const ck_weight_type type, int rows, float *y, long ldy, const ck_block_i16 *x, const void *group0,
                           const void *group1, int blocks) {
    _Alignas(32) panel_block panel[PANEL_BLOCKS];
    for (int first = 0; first < blocks; first += PANEL_BLOCKS) {
        const int count = blocks - first < PANEL_BLOCKS ? blocks - first : PANEL_BLOCKS;
        widen(type, panel, 0, group0, first, count);
        widen(type, panel, 1, group1, first, count);
        int t = 0;
        for (; t + TILE_ROWS <= rows; t += TILE_ROWS)
            panel_tile(type, TILE_ROWS, y + t * ldy, ldy, x + (long)t * blocks + first, blocks, panel, count, first > 0);
        for (; t < rows; t++) panel_tile(type, 1, y + t * ldy, ldy, x + (long)t * blocks + first, blocks, panel, count, first > 0);
    }
}

AVX2_INLINE void product(const ck_weight_type type, float *y, long ldy, const ck_block_i16 *x, const void *weights, int rows, int inputs,
                         int first, int end) {
    const int blocks = inputs / CK_BLOCK;
    const size_t bytes = ck_group_bytes(type, inputs);
    const uint8_t *group = (const uint8_t *)weights + (size_t)first * bytes;
    int g = first;
    for (; g + PANEL_GROUPS <= end && rows >= PANEL_ROWS; g += PANEL_GROUPS, group += PANEL_GROUPS * bytes)
        many_rows(type, rows, y + g * CK_GROUP, ldy, x, group, group + bytes, blocks);
    for (; g < end; g++, group += bytes)
        for (int t = 0, count; t < rows; t += count) {
            // Nine rows are five and four: a tile of one row costs almost as much as one of two.
            const int left = rows - t;
            count = left <= DIRECT_ROWS ? left : left < 2 * DIRECT_ROWS ? (left + 1) / 2 : DIRECT_ROWS;
            few_rows(type, count, y + t * ldy + g * CK_GROUP, ldy, x + (long)t * blocks, group, blocks);
        }
}

#define PRODUCT(type)                                                                                                             \
    AVX2 static void product_##type(float *y, long ldy, const ck_block_i16 *x, const void *weights, int rows, int inputs, int first,  \
                                    int end) {                                                                                        \
        product(type, y, ldy, x, weights, rows, inputs, first, end);                                                               \
    }
PRODUCT(CK_Q4)
PRODUCT(CK_Q8)
PRODUCT(CK_Q4K)
PRODUCT(CK_Q8K)

AVX2 void ck_avx2_product_i16(float *y, long ldy, const ck_block_i16 *x, const void *weights, ck_weight_type type, int rows, int inputs,
                              int first, int end) {
    switch (type) {
    case CK_Q4: product_CK_Q4(y, ldy, x, weights, rows, inputs, first, end); break;
    case CK_Q8: product_CK_Q8(y, ldy, x, weights, rows, inputs, first, end); break;
    case CK_Q4K: product_CK_Q4K(y, ldy, x, weights, rows, inputs, first, end); break;
    case CK_Q8K: product_CK_Q8K(y, ldy, x, weights, rows, inputs, first, end); break;
    default: break;
    }
}

// ---- Registers alone -----------------------------------------------------------------------------------------------

int64_t AVX2 ck_avx2_registers_i16(int64_t steps) {
    // As many sums as a tile has, each its own chain.
    __m256i sums[PANEL_GROUPS * TILE_ROWS], w = _mm256_set1_epi16(3), a = _mm256_set1_epi16(5);
    UNROLL
    for (int i = 0; i < PANEL_GROUPS * TILE_ROWS; i++) sums[i] = _mm256_setzero_si256();
    for (int64_t step = 0; step < steps; step++) {
        UNROLL
        for (int i = 0; i < PANEL_GROUPS * TILE_ROWS; i++) {
            IN_PLACE(a);  // as if it were another one: each sum needs a product of its own
            ADD_PRODUCT(sums[i], 0, w, a);
        }
    }
    return steps * PANEL_GROUPS * TILE_ROWS * 16;
}
#endif
