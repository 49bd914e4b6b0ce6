#ifndef CK_AVX2_BLOCKS_H
#define CK_AVX2_BLOCKS_H
// How the AVX2 kernels read a block of 32 inputs × 8 outputs of each held type. `type` is a constant wherever these are inlined.
#if defined(__x86_64__)
#include "avx2.h"

enum { SUPERBLOCK_BLOCKS = CK_SUPERBLOCK / CK_BLOCK };

AVX2_INLINE int is_nibbles(const ck_weight_type type) { return type == CK_Q4 || type == CK_Q4K; }
AVX2_INLINE int has_minimum(const ck_weight_type type) { return type != CK_Q8; }
AVX2_INLINE int scales_per_block(const ck_weight_type type) { return type == CK_Q8K ? 2 : 1; }

AVX2_INLINE __m256 of_units(const uint16_t *unit, const int8_t *code) {
    return _mm256_mul_ps(half8(unit), _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)code))));
}

/// The scales of the block's inputs 0 … 15 (h = 0) or 16 … 31.
AVX2_INLINE __m256 block_scale(const ck_weight_type type, const void *group, int b, const int h) {
    if (type == CK_Q4) return half8(((const ck_q4_group *)group)[b].scale);
    if (type == CK_Q8) return half8(((const ck_q8_group *)group)[b].scale);
    if (type == CK_Q8K) return of_units(((const ck_q8k_group *)group)[b].scale_unit, ((const ck_q8k_group *)group)[b].scale[h]);
    const ck_q4k_group *w = (const ck_q4k_group *)group + b / SUPERBLOCK_BLOCKS;
    return of_units(w->scale_unit, w->scale[b % SUPERBLOCK_BLOCKS]);
}

AVX2_INLINE __m256 block_minimum(const ck_weight_type type, const void *group, int b) {
    if (type == CK_Q8) return _mm256_setzero_ps();
    if (type == CK_Q4) return half8(((const ck_q4_group *)group)[b].minimum);
    if (type == CK_Q8K) return of_units(((const ck_q8k_group *)group)[b].minimum_unit, ((const ck_q8k_group *)group)[b].minimum);
    const ck_q4k_group *w = (const ck_q4k_group *)group + b / SUPERBLOCK_BLOCKS;
    return of_units(w->minimum_unit, w->minimum[b % SUPERBLOCK_BLOCKS]);
}

/// The block's codes: 4 vectors of nibbles or 8 of bytes.
AVX2_INLINE const uint32_t (*block_codes(const ck_weight_type type, const void *group, int b))[8] {
    if (type == CK_Q4) return ((const ck_q4_group *)group)[b].q;
    if (type == CK_Q8) return ((const ck_q8_group *)group)[b].q;
    if (type == CK_Q8K) return ((const ck_q8k_group *)group)[b].q;
    return ((const ck_q4k_group *)group)[b / SUPERBLOCK_BLOCKS].q[b % SUPERBLOCK_BLOCKS];
}

/// Which of a block's 16 pairs of inputs comes n-th, so that what is loaded is used up before the next load: vector n / 4 of nibbles
/// holds four pairs, one in each nibble of its 16-bit lanes.
AVX2_INLINE int nth_pair(const ck_weight_type type, const int n) {
    return is_nibbles(type) ? 2 * (4 * (n & 1) + n / 4) + (n >> 1 & 1) : n;
}

/// That pair of every output in 16-bit lanes: what meets the activations 2 nth_pair and 2 nth_pair + 1 of a ck_block_i16.
AVX2_INLINE __m256i codes(const ck_weight_type type, const uint32_t (*q)[8], const int n) {
    if (is_nibbles(type)) {
        const __m256i v = _mm256_loadu_si256((const __m256i *)q[n / 4]);
        return n % 4 == 3 ? _mm256_srli_epi16(v, 12) : _mm256_and_si256(_mm256_srli_epi16(v, 4 * (n % 4)), _mm256_set1_epi16(15));
    }
    const __m256i v = _mm256_loadu_si256((const __m256i *)q[n / 2]);
    return _mm256_srai_epi16(n % 2 ? v : _mm256_slli_epi16(v, 8), 8);
}

/// Input k of the block as floats; k is a constant too.
AVX2_INLINE __m256 float_codes(const ck_weight_type type, const uint32_t (*q)[8], const int k) {
    if (is_nibbles(type)) {
        const int shift = 8 * (k & 3) + 4 * (k / 16);
        const __m256i v = _mm256_srli_epi32(_mm256_loadu_si256((const __m256i *)q[(k & 15) / 4]), shift);
        return _mm256_cvtepi32_ps(shift == 28 ? v : _mm256_and_si256(v, _mm256_set1_epi32(15)));
    }
    const __m256i v = _mm256_loadu_si256((const __m256i *)q[k / 4]);
    return _mm256_cvtepi32_ps(_mm256_srai_epi32(_mm256_slli_epi32(v, 24 - 8 * (k & 3)), 24));
}
#endif
#endif
