// Runs the C kernels, plain and fast, on sizes that fill no tile, to be built with sanitizers: `make sanitize`.
#include "buffers.h"

#include <stdatomic.h>

static void count_chunk(void *context, int chunk) { atomic_fetch_add((atomic_int *)context, chunk + 1); }

static void run_pool(void) {
    for (int threads = 1; threads <= 4; threads++) {
        ck_pool *pool = ck_pool_create(threads);
        for (int region = 0; region < 50; region++) {
            atomic_int sum = 0;
            ck_pool_run(pool, region, count_chunk, &sum);
            if (sum != region * (region + 1) / 2) abort();
        }
        ck_pool_destroy(pool);
    }
}

int main(void) {
    run_products();
    run_vectors();
    run_encoder();
    run_training();
    run_codes();
    run_onednn();
    run_pool();
    printf("kernels: %s and %s, all sizes done\n", ck_kernels_portable()->name, ck_kernels_best()->name);
    return 0;
}
