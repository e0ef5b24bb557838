/* base/store.c - a file of named sections, checked as a whole.
 *
 *     8 bytes      89 'E' 'S' 'S' 0D 0A 1A 0A: not a text, not truncated by a transfer
 *     sections     one after the other
 *     directory    version of this format, number of sections, then of each
 *                    name (text), size (number), hash of its bytes
 *     hash         of the directory
 *     8 bytes      length of the directory, lowest byte first: the end of the file
 *
 * Numbers, texts and hashes as in base/pack.h. The hash of a section is that of its blocks, one after the
 * other, so that it is known when the last block is written. Called by the commands that build, through
 * the layers that own the sections. What is half written has another name (NAME.half), so that a file that
 * waits is always whole, and one that somebody has mapped is never written into.
 */
#include "base/store.h"

#include "base/pack.h"

#define SIGNATURE S("\x89" "ESS\r\n\x1a\n")

enum { FORMAT = 2, BLOCK = 256 * 1024, TRAILER = 16 };

static const char FOREIGN[] = "it is not a file of this program";
static const char OTHER_FORMAT[] = "another version of the program wrote it";
static const char DAMAGED[] = "it is damaged";

static Hash hash_of_section(Str bytes)
{
    Hash hash = 0;
    for (size_t at = 0; at < bytes.length; at += BLOCK)
        hash = hash_add_str(hash, str_slice(bytes, at, at + BLOCK));
    return hash;
}

static bool read_section(Store *store, Arena *keep, Unpacker *directory, Unpacker *sections)
{
    Str name = unpack_text(directory);
    Str bytes = unpack_bytes(sections, unpack_number(directory));
    Hash hash = unpack_hash(directory);
    if (directory->failed || sections->failed || hash != hash_of_section(bytes))
        return false;
    list_add(&store->sections, keep, (StoreSection){ str_cstr(keep, name), bytes });
    return true;
}

static const char *read_sections(Store *store, Arena *keep, Str bytes)
{
    if (!str_starts(bytes, SIGNATURE))
        return FOREIGN;
    if (bytes.length < SIGNATURE.length + TRAILER)
        return DAMAGED;
    size_t end = bytes.length - TRAILER;
    Unpacker trailer = unpacker_of(str_slice(bytes, end, bytes.length));
    Hash hash = unpack_hash(&trailer);
    uint64_t length = unpack_hash(&trailer);
    if (length > end - SIGNATURE.length)
        return DAMAGED;
    Str text = str_slice(bytes, end - length, end);
    Unpacker directory = unpacker_of(text), sections = unpacker_of(str_slice(bytes, SIGNATURE.length, end - length));
    if (hash != hash_str(text))
        return DAMAGED;
    if (unpack_number(&directory) != FORMAT)
        return OTHER_FORMAT;
    for (int count = unpack_count(&directory, 10); count; count--)
        if (!read_section(store, keep, &directory, &sections))
            return DAMAGED;
    return unpacker_is_done(&directory) && unpacker_is_done(&sections) ? NULL : DAMAGED;
}

Store *store_read(Arena *keep, Folder *folder, Str name)
{
    Store *store = arena_new(keep, Store);
    Str bytes = { 0 };
    if (folder->descriptor < 0)
        return store;
    store->found = folder_map(folder, name, &bytes) || !folder->missing;
    store->mapped = bytes;
    if (store->found)
        store->unusable = bytes.data ? read_sections(store, keep, bytes) : folder->error;
    if (store->unusable)
        store->sections.count = 0;
    return store;
}

void store_close(Store *store)
{
    store->sections.count = 0;
    folder_unmap(store->mapped);
    store->mapped = S("");
}

Str store_section(const Store *store, const char *name)
{
    for (int i = 0; i < store->sections.count; i++)
        if (!strcmp(store->sections.at[i].name, name))
            return store->sections.at[i].bytes;
    return S("");
}

Str store_waiting(Arena *arena, Str name)
{
    return str_format(arena, "%.*s.next", STR(name));
}

struct StoreWriter {
    Folder *folder;
    Str name, half;             /* of the file, and of what is written                            */
    int descriptor;             /* -1: it cannot be opened                                        */
    bool written;               /* all that was put, so far                                       */
    Buf block;                  /* the end of what was put, not written yet                       */
    Str copied;                 /* behind it                                                      */
    Buf directory;
    int sections;
    uint64_t size;              /* of the open section                                            */
    Hash hash;
};

StoreWriter *store_begin(Folder *folder, Arena *arena, Str name)
{
    StoreWriter *writer = arena_new(arena, StoreWriter);
    *writer = (StoreWriter){ .folder = folder, .name = name, .half = str_format(arena, "%.*s.half", STR(name)),
                             .block = buf_new(arena), .copied = S(""), .directory = buf_new(arena) };
    writer->descriptor = folder_begin(folder, writer->half);
    writer->written = writer->descriptor >= 0 && folder_append(folder, writer->descriptor, SIGNATURE);
    return writer;
}

/* After a failure nothing more is written. */
static void write_block(StoreWriter *writer, Str block)
{
    writer->hash = hash_add_str(writer->hash, block);
    writer->size += block.length;
    writer->written = writer->written && folder_append(writer->folder, writer->descriptor, block);
}

static void put(StoreWriter *writer, Str bytes)
{
    while (writer->block.length + bytes.length >= BLOCK) {
        size_t more = BLOCK - writer->block.length;
        Str block = str_slice(bytes, 0, more);
        if (writer->block.length) {
            buf_add(&writer->block, block);
            block = buf_str(&writer->block);
        }
        write_block(writer, block);
        buf_clear(&writer->block);
        bytes = str_slice(bytes, more, bytes.length);
    }
    buf_add(&writer->block, bytes);
}

static void put_copied(StoreWriter *writer)
{
    put(writer, writer->copied);
    writer->copied = S("");
}

static void close_section(StoreWriter *writer)
{
    if (!writer->sections)
        return;
    put_copied(writer);
    if (writer->block.length)
        write_block(writer, buf_str(&writer->block));
    buf_clear(&writer->block);
    pack_number(&writer->directory, writer->size);
    pack_hash(&writer->directory, writer->hash);
}

void store_open(StoreWriter *writer, const char *section)
{
    close_section(writer);
    writer->sections++;
    writer->size = 0;
    writer->hash = 0;
    pack_text(&writer->directory, str_from(section));
}

void store_put(StoreWriter *writer, Str bytes)
{
    put_copied(writer);
    put(writer, bytes);
}

void store_put_bulk(StoreWriter *writer, Bulk *bulk, Str bytes)
{
    for (size_t at = 0; at < bytes.length; at += BULK_STEP) {
        store_put(writer, str_slice(bytes, at, at + BULK_STEP));
        bulk_rest(bulk);
    }
}

void store_copy(StoreWriter *writer, Str bytes)
{
    if (writer->copied.data + writer->copied.length != bytes.data) {
        put_copied(writer);
        writer->copied.data = bytes.data;
    }
    writer->copied.length += bytes.length;
}

void store_add(StoreWriter *writer, const char *section, Str bytes)
{
    store_open(writer, section);
    store_put(writer, bytes);
}

bool store_end(StoreWriter *writer)
{
    close_section(writer);
    Buf all = buf_new(writer->block.arena);
    pack_number(&all, FORMAT);
    pack_number(&all, (uint64_t)writer->sections);
    buf_add(&all, buf_str(&writer->directory));
    size_t length = all.length;
    pack_hash(&all, hash_str(buf_str(&all)));
    pack_hash(&all, length);
    writer->written = writer->written && folder_append(writer->folder, writer->descriptor, buf_str(&all));
    if (writer->descriptor < 0)
        return false;
    const char *error = writer->folder->error;
    bool closed = folder_end(writer->folder, writer->descriptor);
    if (!writer->written)
        writer->folder->error = error;          // why, before it was closed
    return writer->written && closed && folder_rename(writer->folder, writer->half, writer->folder,
                                                      store_waiting(writer->block.arena, writer->name));
}

bool store_settle(Folder *folder, Arena *arena, Str name)
{
    return folder_rename(folder, store_waiting(arena, name), folder, name);
}
