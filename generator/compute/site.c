/* compute/site.c - runs the site's scripts in the order of their names.
 *
 * Each script has an environment of its own and a budget of its own. A script that fails leaves what
 * it had declared; the next ones run, so that all mistakes are reported. Called by the build, between
 * reading and linking.
 */
#include "compute/site.h"
#include "base/path.h"
#include "compute/state.h"

#include <lua.h>
#include <stdlib.h>

/* lua/NAME.lua is a script; what stands in folders below is library. */
static bool is_script(const FileEntry *entry)
{
    return !entry->is_folder && str_equal(path_folder(entry->path), S("lua")) &&
           str_equal(path_extension(entry->path), S("lua"));
}

static bool run_script(State *state, lua_State *lua, Str path, Problems *problems)
{
    Str text;
    lua_state_begin(lua, NULL);
    if (!source_read(state->source, state->keep, path, (Place){ 0 }, &text, problems))
        return false;
    lua_state_environment(lua);
    return lua_state_load(lua, path, text, problems) && lua_state_call(lua, 0, 0, problems);
}

static int compare_tables(const void *left, const void *right)
{
    return str_compare((*(Table *const *)left)->name, (*(Table *const *)right)->name);
}

bool compute_site(Site *site, const Source *source, lua_State *lua, Problems *problems)
{
    State *state = state_of(lua);
    FileList files = { 0 };
    int before = problems->errors;
    source_list(source, state->keep, S("lua"), &files, problems);
    state->building = site;
    for (int i = 0; i < files.count; i++)
        if (is_script(&files.at[i]))
            run_script(state, lua, files.at[i].path, problems);
    state->building = NULL;
    if (site->tables.count)
        qsort(site->tables.at, (size_t)site->tables.count, sizeof *site->tables.at, compare_tables);
    return problems->errors == before;
}
