/* commands/apart.h - a process apart: its limits, as the options give them; how it ended, as a problem. */
#pragma once
#include "base/child.h"
#include "commands/command.h"

/* Bytes that the site may use: --max-memory. */
uint64_t apart_memory(const Invocation *invocation);

/* What --max-memory and --max-time say; for this many threads. It may open nothing yet: `paths` is to be set. */
ChildLimits apart_limits(const Invocation *invocation, Trace *trace, int threads);

/* Tells how a process ended that did not end well, with the place where the trace says that it was: E0441 to E0445. */
void apart_tell(Problems *problems, ChildEnd end, const ChildLimits *limits);
