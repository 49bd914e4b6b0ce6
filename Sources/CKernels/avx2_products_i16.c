// Products with 16-bit activations for AVX2 + FMA + F16C.
// The tile functions are inlined with constant tile sizes; the tile never changes a result.
#include "avx2.h"

#if defined(__x86_64__)

AVX2 void ck_avx2_quantize(ck_block_i16 *out, const float *x, int blocks) {
    const __m256 magnitude = _mm256_castsi256_ps(_mm256_set1_epi32(0x7fffffff));
    for (int b = 0; b < blocks; b++, out++, x += CK_BLOCK) {
        __m256 v[4];
        __m256 largest8 = _mm256_setzero_ps();
        for (int i = 0; i < 4; i++) {
            v[i] = _mm256_loadu_ps(x + 8 * i);
            largest8 = _mm256_max_ps(largest8, _mm256_and_ps(v[i], magnitude));
        }
        const float largest = max8(largest8);
        const __m256 inverse = _mm256_set1_ps(largest > 0 ? 32767 / largest : 0);
        __m256i q[4], sum = _mm256_setzero_si256();
        for (int i = 0; i < 4; i++) {
            q[i] = _mm256_cvtps_epi32(_mm256_mul_ps(v[i], inverse));
            sum = _mm256_add_epi32(sum, q[i]);
            q[i] = _mm256_shuffle_epi32(q[i], _MM_SHUFFLE(3, 1, 2, 0));
        }
        for (int i = 0; i < 2; i++)
            _mm256_storeu_si256((__m256i *)(out->q + 16 * i),
                                _mm256_permute4x64_epi64(_mm256_packs_epi32(q[2 * i], q[2 * i + 1]), _MM_SHUFFLE(3, 1, 2, 0)));
        __m128i s = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
        s = _mm_add_epi32(s, _mm_shuffle_epi32(s, _MM_SHUFFLE(1, 0, 3, 2)));
        s = _mm_add_epi32(s, _mm_shuffle_epi32(s, _MM_SHUFFLE(2, 3, 0, 1)));
        out->scale = largest / 32767;
        out->sum = out->scale * (float)_mm_cvtsi128_si32(s);
    }
}

/// Two neighbouring activations (see ck_block_i16) in all lanes: pair `parity` of the inputs 4h … 4h + 3.
AVX2_INLINE __m256i pair(const ck_block_i16 *x, int h, int parity) {
    int32_t both;
    __builtin_memcpy(&both, x->q + 4 * h + 2 * parity, 4);
    return _mm256_set1_epi32(both);
}

/// One group × one row, straight from the weights. Integer sums are exact: 32 · 15 · 32767 < 2^31.
AVX2_INLINE void q4_row(float *y, const ck_block_i16 *x, const ck_q4_group *w, int blocks) {
    const __m256i low = _mm256_set1_epi16(15);
    __m256 sums = _mm256_setzero_ps();
    for (int b = 0; b < blocks; b++, w++, x++) {
        __m256i s = _mm256_setzero_si256();
        UNROLL
        for (int g = 0; g < 4; g++) {
            const __m256i v = _mm256_loadu_si256((const __m256i *)w->q[g]);
            UNROLL
            for (int n = 0; n < 4; n++) {
                const __m256i u = n == 3 ? _mm256_srli_epi16(v, 12) : _mm256_and_si256(_mm256_srli_epi16(v, 4 * n), low);
                s = _mm256_add_epi32(s, _mm256_madd_epi16(u, pair(x, (n & 1) * 4 + g, n >> 1)));
            }
        }
        sums = _mm256_fmadd_ps(_mm256_cvtepi32_ps(s), _mm256_mul_ps(half8(w->scale), _mm256_set1_ps(x->scale)), sums);
        sums = _mm256_fmadd_ps(half8(w->minimum), _mm256_set1_ps(x->sum), sums);
    }
    _mm256_storeu_ps(y, sums);
}

// Many rows share the unpacking: two groups are widened to 16 bits, as many blocks at a time as stay in the first-level cache.
enum { PANEL_GROUPS = 2, PANEL_BLOCKS = 18, TILE_ROWS = 4 };

/// One block of two groups; w[i][j] are the pairs of inputs that meet the activations 2i and 2i + 1.
typedef struct {
    int16_t w[16][PANEL_GROUPS][16];
    float scale[PANEL_GROUPS][8];
    float minimum[PANEL_GROUPS][8];
} panel_block;

AVX2_INLINE void q4_widen(panel_block *panel, int group, const ck_q4_group *w, int blocks) {
    const __m256i low = _mm256_set1_epi16(15);
    for (int b = 0; b < blocks; b++, w++, panel++) {
        UNROLL
        for (int g = 0; g < 4; g++) {
            const __m256i v = _mm256_loadu_si256((const __m256i *)w->q[g]);
            UNROLL
            for (int n = 0; n < 4; n++) {
                const __m256i u = n == 3 ? _mm256_srli_epi16(v, 12) : _mm256_and_si256(_mm256_srli_epi16(v, 4 * n), low);
                _mm256_store_si256((__m256i *)panel->w[2 * ((n & 1) * 4 + g) + (n >> 1)][group], u);
            }
        }
        _mm256_store_ps(panel->scale[group], half8(w->scale));
        _mm256_store_ps(panel->minimum[group], half8(w->minimum));
    }
}

/// Two groups × T rows; adds to `y` when the blocks are not the first ones.
AVX2_INLINE void panel_tile(const int T, float *y, long ldy, const ck_block_i16 *x, long ldx, const panel_block *panel, int blocks,
                            int continues) {
    __m256 sums[PANEL_GROUPS][TILE_ROWS];
    UNROLL
    for (int j = 0; j < PANEL_GROUPS; j++) {
        UNROLL
        for (int t = 0; t < T; t++) sums[j][t] = continues ? _mm256_loadu_ps(y + t * ldy + j * CK_GROUP) : _mm256_setzero_ps();
    }
    for (int b = 0; b < blocks; b++, x++, panel++) {
        __m256i s[PANEL_GROUPS][TILE_ROWS];
        UNROLL
        for (int j = 0; j < PANEL_GROUPS; j++) {
            UNROLL
            for (int t = 0; t < T; t++) s[j][t] = _mm256_setzero_si256();
        }
        UNROLL
        for (int i = 0; i < 16; i++) {
            const __m256i w0 = _mm256_load_si256((const __m256i *)panel->w[i][0]), w1 = _mm256_load_si256((const __m256i *)panel->w[i][1]);
            UNROLL
            for (int t = 0; t < T; t++) {
                const __m256i a = pair(x + t * ldx, i >> 1, i & 1);
                s[0][t] = _mm256_add_epi32(s[0][t], _mm256_madd_epi16(w0, a));
                s[1][t] = _mm256_add_epi32(s[1][t], _mm256_madd_epi16(w1, a));
                IN_PLACE(s[0][t]);
                IN_PLACE(s[1][t]);
            }
        }
        UNROLL
        for (int j = 0; j < PANEL_GROUPS; j++) {
            const __m256 scale = _mm256_load_ps(panel->scale[j]), minimum = _mm256_load_ps(panel->minimum[j]);
            UNROLL
            for (int t = 0; t < T; t++) {
                const ck_block_i16 *a = x + t * ldx;
                sums[j][t] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(s[j][t]), _mm256_mul_ps(scale, _mm256_set1_ps(a->scale)), sums[j][t]);
                sums[j][t] = _mm256_fmadd_ps(minimum, _mm256_set1_ps(a->sum), sums[j][t]);
            }
        }
    }
    UNROLL
    for (int j = 0; j < PANEL_GROUPS; j++) {
        UNROLL
        for (int t = 0; t < T; t++) _mm256_storeu_ps(y + t * ldy + j * CK_GROUP, sums[j][t]);
    }
}

AVX2 static void q4_panel_product(float *y, long ldy, const ck_block_i16 *x, const ck_q4_group *w, int rows, int blocks) {
    _Alignas(32) panel_block panel[PANEL_BLOCKS];
    for (int first = 0; first < blocks; first += PANEL_BLOCKS) {
        const int count = blocks - first < PANEL_BLOCKS ? blocks - first : PANEL_BLOCKS;
        q4_widen(panel, 0, w + first, count);
        q4_widen(panel, 1, w + blocks + first, count);
        int t = 0;
        for (; t + TILE_ROWS <= rows; t += TILE_ROWS)
            panel_tile(TILE_ROWS, y + t * ldy, ldy, x + (long)t * blocks + first, blocks, panel, count, first > 0);
        for (; t < rows; t++) panel_tile(1, y + t * ldy, ldy, x + (long)t * blocks + first, blocks, panel, count, first > 0);
    }
}

/// One group × T rows. Integer sums are exact: 32 · 128 · 32767 < 2^31.
AVX2_INLINE void q8_tile(const int T, float *y, long ldy, const ck_block_i16 *x, const ck_q8_group *w, int blocks) {
    __m256 sums[4];
    UNROLL
    for (int t = 0; t < T; t++) sums[t] = _mm256_setzero_ps();
    for (int b = 0; b < blocks; b++) {
        __m256i s[4];
        UNROLL
        for (int t = 0; t < T; t++) s[t] = _mm256_setzero_si256();
        UNROLL
        for (int h = 0; h < 8; h++) {
            const __m256i v = _mm256_loadu_si256((const __m256i *)w[b].q[h]);
            const __m256i even = _mm256_srai_epi16(_mm256_slli_epi16(v, 8), 8), odd = _mm256_srai_epi16(v, 8);
            UNROLL
            for (int t = 0; t < T; t++) {
                s[t] = _mm256_add_epi32(s[t], _mm256_madd_epi16(even, pair(x + (long)t * blocks + b, h, 0)));
                s[t] = _mm256_add_epi32(s[t], _mm256_madd_epi16(odd, pair(x + (long)t * blocks + b, h, 1)));
            }
        }
        const __m256 scale = half8(w[b].scale);
        UNROLL
        for (int t = 0; t < T; t++) {
            const __m256 factor = _mm256_mul_ps(scale, _mm256_set1_ps(x[(long)t * blocks + b].scale));
            sums[t] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(s[t]), factor, sums[t]);
        }
    }
    UNROLL
    for (int t = 0; t < T; t++) _mm256_storeu_ps(y + t * ldy, sums[t]);
}

/// From this many rows on, widening pays.
enum { PANEL_ROWS = 6 };

AVX2 static void q4_product(float *y, long ldy, const ck_block_i16 *x, const ck_q4_group *w, int rows, int blocks, int first, int end) {
    int g = first;
    for (; g + PANEL_GROUPS <= end && rows >= PANEL_ROWS; g += PANEL_GROUPS)
        q4_panel_product(y + g * CK_GROUP, ldy, x, w + (long)g * blocks, rows, blocks);
    for (; g < end; g++)
        for (int t = 0; t < rows; t++) q4_row(y + t * ldy + g * CK_GROUP, x + (long)t * blocks, w + (long)g * blocks, blocks);
}

AVX2 static void q8_product(float *y, long ldy, const ck_block_i16 *x, const ck_q8_group *w, int rows, int blocks, int first, int end) {
    for (int g = first; g < end; g++) {
        const ck_q8_group *group = w + (long)g * blocks;
        int t = 0;
        for (; t + 4 <= rows; t += 4) q8_tile(4, y + t * ldy + g * CK_GROUP, ldy, x + (long)t * blocks, group, blocks);
        for (; t < rows; t++) q8_tile(1, y + t * ldy + g * CK_GROUP, ldy, x + (long)t * blocks, group, blocks);
    }
}

AVX2 void ck_avx2_product_i16(float *y, long ldy, const ck_block_i16 *x, const void *weights, ck_weight_type type, int rows, int inputs,
                              int first, int end) {
    const int blocks = inputs / CK_BLOCK;
    if (type == CK_Q4) q4_product(y, ldy, x, weights, rows, blocks, first, end);
    else q8_product(y, ldy, x, weights, rows, blocks, first, end);
}
#endif
