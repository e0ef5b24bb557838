/* compute/site.c - runs the site's scripts in the order of their names, those that have to.
 *
 * Each script that runs has a Lua state of its own: it can learn nothing of the others but through the
 * site, where its reads are recorded. A script that fails leaves what it had declared; the next ones
 * run, so that all mistakes are reported. Called by the build, between reading and linking.
 *
 * What is kept for the next build:
 *
 *     text     the circumstances: program, language of messages, limits
 *     number   of scripts, then for each
 *       text     its path
 *       reads    reads.c
 *       text     what it gave: given.c
 *       text     what its functions gave for rows: rows.h
 */
#include "compute/site.h"
#include "base/path.h"
#include "compute/state.h"

#include <lua.h>
#include <stdlib.h>

typedef struct Script {
    Str path;
    Reads reads;
    Str given, rows;
} Script;

typedef struct Scripts {
    Site *site;
    const Source *source;
    Problems *problems;
    Map before;                 /* path -> Script                                                 */
    Pieces kept;                /* the scripts of this build                                      */
    int kept_count;
} Scripts;

/* lua/NAME.lua is a script; what stands in folders below is library. */
static bool is_script(const FileEntry *entry)
{
    return str_equal(path_folder(entry->path), S("lua")) &&
           str_equal(path_extension(entry->path), S("lua"));
}

/* What else than its reads a script's result may depend on. */
static Str circumstances(const Site *site, Str program, Language language)
{
    const Config *config = site->config;
    return str_format(site->keep, "%.*s %d %lld %lld", STR(program), (int)language,
                      config ? (long long)config->lua_instructions : 0, config ? (long long)config->lua_memory : 0);
}

static Script *unpack_script(Unpacker *unpacker, Arena *keep)
{
    Script *script = arena_new(keep, Script);
    script->path = unpack_text(unpacker);
    unpack_reads(unpacker, keep, &script->reads);
    script->given = unpack_text(unpacker);
    script->rows = unpack_text(unpacker);
    return script;
}

static void read_before(Scripts *scripts, Str before, Str wanted)
{
    Unpacker unpacker = unpacker_of(before);
    Arena *keep = scripts->site->keep;
    if (!str_equal(unpack_text(&unpacker), wanted))
        return;
    for (int count = unpack_count(&unpacker, 4); count > 0 && !unpacker.failed; count--) {
        Script *script = unpack_script(&unpacker, keep);
        map_set(&scripts->before, keep, script->path, script);
    }
    if (!unpacker_is_done(&unpacker))
        scripts->before = (Map){ 0 };
}

/* Keeps what was written so far, and the text in pieces, which stay where they are. */
static void keep_text(Scripts *scripts, Buf *before, const Pieces *text)
{
    Arena *keep = scripts->site->keep;
    pack_number(before, pieces_length(text));
    pieces_add(&scripts->kept, keep, str_copy(keep, buf_str(before)));
    buf_clear(before);
    for (int i = 0; i < text->count; i++)
        pieces_add(&scripts->kept, keep, text->at[i]);
}

static void keep_script(Scripts *scripts, Str path, const Reads *reads, const Pieces *given, const Pieces *rows)
{
    Arena *arena = arena_open();
    Buf buf = buf_new(arena);
    pack_text(&buf, path);
    pack_reads(&buf, reads);
    keep_text(scripts, &buf, given);
    keep_text(scripts, &buf, rows);
    scripts->kept_count++;
    arena_close(arena);
}

static bool run_text(lua_State *lua, Str path, Problems *problems)
{
    const State *state = state_of(lua);
    Str text;
    if (!source_read(state->source, state->keep, path, (Place){ 0 }, &text, problems))
        return false;
    lua_state_environment(lua);
    return lua_state_load(lua, path, text, problems) && lua_state_call(lua, 0, 0, problems);
}

/* A table that another mistake keeps away is not missed too. */
static void drop_consequence(const Scripts *scripts, const State *state, int before)
{
    if (state->lacks_table && scripts->site->incomplete)
        problems_drop(scripts->problems, before, S("E0426"));
}

static void run_script(Scripts *scripts, Str path, const Script *last, ScriptRun *run)
{
    Problems *problems = scripts->problems;
    Arena *arena = arena_open();
    Given given = given_start(arena, scripts->site);
    Reads reads = { 0 };
    Rows rows = { 0 };
    if (last)
        rows = (Rows){ .before = unpacker_of(last->rows), .given = last->given };
    int before = problems->list.count;
    bool whole = false;
    lua_State *lua = lua_state_open(scripts->site, scripts->source, scripts->site->keep, problems);
    if (lua) {
        State *state = state_of(lua);
        state->given = &given;
        state->reads = &reads;
        state->rows = &rows;
        state_read(lua, READ_SOURCE, path);
        bool ran = run_text(lua, path, problems);
        whole = problems->list.count == before;
        drop_consequence(scripts, state, before);
        scripts->site->incomplete = scripts->site->incomplete || !ran;
        lua_state_close(lua);
    }
    if (whole)
        keep_script(scripts, path, &reads, &given.pieces, &rows.kept);
    run->rows = rows.skipped;
    arena_close(arena);
}

/* Gives again what the script gave, when nothing that it read has changed. */
static bool is_skipped(Scripts *scripts, ScriptRun *run, const Script *script)
{
    run->because = script ? reads_changed(&script->reads, scripts->site, scripts->source) : NULL;
    if (!script || run->because || !given_again(script->given, scripts->site, scripts->problems))
        return false;
    keep_script(scripts, script->path, &script->reads, &(Pieces){ (Str *)&script->given, 1, 1 },
                &(Pieces){ (Str *)&script->rows, 1, 1 });
    return true;
}

static int compare_tables(const void *left, const void *right)
{
    return str_compare((*(Table *const *)left)->name, (*(Table *const *)right)->name);
}

static void sort_tables(Site *site)
{
    if (site->tables.count)
        qsort(site->tables.at, (size_t)site->tables.count, sizeof *site->tables.at, compare_tables);
}

void compute_again(Site *site, Str before)
{
    Unpacker unpacker = unpacker_of(before);
    Problems ignored = problems_new(site->keep, ENGLISH);
    unpack_text(&unpacker);
    for (int count = unpack_count(&unpacker, 4); count > 0 && !unpacker.failed; count--) {
        const Script *script = unpack_script(&unpacker, site->keep);
        if (!unpacker.failed)
            given_again(script->given, site, &ignored);
    }
    sort_tables(site);
}

bool compute_site(Site *site, const Source *source, Str program, Str before, Computed *computed, Problems *problems)
{
    Scripts scripts = { .site = site, .source = source, .problems = problems };
    Str wanted = circumstances(site, program, problems->language);
    FileList files = { 0 };
    int errors = problems->errors;
    *computed = (Computed){ 0 };
    source_list(source, site->keep, S("lua"), &files, problems);
    read_before(&scripts, before, wanted);
    for (int i = 0; i < files.count; i++) {
        if (!is_script(&files.at[i]))
            continue;
        ScriptRun run = { .path = files.at[i].path };
        const Script *last = map_get(&scripts.before, run.path);
        run.ran = !is_skipped(&scripts, &run, last);
        if (run.ran) {
            trace_begin(site->trace, 0, run.path);
            run_script(&scripts, run.path, last, &run);
            trace_end(site->trace, 0);
        }
        computed->ran += run.ran;
        list_add(&computed->scripts, site->keep, run);
    }
    Buf head = buf_new(site->keep);
    pack_text(&head, wanted);
    pack_number(&head, (uint64_t)scripts.kept_count);
    pieces_add(&computed->kept, site->keep, buf_end(&head));
    for (int i = 0; i < scripts.kept.count; i++)
        pieces_add(&computed->kept, site->keep, scripts.kept.at[i]);
    sort_tables(site);
    return problems->errors == errors;
}
