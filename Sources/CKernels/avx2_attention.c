// Attention over one page of the cache, for AVX2 + FMA + F16C: scores by tiles of 16 keys, exponentials, weighted values by tiles
// of 16 dimensions; up to 6 queries share what is loaded. A query's result doesn't depend on the ones beside it: positions that it
// doesn't see weigh exactly zero.
#include "avx2.h"

#if defined(__x86_64__)

AVX2 void ck_avx2_store_key_value(void *keys, void *values, int half, const float *key, const float *value, int position, int width) {
    const long tile = (long)(position / CK_KEY_TILE) * width * CK_KEY_TILE + position % CK_KEY_TILE;
    if (half) {
        uint16_t *k = (uint16_t *)keys + tile, *v = (uint16_t *)values + (long)position * width;
        for (int d = 0; d < width; d += 8) {
            const __m128i eight = _mm256_cvtps_ph(_mm256_loadu_ps(key + d), _MM_FROUND_TO_NEAREST_INT);
            uint16_t each[8];
            _mm_storeu_si128((__m128i *)each, eight);
            for (int i = 0; i < 8; i++) k[(long)(d + i) * CK_KEY_TILE] = each[i];
            _mm_storeu_si128((__m128i *)(v + d), _mm256_cvtps_ph(_mm256_loadu_ps(value + d), _MM_FROUND_TO_NEAREST_INT));
        }
    } else {
        float *k = (float *)keys + tile, *v = (float *)values + (long)position * width;
        for (int d = 0; d < width; d++) {
            k[(long)d * CK_KEY_TILE] = key[d];
            v[d] = value[d];
        }
    }
}

AVX2_INLINE __m256 load8(const void *page, const int half, long i) {
    return half ? half8((const uint16_t *)page + i) : _mm256_loadu_ps((const float *)page + i);
}

/// The lanes of the positions p … p + 7 that a query sees.
AVX2_INLINE __m256 seen_lanes(const int windowed, int from, int visible, int p) {
    const __m256i below = lanes_below(visible - p);
    return _mm256_castsi256_ps(windowed ? _mm256_andnot_si256(lanes_below(from - p), below) : below);
}

/// Turns the scores of one query from `start` up to `count` (multiples of 16) into exponentials, zero before `from` and from `visible` on.
AVX2_INLINE ck_partial exponentials(const int windowed, float *scores, int from, int visible, int start, int count) {
    __m256 largest8 = _mm256_set1_ps(-INFINITY);
    for (int p = start; p < visible; p += 8)
        largest8 = _mm256_max_ps(largest8, _mm256_blendv_ps(_mm256_set1_ps(-INFINITY), _mm256_loadu_ps(scores + p),
                                                             seen_lanes(windowed, from, visible, p)));
    const float largest = max8(largest8);
    __m256 sum = _mm256_setzero_ps();
    for (int p = start; p < count; p += 8) {
        const __m256 e = exp8(_mm256_sub_ps(_mm256_loadu_ps(scores + p), _mm256_set1_ps(largest)));
        const __m256 seen = _mm256_and_ps(e, seen_lanes(windowed, from, visible, p));
        _mm256_storeu_ps(scores + p, seen);
        sum = _mm256_add_ps(sum, seen);
    }
    return (ck_partial){largest, sum8(sum)};
}

AVX2_INLINE void attention_rows(const int R, const int half, const int windowed, float *out, ck_partial *partials, const float *q, long ldq,
                                const void *keys, const void *values, const int *from, const int *visible, int width, float *scores) {
    int most = 0, least = windowed ? CK_PAGE : 0;
    for (int r = 0; r < R; r++) most = visible[r] > most ? visible[r] : most;
    if (windowed)
        for (int r = 0; r < R; r++) least = from[r] < least ? from[r] : least;
    const int start = least / CK_KEY_TILE * CK_KEY_TILE;
    const int count = (most + CK_KEY_TILE - 1) / CK_KEY_TILE * CK_KEY_TILE;

    for (int p = start; p < count; p += CK_KEY_TILE) {
        __m256 s[6][2];
        for (int r = 0; r < R; r++) s[r][0] = s[r][1] = _mm256_setzero_ps();
        const long tile = (long)p * width;
        for (int d = 0; d < width; d++) {
            const __m256 k0 = load8(keys, half, tile + d * CK_KEY_TILE), k1 = load8(keys, half, tile + d * CK_KEY_TILE + 8);
            for (int r = 0; r < R; r++) {
                const __m256 a = _mm256_set1_ps(q[r * ldq + d]);
                s[r][0] = _mm256_fmadd_ps(a, k0, s[r][0]);
                s[r][1] = _mm256_fmadd_ps(a, k1, s[r][1]);
            }
        }
        for (int r = 0; r < R; r++) {
            _mm256_storeu_ps(scores + r * CK_PAGE + p, s[r][0]);
            _mm256_storeu_ps(scores + r * CK_PAGE + p + 8, s[r][1]);
        }
    }
    for (int r = 0; r < R; r++)
        partials[r] = exponentials(windowed, scores + r * CK_PAGE, windowed ? from[r] : 0, visible[r], start, count);
    for (int d = 0; d < width; d += 16) {
        __m256 o[6][2];
        for (int r = 0; r < R; r++) o[r][0] = o[r][1] = _mm256_setzero_ps();
        for (int p = start; p < most; p++) {
            const __m256 v0 = load8(values, half, (long)p * width + d), v1 = load8(values, half, (long)p * width + d + 8);
            for (int r = 0; r < R; r++) {
                const __m256 a = _mm256_set1_ps(scores[r * CK_PAGE + p]);
                o[r][0] = _mm256_fmadd_ps(a, v0, o[r][0]);
                o[r][1] = _mm256_fmadd_ps(a, v1, o[r][1]);
            }
        }
        for (int r = 0; r < R; r++) {
            _mm256_storeu_ps(out + (long)r * width + d, o[r][0]);
            _mm256_storeu_ps(out + (long)r * width + d + 8, o[r][1]);
        }
    }
}

AVX2_INLINE void attention_page(const int half, const int windowed, float *out, ck_partial *partials, const float *q, long ldq,
                                const void *keys, const void *values, const int *from, const int *visible, int rows, int width,
                                float *scores) {
#define ROWS(R) \
    attention_rows(R, half, windowed, out + (long)r * width, partials + r, q + r * ldq, ldq, keys, values, windowed ? from + r : NULL, \
                   visible + r, width, scores)
    int r = 0;
    for (; r + 6 <= rows; r += 6) ROWS(6);
    for (; r + 3 <= rows; r += 3) ROWS(3);
    for (; r < rows; r++) ROWS(1);
#undef ROWS
}

AVX2 void ck_avx2_attention_page(float *out, ck_partial *partials, const float *q, long ldq, const void *keys, const void *values, int half,
                                 const int *from, const int *visible, int rows, int width, float *scores) {
    // One copy of the code for each form: without a window nothing is paid for one.
    if (from == NULL && half) attention_page(1, 0, out, partials, q, ldq, keys, values, from, visible, rows, width, scores);
    else if (from == NULL) attention_page(0, 0, out, partials, q, ldq, keys, values, from, visible, rows, width, scores);
    else if (half) attention_page(1, 1, out, partials, q, ldq, keys, values, from, visible, rows, width, scores);
    else attention_page(0, 1, out, partials, q, ldq, keys, values, from, visible, rows, width, scores);
}

AVX2 void ck_avx2_attention_merge(float *out, ck_partial *total, const float *page_out, const ck_partial *page, int width) {
    if (page->sum == 0) return;
    const float largest = fmaxf(total->maximum, page->maximum);
    const float kept = total->sum > 0 ? expf(total->maximum - largest) : 0, added = expf(page->maximum - largest);
    for (int d = 0; d < width; d += 8)
        _mm256_storeu_ps(out + d, _mm256_fmadd_ps(_mm256_loadu_ps(page_out + d), _mm256_set1_ps(added),
                                                  _mm256_mul_ps(_mm256_loadu_ps(out + d), _mm256_set1_ps(kept))));
    *total = (ck_partial){largest, total->sum * kept + page->sum * added};
}
#endif
