/* write/staging.c - writes beside the published folder, then renames over it.
 *
 * Files are renamed one by one, because only those that changed were staged: a site of 100,000 pages
 * in which one changed costs one rename. Where a rename cannot do it (the destination is a mount of
 * its own), the bytes are copied beside the old file and renamed there. Called by commands/build.c.
 */
#include "write/staging.h"

#include "base/path.h"
#include "write/manifest.h"

#include <stdlib.h>

static Place at(Str path)
{
    return (Place){ .file = path };
}

static Place in_destination(const Staging *staging, Arena *arena, Str path)
{
    return at(path_join(arena, staging->path, path));
}

static bool cannot_open(Str path, const Folder *folder, Problems *problems)
{
    return problem(problems, at(path), "E0701", "cannot open this folder: %s", folder->error);
}

static bool has_files(Folder *folder, Arena *arena)
{
    FileList list = { 0 };
    return !folder_list(folder, arena, S(""), NULL, 0, &list) || list.count;
}

/* A destination that is empty counts as absent: one rename replaces it. */
static bool open_destination(Staging *staging, Arena *arena, bool force, Problems *problems)
{
    Folder *destination = &staging->destination;
    FileEntry entry;
    if (!folder_open(destination, arena, staging->path))
        return !folder_stat(&staging->parent, staging->name, &entry) ||
               cannot_open(staging->path, destination, problems);
    Str manifest;
    staging->ours = manifest_read(destination, arena, &manifest);
    if (staging->ours)
        return true;
    if (!has_files(destination, arena)) {
        folder_close(destination);
        return true;
    }
    if (force)
        return true;
    problem(problems, at(staging->path), "E0702",
            "this folder has files and was not made by Essor: nothing was changed");
    return problem_hint(problems, "choose another destination, empty it, or add --force to write among its files");
}

static bool open_staging(Staging *staging, Arena *keep, Problems *problems)
{
    Str path = path_join(keep, path_folder(staging->path), staging->staging);
    FileEntry old;
    if (folder_stat(&staging->parent, staging->staging, &old) &&
        !folder_remove_tree(&staging->parent, staging->staging))
        return problem(problems, at(path), "E0701", "cannot remove what an earlier build left: %s",
                       staging->parent.error);
    if (!folder_make(&staging->folder, keep, path))
        return problem(problems, at(path), "E0701", "cannot make this folder: %s", staging->folder.error);
    return true;
}

static void close_all(Staging *staging)
{
    folder_close(&staging->folder);
    folder_close(&staging->destination);
    folder_close(&staging->parent);
}

static Str without_slashes_at_end(Str path)
{
    while (path.length > 1 && path.data[path.length - 1] == '/')
        path.length--;
    return path;
}

bool staging_begin(Staging *staging, Arena *keep, Str destination, bool force, Problems *problems)
{
    Str path = str_copy(keep, without_slashes_at_end(destination));
    Str name = path_name(path), above = path_folder(path);
    *staging = (Staging){ .path = path, .name = name, .staging = str_format(keep, "%.*s.staging", STR(name)) };
    staging->parent.descriptor = staging->destination.descriptor = staging->folder.descriptor = -1;
    if (!name.length || str_equal(name, S(".")) || str_equal(name, S("..")))
        return problem(problems, at(path), "E0701", "the destination must be a folder with a name of its own");
    if (!above.length && path.data[0] == '/')
        above = S("/");
    bool opened = above.length ? folder_make(&staging->parent, keep, above)
                               : folder_open(&staging->parent, keep, above);
    if (!opened)
        return cannot_open(above, &staging->parent, problems);
    if (open_destination(staging, keep, force, problems) && open_staging(staging, keep, problems))
        return true;
    close_all(staging);
    return false;
}

bool staging_has(const Staging *staging, Str path, uint64_t size)
{
    Folder destination = staging->destination;
    FileEntry entry;
    return destination.descriptor >= 0 && folder_stat(&destination, path, &entry) && !entry.is_folder &&
           !entry.is_link && entry.size == size;
}

bool staging_write(const Staging *staging, Str path, Str bytes, Problems *problems)
{
    Folder folder = staging->folder;
    return folder_add(&folder, path, bytes) ||
           problem(problems, in_destination(staging, problems->arena, path), "E0703",
                   "cannot write this file: %s", folder.error);
}

/* Pages after what they show; the manifest, which says that the folder is whole, after everything. */
static int rank(Str path)
{
    return str_equal(path, S("manifest.json")) ? 2 : str_ends(path, S(".html"));
}

static int by_rank(const void *a, const void *b)
{
    Str left = ((const FileEntry *)a)->path, right = ((const FileEntry *)b)->path;
    int order = rank(left) - rank(right);
    return order ? order : str_compare(left, right);
}

static void remove_obsolete(Staging *staging, const Str *obsolete, int count)
{
    for (int i = 0; i < count; i++)
        if (folder_remove(&staging->destination, obsolete[i]))
            folder_prune(&staging->destination, path_folder(obsolete[i]));
}

/* For a destination on another file system than its neighbours. */
static bool copy_over(Staging *staging, Arena *arena, Str path)
{
    Str beside = str_format(arena, "%.*s.new~", STR(path));
    Folder *destination = &staging->destination;
    if (!folder_copy(&staging->folder, path, destination, beside)) {
        destination->error = staging->folder.error;
        return false;
    }
    if (folder_rename(destination, beside, destination, path))
        return true;
    const char *error = destination->error;
    folder_remove(destination, beside);
    destination->error = error;
    return false;
}

static bool move_file(Staging *staging, Arena *arena, Str path, Problems *problems)
{
    if (folder_rename(&staging->folder, path, &staging->destination, path) || copy_over(staging, arena, path))
        return true;
    return problem(problems, in_destination(staging, arena, path), "E0703", "cannot write this file: %s",
                   staging->destination.error);
}

/* Files that cannot be renamed at once stand where an obsolete file or folder still is: they are
 * moved after the removal. */
static bool move_files(Staging *staging, Arena *arena, const Str *obsolete, int count, Problems *problems)
{
    FileList files = { 0 };
    List(Str) late = { 0 };
    if (!folder_list(&staging->folder, arena, S(""), NULL, 0, &files))
        return cannot_open(staging->path, &staging->folder, problems);
    if (files.count)
        qsort(files.at, (size_t)files.count, sizeof *files.at, by_rank);
    for (int i = 0; i < files.count; i++)
        if (!files.at[i].is_folder &&
            !folder_rename(&staging->folder, files.at[i].path, &staging->destination, files.at[i].path))
            list_add(&late, arena, files.at[i].path);
    remove_obsolete(staging, obsolete, count);
    bool ok = true;
    for (int i = 0; i < late.count; i++)
        ok = move_file(staging, arena, late.at[i], problems) && ok;
    return ok;
}

/* One rename when there was nothing. False, without a problem, when files must be moved one by one. */
static bool move_whole(Staging *staging)
{
    return staging->destination.descriptor < 0 &&
           folder_rename(&staging->parent, staging->staging, &staging->parent, staging->name);
}

bool staging_commit(Staging *staging, const Str *obsolete, int count, bool durable, Problems *problems)
{
    if (durable && !folder_sync(&staging->folder))
        return problem(problems, at(staging->path), "E0703", "the disk does not take the files: %s",
                       staging->folder.error);
    bool ok = true;
    if (!move_whole(staging)) {
        if (staging->destination.descriptor < 0)
            ok = folder_make(&staging->destination, problems->arena, staging->path) ||
                 cannot_open(staging->path, &staging->destination, problems);
        ok = ok && move_files(staging, problems->arena, obsolete, count, problems);
        folder_remove_tree(&staging->parent, staging->staging);
    }
    close_all(staging);
    return ok;
}

void staging_abandon(Staging *staging)
{
    if (staging->folder.descriptor >= 0)
        folder_remove_tree(&staging->parent, staging->staging);
    close_all(staging);
}
