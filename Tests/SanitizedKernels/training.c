// The kernels of forward and backward passes in training.
#include "buffers.h"

static void rows_of(int64_t rows, int64_t n) {
    const size_t count = (size_t)(rows * n);
    float *x = floats(count), *y = floats(count), *dx = floats(count), *w = floats((size_t)n), *inverse = floats((size_t)rows);
    float *wide = floats(2 * count), *dwide = floats(2 * count), *m = floats(count), *v = floats(count);
    int32_t *targets = bytes((size_t)rows * 4);
    for (int64_t r = 0; r < rows; r++) targets[r] = (int32_t)(r % n);
    for (size_t i = 0; i < count; i++) v[i] = fabsf(v[i]);
    ck_train_rmsnorm_forward(y, inverse, x, w, 1e-5f, rows, n);
    ck_train_rmsnorm_again(y, inverse, x, w, rows, n);
    ck_train_rmsnorm_backward(dx, y, x, w, inverse, rows, n);
    ck_train_swiglu_forward(y, wide, rows, n);
    ck_train_swiglu_backward(dwide, y, wide, rows, n);
    ck_train_add(y, x, (int64_t)count);
    ck_train_scale(y, 0.5f, (int64_t)count);
    ck_train_dropout(y, x, 5, 0.1f, 3, rows, n);
    ck_train_dropout_backward(dx, y, 5, 0.1f, 3, rows, n);
    ck_train_noise(y, 5, 0.1f, 3, (int64_t)count);
    ck_train_subtract(dx, y, x, (int64_t)count);
    ck_train_scale_columns(dx, x, w, 1, rows, n);
    ck_train_column_products(w, x, y, rows, n, n);
    ck_train_row_norms(inverse, inverse, x, dwide, y, n, 1, 2, rows, rows < n ? rows : n);
    ck_train_cross_entropy(inverse, y, targets, 0.5f, 1, rows, n);
    const ck_train_adamw_step step = {1e-3, 0.9, 0.999, 1e-8, 0.01, 0.1, 0.001, (float)(1 / (1 + ck_train_sum_of_squares(y, (int64_t)count)))};
    ck_train_adamw(x, m, v, y, step, (int64_t)count);
    void *all[] = {x, y, dx, w, inverse, wide, dwide, m, v, targets};
    for (int i = 0; i < 10; i++) free(all[i]);
}

static void attention(int64_t length, int64_t prefix, int64_t width, int64_t heads) {
    const ck_train_attention_shape shape = {length, width, heads, (heads + 2) * width, heads * width, heads, 0.25f, prefix};
    const size_t inner = (size_t)(length * shape.ld), outer = (size_t)(length * shape.ld_out);
    float *x = floats(inner), *dx = floats(inner), *out = floats(outer), *dout = floats(outer), *logs = floats((size_t)(length * heads));
    float *shared = floats((size_t)(prefix * shape.ld)), *dshared = floats((size_t)(2 * prefix * width));
    const float *shared_k = shared + (prefix > 0 ? heads * width : 0), *shared_v = shared_k + (prefix > 0 ? width : 0);
    float *scratch = floats((size_t)ck_train_attention_scratch(prefix + length, width)), *k = x + heads * width, *dk = dx + heads * width;
    float *cosines = floats((size_t)(length * width / 2)), *sines = floats((size_t)(length * width / 2));
    int32_t *positions = bytes((size_t)length * 4);
    for (int64_t i = 0; i < length; i++) positions[i] = (int32_t)i;
    ck_train_rope(x, shape.ld, cosines, sines, positions, 1, length, heads + 1, width);
    ck_train_attention_forward(out, logs, x, k, k + width, shared_k, shared_v, &shape, scratch);
    ck_train_attention_backward(dx, dk, dk + width, dshared, dshared + prefix * width, dout, out, logs, x, k, k + width, shared_k,
                                shared_v, &shape, scratch);
    ck_train_rope(dx, shape.ld, cosines, sines, positions, -1, length, heads + 1, width);
    void *all[] = {x, dx, out, dout, logs, scratch, cosines, sines, positions, shared, dshared};
    for (int i = 0; i < 11; i++) free(all[i]);
}

void run_training(void) {
    rows_of(1, 1);
    rows_of(3, 17);
    rows_of(5, 96);
    attention(1, 0, 16, 1);
    attention(13, 7, 16, 3);
    attention(70, 0, 64, 3);
    attention(50, 60, 64, 3);
}
