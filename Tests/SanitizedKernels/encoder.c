// The text encoder's kernels.
#include "buffers.h"

static void layers(int64_t rows, int64_t width) {
    const size_t n = (size_t)(rows * width), w = (size_t)width;
    float *hidden = floats(n), *update = floats(n), *words = floats(9 * w), *positions = floats(n), *bias = floats(w), *gamma = floats(w),
          *pooled = floats(w), *scores = floats((size_t)rows);
    int32_t *ids = bytes((size_t)rows * 4), *places = bytes((size_t)rows * 4);
    for (int64_t r = 0; r < rows; r++) {
        ids[r] = (int32_t)(r % 9);
        places[r] = (int32_t)r;
    }
    ck_encoder_embed(hidden, words, positions, ids, places, rows, width);
    ck_encoder_add_row(hidden, bias, rows, width);
    ck_encoder_add_norm(hidden, update, bias, gamma, bias, 1e-12f, rows, width);
    ck_encoder_add_norm(hidden, NULL, NULL, gamma, bias, 1e-12f, rows, width);
    ck_encoder_gelu(hidden, bias, rows, width);
    ck_encoder_pool(pooled, hidden, rows, width);
    ck_dot_rows(scores, hidden, pooled, rows, width);
    void *all[] = {hidden, update, words, positions, bias, gamma, pooled, scores, ids, places};
    for (int i = 0; i < 10; i++) free(all[i]);
}

static void attention(int64_t tokens, int64_t head) {
    const int64_t stride = 3 * head;
    float *qkv = floats((size_t)(tokens * stride)), *out = floats((size_t)(tokens * head)), *bias = floats((size_t)head);
    ck_encoder_attention(out, head, qkv, qkv + head, qkv + 2 * head, stride, bias, tokens, head);
    free(qkv);
    free(out);
    free(bias);
}

static void product(int64_t rows, int64_t outputs, int64_t inputs) {
    const size_t n = (size_t)(rows * inputs), m = (size_t)(outputs * inputs), blocks = n / CK_I16_BLOCK;
    float *x = floats(n), *w = floats(m), *x_scales = floats(blocks), *w_scales = floats((size_t)outputs);
    float *plain = floats((size_t)(rows * outputs)), *fast = floats((size_t)(rows * outputs));
    int16_t *q = bytes(2 * n), *panels = bytes(2 * m);
    ck_i16_quantize(q, x_scales, x, rows, inputs);
    ck_i16_pack(panels, w_scales, w, outputs, inputs);
    ck_i16_multiply_portable(plain, outputs, q, x_scales, panels, w_scales, rows, inputs, 0, outputs / CK_I16_PANEL);
    ck_i16_multiply(fast, outputs, q, x_scales, panels, w_scales, rows, inputs, 0, outputs / CK_I16_PANEL);
    expect_close("ck_i16_multiply", plain, fast, (size_t)(rows * outputs), 0);
    void *all[] = {x, w, x_scales, w_scales, plain, fast, q, panels};
    for (int i = 0; i < 8; i++) free(all[i]);
}

void run_encoder(void) {
    layers(1, 16);
    layers(7, 48);
    layers(33, 384);
    attention(1, 16);
    attention(17, 32);
    attention(101, CK_ENCODER_MAX_HEAD);
    for (int64_t rows = 1; rows < 14; rows++) product(rows, 48, 256);
    uint8_t *file = bytes(1001);
    for (int i = 0; i < 1001; i++) file[i] = (uint8_t)i;
    for (int count = 0; count < 1001; count += 77) ck_fingerprint((uint64_t[2]){1, 2}, file + 1001 - count, count);
    free(file);
}
