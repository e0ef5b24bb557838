/* tests/unit/branch.c - publishing to a branch: what is stored, what is refused. */
#include "unit.h"

#include "write/branch.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Folder top, public;
static Str top_path;
static git_repository *repository;
static git_oid source;

static Str below(const char *name)
{
    return str_format(test_arena, "%.*s/%s", STR(top_path), name);
}

static git_oid commit_on(const char *branch, const char *text)
{
    git_signature *author;
    git_treebuilder *builder;
    git_tree *tree;
    git_oid tree_id, id;
    assert_int_equal(git_signature_new(&author, "Somebody", "somebody@example.org", 1700000000, 0), 0);
    assert_int_equal(git_treebuilder_new(&builder, repository, NULL), 0);
    assert_int_equal(git_treebuilder_write(&tree_id, builder), 0);
    assert_int_equal(git_tree_lookup(&tree, repository, &tree_id), 0);
    assert_int_equal(git_commit_create(&id, repository, branch, author, author, NULL, text, tree, 0, NULL), 0);
    git_tree_free(tree);
    git_treebuilder_free(builder);
    git_signature_free(author);
    return id;
}

static void open_top(void)
{
    char name[] = "/tmp/essor-unit-XXXXXX";
    assert_non_null(mkdtemp(name));
    top_path = str_copy(test_arena, str_from(name));
    assert_true(folder_open(&top, test_arena, top_path));
    git_libgit2_init();
    git_repository_init_options options;
    git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
    options.flags = GIT_REPOSITORY_INIT_MKPATH;
    options.initial_head = "main";
    assert_int_equal(git_repository_init_ext(&repository, str_cstr(test_arena, below("work")), &options), 0);
    source = commit_on("HEAD", "Source");
    assert_true(folder_make(&public, test_arena, below("public")));
    assert_true(folder_write(&public, S("index.html"), S("home")));
    assert_true(folder_write(&public, S("a-b.html"), S("beside")));
    assert_true(folder_write(&public, S("a/index.html"), S("deep")));
    assert_true(folder_write(&public, S("a/b/c.csv"), S("1\n")));
}

static void close_top(void)
{
    folder_close(&public);
    git_repository_free(repository);
    git_libgit2_shutdown();
    folder_close(&top);
    assert_int_equal(system(str_cstr(test_arena, str_format(test_arena, "rm -rf %.*s", STR(top_path)))), 0);
}

static BranchOptions options_for(const char *branch)
{
    char id[GIT_OID_HEXSZ + 1];
    git_oid_tostr(id, sizeof id, &source);
    return (BranchOptions){ .repository = below("work"), .branch = str_from(branch), .base_url = S("https://obs.example"),
                            .source_commit = str_copy(test_arena, str_from(id)), .author = S("Observatoire"),
                            .email = S("obs@example.org") };
}

static BranchResult published(BranchOptions options, Problems *problems)
{
    BranchResult result;
    *problems = problems_new(test_arena, ENGLISH);
    bool ok = publish_branch(&public, &options, test_arena, &result, problems);
    assert_int_equal(ok, !problems->errors);
    return result;
}

static const char *content_of(Str commit_id, const char *path)
{
    git_oid id;
    git_commit *commit;
    git_tree *tree;
    git_tree_entry *entry;
    git_blob *blob;
    assert_int_equal(git_oid_fromstr(&id, str_cstr(test_arena, commit_id)), 0);
    assert_int_equal(git_commit_lookup(&commit, repository, &id), 0);
    assert_int_equal(git_commit_tree(&tree, commit), 0);
    const char *text = "(none)";
    if (!git_tree_entry_bypath(&entry, tree, path)) {
        assert_int_equal(git_blob_lookup(&blob, repository, git_tree_entry_id(entry)), 0);
        text = str_cstr(test_arena, (Str){ git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob) });
        git_blob_free(blob);
        git_tree_entry_free(entry);
    }
    git_tree_free(tree);
    git_commit_free(commit);
    return text;
}

TEST(branch_holds_the_folder)
{
    open_top();
    Problems problems;
    BranchResult result = published(options_for("pages"), &problems);
    assert_no_problems(&problems);
    assert_int_equal(result.files, 5);                  // with .nojekyll
    assert_int_equal(result.new_files, 5);
    assert_string_equal(content_of(result.commit, "index.html"), "home");
    assert_string_equal(content_of(result.commit, "a/index.html"), "deep");
    assert_string_equal(content_of(result.commit, "a/b/c.csv"), "1\n");
    assert_string_equal(content_of(result.commit, "a-b.html"), "beside");
    assert_string_equal(content_of(result.commit, ".nojekyll"), "");
    Str check = str_format(test_arena, "cd %.*s/work && git fsck --strict 2>&1 && git log -1 --format='%%an %%ct%%n%%B' pages > ../log",
                           STR(top_path));
    assert_int_equal(system(str_cstr(test_arena, check)), 0);
    Str log;
    assert_true(folder_read(&top, test_arena, S("log"), 0, &log));
    assert_true(str_starts(log, S("Observatoire 1700000000\nPublish the site from ")));
    assert_true(str_find(log, S("\nEssor-Site: https://obs.example\n")) > 0);
    close_top();
}

TEST(branch_unchanged_gets_no_commit)
{
    open_top();
    Problems problems;
    BranchResult first = published(options_for("pages"), &problems), second = published(options_for("pages"), &problems);
    assert_true(second.unchanged);
    assert_false(first.unchanged);
    assert_true(str_equal(first.commit, second.commit));
    assert_int_equal(second.new_files, 0);
    assert_true(folder_write(&public, S("index.html"), S("changed")));
    BranchResult third = published(options_for("pages"), &problems);
    assert_false(third.unchanged);
    assert_int_equal(third.new_files, 1);
    assert_string_equal(content_of(third.commit, "index.html"), "changed");
    assert_string_equal(content_of(first.commit, "index.html"), "home");
    close_top();
}

static Str tree_of(Str commit_id)
{
    git_oid id;
    git_commit *commit;
    char text[GIT_OID_HEXSZ + 1];
    assert_int_equal(git_oid_fromstr(&id, str_cstr(test_arena, commit_id)), 0);
    assert_int_equal(git_commit_lookup(&commit, repository, &id), 0);
    git_oid_tostr(text, sizeof text, git_commit_tree_id(commit));
    git_commit_free(commit);
    return str_copy(test_arena, str_from(text));
}

/* Publishes with what the last publication kept, and from scratch on a new branch: how many files were read. */
static int published_twice(BranchOptions options)
{
    static const char *const scratch[] = { "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9" };
    Problems problems;
    git_oid id;
    int next = 0;
    usleep(30000);                                      // no stamp is in doubt
    BranchResult result = published(options, &problems);
    assert_no_problems(&problems);
    while (!git_reference_name_to_id(&id, repository, str_cstr(test_arena, str_format(test_arena, "refs/heads/%s", scratch[next]))))
        next++;
    BranchResult other = published(options_for(scratch[next]), &problems);
    assert_int_equal(other.read, other.files - 1);      // all but .nojekyll
    assert_int_equal(result.files, other.files);
    assert_true(str_equal(tree_of(result.commit), tree_of(other.commit)));
    return result.read;
}

static BranchOptions options_with_state(void)
{
    BranchOptions options = options_for("pages");
    options.state = &top;
    options.state_file = S("published");
    return options;
}

TEST(branch_reads_only_what_changed)
{
    open_top();
    BranchOptions options = options_with_state();
    assert_int_equal(published_twice(options), 4);
    assert_int_equal(published_twice(options), 0);
    assert_true(folder_write(&public, S("a/b/c.csv"), S("2\n")));      // as long as before
    assert_int_equal(published_twice(options), 1);
    assert_true(folder_write(&public, S("a/new.html"), S("deep")));
    assert_int_equal(published_twice(options), 1);
    assert_true(folder_remove(&public, S("a/index.html")));
    assert_int_equal(published_twice(options), 0);
    assert_true(folder_remove_tree(&public, S("a/b")));
    assert_int_equal(published_twice(options), 0);
    assert_true(folder_make_below(&public, S("a-b")));                  // empty: not in git
    assert_int_equal(published_twice(options), 0);
    assert_true(folder_remove_tree(&public, S("a")));
    assert_true(folder_write(&public, S("a"), S("a file")));            // in the place of a folder
    assert_int_equal(published_twice(options), 1);
    close_top();
}

TEST(branch_trusts_no_ids_but_those_of_its_tip)
{
    open_top();
    Problems problems;
    BranchOptions options = options_with_state(), without = options_for("pages");
    assert_int_equal(published_twice(options), 4);
    assert_true(folder_write(&public, S("index.html"), S("changed")));
    published(without, &problems);                      // somebody else
    assert_int_equal(published_twice(options), 4);
    assert_int_equal(published_twice(options), 0);
    Str bytes;
    assert_true(folder_read(&top, test_arena, S("published"), 0, &bytes));
    assert_true(folder_write(&top, S("published"), str_slice(bytes, 0, bytes.length - 1)));
    assert_int_equal(published_twice(options), 4);
    assert_true(folder_read(&top, test_arena, S("published"), 0, &bytes));
    ((char *)bytes.data)[bytes.length / 2] ^= 1;
    assert_true(folder_write(&top, S("published"), bytes));
    assert_int_equal(published_twice(options), 4);
    assert_int_equal(published_twice(options), 0);
    close_top();
}

TEST(branch_that_is_worked_on_is_refused)
{
    open_top();
    Problems problems;
    published(options_for("main"), &problems);
    assert_str(problems.list.at[0].message, "the branch 'main' is checked out: publishing would replace your work");
    commit_on("refs/heads/thesis", "Years of work");
    published(options_for("thesis"), &problems);
    assert_str(problems.list.at[0].message, "the branch 'thesis' holds commits that Essor did not make");
    BranchOptions options = options_for("thesis");
    options.force = true;
    published(options, &problems);
    assert_no_problems(&problems);
    close_top();
}

TEST(branch_names_are_plain)
{
    open_top();
    static const char *const BAD[] = { "", "HEAD", "-x", "a b", "refs/heads/x", "../x", "x.lock", "a..b", "x;y", "é" };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        Problems problems;
        published(options_for(BAD[i]), &problems);
        assert_int_equal(problems.errors, 1);
        assert_str(problems.list.at[0].code, "E0802");
    }
    close_top();
}

TEST(branch_refuses_names_that_fold_to_one)
{
    open_top();
    assert_true(folder_write(&public, S("Été.html"), S("")));
    assert_true(folder_write(&public, S("été.html"), S("")));
    assert_true(folder_write(&public, S("A/x.html"), S("")));
    Problems problems;
    published(options_for("pages"), &problems);
    assert_int_equal(problems.errors, 2);
    assert_str(problems.list.at[0].message, "its name differs from 'A' only by capital letters");
    assert_str(problems.list.at[1].place.file, "été.html");
    close_top();
}

TEST(branch_wants_a_time_and_a_repository)
{
    open_top();
    Problems problems;
    BranchOptions options = options_for("pages");
    options.source_commit = S("");
    published(options, &problems);
    assert_str(problems.list.at[0].code, "E0803");
    options.time = 1234567890;
    published(options, &problems);
    assert_no_problems(&problems);
    options.repository = below("public");
    published(options, &problems);
    assert_str(problems.list.at[0].code, "E0801");
    close_top();
}

TEST(branch_is_pushed_and_follows_the_remote)
{
    open_top();
    Str make = str_format(test_arena, "cd %.*s && git init -q --bare far && git -C work remote add origin ../far", STR(top_path));
    assert_int_equal(system(str_cstr(test_arena, make)), 0);
    Problems problems;
    BranchOptions options = options_for("pages");
    options.remote = S("origin");
    BranchResult first = published(options, &problems);
    assert_no_problems(&problems);
    assert_true(first.pushed);
    /* another clone publishes in between: its commit is not lost */
    Str other = str_format(test_arena, "cd %.*s/work && git update-ref refs/heads/pages HEAD && git branch -q -D pages && "
                                       "git update-ref -d refs/remotes/origin/pages", STR(top_path));
    assert_int_equal(system(str_cstr(test_arena, other)), 0);
    assert_true(folder_write(&public, S("index.html"), S("changed")));
    BranchResult second = published(options, &problems);
    assert_no_problems(&problems);
    Str check = str_format(test_arena, "test $(git -C %.*s/far rev-parse pages~1) = %.*s", STR(top_path), STR(first.commit));
    assert_int_equal(system(str_cstr(test_arena, check)), 0);
    options.remote = S("nowhere");
    assert_true(folder_write(&public, S("index.html"), S("again")));
    BranchResult third = published(options, &problems);
    assert_str(problems.list.at[0].code, "E0805");
    assert_false(third.pushed);
    assert_false(str_equal(second.commit, third.commit));
    close_top();
}
