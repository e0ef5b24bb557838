/* read/source.c - a site's folder, with the installed themes and Lua library behind it.
 *
 * A path below themes/NAME/ or lua/essor/ is read from the site when the site has that folder, else
 * from the share folder: a theme is taken whole from one place. Everything else is the site's.
 * Called by whatever reads an input: site.toml, pages, tables, scripts, templates, assets.
 */
#include "read/source.h"

#include "base/path.h"

#include <unistd.h>

/* The folder of the running program; "" when the system does not tell. */
static Str program_folder(Arena *arena)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    return length <= 0 ? S("") : str_copy(arena, path_folder((Str){ path, (size_t)length }));
}

static bool open_share(Folder *share, Arena *arena, Str path)
{
    FileEntry entry;
    if (!folder_open(share, arena, path))
        return false;
    if (folder_stat(share, S("themes"), &entry) || folder_stat(share, S("lua/essor"), &entry))
        return true;
    folder_close(share);
    return false;
}

/* Installed: bin/essor and share/essor. In its repository: build/MODE/essor, or build/essor. */
static void find_share(Folder *share, Arena *arena)
{
    static const char *const PLACES[] = { "../share/essor", "../..", ".." };
    Str program = program_folder(arena);
    for (size_t i = 0; program.length && i < sizeof PLACES / sizeof *PLACES; i++)
        if (open_share(share, arena, str_format(arena, "%.*s/%s", STR(program), PLACES[i])))
            return;
    share->descriptor = -1;
}

bool source_open(Source *source, Arena *keep, Str folder, Str share, Problems *problems)
{
    *source = (Source){ .site = { .descriptor = -1 }, .share = { .descriptor = -1 } };
    if (!folder_open(&source->site, keep, folder)) {
        problem(problems, (Place){ 0 }, "E0703", "cannot open the folder '%.*s': %s", STR(folder), source->site.error);
        return problem_hint(problems, "give the folder that holds site.toml, or run the command there");
    }
    if (!share.length) {
        find_share(&source->share, keep);
        return true;
    }
    if (open_share(&source->share, keep, share))
        return true;
    problem(problems, (Place){ 0 }, "E0703", "cannot use the shared folder '%.*s'", STR(share));
    return problem_hint(problems, "it must hold 'themes' and 'lua/essor'");
}

void source_close(Source *source)
{
    folder_close(&source->site);
    folder_close(&source->share);
}

/* "themes/NAME", "lua/essor"; "" for what is always the site's own. */
static Str shared_unit(Str path)
{
    Str rest = path, first, second;
    if (!str_next(&rest, '/', &first) || !str_next(&rest, '/', &second))
        return S("");
    if (str_equal(first, S("themes")) || (str_equal(first, S("lua")) && str_equal(second, S("essor"))))
        return str_slice(path, 0, first.length + 1 + second.length);
    return str_equal(first, S("archetypes")) ? path : S("");
}

/* The folder that holds `path`: a copy, so that each caller has an `error` of its own. */
static Folder folder_of(const Source *source, Str path)
{
    Folder site = source->site, share = source->share;
    Str unit = shared_unit(path);
    FileEntry entry;
    if (!unit.length || share.descriptor < 0 || folder_stat(&site, unit, &entry))
        return site;
    return share;
}

bool source_list(const Source *source, Arena *keep, Str top, FileList *out, Problems *problems)
{
    Folder folder = folder_of(source, top);
    FileList list = { 0 };
    if (!folder_list(&folder, keep, top, NULL, 0, &list) && !folder.missing)
        return problem(problems, (Place){ top, 0, 0 }, "E0712", "cannot list the folder '%.*s': %s", STR(top),
                       folder.error);
    bool ok = true;
    for (int i = 0; i < list.count; i++) {
        if (path_is_backup(list.at[i].path))
            continue;
        if (!list.at[i].is_link) {
            list_add(out, keep, list.at[i]);
            continue;
        }
        problem(problems, (Place){ list.at[i].path, 0, 0 }, "E0713", "'%.*s' is a symbolic link", STR(list.at[i].path));
        ok = problem_hint(problems, "links are not followed: put the file itself there");
    }
    return ok;
}

bool source_read(const Source *source, Arena *arena, Str path, Place place, Str *out, Problems *problems)
{
    Folder folder = folder_of(source, path);
    if (path_is_clean(path) && path.length && folder_read(&folder, arena, path, 0, out))
        return true;
    *out = S("");
    if (!place.file.length)
        place.file = path;
    if (!path_is_clean(path) || !path.length)
        return problem(problems, place, "E0712", "'%.*s' is not a path inside the site", STR(path));
    return problem(problems, place, "E0714", "cannot read '%.*s': %s", STR(path), folder.error);
}

bool source_has(const Source *source, Str path)
{
    Folder folder = folder_of(source, path);
    FileEntry entry;
    return path_is_clean(path) && folder_stat(&folder, path, &entry) && !entry.is_folder && !entry.is_link;
}
