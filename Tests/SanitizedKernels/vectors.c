// What lies between the products of the inference engine: norms, rotations, attention over a page of the cache.
#include "buffers.h"

#include <string.h>

static void vectors(int count) {
    const ck_kernels *plain = ck_kernels_portable(), *fast = ck_kernels_best();
    const size_t n = (size_t)count;
    float *x = floats(n), *w = floats(n), *a = floats(n), *b = floats(n);
    plain->rmsnorm(a, x, w, count, 1e-5f);
    fast->rmsnorm(b, x, w, count, 1e-5f);
    expect_close("rmsnorm", a, b, n, 1e-5f);
    plain->silu_product(a, x, w, count);
    fast->silu_product(b, x, w, count);
    plain->add(a, x, count);
    fast->add(b, x, count);
    plain->scale(a, 0.3f, count);
    fast->scale(b, 0.3f, count);
    expect_close("silu_product, add, scale", a, b, n, 1e-5f);
    const float sums[2] = {plain->log_sum_exp(x, count), fast->log_sum_exp(x, count)};
    expect_close("log_sum_exp", sums, sums + 1, 1, 1e-5f);
    if (plain->argmax(x, count) != fast->argmax(x, count)) abort();
    float *all[] = {x, w, a, b};
    for (int i = 0; i < 4; i++) free(all[i]);
}

static void rope(int width) {
    const size_t n = 3 * (size_t)width;
    float *a = floats(n), *b = bytes(n * sizeof(float)), *c = floats((size_t)width / 2), *s = floats((size_t)width / 2);
    memcpy(b, a, n * sizeof(float));
    ck_kernels_portable()->rope(a, c, s, 3, width);
    ck_kernels_best()->rope(b, c, s, 3, width);
    expect_close("rope", a, b, n, 1e-5f);
    float *all[] = {a, b, c, s};
    for (int i = 0; i < 4; i++) free(all[i]);
}

static void attention(int half, int width, int positions, int rows) {
    const ck_kernels *tables[2] = {ck_kernels_portable(), ck_kernels_best()};
    const size_t page = (size_t)(CK_PAGE * width) * (half ? 2 : 4), count = (size_t)(rows * width);
    float *q = floats(count), *out[2];
    int *visible = bytes((size_t)rows * sizeof *visible);
    for (int r = 0; r < rows; r++) visible[r] = r == 2 ? 0 : positions - r % positions;
    for (int k = 0; k < 2; k++) {
        void *keys = bytes(page), *values = bytes(page);
        memset(keys, 0, page);
        memset(values, 0, page);
        float *numbers = bytes(2 * (size_t)width * sizeof(float));
        for (int p = 0; p < positions; p++) {
            for (int d = 0; d < 2 * width; d++) numbers[d] = sinf((float)(p * 31 + d * 7));
            tables[k]->store_key_value(keys, values, half, numbers, numbers + width, p, width);
        }
        float *scores = bytes((size_t)(rows * CK_PAGE) * sizeof(float)), *merged = floats((size_t)width);
        ck_partial *partials = bytes((size_t)rows * sizeof *partials), total = {-INFINITY, 0};
        out[k] = floats(count);
        // More than one row: each sees a window of its own.
        int from[CK_PAGE];
        for (int r = 0; r < rows; r++) from[r] = visible[r] / 3;
        tables[k]->attention_page(out[k], partials, q, width, keys, values, half, rows > 1 ? from : NULL, visible, rows, width, scores);
        for (int r = 0; r < rows; r++) tables[k]->attention_merge(merged, &total, out[k] + r * width, partials + r, width);
        void *all[] = {keys, values, numbers, scores, merged, partials};
        for (int i = 0; i < 6; i++) free(all[i]);
    }
    expect_close("attention_page", out[0], out[1], count, 1e-4f);
    void *all[] = {q, visible, out[0], out[1]};
    for (int i = 0; i < 4; i++) free(all[i]);
}

void run_vectors(void) {
    static const int counts[] = {1, 7, 8, 9, 33, 576}, widths[] = {2, 4, 16, 36, 64};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) vectors(counts[i]);
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) rope(widths[i]);
    for (int half = 0; half < 2; half++) {
        attention(half, 16, 1, 1);
        attention(half, 64, 101, 11);
        attention(half, 32, 256, 25);
        attention(half, CK_MAXIMUM_HEAD_WIDTH, 40, 7);
    }
}
