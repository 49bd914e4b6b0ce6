#include "internal.h"

#include <stdatomic.h>

#if defined(__x86_64__)
#include <cpuid.h>

static int has_avx2_fma_f16c(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
    const unsigned fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28, f16c = 1u << 29;
    if ((c & (fma | osxsave | avx | f16c)) != (fma | osxsave | avx | f16c)) return 0;
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 6) != 6) return 0;  // the system saves the wide registers
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    return (b & (1u << 5)) != 0;
}

/// AVX-512 VNNI on 256-bit registers, beside what `has_avx2_fma_f16c` asks for.
static int has_vnni(void) {
    unsigned a, b, c, d;
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 0xe6) != 0xe6) return 0;  // the system saves the masks and the upper halves too
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    const unsigned f = 1u << 16, vl = 1u << 31, vnni = 1u << 11;
    return (b & (f | vl)) == (f | vl) && (c & vnni) != 0;
}
#endif

const ck_kernels *ck_kernels_portable(void) { return &ck_portable_table; }

const ck_kernels *ck_kernels_best(void) {
    // Two threads may both choose: they store the same pointer.
    static _Atomic(const ck_kernels *) chosen;
    const ck_kernels *table = atomic_load_explicit(&chosen, memory_order_acquire);
    if (table == NULL) {
        table = &ck_portable_table;
#if defined(__x86_64__)
        if (has_avx2_fma_f16c()) table = has_vnni() ? &ck_vnni_table : &ck_avx2_table;
#endif
        atomic_store_explicit(&chosen, table, memory_order_release);
    }
    return table;
}
