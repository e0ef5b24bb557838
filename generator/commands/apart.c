/* commands/apart.c - limits from options, problems from ends.
 *
 * Called by what works in a process apart: commands/supervise.c, commands/serve.c.
 */
#include "commands/apart.h"

#include "base/path.h"

#include <string.h>

enum { ALL_SECONDS = 120, STEP_SECONDS = 30 };          /* all of it: as many times one step            */

uint64_t apart_memory(const Invocation *invocation)
{
    return invocation->max_memory ? (uint64_t)invocation->max_memory << 20 : child_memory();
}

ChildLimits apart_limits(const Invocation *invocation, Trace *trace, int threads)
{
    int seconds = invocation->max_time ? invocation->max_time : STEP_SECONDS;
    return (ChildLimits){
        .memory = apart_memory(invocation),
        .seconds = seconds, .all_seconds = seconds * ALL_SECONDS, .threads = threads, .trace = trace,
    };
}

static const char *signal_cause(int number)
{
    switch (number) {
    case 9:
        return "the system stopped it: has the machine no more memory?";
    case 6:
    case 4:
        return "the program found itself in a state that it excludes: please report it, with the site";
    default:
        return "the program made a mistake with memory: please report it, with the site";
    }
}

/* Where the child was: what one thread, or each that was busy, was at; "" when no thread was at anything. */
static Place place_of(const Trace *trace, int thread, Arena *keep, Str *item)
{
    Buf all = buf_new(keep);
    Place place = { 0 };
    for (int i = 0; i < trace_count(trace); i++) {
        TraceItem at = trace_read(trace, i, keep);
        if (!at.busy || (thread >= 0 && i != thread))
            continue;
        if (!all.length)
            place = (Place){ .file = at.file.length ? at.file : at.item, .line = at.file.length ? at.line : 0 };
        buf_format(&all, "%s%.*s", all.length ? ", " : "", STR(at.item));
    }
    *item = buf_str(&all);
    if (!path_is_clean(place.file) || place.line < 0)
        place = (Place){ 0 };
    return place;
}

void apart_tell(Problems *problems, ChildEnd end, const ChildLimits *limits)
{
    Str item, at = S("");
    Place place = place_of(limits->trace, end.thread, problems->arena, &item);
    if (item.length)
        at = str_format(problems->arena, message(problems->language, ", at '%.*s'"), STR(item));
    switch (end.how) {
    case CHILD_TOO_LONG:
        if (end.thread >= 0 && item.length)
            problem(problems, place, "E0441", "'%.*s' takes more than %d seconds of the processor", STR(item), limits->seconds);
        else
            problem(problems, place, "E0441", "the site takes more than %d seconds of the processor%.*s",
                    end.thread >= 0 ? limits->seconds : limits->all_seconds, STR(at));
        problem_hint(problems, "is there a pattern or a loop that never ends? --max-time allows more");
        return;
    case CHILD_NO_MEMORY:
        problem(problems, place, "E0442", "the site wants more than %llu MB of memory%.*s",
                (unsigned long long)(limits->memory >> 20), STR(at));
        problem_hint(problems, "does something grow without end? --max-memory allows more");
        return;
    case CHILD_CRASHED:
        problem(problems, place, "E0443", "the program crashed (signal %d)%.*s", end.number, STR(at));
        problem_hint(problems, "%s", message(problems->language, signal_cause(end.number)));
        return;
    case CHILD_NOT_STARTED:
        problem(problems, (Place){ 0 }, "E0445", "the system starts no process: %s", strerror(end.number));
        problem_hint(problems, "are there too many processes, or is there no more memory?");
        return;
    default:
        problem(problems, place, "E0444", "the process that builds ended without a result%.*s", STR(at));
        problem_hint(problems, "please report it, with the site");
    }
}
