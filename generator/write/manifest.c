/* write/manifest.c - the list of what is published.
 *
 * It is also how a folder is known to be ours, and how a build that has lost its record knows what it
 * may remove. Read line by line, as it was written. Called by commands/build.c, staging.c, record.c.
 */
#include "write/manifest.h"

#include "base/path.h"

#define START S("{\"generator\":\"essor\",")
#define LINE_START S("{\"path\":")

static void add_number(Buf *out, uint64_t number)
{
    char digits[20], *at = digits + sizeof digits;
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    buf_bytes(out, at, (size_t)(digits + sizeof digits - at));
}

static void add_hash(Buf *out, Hash hash)
{
    char digits[16];
    for (int i = 15; i >= 0; i--, hash >>= 4)
        digits[i] = "0123456789abcdef"[hash & 15];
    buf_bytes(out, digits, sizeof digits);
}

/* Of what must be escaped, a clean path can hold quotes only. */
static void add_path(Buf *out, Str path)
{
    if (str_find_char(path, '"') >= 0) {
        buf_json_string(out, path);
        return;
    }
    buf_char(out, '"');
    buf_add(out, path);
    buf_char(out, '"');
}

static void add_file(Buf *out, Str path, uint64_t size, Hash hash)
{
    buf_literal(out, "\n{\"path\":");
    add_path(out, path);
    buf_literal(out, ",\"bytes\":");
    add_number(out, size);
    buf_literal(out, ",\"xxh3\":\"");
    add_hash(out, hash);
    buf_literal(out, "\"},");
}

static void add_entry(Buf *out, Arena *arena, const RecordEntry *entry)
{
    RecordFileList files = { 0 };
    add_file(out, entry->path, entry->size, entry->hash);
    record_attachments(entry, arena, &files);
    for (int i = 0; i < files.count; i++)
        add_file(out, files.at[i].path, files.at[i].size, files.at[i].hash);
}

void write_manifest(const Site *site, const RecordWriter *writer, Arena *arena, Buf *out)
{
    enum { OF_OUTPUT = 64 };                // bytes of a line without its path
    size_t size = OF_OUTPUT;
    RecordEntry entry;
    for (int i = 0; i < site->outputs.count; i++)
        size += site->outputs.at[i].path.length + OF_OUTPUT;
    buf_grow(out, size);                    // need not be moved while it grows
    buf_add(out, START);
    buf_literal(out, "\"version\":");
    buf_json_string(out, str_from(site->version));
    buf_literal(out, ",\"outputs\":[");
    for (int i = 0; i < site->outputs.count; i++)
        if (record_slot(writer, i, &entry))
            add_entry(out, arena, &entry);
    if (out->data[out->length - 1] == ',')
        out->length--;
    buf_literal(out, "\n]}\n");
}

bool manifest_read(Folder *folder, Arena *arena, Str *bytes)
{
    return folder_read(folder, arena, S("manifest.json"), 0, bytes) && str_starts(*bytes, START);
}

/* Paths are written with no other escapes than \" : one with a backslash is not clean. */
static Str path_of_line(Str line)
{
    if (!str_starts(line, LINE_START))
        return S("");
    Str rest = str_slice(line, LINE_START.length + 1, line.length);
    int end = str_find(rest, S("\",\"bytes\":"));
    return end < 0 ? S("") : str_slice(rest, 0, (size_t)end);
}

void manifest_paths(Str bytes, Arena *arena, PathList *out)
{
    for (Str line; str_next(&bytes, '\n', &line);) {
        Str path = path_of_line(line);
        if (path.length && path_is_clean(path))
            list_add(out, arena, path);
    }
}
