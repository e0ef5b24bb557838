/* commands/merge.c - makes one site of the parts that `essor build --shard` made.
 *
 * The manifests of the parts, each with a hash of its own lines, say what belongs together: the same version,
 * the same site, each part once.
 * Their lines, sorted, are the manifest of the whole. Links from one part to another are followed to their
 * anchors here. Files that the destination has already are left; each of the others is read, checked
 * against its hash, and staged.
 */
#include "commands/destination.h"

#include "base/hash.h"
#include "base/location.h"
#include "base/path.h"
#include "write/html_links.h"
#include "write/manifest.h"
#include "write/staging.h"

#include <stdlib.h>

typedef struct Part {
    Str path;                   /* of its folder                                                  */
    Folder folder;
    ManifestPart part;
    Str version;
} Part;

typedef struct PartFile { RecordFile file; Part *part; } PartFile;

typedef struct Merge {
    Invocation *invocation;
    Arena *keep, *arena;        /* the second for one file at a time                              */
    Problems *problems;
    Part *parts;
    int count;                  /* of the operands                                                */
    List(PartFile) files;       /* sorted by path                                                 */
    Staging staging;
    OpenLinks links;            /* of all parts, sorted by what they lead to                      */
    List(Str) urls;             /* of the pages, for hints; filled at the first mistake           */
    int mistakes;               /* of the links, that were told                                   */
    Map before;                 /* path -> RecordFile of the manifest that is published           */
    int written;
} Merge;

/* Opens its folder and reads the manifest there. */
static bool open_part(Merge *merge, Part *part, Str *manifest)
{
    Place place = { .file = part->path };
    bool opened = folder_open(&part->folder, merge->keep, part->path);
    if (!opened)
        problem(merge->problems, place, "E0701", "cannot open the folder: %s", part->folder.error);
    else if (!manifest_read(&part->folder, merge->keep, manifest, merge->problems))
        opened = false;
    else if (!manifest->length || manifest_is_whole(*manifest))
        opened = problem(merge->problems, place, "E0921", "this folder holds no part of a site");
    return opened || problem_hint(merge->problems, "a part is made by 'essor build --shard I/N'");
}

/* A list that lost lines would tell of a smaller site, and all else be removed. */
static bool read_part(Merge *merge, Part *part)
{
    Str manifest;
    RecordFileList files = { 0 };
    if (!open_part(merge, part, &manifest))
        return false;
    if (!manifest_part(manifest, merge->keep, &part->version, &part->part) || !manifest_files(manifest, merge->keep, &files)) {
        Place place = { .file = path_join(merge->keep, part->path, S("manifest.json")) };
        problem(merge->problems, place, "E0924", "this file is not the one that its part made");
        return problem_hint(merge->problems, "it was changed or cut on its way, or another version wrote it: "
                                             "bring the part over again, or build it again");
    }
    for (int i = 0; i < files.count; i++)
        list_add(&merge->files, merge->keep, (PartFile){ files.at[i], part });
    for (int i = 0; i < part->part.links.count; i++)
        list_add(&merge->links, merge->keep, part->part.links.at[i]);
    return true;
}

static bool other_site(Merge *merge, const Part *part, const char *what)
{
    problem(merge->problems, (Place){ .file = part->path }, "E0922", "this part and '%.*s' are not of one site: %s",
            STR(merge->parts[0].path), message(merge->problems->language, what));
    return problem_hint(merge->problems, "build all parts from the same sources, with the same program and number of parts");
}

static bool check_part(Merge *merge, const Part *part)
{
    const Part *first = &merge->parts[0];
    if (part->part.count != first->part.count)
        return other_site(merge, part, "their numbers of parts differ");
    if (!str_equal(part->version, first->version))
        return other_site(merge, part, "different versions of Essor made them");
    if (part->part.site != first->part.site)
        return other_site(merge, part, "what they are made from differs");
    for (const Part *other = first; other < part; other++)
        if (other->part.number == part->part.number)
            return problem(merge->problems, (Place){ .file = part->path }, "E0922",
                           "part %d is here twice, the other is '%.*s'", part->part.number, STR(other->path));
    return true;
}

static bool has_part(const Merge *merge, int number)
{
    for (int i = 0; i < merge->count; i++)
        if (merge->parts[i].part.number == number)
            return true;
    return false;
}

static bool check_whole(Merge *merge)
{
    enum { SHOWN = 10 };
    Buf names = buf_new(merge->keep);
    int missing = 0;
    for (int number = 1; number <= merge->parts[0].part.count; number++)
        if (!has_part(merge, number) && missing++ < SHOWN)
            buf_format(&names, "%s%d", names.length ? ", " : "", number);
    if (!missing)
        return true;
    if (missing > SHOWN) {
        buf_literal(&names, ", ");
        buf_format(&names, message(merge->problems->language, "and %d more"), missing - SHOWN);
    }
    problem(merge->problems, (Place){ 0 }, "E0923", "of the %d parts of this site, these are missing: %.*s",
            merge->parts[0].part.count, STR(buf_str(&names)));
    return problem_hint(merge->problems, "a site is published whole or not at all");
}

static int by_path(const void *a, const void *b)
{
    return str_compare(((const PartFile *)a)->file.path, ((const PartFile *)b)->file.path);
}

static int by_path_and_part(const void *a, const void *b)
{
    int order = by_path(a, b);
    return order ? order : ((const PartFile *)a)->part->part.number - ((const PartFile *)b)->part->part.number;
}

/* The files are sorted. */
static bool check_once(Merge *merge)
{
    bool ok = true;
    for (int i = 1; i < merge->files.count; i++) {
        const PartFile *one = &merge->files.at[i - 1], *other = &merge->files.at[i];
        if (!str_equal(one->file.path, other->file.path))
            continue;
        problem(merge->problems, (Place){ .file = path_join(merge->keep, other->part->path, other->file.path) }, "E0922",
                "the part '%.*s' has a file of this path too", STR(one->part->path));
        ok = problem_hint(merge->problems, "two things of the site make it: give one of them another name");
    }
    return ok;
}

static bool read_parts(Merge *merge)
{
    bool ok = true;
    for (int i = 0; i < merge->count; i++) {
        merge->parts[i].path = merge->invocation->operands.at[i];
        ok = read_part(merge, &merge->parts[i]) && ok;
    }
    for (int i = 1; ok && i < merge->count; i++)
        ok = check_part(merge, &merge->parts[i]);
    if (merge->files.count)
        qsort(merge->files.at, (size_t)merge->files.count, sizeof *merge->files.at, by_path_and_part);
    return ok && check_whole(merge) && check_once(merge);
}

/* Reads a file into the arena. */
static bool read_file(Merge *merge, const PartFile *file, Str *bytes)
{
    Folder folder = file->part->folder;
    Place place = { .file = path_join(merge->keep, file->part->path, file->file.path) };
    if (!folder_read(&folder, merge->arena, file->file.path, 0, bytes)) {
        problem(merge->problems, place, "E0701", "cannot read this file: %s", folder.error);
        return problem_hint(merge->problems, "it is in the list of its part: bring the part over again");
    }
    if (bytes->length == file->file.size && hash_str(*bytes) == file->file.hash)
        return true;
    problem(merge->problems, place, "E0924", "this file is not the one that its part made");
    return problem_hint(merge->problems, "it was changed or cut on its way: bring the part over again");
}

static const PartFile *find_file(const Merge *merge, Str path)
{
    PartFile key = { .file = { .path = path } };
    return merge->files.count ? bsearch(&key, merge->files.at, (size_t)merge->files.count, sizeof key, by_path) : NULL;
}

/* Links from one part to another */

static int by_target(const void *a, const void *b)
{
    const OpenLink *x = a, *y = b;
    int order = str_compare(x->path, y->path);
    order = order ? order : str_compare(x->url, y->url);
    order = order ? order : str_compare(x->place.file, y->place.file);
    order = order ? order : x->place.line - y->place.line;
    return order ? order : x->place.column - y->place.column;
}

/* A build of the whole tells a mistake once for each place, or for each URL without one: at the first page. */
static bool is_told(const OpenLink *link, const OpenLink *before)
{
    const Place *one = &before->place, *other = &link->place;
    return str_equal(before->url, link->url) && one->line == other->line &&
           (!one->line || (str_equal(one->file, other->file) && one->column == other->column));
}

static bool has_id(const Job *job, Str id)
{
    for (int i = 0; i < job->ids.count; i++)
        if (str_equal(job->ids.at[i], id))
            return true;
    return false;
}

static void tell_no_page(Merge *merge, const OpenLink *link, bool hinted)
{
    Str base_path = merge->parts[0].part.base_path;
    for (int i = merge->urls.count || !hinted ? merge->files.count : 0; i < merge->files.count; i++)
        if (str_ends(merge->files.at[i].file.path, S(".html")))
            list_add(&merge->urls, merge->keep, url_below(merge->keep, base_path, merge->files.at[i].file.path));
    report_no_page(merge->problems, link->place, link->url, merge->urls.at, hinted ? merge->urls.count : 0);
}

/* Reads the anchors of a page when one of the links to it, `from`..`to`, has one. */
static bool read_ids(Merge *merge, const PartFile *file, int from, int to, Job *page)
{
    Str bytes;
    while (from < to && !merge->links.at[from].anchor.length)
        from++;
    if (from == to)
        return true;
    bool ok = read_file(merge, file, &bytes);
    if (ok)
        collect_ids(page, bytes);
    return ok;
}

/* Follows the links `from`..`to`, all to one path. False when it cannot be read. */
static bool follow_links(Merge *merge, int from, int to)
{
    const OpenLink *told = NULL;
    const PartFile *file = find_file(merge, merge->links.at[from].path);
    Job page = { .arena = merge->arena };
    if (file && !read_ids(merge, file, from, to, &page))
        return false;
    for (int i = from; i < to; i++) {
        const OpenLink *link = &merge->links.at[i];
        if ((file && (!link->anchor.length || has_id(&page, link->anchor))) || (told && is_told(link, told)))
            continue;
        told = link;
        bool hinted = merge->mistakes++ < MOST_HINTED_LINKS;
        if (file)
            report_no_anchor(merge->problems, link->place, url_below(merge->arena, merge->parts[0].part.base_path, link->path),
                             link->anchor, page.ids.at, hinted ? page.ids.count : 0);
        else
            tell_no_page(merge, link, hinted);
    }
    return true;
}

/* Gives the exit code. */
static int check_open_links(Merge *merge)
{
    OpenLinks *links = &merge->links;
    bool read = true;
    if (links->count)
        qsort(links->at, (size_t)links->count, sizeof *links->at, by_target);
    for (int from = 0, to; from < links->count; from = to) {
        for (to = from + 1; to < links->count && str_equal(links->at[to].path, links->at[from].path);)
            to++;
        read = follow_links(merge, from, to) && read;
        arena_reset(merge->arena);
    }
    return !read ? EXIT_ENVIRONMENT : merge->problems->errors ? EXIT_SITE_ERRORS : EXIT_DONE;
}

/* The site */

/* With all links followed, its own too. */
static Str place_of(const Merge *merge, Str folder)
{
    return location_of(merge->keep, str_format(merge->keep, "%.*s/.", STR(folder)));
}

/* What is read must stay until it is published. */
static bool check_destination(Merge *merge)
{
    Str destination = destination_folder(merge->invocation), place = place_of(merge, destination);
    for (int i = 0; i < merge->count; i++) {
        if (!str_equal(place_of(merge, merge->parts[i].path), place))
            continue;
        problem(merge->problems, (Place){ .file = destination }, "E0925", "the destination is one of the parts");
        return problem_hint(merge->problems, "the site would be written over the part: choose another destination");
    }
    return true;
}

/* What is published already, as far as it is ours. */
static bool read_published(Merge *merge)
{
    Str manifest;
    RecordFileList files = { 0 };
    if (merge->staging.destination.descriptor < 0)
        return true;
    if (!manifest_read(&merge->staging.destination, merge->keep, &manifest, merge->problems))
        return false;
    manifest_files(manifest, merge->keep, &files);
    for (int i = 0; i < files.count; i++)
        map_set(&merge->before, merge->keep, files.at[i].path, &files.at[i]);
    return true;
}

static bool stage_file(Merge *merge, const PartFile *file)
{
    const RecordFile *before = map_get(&merge->before, file->file.path);
    Str bytes;
    if (before && merge->staging.recovery != STAGING_BROKEN && before->hash == file->file.hash && before->size == file->file.size)
        return true;
    merge->written++;
    return read_file(merge, file, &bytes) && staging_write(&merge->staging, file->file.path, bytes, merge->problems);
}

/* What is published and in no part. */
static PathList obsolete_of(const Merge *merge)
{
    PathList paths = { 0 };
    for (int i = 0; i < merge->before.count; i++) {
        Str path = merge->before.entries[i].key;
        if (!find_file(merge, path))
            list_add(&paths, merge->keep, path);
    }
    return paths;
}

static bool stage_all(Merge *merge)
{
    RecordFileList files = { 0 };
    Buf manifest = buf_new(merge->keep);
    for (int i = 0; i < merge->files.count; i++) {
        if (!stage_file(merge, &merge->files.at[i]))
            return false;
        arena_reset(merge->arena);
        list_add(&files, merge->keep, merge->files.at[i].file);
    }
    write_manifest_of(merge->parts[0].version, &files, &manifest);
    return staging_write(&merge->staging, S("manifest.json"), buf_str(&manifest), merge->problems);
}

static bool merge_parts(Merge *merge)
{
    Invocation *invocation = merge->invocation;
    StagingOptions options = { .force = invocation->force, .atomic = invocation->atomic };
    if (!staging_begin(&merge->staging, merge->keep, destination_folder(invocation), options, merge->problems))
        return false;
    bool ok = read_published(merge);
    PathList obsolete = obsolete_of(merge);
    if (!ok || !stage_all(merge)) {
        staging_abandon(&merge->staging);
        return false;
    }
    if (!staging_commit(&merge->staging, obsolete.at, obsolete.count, true, merge->problems))
        return false;
    say(invocation, "%d parts: %d files, %d written, %d removed", merge->count, merge->files.count, merge->written,
        obsolete.count);
    return true;
}

int command_merge(Invocation *invocation)
{
    Arena *keep = invocation->keep;
    Merge merge = { .invocation = invocation, .keep = keep, .arena = arena_open(), .problems = &invocation->problems };
    Folder state;
    merge.count = invocation->operands.count;
    merge.parts = arena_array(keep, Part, merge.count);
    for (int i = 0; i < merge.count; i++)
        merge.parts[i].folder.descriptor = -1;
    int code = read_parts(&merge) && check_destination(&merge) ? check_open_links(&merge) : EXIT_REFUSED;
    if (code == EXIT_DONE && (!make_state(invocation, &state) || !lock_site(invocation, &state, NULL) || !merge_parts(&merge)))
        code = destination_refused(merge.problems, destination_folder(invocation));
    for (int i = 0; i < merge.count; i++)
        folder_close(&merge.parts[i].folder);
    arena_close(merge.arena);
    report(invocation, NULL);
    if (code == EXIT_SITE_ERRORS)
        say(invocation, "nothing was published: the folder is as it was");
    return code;
}
