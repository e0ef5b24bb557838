/* write/record.h - what each output was made from: the memory of one build for the next.
 *
 * For each output: path, hash and size of its bytes, dependencies (kind, name, hash), anchors, links
 * with their places, attachments. An output whose dependencies all have the hashes that they had
 * need not be made again.
 *
 *     Record *record = record_read(keep, site, store, waiting, program, &staging.destination, problems);
 *     RecordWriter *writer = record_start(keep, site, record, workers, keeps);
 *     ... for each output of the site, in any thread:
 *     if (record_entry(record, output, &entry) && record_is_current(&entry))
 *         record_keep(writer, output, &entry);
 *     else
 *         ... make the bytes ..., record_add(writer, worker, output, bytes, hash_str(bytes), job);
 *     ...
 *     store_open(store, RECORD_SECTION);
 *     record_pack(writer, arena, program, manifest, store);
 *
 * Outputs are told by their number in site->outputs. What others do inside the destination is not
 * looked for, but for its manifest.json: a record counts only for the folder whose manifest it knows by
 * hash. A folder that somebody else built, for another address or on another machine, is made anew.
 * Commit in three steps, so that a build killed between them is followed by a clean one: store_end (of a
 * file beside the state), staging_commit, store_settle. When record_is_same, nothing needs to be
 * committed. A record packed is read again without a disk: record_open.
 * The record is the section "outputs" of the state of a destination; format at the top of record.c.
 */
#pragma once
#include "base/store.h"
#include "model/job.h"

typedef struct RecordTables RecordTables;       /* what the numbers in entries stand for          */
typedef List(Str) PathList;

typedef struct RecordEntry {    /* of one output: a view                                          */
    const RecordTables *tables;
    Str block, lists;           /* coded; its end: attachments, dependencies, anchors, links      */
    Str path;                   /* "etudes/x/index.html"                                          */
    Hash hash;                  /* of its bytes                                                   */
    uint64_t size;
} RecordEntry;

typedef struct Record {
    const Site *site;
    const RecordTables *tables; /* NULL: nothing is known of any output                           */
    uint32_t *entries;          /* by output of the site: where its entry stands; 0 = none        */
    int count;                  /* of the entries, those of `gone` too                            */
    List(RecordEntry) gone;     /* of outputs that the site no longer has                         */
    Hash manifest;              /* of the manifest.json of the folder that the record is of       */
    Hash checked;               /* settings that its links were checked with: link_settings()     */
    const char *unusable;       /* why there is one that cannot be used (in English, for message()):
                                   a clean build follows, and the command says so once; NULL      */
    PathList written;           /* when it is unusable: what earlier builds are known to have made */
} Record;

#define RECORD_SECTION "outputs"

/* Reads the record of `destination` (descriptor -1: there is no such folder yet) from its state and
 * from what waits beside it; always gives one, empty when there is none or it cannot be used. `site` is
 * linked. `program` is what all outputs depend on: version of the program, options that change every output.
 * What the destination holds cannot be told when its manifest cannot be read: E0701. */
Record *record_read(Arena *keep, const Site *site, const Store *store, const Store *waiting, Str program,
                    Folder *destination, Problems *problems);

/* The same from the bytes that record_pack gave, which must live as long: for a site built again and
 * again by one process. */
Record *record_open(Arena *keep, const Site *site, Str packed, Str program);

/* Is the record of this section that of the folder whose manifest.json is `manifest`? */
bool record_is_of(Str section, Str manifest);

/* What is recorded of an output; false when nothing is. */
bool record_entry(const Record *record, int output, RecordEntry *entry);
bool record_find(const Record *record, Str path, RecordEntry *entry);

/* True when every dependency has the hash that it had: each was looked up once, when the record was
 * read. An output without dependencies is never current. Any thread. */
bool record_is_current(const RecordEntry *entry);

/* Reads an entry's lists, into `arena` or as views. */
typedef struct RecordFile { Str path; Hash hash; uint64_t size; } RecordFile;
typedef struct RecordDep { Str name; Hash before, now; DepKind kind; } RecordDep;       /* 0: does not exist */
typedef List(RecordFile) RecordFileList;
typedef List(RecordDep) RecordDepList;
void record_deps(const RecordEntry *entry, const Site *site, Arena *arena, RecordDepList *out);
void record_attachments(const RecordEntry *entry, Arena *arena, RecordFileList *out);
bool record_has_id(const RecordEntry *entry, Str id);
void record_ids(const RecordEntry *entry, Arena *arena, const Str **ids, int *count);

/* The record being made: a slot per output, and tables per worker, so that nothing is locked. `old` is
 * that which outputs are kept from. */
typedef struct RecordWriter RecordWriter;
RecordWriter *record_start(Arena *keep, const Site *site, const Record *old, int workers, Arena **keeps);

/* Fills a slot from a job that is done: `hash` is that of the bytes. `job` may be NULL: no dependency, link or
 * anchor. */
void record_add(RecordWriter *writer, int worker, int output, Str bytes, Hash hash, const Job *job);

/* Fills a slot with what the old record says, or with what it held before. */
void record_keep(RecordWriter *writer, int output, const RecordEntry *entry);

/* What a slot holds; false when the output could not be made. */
bool record_slot(const RecordWriter *writer, int output, RecordEntry *entry);

/* True when a slot was kept; the record that it was kept from. */
bool          record_was_kept(const RecordWriter *writer, int output);
const Record *record_before(const RecordWriter *writer);

/* The paths of the old record that no slot has: to be removed from the destination. */
void record_obsolete(const RecordWriter *writer, Arena *arena, PathList *out);

/* True when the outputs, with all that is recorded of them, are those of the old record. */
bool record_is_same(const RecordWriter *writer);

/* Writes the section of the record being made into the one that is open in `store`, piece by piece;
 * gives its bytes when that is NULL. `manifest` is the hash of manifest.json. */
Str record_pack(const RecordWriter *writer, Arena *arena, Str program, Hash manifest, StoreWriter *store);
