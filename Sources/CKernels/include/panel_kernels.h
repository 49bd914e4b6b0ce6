#ifndef PANEL_KERNELS_H
#define PANEL_KERNELS_H
// Products of many rows with a weight matrix packed into panels of 16 outputs.
//
// A panel holds, for each input in turn, the 16 weights of its outputs: panels[(p · inputs + i) · 16 + lane] is the weight of
// output 16 p + lane for input i; lanes past the last output are zero.  Each element of a result is one chain of multiply-adds
// over the inputs in rising order, whatever the number of rows or the split of the work: the bits don't change.
#include <stdint.h>

enum { CK_PANEL_WIDTH = 16 };

/// Floats that the panels of a matrix take.
static inline int64_t ck_panel_floats(int64_t outputs, int64_t inputs) {
    return (outputs + CK_PANEL_WIDTH - 1) / CK_PANEL_WIDTH * CK_PANEL_WIDTH * inputs;
}

/// Packs panels [panel_from, panel_to) of a row-major matrix (outputs × inputs, row stride `ld`), each weight times `scale`.
void ck_panel_pack(float *panels, const float *w, int64_t ld, float scale, int64_t outputs, int64_t inputs, int64_t panel_from,
                   int64_t panel_to);

/// The same from the transposed matrix: w is inputs × outputs with row stride `ld`.
void ck_panel_pack_transposed(float *panels, const float *w, int64_t ld, float scale, int64_t outputs, int64_t inputs,
                              int64_t panel_from, int64_t panel_to);

/// Whether this processor runs ck_panel_multiply with vector instructions.
int ck_panel_is_fast(void);

/// One factor pair of a product: rows × inputs on the left, panels on the right.
typedef struct {
    const float *x; ///< rows × inputs, row stride ldx
    int64_t ldx;
    const float *panels;
    int64_t inputs;
} ck_panel_term;

/// y (rows × outputs, row stride ldy), the outputs of panels [panel_from, panel_to) only: (y if accumulate, else 0)
/// + x₀·W₀ᵀ + x₁·W₁ᵀ + …, in that order.  A low-rank update is a second term that costs no pass over y of its own.
void ck_panel_multiply(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                       int64_t outputs, int64_t panel_from, int64_t panel_to);

/// The plain C version of ck_panel_multiply that the others are tested against.
void ck_panel_multiply_portable(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                                int64_t outputs, int64_t panel_from, int64_t panel_to);
#endif
