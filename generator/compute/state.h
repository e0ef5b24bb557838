/* compute/state.h - a Lua state with the site's sandbox: what scripts and templates can reach.
 *
 * Absent: os, io, debug, load, dofile, package, coroutine, rawset, rawget, next, collectgarbage, print,
 * xpcall. pairs() goes through sorted keys; tostring() shows no address; string.rep, patterns and
 * table.* are bounded; a name that does not exist is an error with the nearest one. Instructions and
 * memory are limited, and pcall cannot swallow the limit. One state per worker, and one per script, so
 * that scripts share nothing: the library (lua/essor/) is loaded once and is read-only; each script or
 * template gets a fresh environment over it, in which `essor` is also a global name. The program gives the building process a limit of time of its own: a pattern is
 * the one thing that the count of instructions does not see.
 *
 * A function that Lua calls reports a mistake by fault(), which does not return (it jumps back to
 * lua_state_call or to the script's pcall). Arenas make that safe: nothing has to be freed.
 */
#pragma once
#include "compute/given.h"
#include "compute/reads.h"
#include "compute/rows.h"
#include "model/job.h"

struct lua_State;

/* Our objects in Lua (compute/value.h), but for views. Their metatables are known by their address: a
 * name would be looked up in the registry each time that an object is met. */
typedef enum ObjectKind { OBJECT_NUMBER, OBJECT_MARK, OBJECT_DATE, OBJECT_ROW, OBJECT_TABLE, OBJECT_KINDS } ObjectKind;

/* What a binding can ask of its state. */
typedef struct State {
    const Site *site;
    Given *given;               /* what the script gives; NULL in jobs                            */
    Reads *reads;               /* what the script reads; NULL in jobs                            */
    Rows *rows;                 /* what its functions gave for rows; NULL in jobs                 */
    const Source *source;
    Arena *keep;
    Arena *scratch;             /* for one binding, until it returns; emptied by state_text()     */
    Job *job;                   /* NULL in the compute phase                                      */
    Problems *problems;         /* of the call that runs; NULL between calls                      */
    Language language;
    int64_t spent, limit;       /* instructions                                                   */
    size_t memory, memory_limit;                        /* bytes                                  */
    const Place *at;            /* of the statement of a template that runs; NULL                 */
    Buf told_file;              /* where it last told that it was; "" = nowhere yet               */
    int told_line;
    bool lacks_table;           /* asked for one that is not there                                */
    bool stopped;               /* over the limit of instructions                                 */
    bool exhausted;             /* without memory                                                 */
    bool refused;               /* for it was over the limit                                      */
    int depth;                  /* calls inside calls                                             */
    const void *metatables[OBJECT_KINDS];       /* addresses                                      */
    int references[OBJECT_KINDS];               /* of the same, in the registry                   */
    int number;                 /* of its thread, in the site's trace                             */
    int closed;                 /* tables that can only be read                                   */
    struct lua_State *lua;
    void *(*allocate)(void *context, void *block, size_t old_size, size_t new_size);
    void *allocate_context;
} State;

/* Opens a state. `source` is where `require "essor.x"` and the site's lua/ are found. NULL after a
 * problem. The state keeps what it makes for the site in `keep`. */
struct lua_State *lua_state_open(const Site *site, const Source *source, Arena *keep, Problems *problems);
void              lua_state_close(struct lua_State *lua);

/* The state is that of thread `number`, 0 at first: where it is, it tells the site's trace as such. */
void lua_state_thread(struct lua_State *lua, int number);

/* Tells it now: before a function of C that may take for ever. When memory runs out, the place that was told last
 * is all that is known. */
void state_tell_place(struct lua_State *lua);

/* Sets the job whose reads are recorded from here on; NULL for the compute phase. Starts its
 * instruction budget anew. */
void lua_state_begin(struct lua_State *lua, Job *job);

/* Calls the function below its `arguments` on the stack, like lua_pcall with a handler: when it
 * fails, adds a problem with the place of the script or template ("file:line: message"), and leaves
 * nothing on the stack. */
bool lua_state_call(struct lua_State *lua, int arguments, int results, Problems *problems);

/* Pushes a fresh environment: an empty table that falls back on the sandbox's names. */
void lua_state_environment(struct lua_State *lua);

/* Compiles a script or a template's code (text, never bytecode) with the environment on the top of
 * the stack, which it pops; pushes the function. `file` is its name in messages. False after a
 * problem, with nothing pushed. */
bool lua_state_load(struct lua_State *lua, Str file, Str text, Problems *problems);

/* The State of a lua_State. */
State *state_of(struct lua_State *lua);

/* Where things made for Lua live: the job's arena, else keep. */
Arena *state_arena(struct lua_State *lua);

/* Raises an error with a code, in the user's language, at the script's line that runs. Never returns;
 * the int is for `return fault(...)`. */
int fault(struct lua_State *lua, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4), noreturn));

/* Stops the script after a mistake that is reported already. */
int fault_told(struct lua_State *lua) __attribute__((noreturn));

/* The same with the nearest of `candidates` as hint, or the list of them. */
int fault_nearest(struct lua_State *lua, Str name, const Str *candidates, int count, const char *code,
                  const char *format, ...) __attribute__((format(printf, 6, 7), noreturn));

/* The same with a hint that is ready: message(language, english). */
int fault_hint(struct lua_State *lua, const char *hint, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5), noreturn));

/* Counts `instructions` more in the limit, as if Lua had run them; an error when it is passed. */
void state_spend(struct lua_State *lua, int instructions);

/* Records that a script reads something of the site, or that it does not find it. Of jobs, the
 * accessors of model/site.h record it. */
void state_read(struct lua_State *lua, ReadKind kind, Str name);

/* The line of a script or template that runs: the first that is not in the library. */
Place state_place(struct lua_State *lua);

/* Pushes a text as a Lua string and empties the scratch arena, where it may live. */
void state_text(struct lua_State *lua, Str text);

/* The string at `index`, as a view that lives as long as Lua holds it; an error when it is none. */
Str check_text(struct lua_State *lua, int index);

/* True for the files of the library: a script's mistake is said where the script calls it. */
bool state_is_library(Str file);

/* Turns the table on the top of the stack into one that can only be read. Its metatable holds under the
 * address of this function how many there were with it, which scripts cannot forge. */
void state_read_only(struct lua_State *lua);

/* The version of Lua: "Lua 5.4.4". */
const char *lua_library(void);
