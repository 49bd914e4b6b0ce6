#ifndef CK_AVX2_H
#define CK_AVX2_H
// What the AVX2 kernels share. Every function that uses these carries AVX2, so that the rest of the program needs no flags.
#if defined(__x86_64__)
#include "internal.h"

#include <immintrin.h>
#include <math.h>

// What the processor must have. A file that is compiled a second time for a newer one (vnni_products_i16.c) brings its own.
#ifndef CK_TARGET
#define CK_TARGET "avx2,fma,f16c"
#endif
#define AVX2 __attribute__((target(CK_TARGET)))
// Arrays of registers stay in registers only when every loop over them is unrolled.
#define UNROLL _Pragma("clang loop unroll(full)")
// Keeps the compiler from regrouping a long integer sum into a tree that doesn't fit the registers.
#define IN_PLACE(sum) __asm__("" : "+x"(sum))
#define AVX2_INLINE __attribute__((target(CK_TARGET), always_inline)) static inline

void ck_avx2_product_i16(float *y, long ldy, const ck_block_i16 *x, const void *weights, ck_weight_type type, int rows, int inputs,
                         int first, int end);
/// The same bits with the integer sums of AVX-512 VNNI, on 256-bit registers.
void ck_vnni_product_i16(float *y, long ldy, const ck_block_i16 *x, const void *weights, ck_weight_type type, int rows, int inputs,
                         int first, int end);
int64_t ck_avx2_registers_i16(int64_t steps);
int64_t ck_vnni_registers_i16(int64_t steps);
int64_t ck_avx2_registers_f32(int64_t steps);
void ck_avx2_product_f32(float *y, long ldy, const float *x, long ldx, const void *weights, ck_weight_type type, int rows, int inputs,
                         int first, int end, int accumulate);
void ck_avx2_widen(float *panel, const void *weights, ck_weight_type type, int inputs, int group, int groups);
void ck_avx2_store_key_value(void *keys, void *values, int half, const float *key, const float *value, int position, int width);
void ck_avx2_attention_page(float *out, ck_partial *partials, const float *q, long ldq, const void *keys, const void *values, int half,
                            const int *from, const int *visible, int rows, int width, float *scores);
void ck_avx2_attention_merge(float *out, ck_partial *total, const float *page_out, const ck_partial *page, int width);

AVX2_INLINE __m256 half8(const uint16_t *p) { return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p)); }

AVX2_INLINE float sum8(__m256 v) {
    __m128 a = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    a = _mm_add_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_add_ss(a, _mm_shuffle_ps(a, a, 1)));
}

AVX2_INLINE float max8(__m256 v) {
    __m128 a = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    a = _mm_max_ps(a, _mm_movehl_ps(a, a));
    return _mm_cvtss_f32(_mm_max_ss(a, _mm_shuffle_ps(a, a, 1)));
}

/// The first `count` of 8 lanes, 0 … 8 (more counts as 8, less as none).
AVX2_INLINE __m256i lanes_below(int count) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

/// e^x to about one unit in the last place; 0 and infinity are reached only approximately (2^±126).
/// Reduction x = n ln 2 + r, |r| ≤ ln 2 / 2, and the polynomial of Cephes' expf.
AVX2_INLINE __m256 exp8(__m256 x) {
    x = _mm256_min_ps(_mm256_max_ps(x, _mm256_set1_ps(-87.3f)), _mm256_set1_ps(88.0f));
    const __m256 n = _mm256_round_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m256 r = _mm256_fnmadd_ps(n, _mm256_set1_ps(0.693359375f), x);
    r = _mm256_fnmadd_ps(n, _mm256_set1_ps(-2.12194440e-4f), r);
    __m256 p = _mm256_set1_ps(1.9875691500e-4f);
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.3981999507e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(8.3334519073e-3f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(4.1665795894e-2f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.6666665459e-1f));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(5.0000001201e-1f));
    p = _mm256_fmadd_ps(_mm256_mul_ps(p, r), r, _mm256_add_ps(r, _mm256_set1_ps(1)));
    const __m256i power = _mm256_slli_epi32(_mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127)), 23);
    return _mm256_mul_ps(p, _mm256_castsi256_ps(power));
}
#endif
#endif
