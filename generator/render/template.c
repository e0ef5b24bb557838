/* render/template.c - the templates of a site: found, compiled, checked against each other, run.
 *
 * All files are read and compiled once, whether a page uses them or not, so that a mistake in any is
 * found. Then names are resolved: a template that extends or includes its own name means the file
 * that it hides. Called by the build: templates_read() once, render_template() for each page.
 */
#include "render/template.h"
#include "render/template_compile.h"
#include "render/template_run.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

enum { LONGEST_CHAIN = 64 };

void template_add(Site *site, Str name, Str file, Str text)
{
    TemplateFile *added = arena_new(site->keep, TemplateFile), *first = map_get(&site->templates, name);
    *added = (TemplateFile){ .name = name, .file = file, .text = text, .extends = -1 };
    if (!first) {
        map_set(&site->templates, site->keep, name, added);
        return;
    }
    while (first->shadowed)
        first = first->shadowed;
    first->shadowed = added;
}

static bool read_folder(Site *site, Source *source, Str top, Problems *problems)
{
    FileList list = { 0 };
    Str assets = str_format(problems->arena, "%.*s/assets/", STR(top));
    bool good = source_list(source, problems->arena, top, &list, problems);
    for (int i = 0; i < list.count; i++) {
        Str path = str_copy(site->keep, list.at[i].path), text;
        if (!str_ends(path, S(".html")) || str_starts(path, assets))
            continue;
        if (source_read(source, site->keep, path, (Place){ 0 }, &text, problems))
            template_add(site, str_slice(path, top.length + 1, path.length), path, text);
        else
            good = false;
    }
    return good;
}

/* ---- checks of templates against each other ---- */

static void unknown_template(const Site *site, Place place, Str name, Problems *problems)
{
    if (site->themes_missing)
        return;
    Str *names = arena_array(problems->arena, Str, site->templates.count + 1);
    for (int i = 0; i < site->templates.count; i++)
        names[i] = site->templates.entries[i].key;
    problem(problems, place, "E0606", "there is no template '%.*s'", STR(name));
    problem_hint_nearest(problems, name, names, site->templates.count);
}

static void resolve(const Site *site, TemplateFile *file, Problems *problems)
{
    for (int i = 0; i < file->uses.count; i++) {
        TemplateUse *use = &file->uses.at[i];
        use->target = str_equal(use->name, file->name) && file->shadowed
                          ? file->shadowed : map_get(&site->templates, use->name);
        if (use->target)
            continue;
        unknown_template(site, use->place, use->name, problems);
        file->failed = true;
    }
}

static const TemplateFile *parent_of(const TemplateFile *file)
{
    return file->extends < 0 ? NULL : file->uses.at[file->extends].target;
}

/* False, with a problem, when following the extends never ends. */
static bool check_chain(const TemplateFile *file, Problems *problems)
{
    int length = 0;
    for (const TemplateFile *above = file; above; above = parent_of(above))
        if (length++ > LONGEST_CHAIN) {
            TemplateUse use = file->uses.at[file->extends];
            problem(problems, use.place, "E0607", "'%.*s' extends itself, by way of others",
                    STR(file->name));
            return false;
        }
    return true;
}

static void check_block(const TemplateFile *file, const TemplateBlock *block, Problems *problems)
{
    List(Str) names = { 0 };
    bool whole = true;
    for (const TemplateFile *above = parent_of(file); above; above = parent_of(above)) {
        for (int i = 0; i < above->blocks.count; i++) {
            if (str_equal(above->blocks.at[i].name, block->name))
                return;
            list_add(&names, problems->arena, above->blocks.at[i].name);
        }
        whole = above->extends < 0 || parent_of(above);
    }
    if (!whole)
        return;
    problem(problems, block->place, "E0607", "no template above has the block '%.*s'", STR(block->name));
    problem_hint_nearest(problems, block->name, names.at, names.count);
}

/* Also tells whether any file has mistakes: then none of those that use it can run. */
static Hash hash_closure(const TemplateFile *file, Map *seen, Arena *arena, bool *failed, Hash hash)
{
    if (map_get(seen, file->file))
        return hash;
    map_set(seen, arena, file->file, (void *)file);
    *failed |= file->failed;
    hash = hash_add_str(hash_add_str(hash, file->file), file->text);
    for (int i = 0; i < file->uses.count; i++)
        if (file->uses.at[i].target)
            hash = hash_closure(file->uses.at[i].target, seen, arena, failed, hash);
    return hash;
}

static void check(TemplateFile *file, Problems *problems)
{
    Map seen = { 0 };
    int errors = problems->errors;
    if (check_chain(file, problems) && parent_of(file))
        for (int i = 0; i < file->blocks.count; i++)
            if (file->blocks.at[i].overrides)
                check_block(file, &file->blocks.at[i], problems);
    file->failed |= problems->errors > errors;
    file->hash = hash_closure(file, &seen, problems->arena, &file->failed, 1);
}

bool templates_check(Site *site, Problems *problems)
{
    int errors = problems->errors;
    lua_State *lua = luaL_newstate();
    const Map *all = &site->templates;
    if (!lua)
        return problem(problems, (Place){ 0 }, "E0602", "there is no memory for Lua");
    for (int i = 0; i < all->count; i++)
        for (TemplateFile *file = all->entries[i].value; file; file = file->shadowed) {
            trace_begin(site->trace, 0, file->file);
            template_compile(file, site->keep, lua, problems);
            trace_end(site->trace, 0);
        }
    lua_close(lua);
    for (int i = 0; i < all->count; i++)
        for (TemplateFile *file = all->entries[i].value; file; file = file->shadowed)
            resolve(site, file, problems);
    for (int i = 0; i < all->count; i++)
        for (TemplateFile *file = all->entries[i].value; file; file = file->shadowed)
            check(file, problems);
    return problems->errors == errors;
}

bool templates_read(Site *site, Source *source, Problems *problems)
{
    bool good = read_folder(site, source, S("templates"), problems);
    for (int i = 0; i < site->themes.count; i++) {
        Str top = str_format(site->keep, "themes/%.*s", STR(site->themes.at[i]));
        good = read_folder(site, source, top, problems) && good;
    }
    return templates_check(site, problems) && good;
}

/* ---- the template of a page ---- */

Hash template_hash(const Site *site, Str name)
{
    const TemplateFile *file = map_get(&site->templates, name);
    return file ? file->hash : 0;
}

static void add_files(const TemplateFile *file, Arena *arena, TemplateFiles *files)
{
    for (int i = 0; i < files->count; i++)
        if (str_equal(files->at[i], file->file))
            return;
    list_add(files, arena, file->file);
    for (int i = 0; i < file->uses.count; i++)
        if (file->uses.at[i].target)
            add_files(file->uses.at[i].target, arena, files);
}

void template_files(const Site *site, Str name, Arena *arena, TemplateFiles *files)
{
    const TemplateFile *file = map_get(&site->templates, name);
    if (file)
        add_files(file, arena, files);
}

/* The template that a page asks for, or the section above it for its pages, or its type; "". */
static Str asked_template(const Site *site, const Page *page)
{
    Str asked = page_asked_template(page);
    const PageType *type = page->kind == PAGE_SINGLE ? config_type(site->config, page->origin->type) : NULL;
    return asked.length || !type ? asked : type->template;
}

/* The names to try for a page, best first; in `arena`. */
static int candidates(const Site *site, const Page *page, Arena *arena, Str *names)
{
    static const Str by_kind[] = {
        [PAGE_HOME] = S("home.html"),         [PAGE_SECTION] = S("section.html"),
        [PAGE_SINGLE] = S("page.html"),       [PAGE_TAXONOMY] = S("taxonomy.html"),
        [PAGE_TERM] = S("term.html"),         [PAGE_NOT_FOUND] = S("404.html"),
    };
    Str type = page->origin->type.length ? page->origin->type : S("page");
    int count = 0;
    names[0] = asked_template(site, page);
    if (names[0].length)
        return 1;
    if (page->kind == PAGE_SINGLE)
        names[count++] = str_format(arena, "types/%.*s.html", STR(type));
    if (page->kind == PAGE_SECTION)
        names[count++] = str_format(arena, "types/%.*s-section.html", STR(type));
    names[count++] = by_kind[page->kind];
    return count;
}

/* Finds the template; records in `deps` (when not NULL) each name that was looked up. `wanted` is the
 * last name tried. */
static const TemplateFile *find_template(const Site *site, const Page *page, Arena *arena, Deps *deps,
                                         Str *wanted)
{
    Str names[2];
    int count = candidates(site, page, arena, names);
    Str setting = str_format(arena, "types.%.*s.template", STR(page->origin->type));
    if (deps)
        deps_add(deps, DEP_SETTING, setting, 0);
    for (int i = 0; i < count; i++) {
        *wanted = names[i];
        const TemplateFile *file = map_get(&site->templates, names[i]);
        if (deps)
            deps_add(deps, DEP_TEMPLATE, names[i], file ? file->hash : 0);
        if (file)
            return file;
    }
    return NULL;
}

Str template_of_page(const Site *site, const Page *page, Arena *arena)
{
    Str wanted = S("");
    const TemplateFile *file = find_template(site, page, arena, NULL, &wanted);
    return file ? file->name : S("");
}

bool render_template(Job *job, Buf *out)
{
    Str wanted = S("");
    site_use_meta(job, job->page);
    const TemplateFile *file = find_template(job->site, job->page, job->arena, &job->deps, &wanted);
    if (!file) {
        unknown_template(job->site, page_place(job->page, page_key(job->page, job->arena, S("template"))), wanted,
                         &job->problems);
        return false;
    }
    return !file->failed && template_run(job, file, out);       // its mistakes were said when it was read
}
