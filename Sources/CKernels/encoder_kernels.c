#include "encoder_kernels.h"

#include <math.h>
#include <string.h>

// Vectors of 16 floats in the compiler's own notation: it lowers them to what the processor has. The clones are chosen once,
// when the program is loaded.
#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif
#define INLINE __attribute__((always_inline)) static inline
// Multiply-add in one rounding where the processor has it.
#pragma STDC FP_CONTRACT ON

enum { L = CK_ENCODER_LANES };
typedef float vec __attribute__((vector_size(L * 4), aligned(4)));
typedef int32_t ivec __attribute__((vector_size(L * 4), aligned(4)));

// Macros, not functions: a 64-byte vector as an argument would depend on the clone's calling convention.
#define LOAD(p) (*(const vec *)(p))
#define STORE(p, x) (*(vec *)(p) = (x))

INLINE float sum_of(const vec *x) {
    float s[L];
    memcpy(s, x, sizeof s);
    for (int step = L / 2; step > 0; step /= 2)
        for (int i = 0; i < step; i++) s[i] += s[i + step];
    return s[0];
}

CLONES void ck_encoder_embed(float *hidden, const float *words, const float *positions, const int32_t *ids, const int32_t *places,
                             int64_t rows, int64_t width) {
    for (int64_t r = 0; r < rows; r++) {
        const float *word = words + ids[r] * width, *position = positions + places[r] * width;
        for (int64_t i = 0; i < width; i += L) STORE(hidden + r * width + i, LOAD(word + i) + LOAD(position + i));
    }
}

CLONES void ck_encoder_add_row(float *x, const float *row, int64_t rows, int64_t width) {
    for (int64_t r = 0; r < rows; r++)
        for (int64_t i = 0; i < width; i += L) STORE(x + r * width + i, LOAD(x + r * width + i) + LOAD(row + i));
}

CLONES void ck_encoder_add_norm(float *hidden, const float *update, const float *bias, const float *gamma, const float *beta,
                                float epsilon, int64_t rows, int64_t width) {
    for (int64_t r = 0; r < rows; r++) {
        float *row = hidden + r * width;
        vec sum = {0};
        for (int64_t i = 0; i < width; i += L) {
            vec x = LOAD(row + i);
            if (update) x += LOAD(update + r * width + i);
            if (bias) x += LOAD(bias + i);
            STORE(row + i, x);
            sum += x;
        }
        const float mean = sum_of(&sum) / (float)width;
        vec squares = {0};
        for (int64_t i = 0; i < width; i += L) {
            const vec x = LOAD(row + i) - mean;
            squares += x * x;
        }
        const float scale = 1.0f / sqrtf(sum_of(&squares) / (float)width + epsilon);
        for (int64_t i = 0; i < width; i += L) STORE(row + i, (LOAD(row + i) - mean) * scale * LOAD(gamma + i) + LOAD(beta + i));
    }
}

// erf(x) = x·P(x²)/Q(x²) on [-4, 4], where it reaches ±1 in single precision. A minimax fit of our own: relative error 2e-9 in
// exact arithmetic, 4e-7 in this one.
INLINE void erf_in_place(vec *p) {
    const vec x = __builtin_elementwise_min(__builtin_elementwise_max(*p, (vec){0} - 4.0f), (vec){0} + 4.0f);
    const vec z = x * x;
    vec a = z * -1.320229682e-08f + 4.684792085e-06f;
    a = a * z + 3.796092548e-04f;
    a = a * z + 3.849606674e-03f;
    a = a * z + 5.431690332e-02f;
    a = a * z + 1.852030628e-01f;
    a = a * z + 1.128379169e+00f;
    vec b = z * 6.311071452e-05f + 1.307569389e-03f;
    b = b * z + 1.546208153e-02f;
    b = b * z + 1.139583620e-01f;
    b = b * z + 4.974653548e-01f;
    b = b * z + 1.0f;
    *p = x * a / b;
}

CLONES void ck_encoder_gelu(float *x, const float *bias, int64_t rows, int64_t width) {
    for (int64_t r = 0; r < rows; r++) {
        for (int64_t i = 0; i < width; i += L) {
            const vec value = LOAD(x + r * width + i) + LOAD(bias + i);
            vec e = value * 0.70710678118654752f;
            erf_in_place(&e);
            const vec half = value * 0.5f;
            STORE(x + r * width + i, half + half * e);
        }
    }
}

// exp for x ≤ 0: 2ⁿ·eʳ with |r| ≤ ln 2 / 2 and the polynomial of Cephes' expf. Below e⁻⁸⁷ it stays there.
INLINE void exp_in_place(vec *p) {
    const float magic = 12582912.0f; // 1.5 · 2²³: adding it rounds to an integer, which then stands in the low bits
    const vec x = __builtin_elementwise_max(*p, (vec){0} - 87.0f);
    const vec t = x * 1.44269504088896341f + magic;
    const vec n = t - magic;
    const vec r = x - n * 0.693359375f - n * -2.12194440e-4f;
    vec y = r * 1.9875691500e-4f + 1.3981999507e-3f;
    y = y * r + 8.3334519073e-3f;
    y = y * r + 4.1665795894e-2f;
    y = y * r + 1.6666665459e-1f;
    y = y * r + 5.0000001201e-1f;
    y = y * (r * r) + r + 1.0f;
    const ivec exponent = ((ivec)t - 0x4b400000 + 127) << 23;
    *p = y * (vec)exponent;
}

// A tile of `n` query rows: scores over all keys, softmax, weighted sum of values.
INLINE void attend(const int n, float *out, int64_t out_stride, const float *q, int64_t stride, const float *q_bias, const float *keys,
                   const float *v, int64_t tokens, int64_t padded, int64_t head) {
    float scores[4][CK_ENCODER_MAX_TOKENS], queries[4][CK_ENCODER_MAX_HEAD], inverse[4];
    const float scale = 1.0f / sqrtf((float)head);
    for (int j = 0; j < n; j++)
        for (int64_t d = 0; d < head; d++) queries[j][d] = (q[j * stride + d] + q_bias[d]) * scale;
    vec best[4];
    for (int j = 0; j < n; j++) best[j] = (vec){0} - INFINITY;
    for (int64_t c = 0; c < padded; c += L) {
        vec sums[4] = {{0}, {0}, {0}, {0}};
        for (int64_t d = 0; d < head; d++) {
            const vec key = LOAD(keys + d * padded + c);
#pragma clang loop unroll(full)
            for (int j = 0; j < n; j++) sums[j] += key * queries[j][d];
        }
        for (int j = 0; j < n; j++) {
            STORE(scores[j] + c, sums[j]);
            // Keys past the end are zero: they may raise the maximum to 0, which only shifts all exponents alike.
            best[j] = __builtin_elementwise_max(best[j], sums[j]);
        }
    }
    for (int j = 0; j < n; j++) {
        float highest = -INFINITY;
        for (int i = 0; i < L; i++) highest = best[j][i] > highest ? best[j][i] : highest;
        vec total = {0};
        for (int64_t c = 0; c < padded; c += L) {
            vec e = LOAD(scores[j] + c) - highest;
            exp_in_place(&e);
            if (c + L > tokens)
                for (int i = 0; i < L; i++) e[i] = c + i < tokens ? e[i] : 0;
            STORE(scores[j] + c, e);
            total += e;
        }
        inverse[j] = 1.0f / sum_of(&total);
    }
    for (int64_t d = 0; d < head; d += L) {
        vec sums[4] = {{0}, {0}, {0}, {0}};
        for (int64_t t = 0; t < tokens; t++) {
            const vec value = LOAD(v + t * stride + d);
#pragma clang loop unroll(full)
            for (int j = 0; j < n; j++) sums[j] += value * scores[j][t];
        }
        for (int j = 0; j < n; j++) STORE(out + j * out_stride + d, sums[j] * inverse[j]);
    }
}

CLONES void ck_encoder_attention(float *out, int64_t out_stride, const float *q, const float *k, const float *v, int64_t stride,
                                 const float *q_bias, int64_t tokens, int64_t head) {
    float keys[CK_ENCODER_MAX_HEAD * CK_ENCODER_MAX_TOKENS]; // transposed: head × padded
    const int64_t padded = (tokens + L - 1) / L * L;
    for (int64_t d = 0; d < head; d++) {
        for (int64_t t = 0; t < tokens; t++) keys[d * padded + t] = k[t * stride + d];
        for (int64_t t = tokens; t < padded; t++) keys[d * padded + t] = 0;
    }
    int64_t t = 0;
    for (; t + 4 <= tokens; t += 4)
        attend(4, out + t * out_stride, out_stride, q + t * stride, stride, q_bias, keys, v, tokens, padded, head);
    for (; t < tokens; t++)
        attend(1, out + t * out_stride, out_stride, q + t * stride, stride, q_bias, keys, v, tokens, padded, head);
}

CLONES void ck_encoder_pool(float *out, const float *hidden, int64_t rows, int64_t width) {
    vec squares = {0};
    for (int64_t i = 0; i < width; i += L) {
        vec sum = {0};
        for (int64_t r = 0; r < rows; r++) sum += LOAD(hidden + r * width + i);
        sum *= 1.0f / (float)rows;
        STORE(out + i, sum);
        squares += sum * sum;
    }
    const float length = sqrtf(sum_of(&squares)), scale = length > 0 ? 1.0f / length : 0;
    for (int64_t i = 0; i < width; i += L) STORE(out + i, LOAD(out + i) * scale);
}

CLONES void ck_dot_rows(float *scores, const float *vectors, const float *query, int64_t rows, int64_t width) {
    const int64_t whole = width / L * L;
    for (int64_t r = 0; r < rows; r++) {
        const float *row = vectors + r * width;
        vec even = {0}, odd = {0};
        int64_t i = 0;
        for (; i + 2 * L <= whole; i += 2 * L) {
            even += LOAD(row + i) * LOAD(query + i);
            odd += LOAD(row + i + L) * LOAD(query + i + L);
        }
        if (i < whole) even += LOAD(row + i) * LOAD(query + i);
        const vec both = even + odd;
        float sum = sum_of(&both);
        for (i = whole; i < width; i++) sum += row[i] * query[i];
        scores[r] = sum;
    }
}

void ck_fingerprint(uint64_t state[2], const void *bytes, int64_t count) {
    const uint64_t prime = 0x9e3779b97f4a7c15ull; // 2⁶⁴ / golden ratio, odd
    const unsigned char *p = bytes;
    uint64_t lanes[4] = {state[0] ^ (uint64_t)count, state[1], ~state[0], ~state[1]};
    int64_t i = 0;
    for (; i + 32 <= count; i += 32)
        for (int lane = 0; lane < 4; lane++) {
            uint64_t word;
            memcpy(&word, p + i + 8 * lane, 8);
            lanes[lane] = (lanes[lane] ^ word) * prime;
            lanes[lane] ^= lanes[lane] >> 29;
        }
    for (; i < count; i++) {
        lanes[i & 3] = (lanes[i & 3] ^ p[i]) * prime;
        lanes[i & 3] ^= lanes[i & 3] >> 29;
    }
    for (int round = 0; round < 2; round++) {
        for (int lane = 0; lane < 4; lane++) {
            lanes[lane] = (lanes[lane] ^ (lanes[(lane + 1) & 3] >> 31)) * prime;
            lanes[lane] ^= lanes[lane] >> 32;
        }
    }
    state[0] = lanes[0] ^ (lanes[2] * prime);
    state[1] = lanes[1] ^ (lanes[3] * prime);
}
