/* read/history.c - dates of files from the commits that touched them.
 *
 * A commit touches a file when the file differs from that of every parent. The last commit of a file is
 * the newest that touched it, the first the oldest (by committer's time, then id): this does not
 * depend on the order of the walk, so that a walk of the new commits added to the cache gives what a
 * walk of all gives. Trees are compared top-down; equal subtrees are passed over.
 *
 * The cache is a text:
 *     essor history 1
 *     COMMIT FOLDER                      all ancestors of it are in; the site's folder in the repository
 *     SECONDS OFFSET SECONDS OFFSET ID PATH      first, last: a line each file
 *     HASH                               of all that stands before, 16 hex digits
 * When anything does not fit, it is as if there was none. A history that is cut is not cached.
 * Called by commands/site.c, after reading, before the scripts run; the head alone, by those who ask whether
 * there is a new commit.
 */
#include "read/history.h"

#include "base/path.h"
#include "read/site_page.h"

#include <git2.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SIGNATURE "essor history 1\n"

enum { MOST_PARENTS = 16, ABBREVIATED = 10, PATH_BYTES = 4096 };

typedef struct Moment { git_time_t seconds; int offset; } Moment;

typedef struct FileDates {
    Moment first, last;
    char last_id[ABBREVIATED + 1];
    bool first_known;           /* false when the file is older than a history that is cut        */
} FileDates;

typedef struct History {
    git_repository *repository;
    git_odb *objects;
    Arena *scratch;
    Str folder;                 /* of the site in the repository: "" or "site"                    */
    git_oid head;
    bool shallow, damaged;      /* cut on purpose; objects are missing that should be there       */
    Map files;                  /* path below `folder` -> FileDates                               */
    List(git_oid) commits;      /* to look at                                                     */
} History;

typedef struct Step {           /* one commit against its parents                                 */
    History *history;
    Moment moment;
    char id[ABBREVIATED + 1];
    int parents;
} Step;

static const char *const TOPS[] = { "content", "lua" };

static bool is_earlier(Moment a, Moment b)
{
    return a.seconds < b.seconds;
}

static void touch(Step *step, Str path, bool added)
{
    History *history = step->history;
    FileDates *dates = map_get(&history->files, path);
    if (!dates) {
        dates = arena_new(history->scratch, FileDates);
        *dates = (FileDates){ .first = step->moment, .last = step->moment, .first_known = added };
        memcpy(dates->last_id, step->id, sizeof step->id);
        map_set(&history->files, history->scratch, str_copy(history->scratch, path), dates);
        return;
    }
    if (is_earlier(step->moment, dates->first)) {
        dates->first = step->moment;
        dates->first_known = added;
    }
    bool newer = is_earlier(dates->last, step->moment) ||
                 (dates->last.seconds == step->moment.seconds && strcmp(dates->last_id, step->id) < 0);
    if (newer) {
        dates->last = step->moment;
        memcpy(dates->last_id, step->id, sizeof step->id);
    }
}

typedef struct Entry {          /* of a tree: a view of its bytes                                 */
    Str bytes;
    Str name;
    const git_oid *id;
    bool folder, file;          /* neither: a submodule                                           */
} Entry;

typedef struct Tree {
    git_odb_object *object;     /* NULL: there is none                                            */
    Str rest;                   /* entries that are not passed yet                                */
} Tree;

/* Trees are read as they are stored: as libgit2's objects, a large one costs five times as much. */
static bool open_tree(const History *history, const git_oid *id, Tree *tree)
{
    if (git_odb_read(&tree->object, history->objects, id))
        return false;
    tree->rest = (Str){ git_odb_object_data(tree->object), git_odb_object_size(tree->object) };
    return git_odb_object_type(tree->object) == GIT_OBJECT_TREE;
}

/* Takes the next entry, "40000 name" or "100644 name", a zero byte, an id; false at the end. */
static bool next_entry(Str *rest, Entry *entry)
{
    int space = str_find_char(*rest, ' '), zero = str_find_char(*rest, '\0');
    size_t size = (size_t)zero + 1 + GIT_OID_RAWSZ;
    if (space < 2 || zero < space || size > rest->length)
        return false;
    *entry = (Entry){
        .bytes = str_slice(*rest, 0, size), .name = str_slice(*rest, (size_t)space + 1, (size_t)zero),
        .id = (const git_oid *)(rest->data + zero + 1), .folder = rest->data[0] == '4',
        .file = rest->data[0] == '1' && rest->data[1] != '6',
    };
    *rest = str_slice(*rest, size, rest->length);
    return true;
}

/* The order of entries: a folder comes as if its name ended in a slash. */
static int compare_names(const Entry *a, const Entry *b)
{
    size_t shorter = a->name.length < b->name.length ? a->name.length : b->name.length;
    int order = memcmp(a->name.data, b->name.data, shorter);
    char left = a->name.length > shorter ? a->name.data[shorter] : a->folder ? '/' : '\0';
    char right = b->name.length > shorter ? b->name.data[shorter] : b->folder ? '/' : '\0';
    return order ? order : (unsigned char)left - (unsigned char)right;
}

/* The entry of this name in a tree that is read side by side, both being in order. */
static bool find_entry(Tree *tree, const Entry *entry, Entry *found)
{
    if (str_starts(tree->rest, entry->bytes)) {         // nearly always: it is the same
        *found = *entry;
        tree->rest = str_slice(tree->rest, entry->bytes.length, tree->rest.length);
        return true;
    }
    for (Str after = tree->rest; next_entry(&after, found); tree->rest = after) {
        int order = compare_names(found, entry);
        if (order >= 0)
            return order == 0;
    }
    return false;
}

/* Passes entries that are the same in both, a block at a time: a commit changes few of a large folder. */
static void pass_same(Str *tree, Str *parent)
{
    enum { BLOCK = 1024 };
    size_t same = 0, passed = 0;
    while (same + BLOCK <= tree->length && same + BLOCK <= parent->length &&
           !memcmp(tree->data + same, parent->data + same, BLOCK))
        same += BLOCK;
    for (const char *zero; passed < same; passed = (size_t)(zero - tree->data) + 1 + GIT_OID_RAWSZ) {
        zero = memchr(tree->data + passed, '\0', same - passed);
        if (!zero || (size_t)(zero - tree->data) + 1 + GIT_OID_RAWSZ > same)
            break;
    }
    *tree = str_slice(*tree, passed, tree->length);
    *parent = str_slice(*parent, passed, parent->length);
}

static void compare_trees(Step *step, const git_oid *id, const git_oid *const *parent_ids, Str path);

/* One entry of the commit's tree: nothing when some parent has the same; else a touched file, or a
 * folder to look into. */
static void compare_entry(Step *step, const Entry *entry, Tree *parents, Str path)
{
    const git_oid *below[MOST_PARENTS] = { 0 };
    bool added = true, same = false;
    for (int i = 0; i < step->parents; i++) {
        Entry old;
        if (!find_entry(&parents[i], entry, &old))
            continue;
        same = same || git_oid_equal(old.id, entry->id);
        added = false;
        below[i] = entry->folder ? old.id : NULL;
    }
    char room[PATH_BYTES];
    if (same || path.length + 1 + entry->name.length > sizeof room)
        return;
    memcpy(room, path.data, path.length);
    room[path.length] = '/';
    memcpy(room + path.length + 1, entry->name.data, entry->name.length);
    Str whole = { room, path.length + 1 + entry->name.length };
    if (entry->folder)
        compare_trees(step, entry->id, below, whole);
    else if (entry->file)
        touch(step, whole, added);
}

static void compare_trees(Step *step, const git_oid *id, const git_oid *const *parent_ids, Str path)
{
    Tree tree = { 0 }, parents[MOST_PARENTS] = { 0 };
    for (int i = 0; i < step->parents; i++)
        if (parent_ids[i] && git_oid_equal(parent_ids[i], id))
            return;
    bool whole = open_tree(step->history, id, &tree);
    for (int i = 0; i < step->parents; i++)
        if (parent_ids[i] && !open_tree(step->history, parent_ids[i], &parents[i]))
            parents[i].rest = S("");
    for (Entry entry; whole; compare_entry(step, &entry, parents, path)) {
        if (step->parents == 1)
            pass_same(&tree.rest, &parents[0].rest);
        if (!next_entry(&tree.rest, &entry))
            break;
    }
    if (!whole || tree.rest.length)
        step->history->damaged = true;
    for (int i = 0; i < step->parents; i++)
        git_odb_object_free(parents[i].object);
    git_odb_object_free(tree.object);
}

/* The id of a folder of the site in a commit; false when the commit has none. */
static bool find_folder(const History *history, git_commit *commit, const char *top, git_oid *id)
{
    git_tree *tree = NULL;
    git_tree_entry *entry = NULL;
    if (git_commit_tree(&tree, commit))
        return false;
    Str path = path_join(history->scratch, history->folder, str_from(top));
    bool found = !git_tree_entry_bypath(&entry, tree, str_cstr(history->scratch, path)) &&
                 git_tree_entry_type(entry) == GIT_OBJECT_TREE;
    if (found)
        git_oid_cpy(id, git_tree_entry_id(entry));
    git_tree_entry_free(entry);
    git_tree_free(tree);
    return found;
}

/* False when a parent is not there: the history is cut at this commit, which then tells nothing. */
static bool open_parents(git_commit *commit, git_commit **parents, int *count)
{
    *count = (int)git_commit_parentcount(commit);
    if (*count > MOST_PARENTS)
        *count = MOST_PARENTS;
    bool whole = true;
    for (int i = 0; i < *count; i++)
        if (git_commit_parent(&parents[i], commit, (unsigned)i)) {
            parents[i] = NULL;
            whole = false;
        }
    return whole;
}

static void look_at(History *history, const git_oid *id)
{
    git_commit *commit = NULL, *parents[MOST_PARENTS] = { 0 };
    if (git_commit_lookup(&commit, history->repository, id))
        return;
    Step step = { .history = history, .moment = { git_commit_time(commit), git_commit_time_offset(commit) } };
    git_oid_tostr(step.id, sizeof step.id, id);
    bool whole = open_parents(commit, parents, &step.parents);
    history->damaged = history->damaged || (!whole && !history->shallow);
    for (size_t i = 0; whole && i < sizeof TOPS / sizeof *TOPS; i++) {
        git_oid here, old[MOST_PARENTS];
        const git_oid *old_ids[MOST_PARENTS] = { 0 };
        for (int j = 0; j < step.parents; j++)
            old_ids[j] = find_folder(history, parents[j], TOPS[i], &old[j]) ? &old[j] : NULL;
        if (find_folder(history, commit, TOPS[i], &here))
            compare_trees(&step, &here, old_ids, str_from(TOPS[i]));
    }
    for (int i = 0; i < step.parents; i++)
        git_commit_free(parents[i]);
    git_commit_free(commit);
}

/* All commits below head, but for `known` and its ancestors. */
static bool list_commits(History *history, const git_oid *known)
{
    git_revwalk *walk = NULL;
    git_oid id;
    int error = git_revwalk_new(&walk, history->repository);
    error = error ? error : git_revwalk_push(walk, &history->head);
    if (known && !error)
        error = git_revwalk_hide(walk, known);
    while (!error && !(error = git_revwalk_next(&id, walk)))
        list_add(&history->commits, history->scratch, id);
    git_revwalk_free(walk);
    return error == GIT_ITEROVER;
}

/* The same where parents may be missing, at which libgit2's own walk stops. */
static void list_cut_commits(History *history)
{
    Map seen = { 0 };
    list_add(&history->commits, history->scratch, history->head);
    for (int i = 0; i < history->commits.count; i++) {
        git_commit *commit = NULL;
        if (git_commit_lookup(&commit, history->repository, &history->commits.at[i])) {
            history->commits.at[i--] = history->commits.at[--history->commits.count];
            continue;
        }
        for (unsigned j = 0; j < git_commit_parentcount(commit); j++) {
            git_oid id = *git_commit_parent_id(commit, j);
            Str key = { (const char *)id.id, sizeof id.id };
            if (map_get(&seen, key))
                continue;
            map_set(&seen, history->scratch, str_copy(history->scratch, key), history);
            list_add(&history->commits, history->scratch, id);
        }
        git_commit_free(commit);
    }
}

static bool take_number(Str *rest, int64_t *out)
{
    Str word;
    return str_next(rest, ' ', &word) && str_to_integer(word, out);
}

static bool read_cached_line(History *history, Str line)
{
    FileDates dates = { .first_known = true };
    int64_t numbers[4];
    Str id;
    for (int i = 0; i < 4; i++)
        if (!take_number(&line, &numbers[i]))
            return false;
    if (!str_next(&line, ' ', &id) || id.length != ABBREVIATED || !line.length)
        return false;
    dates.first = (Moment){ numbers[0], (int)numbers[1] };
    dates.last = (Moment){ numbers[2], (int)numbers[3] };
    memcpy(dates.last_id, id.data, ABBREVIATED);
    FileDates *kept = arena_new(history->scratch, FileDates);
    *kept = dates;
    map_set(&history->files, history->scratch, line, kept);
    return true;
}

/* Checks signature, hash and folder; gives the lines of files, and the commit. */
static bool open_cache(History *history, Str text, Str *lines, git_oid *commit)
{
    enum { HASH_LINE = 17 };
    if (!str_starts(text, S(SIGNATURE)) || text.length < sizeof SIGNATURE + HASH_LINE)
        return false;
    Str body = str_slice(text, 0, text.length - HASH_LINE), first;
    Str hash = str_format(history->scratch, "%016llx\n", (unsigned long long)hash_str(body));
    if (!str_equal(hash, str_slice(text, body.length, text.length)))
        return false;
    *lines = str_slice(body, sizeof SIGNATURE - 1, body.length);
    if (!str_next(lines, '\n', &first) || first.length < GIT_OID_HEXSZ + 1)
        return false;
    return !git_oid_fromstrn(commit, first.data, GIT_OID_HEXSZ) &&
           str_equal(str_slice(first, GIT_OID_HEXSZ + 1, first.length), history->folder);
}

/* False when there is no cache for an ancestor of head: everything is then walked. */
static bool read_cache(History *history, Folder *folder, Str file, git_oid *commit)
{
    Str text, lines, line;
    if (!folder || !file.length || !folder_read(folder, history->scratch, file, 0, &text) ||
        !open_cache(history, text, &lines, commit))
        return false;
    if (!git_oid_equal(commit, &history->head) &&
        git_graph_descendant_of(history->repository, &history->head, commit) != 1)
        return false;
    while (str_next(&lines, '\n', &line))
        if (!read_cached_line(history, line)) {
            history->files = (Map){ 0 };
            return false;
        }
    return true;
}

/* A path that holds a newline is not cached, nor then anything: the walk is always made. */
static void write_cache(History *history, Folder *folder, Str file)
{
    Buf buf = buf_new(history->scratch);
    char id[GIT_OID_HEXSZ + 1];
    git_oid_tostr(id, sizeof id, &history->head);
    buf_format(&buf, "%s%s %.*s\n", SIGNATURE, id, STR(history->folder));
    for (int i = 0; i < history->files.count; i++) {
        const FileDates *dates = history->files.entries[i].value;
        Str path = history->files.entries[i].key;
        if (str_find_char(path, '\n') >= 0)
            return;
        buf_format(&buf, "%lld %d %lld %d %s %.*s\n", (long long)dates->first.seconds, dates->first.offset,
                   (long long)dates->last.seconds, dates->last.offset, dates->last_id, STR(path));
    }
    buf_format(&buf, "%016llx\n", (unsigned long long)hash_str(buf_str(&buf)));
    folder_write(folder, file, buf_str(&buf));      // a cache that cannot be written costs time only
}

static Date date_of(Moment moment)
{
    Date date = date_from_seconds(moment.seconds + moment.offset * 60);
    date.has_offset = true;
    date.offset = (int16_t)moment.offset;
    return date;
}

static void fill_site(Site *site, const History *history)
{
    for (int i = 0; i < history->files.count; i++) {
        const FileDates *dates = history->files.entries[i].value;
        Commits *commits = arena_new(site->keep, Commits);
        commits->last = date_of(dates->last);
        commits->last_id = str_copy(site->keep, (Str){ dates->last_id, ABBREVIATED });
        if (dates->first_known)
            commits->first = date_of(dates->first);
        map_set(&site->commits, site->keep, str_copy(site->keep, history->files.entries[i].key), commits);
    }
    for (int i = 0; i < site->pages.count; i++)
        page_set_commits(site->pages.at[i], site);
}

static void tell_owner(Str folder, Problems *problems)
{
    problem_warn(problems, (Place){ 0 }, "E0802", "git refuses the repository of '%.*s': it belongs to another user",
                 STR(folder));
    problem_hint(problems, "allow it: git config --global --add safe.directory \"$(pwd)\"; until then pages have no dates");
}

static const char *git_why(void)
{
    const git_error *error = git_error_last();
    return error && error->message ? error->message : "unknown error";
}

static void tell_failure(const char *why, Problems *problems)
{
    problem_warn(problems, (Place){ 0 }, "E0803", "the git history cannot be read: %s", why);
    problem_hint(problems, "pages have no dates from git; 'git fsck' checks the repository");
}

/* The site's folder below the repository's: "" when they are the same, or the repository is bare. */
static bool find_site_folder(History *history, Str folder, Problems *problems)
{
    const char *top = git_repository_workdir(history->repository);
    char here[PATH_BYTES], root[PATH_BYTES];
    history->folder = S("");
    if (!top)
        return true;
    if (!realpath(str_cstr(history->scratch, folder.length ? folder : S(".")), here) || !realpath(top, root)) {
        tell_failure(strerror(errno), problems);
        return false;
    }
    Str path = str_from(here), above = str_from(root);
    if (str_equal(path, above))
        return true;
    if (!str_equal(above, S("/")))
        above = str_format(history->scratch, "%.*s/", STR(above));
    if (!str_starts(path, above))
        return false;
    history->folder = str_copy(history->scratch, str_slice(path, above.length, path.length));
    return true;
}

static void walk_cut_history(History *history, Problems *problems)
{
    list_cut_commits(history);
    char id[ABBREVIATED + 1];
    git_oid_tostr(id, sizeof id, &history->commits.at[history->commits.count - 1]);
    problem_warn(problems, (Place){ 0 }, "E0801", "the git history is cut: dates before commit %s are not known", id);
    problem_hint(problems, "fetch it whole: git fetch --unshallow (in an automated build: fetch-depth: 0)");
    for (int i = 0; i < history->commits.count; i++)
        look_at(history, &history->commits.at[i]);
}

static bool walk_history(History *history, Folder *cache_folder, Str cache)
{
    git_oid known;
    bool cached = read_cache(history, cache_folder, cache, &known);
    if (cached && git_oid_equal(&known, &history->head))
        return true;
    if (!list_commits(history, cached ? &known : NULL))
        return false;
    for (int i = 0; i < history->commits.count; i++)
        look_at(history, &history->commits.at[i]);
    if (history->damaged)
        return false;
    for (int i = 0; i < history->files.count; i++)
        ((FileDates *)history->files.entries[i].value)->first_known = true;
    if (cache_folder && cache.length)
        write_cache(history, cache_folder, cache);
    return true;
}

static void read_repository(Site *site, History *history, Str folder, Str head, Folder *cache_folder, Str cache,
                            Problems *problems)
{
    if (git_reference_name_to_id(&history->head, history->repository, "HEAD")) {
        if (head.length)        // else there is no commit yet
            tell_failure(git_why(), problems);
        return;
    }
    history->shallow = git_repository_is_shallow(history->repository) == 1;
    if (!find_site_folder(history, folder, problems))
        return;
    if (git_repository_odb(&history->objects, history->repository)) {
        tell_failure(git_why(), problems);
        return;
    }
    if (history->shallow)
        walk_cut_history(history, problems);
    else if (!walk_history(history, cache_folder, cache))
        tell_failure(git_why(), problems);
    fill_site(site, history);
}

/* Is there a .git, whatever it holds? */
static bool has_repository(Str folder, Arena *arena)
{
    Folder open;
    FileEntry entry;
    bool found = folder_open(&open, arena, folder) && folder_stat(&open, S(".git"), &entry);
    folder_close(&open);
    return found;
}

static int open_repository(git_repository **repository, Arena *arena, Str folder)
{
    return git_repository_open_ext(repository, str_cstr(arena, folder.length ? folder : S(".")), 0, NULL);
}

/* Not opened: because it cannot be read, or because there is none? */
static bool is_there(int error, Str folder, Arena *arena)
{
    return error && (error != GIT_ENOTFOUND || has_repository(folder, arena));
}

bool read_history(Site *site, Str folder, Str head, Folder *cache_folder, Str cache, Problems *problems)
{
    History history = { .scratch = arena_open() };
    git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, (size_t)4 << 20);
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)16 << 20);
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);       // nor does git when it reads
    int error = open_repository(&history.repository, history.scratch, folder);
    if (error == GIT_EOWNER)
        tell_owner(folder, problems);
    else if (is_there(error, folder, history.scratch) || (error && head.length))
        tell_failure(git_why(), problems);
    else if (!error)
        read_repository(site, &history, folder, head, cache_folder, cache, problems);
    git_odb_free(history.objects);
    git_repository_free(history.repository);
    git_libgit2_shutdown();
    arena_close(history.scratch);
    return true;
}

bool history_head(Arena *arena, Str folder, Str *head)
{
    char id[GIT_OID_HEXSZ + 1] = "";
    git_repository *repository = NULL;
    git_oid commit;
    git_libgit2_init();
    int error = open_repository(&repository, arena, folder);
    bool readable = !is_there(error, folder, arena);
    if (!error && !git_reference_name_to_id(&commit, repository, "HEAD"))
        git_oid_tostr(id, sizeof id, &commit);
    git_repository_free(repository);
    git_libgit2_shutdown();
    *head = str_copy(arena, str_from(id));
    return readable;
}

bool history_is_cut(Arena *arena, Str folder)
{
    git_repository *repository = NULL;
    git_libgit2_init();
    bool cut = !open_repository(&repository, arena, folder) && git_repository_is_shallow(repository) == 1;
    git_repository_free(repository);
    git_libgit2_shutdown();
    return cut;
}

Str history_library(Arena *arena)
{
    int major, minor, patch;
    git_libgit2_version(&major, &minor, &patch);
    return str_format(arena, "%d.%d.%d", major, minor, patch);
}
