#include "avx2.h"

int64_t ck_code_scan_portable(ck_code_hits *hits, const uint8_t *codes, const uint32_t *live, const uint8_t *tables, int64_t columns,
                              int64_t base, int64_t first, int64_t end) {
    for (int64_t b = first; b < end; b++) {
        if (hits->capacity - hits->count < CK_CODE_BLOCK) return b;
        for (int r = 0; r < CK_CODE_BLOCK; r++) {
            int32_t sum = 0;
            for (int64_t c = 0; c < columns; c++) {
                const uint8_t code = codes[(b * columns + c) * CK_CODE_BLOCK + r];
                sum += tables[32 * c + (code & 15)] + tables[32 * c + 16 + (code >> 4)];
            }
            if (sum <= hits->threshold || !(live[b] >> r & 1)) continue;
            hits->rows[hits->count] = (uint32_t)(base + b * CK_CODE_BLOCK + r);
            hits->sums[hits->count++] = (uint16_t)sum;
        }
    }
    return end;
}

#if defined(__x86_64__)
AVX2 static int64_t scan_avx2(ck_code_hits *hits, const uint8_t *codes, const uint32_t *live, const uint8_t *tables, int64_t columns,
                              int64_t base, int64_t first, int64_t end) {
    const __m256i low = _mm256_set1_epi8(15), threshold = _mm256_set1_epi16((short)hits->threshold);
    const __m256i odd_bytes = _mm256_set1_epi16((short)0xff00);
    for (int64_t b = first; b < end; b++) {
        if (hits->capacity - hits->count < CK_CODE_BLOCK) return b;
        const uint8_t *code = codes + b * columns * CK_CODE_BLOCK;
        // Sums of two bytes fit a byte. Those of even rows pile up in `both`, 256 times those of odd rows on top of them, which `odd`
        // holds alone: taken off at the end, arithmetic modulo 2¹⁶.
        __m256i both = _mm256_setzero_si256(), odd = _mm256_setzero_si256();
        for (int64_t c = 0; c < columns; c++, code += CK_CODE_BLOCK) {
            const __m256i v = _mm256_loadu_si256((const __m256i *)code);
            // The scan lives on memory speed: ask for what comes 4 KB later.
            _mm_prefetch((const char *)code + 4096, _MM_HINT_T0);
            const __m256i t0 = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(tables + 32 * c)));
            const __m256i t1 = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(tables + 32 * c + 16)));
            const __m256i sum = _mm256_add_epi8(_mm256_shuffle_epi8(t0, _mm256_and_si256(v, low)),
                                                _mm256_shuffle_epi8(t1, _mm256_and_si256(_mm256_srli_epi16(v, 4), low)));
            both = _mm256_add_epi16(both, sum);
            odd = _mm256_add_epi16(odd, _mm256_srli_epi16(sum, 8));
        }
        const __m256i even = _mm256_sub_epi16(both, _mm256_slli_epi16(odd, 8));
        const __m256i above = _mm256_blendv_epi8(_mm256_cmpgt_epi16(even, threshold), _mm256_cmpgt_epi16(odd, threshold), odd_bytes);
        uint32_t found = (uint32_t)_mm256_movemask_epi8(above) & live[b];
        if (found == 0) continue;
        uint16_t sums[2][CK_CODE_BLOCK / 2];
        _mm256_storeu_si256((__m256i *)sums[0], even);
        _mm256_storeu_si256((__m256i *)sums[1], odd);
        for (; found != 0; found &= found - 1) {
            const int r = __builtin_ctz(found);
            hits->rows[hits->count] = (uint32_t)(base + b * CK_CODE_BLOCK + r);
            hits->sums[hits->count++] = sums[r & 1][r >> 1];
        }
    }
    return end;
}
#endif

int64_t ck_code_scan(ck_code_hits *hits, const uint8_t *codes, const uint32_t *live, const uint8_t *tables, int64_t columns, int64_t base,
                     int64_t first, int64_t end) {
#if defined(__x86_64__)
    if (ck_kernels_best() == &ck_avx2_table) return scan_avx2(hits, codes, live, tables, columns, base, first, end);
#endif
    return ck_code_scan_portable(hits, codes, live, tables, columns, base, first, end);
}

void ck_code_sums(float *sums, const uint32_t *rows, int64_t count, const uint8_t *codes, const float *tables, int64_t columns,
                  int64_t base) {
    enum { AHEAD = 8 };
    for (int64_t i = 0; i < count; i++) {
        if (i + AHEAD < count) {
            const uint8_t *later = codes + ((int64_t)rows[i + AHEAD] - base) * columns;
            __builtin_prefetch(later);
            __builtin_prefetch(later + columns - 1);
        }
        const uint8_t *code = codes + ((int64_t)rows[i] - base) * columns;
        float sum[4] = {0, 0, 0, 0};
        for (int64_t c = 0; c < columns; c++) {
            const float *table = tables + 32 * c;
            sum[c & 1] += table[code[c] & 15];
            sum[2 + (c & 1)] += table[16 + (code[c] >> 4)];
        }
        sums[i] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
}
