/* write/published.h - what the last publication stored of each file and folder: its id in git.
 *
 * One file in `.essor` for each published folder and branch (base/store.h), section "published", coded as
 * in base/pack.h:
 *
 *     number       version of the coding
 *     objects      count, then path (text; "" is the whole site), stamp, below + 1 (number), id (20 bytes)
 *
 * It holds no more than what reading the files again would give: missing or damaged, it costs time only. */
#pragma once
#include "base/map.h"
#include "base/store.h"

enum { OBJECT_ID = 20 };

typedef struct PublishedObject {
    Str path;
    Hash stamp;                 /* of a file when it was listed (file_stamp); 0: in doubt, or a folder */
    int below;                  /* how many files and folders a folder holds, at any depth; -1: a file */
    uint8_t id[OBJECT_ID];      /* of the blob or the tree; zeros: an empty folder, which git has not */
} PublishedObject;

typedef struct Published {
    List(PublishedObject) objects;
    Map by_path;                /* of what was read                                               */
} Published;

/* Always gives what there is; nothing when the file cannot be used. */
Published *published_read(Folder *state, Arena *keep, Str name);

/* The object at a path; NULL. */
const PublishedObject *published_find(const Published *published, Str path);

/* Replaces the file. One that cannot be written is not told: the next publication reads everything. */
void published_write(const Published *published, Folder *state, Arena *arena, Str name);
