/* write/staging_commit.c - how what was staged becomes live: file by file with a journal, or a whole tree
 * at once.
 *
 * File by file, because only what changed was staged: a site of 100,000 pages in which one changed
 * costs one rename. The journal is a file of the staging folder that names what is to be removed; what
 * is to be renamed is what still stands below `site`, beside it. It comes to be by a rename after one syncfs, so
 * that it is there exactly when everything else is. What stands there is "a:b:index.html" (staging_name),
 * or a/b/index.html where that name would be too long, or where a whole tree was staged: both tell the path,
 * so that no list says what goes where. Where a rename cannot do it (the destination is a mount of its own),
 * the bytes are copied beside the old file and renamed there.
 *
 *     essor journal 1
 *     0123456789abcdef        hash of the lines below
 *     a/old/index.html        a path to be removed, one a line
 */
#include "write/staging_commit.h"

#include "base/hash.h"
#include "base/map.h"
#include "base/path.h"

#define STAGED S("site")
#define JOURNAL S("journal")
#define JOURNAL_BEING_WRITTEN S("journal.new")
#define JOURNAL_START S("essor journal 1\n")

enum { HASH_DIGITS = 16, PLAIN_FOLDER = 0755, RANKS = 3 };

typedef List(Str) PathList;

typedef struct StagedFile {
    Str name, path;             /* in the staging folder, in the destination                      */
} StagedFile;

typedef List(StagedFile) StagedList;

static Place in_destination(const Staging *staging, Arena *arena, Str path)
{
    return (Place){ .file = path.length ? path_join(arena, staging->path, path) : staging->path };
}

static bool cannot_write(const Staging *staging, Arena *arena, Str path, const char *why, Problems *problems)
{
    return problem(problems, in_destination(staging, arena, path), "E0703", "cannot write this file: %s", why);
}

void staging_close(Staging *staging)
{
    folder_close(&staging->folder);
    folder_close(&staging->destination);
    folder_close(&staging->parent);
}

/* ---- what was staged ---- */

bool staging_is_ours(Staging *staging, Arena *arena)
{
    FileList list = { 0 };
    bool ours = true;
    folder_list_kinds(&staging->parent, arena, staging->staging, &list);        // what cannot be listed is told when it is opened
    for (int i = 0; ours && i < list.count; i++) {
        Str rest = str_slice(list.at[i].path, staging->staging.length + 1, list.at[i].path.length), top;
        ours = str_next(&rest, '/', &top) &&
               (str_equal(top, STAGED) || str_equal(top, JOURNAL) || str_equal(top, JOURNAL_BEING_WRITTEN));
    }
    return ours;
}

/* Pages after what they show; the manifest, which says that the folder is whole, after everything. */
static int rank(Str path)
{
    return str_equal(path, S("manifest.json")) ? 2 : str_ends(path, S(".html"));
}

/* What staging_name made a name of. */
static Str path_of_name(const Staging *staging, Arena *arena, Str name)
{
    if (!staging->flat || str_find_char(name, ':') < 0)
        return name;
    char *path = arena_alloc_raw(arena, name.length);
    for (size_t i = 0; i < name.length; i++)
        path[i] = name.data[i] == ':' ? '/' : name.data[i];
    return (Str){ path, name.length };
}

/* The files to be made live, in their order. */
static bool list_staged(Staging *staging, Arena *arena, StagedList *out, Problems *problems)
{
    FileList files = { 0 };
    StagedList found = { 0 };
    if (!folder_list_kinds(&staging->folder, arena, S(""), &files))
        return cannot_write(staging, arena, S(""), staging->folder.error, problems);
    for (int i = 0; i < files.count; i++) {
        const FileEntry *file = &files.at[i];
        if (file->is_folder)
            continue;
        Str path = path_of_name(staging, arena, file->path);
        if (!file->is_file || !path_is_clean(path))
            return cannot_write(staging, arena, path, "it is not a regular file with a clean path", problems);
        list_add(&found, arena, ((StagedFile){ file->path, path }));
    }
    for (int order = 0; order < RANKS; order++)
        for (int i = 0; i < found.count; i++)
            if (rank(found.at[i].path) == order)
                list_add(out, arena, found.at[i]);
    return true;
}

/* ---- by files ---- */

/* False, with a problem, when a file stays. What has become a folder, or stands below a file, is gone. */
static bool remove_obsolete(Staging *staging, Arena *arena, const PathList *obsolete, Problems *problems)
{
    Folder *destination = &staging->destination;
    for (int i = 0; i < obsolete->count; i++) {
        Str path = obsolete->at[i];
        FileEntry entry;
        if (folder_remove(destination, path)) {
            folder_prune(destination, path_folder(path));
            continue;
        }
        const char *why = destination->error;
        if (folder_stat(destination, path, &entry) && !entry.is_folder)
            return problem(problems, in_destination(staging, arena, path), "E0709", "cannot remove it: %s", why);
    }
    return true;
}

/* For a destination on another file system than its neighbours. */
static bool copy_over(Staging *staging, Arena *arena, const StagedFile *file)
{
    Str beside = str_format(arena, "%.*s.new~", STR(file->path));
    Folder *destination = &staging->destination;
    if (!folder_copy(&staging->folder, file->name, destination, beside)) {
        destination->error = staging->folder.error;
        return false;
    }
    if (folder_rename(destination, beside, destination, file->path))
        return true;
    const char *error = destination->error;
    folder_remove(destination, beside);
    destination->error = error;
    return false;
}

static bool rename_file(Staging *staging, const StagedFile *file)
{
    return folder_rename(&staging->folder, file->name, &staging->destination, file->path);
}

static bool move_file(Staging *staging, Arena *arena, const StagedFile *file, Problems *problems)
{
    return rename_file(staging, file) || copy_over(staging, arena, file) ||
           cannot_write(staging, arena, file->path, staging->destination.error, problems);
}

/* Files that cannot be renamed at once stand where an obsolete file or folder still is: they are
 * moved after the removal. May be done again from any point where it stopped. */
static bool move_files(Staging *staging, Arena *arena, const StagedList *staged, const PathList *obsolete, Problems *problems)
{
    StagedList late = { 0 };
    for (int i = 0; i < staged->count; i++)
        if (!rename_file(staging, &staged->at[i]))
            list_add(&late, arena, staged->at[i]);
    if (!remove_obsolete(staging, arena, obsolete, problems))
        return false;
    for (int i = 0; i < late.count; i++)
        if (!move_file(staging, arena, &late.at[i], problems))
            return false;
    return true;
}

/* Are the folders above a path free to be written in? Those above `last`, the path before it, are known to be. */
static bool check_above(Staging *staging, Str path, Str last)
{
    for (Str folder = path_folder(path); folder.length; folder = path_folder(folder))
        if (str_starts(last, folder) && last.length > folder.length && last.data[folder.length] == '/')
            return true;
        else if (!folder_may_write(&staging->destination, folder))
            return false;
    return true;
}

static bool cannot_change(const Staging *staging, Arena *arena, Str path, bool written, Problems *problems)
{
    const char *why = staging->destination.error;
    if (written)
        cannot_write(staging, arena, path, why, problems);
    else
        problem(problems, in_destination(staging, arena, path), "E0709", "cannot remove it: %s", why);
    return problem_hint(problems, "in the published folder every folder must be a real one that can be written in");
}

/* A folder that cannot be written in is found before any file of it changes, as is one that leads elsewhere. */
static bool check_folders(Staging *staging, Arena *arena, const StagedList *staged, const PathList *obsolete, Problems *problems)
{
    Str last = S("");
    if (!folder_may_write(&staging->destination, S("")))
        return cannot_change(staging, arena, S(""), true, problems);
    for (int i = 0; i < staged->count + obsolete->count; i++) {
        Str path = i < staged->count ? staged->at[i].path : obsolete->at[i - staged->count];
        if (!check_above(staging, path, last))
            return cannot_change(staging, arena, path, i < staged->count, problems);
        last = path;
    }
    return true;
}

static bool write_journal(Staging *staging, Arena *arena, const PathList *obsolete, bool durable)
{
    Buf lines = buf_new(arena), text = buf_new(arena);
    Folder *parent = &staging->parent;
    Str path = path_join(arena, staging->staging, JOURNAL), half = path_join(arena, staging->staging, JOURNAL_BEING_WRITTEN);
    for (int i = 0; i < obsolete->count; i++) {
        buf_add(&lines, obsolete->at[i]);
        buf_char(&lines, '\n');
    }
    buf_add(&text, JOURNAL_START);
    buf_format(&text, "%016llx\n", (unsigned long long)hash_str(buf_str(&lines)));
    buf_add(&text, buf_str(&lines));
    return folder_write(parent, half, buf_str(&text)) && (!durable || folder_sync(parent)) &&
           folder_rename(parent, half, parent, path);
}

/* What is to be removed; false when the journal is damaged. */
static bool read_journal(Str text, Arena *arena, PathList *obsolete)
{
    Str path;
    if (!str_starts(text, JOURNAL_START))
        return false;
    Str hash = str_slice(text, JOURNAL_START.length, JOURNAL_START.length + HASH_DIGITS);
    Str lines = str_slice(text, JOURNAL_START.length + HASH_DIGITS + 1, text.length);
    if (!str_equal(hash, str_format(arena, "%016llx", (unsigned long long)hash_str(lines))))
        return false;
    while (str_next(&lines, '\n', &path))
        if (path.length && path_is_clean(path))
            list_add(obsolete, arena, path);
    return true;
}

/* Every file is whole, and the journal stays: the next build goes on. */
static bool move_or_leave(Staging *staging, Arena *arena, const StagedList *staged, const PathList *obsolete, Problems *problems)
{
    return move_files(staging, arena, staged, obsolete, problems) ||
           problem_hint(problems, "some files are new, some old, each is whole: build again, once this is mended");
}

bool staging_complete(Staging *staging, Arena *arena, Problems *problems)
{
    PathList obsolete = { 0 };
    StagedList staged = { 0 };
    Str journal;
    staging->recovery = STAGING_UNDONE;
    Folder *parent = &staging->parent;
    if (!folder_read(parent, arena, path_join(arena, staging->staging, JOURNAL), 0, &journal))
        return parent->missing || problem(problems, (Place){ .file = staging->path }, "E0701", "cannot read '%.*s': %s",
                                          STR(JOURNAL), parent->error);
    staging->recovery = STAGING_BROKEN;
    staging->flat = true;               // else there is no journal, or no name that tells a path
    if (staging->destination.descriptor < 0 || !read_journal(journal, arena, &obsolete))
        return true;
    bool some = staging->folder.descriptor >= 0;        // else all had been moved, and the rest was being removed
    if ((some && !list_staged(staging, arena, &staged, problems)) || !move_or_leave(staging, arena, &staged, &obsolete, problems))
        return false;
    staging->recovery = STAGING_COMPLETED;
    return true;
}

static bool commit_files(Staging *staging, const PathList *obsolete, bool durable, Problems *problems)
{
    Arena *arena = problems->arena;
    StagedList staged = { 0 };
    if (!list_staged(staging, arena, &staged, problems) || !check_folders(staging, arena, &staged, obsolete, problems))
        return false;
    if (!write_journal(staging, arena, obsolete, durable))
        return cannot_write(staging, arena, S(""), staging->parent.error, problems);
    staging->touched = true;
    staging->unfinished = !move_or_leave(staging, arena, &staged, obsolete, problems);
    return !staging->unfinished;
}

/* ---- atomic ---- */

static bool cannot_keep(Staging *staging, Arena *arena, Str path, const char *why, Problems *problems)
{
    problem(problems, in_destination(staging, arena, path), "E0715", "cannot take this file over into the new folder: %s",
            why);
    return problem_hint(problems, "move it out of the published folder, or build without --atomic");
}

/* What is staged takes the place of a file; a file and a folder of one name are a mistake. */
static bool is_replaced(Staging *staging, const FileEntry *old)
{
    FileEntry staged;
    return folder_stat(&staging->folder, old->path, &staged) && staged.is_file;
}

static bool take_over(Staging *staging, Arena *arena, const FileEntry *old, Problems *problems)
{
    bool taken;
    if (old->is_folder)
        return folder_make_below(&staging->folder, old->path) || staging->folder.missing ||  // below a file
               cannot_keep(staging, arena, old->path, staging->folder.error, problems);
    return folder_link(&staging->destination, old->path, &staging->folder, old->path, &taken) ||
           (taken && is_replaced(staging, old)) ||
           cannot_keep(staging, arena, old->path, staging->destination.error, problems);
}

/* Gives everything of the destination that was not staged, and is not obsolete, a name in the new tree. */
static bool take_over_all(Staging *staging, Arena *arena, const PathList *obsolete, Problems *problems)
{
    FileList old = { 0 };
    Map gone = { 0 };
    if (!folder_list_all(&staging->destination, arena, S(""), &old))
        return cannot_keep(staging, arena, S(""), staging->destination.error, problems);
    for (int i = 0; i < obsolete->count; i++)
        map_set(&gone, arena, obsolete->at[i], &gone);
    for (int i = 0; i < old.count; i++)
        if (!map_get(&gone, old.at[i].path) && !take_over(staging, arena, &old.at[i], problems))
            return false;
    for (int i = 0; i < obsolete->count; i++)
        folder_prune(&staging->folder, path_folder(obsolete->at[i]));
    for (int i = old.count - 1; i >= 0; i--)
        if (old.at[i].is_folder && old.at[i].mode != PLAIN_FOLDER)
            folder_set_mode(&staging->folder, old.at[i].path, old.at[i].mode);
    FileEntry top;
    if (folder_stat(&staging->destination, S(""), &top))
        folder_set_mode(&staging->folder, S(""), top.mode);
    return true;
}

static bool commit_tree(Staging *staging, const PathList *obsolete, bool durable, Problems *problems)
{
    Arena *arena = problems->arena;
    Folder *parent = &staging->parent;
    if (!take_over_all(staging, arena, obsolete, problems))
        return false;
    if (durable && !folder_sync(&staging->folder))
        return cannot_write(staging, arena, S(""), staging->folder.error, problems);
    if (!folder_exchange(parent, staging->staged, staging->name)) {
        problem(problems, (Place){ .file = staging->path }, "E0715", "this folder cannot be replaced as a whole: %s",
                parent->error);
        return problem_hint(problems, "publish into a folder of a local disk, or build without --atomic");
    }
    staging->touched = true;
    if (durable && !folder_sync_names(parent))
        return cannot_write(staging, arena, S(""), parent->error, problems);
    return true;
}

/* ---- both ---- */

/* One rename when there was nothing. False, without a problem, when there is something. */
static bool move_whole(Staging *staging)
{
    staging->touched = staging->destination.descriptor < 0 &&
                       folder_rename(&staging->parent, staging->staged, &staging->parent, staging->name);
    return staging->touched;
}

static bool open_destination(Staging *staging, Arena *arena, Problems *problems)
{
    return staging->destination.descriptor >= 0 || folder_make(&staging->destination, arena, staging->path) ||
           problem(problems, (Place){ .file = staging->path }, "E0701", "cannot open this folder: %s",
                   staging->destination.error);
}

/* A folder that becomes live as it is may hold nothing but files and folders. */
static bool check_staged(Staging *staging, Problems *problems)
{
    StagedList staged = { 0 };
    return staging->plain || list_staged(staging, problems->arena, &staged, problems);
}

static bool commit(Staging *staging, const PathList *obsolete, bool durable, Problems *problems)
{
    bool whole = staging->destination.descriptor < 0;
    if ((whole || staging->atomic) && !check_staged(staging, problems))
        return false;
    if (whole) {
        if (durable && !folder_sync(&staging->folder))
            return cannot_write(staging, problems->arena, S(""), staging->folder.error, problems);
        if (move_whole(staging))
            return !durable || folder_sync_names(&staging->parent) ||
                   cannot_write(staging, problems->arena, S(""), staging->parent.error, problems);
        if (!open_destination(staging, problems->arena, problems))
            return false;
    }
    return staging->atomic ? commit_tree(staging, obsolete, durable, problems)
                           : commit_files(staging, obsolete, durable, problems);
}

/* The obsolete paths that are not made again. False after a problem. */
static bool find_obsolete(Staging *staging, const Str *obsolete, int count, PathList *out, Problems *problems)
{
    Folder *folder = &staging->folder;
    FileEntry staged;
    char room[STAGING_NAME];
    for (int i = 0; i < count; i++) {
        bool found = folder_stat(folder, staging_name(staging, obsolete[i], room), &staged);
        if (!found && !folder->missing)
            return cannot_write(staging, problems->arena, obsolete[i], folder->error, problems);
        if (!found || staged.is_folder)
            list_add(out, problems->arena, obsolete[i]);
    }
    return true;
}

bool staging_commit(Staging *staging, const Str *obsolete, int count, bool durable, Problems *problems)
{
    PathList gone = { 0 };
    bool ok = find_obsolete(staging, obsolete, count, &gone, problems) && commit(staging, &gone, durable, problems);
    FileEntry left;
    if (!staging->unfinished && folder_stat(&staging->parent, staging->staging, &left) &&
        !folder_remove_tree(&staging->parent, staging->staging) && ok)
        problem_warn(problems, (Place){ .file = path_join(problems->arena, path_folder(staging->path), staging->staging) },
                     "E0716", "the new site is published, but the former one cannot be removed: %s",
                     staging->parent.error);
    staging_close(staging);
    return ok;
}
