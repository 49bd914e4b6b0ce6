#ifndef ENCODER_PRODUCTS_H
#define ENCODER_PRODUCTS_H
// Products in 16-bit integers, for a text encoder: twice as many a cycle as in single precision, and closer to it than a
// sentence's meaning is sharp.
//
// Activations are 14 bits with a scale for each 128 of a row, weights 12 bits with a scale for each output. Integer sums over a
// block cannot overflow (8191 · 2047 · 128 < 2³¹), and what follows them is added in one fixed order without fused rounding: the
// bits are the same on every processor and for any number of rows.
#include <stdint.h>

enum {
    /// Inputs under one activation scale; inputs are a multiple of it.
    CK_I16_BLOCK = 128,
    /// Outputs in a panel; outputs are a multiple of it.
    CK_I16_PANEL = 16,
    CK_I16_ACTIVATION_LIMIT = 8191,
    CK_I16_WEIGHT_LIMIT = 2047
};

/// q (rows × width) and scales (rows × width / 128) of x (rows × width). A block that holds an infinity becomes zeros; so does a NaN.
void ck_i16_quantize(int16_t *q, float *scales, const float *x, int64_t rows, int64_t width);

/// Packs w (outputs × inputs, row-major): panels hold, for each pair of inputs, 16 outputs' two weights side by side.
void ck_i16_pack(int16_t *panels, float *scales, const float *w, int64_t outputs, int64_t inputs);

/// y (rows × outputs, row stride ldy) = x · Wᵀ, the outputs of panels [panel_from, panel_to) only.
void ck_i16_multiply(float *y, int64_t ldy, const int16_t *q, const float *q_scales, const int16_t *panels, const float *w_scales,
                     int64_t rows, int64_t inputs, int64_t panel_from, int64_t panel_to);

/// The plain C version that the fast one equals bit by bit.
void ck_i16_multiply_portable(float *y, int64_t ldy, const int16_t *q, const float *q_scales, const int16_t *panels,
                              const float *w_scales, int64_t rows, int64_t inputs, int64_t panel_from, int64_t panel_to);
#endif
