/* base/work.c - a pool that lives as long as one call.
 *
 * Neighbours are outputs of one folder, which the kernel locks while it makes a file in it: workers
 * that begin far apart do not wait for each other.
 */
#include "base/work.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { MOST_THREADS = 256, TOGETHER = 16 };

typedef struct Share {           /* its jobs from `next` to `end` - 1 are not taken yet            */
    _Alignas(64) atomic_int next;
    int end;
} Share;

typedef struct Work {
    WorkFunction *function;
    void *context;
    int together, share_count;
    Share *shares;
} Work;

typedef struct Worker {
    Work *work;
    int number;
    pthread_t thread;
} Worker;

static void do_share(Work *work, Share *share, int worker)
{
    for (;;) {
        int from = atomic_fetch_add(&share->next, work->together);
        if (from >= share->end)
            return;
        int to = from + work->together < share->end ? from + work->together : share->end;
        for (int job = from; job < to; job++)
            work->function(work->context, worker, job);
    }
}

static void *run(void *argument)
{
    Worker *worker = argument;
    Work *work = worker->work;
    for (int i = 0; i < work->share_count; i++)
        do_share(work, &work->shares[(worker->number + i) % work->share_count], worker->number);
    return NULL;
}

void work_run(int threads, int count, WorkFunction *function, void *context)
{
    assert(threads >= 1);
    if (threads > MOST_THREADS)
        threads = MOST_THREADS;
    if (threads > count)
        threads = count > 0 ? count : 1;
    Share shares[MOST_THREADS];
    for (int i = 0; i < threads; i++)
        shares[i] = (Share){ .next = (int)((long)count * i / threads), .end = (int)((long)count * (i + 1) / threads) };
    Work work = { .function = function, .context = context, .shares = shares, .share_count = threads,
                  .together = count > threads * TOGETHER * 4 ? TOGETHER : 1 };
    Worker workers[MOST_THREADS];
    int started = 1;
    workers[0] = (Worker){ .work = &work };
    for (; started < threads; started++) {
        workers[started] = (Worker){ .work = &work, .number = started };
        if (pthread_create(&workers[started].thread, NULL, run, &workers[started]))
            break;                     // the others do its share
    }
    run(&workers[0]);
    for (int i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
}

struct Lock {
    pthread_mutex_t mutex;
};

Lock *lock_new(Arena *keep)
{
    Lock *lock = arena_new(keep, Lock);
    pthread_mutex_init(&lock->mutex, NULL);
    return lock;
}

void lock_take(Lock *lock)
{
    pthread_mutex_lock(&lock->mutex);
}

void lock_release(Lock *lock)
{
    pthread_mutex_unlock(&lock->mutex);
}

int work_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set))
        return 1;
    int count = CPU_COUNT(&set);
    return count > 0 ? count : 1;
}
