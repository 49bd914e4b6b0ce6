#ifndef TRAINING_MATH_H
#define TRAINING_MATH_H
// Shared by the training kernels: a vectorisable exponential and sums in lanes.
#include <stdint.h>
#include <string.h>

// One source, compiled for AVX2 and for the base instruction set; the loader picks.  No contraction, sums in explicit lanes: both
// versions give the same bits.
#if defined(__x86_64__) && defined(__linux__)
#define EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define EACH_PROCESSOR
#endif
#define ALWAYS_INLINE __attribute__((always_inline)) static inline

/// eˣ within 2 units in the last place; below −87.3 it is 0 (never a denormal), above 88.3 it stays at e^88.3; NaN stays NaN.
/// Cephes' polynomial after x = n ln 2 + r; no branches, so that loops over it become vectors.
ALWAYS_INLINE float fast_exp(float x) {
    const float below = x > 88.3f ? 88.3f : x;
    const float clamped = below < -87.3f ? -87.3f : below;
    // Adding and taking away 1.5 · 2²³ rounds to the nearest integer.
    const float shifted = clamped * 1.44269504088896341f + 12582912.0f;
    const float n = shifted - 12582912.0f;
    float r = clamped - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    int32_t bits;
    memcpy(&bits, &shifted, 4);
    const int32_t exponent = (bits - 0x4B400000 + 127) << 23;
    float power;
    memcpy(&power, &exponent, 4);
    const float value = p * power;
    return x < -87.3f ? 0.0f : value;
}

enum { LANES = 16 };

/// The sum of the lanes, pairwise.
ALWAYS_INLINE float lane_sum(const float *lanes) {
    float t[LANES];
    memcpy(t, lanes, sizeof t);
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++) t[i] += t[i + half];
    return t[0];
}
#endif
