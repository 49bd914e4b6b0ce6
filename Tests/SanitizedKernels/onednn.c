// What is called of oneDNN; the library itself is not instrumented.
#include "COneDNN.h"
#include "buffers.h"

static void linear(int64_t rows, int64_t outputs, int64_t inputs) {
    float *w = floats((size_t)(outputs * inputs)), *x = floats((size_t)(rows * inputs));
    float *plain = floats((size_t)(rows * outputs)), *fast = floats((size_t)(rows * outputs));
    for (int64_t r = 0; r < rows; r++)
        for (int64_t o = 0; o < outputs; o++) {
            plain[r * outputs + o] = 0;
            for (int64_t i = 0; i < inputs; i++) plain[r * outputs + o] += x[r * inputs + i] * w[o * inputs + i];
        }
    if (conednn_sgemm(0, 1, rows, outputs, inputs, 1, x, inputs, w, inputs, 0, fast, outputs) != 0) abort();
    expect_close("conednn_sgemm", plain, fast, (size_t)(rows * outputs), 1e-4f);
    conednn_linear *made = NULL;
    if (conednn_linear_create(w, outputs, inputs, 0, &made) != 0) abort();
    if (conednn_linear_multiply(made, x, rows, fast, 0) != 0) abort();
    expect_close("conednn_linear_multiply", plain, fast, (size_t)(rows * outputs), 1e-4f);
    conednn_linear_destroy(made);
    float *all[] = {w, x, plain, fast};
    for (int i = 0; i < 4; i++) free(all[i]);
}

void run_onednn(void) {
    linear(1, 5, 3);
    linear(7, 33, 65);
    linear(CONEDNN_LINEAR_MAX_ROWS, 48, 96);
}
