/* compute/reads.c - hashes of what scripts can read.
 *
 * A table counts with all that a script can ask of it: what pages show of it, and where its rows and
 * columns stand, which messages tell. Called by compute/site.c, by the bindings through
 * state_read(), and by compute/closure.c.
 */
#include "compute/reads.h"

static Hash hash_of_place(Hash hash, Place place)
{
    return hash_add(hash_add_str(hash, place.file), (Hash)(uint32_t)place.line << 32 | (uint32_t)place.column);
}

static Hash hash_of_table(const Table *table)
{
    Hash hash = hash_of_place(table->hash, table->place);
    for (int i = 0; i < table->column_count; i++)
        hash = hash_of_place(hash_add_str(hash, table->columns[i].references), table->columns[i].place);
    for (int row = 0; row < table->rows; row++)
        hash = hash_add(hash, (Hash)table_place(table, row).line);
    return table->rows ? hash_add_str(hash, table_place(table, 0).file) : hash;
}

static Hash hash_of_tables(const Site *site)
{
    Hash hash = 1;
    for (int i = 0; i < site->tables.count; i++)
        hash = hash_add_str(hash, site->tables.at[i]->name);
    return hash;
}

static Hash hash_of_files(const Site *site)
{
    Hash hash = 1;
    for (int i = 0; i < site->files.count; i++)
        hash = hash_add_str(hash, site->files.at[i]->path);
    return hash;
}

static Hash hash_of_source(const Source *source, Str path)
{
    Arena *arena = arena_open();
    Problems ignored = problems_new(arena, ENGLISH);
    Str text;
    bool found = source && source_has(source, path) && source_read(source, arena, path, (Place){ 0 }, &text, &ignored);
    Hash hash = found ? hash_add_str(1, text) : 0;
    arena_close(arena);
    return hash;
}

Hash hash_of_read(const Site *site, const Source *source, ReadKind kind, Str name)
{
    switch (kind) {
    case READ_SOURCE:
        return hash_of_source(source, name);
    case READ_TABLE: {
        const Table *table = map_get(&site->table_by_name, name);
        return table ? hash_of_table(table) : 0;
    }
    case READ_TABLES:
        return hash_of_tables(site);
    case READ_SETTING: {
        const Value *value = site->config ? map_find_path(site->config->root, name) : NULL;
        return value ? value_hash(value) : 0;
    }
    case READ_FILE: {
        const SourceFile *file = map_get(&site->file_by_path, name);
        return file ? hash_add(1, file->hash) : 0;
    }
    case READ_FILES:
        return hash_of_files(site);
    case READ_INDICATOR: {
        const Indicator *indicator = map_get(&site->indicator_by_id, name);
        return indicator ? hash_of_place(1, indicator->place) : 0;
    }
    case READ_FIGURE: {
        const Figure *figure = map_get(&site->figure_by_id, name);
        return figure ? hash_of_place(1, figure->place) : 0;
    }
    }
    return 0;
}

void reads_add(Reads *reads, Arena *arena, const Site *site, const Source *source, ReadKind kind, Str name)
{
    reads->asked++;
    char room[256];
    Str key = { room, name.length + 1 };
    if (key.length > sizeof room)
        key.data = arena_alloc_raw(arena, key.length);
    ((char *)key.data)[0] = (char)kind;
    memcpy((char *)key.data + 1, name.data, name.length);
    if (map_get(&reads->seen, key))
        return;
    key = str_copy(arena, key);
    map_set(&reads->seen, arena, key, reads);
    list_add(&reads->list, arena, (Read){ kind, str_slice(key, 1, key.length), hash_of_read(site, source, kind, name) });
}

const Read *reads_changed(const Reads *reads, const Site *site, const Source *source)
{
    for (int i = 0; i < reads->list.count; i++) {
        const Read *read = &reads->list.at[i];
        if (hash_of_read(site, source, read->kind, read->name) != read->hash)
            return read;
    }
    return NULL;
}

void pack_reads(Buf *buf, const Reads *reads)
{
    pack_number(buf, (uint64_t)reads->list.count);
    for (int i = 0; i < reads->list.count; i++) {
        pack_number(buf, reads->list.at[i].kind);
        pack_text(buf, reads->list.at[i].name);
        pack_hash(buf, reads->list.at[i].hash);
    }
}

void unpack_reads(Unpacker *unpacker, Arena *arena, Reads *out)
{
    *out = (Reads){ 0 };
    for (int count = unpack_count(unpacker, 10); count > 0; count--) {
        Read read = { .kind = (ReadKind)unpack_below(unpacker, READ_FIGURE + 1) };
        read.name = unpack_text(unpacker);
        read.hash = unpack_hash(unpacker);
        list_add(&out->list, arena, read);
    }
}

const char *read_kind_name(ReadKind kind)
{
    static const char *const NAMES[] = {
        [READ_SOURCE] = "script", [READ_TABLE] = "table", [READ_TABLES] = "list of the tables",
        [READ_SETTING] = "setting", [READ_FILE] = "file", [READ_FILES] = "list of the files",
        [READ_INDICATOR] = "indicator", [READ_FIGURE] = "figure",
    };
    return NAMES[kind];
}
