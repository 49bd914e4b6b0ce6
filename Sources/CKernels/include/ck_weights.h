#ifndef CK_WEIGHTS_H
#define CK_WEIGHTS_H
// How weights and activations stand in memory for the product kernels.
//
// A weight matrix (outputs × inputs) is held in groups of 8 outputs, interleaved, so that one vector register holds the same
// input of 8 outputs: a product needs no sum across lanes, and every output is summed in one order, whatever the tile. The
// outputs of the last group that don't exist are zero.
#include <stddef.h>
#include <stdint.h>

enum { CK_GROUP = 8, CK_BLOCK = 32, CK_PART = 16, CK_SUPERBLOCK = 256 };

/// How a matrix is held. Q4_0 and Q4_1 files both become CK_Q4; Q5_0, IQ4_NL and Q8_0 files CK_Q8; Q4_K files CK_Q4K; Q5_1, Q3_K, Q5_K
/// and Q6_K files CK_Q8K; Q2_K files CK_PARTS.
typedef enum { CK_Q4 = 0, CK_Q8 = 1, CK_F16 = 2, CK_BF16 = 3, CK_F32 = 4, CK_PARTS = 5, CK_Q4K = 6, CK_Q8K = 7 } ck_weight_type;

/// Row formats as they stand in a GGUF file.
typedef enum {
    CK_ROW_Q4_0 = 0,
    CK_ROW_Q4_1 = 1,
    CK_ROW_Q8_0 = 2,
    CK_ROW_F16 = 3,
    CK_ROW_BF16 = 4,
    CK_ROW_F32 = 5,
    CK_ROW_Q5_0 = 6,
    CK_ROW_IQ4_NL = 7,
} ck_row_format;

/// 8 outputs × 32 inputs of 4 bits, value = scale · q + minimum (half precision). Byte j of a row's 16 holds input j in its low
/// half and input j + 16 in its high half, as in the file; q[g][lane] are the bytes 4g … 4g + 3 of that lane's row.
typedef struct {
    uint16_t scale[8];
    uint16_t minimum[8];
    uint32_t q[4][8];
} ck_q4_group;

/// 8 outputs × 32 inputs of 8 bits, value = scale · q; q[h][lane] are the inputs 4h … 4h + 3 of that lane's row.
typedef struct {
    uint16_t scale[8];
    uint32_t q[8][8];
} ck_q8_group;

/// 8 outputs × 256 inputs of 4 bits, value = scale · q + minimum. Scale and minimum belong to 32 inputs; each is a half, the unit of all
/// 256, times a whole number: a product of at most 18 bits, exact in single precision. A block of q is that of a ck_q4_group.
typedef struct {
    uint16_t scale_unit[8];
    uint16_t minimum_unit[8];
    int8_t scale[CK_SUPERBLOCK / CK_BLOCK][8];
    int8_t minimum[CK_SUPERBLOCK / CK_BLOCK][8];
    uint32_t q[CK_SUPERBLOCK / CK_BLOCK][4][8];
} ck_q4k_group;

/// 8 outputs × 32 inputs of 8 bits, value = scale · q + minimum, each a unit times a whole number as above; scale[0] belongs to the
/// inputs 0 … 15, scale[1] to the others. q is that of a ck_q8_group.
typedef struct {
    uint16_t scale_unit[8];
    uint16_t minimum_unit[8];
    int8_t scale[CK_BLOCK / CK_PART][8];
    int8_t minimum[8];
    uint32_t q[8][8];
} ck_q8k_group;

/// 8 outputs × 16 inputs of 8 bits, value = scale · q + minimum in single precision: any numbers that have these parts. Read one input at
/// a time like floats, each the float that the file's definition gives.
typedef struct {
    float scale[8];
    float minimum[8];
    int8_t q[CK_PART][8];
} ck_parts_group;

/// 32 activations in 16 bits, value = scale · q; sum = scale · Σ q, which a weight's minimum multiplies. Of every four neighbours
/// the middle two are swapped (0 2 1 3): the order in which a 16-bit lane of the weights above unpacks.
typedef struct {
    float scale;
    float sum;
    int16_t q[32];
} ck_block_i16;

/// How rows of this format are held.
ck_weight_type ck_held_type(ck_row_format format);

/// Whether 16-bit activations fit this type: it has whole numbers in blocks of 32 with at most two scales and one minimum.
int ck_has_blocks(ck_weight_type type);

/// Bytes of one group of 8 outputs with this many inputs: a multiple of 32 for types with blocks, of 256 for CK_Q4K, of 16 for CK_PARTS.
size_t ck_group_bytes(ck_weight_type type, int inputs);

/// Bytes of one row in the file's format.
size_t ck_row_bytes(ck_row_format format, int inputs);

/// Interleaves the groups `first ..< end` of a matrix into `groups`, the address of group 0. Output i is row `order[i]` of `rows`,
/// or row i when `order` is NULL.
void ck_interleave(ck_row_format format, const void *rows, const int32_t *order, int outputs, int inputs, int first, int end,
                   void *groups);

/// Blocks of the transpose of w, as CK_Q8: w is a piece of inputs × outputs numbers with row stride `ld` that holds the inputs
/// `first_input ..< first_input + inputs` (multiples of 32) of a matrix with `all_inputs`. Writes the groups `first ..< end` of
/// `groups`, the address of group 0. Each block of 32 is rounded to 127 steps of its largest number on either side of zero.
void ck_hold_transposed(void *groups, const float *w, int64_t ld, int all_inputs, int first_input, int inputs, int first, int end);

/// Rows unpacked but not multiplied out, one after the other: `inputs` codes each, and of every 16 a scale and a minimum with their units
/// (half precision).
typedef struct {
    const int8_t *codes;
    const int8_t *scales;
    const int8_t *minimums;
    const uint16_t *scale_units;
    const uint16_t *minimum_units;
} ck_unpacked_rows;

/// One group of type CK_Q4K, CK_Q8K or CK_PARTS from up to 8 unpacked rows.
void ck_interleave_parts(ck_weight_type type, void *group, ck_unpacked_rows from, int rows, int inputs);

float ck_float_of_half(uint16_t half);
uint16_t ck_half_of_float(float value);
#endif
