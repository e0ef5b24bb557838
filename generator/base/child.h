/* base/child.h - work done in a process apart, which can be limited, stopped and outlived.
 *
 *     Signals are held back from child_begin to child_end, so that nobody dies between two steps.
 *
 *     Child child;
 *     child_begin(&child);
 *     ... open what the work needs, and what the parent does with its result ...
 *     if (!child_fork(&child, &limits, keep))                   // returns twice, like fork
 *         child_give(&child, work());                     // in the child: never returns
 *     ChildEnd end = child_wait(&child, keep, &visitor, longest, &result);
 *
 * What the child writes on standard output and error comes to the parent, who shows it with control
 * characters escaped. Its result is bytes: the parent checks them as any input. The child dies with
 * its parent, leaves no core, and has no standard input. A child that is not confined keeps input, output
 * and errors of its parent.
 * Limits: memory by RLIMIT_DATA (what a process may write, its threads' stacks included; not its
 * address space, of which each thread reserves much), time by the processor's clock of the child,
 * looked at ten times a second; RLIMIT_CPU for all of it, should the parent be stopped. A program made
 * for a sanitizer has no limit of memory: its shadow is larger than any site.
 */
#pragma once
#include "base/confine.h"
#include "base/trace.h"

typedef struct ChildLimits {
    uint64_t memory;            /* bytes                                                          */
    int seconds;                /* of processor time, for what one thread is at (base/trace.h)    */
    int all_seconds;            /* of processor time, for everything; 0: no limit                 */
    int threads;
    Trace *trace;
    const ConfinePaths *paths;  /* what it may open; NULL: it is not confined, and speaks for itself */
} ChildLimits;

typedef struct Child {
    int number;                 /* its process id; 0 in the child                                 */
    int from[3];                /* in the parent: its output, its errors, its result              */
    int result;                 /* in the child: where the result goes                            */
    int signals;                /* where signals are read                                         */
    unsigned char mask[128];    /* the signals that were held back before                         */
    const ChildLimits *limits;
} Child;

typedef struct ChildVisitor {   /* what the parent does meanwhile                                 */
    void *context;
    void (*show)(void *context, int descriptor, Str text);     /* 1 or 2                        */
    void (*tick)(void *context);                                /* now and then                   */
} ChildVisitor;

typedef enum ChildHow {
    CHILD_DONE,                 /* `result` is what it gave                                       */
    CHILD_CRASHED,              /* by a signal: `number`                                          */
    CHILD_ENDED,                /* without a result, with the exit code `number`                  */
    CHILD_NO_MEMORY,            /* over the limit, or the machine has no more                     */
    CHILD_TOO_LONG,             /* over a limit of time: what `thread` is at; -1 = in all         */
    CHILD_STOPPED,              /* the user stopped the program, by the signal `number`, and so the child */
    CHILD_NOT_STARTED,          /* the system made no process: the error `number`                 */
} ChildHow;

typedef struct ChildEnd {
    ChildHow how;
    int number, thread;
} ChildEnd;

void child_begin(Child *child);

/* False in the child, once it is limited and confined; true in the parent, also when there is no child:
 * child_wait then says so. */
bool child_fork(Child *child, const ChildLimits *limits, Arena *arena);

/* Hands the result over and ends the child. */
void child_give(Child *child, Str result) __attribute__((noreturn));

/* Waits until the child has ended, at most `longest` bytes of result. It is dead then, and reaped. */
ChildEnd child_wait(Child *child, Arena *keep, const ChildVisitor *visitor, size_t longest, Str *result);

/* Has a signal come since child_begin that asks the program to stop? Its number, or 0. */
int child_asked_to_stop(Child *child);

/* Lets signals through again. */
void child_end(Child *child);

/* The limit of memory when nobody sets one: 4 GiB, at most three quarters of the machine's. */
uint64_t child_memory(void);
