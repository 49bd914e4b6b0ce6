#ifndef BUFFERS_H
#define BUFFERS_H
// Buffers of exactly the size that a kernel may touch, so that one number too many is seen, and a check that fails loudly.
#include "CKernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static inline uint32_t random_bits(void) {
    static uint64_t state = 7;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33);
}

static inline void *bytes(size_t count) {
    void *memory = NULL;
    if (posix_memalign(&memory, 32, count > 0 ? count : 1) != 0) abort();
    return memory;
}

/// Numbers from −1 up to 1.
static inline float *floats(size_t count) {
    float *x = bytes(count * sizeof(float));
    for (size_t i = 0; i < count; i++) x[i] = (float)random_bits() * 0x1p-30f - 1;
    return x;
}

static inline void expect_close(const char *what, const float *a, const float *b, size_t count, float tolerance) {
    float size = 1;
    for (size_t i = 0; i < count; i++) size = fmaxf(size, fabsf(a[i]));
    for (size_t i = 0; i < count; i++)
        if (!(fabsf(a[i] - b[i]) <= tolerance * size)) {
            fprintf(stderr, "%s: number %zu is %g in plain C, %g in the fast kernel\n", what, i, (double)a[i], (double)b[i]);
            exit(1);
        }
}

void run_products(void);
void run_vectors(void);
void run_encoder(void);
void run_training(void);
void run_codes(void);
void run_onednn(void);
#endif
