#ifndef PANEL_KERNELS_H
#define PANEL_KERNELS_H
// Products of many rows with a matrix read in panels of 16 outputs.
//
// A panel holds, for each input in turn, the 16 weights of its outputs: panels[(p · inputs + i) · 16 + lane] is the weight of
// output 16 p + lane for input i; lanes past the last output are zero.  Panels are packed ahead for weights that stay, or piece by
// piece during the product for matrices that change or whose second copy would cost too much memory.  Each element of a result is
// one chain of multiply-adds over the inputs in rising order, cut into blocks by the number of inputs alone: the number of rows
// and the split of the work don't change its bits.
#include <stdint.h>

enum { CK_PANEL_WIDTH = 16 };

/// Floats that the panels of a matrix take.
static inline int64_t ck_panel_floats(int64_t outputs, int64_t inputs) {
    return (outputs + CK_PANEL_WIDTH - 1) / CK_PANEL_WIDTH * CK_PANEL_WIDTH * inputs;
}

/// Packs panels [panel_from, panel_to) of a row-major matrix (outputs × inputs, row stride `ld`).
void ck_panel_pack(float *panels, const float *w, int64_t ld, int64_t outputs, int64_t inputs, int64_t panel_from,
                   int64_t panel_to);

/// The same from the transposed matrix: w is inputs × outputs with row stride `ld`.
void ck_panel_pack_transposed(float *panels, const float *w, int64_t ld, int64_t outputs, int64_t inputs, int64_t panel_from,
                              int64_t panel_to);

/// Whether this processor runs ck_panel_multiply with vector instructions.
int ck_panel_is_fast(void);

/// How the right factor of a term is stored.
typedef enum {
    CK_RIGHT_PANELS,     ///< packed, `ld` is not used
    CK_RIGHT_ROWS,       ///< outputs × inputs, row stride `ld`
    CK_RIGHT_TRANSPOSED, ///< inputs × outputs, row stride `ld`
} ck_right;

/// One factor pair of a product.  Left element (row, input) is x[row · ldx + input · step]: step 1 for rows as they are,
/// ldx 1 and step = row stride for the transpose.
typedef struct {
    const float *x;
    int64_t ldx, step;
    const float *w;
    int64_t ld;
    ck_right right;
    int64_t inputs;
} ck_panel_term;

/// y (rows × outputs, row stride ldy), the outputs of panels [panel_from, panel_to) only: (y if accumulate, else 0)
/// + x₀·W₀ᵀ + x₁·W₁ᵀ + …, in that order.  A low-rank update is a term that costs no pass over y of its own.
/// Uses about 140 KB of stack.
void ck_panel_multiply(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                       int64_t outputs, int64_t panel_from, int64_t panel_to);

/// The plain C version of ck_panel_multiply that the fast one is tested against.
void ck_panel_multiply_portable(float *y, int64_t ldy, int accumulate, const ck_panel_term *terms, int term_count, int64_t rows,
                                int64_t outputs, int64_t panel_from, int64_t panel_to);
#endif
