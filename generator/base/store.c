/* base/store.c - a file of named sections, checked as a whole.
 *
 *     8 bytes      89 'E' 'S' 'S' 0D 0A 1A 0A: not a text, not truncated by a transfer
 *     hash         of the directory
 *     text         the directory: version of this format, number of sections, then of each
 *                    name (text), size (number), hash of its bytes
 *     sections     one after the other, to the end of the file
 *
 * Numbers, texts and hashes as in base/pack.h. Called by the commands that build, through the layers
 * that own the sections.
 */
#include "base/store.h"

#include "base/pack.h"

#define SIGNATURE S("\x89" "ESS\r\n\x1a\n")

enum { FORMAT = 1 };

static const char FOREIGN[] = "it is not a file of this program";
static const char OTHER_FORMAT[] = "another version of the program wrote it";
static const char DAMAGED[] = "it is damaged";

static bool read_section(Store *store, Arena *keep, Unpacker *directory, Unpacker *file)
{
    Str name = unpack_text(directory);
    Str bytes = unpack_bytes(file, unpack_number(directory));
    Hash hash = unpack_hash(directory);
    if (directory->failed || file->failed || hash != hash_str(bytes))
        return false;
    list_add(&store->sections, keep, (StoreSection){ str_cstr(keep, name), bytes });
    return true;
}

static const char *read_sections(Store *store, Arena *keep, Str bytes)
{
    Unpacker file = unpacker_of(bytes);
    if (!str_equal(unpack_bytes(&file, SIGNATURE.length), SIGNATURE))
        return FOREIGN;
    Hash hash = unpack_hash(&file);
    Str text = unpack_text(&file);
    Unpacker directory = unpacker_of(text);
    if (file.failed || hash != hash_str(text))
        return DAMAGED;
    if (unpack_number(&directory) != FORMAT)
        return OTHER_FORMAT;
    for (int count = unpack_count(&directory, 10); count; count--)
        if (!read_section(store, keep, &directory, &file))
            return DAMAGED;
    return unpacker_is_done(&directory) && unpacker_is_done(&file) ? NULL : DAMAGED;
}

Store *store_read(Arena *keep, Folder *folder, Str name)
{
    Store *store = arena_new(keep, Store);
    Str bytes = { 0 };
    if (folder->descriptor < 0)
        return store;
    store->found = folder_map(folder, name, &bytes) || !folder->missing;
    if (store->found)
        store->unusable = bytes.data ? read_sections(store, keep, bytes) : folder->error;
    if (store->unusable)
        store->sections.count = 0;
    return store;
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

bool store_write(Folder *folder, Arena *arena, Str name, const StoreSection *sections, int count)
{
    Buf directory = buf_new(arena), head = buf_new(arena);
    Str *parts = arena_array(arena, Str, count + 1);
    pack_number(&directory, FORMAT);
    pack_number(&directory, (uint64_t)count);
    for (int i = 0; i < count; i++) {
        pack_text(&directory, str_from(sections[i].name));
        pack_number(&directory, sections[i].bytes.length);
        pack_hash(&directory, hash_str(sections[i].bytes));
        parts[i + 1] = sections[i].bytes;
    }
    buf_add(&head, SIGNATURE);
    pack_hash(&head, hash_str(buf_str(&directory)));
    pack_text(&head, buf_str(&directory));
    parts[0] = buf_str(&head);
    return folder_write_parts(folder, store_waiting(arena, name), parts, count + 1);
}

bool store_settle(Folder *folder, Arena *arena, Str name)
{
    return folder_rename(folder, store_waiting(arena, name), folder, name);
}
