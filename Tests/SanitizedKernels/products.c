// Every held form of weights, from interleaving to products, by both tables of kernels.
#include "buffers.h"

#include <string.h>

typedef struct {
    ck_weight_type type;
    int outputs, inputs, groups;
    void *held;
} matrix;

static matrix of_rows(ck_row_format format, int outputs, int inputs) {
    matrix m = {ck_held_type(format), outputs, inputs, (outputs + CK_GROUP - 1) / CK_GROUP, NULL};
    const size_t row_bytes = ck_row_bytes(format, inputs);
    uint8_t *rows = bytes((size_t)outputs * row_bytes);
    // Bytes below 0x3c make no infinite or enormous number in any of the formats.
    for (size_t i = 0; i < (size_t)outputs * row_bytes; i++) rows[i] = (uint8_t)(random_bits() % 0x3c);
    int32_t *order = bytes((size_t)outputs * sizeof *order);
    for (int i = 0; i < outputs; i++) order[i] = outputs - 1 - i;
    m.held = bytes((size_t)m.groups * ck_group_bytes(m.type, inputs));
    ck_interleave(format, rows, order, outputs, inputs, 0, m.groups, m.held);
    free(order);
    free(rows);
    return m;
}

static matrix of_unpacked(ck_weight_type type, int outputs, int inputs) {
    matrix m = {type, outputs, inputs, (outputs + CK_GROUP - 1) / CK_GROUP, NULL};
    const size_t group_bytes = ck_group_bytes(type, inputs), parts = (size_t)inputs / CK_PART;
    m.held = bytes((size_t)m.groups * group_bytes);
    for (int g = 0; g < m.groups; g++) {
        const int rows = outputs - g * CK_GROUP < CK_GROUP ? outputs - g * CK_GROUP : CK_GROUP;
        int8_t *codes = bytes((size_t)(rows * inputs)), *small = bytes(2 * (size_t)rows * parts);
        uint16_t *units = bytes(2 * (size_t)rows * parts * sizeof *units);
        for (int i = 0; i < rows * inputs; i++) codes[i] = (int8_t)(type == CK_Q4K ? random_bits() % 16 : random_bits() % 256);
        for (size_t i = 0; i < 2 * (size_t)rows * parts; i++) {
            small[i] = (int8_t)(random_bits() % 64);
            units[i] = ck_half_of_float(0.01f);
        }
        const ck_unpacked_rows from = {codes, small, small + (size_t)rows * parts, units, units + (size_t)rows * parts};
        ck_interleave_parts(type, (uint8_t *)m.held + (size_t)g * group_bytes, from, rows, inputs);
        free(codes);
        free(small);
        free(units);
    }
    return m;
}

static void multiply(matrix m, int rows) {
    const ck_kernels *tables[2] = {ck_kernels_portable(), ck_kernels_best()};
    const int stride = m.groups * CK_GROUP, blocks = m.inputs / CK_BLOCK;
    const size_t count = (size_t)(rows * stride);
    float *x = floats((size_t)(rows * m.inputs)), *y[2] = {floats(count), floats(count)};
    for (int accumulate = 0; accumulate < 2; accumulate++) {
        for (int k = 0; k < 2; k++) {
            memset(y[k], 0, count * sizeof(float));
            tables[k]->product_f32(y[k], stride, x, m.inputs, m.held, m.type, rows, m.inputs, 0, m.groups, accumulate);
        }
        expect_close("product_f32", y[0], y[1], count, 1e-4f);
    }
    if (ck_has_blocks(m.type)) {
        for (int k = 0; k < 2; k++) {
            ck_block_i16 *q = bytes((size_t)(rows * blocks) * sizeof *q);
            tables[k]->quantize(q, x, rows * blocks);
            tables[k]->product_i16(y[k], stride, q, m.held, m.type, rows, m.inputs, 0, m.groups);
            free(q);
        }
        expect_close("product_i16", y[0], y[1], count, 1e-4f);
    }
    for (int group = 0; group < m.groups; group += 2) {
        const int groups = m.groups - group < 2 ? 1 : 2;
        const size_t size = (size_t)(m.inputs * CK_PANEL_WIDTH);
        float *panel[2] = {floats(size), floats(size)}, *z[2] = {floats((size_t)(rows * 16)), floats((size_t)(rows * 16))};
        for (int k = 0; k < 2; k++) {
            tables[k]->widen(panel[k], m.held, m.type, m.inputs, group, groups);
            const ck_panel_term term = {x, m.inputs, 1, panel[k], 0, CK_RIGHT_PANELS, m.inputs};
            tables[k]->panel_multiply(z[k], 16, 0, &term, 1, rows, 16, 0, 1);
        }
        expect_close("widen", panel[0], panel[1], size, 1e-5f);
        expect_close("panel_multiply", z[0], z[1], (size_t)(rows * 16), 1e-4f);
        for (int k = 0; k < 2; k++) {
            free(panel[k]);
            free(z[k]);
        }
    }
    free(x);
    free(y[0]);
    free(y[1]);
}

/// Panels of a matrix that is not held interleaved, from all three ways to store it.
static void multiply_panels(int rows, int outputs, int inputs) {
    float *x = floats((size_t)(rows * inputs)), *w = floats((size_t)(outputs * inputs)), *flipped = floats((size_t)(outputs * inputs));
    for (int o = 0; o < outputs; o++)
        for (int i = 0; i < inputs; i++) flipped[i * outputs + o] = w[o * inputs + i];
    const int64_t panels = (outputs + CK_PANEL_WIDTH - 1) / CK_PANEL_WIDTH;
    float *packed = floats((size_t)ck_panel_floats(outputs, inputs)), *turned = floats((size_t)ck_panel_floats(outputs, inputs));
    ck_panel_pack(packed, w, inputs, outputs, inputs, 0, panels);
    ck_panel_pack_transposed(turned, flipped, outputs, outputs, inputs, 0, panels);
    expect_close("ck_panel_pack", packed, turned, (size_t)ck_panel_floats(outputs, inputs), 0);
    const ck_panel_term terms[3] = {{x, inputs, 1, packed, 0, CK_RIGHT_PANELS, inputs},
                                    {x, inputs, 1, w, inputs, CK_RIGHT_ROWS, inputs},
                                    {x, inputs, 1, flipped, outputs, CK_RIGHT_TRANSPOSED, inputs}};
    const size_t count = (size_t)(rows * outputs);
    float *plain = floats(count), *fast = floats(count);
    for (int accumulate = 0; accumulate < 2; accumulate++) {
        memcpy(fast, plain, count * sizeof(float));
        ck_panel_multiply_portable(plain, outputs, accumulate, terms, 3, rows, outputs, 0, panels);
        ck_panel_multiply(fast, outputs, accumulate, terms, 3, rows, outputs, 0, panels);
        expect_close("ck_panel_multiply", plain, fast, count, 1e-4f);
    }
    float *all[] = {x, w, flipped, packed, turned, plain, fast};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

static void transposed(int outputs, int inputs) {
    float *w = floats((size_t)(outputs * inputs));
    matrix m = {CK_Q8, outputs, inputs, outputs / CK_GROUP, bytes((size_t)(outputs / CK_GROUP) * ck_group_bytes(CK_Q8, inputs))};
    for (int first = 0; first < inputs; first += CK_BLOCK)
        ck_hold_transposed(m.held, w + first * outputs, outputs, inputs, first, CK_BLOCK, 0, m.groups);
    multiply(m, 5);
    free(m.held);
    free(w);
}

void run_products(void) {
    transposed(24, 96);
    static const int rows[] = {1, 2, 3, 5, 7, 8, 9, 15, 17, 23, 24, 27, 70};
    matrix all[11];
    int count = 0;
    for (int format = CK_ROW_Q4_0; format <= CK_ROW_IQ4_NL; format++) all[count++] = of_rows((ck_row_format)format, 43, 96);
    all[count++] = of_unpacked(CK_Q4K, 21, 512);
    all[count++] = of_unpacked(CK_Q8K, 21, 96);
    all[count++] = of_unpacked(CK_PARTS, 21, 48);
    for (int i = 0; i < count; i++) {
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) multiply(all[i], rows[r]);
        free(all[i].held);
    }
    multiply_panels(1, 5, 3);
    multiply_panels(7, 16, 33);
    multiply_panels(13, 37, 330);
    multiply_panels(100, 150, 9);
}
