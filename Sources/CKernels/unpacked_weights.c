// The held forms that are made of unpacked rows: codes, and small whole numbers that turn two units into scales and minimums.
#include "internal.h"

#include <string.h>

/// A lane of 32 codes of 4 bits: byte j holds code j in its low half and code j + 16 in its high half.
static void put_nibbles(uint32_t q[4][8], int lane, const int8_t *codes) {
    for (int g = 0; g < 4; g++) {
        uint32_t word = 0;
        for (int i = 0; i < 4; i++) word |= (uint32_t)(codes[4 * g + i] | codes[16 + 4 * g + i] << 4) << 8 * i;
        q[g][lane] = word;
    }
}

static void put_q4k(ck_q4k_group *out, int lane, ck_unpacked_rows from, int inputs) {
    enum { BLOCKS = CK_SUPERBLOCK / CK_BLOCK, STEP = CK_BLOCK / CK_PART };
    for (int s = 0; s < inputs / CK_SUPERBLOCK; s++, out++) {
        const int part = s * BLOCKS * STEP;
        out->scale_unit[lane] = from.scale_units[part];
        out->minimum_unit[lane] = from.minimum_units[part];
        for (int b = 0; b < BLOCKS; b++) {
            out->scale[b][lane] = from.scales[part + b * STEP];
            out->minimum[b][lane] = from.minimums[part + b * STEP];
            put_nibbles(out->q[b], lane, from.codes + s * CK_SUPERBLOCK + b * CK_BLOCK);
        }
    }
}

static void put_q8k(ck_q8k_group *out, int lane, ck_unpacked_rows from, int inputs) {
    for (int b = 0; b < inputs / CK_BLOCK; b++, out++) {
        const int part = b * (CK_BLOCK / CK_PART);
        out->scale_unit[lane] = from.scale_units[part];
        out->minimum_unit[lane] = from.minimum_units[part];
        for (int h = 0; h < CK_BLOCK / CK_PART; h++) out->scale[h][lane] = from.scales[part + h];
        out->minimum[lane] = from.minimums[part];
        for (int h = 0; h < 8; h++) memcpy(&out->q[h][lane], from.codes + b * CK_BLOCK + 4 * h, 4);
    }
}

static void put_parts(ck_parts_group *out, int lane, ck_unpacked_rows from, int inputs) {
    for (int b = 0; b < inputs / CK_PART; b++, out++) {
        out->scale[lane] = ck_float_of_half(from.scale_units[b]) * (float)from.scales[b];
        out->minimum[lane] = ck_float_of_half(from.minimum_units[b]) * (float)from.minimums[b];
        for (int k = 0; k < CK_PART; k++) out->q[k][lane] = from.codes[b * CK_PART + k];
    }
}

void ck_interleave_parts(ck_weight_type type, void *group, ck_unpacked_rows from, int rows, int inputs) {
    memset(group, 0, ck_group_bytes(type, inputs));
    for (int lane = 0; lane < rows; lane++) {
        if (type == CK_Q4K) put_q4k(group, lane, from, inputs);
        else if (type == CK_Q8K) put_q8k(group, lane, from, inputs);
        else put_parts(group, lane, from, inputs);
        from.codes += inputs;
        from.scales += inputs / CK_PART;
        from.minimums += inputs / CK_PART;
        from.scale_units += inputs / CK_PART;
        from.minimum_units += inputs / CK_PART;
    }
}
