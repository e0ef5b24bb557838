/* read/csv.c - cuts comma-separated text into records.
 *
 * Almost every line has no quote: it is found with memchr and cut at its separators, which are looked
 * for sixteen bytes at a time. A line with a quote goes the slower way, field by field, and may run
 * over several lines. Called by read/table.c.
 */
#include "read/csv.h"

#include <string.h>

static char told_separator(Str bytes)
{
    static const char candidates[] = ";,\t";
    int counts[3] = { 0 }, best = 1;
    bool quoted = false;
    for (size_t i = 0; i < bytes.length && (quoted || bytes.data[i] != '\n'); i++) {
        quoted ^= bytes.data[i] == '"';
        for (int k = 0; k < 3 && !quoted; k++)
            counts[k] += bytes.data[i] == candidates[k];
    }
    for (int k = 0; k < 3; k++)
        if (counts[k] > counts[best])
            best = k;
    return candidates[best];
}

CsvReader csv_open(Arena *arena, Str file, Str bytes, char separator, Problems *problems)
{
    if (str_starts(bytes, S("\uFEFF")))
        bytes = str_slice(bytes, 3, bytes.length);
    return (CsvReader){ .arena = arena, .file = file, .rest = bytes, .line = 1, .problems = problems,
                        .separator = separator ? separator : told_separator(bytes) };
}

Place csv_place(const CsvReader *reader, const CsvRecord *record, int field)
{
    Place place = { reader->file, record->line, 1 };
    for (const char *at = record->start; at < record->starts[field]; at++) {
        place.column++;
        if (*at == '\n') {
            place.line++;
            place.column = 1;
        }
    }
    return place;
}

static void make_room(CsvReader *reader)
{
    CsvRecord *record = &reader->record;
    size_t old = (size_t)reader->capacity, wanted = old ? old * 2 : 32;
    record->fields = arena_grow(reader->arena, record->fields, old * sizeof(Str), wanted * sizeof(Str));
    record->starts = arena_grow(reader->arena, record->starts, old * sizeof(char *), wanted * sizeof(char *));
    reader->capacity = (int)wanted;
}

static inline void add_field(CsvReader *reader, Str field, const char *start)
{
    CsvRecord *record = &reader->record;
    if (record->count == reader->capacity)
        make_room(reader);
    record->fields[record->count] = field;
    record->starts[record->count++] = start;
}

/* Takes one line off `rest`, without its end. */
static Str take_line(Str *rest)
{
    const char *newline = memchr(rest->data, '\n', rest->length);
    size_t length = newline ? (size_t)(newline - rest->data) : rest->length;
    Str line = { rest->data, length };
    *rest = str_slice(*rest, length + 1, rest->length);
    if (line.length && line.data[line.length - 1] == '\r')
        line.length--;
    return line;
}

static void cut_plain(CsvReader *reader, Str line)
{
    const char *from = line.data, *at = line.data, *end = line.data + line.length;
    for (; end - at >= 16; at += 16)
        for (unsigned found = bytes_equal(at, reader->separator); found; found &= found - 1) {
            const char *to = at + __builtin_ctz(found);
            add_field(reader, (Str){ from, (size_t)(to - from) }, from);
            from = to + 1;
        }
    for (; at < end; at++)
        if (*at == reader->separator) {
            add_field(reader, (Str){ from, (size_t)(at - from) }, from);
            from = at + 1;
        }
    add_field(reader, (Str){ from, (size_t)(end - from) }, from);
}

/* The place of a record with quotes, while it is cut. */
typedef struct Cursor {
    const char *at, *end, *line_start;
    int line;
} Cursor;

static bool at_line_end(const Cursor *cursor)
{
    return cursor->at == cursor->end || *cursor->at == '\n' ||
           (*cursor->at == '\r' && (cursor->at + 1 == cursor->end || cursor->at[1] == '\n'));
}

static bool mistake(CsvReader *reader, int line, int column, const char *what, const char *hint)
{
    Language language = reader->problems->language;
    problem(reader->problems, (Place){ reader->file, line, column }, "E0301", "%.*s",
            STR(str_from(message(language, what))));
    return problem_hint(reader->problems, "%.*s", STR(str_from(message(language, hint))));
}

/* Reads "..." at the cursor; doubled quotes become one, which takes a copy. */
static bool cut_quoted(CsvReader *reader, Cursor *cursor)
{
    int line = cursor->line, column = (int)(cursor->at - cursor->line_start) + 1;
    const char *start = cursor->at, *from = ++cursor->at;
    Buf copy = buf_new(reader->arena);
    for (;; cursor->at++) {
        if (cursor->at == cursor->end)
            return mistake(reader, line, column, "a quote that is not closed",
                           "close it with \"; a quote inside a field is written \"\"");
        if (*cursor->at == '\n') {
            cursor->line++;
            cursor->line_start = cursor->at + 1;
        }
        if (*cursor->at != '"')
            continue;
        if (cursor->at + 1 == cursor->end || cursor->at[1] != '"')
            break;
        buf_bytes(&copy, from, (size_t)(cursor->at + 1 - from));
        from = ++cursor->at + 1;
    }
    Str field = { from, (size_t)(cursor->at - from) };
    if (copy.length) {
        buf_add(&copy, field);
        field = buf_str(&copy);
    }
    cursor->at++;
    add_field(reader, field, start);
    if (at_line_end(cursor) || *cursor->at == reader->separator)
        return true;
    return mistake(reader, cursor->line, (int)(cursor->at - cursor->line_start) + 1, "text after a closing quote",
                   "a quote inside a field is written \"\"");
}

static void cut_unquoted(CsvReader *reader, Cursor *cursor)
{
    const char *from = cursor->at;
    while (!at_line_end(cursor) && *cursor->at != reader->separator)
        cursor->at++;
    add_field(reader, (Str){ from, (size_t)(cursor->at - from) }, from);
}

/* Cuts a record that holds a quote, and moves the reader past it. False after a mistake. */
static bool cut_slowly(CsvReader *reader, Str whole)
{
    Cursor cursor = { whole.data, whole.data + whole.length, whole.data, reader->line };
    for (;;) {
        if (cursor.at < cursor.end && *cursor.at == '"') {
            if (!cut_quoted(reader, &cursor))
                return false;
        } else {
            cut_unquoted(reader, &cursor);
        }
        if (at_line_end(&cursor))
            break;
        cursor.at++;
    }
    reader->rest = (Str){ cursor.at, (size_t)(cursor.end - cursor.at) };
    if (reader->rest.length)
        take_line(&reader->rest);
    reader->line = cursor.line + 1;
    return true;
}

void csv_skip(CsvReader *reader, size_t length)
{
    Str lines = str_slice(reader->rest, 0, length);
    while (lines.length) {
        take_line(&lines);
        reader->line++;
    }
    reader->rest = str_slice(reader->rest, length, reader->rest.length);
}

bool csv_next(CsvReader *reader, CsvRecord *record)
{
    while (reader->rest.length) {
        Str whole = reader->rest, line = take_line(&reader->rest);
        reader->record.count = 0;
        reader->record.line = reader->line;
        reader->record.start = whole.data;
        bool found = false;
        if (line.length && memchr(line.data, '"', line.length)) {
            found = cut_slowly(reader, whole);
            reader->line += !found;                     // the next line, after a mistake
        } else {
            if (line.length)
                cut_plain(reader, line);
            found = line.length > 0;
            reader->line++;
        }
        *record = reader->record;
        if (found)
            return true;
    }
    return false;
}
