#ifndef CK_POOL_H
#define CK_POOL_H
// A persistent pool of threads that spin for a moment after work, then park on a futex: a region of work costs well under a
// microsecond while the pool is hot, and an idle pool costs nothing.

/// One unit of work: `chunk` runs from 0 up to the number of chunks handed to `ck_pool_run`.
typedef void (*ck_task)(void *context, int chunk);

typedef struct ck_pool ck_pool;

/// The number of processors that this process may run on, at least 1.
int ck_processors(void);

/// A pool in which at most `threads` threads work, the caller being one of them. NULL when there is no memory. Threads that the
/// system refuses to start are missing, nothing else: `ck_pool_threads` tells how many there are.
ck_pool *ck_pool_create(int threads);

/// Ends the threads. No region may be running.
void ck_pool_destroy(ck_pool *pool);

int ck_pool_threads(const ck_pool *pool);

/// At most `limit` of the pool's threads work on the regions that start from now on.
void ck_pool_set_limit(ck_pool *pool, int limit);
int ck_pool_limit(const ck_pool *pool);

/// Calls `task` once for each chunk, on the calling thread and on the pool's, and returns when all chunks are done; what they
/// wrote is then visible to the caller. Several threads may call this: one region runs at a time, the others queue. A call from
/// inside of a task runs its chunks then and there, one after the other.
void ck_pool_run(ck_pool *pool, int chunks, ck_task task, void *context);
#endif
