/* base/trace.h - what each thread is at, in memory that another process can read: where a site's script
 * or page was when its process was stopped or crashed, and how far the build is.
 *
 *     Trace *trace = trace_open(threads);             // before the fork; NULL when there is no memory
 *     trace_begin(trace, number, S("etudes/x/index.html"));
 *     trace_place(trace, number, S("lua/a.lua"), 12);
 *     trace_end(trace, number);
 *
 * The writer is one thread per number; every function does nothing when `trace` is NULL, or has no such
 * number. The reader trusts nothing: a text may be half written.
 */
#pragma once
#include "base/str.h"

typedef struct Trace Trace;

Trace *trace_open(int threads);
void   trace_close(Trace *trace);

/* What the process does from here on began at this time, and when it last did so; 0 = never. */
void    trace_start(Trace *trace, int64_t time);
int64_t trace_started(const Trace *trace);

/* A thread begins something that is timed: a script, an output. */
void trace_begin(Trace *trace, int number, Str item);

/* Where it is, more exactly: a script or a template, and its line. */
void trace_place(Trace *trace, int number, Str file, int line);

/* It is done. */
void trace_end(Trace *trace, int number);

void trace_progress(Trace *trace, int done, int all);

typedef struct TraceItem {
    bool busy;
    uint32_t turn;              /* differs from one beginning to the next                         */
    Str item, file;             /* "" when not known                                              */
    int line;
} TraceItem;

int       trace_count(const Trace *trace);
TraceItem trace_read(const Trace *trace, int number, Arena *arena);
void      trace_read_progress(const Trace *trace, int *done, int *all);
