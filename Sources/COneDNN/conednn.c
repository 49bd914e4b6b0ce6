#define _GNU_SOURCE
#include "COneDNN.h"

#include <dlfcn.h>
#include <dnnl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

const char *conednn_status_words(conednn_status status) {
    switch ((dnnl_status_t)status) {
    case dnnl_success: return "success";
    case dnnl_out_of_memory: return "out of memory";
    case dnnl_invalid_arguments: return "invalid arguments";
    case dnnl_unimplemented: return "not implemented on this processor";
    case dnnl_iterator_ends: return "iterator ends";
    case dnnl_runtime_error: return "runtime error";
    case dnnl_not_required: return "not required";
    }
    return "unknown status";
}

int32_t conednn_effective_isa(void) { return (int32_t)dnnl_get_effective_cpu_isa(); }

int32_t conednn_has_bfloat16(void) {
    // dnnl_cpu_isa_t values are bit sets: a wider set contains the bits of avx512_core_bf16.
    const int32_t isa = (int32_t)dnnl_get_effective_cpu_isa();
    return (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
}

// ---- One thread per call -------------------------------------------------------------------------------------------
// Debian builds oneDNN on libgomp, whose team size is a per-thread setting.  The symbol is looked up at run time because
// only libdnnl links libgomp; a oneDNN built on another runtime has no such symbol and needs no such call.

static pthread_once_t find_once = PTHREAD_ONCE_INIT;
static void (*set_team_size)(int);

static void find_set_team_size(void) { *(void **)&set_team_size = dlsym(RTLD_DEFAULT, "omp_set_num_threads"); }

static void hold_one_thread(void) {
    static _Thread_local int held;
    if (held) return;
    pthread_once(&find_once, find_set_team_size);
    if (set_team_size) set_team_size(1);
    held = 1;
}

conednn_status conednn_sgemm(int32_t transpose_a, int32_t transpose_b, int64_t m, int64_t n, int64_t k, float alpha,
                             const float *a, int64_t lda, const float *b, int64_t ldb, float beta, float *c, int64_t ldc) {
    hold_one_thread();
    return (conednn_status)dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}

// ---- The engine ----------------------------------------------------------------------------------------------------

static pthread_once_t engine_once = PTHREAD_ONCE_INIT;
static dnnl_engine_t engine;
static conednn_status engine_status;

static void make_engine(void) { engine_status = (conednn_status)dnnl_engine_create(&engine, dnnl_cpu, 0); }

/// Per-thread stream, staging rows and scratchpad; grown on demand and freed with the thread.
typedef struct {
    dnnl_stream_t stream;
    void *scratch;
    size_t scratch_bytes;
    void *rows;
    size_t rows_bytes;
} thread_state;

static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t state_key;

static void free_state(void *pointer) {
    thread_state *state = pointer;
    if (state->stream) dnnl_stream_destroy(state->stream);
    free(state->scratch);
    free(state->rows);
    free(state);
}

static void make_key(void) { pthread_key_create(&state_key, free_state); }

static thread_state *this_thread(void) {
    pthread_once(&key_once, make_key);
    thread_state *state = pthread_getspecific(state_key);
    if (!state) {
        state = calloc(1, sizeof *state);
        if (!state) return NULL;
        if (dnnl_stream_create(&state->stream, engine, dnnl_stream_default_flags) != dnnl_success) {
            free(state);
            return NULL;
        }
        pthread_setspecific(state_key, state);
    }
    return state;
}

static void *grown(void **buffer, size_t *capacity, size_t bytes) {
    if (bytes > *capacity) {
        free(*buffer);
        *buffer = NULL;
        *capacity = 0;
        const size_t rounded = (bytes + 4095) / 4096 * 4096;
        if (posix_memalign(buffer, 4096, rounded) != 0) return *buffer = NULL;
        *capacity = rounded;
    }
    return *buffer;
}

// ---- Packed weights ------------------------------------------------------------------------------------------------
// oneDNN fixes the number of rows when a primitive is made.  Row counts are rounded up to a few buckets; the missing rows are
// zeros in a staging buffer, so that one matrix never holds more than BUCKETS × 2 primitives.

enum { BUCKETS = 4 };
static const int64_t bucket_rows[BUCKETS] = {16, 32, 64, CONEDNN_LINEAR_MAX_ROWS};

typedef struct {
    dnnl_primitive_t primitive;
    dnnl_memory_desc_t scratch;
} product;

struct conednn_linear {
    int64_t outputs, inputs;
    dnnl_data_type_t type;
    dnnl_memory_desc_t layout;
    void *weights;
    pthread_mutex_t lock;
    product products[BUCKETS][2];
};

static size_t element_bytes(dnnl_data_type_t type) { return type == dnnl_bf16 ? 2 : 4; }

/// The descriptor of a product with `rows` rows; `layout` is `any` to ask for the preferred layout, else a given one.
static dnnl_status_t describe(const conednn_linear *linear, int64_t rows, int accumulate, const dnnl_memory_desc_t *layout,
                              dnnl_primitive_desc_t *out) {
    dnnl_memory_desc_t x, y;
    dnnl_dims_t x_dims = {rows, linear->inputs}, y_dims = {rows, linear->outputs};
    dnnl_status_t status = dnnl_memory_desc_init_by_tag(&x, 2, x_dims, linear->type, dnnl_ab);
    if (status == dnnl_success) status = dnnl_memory_desc_init_by_tag(&y, 2, y_dims, dnnl_f32, dnnl_ab);
    if (status != dnnl_success) return status;
    dnnl_inner_product_desc_t operation;
    status = dnnl_inner_product_forward_desc_init(&operation, dnnl_forward_inference, &x, layout, NULL, &y);
    if (status != dnnl_success) return status;
    dnnl_primitive_attr_t attributes;
    status = dnnl_primitive_attr_create(&attributes);
    if (status != dnnl_success) return status;
    dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    if (accumulate) {
        dnnl_post_ops_t sum;
        status = dnnl_post_ops_create(&sum);
        if (status == dnnl_success) {
            status = dnnl_post_ops_append_sum(sum, 1.0f);
            if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(attributes, sum);
            dnnl_post_ops_destroy(sum);
        }
    }
    if (status == dnnl_success) status = dnnl_primitive_desc_create(out, &operation, attributes, engine, NULL);
    dnnl_primitive_attr_destroy(attributes);
    return status;
}

static dnnl_status_t reorder(const float *source, const dnnl_memory_desc_t *plain, void *target, const dnnl_memory_desc_t *layout,
                             dnnl_stream_t stream) {
    dnnl_memory_t from = NULL, to = NULL;
    dnnl_primitive_desc_t description = NULL;
    dnnl_primitive_t primitive = NULL;
    // reason for the cast: oneDNN takes a mutable handle for sources too, and only reads it.
    dnnl_status_t status = dnnl_memory_create(&from, plain, engine, (void *)source);
    if (status == dnnl_success) status = dnnl_memory_create(&to, layout, engine, target);
    if (status == dnnl_success) status = dnnl_reorder_primitive_desc_create(&description, plain, engine, layout, engine, NULL);
    if (status == dnnl_success) status = dnnl_primitive_create(&primitive, description);
    if (status == dnnl_success) {
        const dnnl_exec_arg_t arguments[2] = {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}};
        status = dnnl_primitive_execute(primitive, stream, 2, arguments);
        if (status == dnnl_success) status = dnnl_stream_wait(stream);
    }
    if (primitive) dnnl_primitive_destroy(primitive);
    if (description) dnnl_primitive_desc_destroy(description);
    if (to) dnnl_memory_destroy(to);
    if (from) dnnl_memory_destroy(from);
    return status;
}

/// The layout of the weights that oneDNN prefers with many rows.
static dnnl_status_t preferred_layout(const conednn_linear *linear, dnnl_memory_desc_t *out) {
    dnnl_memory_desc_t any;
    dnnl_dims_t dims = {linear->outputs, linear->inputs};
    dnnl_status_t status = dnnl_memory_desc_init_by_tag(&any, 2, dims, linear->type, dnnl_format_tag_any);
    if (status != dnnl_success) return status;
    dnnl_primitive_desc_t description = NULL;
    status = describe(linear, CONEDNN_LINEAR_MAX_ROWS, 0, &any, &description);
    if (status != dnnl_success) return status;
    *out = *dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
    dnnl_primitive_desc_destroy(description);
    return dnnl_success;
}

int32_t conednn_prefers_blocks(int64_t outputs, int64_t inputs, int32_t bfloat16) {
    hold_one_thread();
    pthread_once(&engine_once, make_engine);
    if (engine_status != dnnl_success) return 0;
    const conednn_linear probe = {.outputs = outputs, .inputs = inputs, .type = bfloat16 ? dnnl_bf16 : dnnl_f32};
    dnnl_memory_desc_t layout;
    return preferred_layout(&probe, &layout) == dnnl_success && layout.format_desc.blocking.inner_nblks > 0;
}

conednn_status conednn_linear_create(const float *weights, int64_t outputs, int64_t inputs, int32_t bfloat16,
                                     conednn_linear **out) {
    hold_one_thread();
    pthread_once(&engine_once, make_engine);
    if (engine_status != dnnl_success) return engine_status;
    if (outputs <= 0 || inputs <= 0) return dnnl_invalid_arguments;
    thread_state *state = this_thread();
    conednn_linear *linear = calloc(1, sizeof *linear);
    if (!state || !linear) {
        free(linear);
        return dnnl_out_of_memory;
    }
    linear->outputs = outputs;
    linear->inputs = inputs;
    linear->type = bfloat16 ? dnnl_bf16 : dnnl_f32;
    pthread_mutex_init(&linear->lock, NULL);

    dnnl_memory_desc_t plain;
    dnnl_dims_t dims = {outputs, inputs};
    dnnl_status_t status = dnnl_memory_desc_init_by_tag(&plain, 2, dims, dnnl_f32, dnnl_ab);
    if (status == dnnl_success) status = preferred_layout(linear, &linear->layout);
    if (status == dnnl_success) {
        const size_t bytes = (dnnl_memory_desc_get_size(&linear->layout) + 63) / 64 * 64;
        if (posix_memalign(&linear->weights, 64, bytes) != 0) {
            linear->weights = NULL;
            status = dnnl_out_of_memory;
        }
    }
    if (status == dnnl_success) status = reorder(weights, &plain, linear->weights, &linear->layout, state->stream);
    if (status != dnnl_success) {
        conednn_linear_destroy(linear);
        return status;
    }
    *out = linear;
    return dnnl_success;
}

void conednn_linear_destroy(conednn_linear *linear) {
    if (!linear) return;
    for (int bucket = 0; bucket < BUCKETS; bucket++)
        for (int sum = 0; sum < 2; sum++)
            if (linear->products[bucket][sum].primitive) dnnl_primitive_destroy(linear->products[bucket][sum].primitive);
    pthread_mutex_destroy(&linear->lock);
    free(linear->weights);
    free(linear);
}

int64_t conednn_linear_bytes(const conednn_linear *linear) { return (int64_t)dnnl_memory_desc_get_size(&linear->layout); }

/// The cached product for a bucket, made on first use.
static dnnl_status_t find_product(conednn_linear *linear, int bucket, int accumulate, product *out) {
    pthread_mutex_lock(&linear->lock);
    product *cached = &linear->products[bucket][accumulate];
    dnnl_status_t status = dnnl_success;
    if (!cached->primitive) {
        dnnl_primitive_desc_t description = NULL;
        status = describe(linear, bucket_rows[bucket], accumulate, &linear->layout, &description);
        if (status == dnnl_success) {
            cached->scratch = *dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0);
            status = dnnl_primitive_create(&cached->primitive, description);
            dnnl_primitive_desc_destroy(description);
        }
    }
    *out = *cached;
    pthread_mutex_unlock(&linear->lock);
    return status;
}

static uint16_t bfloat16_from(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    if ((bits & 0x7fffffffu) > 0x7f800000u) return (uint16_t)((bits >> 16) | 0x40u);
    return (uint16_t)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

conednn_status conednn_linear_multiply(conednn_linear *linear, const float *x, int64_t rows, float *y, int32_t accumulate) {
    if (rows <= 0 || rows > CONEDNN_LINEAR_MAX_ROWS) return dnnl_invalid_arguments;
    hold_one_thread();
    thread_state *state = this_thread();
    if (!state) return dnnl_out_of_memory;
    int bucket = 0;
    while (bucket_rows[bucket] < rows) bucket++;
    product found;
    dnnl_status_t status = find_product(linear, bucket, accumulate != 0, &found);
    // The layout was chosen for the largest bucket; where oneDNN has no kernel for it with few rows, use the largest.
    if (status == dnnl_unimplemented && bucket < BUCKETS - 1) {
        bucket = BUCKETS - 1;
        status = find_product(linear, bucket, accumulate != 0, &found);
    }
    if (status != dnnl_success) return status;

    const int64_t padded = bucket_rows[bucket], inputs = linear->inputs, outputs = linear->outputs;
    const int narrow = linear->type == dnnl_bf16;
    const size_t x_bytes = (size_t)(padded * inputs) * element_bytes(linear->type);
    const size_t x_rounded = (x_bytes + 63) / 64 * 64;
    const void *x_used = x;
    float *y_used = y;
    if (narrow || padded > rows) {
        char *rows_buffer = grown(&state->rows, &state->rows_bytes, x_rounded + (size_t)(padded * outputs) * 4);
        if (!rows_buffer) return dnnl_out_of_memory;
        x_used = rows_buffer;
        if (narrow) {
            uint16_t *short_rows = (uint16_t *)rows_buffer;
            for (int64_t i = 0; i < rows * inputs; i++) short_rows[i] = bfloat16_from(x[i]);
            memset(short_rows + rows * inputs, 0, (size_t)((padded - rows) * inputs) * 2);
        } else {
            memcpy(rows_buffer, x, (size_t)(rows * inputs) * 4);
            memset(rows_buffer + (size_t)(rows * inputs) * 4, 0, (size_t)((padded - rows) * inputs) * 4);
        }
        if (padded > rows) {
            y_used = (float *)(rows_buffer + x_rounded);
            if (accumulate) {
                memcpy(y_used, y, (size_t)(rows * outputs) * 4);
                memset(y_used + rows * outputs, 0, (size_t)((padded - rows) * outputs) * 4);
            }
        }
    }
    void *scratch = grown(&state->scratch, &state->scratch_bytes, dnnl_memory_desc_get_size(&found.scratch) + 64);
    if (!scratch) return dnnl_out_of_memory;

    dnnl_memory_desc_t x_layout, y_layout;
    dnnl_dims_t x_dims = {padded, inputs}, y_dims = {padded, outputs};
    dnnl_memory_desc_init_by_tag(&x_layout, 2, x_dims, linear->type, dnnl_ab);
    dnnl_memory_desc_init_by_tag(&y_layout, 2, y_dims, dnnl_f32, dnnl_ab);
    dnnl_memory_t x_memory = NULL, w_memory = NULL, y_memory = NULL, scratch_memory = NULL;
    status = dnnl_memory_create(&x_memory, &x_layout, engine, (void *)x_used);
    if (status == dnnl_success) status = dnnl_memory_create(&w_memory, &linear->layout, engine, linear->weights);
    if (status == dnnl_success) status = dnnl_memory_create(&y_memory, &y_layout, engine, y_used);
    if (status == dnnl_success) status = dnnl_memory_create(&scratch_memory, &found.scratch, engine, scratch);
    if (status == dnnl_success) {
        const dnnl_exec_arg_t arguments[4] = {{DNNL_ARG_SRC, x_memory},
                                              {DNNL_ARG_WEIGHTS, w_memory},
                                              {DNNL_ARG_DST, y_memory},
                                              {DNNL_ARG_SCRATCHPAD, scratch_memory}};
        status = dnnl_primitive_execute(found.primitive, state->stream, 4, arguments);
        if (status == dnnl_success) status = dnnl_stream_wait(state->stream);
    }
    if (scratch_memory) dnnl_memory_destroy(scratch_memory);
    if (y_memory) dnnl_memory_destroy(y_memory);
    if (w_memory) dnnl_memory_destroy(w_memory);
    if (x_memory) dnnl_memory_destroy(x_memory);
    if (status == dnnl_success && y_used != y) memcpy(y, y_used, (size_t)(rows * outputs) * 4);
    return status;
}
