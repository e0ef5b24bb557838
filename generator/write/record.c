/* write/record.c - reads the record of the last build, and tells what is still up to date.
 *
 * The section "outputs" of the state, coded as in base/pack.h:
 *
 *     number       version of the coding
 *     text         the program
 *     hash         of the manifest.json of the folder that the record is of
 *     hash         of the settings that its links were checked with
 *     text         path of the site's URLs
 *     pages        count, then path (text) and the hash of each PageDep, sorted by path
 *     outputs      count, then path (text) and block (text: see record_tables.h), sorted by path
 *     names        count, then texts
 *     dependencies count, then kind, name (index), hash
 *     number       of names and dependencies when all outputs were last packed anew
 *     hash         eight bytes, lowest first: where the names start
 *
 * Reading walks through the pages and outputs of the record and of the site together, for both are
 * sorted; blocks stay as they are until somebody asks. Called by commands/outputs.c and
 * commands/explain.c.
 */
#include "write/record_tables.h"

#include "base/path.h"
#include "render/template.h"
#include "write/manifest.h"

static const char OTHER_PROGRAM[] = "another version of the program wrote it";
static const char OTHER_FOLDER[] = "the published folder is not the one that it describes";
static const char DAMAGED[] = "it is damaged";

static uint32_t position(const RecordTables *tables, const Unpacker *from)
{
    return (uint32_t)(from->at - (const uint8_t *)tables->bytes.data);
}

/* What was read since `start`. */
static Str bytes_since(const uint8_t *start, const Unpacker *from)
{
    return (Str){ (const char *)start, (size_t)(from->at - start) };
}

static Hash hash_now(const Site *site, DepKind kind, Str name, Arena *arena)
{
    return kind == DEP_TEMPLATE ? template_hash(site, name) : site_hash(site, kind, name, arena);
}

/* The names and the dependencies that are no page's, with what they are now. */
static void read_names(RecordTables *tables, Unpacker *from)
{
    Arena *arena = tables->arena;
    tables->names.capacity = unpack_count(from, 1);
    tables->names.at = arena_alloc_raw(arena, sizeof(Str) * (size_t)tables->names.capacity);
    const uint8_t *start = from->at;
    for (int i = 0; i < tables->names.capacity && !from->failed; i++)
        list_add(&tables->names, arena, unpack_text(from));
    tables->coded_names = bytes_since(start, from);
    tables->deps.capacity = unpack_count(from, 10);
    tables->deps.at = arena_alloc_raw(arena, sizeof(DepRow) * (size_t)tables->deps.capacity);
    tables->dep_same = arena_alloc_raw(arena, (size_t)tables->deps.capacity);
    start = from->at;
    for (int i = 0; i < tables->deps.capacity && !from->failed; i++) {
        DepRow row = { .kind = (uint8_t)unpack_below(from, DEP_WARNING + 1) };
        row.name = (uint32_t)unpack_below(from, (uint64_t)tables->names.count);
        row.hash = unpack_hash(from);
        list_add(&tables->deps, arena, row);
        tables->dep_same[i] = !from->failed &&
                              hash_now(tables->site, row.kind, tables->names.at[row.name], arena) == row.hash;
    }
    tables->coded_deps = bytes_since(start, from);
    tables->packed = (int)unpack_below(from, INT32_MAX);
}

static void read_pages(RecordTables *tables, Unpacker *from)
{
    const Site *site = tables->site;
    size_t count = (size_t)unpack_count(from, 1 + 8 * PAGE_DEPS);
    tables->page_count = (int)count;
    tables->page_at = arena_array(tables->arena, uint32_t, count + 1);
    tables->page_now = arena_array(tables->arena, uint32_t, count);
    tables->page_same = arena_alloc(tables->arena, count);
    for (int i = 0, now = 0; i < tables->page_count && !from->failed; i++) {
        tables->page_at[i] = position(tables, from);
        Str path = unpack_text(from);
        int order = -1;
        while (now < site->pages.count && (order = str_compare(site->pages.at[now]->path, path)) < 0)
            now++;
        const Page *page = now < site->pages.count && !order ? site->pages.at[now] : NULL;
        tables->page_now[i] = page ? (uint32_t)now + 1 : 0;
        for (int dep = 0; dep < PAGE_DEPS; dep++) {
            Hash hash = unpack_hash(from);
            if (page && page_dep_hash(page, kind_of_page_dep(dep)) == hash)
                tables->page_same[i] |= (uint8_t)(1 << dep);
        }
    }
    tables->page_at[count] = position(tables, from);
}

static void read_outputs(Record *record, RecordTables *tables, Unpacker *from)
{
    const Site *site = tables->site;
    record->count = unpack_count(from, 11);
    record->entries = arena_array(tables->arena, uint32_t, site->outputs.count);
    for (int i = 0, now = 0; i < record->count; i++) {
        uint32_t at = position(tables, from);
        RecordEntry entry;
        int order = -1;
        if (!read_entry(tables, from, &entry))
            return;
        while (now < site->outputs.count && (order = str_compare(site_output_path(site, now), entry.path)) < 0)
            now++;
        if (now < site->outputs.count && !order)
            record->entries[now] = at;
        else if (path_is_clean(entry.path))         // it may be removed
            list_add(&record->gone, tables->arena, entry);
    }
}

/* Gives the program that wrote it, and why it cannot be used; NULL when it can. */
static const char *read_section(Record *record, Arena *keep, Str bytes, Str *program)
{
    Unpacker from = unpacker_of(bytes), end = unpacker_of(S("")), names = end;
    if (unpack_number(&from) != RECORD_FORMAT)
        return OTHER_PROGRAM;
    *program = unpack_text(&from);
    if (bytes.length >= sizeof(Hash))
        end = unpacker_of(str_slice(bytes, bytes.length - sizeof(Hash), bytes.length));
    uint64_t names_at = unpack_hash(&end);
    if (bytes.length > UINT32_MAX || names_at > bytes.length - sizeof(Hash))
        return DAMAGED;
    RecordTables *tables = arena_new(keep, RecordTables);
    record->manifest = unpack_hash(&from);
    record->checked = unpack_hash(&from);
    *tables = (RecordTables){ .arena = keep, .site = record->site, .base_path = unpack_text(&from),
                              .was_read = true, .bytes = bytes };
    from.end = (const uint8_t *)bytes.data + names_at;
    names = unpacker_of(str_slice(bytes, names_at, bytes.length - sizeof(Hash)));
    read_pages(tables, &from);
    read_outputs(record, tables, &from);
    read_names(tables, &names);
    record->tables = tables;
    return unpacker_is_done(&from) && unpacker_is_done(&names) ? NULL : DAMAGED;
}

static Record *empty_record(Arena *keep, const Site *site)
{
    Record *record = arena_new(keep, Record);
    record->site = site;
    return record;
}

/* Nothing of it is believed. */
static void forget(Record *record, const char *why)
{
    *record = (Record){ .site = record->site, .unusable = why, .written = record->written };
}

Record *record_open(Arena *keep, const Site *site, Str packed, Str program)
{
    Record *record = empty_record(keep, site);
    Str writer = program;
    const char *why = packed.length ? read_section(record, keep, packed, &writer) : NULL;
    if (why || !str_equal(writer, program))
        forget(record, why ? why : OTHER_PROGRAM);
    return record;
}

static void add_paths(const RecordEntry *entry, Arena *arena, PathList *out)
{
    RecordFileList files = { 0 };
    list_add(out, arena, entry->path);
    record_attachments(entry, arena, &files);
    for (int i = 0; i < files.count; i++)
        list_add(out, arena, files.at[i].path);
}

/* A file that waits beside the state means that a build was killed between its outputs: some of them
 * are new, some old. What it meant to write is ours too. */
static void read_interrupted(Record *record, Arena *keep, const Store *waiting)
{
    RecordEntry entry;
    Str program, bytes = store_section(waiting, RECORD_SECTION);
    Record *next = empty_record(keep, record->site);
    if (!bytes.length || read_section(next, keep, bytes, &program))
        return;
    for (int i = 0; i < record->site->outputs.count; i++)
        if (record_entry(next, i, &entry))
            add_paths(&entry, keep, &record->written);
    for (int i = 0; i < next->gone.count; i++)
        add_paths(&next->gone.at[i], keep, &record->written);
}

Record *record_read(Arena *keep, const Site *site, const Store *store, const Store *waiting, Str program,
                    Folder *destination, Problems *problems)
{
    if (destination->descriptor < 0)
        return empty_record(keep, site);
    Str manifest = S("");
    Arena *arena = arena_open();
    manifest_read(destination, arena, &manifest, problems);
    Record *record = record_open(keep, site, store_section(store, RECORD_SECTION), program);
    if (store->unusable)
        record->unusable = store->unusable;
    else if (record->tables && record->manifest != manifest_hash(manifest))
        record->unusable = OTHER_FOLDER;
    if (waiting->found)
        record->unusable = "the last build was stopped while it wrote its files";
    if (record->unusable)
        forget(record, record->unusable);
    if (!record->tables)
        manifest_paths(str_copy(keep, manifest), keep, &record->written);
    if (waiting->found)
        read_interrupted(record, keep, waiting);
    arena_close(arena);
    return record;
}

bool record_is_of(Str section, Str manifest)
{
    Unpacker from = unpacker_of(section);
    bool known = unpack_number(&from) == RECORD_FORMAT;
    unpack_text(&from);
    return known && unpack_hash(&from) == manifest_hash(manifest) && !from.failed;
}

bool record_entry(const Record *record, int output, RecordEntry *entry)
{
    if (!record->tables || !record->entries[output])
        return false;
    Str bytes = record->tables->bytes;
    Unpacker from = unpacker_of(str_slice(bytes, record->entries[output], bytes.length));
    return read_entry(record->tables, &from, entry);
}

bool record_find(const Record *record, Str path, RecordEntry *entry)
{
    for (int i = 0; i < record->gone.count; i++)
        if (str_equal(record->gone.at[i].path, path)) {
            *entry = record->gone.at[i];
            return true;
        }
    int output = site_find_output(record->site, path);
    return output >= 0 && record_entry(record, output, entry);
}

static bool is_same(const RecordTables *tables, uint64_t dep)
{
    if (dep & 1)
        return dep >> 1 < (uint64_t)tables->deps.count && tables->dep_same[dep >> 1];
    return dep >> 4 < (uint64_t)tables->page_count && tables->page_same[dep >> 4] >> (dep >> 1 & 7) & 1;
}

bool record_is_current(const RecordEntry *entry)
{
    Unpacker from = entry_deps(entry);
    uint64_t count = unpack_number(&from);
    if (!count)
        return false;
    while (count--)
        if (!is_same(entry->tables, unpack_number(&from)))
            return false;
    return !from.failed;
}

static RecordDep dep_of_page(const RecordTables *tables, uint32_t page, PageDep dep, const Site *site, Arena *arena)
{
    if (dep >= PAGE_DEPS || page >= (uint32_t)tables->page_count)
        return (RecordDep){ .name = S("") };
    Unpacker from = unpacker_of(str_slice(tables->bytes, tables->page_at[page], tables->bytes.length));
    RecordDep out = { .name = unpack_text(&from), .kind = kind_of_page_dep(dep) };
    for (PageDep i = 0; i <= dep; i++)
        out.before = unpack_hash(&from);
    const Page *now = page_find(&site->by_path, out.name);
    out.now = now ? page_dep_hash(now, out.kind) : 0;
    if (now && dep == PAGE_ROW)
        out.name = page_row_name(now, arena);
    return out;
}

void record_deps(const RecordEntry *entry, const Site *site, Arena *arena, RecordDepList *out)
{
    const RecordTables *tables = entry->tables;
    Unpacker from = entry_deps(entry);
    for (uint64_t count = unpack_number(&from); count && !from.failed; count--) {
        uint64_t dep = unpack_number(&from);
        if (!(dep & 1)) {
            list_add(out, arena, dep_of_page(tables, (uint32_t)(dep >> 4), dep >> 1 & 7, site, arena));
        } else if (dep >> 1 < (uint64_t)tables->deps.count) {
            const DepRow *row = &tables->deps.at[dep >> 1];
            Str name = tables_text(tables, row->name);
            list_add(out, arena, (RecordDep){ name, row->hash, hash_now(site, row->kind, name, arena), row->kind });
        }
    }
}

void record_attachments(const RecordEntry *entry, Arena *arena, RecordFileList *out)
{
    Unpacker from = entry_attachments(entry);
    for (uint64_t count = unpack_number(&from); count && !from.failed; count--) {
        RecordFile file = { .path = path_join(arena, path_folder(entry->path), unpack_text(&from)) };
        file.size = unpack_number(&from);
        file.hash = unpack_hash(&from);
        if (path_is_clean(file.path))
            list_add(out, arena, file);
    }
}

bool record_has_id(const RecordEntry *entry, Str id)
{
    Unpacker from = entry_anchors(entry);
    for (uint64_t count = unpack_number(&from); count && !from.failed; count--)
        if (str_equal(tables_text(entry->tables, unpack_number(&from)), id))
            return true;
    return false;
}

void record_ids(const RecordEntry *entry, Arena *arena, const Str **ids, int *count)
{
    Unpacker from = entry_anchors(entry);
    *count = unpack_count(&from, 1);
    Str *all = arena_array(arena, Str, *count);
    for (int i = 0; i < *count; i++)
        all[i] = tables_text(entry->tables, unpack_number(&from));
    *ids = all;
}
