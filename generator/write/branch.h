/* write/branch.h - publishes a built folder as a commit on a branch, straight into the object store.
 *
 * No checkout, no index, no hook, no filter: each file becomes a blob (those that exist are not
 * written again), each folder a tree, and the branch moves from the tip it had to the new commit, or
 * not at all when somebody else moved it meanwhile. An unchanged site makes no commit.
 * Files that have the stamp which they had at the last publication are not read, nor are trees made again
 * for folders that hold the same, as long as the branch still holds what was published then: its
 * objects are in the store for sure. What is published is the same with or without.
 * The message names the source commit, and says when files that git follows differ from it.
 * Nothing of the site is evaluated here: only bytes are copied.
 *
 * Refused (E0802): the branch that is checked out, HEAD, a name that is no plain branch; a branch
 * whose last commit has no `Essor-Site:` trailer, unless `force`; names that git or a file system of
 * ignored case would mix up. Other mistakes: E0801 no repository, E0803 the store, E0804 the branch
 * moved meanwhile, E0805 push. */
#pragma once
#include "base/file.h"
#include "base/problem.h"
#include "model/config.h"

typedef struct BranchOptions {
    Str repository;             /* a folder in the repository that gets the branch                */
    Str branch;                 /* "pages"                                                        */
    Str remote;                 /* "origin"; "" = no push. Its branch is fetched first: the commit
                                   follows it when it is ahead                                    */
    Str source_commit;          /* full id of the commit that was built; "" outside git           */
    Str base_url;               /* of the site: the trailer's value                               */
    Str author, email;          /* "" = those of git's configuration                              */
    int64_t time;               /* of the commit, seconds since 1970; 0 = that of the source commit */
    Folder *state;              /* where ids are kept for the next time; NULL = nowhere           */
    Str state_file;             /* under this name: one for each published folder and branch      */
    bool force;                 /* accept a branch that Essor did not make                        */
} BranchOptions;

typedef struct BranchResult {
    Str commit;                 /* id of the branch's tip, 40 hex digits                          */
    bool unchanged;             /* the branch already held this site: no commit                   */
    int files, new_files;       /* in the site; whose bytes the store did not have                */
    int read;                   /* of them: the others have the stamp of the last publication     */
    bool pushed;
} BranchResult;

/* Publishes everything in `folder`. */
bool publish_branch(Folder *folder, const BranchOptions *options, Arena *arena, BranchResult *result,
                    Problems *problems);
