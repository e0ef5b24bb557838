/* write/record.c - reads the record of the last build, and tells what is still up to date.
 *
 * The file, all numbers as in record_tables.h:
 *
 *     8 bytes      89 'E' 'S' 'R' 0D 0A 1A 0A: not a text, not truncated by a transfer
 *     hash         of everything that follows
 *     number       version of the format
 *     text         the program (length, bytes)
 *     hash         of the manifest.json of the folder that the record is of
 *     names        count, then texts
 *     dependencies count, then kind, name (index), hash
 *     links        count, then URL (index of a name), file (index), line, column
 *     outputs      count, then path (text), hash, size, and the body:
 *                    dependencies  count, then indexes
 *                    anchors       count, then indexes of names
 *                    links         count, then indexes
 *                    attachments   count, then path (index of a name), size, hash
 *
 * It is read whole, in one read; entries stay encoded until somebody asks. Every index is checked
 * then, so that later readers need not. Called by commands/build.c and commands/explain.c.
 */
#include "write/record_tables.h"

#include "base/path.h"
#include "render/template.h"
#include "write/manifest.h"

#include <string.h>

enum { HEADER = 16 };

static const char OTHER_PROGRAM[] = "another version of the program wrote it";
static const char OTHER_FOLDER[] = "the published folder is not the one that it describes";
static const char DAMAGED[] = "it is damaged";

Str record_name(Arena *arena, Str destination)
{
    return str_format(arena, "record-%016llx", (unsigned long long)hash_str(destination));
}

static void fail_unless(ByteReader *reader, bool sane)
{
    if (!sane)
        reader->failed = true;
}

/* Reads a count, and makes room for as many rows, each of `least` bytes or more. */
static int read_count(ByteReader *reader, int least)
{
    uint64_t count = read_varint(reader), most = (uint64_t)(reader->end - reader->at) / (uint64_t)least;
    fail_unless(reader, count <= most && count < INT32_MAX);
    return reader->failed ? 0 : (int)count;
}

#define make_room(list, arena, wanted) \
    ((list)->capacity = (wanted), (list)->at = arena_alloc_raw((arena), sizeof *(list)->at * (size_t)(wanted)))

static void read_tables(RecordTables *tables, ByteReader *reader)
{
    Arena *arena = tables->arena;
    int count = read_count(reader, 1);
    make_room(&tables->names, arena, count);
    for (; count && !reader->failed; count--)
        list_add(&tables->names, arena, read_bytes(reader, read_varint(reader)));
    uint64_t names = (uint64_t)tables->names.count;
    count = read_count(reader, 10);
    make_room(&tables->deps, arena, count);
    for (; count && !reader->failed; count--) {
        DepRow row = { .kind = (uint8_t)read_varint(reader) };
        row.name = (uint32_t)read_varint(reader);
        row.hash = read_hash(reader);
        fail_unless(reader, row.name < names);
        list_add(&tables->deps, arena, row);
    }
    count = read_count(reader, 4);
    make_room(&tables->links, arena, count);
    for (; count && !reader->failed; count--) {
        LinkRow row = { .url = (uint32_t)read_varint(reader) };
        row.file = (uint32_t)read_varint(reader);
        row.line = (uint32_t)read_varint(reader);
        row.column = (uint32_t)read_varint(reader);
        fail_unless(reader, row.url < names && row.file < names);
        list_add(&tables->links, arena, row);
    }
    tables->states = arena_alloc(arena, (size_t)tables->deps.count);
}

static void check_indexes(ByteReader *reader, int limit)
{
    for (uint64_t count = read_varint(reader); count && !reader->failed; count--)
        fail_unless(reader, read_varint(reader) < (uint64_t)limit);
}

static void read_attachments(Record *record, const RecordTables *tables, ByteReader *reader)
{
    for (uint64_t count = read_varint(reader); count && !reader->failed; count--) {
        uint64_t name = read_varint(reader);
        read_varint(reader);
        read_hash(reader);
        if (name >= (uint64_t)tables->names.count || !path_is_clean(tables->names.at[name]))
            reader->failed = true;
        else
            list_add(&record->written, tables->arena, tables->names.at[name]);
    }
}

static void read_entries(Record *record, RecordTables *tables, ByteReader *reader)
{
    int count = read_count(reader, 14);
    make_room(&record->entries, tables->arena, count);
    make_room(&record->written, tables->arena, count);
    for (; count && !reader->failed; count--) {
        RecordEntry entry = { .tables = tables, .path = read_bytes(reader, read_varint(reader)) };
        entry.hash = read_hash(reader);
        entry.size = read_varint(reader);
        const uint8_t *body = reader->at;
        check_indexes(reader, tables->deps.count);
        check_indexes(reader, tables->names.count);
        check_indexes(reader, tables->links.count);
        list_add(&record->written, tables->arena, entry.path);
        read_attachments(record, tables, reader);
        fail_unless(reader, path_is_clean(entry.path));
        entry.body = (Str){ (const char *)body, (size_t)(reader->at - body) };
        list_add(&record->entries, tables->arena, entry);
    }
}

/* Reads one file. NULL, or why it cannot be used; `written` is then empty, unless the record is whole
 * and only of another program or folder. */
static const char *read_file(Record *record, Arena *keep, Str bytes, Str program, Hash manifest)
{
    ByteReader reader = { .at = (const uint8_t *)bytes.data, .end = (const uint8_t *)bytes.data + bytes.length };
    if (!str_equal(read_bytes(&reader, 8), RECORD_SIGNATURE))
        return "it is not a record";
    if (read_hash(&reader) != hash_str(str_slice(bytes, HEADER, bytes.length)))
        return DAMAGED;
    if (read_varint(&reader) != RECORD_FORMAT)
        return OTHER_PROGRAM;
    bool same_program = str_equal(read_bytes(&reader, read_varint(&reader)), program);
    bool same_folder = read_hash(&reader) == manifest;
    RecordTables *tables = arena_new(keep, RecordTables);
    tables->arena = keep;
    read_tables(tables, &reader);
    read_entries(record, tables, &reader);
    if (reader.failed || reader.at != reader.end) {
        record->written.count = record->entries.count = 0;
        return DAMAGED;
    }
    if (!same_program)
        return OTHER_PROGRAM;
    return same_folder ? NULL : OTHER_FOLDER;
}

/* A file that waits beside the record means that a build was killed between its outputs: some of
 * them are new, some old. What it meant to write is ours too. */
static bool read_interrupted(Record *record, Arena *keep, Folder *state, Str name, Str program)
{
    Str bytes, waiting = str_format(keep, "%.*s.next", STR(name));
    Record next = { 0 };
    if (!folder_read(state, keep, waiting, 0, &bytes))
        return !state->missing;
    read_file(&next, keep, bytes, program, 0);
    for (int i = 0; i < next.written.count; i++)
        list_add(&record->written, keep, next.written.at[i]);
    return true;
}

static const char *read_record(Record *record, Arena *keep, Folder *state, Str name, Str program, Str manifest)
{
    Str bytes;
    const char *why = NULL;
    if (folder_read(state, keep, name, 0, &bytes))
        why = read_file(record, keep, bytes, program, hash_str(manifest));
    else if (!state->missing)
        why = state->error;
    if (why == OTHER_FOLDER)
        record->written.count = 0;          // its manifest tells what is in it
    if (read_interrupted(record, keep, state, name, program))
        why = "the last build was stopped while it wrote its files";
    return why;
}

Record *record_read(Arena *keep, Folder *state, Str name, Str program, Folder *destination)
{
    Record *record = arena_new(keep, Record);
    Str manifest;
    if (destination->descriptor < 0)
        return record;
    bool ours = manifest_read(destination, keep, &manifest);
    record->unusable = read_record(record, keep, state, name, program, ours ? manifest : S(""));
    if (ours && (record->unusable || !record->entries.count))
        manifest_paths(manifest, keep, &record->written);
    if (record->unusable)
        record->entries.count = 0;
    for (int i = 0; i < record->entries.count; i++)
        map_set(&record->by_path, keep, record->entries.at[i].path, &record->entries.at[i]);
    return record;
}

const RecordEntry *record_find(const Record *record, Str output)
{
    return map_get(&record->by_path, output);
}

static Hash hash_now(const RecordTables *tables, const DepRow *dep, const Site *site, Arena *arena)
{
    Str name = tables->names.at[dep->name];
    return dep->kind == DEP_TEMPLATE ? template_hash(site, name) : site_hash(site, dep->kind, name, arena);
}

/* Several threads may find out the same state at once: they find the same. */
static bool dep_is_same(const RecordTables *tables, uint32_t index, const Site *site, Arena *arena)
{
    DepState state = atomic_load_explicit(&tables->states[index], memory_order_relaxed);
    if (state == DEP_UNKNOWN) {
        const DepRow *dep = &tables->deps.at[index];
        state = hash_now(tables, dep, site, arena) == dep->hash ? DEP_SAME : DEP_DIFFERS;
        atomic_store_explicit(&tables->states[index], (uint8_t)state, memory_order_relaxed);
    }
    return state == DEP_SAME;
}

bool record_is_current(const RecordEntry *entry, const Site *site, Arena *arena)
{
    ByteReader reader = entry_reader(entry);
    uint64_t count = read_varint(&reader);
    if (!count)
        return false;
    while (count--)
        if (!dep_is_same(entry->tables, (uint32_t)read_varint(&reader), site, arena))
            return false;
    return true;
}

void record_deps(const RecordEntry *entry, const Site *site, Arena *arena, RecordDepList *out)
{
    const RecordTables *tables = entry->tables;
    ByteReader reader = entry_reader(entry);
    for (uint64_t count = read_varint(&reader); count; count--) {
        const DepRow *dep = &tables->deps.at[read_varint(&reader)];
        list_add(out, arena, (RecordDep){ tables->names.at[dep->name], dep->hash, hash_now(tables, dep, site, arena),
                                          dep->kind });
    }
}

void record_attachments(const RecordEntry *entry, Arena *arena, RecordFileList *out)
{
    ByteReader reader = entry_reader(entry);
    for (int list = 0; list < 3; list++)
        skip_varints(&reader);
    for (uint64_t count = read_varint(&reader); count; count--) {
        RecordFile file = { .path = entry->tables->names.at[read_varint(&reader)] };
        file.size = read_varint(&reader);
        file.hash = read_hash(&reader);
        list_add(out, arena, file);
    }
}

void record_each_link(const RecordEntry *entry, RecordVisit *visit, void *context)
{
    ByteReader reader = entry_reader(entry);
    skip_varints(&reader);
    skip_varints(&reader);
    for (uint64_t count = read_varint(&reader); count; count--)
        visit(context, entry, (uint32_t)read_varint(&reader));
}

RecordLink record_link(const RecordTables *tables, uint32_t index)
{
    const LinkRow *row = &tables->links.at[index];
    return (RecordLink){ tables->names.at[row->url],
                         { tables->names.at[row->file], (int)row->line, (int)row->column } };
}

int record_link_count(const RecordTables *tables)
{
    return tables->links.count;
}

bool record_has_id(const RecordEntry *entry, Str id)
{
    ByteReader reader = entry_reader(entry);
    skip_varints(&reader);
    for (uint64_t count = read_varint(&reader); count; count--)
        if (str_equal(entry->tables->names.at[read_varint(&reader)], id))
            return true;
    return false;
}

void record_ids(const RecordEntry *entry, Arena *arena, const Str **ids, int *count)
{
    ByteReader reader = entry_reader(entry);
    skip_varints(&reader);
    *count = (int)read_varint(&reader);
    Str *all = arena_array(arena, Str, *count);
    for (int i = 0; i < *count; i++)
        all[i] = entry->tables->names.at[read_varint(&reader)];
    *ids = all;
}
