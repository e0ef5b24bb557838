/* write/record.c - reads the record of the last build, and tells what is still up to date.
 *
 * The section "outputs" of the state, coded as in base/pack.h:
 *
 *     number       version of the coding
 *     text         the program
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
 * Entries stay encoded until somebody asks. Every index is checked when the record is read, so that
 * later readers need not. Called by commands/build.c and commands/explain.c.
 */
#include "write/record_tables.h"

#include "base/path.h"
#include "render/template.h"
#include "write/manifest.h"

static const char OTHER_PROGRAM[] = "another version of the program wrote it";
static const char OTHER_FOLDER[] = "the published folder is not the one that it describes";
static const char DAMAGED[] = "it is damaged";

#define make_room(list, arena, wanted) \
    ((list)->capacity = (wanted), (list)->at = arena_alloc_raw((arena), sizeof *(list)->at * (size_t)(wanted)))

static void read_tables(RecordTables *tables, Unpacker *reader)
{
    Arena *arena = tables->arena;
    int count = unpack_count(reader, 1);
    make_room(&tables->names, arena, count);
    for (; count && !reader->failed; count--)
        list_add(&tables->names, arena, unpack_text(reader));
    uint64_t names = (uint64_t)tables->names.count;
    count = unpack_count(reader, 10);
    make_room(&tables->deps, arena, count);
    for (; count && !reader->failed; count--) {
        DepRow row = { .kind = (uint8_t)unpack_number(reader) };
        row.name = (uint32_t)unpack_below(reader, names);
        row.hash = unpack_hash(reader);
        list_add(&tables->deps, arena, row);
    }
    count = unpack_count(reader, 4);
    make_room(&tables->links, arena, count);
    for (; count && !reader->failed; count--) {
        LinkRow row = { .url = (uint32_t)unpack_below(reader, names) };
        row.file = (uint32_t)unpack_below(reader, names);
        row.line = (uint32_t)unpack_number(reader);
        row.column = (uint32_t)unpack_number(reader);
        list_add(&tables->links, arena, row);
    }
    tables->states = arena_alloc(arena, (size_t)tables->deps.count);
}

static void check_indexes(Unpacker *reader, int limit)
{
    for (uint64_t count = unpack_number(reader); count && !reader->failed; count--)
        unpack_below(reader, (uint64_t)limit);
}

static void read_attachments(Record *record, const RecordTables *tables, Unpacker *reader)
{
    for (uint64_t count = unpack_number(reader); count && !reader->failed; count--) {
        uint64_t name = unpack_below(reader, (uint64_t)tables->names.count);
        unpack_number(reader);
        unpack_hash(reader);
        if (reader->failed || !path_is_clean(tables->names.at[name]))
            unpack_fail(reader);
        else
            list_add(&record->written, tables->arena, tables->names.at[name]);
    }
}

static void read_entries(Record *record, RecordTables *tables, Unpacker *reader)
{
    int count = unpack_count(reader, 14);
    make_room(&record->entries, tables->arena, count);
    make_room(&record->written, tables->arena, count);
    for (; count && !reader->failed; count--) {
        RecordEntry entry = { .tables = tables, .path = unpack_text(reader) };
        entry.hash = unpack_hash(reader);
        entry.size = unpack_number(reader);
        const uint8_t *body = reader->at;
        check_indexes(reader, tables->deps.count);
        check_indexes(reader, tables->names.count);
        check_indexes(reader, tables->links.count);
        list_add(&record->written, tables->arena, entry.path);
        read_attachments(record, tables, reader);
        if (!path_is_clean(entry.path))
            unpack_fail(reader);
        entry.body = (Str){ (const char *)body, (size_t)(reader->at - body) };
        list_add(&record->entries, tables->arena, entry);
    }
}

/* Reads what one build kept. NULL, or why it cannot be used; `written` is then empty, unless the record
 * is whole and only of another program or folder. */
static const char *read_section(Record *record, Arena *keep, Str bytes, Str program, Hash manifest)
{
    Unpacker reader = unpacker_of(bytes);
    if (!bytes.length)
        return NULL;
    if (unpack_number(&reader) != RECORD_FORMAT)
        return OTHER_PROGRAM;
    bool same_program = str_equal(unpack_text(&reader), program);
    bool same_folder = unpack_hash(&reader) == manifest;
    RecordTables *tables = arena_new(keep, RecordTables);
    tables->arena = keep;
    read_tables(tables, &reader);
    read_entries(record, tables, &reader);
    if (!unpacker_is_done(&reader)) {
        record->written.count = record->entries.count = 0;
        return DAMAGED;
    }
    if (!same_program)
        return OTHER_PROGRAM;
    return same_folder ? NULL : OTHER_FOLDER;
}

bool record_is_of(Str section, Str manifest)
{
    Unpacker reader = unpacker_of(section);
    bool known = unpack_number(&reader) == RECORD_FORMAT;
    unpack_text(&reader);
    return known && unpack_hash(&reader) == hash_str(manifest) && !reader.failed;
}

/* A file that waits beside the state means that a build was killed between its outputs: some of them
 * are new, some old. What it meant to write is ours too. */
static void read_interrupted(Record *record, Arena *keep, const Store *waiting, Str program)
{
    Record next = { 0 };
    read_section(&next, keep, store_section(waiting, RECORD_SECTION), program, 0);
    for (int i = 0; i < next.written.count; i++)
        list_add(&record->written, keep, next.written.at[i]);
}

static const char *read_record(Record *record, Arena *keep, const Store *store, const Store *waiting, Str program,
                               Str manifest)
{
    const char *why = store->unusable;
    if (!why)
        why = read_section(record, keep, store_section(store, RECORD_SECTION), program, hash_str(manifest));
    if (why == OTHER_FOLDER)
        record->written.count = 0;          // its manifest tells what is in it
    if (!waiting->found)
        return why;
    read_interrupted(record, keep, waiting, program);
    return "the last build was stopped while it wrote its files";
}

Record *record_read(Arena *keep, const Store *store, const Store *waiting, Str program, Folder *destination)
{
    Record *record = arena_new(keep, Record);
    Str manifest;
    if (destination->descriptor < 0)
        return record;
    bool ours = manifest_read(destination, keep, &manifest);
    record->unusable = read_record(record, keep, store, waiting, program, ours ? manifest : S(""));
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
    Unpacker reader = entry_reader(entry);
    uint64_t count = unpack_number(&reader);
    if (!count)
        return false;
    while (count--)
        if (!dep_is_same(entry->tables, (uint32_t)unpack_number(&reader), site, arena))
            return false;
    return true;
}

void record_deps(const RecordEntry *entry, const Site *site, Arena *arena, RecordDepList *out)
{
    const RecordTables *tables = entry->tables;
    Unpacker reader = entry_reader(entry);
    for (uint64_t count = unpack_number(&reader); count; count--) {
        const DepRow *dep = &tables->deps.at[unpack_number(&reader)];
        list_add(out, arena, (RecordDep){ tables->names.at[dep->name], dep->hash, hash_now(tables, dep, site, arena),
                                          dep->kind });
    }
}

void record_attachments(const RecordEntry *entry, Arena *arena, RecordFileList *out)
{
    Unpacker reader = entry_reader(entry);
    for (int list = 0; list < 3; list++)
        skip_varints(&reader);
    for (uint64_t count = unpack_number(&reader); count; count--) {
        RecordFile file = { .path = entry->tables->names.at[unpack_number(&reader)] };
        file.size = unpack_number(&reader);
        file.hash = unpack_hash(&reader);
        list_add(out, arena, file);
    }
}

void record_each_link(const RecordEntry *entry, RecordVisit *visit, void *context)
{
    Unpacker reader = entry_reader(entry);
    skip_varints(&reader);
    skip_varints(&reader);
    for (uint64_t count = unpack_number(&reader); count; count--)
        visit(context, entry, (uint32_t)unpack_number(&reader));
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
    Unpacker reader = entry_reader(entry);
    skip_varints(&reader);
    for (uint64_t count = unpack_number(&reader); count; count--)
        if (str_equal(entry->tables->names.at[unpack_number(&reader)], id))
            return true;
    return false;
}

void record_ids(const RecordEntry *entry, Arena *arena, const Str **ids, int *count)
{
    Unpacker reader = entry_reader(entry);
    skip_varints(&reader);
    *count = (int)unpack_number(&reader);
    Str *all = arena_array(arena, Str, *count);
    for (int i = 0; i < *count; i++)
        all[i] = entry->tables->names.at[unpack_number(&reader)];
    *ids = all;
}
