/* compute/state.c - Lua states: limits, environments, and errors that say where.
 *
 * The State of a lua_State stands in its extra space. An error of ours is a Lua table with the
 * metatable FAULT (code, message, hint, file, line); the handler of lua_state_call makes one of every
 * other error, while the stack of the script is still there. Memory is counted around the allocator
 * of the Lua library. Called by compute/site.c, render/template.c and the bindings.
 */
#include "compute/state.h"
#include "compute/sandbox.h"
#include "compute/value.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#define FAULT "essor.fault"

enum { STEP = 10000, DEEPEST = 100,
       LARGE = 1 << 20 };       /* bytes of a block, after which the place is told at once        */

static const int64_t DEFAULT_INSTRUCTIONS = 200 * 1000 * 1000;
static const int64_t DEFAULT_MEMORY = 512 * 1024 * 1024;

State *state_of(lua_State *lua)
{
    return *(State **)lua_getextraspace(lua);
}

Arena *state_arena(lua_State *lua)
{
    State *state = state_of(lua);
    return state->job ? state->job->arena : state->keep;
}

void state_read(lua_State *lua, ReadKind kind, Str name)
{
    State *state = state_of(lua);
    if (state->reads)
        reads_add(state->reads, state->keep, state->site, state->source, kind, name);
}

void state_text(lua_State *lua, Str text)
{
    lua_pushlstring(lua, text.length ? text.data : "", text.length);
    arena_reset(state_of(lua)->scratch);
}

Str check_text(lua_State *lua, int index)
{
    if (lua_type(lua, index) != LUA_TSTRING)
        fault(lua, "E0401", "a text is expected, this is %s", value_type_name(lua, index));
    Str text;
    text.data = lua_tolstring(lua, index, &text.length);
    return text;
}

/* ---- where a script is ---- */

bool state_is_library(Str file)
{
    return str_starts(file, S("lua/essor/"));
}

Place state_place(lua_State *lua)
{
    Place place = { 0 };
    lua_Debug frame;
    for (int level = 0; lua_getstack(lua, level, &frame); level++) {
        lua_getinfo(lua, "Sl", &frame);
        if (frame.currentline < 1 || frame.source[0] != '@')
            continue;
        Str file = str_from(frame.source + 1);
        if (place.line && state_is_library(file))
            continue;
        place = (Place){ .file = file, .line = frame.currentline };
        if (!state_is_library(file))
            break;
    }
    const Place *at = state_of(lua)->at;
    if (at && (!place.line || state_is_library(place.file)))
        return (Place){ .file = at->file, .line = at->line };
    return place;
}

/* ---- errors ---- */

static void set_text(lua_State *lua, const char *name, Str text)
{
    lua_pushlstring(lua, text.length ? text.data : "", text.length);
    lua_setfield(lua, -2, name);
}

static void push_fault(lua_State *lua, Str code, Str text, Str hint, Place place)
{
    lua_createtable(lua, 0, 5);
    set_text(lua, "code", code);
    set_text(lua, "message", text);
    set_text(lua, "hint", hint);
    set_text(lua, "file", place.file);
    lua_pushinteger(lua, place.line);
    lua_setfield(lua, -2, "line");
    luaL_setmetatable(lua, FAULT);
    arena_reset(state_of(lua)->scratch);
}

static bool is_fault(lua_State *lua, int index)
{
    if (!lua_istable(lua, index) || !lua_getmetatable(lua, index))
        return false;
    luaL_getmetatable(lua, FAULT);
    bool same = lua_rawequal(lua, -1, -2);
    lua_pop(lua, 2);
    return same;
}

/* The message without its hint: what a script sees that catches the error. */
static int fault_text(lua_State *lua)
{
    lua_getfield(lua, 1, "message");
    return 1;
}

static Str error_field(lua_State *lua, int index, const char *name)
{
    index = lua_absindex(lua, index);
    lua_pushstring(lua, name);
    lua_rawget(lua, index);
    Str text = S("");
    if (lua_type(lua, -1) == LUA_TSTRING)
        text.data = lua_tolstring(lua, -1, &text.length);
    lua_pop(lua, 1);                    // the table still holds it
    return text;
}

/* Formats come from the callers, checked there, and from the catalogue. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static Str translated(State *state, const char *format, va_list arguments)
{
    return str_vformat(state->scratch, message(state->language, format), arguments);
}

int fault(lua_State *lua, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str text = translated(state_of(lua), format, arguments);
    va_end(arguments);
    push_fault(lua, str_from(code), text, S(""), state_place(lua));
    lua_error(lua);
    abort();
}

int fault_told(lua_State *lua)
{
    push_fault(lua, S(""), S("a mistake that the report tells"), S(""), state_place(lua));
    lua_error(lua);
    abort();
}

int fault_hint(lua_State *lua, const char *hint, const char *code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Str text = translated(state_of(lua), format, arguments);
    va_end(arguments);
    push_fault(lua, str_from(code), text, str_from(hint), state_place(lua));
    lua_error(lua);
    abort();
}

int fault_nearest(lua_State *lua, Str name, const Str *candidates, int count, const char *code,
                  const char *format, ...)
{
    State *state = state_of(lua);
    Problems problems = problems_new(state->scratch, state->language);
    va_list arguments;
    va_start(arguments, format);
    Str text = translated(state, format, arguments);
    va_end(arguments);
    problem(&problems, (Place){ 0 }, code, "%.*s", STR(text));
    problem_hint_nearest(&problems, name, candidates, count);
    push_fault(lua, str_from(code), text, problems.list.at[0].hint, state_place(lua));
    lua_error(lua);
    abort();
}

/* Takes "file:line: " off the front of a message of Lua. False when it does not start so. */
static bool cut_place(Str *text, Place *place)
{
    int colon = 0;
    int64_t line;
    for (Str rest = *text; (colon = str_find_char(rest, ':')) >= 0;) {
        size_t at = (size_t)(rest.data - text->data) + (size_t)colon;
        rest = str_slice(*text, at + 1, text->length);
        int end = str_find_char(rest, ':');
        if (end > 0 && str_to_integer(str_slice(rest, 0, (size_t)end), &line) && line > 0) {
            *place = (Place){ .file = str_slice(*text, 0, at), .line = (int)line };
            *text = str_trim(str_slice(rest, (size_t)end + 1, rest.length));
            return true;
        }
        if (memchr(text->data, ' ', at))
            break;                      // a file's name has no space: this is the sentence
    }
    return false;
}

/* What is said of an error that is no text: its own message, or its kind. */
static Str error_text(lua_State *lua)
{
    if (lua_istable(lua, 1)) {
        Str own = error_field(lua, 1, "message");
        if (own.length)
            return own;
    }
    return str_format(state_of(lua)->scratch, message(state_of(lua)->language, "an error that is no text: %s"),
                      value_type_name(lua, 1));
}

/* Handler: makes a fault of any error, while the frames of the script are there. */
static int handle_error(lua_State *lua)
{
    if (is_fault(lua, 1))
        return 1;
    Place place = { 0 };
    Str text;
    if (lua_type(lua, 1) == LUA_TSTRING) {
        text = check_text(lua, 1);
        if (!cut_place(&text, &place) || state_is_library(place.file))
            place = state_place(lua);
    } else {
        text = error_text(lua);
        place = state_place(lua);
    }
    push_fault(lua, S("E0401"), text, S(""), place);
    return 1;
}

static void report_fault(lua_State *lua, Problems *problems, Str script)
{
    Place place = { .file = error_field(lua, -1, "file") };
    lua_getfield(lua, -1, "line");
    place.line = (int)lua_tointeger(lua, -1);
    lua_pop(lua, 1);
    if (!place.file.length)
        place.file = script;
    const char *code = str_cstr(problems->arena, error_field(lua, -1, "code"));
    if (!*code)
        return;                 // fault_told
    Str text = error_field(lua, -1, "message"), hint = error_field(lua, -1, "hint");
    problem(problems, place, code, "%.*s", STR(text));
    if (hint.length)
        problem_hint(problems, "%.*s", STR(hint));
}

/* Lua says nothing of where memory ran out: its frames are gone. */
static Place last_place(const State *state, Str script)
{
    if (state->at)
        return *state->at;
    return state->told_file.length ? (Place){ .file = buf_str(&state->told_file), .line = state->told_line }
                                   : (Place){ .file = script };
}

/* The limit of scripts, or that of the whole process. */
static void tell_memory(const State *state, Str script, Problems *problems)
{
    Place place = last_place(state, script);
    if (state->refused) {
        problem(problems, place, "E0404", "the script holds more than %lld MB", (long long)(state->memory_limit >> 20));
        problem_hint(problems, "the limit is lua_memory, in [security] of site.toml");
        return;
    }
    problem(problems, place, "E0442", "the script wants more memory than there is, with %lld MB of its own",
            (long long)(state->memory >> 20));
    problem_hint(problems, "does something grow without end? --max-memory allows more");
}

/* Reports the error on the top of the stack, which it pops. */
static bool report(lua_State *lua, int status, Str script, Problems *problems)
{
    State *state = state_of(lua);
    Place place = { .file = script };
    if (status == LUA_ERRMEM || state->exhausted) {
        tell_memory(state, script, problems);
        lua_gc(lua, LUA_GCCOLLECT);             // what it held is wanted for the rest
    } else if (is_fault(lua, -1)) {
        report_fault(lua, problems, script);
    } else {
        Str text = lua_type(lua, -1) == LUA_TSTRING ? check_text(lua, -1) : S("");
        problem(problems, place, "E0401", "the script failed: %.*s", STR(text));
    }
    lua_pop(lua, 1);
    return false;
}

/* The file of the function at `index`: where an error is said to be when no line is known. */
static Str function_file(lua_State *lua, int index)
{
    lua_Debug function;
    lua_pushvalue(lua, index);
    lua_getinfo(lua, ">S", &function);
    return function.source[0] == '@' ? str_from(function.source + 1) : S("");
}

bool lua_state_call(lua_State *lua, int arguments, int results, Problems *problems)
{
    State *state = state_of(lua);
    Problems *before = state->problems;
    int base = lua_gettop(lua) - arguments, handler = base + 1;
    lua_pushvalue(lua, base);                   // stays at `base`: a report asks for its file
    lua_pushcfunction(lua, handle_error);
    lua_rotate(lua, base, 2);
    state->problems = problems;
    int status = state->depth < DEEPEST ? LUA_OK : LUA_ERRERR;
    if (status == LUA_OK) {
        state->depth++;
        status = lua_pcall(lua, arguments, results, handler);
        state->depth--;
    } else {
        lua_settop(lua, handler);
        lua_pushstring(lua, message(state->language, "calls are nested too deeply"));
    }
    state->problems = before;
    Str script = status == LUA_OK ? S("") : str_copy(problems->arena, function_file(lua, base));
    lua_remove(lua, handler);
    lua_remove(lua, base);
    return status == LUA_OK || report(lua, status, script, problems);
}

bool lua_state_load(lua_State *lua, Str file, Str text, Problems *problems)
{
    Str name = str_format(problems->arena, "@%.*s", STR(file));
    if (luaL_loadbufferx(lua, text.data, text.length, str_cstr(problems->arena, name), "t") != LUA_OK) {
        Place place = { .file = file };
        Str said = str_copy(problems->arena, check_text(lua, -1));
        lua_pop(lua, 2);
        cut_place(&said, &place);
        return problem(problems, place, "E0402", "%.*s", STR(said));
    }
    lua_insert(lua, -2);
    if (!lua_setupvalue(lua, -2, 1))    // a chunk that names no global still has its environment
        lua_pop(lua, 1);
    return true;
}

/* ---- limits ---- */

void lua_state_thread(lua_State *lua, int number)
{
    state_of(lua)->number = number;
}

void state_tell_place(lua_State *lua)
{
    State *state = state_of(lua);
    Place place = state_place(lua);
    state->told_file.length = 0;
    buf_add(&state->told_file, place.file);
    state->told_line = place.line;
    trace_place(state->site->trace, state->number, place.file, place.line);
}

static void count_instructions(lua_State *lua, lua_Debug *event)
{
    (void)event;
    const State *state = state_of(lua);
    if (!state->stopped)
        lua_sethook(lua, count_instructions, LUA_MASKCOUNT, STEP);      // allocate() may have asked for one
    state_spend(lua, state->stopped ? 1 : STEP);
}

void state_spend(lua_State *lua, int instructions)
{
    State *state = state_of(lua);
    int64_t before = state->spent;
    state->spent += instructions;
    if (state->spent <= state->limit) {
        if (!before || before / STEP != state->spent / STEP)
            state_tell_place(lua);
        return;
    }
    state->stopped = true;
    lua_sethook(lua, count_instructions, LUA_MASKCOUNT, 1);
    fault_hint(lua, message(state->language, "is there a loop that never ends? the limit is "
                                             "lua_instructions, in [security] of site.toml"),
               "E0403", "the script ran for more than %lld million instructions",
               (long long)(state->limit / 1000000));
}

/* The allocator of the Lua library, counted. Scripts that grow by large blocks fill memory in a few instructions:
 * after such a block the place is told at the next one, as here the frames may be about to move. */
static void *allocate(void *context, void *block, size_t old_size, size_t new_size)
{
    State *state = context;
    size_t held = block ? old_size : 0;
    if (new_size > held && state->memory + (new_size - held) > state->memory_limit) {
        state->refused = true;
        return NULL;
    }
    void *result = state->allocate(state->allocate_context, block, old_size, new_size);
    if (new_size >= LARGE && !state->stopped)
        lua_sethook(state->lua, count_instructions, LUA_MASKCOUNT, 1);
    if (result || !new_size)
        state->memory = state->memory + new_size - held;
    return result;
}

void lua_state_begin(lua_State *lua, Job *job)
{
    State *state = state_of(lua);
    state->job = job;
    state->at = NULL;
    state->told_file.length = 0;
    state->spent = 0;
    state->stopped = state->exhausted = state->refused = false;
    lua_sethook(lua, count_instructions, LUA_MASKCOUNT, STEP);
}

/* ---- opening ---- */

void lua_state_environment(lua_State *lua)
{
    lua_newtable(lua);
    lua_getfield(lua, LUA_REGISTRYINDEX, SANDBOX_FALLBACK);
    lua_setmetatable(lua, -2);
}

static void bind_fault(lua_State *lua)
{
    luaL_newmetatable(lua, FAULT);
    lua_pushcfunction(lua, fault_text);
    lua_setfield(lua, -2, "__tostring");
    lua_pushboolean(lua, false);
    lua_setfield(lua, -2, "__metatable");
    lua_pop(lua, 1);
}

/* Runs protected: memory may be short. The library comes last: its files see the whole sandbox. */
static int open_sandbox(lua_State *lua)
{
    bind_fault(lua);
    lua_newtable(lua);
    bind_value(lua);
    bind_number(lua);
    bind_table(lua);
    bind_site(lua);
    lua_setfield(lua, LUA_REGISTRYINDEX, SANDBOX_LIBRARY);
    sandbox_open(lua);
    return 0;
}

lua_State *lua_state_open(const Site *site, const Source *source, Arena *keep, Problems *problems)
{
    lua_State *lua = luaL_newstate();
    State *state = arena_new(keep, State);
    const Config *config = site->config;
    int64_t memory = config && config->lua_memory > 0 ? config->lua_memory : DEFAULT_MEMORY;
    *state = (State){ .site = site, .source = source, .keep = keep, .scratch = arena_open(), .told_file = buf_new(keep), .lua = lua,
                      .language = problems->language, .memory_limit = (size_t)memory };
    state->limit = config && config->lua_instructions > 0 ? config->lua_instructions
                                                          : DEFAULT_INSTRUCTIONS;
    if (!lua) {
        problem(problems, (Place){ 0 }, "E0404", "there is no memory for Lua");
        arena_close(state->scratch);
        return NULL;
    }
    *(State **)lua_getextraspace(lua) = state;
    state->allocate = lua_getallocf(lua, &state->allocate_context);
    state->memory = (size_t)lua_gc(lua, LUA_GCCOUNT) << 10;
    lua_setallocf(lua, allocate, state);
    lua_state_begin(lua, NULL);
    lua_pushcfunction(lua, open_sandbox);
    if (lua_state_call(lua, 0, 0, problems) && sandbox_library(lua, problems)) {
        lua_state_begin(lua, NULL);
        return lua;
    }
    lua_state_close(lua);
    return NULL;
}

void lua_state_close(lua_State *lua)
{
    State *state = state_of(lua);
    lua_close(lua);
    arena_close(state->scratch);
}

const char *lua_library(void)
{
    return LUA_RELEASE;
}
