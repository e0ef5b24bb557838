/* write/record.h - what each output was made from: the memory of one build for the next.
 *
 * For each output: path, hash and size of its bytes, dependencies (kind, name, hash), anchors, links
 * with their places, attachments. An output whose dependencies all have the hashes that they had
 * need not be made again; its anchors and links are still checked, from here.
 *
 *     Record *record = record_read(keep, store, waiting, program, &staging.destination);
 *     const RecordEntry *entry = record_find(record, output->path);
 *     if (entry && record_is_current(entry, site, arena) && staging_has(...))
 *         record_keep(writer, index, entry);
 *     else
 *         ... make the bytes ..., record_add(writer, worker, index, path, bytes, job);
 *
 * A record counts only for the folder whose manifest.json it knows by hash: a folder that somebody
 * else built, for another address or on another machine, is made anew. Commit in three steps, so that
 * a build killed between them is followed by a clean one: store_write (a file beside the state),
 * staging_commit, store_settle (renames it). When record_is_same, nothing needs to be committed.
 * The record is the section "outputs" of the state of a destination, which lies in the site's
 * `.essor/`; format at the top of record.c.
 */
#pragma once
#include "base/store.h"
#include "model/job.h"

typedef struct RecordTables RecordTables;       /* names, dependencies, links, each once          */
typedef List(Str) PathList;

typedef struct RecordEntry {
    const RecordTables *tables;
    Str body;                   /* its dependencies, anchors, links, attachments: record.c        */
    Str path;                   /* "etudes/x/index.html"; "" in a writer's slot: not made         */
    Hash hash;                  /* of its bytes                                                   */
    uint64_t size;
} RecordEntry;

typedef struct Record {
    List(RecordEntry) entries;  /* sorted by path                                                 */
    Map by_path;                /* path -> RecordEntry                                            */
    const char *unusable;       /* why there is one that cannot be used (in English, for message()):
                                   a clean build follows, and the command says so once; NULL      */
    PathList written;           /* every path that earlier builds made there, attachments included */
} Record;

#define RECORD_SECTION "outputs"

/* Reads the record of `destination` (descriptor -1: there is no such folder yet) from its state and
 * from what waits beside it; always gives one, empty when there is none or it cannot be used.
 * `program` is what all outputs depend on: version of the program, options that change every output. */
Record *record_read(Arena *keep, const Store *store, const Store *waiting, Str program, Folder *destination);

/* Is the record of this section that of the folder whose manifest.json is `manifest`? */
bool record_is_of(Str section, Str manifest);

const RecordEntry *record_find(const Record *record, Str output);       /* NULL when there is none */

/* True when every dependency has the hash that it had. Each is looked up once per record, whatever
 * the number of outputs that have it. An output without dependencies is never current. Any thread. */
bool record_is_current(const RecordEntry *entry, const Site *site, Arena *arena);

/* Reads an entry's lists, into `arena` or as views. */
typedef struct RecordLink { Str url; Place place; } RecordLink;
typedef struct RecordFile { Str path; Hash hash; uint64_t size; } RecordFile;
typedef struct RecordDep { Str name; Hash before, now; DepKind kind; } RecordDep;       /* 0: does not exist */
typedef List(RecordLink) RecordLinkList;
typedef List(RecordFile) RecordFileList;
typedef List(RecordDep) RecordDepList;
void record_deps(const RecordEntry *entry, const Site *site, Arena *arena, RecordDepList *out);
void record_attachments(const RecordEntry *entry, Arena *arena, RecordFileList *out);

/* Anchors and links as indexes into what the entry's tables hold: for write/linkcheck.c, which looks
 * at each only once. Calls `visit` for each index. */
typedef void RecordVisit(void *context, const RecordEntry *entry, uint32_t index);
void       record_each_link(const RecordEntry *entry, RecordVisit *visit, void *context);
RecordLink record_link(const RecordTables *tables, uint32_t index);
int        record_link_count(const RecordTables *tables);
bool       record_has_id(const RecordEntry *entry, Str id);
void       record_ids(const RecordEntry *entry, Arena *arena, const Str **ids, int *count);

/* The record being made: a slot per output, and tables per worker, so that nothing is locked. */
typedef struct RecordWriter RecordWriter;
RecordWriter *record_start(Arena *keep, int outputs, int workers, Arena **keeps);

/* Fills a slot from a job that is done. `job` may be NULL: no dependency, link or anchor. */
void record_add(RecordWriter *writer, int worker, int output, Str path, Str bytes, const Job *job);

/* Fills a slot with what the old record says. */
void record_keep(RecordWriter *writer, int output, const RecordEntry *entry);

/* The slots, one per output; and one of them. */
const RecordEntry *record_slots(const RecordWriter *writer, int *count);
const RecordEntry *record_slot(const RecordWriter *writer, int output);

/* The paths of the old record that no slot has: to be removed from the destination. */
void record_obsolete(const Record *old, const RecordWriter *writer, Arena *arena, PathList *out);

/* True when the outputs, with all that is recorded of them, are those of the old record. */
bool record_is_same(const Record *old, const RecordWriter *writer);

/* The section of the record being made. `manifest` is the text of manifest.json. */
Str record_pack(const RecordWriter *writer, Arena *arena, Str program, Str manifest);
