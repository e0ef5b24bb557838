/* commands/serve_watch.c - a watch on each folder: the only file that knows inotify.
 *
 * inotify watches folders, not trees: each folder is watched before its content is listed, so that a file
 * that comes meanwhile is seen one way or the other. A folder that comes or goes makes all watches anew:
 * 5 µs each. Called by commands/serve.c.
 */
#include "commands/serve_watch.h"

#include "base/hash.h"
#include "base/path.h"

#include <errno.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { MOST_PARENTS = 16 };

static const uint32_t EVENTS = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR |
                               IN_DONT_FOLLOW | IN_EXCL_UNLINK;

typedef enum FolderKind { FOLDER_INPUT, FOLDER_SITE, FOLDER_CONFIG, FOLDER_GIT } FolderKind;

typedef struct Watched {
    FolderKind kind;
    Str path;                   /* relative to the site                                           */
} Watched;

struct Watch {
    Str site, config;
    int descriptor;
    bool whole;
    Arena *arena;               /* of these, emptied by each start                                */
    Folder folder;
    List(Watched) folders;      /* by number: inotify gives 1, 2, 3...                            */
    List(Str) created;          /* made, not closed yet                                           */
    Arena *names;               /* of `created`                                                   */
};

static const Str TOPS[] = { S("content"), S("lua"), S("templates"), S("themes") };
enum { TOP_COUNT = sizeof TOPS / sizeof *TOPS };

static void add_folder(Watch *watch, FolderKind kind, Str place, Str path)
{
    int number = inotify_add_watch(watch->descriptor, str_cstr(watch->arena, place), EVENTS);
    if (number < 0) {
        watch->whole = watch->whole && (errno == ENOENT || errno == ENOTDIR);
        return;
    }
    while (watch->folders.count <= number)
        list_add(&watch->folders, watch->arena, (Watched){ 0 });
    watch->folders.at[number] = (Watched){ kind, str_copy(watch->arena, path) };
}

static void add_input(void *context, Str path)
{
    Watch *watch = context;
    add_folder(watch, FOLDER_INPUT, path_join(watch->arena, watch->site, path), path);
}

/* The folders above the configuration, from the site's own; those that are inputs too are added again as such. */
static void add_config_folders(Watch *watch)
{
    Str config = watch->config;
    for (size_t i = 0; i < config.length; i++)
        if (config.data[i] == '/') {
            Str path = str_slice(config, 0, i);
            add_folder(watch, FOLDER_CONFIG, path_join(watch->arena, watch->site, path), path);
        }
}

/* A commit writes logs/HEAD, a checkout renames HEAD. A worktree's .git is a file that names its folder. */
static void add_git(Watch *watch)
{
    Str above = watch->site;
    for (int i = 0; i < MOST_PARENTS; i++, above = path_join(watch->arena, above, S(".."))) {
        Folder folder;
        Str text, git = path_join(watch->arena, above, S(".git"));
        if (!folder_open(&folder, watch->arena, above))
            return;
        if (folder_read(&folder, watch->arena, S(".git"), 4096, &text) && str_starts(text, S("gitdir: "))) {
            Str place = str_trim(str_slice(text, 8, text.length));
            git = str_starts(place, S("/")) ? place : path_join(watch->arena, above, place);
        }
        folder_close(&folder);
        if (!folder_open(&folder, watch->arena, git))
            continue;
        folder_close(&folder);
        add_folder(watch, FOLDER_GIT, git, S(".git"));
        add_folder(watch, FOLDER_GIT, path_join(watch->arena, git, S("logs")), S(".git"));
        return;
    }
}

bool watch_start(Watch *watch, Problems *problems)
{
    if (watch->descriptor >= 0)
        close(watch->descriptor);
    folder_close(&watch->folder);
    arena_reset(watch->arena);
    watch->folders.at = NULL;
    watch->folders.count = watch->folders.capacity = 0;
    watch->descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    watch->whole = watch->descriptor >= 0;
    if (!folder_open(&watch->folder, watch->arena, watch->site))
        watch->whole = false;
    else
        add_folder(watch, FOLDER_SITE, watch->site, S(""));
    add_config_folders(watch);
    for (int i = 0; i < TOP_COUNT && watch->folder.descriptor >= 0; i++)
        folder_each(&watch->folder, watch->arena, TOPS[i], add_input, watch);
    add_git(watch);
    if (watch->whole)
        return true;
    problem_warn(problems, (Place){ 0 }, "E0916", "the system watches no more folders: the preview looks for changes itself, once a second");
    return problem_hint(problems, "allow more with: sudo sysctl fs.inotify.max_user_watches=524288");
}

bool watch_is_whole(const Watch *watch)
{
    return watch->whole;
}

uint64_t watch_stamp(Watch *watch)
{
    Arena *arena = arena_open();
    FileEntry config;
    Hash hash = folder_stat(&watch->folder, watch->config, &config) ? (Hash)config.modified : 0;
    for (int i = 0; i < TOP_COUNT; i++) {
        FileList files = { 0 };
        folder_list(&watch->folder, arena, TOPS[i], NULL, 0, &files);
        for (int j = 0; j < files.count; j++)
            hash = hash_add(hash_add_str(hash_add(hash, files.at[j].size), files.at[j].path), (Hash)files.at[j].modified);
    }
    arena_close(arena);
    return hash;
}

int64_t watch_newest(Watch *watch)
{
    Arena *arena = arena_open();
    FileEntry entry;
    FileList files = { 0 };
    int64_t newest = folder_stat(&watch->folder, watch->config, &entry) ? entry.changed : 0;
    for (int i = 0; i < TOP_COUNT; i++) {
        if (folder_stat(&watch->folder, TOPS[i], &entry))
            list_add(&files, arena, entry);
        folder_list(&watch->folder, arena, TOPS[i], NULL, 0, &files);
    }
    for (int i = 0; i < files.count; i++)
        newest = files.at[i].changed > newest ? files.at[i].changed : newest;
    arena_close(arena);
    return newest;
}

int watch_descriptor(const Watch *watch)
{
    return watch->descriptor;
}

static bool is_top(Str name)
{
    for (int i = 0; i < TOP_COUNT; i++)
        if (str_equal(name, TOPS[i]))
            return true;
    return false;
}

static void add_path(Arena *arena, Changes *changes, Str path)
{
    for (int i = changes->paths.count - 1; i >= 0 && i >= changes->paths.count - 8; i--)
        if (str_equal(changes->paths.at[i], path))
            return;
    list_add(&changes->paths, arena, str_copy(arena, path));
}

static void forget_all_created(Watch *watch)
{
    watch->created.at = NULL;
    watch->created.count = watch->created.capacity = 0;
    arena_reset(watch->names);
}

static void forget_created(Watch *watch, Str path)
{
    for (int i = 0; i < watch->created.count; i++)
        if (str_equal(watch->created.at[i], path))
            watch->created.at[i--] = watch->created.at[--watch->created.count];
    if (!watch->created.count)
        forget_all_created(watch);
}

/* A new file is looked at when it is closed; one that was linked is never closed. */
static void take_file(Watch *watch, Arena *arena, Str path, uint32_t mask, Changes *changes)
{
    if (mask & IN_CREATE) {
        list_add(&watch->created, watch->names, str_copy(watch->names, path));
        return;
    }
    forget_created(watch, path);
    add_path(arena, changes, path);
}

/* The configuration, or a folder above it, that comes or goes. */
static void take_config(Watch *watch, Arena *arena, const Watched *folder, Str name, uint32_t mask, Changes *changes)
{
    Str path = path_join(arena, folder->path, name), config = watch->config;
    bool itself = str_equal(path, config) && !(mask & IN_CREATE);
    bool above = (mask & IN_ISDIR) && str_starts(config, str_format(arena, "%.*s/", STR(path)));
    changes->everything = changes->everything || itself || above;
    changes->folders = changes->folders || above;
}

static void take_event(Watch *watch, Arena *arena, const struct inotify_event *event, Changes *changes)
{
    if (event->mask & IN_Q_OVERFLOW)
        changes->everything = changes->folders = true;
    if (event->wd < 0 || event->wd >= watch->folders.count || !event->len)
        return;
    const Watched *folder = &watch->folders.at[event->wd];
    Str name = str_from(event->name);
    bool repository = folder->kind == FOLDER_GIT ? str_equal(name, S("logs")) : str_equal(name, S(".git"));
    if (repository)                     // its first commit, or a new one
        changes->everything = changes->folders = true;
    if (folder->kind != FOLDER_GIT)
        take_config(watch, arena, folder, name, event->mask, changes);
    if (folder->kind == FOLDER_GIT) {
        changes->everything = changes->everything || str_equal(name, S("HEAD"));
    } else if (folder->kind == FOLDER_SITE && str_equal(name, S(".essor"))) {
        changes->everything = changes->everything || (event->mask & (IN_DELETE | IN_MOVED_FROM));
    } else if (folder->kind == FOLDER_SITE) {
        changes->everything = changes->everything || is_top(name);
        changes->folders = changes->folders || is_top(name);
    } else if (folder->kind == FOLDER_CONFIG) {
        return;
    } else if (str_starts(name, S(".")) || path_is_backup(name)) {
        return;
    } else if (event->mask & IN_ISDIR) {
        changes->everything = changes->folders = true;
    } else {
        take_file(watch, arena, path_join(arena, folder->path, name), event->mask, changes);
    }
}

void watch_read(Watch *watch, Arena *arena, Changes *changes)
{
    _Alignas(struct inotify_event) char bytes[16384];
    for (ssize_t got; (got = read(watch->descriptor, bytes, sizeof bytes)) > 0;)
        for (char *at = bytes; at < bytes + got;) {
            const struct inotify_event *event = (const struct inotify_event *)at;
            take_event(watch, arena, event, changes);
            at += sizeof *event + event->len;
        }
    changes->unfinished = watch->created.count > 0;
}

void watch_finish(Watch *watch, Changes *changes)
{
    changes->everything = changes->everything || watch->created.count;
    changes->unfinished = false;
    forget_all_created(watch);
}

void watch_close(Watch *watch)
{
    if (watch->descriptor >= 0)
        close(watch->descriptor);
    folder_close(&watch->folder);
    arena_close(watch->arena);
    arena_close(watch->names);
}

Watch *watch_open(Arena *keep, Str site, Str config)
{
    Watch *watch = arena_new(keep, Watch);
    *watch = (Watch){ .site = site, .config = config, .descriptor = -1, .folder = { .descriptor = -1 },
                      .arena = arena_open(), .names = arena_open() };
    return watch;
}
