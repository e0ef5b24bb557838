/* write/branch.c - from a folder to a commit, through libgit2's object store.
 *
 * Objects are written loose: those of a site that changed little are few, and `git gc` packs the
 * others. libgit2's in-memory packs were tried: their delta search takes ten times longer than all
 * the rest. Called by commands/publish.c.
 */
#include "write/branch.h"

#include "base/path.h"
#include "base/stamp.h"
#include "base/utf8.h"
#include "write/published.h"
#include "write/push.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

typedef struct Publication {
    Folder *folder;
    const BranchOptions *options;
    Arena *arena;               /* of the whole publication                                       */
    Arena *bytes;               /* of one file                                                    */
    BranchResult *result;
    Problems *problems;
    git_repository *repository;
    git_odb *store;
    git_signature *author;
    Str name;                   /* "refs/heads/pages"                                             */
    FileList files;             /* with their folders; each folder just before what it holds      */
    git_oid tip, parent;        /* where the branch is; what the new commit follows               */
    bool has_tip, has_parent;
    const Published *last;      /* what the parent's tree holds; nothing when that is not known   */
    Published now;
    int64_t clock;              /* when the folder was listed                                     */
} Publication;

typedef struct TreeEntry {
    Str name;
    git_oid id;
    bool is_folder;
} TreeEntry;

typedef List(TreeEntry) TreeEntryList;

static bool git_failed(Publication *p, const char *code, const char *what)
{
    const git_error *error = git_error_last();
    return problem(p->problems, (Place){ 0 }, code, "%s: %s", message(p->problems->language, what),
                   error && error->message ? error->message : "unknown error of libgit2");
}

static bool open_repository(Publication *p)
{
    int error = git_repository_open_ext(&p->repository, str_cstr(p->arena, p->options->repository), 0, NULL);
    if (!error && !git_repository_odb(&p->store, p->repository))
        return true;
    const git_error *cause = git_error_last();
    if (error == GIT_ENOTFOUND && cause && cause->klass == GIT_ERROR_REPOSITORY)
        problem(p->problems, (Place){ 0 }, "E0801", "this folder is in no git repository");
    else
        git_failed(p, "E0801", "no git repository can be opened here");
    if (error == GIT_ENOTFOUND)
        problem_hint(p->problems, "make one: git init && git add . && git commit -m 'First version'");
    else if (error == GIT_EOWNER)
        problem_hint(p->problems, "it belongs to another user: git config --global --add safe.directory FOLDER");
    return false;
}

/* Narrower than git: a name that no shell, server or file system can take for something else. */
static bool is_plain_name(Str branch)
{
    if (!branch.length || branch.length > 100 || !path_is_clean(branch) || str_equal(branch, S("HEAD")) ||
        str_starts(branch, S("refs/")) || branch.data[0] == '-' || str_find(branch, S("..")) >= 0)
        return false;
    for (size_t i = 0; i < branch.length; i++) {
        char c = branch.data[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && !strchr("-_./", c))
            return false;
    }
    return true;
}

static bool is_head(Publication *p)
{
    git_reference *head = NULL, *branch = NULL;
    bool same = false;
    if (!git_reference_lookup(&head, p->repository, "HEAD")) {
        const char *target = git_reference_symbolic_target(head);
        same = target && str_equal(str_from(target), p->name);
    }
    if (!same && !git_reference_lookup(&branch, p->repository, str_cstr(p->arena, p->name)))
        same = git_branch_is_checked_out(branch) == 1;
    git_reference_free(head);
    git_reference_free(branch);
    return same;
}

static bool check_branch_name(Publication *p)
{
    int valid = 0;
    p->name = str_format(p->arena, "refs/heads/%.*s", STR(p->options->branch));
    if (!is_plain_name(p->options->branch) ||
        git_reference_name_is_valid(&valid, str_cstr(p->arena, p->name)) || !valid) {
        problem(p->problems, (Place){ 0 }, "E0802", "'%.*s' is no plain name of a branch", STR(p->options->branch));
        return problem_hint(p->problems, "letters, digits, '-', '_', '.' and '/' may be in it");
    }
    if (!is_head(p))
        return true;
    problem(p->problems, (Place){ 0 }, "E0802", "the branch '%.*s' is checked out: publishing would replace your work",
                STR(p->options->branch));
    return problem_hint(p->problems, "publish to a branch of its own, for instance 'pages'");
}

static bool resolve(Publication *p, Str reference, git_oid *out)
{
    return !git_reference_name_to_id(out, p->repository, str_cstr(p->arena, reference));
}

/* A new clone has the branch only as the remote's; a branch that others published is ahead of ours. */
static void find_parent(Publication *p)
{
    git_oid far;
    Str remote = p->options->remote;
    p->has_tip = resolve(p, p->name, &p->tip);
    p->has_parent = p->has_tip;
    p->parent = p->tip;
    if (!remote.length)
        return;
    fetch_branch(p->arena, p->options->repository, remote, p->options->branch);
    Str tracked = str_format(p->arena, "refs/remotes/%.*s/%.*s", STR(remote), STR(p->options->branch));
    if (resolve(p, tracked, &far) &&
        (!p->has_tip || git_graph_descendant_of(p->repository, &far, &p->tip) == 1)) {
        p->parent = far;
        p->has_parent = true;
    }
}

static bool check_parent_is_ours(Publication *p)
{
    git_commit *commit;
    if (!p->has_parent || p->options->force)
        return true;
    if (git_commit_lookup(&commit, p->repository, &p->parent))
        return git_failed(p, "E0803", "the last commit of the branch cannot be read");
    git_message_trailer_array trailers = { 0 };
    bool ours = false;
    if (!git_message_trailers(&trailers, git_commit_message(commit)))
        for (size_t i = 0; i < trailers.count; i++)
            ours |= !strcmp(trailers.trailers[i].key, "Essor-Site");
    git_message_trailer_array_free(&trailers);
    git_commit_free(commit);
    if (ours)
        return true;
    problem(p->problems, (Place){ 0 }, "E0802", "the branch '%.*s' holds commits that Essor did not make",
                STR(p->options->branch));
    return problem_hint(p->problems, "choose another branch, or add --force to put the site on top of it");
}

/* Lower case of the letters that names of files have: ASCII, Latin-1, Latin Extended-A. */
static uint32_t lowered(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7))
        return c + 32;
    if (c == 0x178)
        return 0xFF;
    bool odd_is_upper = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    return c >= 0x100 && c <= 0x17E && c % 2 == odd_is_upper && c != 0x138 && c != 0x149 ? c + 1 : c;
}

static Str folded_case(Arena *arena, Str path)
{
    Buf buf = buf_new(arena);
    for (uint32_t c; (c = utf8_next(&path));)
        buf_codepoint(&buf, lowered(c));
    return buf_str(&buf);
}

static bool check_file_name(Publication *p, const FileEntry *file, Map *names)
{
    Place place = { .file = file->path };
    if (file->is_link)
        return problem(p->problems, place, "E0802", "a symbolic link cannot be published");
    if (!path_is_clean(file->path))
        return problem(p->problems, place, "E0802", "this name cannot be published");
    Str name = folded_case(p->arena, file->path);
    const FileEntry *other = map_get(names, name);
    if (other)
        return problem(p->problems, place, "E0802", "its name differs from '%.*s' only by capital letters", STR(other->path));
    map_set(names, p->arena, name, (void *)file);
    return true;
}

/* Orders paths so that what a folder holds follows it at once: '/' before every other byte. */
static int by_folder(const void *left, const void *right)
{
    Str a = ((const FileEntry *)left)->path, b = ((const FileEntry *)right)->path;
    size_t length = a.length < b.length ? a.length : b.length;
    for (size_t i = 0; i < length; i++)
        if (a.data[i] != b.data[i])
            return (a.data[i] == '/' ? 0 : (unsigned char)a.data[i]) - (b.data[i] == '/' ? 0 : (unsigned char)b.data[i]);
    return a.length < b.length ? -1 : a.length > b.length;
}

static bool list_files(Publication *p)
{
    Map names = { 0 };
    bool ok = true;
    p->clock = file_clock();
    if (!folder_list(p->folder, p->arena, S(""), NULL, 0, &p->files))
        return problem(p->problems, (Place){ .file = p->folder->path }, "E0701", "cannot open this folder: %s",
                       p->folder->error);
    if (!p->files.count)
        return problem(p->problems, (Place){ .file = p->folder->path }, "E0802", "there is nothing to publish here");
    qsort(p->files.at, (size_t)p->files.count, sizeof *p->files.at, by_folder);
    for (int i = 0; i < p->files.count; i++)
        ok = check_file_name(p, &p->files.at[i], &names) && ok;
    return ok;
}

/* Hashing tells whether the store has the bytes: most of a site is there from the last time. */
static bool store_blob(Publication *p, Str bytes, git_oid *id)
{
    p->result->files++;
    if (git_odb_hash(id, bytes.data, bytes.length, GIT_OBJECT_BLOB))
        return git_failed(p, "E0803", "a file cannot be hashed");
    if (git_odb_exists_ext(p->store, id, GIT_ODB_LOOKUP_NO_REFRESH))
        return true;
    p->result->new_files++;
    return !git_odb_write(id, p->store, bytes.data, bytes.length, GIT_OBJECT_BLOB) ||
           git_failed(p, "E0803", "a file cannot be stored");
}

static void note(Publication *p, Str path, Hash stamp, int below, const git_oid *id)
{
    PublishedObject object = { .path = path, .stamp = stamp, .below = below };
    memcpy(object.id, id->id, OBJECT_ID);
    list_add(&p->now.objects, p->arena, object);
}

static bool is_same(const PublishedObject *object, const git_oid *id)
{
    return object && !memcmp(object->id, id->id, OBJECT_ID);
}

static bool read_file(Publication *p, Str path, git_oid *id)
{
    Str bytes;
    p->result->read++;
    arena_reset(p->bytes);
    if (!folder_read(p->folder, p->bytes, path, 0, &bytes))
        return problem(p->problems, (Place){ .file = path }, "E0701", "cannot read this file: %s", p->folder->error);
    return store_blob(p, bytes, id);
}

static bool store_file(Publication *p, const FileEntry *file, git_oid *id)
{
    const PublishedObject *last = published_find(p->last, file->path);
    Hash stamp = file_stamp(file, p->clock);
    if (stamp && last && last->stamp == stamp) {
        memcpy(id->id, last->id, OBJECT_ID);
        p->result->files++;
    } else if (!read_file(p, file->path, id)) {
        return false;
    }
    note(p, file->path, stamp, -1, id);
    return true;
}

static bool store_folder(Publication *p, int *next, Str folder, git_oid *id);

/* Adds a file, or a folder with what it holds; git keeps no empty folders. */
static bool add_file(Publication *p, TreeEntryList *entries, int *next, bool *same)
{
    const FileEntry *file = &p->files.at[(*next)++];
    git_oid id;
    if (!(file->is_folder ? store_folder(p, next, file->path, &id) : store_file(p, file, &id)))
        return false;
    *same = *same && is_same(published_find(p->last, file->path), &id);
    if (!git_oid_is_zero(&id))
        list_add(entries, p->arena, (TreeEntry){ path_name(file->path), id, file->is_folder });
    return true;
}

/* GitHub's pages go through Jekyll, which drops some names, unless the site has this file. */
static bool add_nojekyll(Publication *p, TreeEntryList *entries)
{
    TreeEntry entry = { .name = S(".nojekyll") };
    if (!store_blob(p, S(""), &entry.id))
        return false;
    list_add(entries, p->arena, entry);
    return true;
}

static bool write_tree(Publication *p, const TreeEntryList *entries, git_oid *id)
{
    git_treebuilder *tree;
    bool ok = true;
    if (git_treebuilder_new(&tree, p->repository, NULL))
        return git_failed(p, "E0803", "a tree cannot be made");
    for (int i = 0; ok && i < entries->count; i++) {
        const TreeEntry *entry = &entries->at[i];
        if (git_treebuilder_insert(NULL, tree, str_cstr(p->arena, entry->name), &entry->id,
                                   entry->is_folder ? GIT_FILEMODE_TREE : GIT_FILEMODE_BLOB))
            ok = git_failed(p, "E0803", "a file cannot be put in a tree");
    }
    if (ok && git_treebuilder_write(id, tree))
        ok = git_failed(p, "E0803", "a tree cannot be stored");
    git_treebuilder_free(tree);
    return ok;
}

/* Stores the files from *next on that are in `folder`, and its tree when it holds something else than the
 * last time. The id is zero when there is nothing in it. */
static bool store_folder(Publication *p, int *next, Str folder, git_oid *id)
{
    TreeEntryList entries = { 0 };
    const PublishedObject *last = published_find(p->last, folder);
    int first = *next;
    bool same = last;
    Str inside = folder.length ? str_format(p->arena, "%.*s/", STR(folder)) : S("");
    if (!folder.length && !add_nojekyll(p, &entries))
        return false;
    while (*next < p->files.count && str_starts(p->files.at[*next].path, inside))
        if (!add_file(p, &entries, next, &same))
            return false;
    *id = (git_oid){ 0 };
    if (same && last->below == *next - first)
        memcpy(id->id, last->id, OBJECT_ID);
    else if (entries.count && !write_tree(p, &entries, id))
        return false;
    note(p, folder, 0, *next - first, id);
    return true;
}

static bool find_parent_tree(Publication *p, git_oid *tree)
{
    git_commit *commit;
    if (!p->has_parent || git_commit_lookup(&commit, p->repository, &p->parent))
        return false;
    *tree = *git_commit_tree_id(commit);
    git_commit_free(commit);
    return true;
}

/* The ids of the last publication count while the branch still holds it: the store has these objects. */
static void recall_last(Publication *p)
{
    git_oid tree;
    const BranchOptions *options = p->options;
    Published *last = options->state ? published_read(options->state, p->arena, options->state_file) : NULL;
    if (last && find_parent_tree(p, &tree) && is_same(published_find(last, S("")), &tree))
        p->last = last;
    else
        p->last = arena_new(p->arena, Published);
}

static bool is_unchanged(Publication *p, const git_oid *tree)
{
    git_oid parent;
    return find_parent_tree(p, &parent) && git_oid_equal(&parent, tree);
}

/* The time of the source, so that the same source gives the same commit on every machine. */
static bool commit_time(Publication *p, int64_t *time)
{
    git_oid id;
    git_commit *commit;
    *time = p->options->time;
    if (*time)
        return true;
    if (p->options->source_commit.length && !git_oid_fromstr(&id, str_cstr(p->arena, p->options->source_commit)) &&
        !git_commit_lookup(&commit, p->repository, &id)) {
        *time = git_commit_time(commit);
        git_commit_free(commit);
        return true;
    }
    problem(p->problems, (Place){ 0 }, "E0803", "the commit has no time: the site's source is not a commit of this repository");
    return problem_hint(p->problems, "commit the source first");
}

static bool make_signature(Publication *p)
{
    int64_t time;
    git_signature *set = NULL;
    const BranchOptions *options = p->options;
    const char *name = str_cstr(p->arena, options->author), *email = str_cstr(p->arena, options->email);
    if (!commit_time(p, &time))
        return false;
    if ((!options->author.length || !options->email.length) && !git_signature_default(&set, p->repository)) {
        name = options->author.length ? name : set->name;
        email = options->email.length ? email : set->email;
    }
    bool ok = !git_signature_new(&p->author, name, email, time, 0);
    git_signature_free(set);
    if (ok)
        return true;
    problem(p->problems, (Place){ 0 }, "E0803", "the commit has no author: name and e-mail are not known");
    return problem_hint(p->problems, "say 'name' and 'email' under [publisher], or git config user.name and user.email");
}

/* Do files that git follows differ from the source commit? The site may then be made from them. */
static bool has_changes(Publication *p)
{
    git_status_options options = { .version = GIT_STATUS_OPTIONS_VERSION };
    git_status_list *list = NULL;
    options.flags = GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
    bool changed = !git_repository_is_bare(p->repository) &&
                   !git_status_list_new(&list, p->repository, &options) && git_status_list_entrycount(list);
    git_status_list_free(list);
    return changed;
}

static Str commit_message(Publication *p)
{
    Str source = p->options->source_commit, from = S(""), trailer = S("");
    if (source.length) {
        const char *changes = has_changes(p) ? " and changes not committed" : "";
        from = str_format(p->arena, " from %.*s%s", STR(str_slice(source, 0, 10)), changes);
        trailer = str_format(p->arena, "Essor-Source: %.*s\n", STR(source));
    }
    return str_format(p->arena, "Publish the site%.*s\n\nEssor-Site: %.*s\n%.*s", STR(from),
                      STR(p->options->base_url), STR(trailer));
}

static bool make_commit(Publication *p, const git_oid *tree_id, git_oid *id)
{
    git_tree *tree = NULL;
    git_commit *parent = NULL;
    bool ok = !git_tree_lookup(&tree, p->repository, tree_id) &&
              (!p->has_parent || !git_commit_lookup(&parent, p->repository, &p->parent)) &&
              !git_commit_create(id, p->repository, NULL, p->author, p->author, NULL,
                                 str_cstr(p->arena, commit_message(p)), tree, parent ? 1 : 0,
                                 (const git_commit **)&parent);
    if (!ok)
        git_failed(p, "E0803", "the commit cannot be made");
    git_commit_free(parent);
    git_tree_free(tree);
    return ok;
}

/* Compare and swap: another publication that came first wins, and nothing of it is lost. */
static bool move_branch(Publication *p, const git_oid *id)
{
    git_reference *reference = NULL;
    const char *name = str_cstr(p->arena, p->name), *log = "publish: Essor";
    int error = p->has_tip
                    ? git_reference_create_matching(&reference, p->repository, name, id, 1, &p->tip, log)
                    : git_reference_create(&reference, p->repository, name, id, 0, log);
    git_reference_free(reference);
    if (!error)
        return true;
    if (error == GIT_ELOCKED) {
        git_failed(p, "E0803", "the branch cannot be moved");
        return problem_hint(p->problems, "wait for the other git command; if there is none, one was killed: remove that file");
    }
    if (error != GIT_EMODIFIED && error != GIT_EEXISTS && error != GIT_ENOTFOUND)
        return git_failed(p, "E0803", "the branch cannot be moved");
    problem(p->problems, (Place){ 0 }, "E0804", "somebody else moved the branch '%.*s' meanwhile", STR(p->options->branch));
    return problem_hint(p->problems, "publish again");
}

static bool publish(Publication *p)
{
    git_oid tree, commit;
    int next = 0;
    if (!open_repository(p) || !check_branch_name(p))
        return false;
    find_parent(p);
    recall_last(p);
    if (!check_parent_is_ours(p) || !make_signature(p) || !list_files(p) || !store_folder(p, &next, S(""), &tree))
        return false;
    p->result->unchanged = is_unchanged(p, &tree);
    if (p->result->unchanged)
        commit = p->parent;
    else if (!make_commit(p, &tree, &commit))
        return false;
    bool moved = !p->has_tip || !git_oid_equal(&commit, &p->tip);
    if (moved && !move_branch(p, &commit))
        return false;
    if (p->options->state)
        published_write(&p->now, p->options->state, p->arena, p->options->state_file);
    p->result->commit = str_copy(p->arena, str_from(git_oid_tostr_s(&commit)));
    if (!p->options->remote.length)
        return true;
    p->result->pushed = push_branch(p->arena, p->options->repository, p->options->remote, p->options->branch, p->problems);
    return p->result->pushed;
}

bool publish_branch(Folder *folder, const BranchOptions *options, Arena *arena, BranchResult *result,
                    Problems *problems)
{
    Publication p = { .folder = folder, .options = options, .arena = arena, .bytes = arena_open(),
                      .result = result, .problems = problems };
    *result = (BranchResult){ 0 };
    git_libgit2_init();
    /* What goes into trees was stored just before, or is in the parent's: looking again opens every object. */
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
    bool ok = publish(&p);
    git_signature_free(p.author);
    git_odb_free(p.store);
    git_repository_free(p.repository);
    git_libgit2_shutdown();
    arena_close(p.bytes);
    return ok;
}
