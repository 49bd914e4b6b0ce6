// Activations in 16 bits, norms, rotations and the like for AVX2 + FMA, and the table of all AVX2 kernels.
#include "avx2.h"

#if defined(__x86_64__)

AVX2 static void quantize(ck_block_i16 *out, const float *x, int blocks) {
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

AVX2 static void rmsnorm(float *y, const float *x, const float *weight, int count, float epsilon) {
    __m256 s = _mm256_setzero_ps();
    int i = 0;
    for (; i + 8 <= count; i += 8) s = _mm256_fmadd_ps(_mm256_loadu_ps(x + i), _mm256_loadu_ps(x + i), s);
    float squares = sum8(s);
    for (; i < count; i++) squares += x[i] * x[i];
    const float factor = 1 / sqrtf(squares / (float)count + epsilon);
    for (i = 0; i + 8 <= count; i += 8)
        _mm256_storeu_ps(y + i, _mm256_mul_ps(_mm256_mul_ps(_mm256_loadu_ps(x + i), _mm256_set1_ps(factor)), _mm256_loadu_ps(weight + i)));
    for (; i < count; i++) y[i] = x[i] * factor * weight[i];
}

AVX2 static void rope(float *x, const float *cosines, const float *sines, int heads, int width) {
    const int half = width / 2;
    for (int h = 0; h < heads; h++, x += width) {
        int i = 0;
        for (; i + 8 <= half; i += 8) {
            const __m256 a = _mm256_loadu_ps(x + i), b = _mm256_loadu_ps(x + half + i);
            const __m256 c = _mm256_loadu_ps(cosines + i), s = _mm256_loadu_ps(sines + i);
            _mm256_storeu_ps(x + i, _mm256_sub_ps(_mm256_mul_ps(a, c), _mm256_mul_ps(b, s)));
            _mm256_storeu_ps(x + half + i, _mm256_add_ps(_mm256_mul_ps(b, c), _mm256_mul_ps(a, s)));
        }
        for (; i < half; i++) {
            const float a = x[i], b = x[i + half];
            x[i] = a * cosines[i] - b * sines[i];
            x[i + half] = b * cosines[i] + a * sines[i];
        }
    }
}

AVX2 static void silu_product(float *y, const float *gate, const float *up, int count) {
    const __m256 one = _mm256_set1_ps(1);
    int i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m256 g = _mm256_loadu_ps(gate + i);
        const __m256 e = exp8(_mm256_sub_ps(_mm256_setzero_ps(), g));
        _mm256_storeu_ps(y + i, _mm256_mul_ps(_mm256_div_ps(g, _mm256_add_ps(one, e)), _mm256_loadu_ps(up + i)));
    }
    for (; i < count; i++) y[i] = gate[i] / (1 + expf(-gate[i])) * up[i];
}

AVX2 static void gelu_product(float *y, const float *gate, const float *up, int count) {
    const __m256 one = _mm256_set1_ps(1), slope = _mm256_set1_ps(CK_GELU_SLOPE), cubic = _mm256_set1_ps(0.044715f);
    int i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m256 x = _mm256_loadu_ps(gate + i);
        const __m256 cube = _mm256_mul_ps(_mm256_mul_ps(_mm256_mul_ps(cubic, x), x), x);
        const __m256 e = exp8(_mm256_mul_ps(slope, _mm256_add_ps(x, cube)));
        _mm256_storeu_ps(y + i, _mm256_mul_ps(_mm256_div_ps(x, _mm256_add_ps(one, e)), _mm256_loadu_ps(up + i)));
    }
    for (; i < count; i++) {
        const float x = gate[i];
        y[i] = x / (1 + expf(CK_GELU_SLOPE * (x + 0.044715f * x * x * x))) * up[i];
    }
}

AVX2 static void add(float *y, const float *x, int count) {
    int i = 0;
    for (; i + 8 <= count; i += 8) _mm256_storeu_ps(y + i, _mm256_add_ps(_mm256_loadu_ps(y + i), _mm256_loadu_ps(x + i)));
    for (; i < count; i++) y[i] += x[i];
}

AVX2 static void scale(float *y, float factor, int count) {
    int i = 0;
    for (; i + 8 <= count; i += 8) _mm256_storeu_ps(y + i, _mm256_mul_ps(_mm256_loadu_ps(y + i), _mm256_set1_ps(factor)));
    for (; i < count; i++) y[i] *= factor;
}

AVX2_INLINE float largest(const float *x, int count) {
    __m256 most = _mm256_set1_ps(-INFINITY);
    int i = 0;
    for (; i + 8 <= count; i += 8) most = _mm256_max_ps(most, _mm256_loadu_ps(x + i));
    float value = max8(most);
    for (; i < count; i++) value = x[i] > value ? x[i] : value;
    return value;
}

AVX2 static int argmax(const float *x, int count) {
    const float value = largest(x, count);
    for (int i = 0; i < count; i++)
        if (x[i] == value) return i;
    return 0;
}

AVX2 static float log_sum_exp(const float *x, int count) {
    const float most = largest(x, count);
    __m256d low = _mm256_setzero_pd(), high = low;
    int i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m256 e = exp8(_mm256_sub_ps(_mm256_loadu_ps(x + i), _mm256_set1_ps(most)));
        low = _mm256_add_pd(low, _mm256_cvtps_pd(_mm256_castps256_ps128(e)));
        high = _mm256_add_pd(high, _mm256_cvtps_pd(_mm256_extractf128_ps(e, 1)));
    }
    double parts[4];
    _mm256_storeu_pd(parts, _mm256_add_pd(low, high));
    double sum = parts[0] + parts[1] + parts[2] + parts[3];
    for (; i < count; i++) sum += expf(x[i] - most);
    return most + (float)log(sum);
}

#define TABLE(NAME, PRODUCT_I16, REGISTERS_I16)                                                                                                  \
    {                                                                                                                             \
        .name = NAME, .quantize = quantize, .product_i16 = PRODUCT_I16, .product_f32 = ck_avx2_product_f32,                       \
        .registers_i16 = REGISTERS_I16, .registers_f32 = ck_avx2_registers_f32, .widen = ck_avx2_widen, .panel_multiply = ck_panel_multiply, .rmsnorm = rmsnorm, .rope = rope,                            \
        .silu_product = silu_product, .gelu_product = gelu_product, .add = add, .scale = scale, .argmax = argmax,                 \
        .log_sum_exp = log_sum_exp, .store_key_value = ck_avx2_store_key_value, .attention_page = ck_avx2_attention_page,         \
        .attention_merge = ck_avx2_attention_merge,                                                                               \
    }

const ck_kernels ck_avx2_table = TABLE("avx2", ck_avx2_product_i16, ck_avx2_registers_i16);
const ck_kernels ck_vnni_table = TABLE("avx512-vnni", ck_vnni_product_i16, ck_vnni_registers_i16);
#endif
