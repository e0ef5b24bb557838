/* write/record.h - what each output was made from: the memory of one build for the next.
 *
 * For each output: path, hash and size of its bytes, dependencies (kind, name, hash), anchors, links
 * with their places, attachments. An output whose dependencies all have the hashes that they had
 * need not be made again; its anchors and links are still checked, from here.
 *
 *     Record *record = record_read(keep, &state, name, program);
 *     const RecordEntry *entry = record_find(record, output->path);
 *     if (entry && record_is_current(entry, site, arena) && staging_has(...))
 *         record_keep(writer, index, entry);
 *     else
 *         ... make the bytes ..., record_add(writer, worker, index, path, bytes, job);
 *
 * Commit in three steps, so that a build killed between them is followed by a clean one:
 * record_write (a file beside the record), staging_commit, record_settle (renames it).
 * The record of a destination lies in the site's `.essor/`; format at the top of record.c.
 */
#pragma once
#include "base/file.h"
#include "model/job.h"

typedef struct RecordTables RecordTables;       /* names, dependencies, links, each once          */

typedef struct RecordEntry {
    const RecordTables *tables;
    const char *body;           /* its dependencies, anchors, links, attachments: record.c        */
    Str path;                   /* "etudes/x/index.html"; "" in a writer's slot: not made         */
    Hash hash;                  /* of its bytes                                                   */
    uint64_t size;
} RecordEntry;

typedef struct Record {
    List(RecordEntry) entries;  /* sorted by path                                                 */
    Map by_path;                /* path -> RecordEntry                                            */
    bool unusable;              /* there was one, which is damaged or of another version: a clean
                                   build follows; the command says so once                        */
    bool interrupted;           /* the last build was killed while it committed: clean build too  */
    List(Str) written;          /* every path that the last builds made, attachments included     */
} Record;

/* The file name of the record of a destination: "record-0123456789abcdef". The same site built to
 * two folders or for two addresses has two records. */
Str record_name(Arena *arena, Str destination, Str base_url);

/* Reads a record; always gives one, empty when there is none or it cannot be used. `program` is what
 * all outputs depend on: version of the program, options that change outputs. */
Record *record_read(Arena *keep, Folder *state, Str name, Str program);

const RecordEntry *record_find(const Record *record, Str output);       /* NULL when there is none */

/* True when every dependency has the hash that it had. Each is looked up once per record, whatever
 * the number of outputs that have it. An output without dependencies is never current. Any thread. */
bool record_is_current(const RecordEntry *entry, const Site *site, Arena *arena);

/* Gives the first dependency that differs, with the hash it had (0: did not exist); false when none. */
bool record_explain(const RecordEntry *entry, const Site *site, Arena *arena, DepKind *kind, Str *name,
                    Hash *before);

/* Reads an entry's lists, into `arena` or as views. */
typedef struct RecordLink { Str url; Place place; } RecordLink;
typedef struct RecordFile { Str path; Hash hash; uint64_t size; } RecordFile;
typedef struct RecordDep { Str name; Hash hash; DepKind kind; } RecordDep;
typedef List(RecordLink) RecordLinkList;
typedef List(RecordFile) RecordFileList;
typedef List(RecordDep) RecordDepList;
void record_deps(const RecordEntry *entry, Arena *arena, RecordDepList *out);
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

/* The slots, one per output. */
const RecordEntry *record_slots(const RecordWriter *writer, int *count);

/* The paths of the old record that no slot has: to be removed from the destination. */
void record_obsolete(const Record *old, const RecordWriter *writer, Arena *arena, Str **paths, int *count);

/* Writes the record beside the old one; record_settle puts it in its place once the outputs are.
 * False (E0704) when the disk refuses. */
bool record_write(const RecordWriter *writer, Arena *arena, Folder *state, Str name, Str program,
                  Problems *problems);
bool record_settle(Arena *arena, Folder *state, Str name, Problems *problems);
