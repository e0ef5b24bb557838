/* base/work.h - runs numbered jobs on several threads.
 *
 *     work_run(threads, count, render_job, &build);
 *
 * Each worker begins with a share of its own, neighbours, and then helps with those of others. Results land at
 * their index in arrays that the caller made; nothing else is shared. Only work.c may include pthread.h.
 */
#pragma once
#include "base/arena.h"

/* Does job number `job` (from 0) as worker number `worker` (from 0). */
typedef void WorkFunction(void *context, int worker, int job);

/* Runs jobs 0 to count-1 and returns when all are done. With 1 thread they run in order in the
 * calling thread. A worker takes several neighbouring jobs at a time. */
void work_run(int threads, int count, WorkFunction *function, void *context);

/* Keeps two threads out of what they share: the one that comes second waits. Lives in `keep`. */
typedef struct Lock Lock;
Lock *lock_new(Arena *keep);
void  lock_take(Lock *lock);
void  lock_release(Lock *lock);

/* The number of processors that this process may use. */
int work_processors(void);
