/* write/manifest.c - the list of what is published.
 *
 * It is also how a folder is known to be ours, and how a build that has lost its record knows what it
 * may remove. Read line by line, as it was written. Its hash, in the state, is that of its pieces of 64 kB,
 * one after the other. Called by commands/outputs.c, staging.c, record.c.
 */
#include "write/manifest.h"

#include "base/path.h"
#include "read/json.h"

#include <stdlib.h>
#include <string.h>

#define START S("{\"generator\":\"essor\",")
#define VERSION_START S("\"version\":")
#define PART_FORMAT ",\"part\":\"%d/%d\",\"site\":\"%016llx\""
#define LINE_START S("{\"path\":")
#define OUTPUTS_START S(",\"outputs\":[\n")
#define LINKS_START "\"base_path\":"
#define SEAL_START "],\"xxh3\":\""
#define SEAL_END "\"}\n"

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

/* Both from their last digit on. */
static char *number_before(char *at, uint64_t number)
{
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    return at;
}

static char *hash_before(char *at, Hash hash)
{
    for (int i = 0; i < 16; i++, hash >>= 4)
        *--at = "0123456789abcdef"[hash & 15];
    return at;
}

static char *text_before(char *at, Str text)
{
    return memcpy(at - text.length, text.data, text.length);
}

static void add_file(Buf *out, Str path, uint64_t size, Hash hash)
{
    char room[64], *end = room + sizeof room;
    buf_literal(out, "\n{\"path\":");
    add_path(out, path);
    char *at = hash_before(text_before(end, S("\"},")), hash);
    at = number_before(text_before(at, S(",\"xxh3\":\"")), size);
    at = text_before(at, S(",\"bytes\":"));
    buf_bytes(out, at, (size_t)(end - at));
}

static void write_head(Buf *out, Str version, ManifestPart part)
{
    buf_add(out, START);
    buf_add(out, VERSION_START);
    buf_json_string(out, version);
    if (part.count)
        buf_format(out, PART_FORMAT, part.number, part.count, (unsigned long long)part.site);
    buf_literal(out, ",\"outputs\":[");
}

static void cut_comma(Buf *out)
{
    if (out->data[out->length - 1] == ',')
        out->length--;
}

static void add_text(Buf *out, Str start, Str text)
{
    buf_add(out, start);
    buf_json_string(out, text);
}

static void add_link(Buf *out, const OpenLink *link)
{
    add_text(out, S("\n{\"url\":"), link->url);
    add_text(out, S(",\"path\":"), link->path);
    add_text(out, S(",\"anchor\":"), link->anchor);
    add_text(out, S(",\"file\":"), link->place.file);
    buf_format(out, ",\"line\":%d,\"column\":%d},", link->place.line, link->place.column);
}

static void write_end(Buf *out)
{
    cut_comma(out);
    buf_literal(out, "\n]}\n");
}

static int by_path(const void *a, const void *b)
{
    return str_compare(((const RecordFile *)a)->path, ((const RecordFile *)b)->path);
}

/* ---- piece by piece ---- */

enum { PIECE = 64 * 1024 };

typedef struct ManifestFile {
    Folder *folder;             /* NULL: only its hash is asked for                               */
    int descriptor;             /* -1: not open                                                   */
    bool ok;
    Buf bytes;                  /* those that are not written yet                                 */
    Hash hash;                  /* of the pieces before                                           */
} ManifestFile;

/* `hash` is that of the pieces before. */
static Hash add_pieces(Hash hash, Str bytes)
{
    for (; bytes.length; bytes = str_slice(bytes, PIECE, bytes.length))
        hash = hash_add_str(hash, str_slice(bytes, 0, PIECE));
    return hash;
}

Hash manifest_hash(Str bytes)
{
    return add_pieces(0, bytes);
}

static ManifestFile open_file(Folder *folder, Str name, Arena *arena)
{
    int descriptor = folder ? folder_begin(folder, name) : -1;
    return (ManifestFile){ .folder = folder, .descriptor = descriptor, .ok = !folder || descriptor >= 0, .bytes = buf_new(arena) };
}

/* Writes the pieces that are full; what follows one stays, so that its last comma can be cut. */
static void put_pieces(ManifestFile *file, size_t least)
{
    Str rest = buf_str(&file->bytes);
    for (; rest.length > least; rest = str_slice(rest, PIECE, rest.length)) {
        Str piece = str_slice(rest, 0, PIECE);
        file->hash = hash_add_str(file->hash, piece);
        file->ok = file->ok && (!file->folder || folder_append(file->folder, file->descriptor, piece));
    }
    if (rest.length < file->bytes.length)
        memmove(file->bytes.data, rest.data, rest.length);
    file->bytes.length = rest.length;
}

static void put_file(ManifestFile *file, Str path, uint64_t size, Hash hash)
{
    add_file(&file->bytes, path, size, hash);
    put_pieces(file, PIECE);
}

/* The seal is the hash of all that stands before its line. */
static void put_end_of_part(ManifestFile *file, const ManifestPart *part)
{
    Buf *out = &file->bytes;
    cut_comma(out);
    add_text(out, S("\n]," LINKS_START), part->base_path);
    buf_literal(out, ",\"links\":[");
    for (int i = 0; i < part->links.count; i++) {
        add_link(out, &part->links.at[i]);
        put_pieces(file, PIECE);
    }
    cut_comma(out);
    buf_char(out, '\n');
    Hash seal = add_pieces(file->hash, buf_str(out));
    buf_format(out, SEAL_START "%016llx" SEAL_END, (unsigned long long)seal);
}

static bool close_file(ManifestFile *file)
{
    put_pieces(file, 0);
    return (file->descriptor < 0 || folder_end(file->folder, file->descriptor)) && file->ok;
}

/* The attachments of all outputs, sorted: they are few. */
static RecordFileList list_attachments(const Site *site, const RecordWriter *writer, Arena *arena)
{
    RecordFileList files = { 0 };
    RecordEntry entry;
    for (int i = 0; i < site->outputs.count; i++)
        if (record_slot(writer, i, &entry))
            record_attachments(&entry, arena, &files);
    if (files.count)
        qsort(files.at, (size_t)files.count, sizeof *files.at, by_path);
    return files;
}

bool write_manifest(const Site *site, const RecordWriter *writer, ManifestPart part, Folder *folder, Str name, Hash *hash)
{
    Arena *arena = arena_open();
    RecordFileList files = list_attachments(site, writer, arena);
    ManifestFile file = open_file(folder, name, arena);
    RecordEntry entry;
    int next = 0;
    write_head(&file.bytes, str_from(site->version), part);
    for (int i = 0; i < site->outputs.count; i++) {
        if (!record_slot(writer, i, &entry))
            continue;
        for (; next < files.count && str_compare(files.at[next].path, entry.path) < 0; next++)
            put_file(&file, files.at[next].path, files.at[next].size, files.at[next].hash);
        put_file(&file, entry.path, entry.size, entry.hash);
    }
    for (; next < files.count; next++)
        put_file(&file, files.at[next].path, files.at[next].size, files.at[next].hash);
    if (part.count)
        put_end_of_part(&file, &part);
    else
        write_end(&file.bytes);
    bool ok = close_file(&file);
    *hash = file.hash;
    arena_close(arena);
    return ok;
}

void write_manifest_of(Str version, const RecordFileList *files, Buf *out)
{
    write_head(out, version, (ManifestPart){ 0 });
    for (int i = 0; i < files->count; i++)
        add_file(out, files->at[i].path, files->at[i].size, files->at[i].hash);
    write_end(out);
}

static bool read_hex(Str *rest, Hash *out)
{
    *out = 0;
    for (int i = 0; i < 16; i++) {
        int digit = rest->length ? str_find_char(S("0123456789abcdef"), rest->data[0]) : -1;
        if (digit < 0)
            return false;
        *out = *out << 4 | (Hash)digit;
        *rest = str_slice(*rest, 1, rest->length);
    }
    return true;
}

static bool take(Str *rest, Str text)
{
    bool there = str_starts(*rest, text);
    if (there)
        *rest = str_slice(*rest, text.length, rest->length);
    return there;
}

static bool take_number(Str *rest, uint64_t *out)
{
    size_t length = 0;
    for (*out = 0; length < rest->length && rest->data[length] >= '0' && rest->data[length] <= '9'; length++)
        *out = *out * 10 + (uint64_t)(rest->data[length] - '0');
    *rest = str_slice(*rest, length, rest->length);
    return length > 0 && length < 19;
}

static OpenLink link_of(const ValueMap *map)
{
    const Value *line = map_find(map, S("line")), *column = map_find(map, S("column"));
    return (OpenLink){
        .url = map_string(map, S("url")), .path = map_string(map, S("path")), .anchor = map_string(map, S("anchor")),
        .place = { map_string(map, S("file")), line && line->kind == VALUE_INTEGER ? (int)line->integer : 0,
                   column && column->kind == VALUE_INTEGER ? (int)column->integer : 0 },
    };
}

static bool is_sealed(Str bytes)
{
    const size_t length = sizeof SEAL_START "0123456789abcdef" SEAL_END - 1;
    Hash hash;
    if (bytes.length < length)
        return false;
    Str before = str_slice(bytes, 0, bytes.length - length), seal = str_slice(bytes, before.length, bytes.length);
    return take(&seal, S(SEAL_START)) && read_hex(&seal, &hash) && str_equal(seal, S(SEAL_END)) &&
           hash == manifest_hash(before);
}

/* The links of a part stand at its end, as JSON that any other program could have written. */
static bool read_links(Str bytes, Arena *arena, ManifestPart *out)
{
    Problems problems = problems_new(arena, ENGLISH);
    Value root;
    int start = str_find(bytes, S("\n]," LINKS_START));
    if (start < 0)
        return false;
    Str text = str_format(arena, "{%.*s", STR(str_slice(bytes, (size_t)start + 3, bytes.length)));
    if (!read_json(arena, S("manifest.json"), text, &problems, &root) || root.kind != VALUE_MAP)
        return false;
    const Value *links = map_find(root.map, S("links"));
    out->base_path = map_string(root.map, S("base_path"));
    for (int i = 0; links && links->kind == VALUE_LIST && i < links->list->count; i++)
        if (links->list->at[i].kind == VALUE_MAP)
            list_add(&out->links, arena, link_of(links->list->at[i].map));
    return links && links->kind == VALUE_LIST && out->links.count == links->list->count;
}

static bool take_version(Str *rest, Str *version)
{
    if (!take(rest, START) || !take(rest, VERSION_START) || !take(rest, S("\"")))
        return false;
    int quote = str_find_char(*rest, '"');
    *version = str_slice(*rest, 0, quote < 0 ? 0 : (size_t)quote);
    *rest = str_slice(*rest, version->length, rest->length);
    return take(rest, S("\""));
}

bool manifest_is_whole(Str bytes)
{
    Str version;
    return take_version(&bytes, &version) && take(&bytes, OUTPUTS_START);
}

bool manifest_part(Str bytes, Arena *arena, Str *version, ManifestPart *out)
{
    uint64_t number, count;
    *out = (ManifestPart){ 0 };
    if (!is_sealed(bytes) || !take_version(&bytes, version) || !take(&bytes, S(",\"part\":\"")) ||
        !take_number(&bytes, &number) || !take(&bytes, S("/")) || !take_number(&bytes, &count) ||
        !take(&bytes, S("\",\"site\":\"")) || number < 1 || number > count || count > MOST_PARTS)
        return false;
    out->number = (int)number;
    out->count = (int)count;
    return read_hex(&bytes, &out->site) && read_links(bytes, arena, out);
}

bool manifest_read(Folder *folder, Arena *arena, Str *bytes, Problems *problems)
{
    const Str name = S("manifest.json");
    bool read = folder_read(folder, arena, name, 0, bytes);
    if (!read || !str_starts(*bytes, START))
        *bytes = S("");
    return read || folder->missing || problem(problems, (Place){ .file = path_join(problems->arena, folder->path, name) },
                                              "E0701", "cannot read '%.*s': %s", STR(name), folder->error);
}

/* Takes a path as it is written, between quotes; the only escape is \" : a path with another is not clean. */
static bool take_path(Str *rest, Arena *arena, Str *out)
{
    Buf buf = buf_new(arena);
    size_t i = 1;
    if (!take(rest, LINE_START) || !str_starts(*rest, S("\"")))
        return false;
    for (; i < rest->length && rest->data[i] != '"'; i++) {
        if (rest->data[i] == '\\' && ++i == rest->length)
            return false;
        buf_char(&buf, rest->data[i]);
    }
    *out = buf_end(&buf);
    *rest = str_slice(*rest, i + 1, rest->length);
    return path_is_clean(*out) && out->length;
}

/* The last line of a list has no comma. */
static bool read_line(Str line, Arena *arena, RecordFile *out, bool *last)
{
    bool ok = take_path(&line, arena, &out->path) && take(&line, S(",\"bytes\":")) && take_number(&line, &out->size) &&
              take(&line, S(",\"xxh3\":\"")) && read_hex(&line, &out->hash) && take(&line, S("\"}"));
    *last = !line.length;
    return ok && (*last || str_equal(line, S(",")));
}

bool manifest_files(Str bytes, Arena *arena, RecordFileList *out)
{
    Str line, before = S("");
    bool last = false, ok = str_next(&bytes, '\n', &line);
    while ((ok = ok && str_next(&bytes, '\n', &line)) && !str_starts(line, S("]"))) {
        RecordFile file;
        ok = !last && read_line(line, arena, &file, &last) && str_compare(before, file.path) < 0;
        if (!ok)
            break;
        list_add(out, arena, file);
        before = file.path;
    }
    return ok && (last || !before.length);
}

void manifest_paths(Str bytes, Arena *arena, PathList *out)
{
    Str path;
    for (Str line; str_next(&bytes, '\n', &line);)
        if (take_path(&line, arena, &path))
            list_add(out, arena, path);
}
