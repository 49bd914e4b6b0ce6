// The scan of short codes, and the sums that refine it.
#include "buffers.h"

#include <string.h>

static void scan(int64_t blocks, int64_t columns, int32_t threshold, int64_t capacity) {
    const size_t size = (size_t)(blocks * columns * CK_CODE_BLOCK), places = (size_t)capacity;
    uint8_t *codes = bytes(size), *tables = bytes(32 * (size_t)columns);
    uint32_t *live = bytes(4 * (size_t)blocks);
    for (size_t i = 0; i < size; i++) codes[i] = (uint8_t)random_bits();
    for (int64_t i = 0; i < 32 * columns; i++) tables[i] = (uint8_t)(random_bits() % (CK_CODE_TABLE_MAX + 1));
    for (int64_t b = 0; b < blocks; b++) live[b] = b % 3 == 1 ? 0 : random_bits() | random_bits();
    ck_code_hits found[2];
    int64_t next[2];
    for (int k = 0; k < 2; k++) {
        found[k] = (ck_code_hits){bytes(4 * places), bytes(2 * places), 0, capacity, threshold};
        next[k] = (k ? ck_code_scan : ck_code_scan_portable)(&found[k], codes, live, tables, columns, 5, 0, blocks);
    }
    const size_t count = (size_t)found[0].count;
    if (next[0] != next[1] || found[0].count != found[1].count || memcmp(found[0].rows, found[1].rows, 4 * count) != 0 ||
        memcmp(found[0].sums, found[1].sums, 2 * count) != 0) {
        fprintf(stderr, "ck_code_scan: plain C and the fast kernel differ\n");
        exit(1);
    }
    // The same bytes as rows: as many as there are whole codes.
    float *numbers = floats(32 * (size_t)columns), *sums = floats(count);
    ck_code_sums(sums, found[0].rows, found[0].count, codes, numbers, columns, 5);
    void *all[] = {codes, tables, live, numbers, sums, found[0].rows, found[0].sums, found[1].rows, found[1].sums};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

void run_codes(void) {
    static const int64_t columns[] = {1, 2, 7, 32, CK_CODE_MAX_COLUMNS};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        scan(1, columns[i], -1, 32);
        scan(9, columns[i], (int32_t)(columns[i] * CK_CODE_TABLE_MAX), 9 * 32);
        scan(9, columns[i], -1, 100);
    }
}
