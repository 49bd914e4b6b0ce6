#include "internal.h"

#include <math.h>
#include <string.h>

float ck_float_of_half(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = (half >> 10) & 31, mantissa = half & 1023;
    union {
        uint32_t u;
        float f;
    } v;
    if (exponent == 0) {
        v.f = (float)mantissa * 0x1p-24f;  // zero and subnormals
        v.u |= sign;
    } else if (exponent == 31) {
        v.u = sign | 0x7f800000u | mantissa << 13;
    } else {
        v.u = sign | (exponent + 112) << 23 | mantissa << 13;
    }
    return v.f;
}

uint16_t ck_half_of_float(float value) {
    union {
        float f;
        uint32_t u;
    } v = {value};
    uint16_t sign = (uint16_t)(v.u >> 16 & 0x8000);
    uint32_t magnitude = v.u & 0x7fffffff;
    if (magnitude > 0x7f800000) return sign | 0x7e00;
    if (magnitude >= 0x477ff000) return sign | 0x7c00;  // rounds to infinity
    if (magnitude < 0x38800000) {                       // below the smallest normal half: let the float unit round
        v.u = magnitude;
        v.f += 0.5f;
        return sign | (uint16_t)(v.u - 0x3f000000);
    }
    uint32_t rounded = magnitude + 0xfff + (magnitude >> 13 & 1);
    return sign | (uint16_t)((rounded - 0x38000000) >> 13);
}

ck_weight_type ck_held_type(ck_row_format format) {
    switch (format) {
    case CK_ROW_Q4_0:
    case CK_ROW_Q4_1: return CK_Q4;
    case CK_ROW_Q5_0:
    case CK_ROW_IQ4_NL:
    case CK_ROW_Q8_0: return CK_Q8;
    case CK_ROW_F16: return CK_F16;
    case CK_ROW_BF16: return CK_BF16;
    case CK_ROW_F32: return CK_F32;
    }
    return CK_F32;
}

int ck_has_blocks(ck_weight_type type) { return type == CK_Q4 || type == CK_Q8 || type == CK_Q4K || type == CK_Q8K; }

size_t ck_group_bytes(ck_weight_type type, int inputs) {
    switch (type) {
    case CK_Q4K: return (size_t)(inputs / CK_SUPERBLOCK) * sizeof(ck_q4k_group);
    case CK_Q8K: return (size_t)(inputs / CK_BLOCK) * sizeof(ck_q8k_group);
    case CK_Q4: return (size_t)(inputs / CK_BLOCK) * sizeof(ck_q4_group);
    case CK_Q8: return (size_t)(inputs / CK_BLOCK) * sizeof(ck_q8_group);
    case CK_PARTS: return (size_t)(inputs / CK_PART) * sizeof(ck_parts_group);
    case CK_F16:
    case CK_BF16: return (size_t)inputs * CK_GROUP * 2;
    case CK_F32: return (size_t)inputs * CK_GROUP * 4;
    }
    return 0;
}

enum { Q4_0_BYTES = 18, Q4_1_BYTES = 20, Q5_0_BYTES = 22, Q8_0_BYTES = 34, IQ4_NL_BYTES = 18 };  // of a block of 32 in the file

size_t ck_row_bytes(ck_row_format format, int inputs) {
    size_t blocks = (size_t)(inputs / CK_BLOCK);
    switch (format) {
    case CK_ROW_Q4_0: return blocks * Q4_0_BYTES;
    case CK_ROW_Q4_1: return blocks * Q4_1_BYTES;
    case CK_ROW_Q5_0: return blocks * Q5_0_BYTES;
    case CK_ROW_IQ4_NL: return blocks * IQ4_NL_BYTES;
    case CK_ROW_Q8_0: return blocks * Q8_0_BYTES;
    case CK_ROW_F16:
    case CK_ROW_BF16: return (size_t)inputs * 2;
    case CK_ROW_F32: return (size_t)inputs * 4;
    }
    return 0;
}

static void interleave_q4(ck_q4_group *out, const uint8_t *const *rows, int blocks, int has_minimum) {
    const int bytes = has_minimum ? Q4_1_BYTES : Q4_0_BYTES;
    for (int b = 0; b < blocks; b++, out++) {
        for (int lane = 0; lane < CK_GROUP; lane++) {
            const uint8_t *block = rows[lane] + (size_t)b * bytes;
            uint16_t minimum;
            memcpy(&out->scale[lane], block, 2);
            // Q4_0 is scale · (q − 8); eight times a half is a half.
            if (has_minimum) memcpy(&minimum, block + 2, 2);
            else minimum = ck_half_of_float(-8 * ck_float_of_half(out->scale[lane]));
            out->minimum[lane] = minimum;
            for (int g = 0; g < 4; g++) memcpy(&out->q[g][lane], block + bytes - 16 + 4 * g, 4);
        }
    }
}

/// The codes of a block, after its scale, as signed bytes. Q5_0: 32 fifth bits, then nibbles as in Q4_0, less 16. IQ4_NL: nibbles as in
/// Q4_0, places in a table (kvalues_iq4nl in ggml-common.h).
static void signed_codes(int8_t q[CK_BLOCK], ck_row_format format, const uint8_t *codes) {
    static const int8_t uneven[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
    if (format == CK_ROW_Q8_0) {
        memcpy(q, codes, CK_BLOCK);
    } else if (format == CK_ROW_Q5_0) {
        const uint8_t *nibbles = codes + 4;
        for (int k = 0; k < CK_BLOCK; k++) {
            const int low = k < 16 ? nibbles[k] & 15 : nibbles[k - 16] >> 4, fifth = codes[k / 8] >> k % 8 & 1;
            q[k] = (int8_t)((low | fifth << 4) - 16);
        }
    } else {
        for (int k = 0; k < CK_BLOCK; k++) q[k] = uneven[k < 16 ? codes[k] & 15 : codes[k - 16] >> 4];
    }
}

static void interleave_q8(ck_q8_group *out, ck_row_format format, const uint8_t *const *rows, int blocks) {
    const size_t bytes = ck_row_bytes(format, CK_BLOCK);
    for (int b = 0; b < blocks; b++, out++)
        for (int lane = 0; lane < CK_GROUP; lane++) {
            const uint8_t *block = rows[lane] + (size_t)b * bytes;
            int8_t q[CK_BLOCK];
            signed_codes(q, format, block + 2);
            memcpy(&out->scale[lane], block, 2);
            for (int h = 0; h < 8; h++) memcpy(&out->q[h][lane], q + 4 * h, 4);
        }
}

static void interleave_16(uint16_t *out, const uint8_t *const *rows, int inputs) {
    for (int k = 0; k < inputs; k++)
        for (int lane = 0; lane < CK_GROUP; lane++) memcpy(&out[(size_t)k * CK_GROUP + lane], rows[lane] + (size_t)k * 2, 2);
}

static void interleave_32(float *out, const uint8_t *const *rows, int inputs) {
    for (int k = 0; k < inputs; k++)
        for (int lane = 0; lane < CK_GROUP; lane++) memcpy(&out[(size_t)k * CK_GROUP + lane], rows[lane] + (size_t)k * 4, 4);
}

/// Clears a lane that stands for an output which doesn't exist.
static void clear_lane(ck_weight_type type, void *group, int inputs, int lane) {
    int blocks = inputs / CK_BLOCK;
    switch (type) {
    case CK_Q4:
        for (int b = 0; b < blocks; b++) ((ck_q4_group *)group)[b].scale[lane] = ((ck_q4_group *)group)[b].minimum[lane] = 0;
        break;
    case CK_Q8:
        for (int b = 0; b < blocks; b++) ((ck_q8_group *)group)[b].scale[lane] = 0;
        break;
    case CK_Q4K:
    case CK_Q8K:
    case CK_PARTS: break;  // no row format is held so: see ck_interleave_parts
    case CK_F16:
    case CK_BF16:
        for (int k = 0; k < inputs; k++) ((uint16_t *)group)[(size_t)k * CK_GROUP + lane] = 0;
        break;
    case CK_F32:
        for (int k = 0; k < inputs; k++) ((float *)group)[(size_t)k * CK_GROUP + lane] = 0;
        break;
    }
}

void ck_interleave(ck_row_format format, const void *rows, const int32_t *order, int outputs, int inputs, int first, int end,
                   void *groups) {
    const ck_weight_type type = ck_held_type(format);
    const size_t row_bytes = ck_row_bytes(format, inputs), group_bytes = ck_group_bytes(type, inputs);
    for (int g = first; g < end; g++) {
        const uint8_t *lanes[CK_GROUP];
        for (int lane = 0; lane < CK_GROUP; lane++) {
            int output = g * CK_GROUP + lane;
            if (output >= outputs) output = outputs - 1;
            lanes[lane] = (const uint8_t *)rows + (size_t)(order ? order[output] : output) * row_bytes;
        }
        void *out = (uint8_t *)groups + (size_t)g * group_bytes;
        switch (type) {
        case CK_Q4: interleave_q4(out, lanes, inputs / CK_BLOCK, format == CK_ROW_Q4_1); break;
        case CK_Q8: interleave_q8(out, format, lanes, inputs / CK_BLOCK); break;
        case CK_Q4K:
        case CK_Q8K:
        case CK_PARTS: break;
        case CK_F16:
        case CK_BF16: interleave_16(out, lanes, inputs); break;
        case CK_F32: interleave_32(out, lanes, inputs); break;
        }
        for (int lane = outputs - g * CK_GROUP; lane < CK_GROUP; lane++) clear_lane(type, out, inputs, lane);
    }
}

void ck_hold_transposed(void *groups, const float *w, int64_t ld, int all_inputs, int first_input, int inputs, int first, int end) {
    for (int g = first; g < end; g++) {
        ck_q8_group *group = (ck_q8_group *)((uint8_t *)groups + (size_t)g * ck_group_bytes(CK_Q8, all_inputs)) + first_input / CK_BLOCK;
        for (int i = 0; i < inputs; i += CK_BLOCK, group++) {
            const float *block = w + i * ld + (int64_t)g * CK_GROUP;
            int8_t(*q)[CK_GROUP][4] = (int8_t(*)[CK_GROUP][4])group->q;
            for (int lane = 0; lane < CK_GROUP; lane++) {
                float largest = 0;
                for (int k = 0; k < CK_BLOCK; k++) largest = fmaxf(largest, fabsf(block[k * ld + lane]));
                group->scale[lane] = ck_half_of_float(largest / 127);
                const float scale = ck_float_of_half(group->scale[lane]);
                for (int k = 0; k < CK_BLOCK; k++) {
                    // A scale that was rounded down, or to nothing, could lead beyond the last step.
                    const float steps = scale > 0 ? rintf(block[k * ld + lane] / scale) : 0;
                    q[k / 4][lane][k % 4] = (int8_t)fmaxf(-127, fminf(127, steps));
                }
            }
        }
    }
}
