/* write/staging.c - the folder beside the published one: opened, written, given up.
 *
 * How it becomes live is in staging_commit.c. Called by the build and by what publishes.
 */
#include "write/staging_commit.h"

#include "base/path.h"
#include "write/manifest.h"

static Place at(Str path)
{
    return (Place){ .file = path };
}

static bool cannot_open(Str path, const Folder *folder, Problems *problems)
{
    problem(problems, at(path), "E0701", "cannot open this folder: %s", folder->error);
    return problem_hint(problems, "is this the folder that you mean? --destination names another");
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
    if (!manifest_read(destination, arena, &manifest, problems))
        return false;
    staging->ours = manifest.length > 0;
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

static Str path_of(const Staging *staging, Arena *arena, Str name)
{
    return path_join(arena, path_folder(staging->path), name);
}

/* Completes what a killed build left, when its journal says so. False after a problem: it is all left as it is. */
static bool complete(Staging *staging, Arena *keep, Problems *problems)
{
    Str path = path_of(staging, keep, staging->staged);
    if (!folder_open(&staging->folder, keep, path) && !staging->folder.missing)
        return cannot_open(path, &staging->folder, problems);
    bool opened = folder_open(&staging->destination, keep, staging->path) || staging->destination.missing;
    bool ok = opened ? staging_complete(staging, keep, problems) : cannot_open(staging->path, &staging->destination, problems);
    folder_close(&staging->destination);
    folder_close(&staging->folder);
    return ok;
}

static bool is_of_others(Staging *staging, Arena *keep, Problems *problems)
{
    problem(problems, at(path_of(staging, keep, staging->staging)), "E0702",
            "builds are prepared in this place, and what stands here is not Essor's: nothing was changed");
    return problem_hint(problems, "give it another name, or choose another destination");
}

/* Completes what a killed build left, or undoes it, and removes it. What can be neither is removed too when a build
 * follows, which makes everything anew. */
static bool recover(Staging *staging, Arena *keep, bool only, Problems *problems)
{
    FileEntry old;
    if (!folder_stat(&staging->parent, staging->staging, &old))
        return staging->parent.missing || cannot_open(path_of(staging, keep, staging->staging), &staging->parent, problems);
    if (!old.is_folder || !staging_is_ours(staging, keep))
        return is_of_others(staging, keep, problems);
    staging->recovery = STAGING_UNDONE;
    if (!complete(staging, keep, problems))
        return false;
    if (only && staging->recovery == STAGING_BROKEN)
        return true;
    return folder_remove_tree(&staging->parent, staging->staging) ||
           problem(problems, at(path_of(staging, keep, staging->staging)), "E0701",
                   "cannot remove what an earlier build left: %s", staging->parent.error);
}

static bool open_staging(Staging *staging, Arena *keep, Problems *problems)
{
    Str path = path_of(staging, keep, staging->staged);
    return folder_make(&staging->folder, keep, path) ||
           problem(problems, at(path), "E0701", "cannot make this folder: %s", staging->folder.error);
}

/* Two folders change places: neither may be a link or a mount. */
static bool check_exchange(Staging *staging, Problems *problems)
{
    FileEntry entry;
    if (!staging->atomic || !folder_stat(&staging->parent, staging->name, &entry))
        return true;
    if (entry.is_link) {
        problem(problems, at(staging->path), "E0715", "this folder cannot be replaced as a whole: %s",
                message(problems->language, "it is a symbolic link"));
        return problem_hint(problems, "name the folder that the link points to, or build without --atomic");
    }
    if (staging->destination.descriptor < 0 || !folder_is_mount(&staging->destination, &staging->parent))
        return true;
    problem(problems, at(staging->path), "E0715", "this folder cannot be replaced as a whole: %s",
            message(problems->language, "it is a mount of its own"));
    return problem_hint(problems, "publish into a folder below it, or build without --atomic");
}

static Str without_slashes_at_end(Str path)
{
    while (path.length > 1 && path.data[path.length - 1] == '/')
        path.length--;
    return path;
}

bool staging_has_name(Str destination)
{
    Str name = path_name(without_slashes_at_end(destination));
    return name.length && !str_equal(name, S(".")) && !str_equal(name, S(".."));
}

/* Opens the folder that holds the destination, and ends what a killed build had begun. */
static bool open_parent(Staging *staging, Arena *keep, Str destination, bool only, Problems *problems)
{
    Str path = str_copy(keep, without_slashes_at_end(destination));
    Str name = path_name(path), above = path_folder(path);
    *staging = (Staging){ .path = path, .name = name, .plain = true, .staging = str_format(keep, "%.*s.staging", STR(name)),
                          .staged = str_format(keep, "%.*s.staging/site", STR(name)) };
    staging->parent.descriptor = staging->destination.descriptor = staging->folder.descriptor = -1;
    if (!staging_has_name(path)) {
        problem(problems, at(path), "E0701", "the destination must be a folder with a name of its own");
        return problem_hint(problems, "write for instance --destination public");
    }
    if (!above.length && path.data[0] == '/')
        above = S("/");
    bool opened = above.length ? folder_make(&staging->parent, keep, above)
                               : folder_open(&staging->parent, keep, above);
    return opened ? recover(staging, keep, only, problems) : cannot_open(above, &staging->parent, problems);
}

bool staging_begin(Staging *staging, Arena *keep, Str destination, StagingOptions options, Problems *problems)
{
    bool ok = open_parent(staging, keep, destination, false, problems);
    staging->atomic = options.atomic;
    if (ok && open_destination(staging, keep, options.force, problems) && check_exchange(staging, problems) &&
        open_staging(staging, keep, problems)) {
        staging->flat = staging->destination.descriptor >= 0 && !staging->atomic;
        return true;
    }
    staging_close(staging);
    return false;
}

bool staging_is_left(Arena *arena, Str destination)
{
    Folder parent;
    FileEntry left;
    Str path = without_slashes_at_end(destination), above = path_folder(path);
    if (!folder_open(&parent, arena, above.length || path.data[0] != '/' ? above : S("/")))
        return !parent.missing;
    bool found = folder_stat(&parent, str_format(arena, "%.*s.staging", STR(path_name(path))), &left) || !parent.missing;
    folder_close(&parent);
    return found;
}

bool staging_recover(Arena *arena, Str destination, StagingRecovery *recovery, Problems *problems)
{
    Staging staging;
    *recovery = STAGING_NOTHING;
    if (!staging_is_left(arena, destination))
        return true;
    bool ok = open_parent(&staging, arena, destination, true, problems);
    staging_close(&staging);
    *recovery = staging.recovery;
    if (!ok || *recovery != STAGING_BROKEN)
        return ok;
    problem(problems, at(staging.path), "E0714", "a build was stopped while it replaced these files, and cannot be completed");
    return problem_hint(problems, "build again: essor build");
}

/* A clean path has no ':', so that the name tells the path again: staging_commit.c. */
Str staging_name(const Staging *staging, Str path, char room[STAGING_NAME])
{
    if (!staging->flat || path.length > STAGING_NAME)
        return path;
    for (size_t i = 0; i < path.length; i++)
        room[i] = path.data[i] == '/' ? ':' : path.data[i];
    return (Str){ room, path.length };
}

bool staging_write(const Staging *staging, Str path, Str bytes, Problems *problems)
{
    Folder folder = staging->folder;
    char room[STAGING_NAME];
    Str name = staging_name(staging, path, room);
    return (staging->flat ? folder_write(&folder, name, bytes) : folder_add(&folder, name, bytes)) ||
           problem(problems, at(path_join(problems->arena, staging->path, path)), "E0703",
                   "cannot write this file: %s", folder.error);
}

void staging_abandon(Staging *staging)
{
    if (staging->folder.descriptor >= 0)
        folder_remove_tree(&staging->parent, staging->staging);
    staging_close(staging);
}
