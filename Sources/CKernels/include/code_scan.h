#ifndef CODE_SCAN_H
#define CODE_SCAN_H
// Scans short codes of vectors: every half byte of a code picks one of 16 numbers of a query's table, and the sum ranks the vector.
//
// The layout and the use of a byte shuffle as 32 table look-ups at once: André, Kermarrec and Le Scouarnec, "Cache locality is not
// enough: high-performance nearest neighbor search with product quantization fast scan", VLDB 2015.
#include <stdint.h>

enum {
    /// Vectors that stand together: byte `column` of all of them, then the next column.
    CK_CODE_BLOCK = 32,
    /// Most columns of a scanned code, so that a sum fits 15 bits.
    CK_CODE_MAX_COLUMNS = 128,
    /// Largest entry of a scanned table.
    CK_CODE_TABLE_MAX = 127
};

/// What a scan found, in the order of rows.
typedef struct {
    uint32_t *rows;
    uint16_t *sums;
    int64_t count;
    int64_t capacity;
    /// Only sums above it are kept; −1 keeps all.
    int32_t threshold;
} ck_code_hits;

/// Adds the vectors of blocks `first` ..< `end` whose sum exceeds the threshold. `codes` is block 0, [block][columns][32]; bit r of
/// live[block] is set where row r counts; `tables` is [2 · columns][16], the low half byte of a column first, entries at most 127.
/// Rows are counted from `base` in block 0. Returns the block to go on with: `end`, or earlier when fewer than 32 places are left.
int64_t ck_code_scan(ck_code_hits *hits, const uint8_t *codes, const uint32_t *live, const uint8_t *tables, int64_t columns, int64_t base,
                     int64_t first, int64_t end);
int64_t ck_code_scan_portable(ck_code_hits *hits, const uint8_t *codes, const uint32_t *live, const uint8_t *tables, int64_t columns,
                              int64_t base, int64_t first, int64_t end);

/// sums[i] = Σ of the table entries that the code of rows[i] − base picks. `codes` is rows × columns, `tables` is [2 · columns][16].
void ck_code_sums(float *sums, const uint32_t *rows, int64_t count, const uint8_t *codes, const float *tables, int64_t columns,
                  int64_t base);
#endif
