/* base/work.c - a pool that lives as long as one call. */
#include "base/work.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { MOST_THREADS = 256, TOGETHER = 16 };

typedef struct Work {
    WorkFunction *function;
    void *context;
    int count, together;
    atomic_int next;
} Work;

typedef struct Worker {
    Work *work;
    int number;
    pthread_t thread;
} Worker;

static void *run(void *argument)
{
    Worker *worker = argument;
    Work *work = worker->work;
    for (;;) {
        int from = atomic_fetch_add(&work->next, work->together);
        if (from >= work->count)
            return NULL;
        int to = from + work->together < work->count ? from + work->together : work->count;
        for (int job = from; job < to; job++)
            work->function(work->context, worker->number, job);
    }
}

void work_run(int threads, int count, WorkFunction *function, void *context)
{
    assert(threads >= 1);
    if (threads > MOST_THREADS)
        threads = MOST_THREADS;
    if (threads > count)
        threads = count > 0 ? count : 1;
    Work work = { .function = function, .context = context, .count = count,
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
