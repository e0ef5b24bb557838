/* read/source.c - a site's folder, with the installed themes and Lua library behind it.
 *
 * A path below themes/NAME/ or lua/essor/ is read from the site when the site has that folder, else
 * from the share folder: a theme is taken whole from one place. Everything else is the site's.
 * Called by whatever reads an input: site.toml, pages, tables, scripts, templates, assets.
 */
#include "read/source.h"

#include "base/path.h"

#include <stdlib.h>
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
    if (!unit.length || share.descriptor < 0 || folder_stat(&site, unit, &entry) || !site.missing)
        return site;
    return share;
}

/* The index of the first file of the listing that does not stand before `path`. */
static int place_of(const FileList *listing, Str path)
{
    int from = 0, to = listing->count;
    while (from < to) {
        int middle = from + (to - from) / 2;
        if (str_compare(listing->at[middle].path, path) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void list_known(const FileList *listing, Arena *keep, Str top, FileList *out)
{
    Str inside = str_format(keep, "%.*s/", STR(top));
    for (int i = place_of(listing, inside); i < listing->count && str_starts(listing->at[i].path, inside); i++)
        list_add(out, keep, listing->at[i]);
}

bool source_list(const Source *source, Arena *keep, Str top, FileList *out, Problems *problems)
{
    if (source->listing) {
        list_known(source->listing, keep, top, out);
        return true;
    }
    Folder folder = folder_of(source, top);
    int kept = out->count;
    bool ok = folder_list(&folder, keep, top, NULL, 0, out) || folder.missing;
    if (!ok)
        problem(problems, (Place){ top, 0, 0 }, "E0712", "cannot list the folder '%.*s': %s", STR(top), folder.error);
    for (int i = kept; i < out->count; i++) {
        FileEntry file = out->at[i];
        if (!file.is_link && !file.is_folder && !path_is_backup(file.path))
            out->at[kept++] = file;
        if (!file.is_link)
            continue;
        problem(problems, (Place){ file.path, 0, 0 }, "E0713", "'%.*s' is a symbolic link", STR(file.path));
        ok = problem_hint(problems, "links are not followed: put the file itself there");
    }
    out->count = kept;
    return ok;
}

static int by_path(const void *a, const void *b)
{
    return str_compare(((const FileEntry *)a)->path, ((const FileEntry *)b)->path);
}

/* The first top is the large one, which stands before the others. */
bool source_survey(Source *source, Arena *keep, const Str *tops, int count, Problems *problems)
{
    FileList *listing = arena_new(keep, FileList);
    bool ok = true;
    int sorted = 0, kept = 0;
    source->listing = NULL;
    for (int i = 0; i < count; i++) {
        ok = source_list(source, keep, tops[i], listing, problems) && ok;
        sorted = i ? sorted : listing->count;
    }
    if (listing->count > sorted)
        qsort(listing->at + sorted, (size_t)(listing->count - sorted), sizeof(FileEntry), by_path);
    for (int i = 0; i < listing->count; i++)        // lua/essor also stands in a site's lua/
        if (!kept || !str_equal(listing->at[kept - 1].path, listing->at[i].path))
            listing->at[kept++] = listing->at[i];
    listing->count = kept;
    source->listing = listing;
    return ok;
}

/* Names that other systems read as something else, or that terminals obey, are refused; else it leaves the site. */
static bool tell_unclean(Problems *problems, Place place, Str path)
{
    int at = path_unclean_byte(path);
    if (at < 0) {
        problem(problems, place, "E0712", "'%.*s' is not a path inside the site", STR(path));
        return problem_hint(problems, "write it from the folder of the site on: content/donnees/emploi.csv");
    }
    if (path.data[at] == ':' || path.data[at] == '\\')
        problem(problems, place, "E0712", "the name '%.*s' has the character '%c'", STR(path), path.data[at]);
    else
        problem(problems, place, "E0712", "the name '%.*s' has a control character", STR(path));
    return problem_hint(problems, "rename the file or its folder: a name has neither ':' nor '\\' nor a control character");
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
        return tell_unclean(problems, place, path);
    return problem(problems, place, "E0714", "cannot read '%.*s': %s", STR(path), folder.error);
}

bool source_changed(Str path, Problems *problems)
{
    problem(problems, (Place){ path, 0, 0 }, "E0717", "this file was changed while the site was built");
    return problem_hint(problems, "build again");
}

bool source_has(const Source *source, Str path)
{
    if (source->listing) {
        int at = place_of(source->listing, path);
        return at < source->listing->count && str_equal(source->listing->at[at].path, path);
    }
    Folder folder = folder_of(source, path);
    FileEntry entry;
    return path_is_clean(path) && folder_stat(&folder, path, &entry) && !entry.is_folder && !entry.is_link;
}
