/* write/record_writer.c - the record being made: slots filled by workers, merged when written.
 *
 * Each worker interns into tables of its own, so that nothing is locked; a slot kept from the old
 * record points into that record's tables. Writing goes through the slots in their order and gives
 * each name, dependency and link its number at its first use: the bytes are the same for any number
 * of threads, and for a clean or an incremental build. Called by commands/build.c.
 */
#include "write/record_tables.h"

#include "base/path.h"

#include <assert.h>

#define EMPTY_BODY S("\0\0\0\0")         // no dependency, anchor, link, attachment

struct RecordWriter {
    Arena *keep;
    RecordEntry *slots;
    int count, workers;
    RecordTables *tables;       /* one per worker                                                 */
};

RecordWriter *record_start(Arena *keep, int outputs, int workers, Arena **keeps)
{
    RecordWriter *writer = arena_new(keep, RecordWriter);
    *writer = (RecordWriter){ keep, arena_array(keep, RecordEntry, outputs), outputs, workers,
                              arena_array(keep, RecordTables, workers) };
    for (int i = 0; i < workers; i++)
        writer->tables[i].arena = keeps[i];
    return writer;
}

static void add_deps(RecordTables *tables, const Job *job, Buf *body)
{
    const Deps *deps = &job->deps;
    pack_number(body, (uint64_t)deps->list.count);
    for (int i = 0; i < deps->list.count; i++) {
        const Dep *dep = &deps->list.at[i];
        uint32_t name = tables_name(tables, deps->names.at[dep->name]);
        pack_number(body, tables_dep(tables, (DepRow){ dep->hash, name, dep->kind }));
    }
}

static void add_links(RecordTables *tables, const Job *job, Buf *body)
{
    assert(job->links.count == job->link_places.count);
    Str last = S("");
    uint32_t file = tables_name(tables, last);
    pack_number(body, (uint64_t)job->links.count);
    for (int i = 0; i < job->links.count; i++) {
        Place place = job->link_places.at[i];
        if (place.file.data != last.data || place.file.length != last.length) {
            file = tables_name(tables, place.file);
            last = place.file;
        }
        pack_number(body, tables_link(tables, (LinkRow){ tables_name(tables, job->links.at[i]), file,
                                                        (uint32_t)place.line, (uint32_t)place.column }));
    }
}

static void add_attachments(RecordTables *tables, const Job *job, Str output, Buf *body)
{
    pack_number(body, (uint64_t)job->attachments.count);
    for (int i = 0; i < job->attachments.count; i++) {
        const Attachment *attachment = &job->attachments.at[i];
        pack_number(body, tables_name(tables, path_join(job->arena, path_folder(output), attachment->name)));
        pack_number(body, attachment->content.length);
        pack_hash(body, hash_str(attachment->content));
    }
}

void record_add(RecordWriter *writer, int worker, int output, Str path, Str bytes, const Job *job)
{
    RecordTables *tables = &writer->tables[worker];
    RecordEntry *slot = &writer->slots[output];
    *slot = (RecordEntry){ tables, EMPTY_BODY, str_copy(tables->arena, path), hash_str(bytes), bytes.length };
    if (!job)
        return;
    Buf body = buf_new(job->arena);
    add_deps(tables, job, &body);
    pack_number(&body, (uint64_t)job->ids.count);
    for (int i = 0; i < job->ids.count; i++)
        pack_number(&body, tables_name(tables, job->ids.at[i]));
    add_links(tables, job, &body);
    add_attachments(tables, job, path, &body);
    slot->body = str_copy(tables->arena, buf_str(&body));
}

void record_keep(RecordWriter *writer, int output, const RecordEntry *entry)
{
    writer->slots[output] = *entry;
}

const RecordEntry *record_slots(const RecordWriter *writer, int *count)
{
    *count = writer->count;
    return writer->slots;
}

const RecordEntry *record_slot(const RecordWriter *writer, int output)
{
    return &writer->slots[output];
}

void record_obsolete(const Record *old, const RecordWriter *writer, Arena *arena, PathList *out)
{
    Map made = { 0 };
    static char yes;                // only the keys count
    for (int i = 0; i < writer->count; i++) {
        RecordFileList attached = { 0 };
        if (!writer->slots[i].path.length)
            continue;
        map_set(&made, arena, writer->slots[i].path, &yes);
        record_attachments(&writer->slots[i], arena, &attached);
        for (int j = 0; j < attached.count; j++)
            map_set(&made, arena, attached.at[j].path, &yes);
    }
    for (int i = 0; i < old->written.count; i++)
        if (!map_get(&made, old->written.at[i]))
            list_add(out, arena, old->written.at[i]);
}

static bool slot_is_same(const Record *old, const RecordEntry *slot)
{
    const RecordEntry *before = slot->path.length ? record_find(old, slot->path) : NULL;
    if (!before || before->hash != slot->hash || before->size != slot->size)
        return false;
    if (before->body.data == slot->body.data)
        return true;
    return str_equal(before->body, EMPTY_BODY) && str_equal(slot->body, EMPTY_BODY);
}

bool record_is_same(const Record *old, const RecordWriter *writer)
{
    if (old->unusable || old->entries.count != writer->count)
        return false;
    for (int i = 0; i < writer->count; i++)
        if (!slot_is_same(old, &writer->slots[i]))
            return false;
    return true;
}

/* From the indexes of one worker's tables to those of the file: index + 1, 0 = not yet given. */
typedef struct Renumbering {
    const RecordTables *from;
    uint32_t *names, *deps, *links;
} Renumbering;

typedef struct Merge {
    Arena *arena;
    RecordTables tables;        /* those of the file                                              */
    List(Renumbering) sources;
    Buf body;                   /* the entries, encoded                                           */
    uint64_t entries;
} Merge;

static Renumbering *renumbering_of(Merge *merge, const RecordTables *from)
{
    for (int i = 0; i < merge->sources.count; i++)
        if (merge->sources.at[i].from == from)
            return &merge->sources.at[i];
    list_add(&merge->sources, merge->arena,
             (Renumbering){ from, arena_array(merge->arena, uint32_t, from->names.count),
                            arena_array(merge->arena, uint32_t, from->deps.count),
                            arena_array(merge->arena, uint32_t, from->links.count) });
    return &merge->sources.at[merge->sources.count - 1];
}

static uint32_t merged_name(Merge *merge, Renumbering *source, uint64_t name)
{
    if (!source->names[name])
        source->names[name] = tables_name(&merge->tables, source->from->names.at[name]) + 1;
    return source->names[name] - 1;
}

static uint32_t merged_dep(Merge *merge, Renumbering *source, uint64_t index)
{
    if (!source->deps[index]) {
        DepRow row = source->from->deps.at[index];
        row.name = merged_name(merge, source, row.name);
        source->deps[index] = tables_dep(&merge->tables, row) + 1;
    }
    return source->deps[index] - 1;
}

static uint32_t merged_link(Merge *merge, Renumbering *source, uint64_t index)
{
    if (!source->links[index]) {
        LinkRow row = source->from->links.at[index];
        row.url = merged_name(merge, source, row.url);
        row.file = merged_name(merge, source, row.file);
        source->links[index] = tables_link(&merge->tables, row) + 1;
    }
    return source->links[index] - 1;
}

typedef uint32_t Renumber(Merge *merge, Renumbering *source, uint64_t index);

static void merge_list(Merge *merge, Renumbering *source, Unpacker *reader, Renumber *renumber)
{
    uint64_t count = unpack_number(reader);
    pack_number(&merge->body, count);
    while (count--)
        pack_number(&merge->body, renumber(merge, source, unpack_number(reader)));
}

static void merge_entry(Merge *merge, const RecordEntry *entry)
{
    Renumbering *source = renumbering_of(merge, entry->tables);
    Unpacker reader = entry_reader(entry);
    merge->entries++;
    pack_text(&merge->body, entry->path);
    pack_hash(&merge->body, entry->hash);
    pack_number(&merge->body, entry->size);
    merge_list(merge, source, &reader, merged_dep);
    merge_list(merge, source, &reader, merged_name);
    merge_list(merge, source, &reader, merged_link);
    uint64_t attachments = unpack_number(&reader);
    pack_number(&merge->body, attachments);
    while (attachments--) {
        pack_number(&merge->body, merged_name(merge, source, unpack_number(&reader)));
        pack_number(&merge->body, unpack_number(&reader));
        pack_hash(&merge->body, unpack_hash(&reader));
    }
}

static void write_tables(const RecordTables *tables, Buf *out)
{
    pack_number(out, (uint64_t)tables->names.count);
    for (int i = 0; i < tables->names.count; i++)
        pack_text(out, tables->names.at[i]);
    pack_number(out, (uint64_t)tables->deps.count);
    for (int i = 0; i < tables->deps.count; i++) {
        pack_number(out, tables->deps.at[i].kind);
        pack_number(out, tables->deps.at[i].name);
        pack_hash(out, tables->deps.at[i].hash);
    }
    pack_number(out, (uint64_t)tables->links.count);
    for (int i = 0; i < tables->links.count; i++) {
        const LinkRow *row = &tables->links.at[i];
        pack_number(out, row->url);
        pack_number(out, row->file);
        pack_number(out, row->line);
        pack_number(out, row->column);
    }
}

Str record_pack(const RecordWriter *writer, Arena *arena, Str program, Str manifest)
{
    Merge merge = { .arena = arena, .tables = { .arena = arena }, .body = buf_new(arena) };
    for (int i = 0; i < writer->count; i++)
        if (writer->slots[i].path.length)
            merge_entry(&merge, &writer->slots[i]);
    Buf all = buf_new(arena);
    buf_grow(&all, merge.body.length * 2);
    pack_number(&all, RECORD_FORMAT);
    pack_text(&all, program);
    pack_hash(&all, hash_str(manifest));
    write_tables(&merge.tables, &all);
    pack_number(&all, merge.entries);
    buf_add(&all, buf_str(&merge.body));
    return buf_str(&all);
}
