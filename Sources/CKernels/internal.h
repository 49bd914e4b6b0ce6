#ifndef CK_INTERNAL_H
#define CK_INTERNAL_H
#include "include/CKernels.h"

extern const ck_kernels ck_portable_table;
#if defined(__x86_64__)
extern const ck_kernels ck_avx2_table, ck_vnni_table;
#endif

// Where attention and norms leave a float to be rounded, portable code and vectors agree only up to rounding.

/// −2 √(2/π): what the exponent of gelu's logistic form is multiplied by.
#define CK_GELU_SLOPE (-1.5957691216057308f)

static inline float ck_float_of_bfloat(uint16_t b) {
    union {
        uint32_t u;
        float f;
    } v = {(uint32_t)b << 16};
    return v.f;
}

/// The place of input k of a block among its quantised activations: the middle two of four are swapped.
static inline int ck_activation_index(int k) {
    static const int swapped[4] = {0, 2, 1, 3};
    return (k & ~3) | swapped[k & 3];
}
#endif
