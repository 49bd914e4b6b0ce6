// The products with 16-bit activations once more, for processors with AVX-512 VNNI: one instruction multiplies pairs and adds to the sum,
// where AVX2 needs two. Registers stay 256 bits wide, so that nothing else differs and the results are the same bits.
#define CK_TARGET "avx2,fma,f16c,avx512f,avx512vl,avx512vnni"
#define CK_VNNI
#define ck_avx2_product_i16 ck_vnni_product_i16
#define ck_avx2_registers_i16 ck_vnni_registers_i16
#include "avx2_products_i16.c"
