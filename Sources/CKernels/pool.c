#define _GNU_SOURCE
#include "include/ck_pool.h"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define relax() _mm_pause()
#elif defined(__aarch64__)
#define relax() __asm__ volatile("yield")
#else
#define relax() ((void)0)
#endif

// How long an idle worker spins before it parks. Regions of one token follow each other within a few microseconds; a token's
// sampling and streaming take longer, and a parked worker is back within about 50 µs.
enum { SPIN_NANOSECONDS = 100 * 1000, MAXIMUM_THREADS = 256 };

// A busy neighbour can make two threads slower than one: a thread that lost its processor with a chunk in hand holds up the region
// for as long as the scheduler's slice. When more than a quarter of a stretch of work went into such waits, one thread less takes
// part for a while, for longer and longer as long as it goes on.
enum { STRETCH = 10 * 1000 * 1000, STALL = 100 * 1000, FIRST_PATIENCE = 50 * 1000 * 1000, LAST_PATIENCE = 1000 * 1000 * 1000 };

// `ticket` holds a region's chunk count (high half) and the next chunk to take (low half). One fetch-add both takes a chunk and
// tells whether it exists, and of which region: a worker that comes late takes a chunk of the region that is running, or none.
// `task` and `context` are written while no chunk is out, before the ticket is released, so whoever took a chunk may read them.
struct ck_pool {
    _Alignas(64) _Atomic uint32_t generation;  // the futex word: one more for every region
    _Alignas(64) _Atomic uint64_t ticket;
    _Alignas(64) _Atomic int finished;
    _Alignas(64) _Atomic int parked;
    _Atomic int limit;
    _Atomic int taking_part;  // in the region that runs
    _Atomic int ending;
    _Alignas(64) ck_task task;
    void *context;
    int threads;
    pthread_mutex_t callers;
    // Guarded by `callers`: how many threads the neighbours leave, and the stretch (nanoseconds of work, and of it in stalls) that
    // decides; when one more is tried, and how long to wait the next time.
    int welcome;
    uint64_t worked, stalled, retry_at, patience;
    pthread_t workers[MAXIMUM_THREADS];
};

typedef struct {
    ck_pool *pool;
    int index;
} ck_worker;

static _Thread_local int inside_a_region;

static uint64_t nanoseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int ck_processors(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) return CPU_COUNT(&set);
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}

/// Returns how many chunks it took.
static int take_chunks(ck_pool *pool) {
    for (int taken = 0;; taken++) {
        uint64_t t = atomic_load_explicit(&pool->ticket, memory_order_acquire);
        if ((uint32_t)t >= (uint32_t)(t >> 32)) return taken;
        t = atomic_fetch_add_explicit(&pool->ticket, 1, memory_order_acq_rel);
        if ((uint32_t)t >= (uint32_t)(t >> 32)) return taken;
        pool->task(pool->context, (int)(uint32_t)t);
        atomic_fetch_add_explicit(&pool->finished, 1, memory_order_release);
    }
}

static void park(ck_pool *pool, uint32_t seen) {
    atomic_fetch_add(&pool->parked, 1);
    while (atomic_load(&pool->generation) == seen)
        syscall(SYS_futex, &pool->generation, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
    atomic_fetch_sub(&pool->parked, 1);
}

static void *work(void *argument) {
    ck_worker me = *(ck_worker *)argument;
    free(argument);
    ck_pool *pool = me.pool;
    inside_a_region = 1;
    uint32_t seen = 0;
    for (;;) {
        uint64_t start = nanoseconds();
        uint32_t now;
        unsigned turns = 0;
        while ((now = atomic_load_explicit(&pool->generation, memory_order_acquire)) == seen) {
            relax();
            if ((++turns & 63) == 0 && nanoseconds() - start > SPIN_NANOSECONDS) park(pool, seen);
        }
        seen = now;
        if (atomic_load_explicit(&pool->ending, memory_order_acquire)) return NULL;
        if (me.index < atomic_load_explicit(&pool->taking_part, memory_order_relaxed)) take_chunks(pool);
    }
}

static void announce(ck_pool *pool) {
    atomic_fetch_add(&pool->generation, 1);
    if (atomic_load(&pool->parked) > 0) syscall(SYS_futex, &pool->generation, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

ck_pool *ck_pool_create(int threads) {
    if (threads < 1) threads = 1;
    if (threads > MAXIMUM_THREADS) threads = MAXIMUM_THREADS;
    ck_pool *pool = NULL;
    if (posix_memalign((void **)&pool, 64, sizeof *pool) != 0) return NULL;
    *pool = (ck_pool){.threads = 1, .patience = FIRST_PATIENCE};
    atomic_init(&pool->limit, threads);
    pthread_mutex_init(&pool->callers, NULL);
    // Signals belong to the threads that asked for them, never to a worker.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (int i = 1; i < threads; i++) {
        ck_worker *worker = malloc(sizeof *worker);
        if (worker == NULL) break;
        *worker = (ck_worker){pool, i};
        if (pthread_create(&pool->workers[i], NULL, work, worker) != 0) {
            free(worker);
            break;
        }
        pthread_setname_np(pool->workers[i], "assay-compute");
        pool->threads = i + 1;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pool->welcome = pool->threads;
    return pool;
}

void ck_pool_destroy(ck_pool *pool) {
    atomic_store(&pool->ending, 1);
    announce(pool);
    for (int i = 1; i < pool->threads; i++) pthread_join(pool->workers[i], NULL);
    pthread_mutex_destroy(&pool->callers);
    free(pool);
}

int ck_pool_threads(const ck_pool *pool) { return pool->threads; }

void ck_pool_set_limit(ck_pool *pool, int limit) { atomic_store_explicit(&pool->limit, limit < 1 ? 1 : limit, memory_order_relaxed); }

int ck_pool_limit(const ck_pool *pool) {
    int limit = atomic_load_explicit(&((ck_pool *)pool)->limit, memory_order_relaxed);
    return limit < pool->threads ? limit : pool->threads;
}

/// How many threads take part in a region that begins now.
static int threads_for(ck_pool *pool, uint64_t now) {
    if (pool->welcome < pool->threads && now >= pool->retry_at) {
        pool->welcome++;
        pool->worked = pool->stalled = 0;
    }
    int limit = ck_pool_limit(pool);
    return limit < pool->welcome ? limit : pool->welcome;
}

/// Learns from a region: the caller took `taken` chunks until `drained` and then waited until `end`.
static void judge(ck_pool *pool, int taken, uint64_t start, uint64_t drained, uint64_t end) {
    // Waiting for a chunk or two is part of the work; longer, and its thread isn't running.
    const uint64_t waited = end - drained, chunk = taken > 0 ? (drained - start) / (uint64_t)taken : 0;
    if (taken > 0 && waited > STALL + 4 * chunk) pool->stalled += waited;
    pool->worked += end - start;
    if (pool->worked < STRETCH) return;
    if (4 * pool->stalled > pool->worked) {
        if (pool->welcome > 1) pool->welcome--;
        pool->retry_at = end + pool->patience;
        pool->patience = 2 * pool->patience < LAST_PATIENCE ? 2 * pool->patience : LAST_PATIENCE;
    } else if (pool->welcome == pool->threads) {
        pool->patience = FIRST_PATIENCE;
    }
    pool->worked = pool->stalled = 0;
}

void ck_pool_run(ck_pool *pool, int chunks, ck_task task, void *context) {
    if (inside_a_region || chunks == 1) {
        for (int i = 0; i < chunks; i++) task(context, i);
        return;
    }
    if (chunks <= 0) return;
    pthread_mutex_lock(&pool->callers);
    inside_a_region = 1;
    const uint64_t start = nanoseconds();
    const int threads = threads_for(pool, start);
    if (threads == 1) {
        for (int i = 0; i < chunks; i++) task(context, i);
    } else {
        pool->task = task;
        pool->context = context;
        atomic_store_explicit(&pool->taking_part, threads, memory_order_relaxed);
        atomic_store_explicit(&pool->finished, 0, memory_order_relaxed);
        atomic_store_explicit(&pool->ticket, (uint64_t)(uint32_t)chunks << 32, memory_order_release);
        announce(pool);
        const int taken = take_chunks(pool);
        const uint64_t drained = nanoseconds();
        unsigned turns = 0;
        while (atomic_load_explicit(&pool->finished, memory_order_acquire) != chunks) {
            relax();
            if (++turns > 2000) sched_yield();
        }
        judge(pool, taken, start, drained, nanoseconds());
    }
    inside_a_region = 0;
    pthread_mutex_unlock(&pool->callers);
}
