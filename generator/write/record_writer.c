/* write/record_writer.c - the record being made: slots filled by workers, merged when packed.
 *
 * Each worker interns what is no page's into tables of its own, so that nothing is locked; a slot says of
 * what was kept only that it is in the old record. Packing goes through the slots in their order and gives
 * each name and dependency its number at its first use: the bytes are the same for any number of
 * threads. When the site has the same pages, what was kept is copied as it is: the new record has the
 * names and dependencies of the old one, and those that are new behind them; until those that nobody
 * uses any more are too many. Called by commands/outputs.c; what a slot
 * holds is asked by the checks of links, the manifest and the preview.
 */
#include "write/record_tables.h"

#include "base/path.h"
#include "write/linkcheck.h"

#include <assert.h>

typedef struct Slot {           /* an entry that was made                                         */
    uint32_t length;            /* of its block                                                   */
    int32_t worker;             /* whose tables it refers to                                      */
    char block[];
} Slot;

static const Slot KEPT;         /* stands for the entry of the old record                         */

struct RecordWriter {
    const Site *site;
    const Record *old;
    const Slot **slots;         /* one per output; NULL: not made                                 */
    RecordTables *tables;       /* one per worker                                                 */
    int count, workers;
};

RecordWriter *record_start(Arena *keep, const Site *site, const Record *old, int workers, Arena **keeps)
{
    int count = site->outputs.count;
    RecordWriter *writer = arena_new(keep, RecordWriter);
    *writer = (RecordWriter){ site, old, arena_array(keep, const Slot *, count), arena_array(keep, RecordTables, workers),
                              count, workers };
    for (int i = 0; i < workers; i++)
        writer->tables[i] = (RecordTables){ .arena = keeps[i], .site = site,
                                            .base_path = site->config ? site->config->base_path : S("") };
    return writer;
}

static void add_deps(RecordTables *tables, const Job *job, Buf *block)
{
    const Deps *deps = &job->deps;
    pack_number(block, (uint64_t)deps->list.count);
    for (int i = 0; i < deps->list.count; i++) {
        const Dep *dep = &deps->list.at[i];
        if (dep->page)
            pack_number(block, (uint64_t)dep->page->ordinal << 4 | (uint64_t)page_dep_of(dep->kind) << 1);
        else
            pack_number(block, (uint64_t)tables_dep_of(tables, dep, job->arena) << 1 | 1);
    }
}

static void add_anchors(RecordTables *tables, const Job *job, Buf *block)
{
    pack_number(block, (uint64_t)job->ids.count);
    for (int i = 0; i < job->ids.count; i++)
        pack_number(block, tables_name(tables, job->ids.at[i]));
}

static void add_links(RecordTables *tables, const Job *job, Buf *block)
{
    LinkPacker packer = link_packer(job->arena);
    for (int i = 0; i < job->links.count; i++) {
        const JobLink *noted = &job->links.at[i];
        RecordLink link = { .kind = LINK_PAGE };
        if (noted->page)
            link.target = (uint32_t)noted->page->ordinal;
        else
            link = tables_link(tables, noted->url);
        link.place = noted->place;
        pack_link(&packer, &link);
    }
    pack_links(&packer, block);
}

static void add_attachments(const Job *job, Buf *block)
{
    pack_number(block, (uint64_t)job->attachments.count);
    for (int i = 0; i < job->attachments.count; i++) {
        pack_text(block, job->attachments.at[i].name);
        pack_number(block, job->attachments.at[i].content.length);
        pack_hash(block, hash_str(job->attachments.at[i].content));
    }
}

void record_add(RecordWriter *writer, int worker, int output, Str bytes, Hash hash, const Job *job)
{
    static const Job nothing;
    RecordTables *tables = &writer->tables[worker];
    Buf block = buf_new(job ? job->arena : tables->arena);
    if (!job)
        job = &nothing;
    pack_hash(&block, hash);
    pack_number(&block, bytes.length);
    add_attachments(job, &block);
    add_deps(tables, job, &block);
    add_anchors(tables, job, &block);
    add_links(tables, job, &block);
    Slot *slot = arena_alloc_raw(tables->arena, sizeof *slot + block.length);
    *slot = (Slot){ .length = (uint32_t)block.length, .worker = worker };
    memcpy(slot->block, block.data, block.length);
    writer->slots[output] = slot;
}

void record_keep(RecordWriter *writer, int output, const RecordEntry *entry)
{
    const Slot *slot = entry->tables ? &KEPT : NULL;
    for (int i = 0; i < writer->workers; i++)
        if (entry->tables == &writer->tables[i])
            slot = (const Slot *)(const void *)(entry->block.data - offsetof(Slot, block));
    writer->slots[output] = slot;
}

bool record_was_kept(const RecordWriter *writer, int output)
{
    return writer->slots[output] == &KEPT;
}

bool record_slot(const RecordWriter *writer, int output, RecordEntry *entry)
{
    const Slot *slot = writer->slots[output];
    if (record_was_kept(writer, output))
        return record_entry(writer->old, output, entry);
    if (slot)
        *entry = entry_of_block(&writer->tables[slot->worker], site_output_path(writer->site, output),
                                (Str){ slot->block, slot->length });
    return slot != NULL;
}

const Record *record_before(const RecordWriter *writer)
{
    return writer->old;
}

static void add_attached(const RecordEntry *entry, Arena *arena, PathList *out)
{
    RecordFileList files = { 0 };
    record_attachments(entry, arena, &files);
    for (int i = 0; i < files.count; i++)
        list_add(out, arena, files.at[i].path);
}

/* What the old record has and the new one perhaps not: whatever was kept stays. */
static void list_doubtful(const RecordWriter *writer, Arena *arena, PathList *out)
{
    const Record *old = writer->old;
    RecordEntry entry;
    for (int i = 0; i < old->written.count; i++)
        list_add(out, arena, old->written.at[i]);
    for (int i = 0; i < old->gone.count; i++) {
        list_add(out, arena, old->gone.at[i].path);
        add_attached(&old->gone.at[i], arena, out);
    }
    for (int i = 0; i < writer->count; i++)
        if (!record_was_kept(writer, i) && record_entry(old, i, &entry))
            add_attached(&entry, arena, out);
}

void record_obsolete(const RecordWriter *writer, Arena *arena, PathList *out)
{
    PathList doubtful = { 0 }, attached = { 0 };
    Map made = { 0 };
    RecordEntry entry;
    list_doubtful(writer, arena, &doubtful);
    for (int i = 0; doubtful.count && i < writer->count; i++)
        if (record_slot(writer, i, &entry))
            add_attached(&entry, arena, &attached);
    for (int i = 0; i < attached.count; i++)
        map_set(&made, arena, attached.at[i], writer->tables);
    for (int i = 0; i < doubtful.count; i++)
        if (site_find_output(writer->site, doubtful.at[i]) < 0 && !map_get(&made, doubtful.at[i])) {
            map_set(&made, arena, doubtful.at[i], writer->tables);      // once
            list_add(out, arena, doubtful.at[i]);
        }
}

/* What refers to nothing is the same whatever its tables. */
static bool slot_is_same(const RecordWriter *writer, int output)
{
    RecordEntry now, before;
    if (!record_slot(writer, output, &now))
        return false;
    return record_was_kept(writer, output) ||
           (str_equal(now.lists, S("\0\0\0\0")) && record_entry(writer->old, output, &before) &&
            str_equal(now.block, before.block));
}

bool record_is_same(const RecordWriter *writer)
{
    const Record *old = writer->old;
    if (old->unusable || old->count != writer->count || old->checked != link_settings(writer->site))
        return false;
    for (int i = 0; i < writer->count; i++)
        if (!slot_is_same(writer, i))
            return false;
    return true;
}

/* From the indexes of one worker's tables to those of the section: index + 1, 0 = not yet given. */
typedef struct Renumbering {
    const RecordTables *from;
    uint32_t *names, *deps;
} Renumbering;

typedef struct Merge {
    RecordTables tables;        /* those of the section                                           */
    bool extends;               /* they are those of the old record, with more behind             */
    Renumbering *sources;       /* by worker; the last one is the old record                      */
    LinkPacker links;           /* of one output                                                  */
} Merge;

static Renumbering renumbering_of(const RecordTables *from, Arena *arena)
{
    if (!from)
        return (Renumbering){ 0 };
    return (Renumbering){ from, arena_array(arena, uint32_t, from->names.count),
                          arena_array(arena, uint32_t, from->deps.count) };
}

static uint32_t merged_name(Merge *merge, Renumbering *source, uint64_t name)
{
    if (name >= (uint64_t)source->from->names.count)
        return tables_name_view(&merge->tables, S(""));
    if (!source->names[name])
        source->names[name] = tables_name_view(&merge->tables, source->from->names.at[name]) + 1;
    return source->names[name] - 1;
}

static uint64_t merged_dep(Merge *merge, Renumbering *source, uint64_t dep)
{
    if (!(dep & 1))             // a page that has gone is not what it was: its slot was not kept
        return (uint64_t)tables_page_now(source->from, (uint32_t)(dep >> 4)) << 4 | (dep & 15);
    uint64_t index = dep >> 1;
    if (!source->deps[index]) {
        DepRow row = source->from->deps.at[index];
        row.name = merged_name(merge, source, row.name);
        source->deps[index] = tables_dep(&merge->tables, row) + 1;
    }
    return (uint64_t)(source->deps[index] - 1) << 1 | 1;
}

static RecordLink merged_link(Merge *merge, Renumbering *source, RecordLink link)
{
    const RecordTables *from = source->from;
    RecordLink merged = link;
    if (tables_link_differs(from, &link)) {
        merged = tables_link(&merge->tables, tables_url(from, merge->tables.arena, &link));
        merged.place = link.place;
    } else if (link.kind == LINK_TEXT) {
        merged.target = merged_name(merge, source, link.target);
    } else {
        merged.target = (uint32_t)tables_page_now(from, link.target);
        merged.anchor = link.kind == LINK_PLACE ? merged_name(merge, source, link.anchor) : 0;
    }
    return merged;
}

/* Pages have their numbers in the site already, but in a record that was read. */
static void merge_links(Merge *merge, Renumbering *source, LinkReader reader, Buf *block)
{
    if (!source->from->was_read) {
        buf_bytes(&merge->links.pages, reader.pages.at, (size_t)(reader.pages.end - reader.pages.at));
        reader.pages.at = reader.pages.end;
    }
    for (RecordLink link; next_link(&reader, &link);) {
        RecordLink merged = merged_link(merge, source, link);
        pack_link(&merge->links, &merged);
    }
    pack_links(&merge->links, block);
}

static void merge_entry(Merge *merge, Renumbering *source, const RecordEntry *entry, Buf *block)
{
    Unpacker from = entry_deps(entry);
    buf_clear(block);
    pack_hash(block, entry->hash);
    pack_number(block, entry->size);
    buf_bytes(block, entry->lists.data, (size_t)((const char *)from.at - entry->lists.data));
    uint64_t count = unpack_number(&from);
    pack_number(block, count);
    while (count--)
        pack_number(block, merged_dep(merge, source, unpack_number(&from)));
    count = unpack_number(&from);
    pack_number(block, count);
    while (count--)
        pack_number(block, merged_name(merge, source, unpack_number(&from)));
    merge_links(merge, source, link_reader(from), block);
}

/* The section, in pieces when somebody writes them as they come. */
typedef struct Section {
    Buf bytes;                  /* the end of it, not written yet                                 */
    StoreWriter *store;         /* NULL: nobody does                                              */
    uint64_t written;
} Section;

static void put_piece(Section *section)
{
    if (!section->store || !section->bytes.length)
        return;
    store_put(section->store, buf_str(&section->bytes));
    section->written += section->bytes.length;
    buf_clear(&section->bytes);
}

static void put_when_large(Section *section)
{
    enum { LARGE = 64 * 1024 };
    if (section->bytes.length >= LARGE)
        put_piece(section);
}

/* As it stands in the old record. */
static void copy_old(Section *section, Str bytes)
{
    if (!section->store) {
        buf_add(&section->bytes, bytes);
        return;
    }
    put_piece(section);
    store_copy(section->store, bytes);
    section->written += bytes.length;
}

static bool page_is_same(const RecordTables *old, int page)
{
    return old->page_same[page] == (1 << PAGE_DEPS) - 1;
}

static void pack_pages(const Site *site, const RecordTables *old, Section *section)
{
    Buf *out = &section->bytes;
    pack_number(out, (uint64_t)site->pages.count);
    for (int i = 0; i < site->pages.count; i++) {
        bulk_pass(site->bulk, i);
        if (old && page_is_same(old, i)) {
            copy_old(section, str_slice(old->bytes, old->page_at[i], old->page_at[i + 1]));
            continue;
        }
        pack_text(out, site->pages.at[i]->path);
        for (PageDep dep = 0; dep < PAGE_DEPS; dep++)
            pack_hash(out, page_dep_hash(site->pages.at[i], kind_of_page_dep(dep)));
        put_when_large(section);
    }
}

/* An entry of the old record, as it stands there. */
static Str old_entry(const RecordWriter *writer, int output)
{
    RecordEntry entry;
    const char *start = writer->old->tables->bytes.data + writer->old->entries[output];
    record_entry(writer->old, output, &entry);
    return (Str){ start, (size_t)(entry.block.data + entry.block.length - start) };
}

static void pack_outputs(const RecordWriter *writer, Merge *merge, Section *section)
{
    Buf *out = &section->bytes;
    Buf block = buf_new(merge->tables.arena);
    RecordEntry entry;
    uint64_t count = 0;
    for (int i = 0; i < writer->count; i++)
        count += writer->slots[i] != NULL;
    pack_number(out, count);
    for (int i = 0; i < writer->count; i++) {
        put_when_large(section);
        if (merge->extends && record_was_kept(writer, i)) {
            copy_old(section, old_entry(writer, i));
            continue;
        }
        if (!record_slot(writer, i, &entry))
            continue;
        int source = record_was_kept(writer, i) ? writer->workers : writer->slots[i]->worker;
        merge_entry(merge, &merge->sources[source], &entry, &block);
        pack_text(out, entry.path);
        pack_text(out, buf_str(&block));
    }
}

/* `old`: the tables that those of the section start with; or NULL. */
static void pack_names(const RecordTables *tables, const RecordTables *old, Section *section)
{
    Buf *out = &section->bytes;
    uint64_t start = section->written + out->length;
    pack_number(out, (uint64_t)tables->names.count);
    if (old)
        copy_old(section, old->coded_names);
    for (int i = old ? old->names.count : 0; i < tables->names.count; i++)
        pack_text(out, tables->names.at[i]);
    pack_number(out, (uint64_t)tables->deps.count);
    if (old)
        copy_old(section, old->coded_deps);
    for (int i = old ? old->deps.count : 0; i < tables->deps.count; i++) {
        pack_number(out, tables->deps.at[i].kind);
        pack_number(out, tables->deps.at[i].name);
        pack_hash(out, tables->deps.at[i].hash);
    }
    pack_number(out, (uint64_t)(old ? old->packed : tables->names.count + tables->deps.count));
    pack_hash(out, start);
}

/* True when the numbers of the old record still hold, and not too many of them are of no use. */
static bool can_extend(const RecordWriter *writer)
{
    const RecordTables *old = writer->old->tables;
    if (!old || old->page_count != writer->site->pages.count || !str_equal(old->base_path, writer->tables[0].base_path) ||
        old->names.count + old->deps.count > 2 * old->packed)
        return false;
    for (int i = 0; i < old->page_count; i++)
        if (old->page_now[i] != (uint32_t)i + 1)
            return false;
    return true;
}

#define copy_list(to, from, arena)                                                                  \
    ((to)->count = (to)->capacity = (from)->count,                                                  \
     (to)->at = arena_alloc_raw((arena), sizeof *(to)->at * (size_t)(from)->count),                 \
     memcpy((to)->at, (from)->at, sizeof *(to)->at * (size_t)(from)->count))

static Merge merge_new(const RecordWriter *writer, Arena *arena)
{
    const RecordTables *old = writer->old->tables;
    Merge merge = { .tables = { .arena = arena, .site = writer->site, .base_path = writer->tables[0].base_path },
                    .extends = can_extend(writer),
                    .sources = arena_array(arena, Renumbering, writer->workers + 1),
                    .links = link_packer(arena) };
    if (merge.extends) {
        copy_list(&merge.tables.names, &old->names, arena);
        copy_list(&merge.tables.deps, &old->deps, arena);
    }
    for (int i = 0; i < writer->workers; i++)
        merge.sources[i] = renumbering_of(&writer->tables[i], arena);
    merge.sources[writer->workers] = renumbering_of(merge.extends ? NULL : old, arena);
    return merge;
}

Str record_pack(const RecordWriter *writer, Arena *arena, Str program, Hash manifest, StoreWriter *store)
{
    Section section = { .bytes = buf_new(arena), .store = store };
    Buf *head = &section.bytes;
    Merge merge = merge_new(writer, arena);
    const RecordTables *old = merge.extends ? writer->old->tables : NULL;
    pack_number(head, RECORD_FORMAT);
    pack_text(head, program);
    pack_hash(head, manifest);
    pack_hash(head, link_settings(writer->site));
    pack_text(head, merge.tables.base_path);
    pack_pages(writer->site, old, &section);
    pack_outputs(writer, &merge, &section);
    pack_names(&merge.tables, old, &section);
    put_piece(&section);
    return buf_str(&section.bytes);
}
