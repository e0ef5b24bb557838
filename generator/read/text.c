/* read/text.c - places in a text, and what its readers check alike.
 *
 * The cursor counts lines as it passes them, so a place costs nothing until it is asked for.
 */
#include "read/text.h"

#include "base/utf8.h"

static Place place_of_byte(Str file, int first_line, Str bytes, size_t offset)
{
    Place place = { file, first_line, 1 };
    for (size_t i = 0; i < offset; i++) {
        place.column++;
        if (bytes.data[i] == '\n') {
            place.line++;
            place.column = 1;
        }
    }
    return place;
}

bool text_open(Text *text, Arena *arena, Str file, int first_line, Str bytes, Problems *problems)
{
    Str body = str_starts(bytes, S("\uFEFF")) ? str_slice(bytes, 3, bytes.length) : bytes;
    if (!body.data)
        body = S("");
    *text = (Text){ .arena = arena, .file = file, .at = body.data, .end = body.data + body.length,
                    .line_start = body.data - (bytes.length - body.length), .line = first_line,
                    .problems = problems };
    int bad = utf8_invalid(bytes);
    if (bad < 0)
        return true;
    problem(problems, place_of_byte(file, first_line, bytes, (size_t)bad), "E0101",
            "byte %02X is not UTF-8", (unsigned char)bytes.data[bad]);
    return problem_hint(problems, "save the file in UTF-8");
}

Place text_place(const Text *text)
{
    return (Place){ text->file, text->line, (int)(text->at - text->line_start) + 1 };
}

Value value_at(Value value, Place place)
{
    value.line = place.line;
    value.column = place.column;
    return value;
}

bool text_hex(Text *text, int count, uint32_t *out)
{
    *out = 0;
    if (text->end - text->at < count)
        return false;
    for (int i = 0; i < count; i++) {
        char c = text->at[i];
        int digit = c >= '0' && c <= '9' ? c - '0'
                  : c >= 'a' && c <= 'f' ? c - 'a' + 10
                  : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0)
            return false;
        *out = *out << 4 | (uint32_t)digit;
    }
    text->at += count;
    return true;
}

Str text_found(const Text *text)
{
    Language language = text->problems->language;
    int c = text_peek(text);
    if (c < 0)
        return str_from(message(language, "the end of the text"));
    if (c == '\n' || (c == '\r' && text->end - text->at > 1 && text->at[1] == '\n'))
        return str_from(message(language, "the end of the line"));
    if (c < 0x20 || c == 0x7F)
        return str_format(text->problems->arena, "U+%04X", c);
    Str rest = text_rest(text), after = rest;
    utf8_next(&after);
    return str_format(text->problems->arena, message(language, "'%.*s'"), (int)(after.data - rest.data), rest.data);
}

static bool twice(const ValueEntry *first, const ValueEntry *second, Str file, const char *code,
                  Problems *problems)
{
    problem(problems, (Place){ file, second->line, second->column }, code, "key '%.*s' stands twice",
            STR(second->key));
    return problem_hint(problems, "it is already on line %d; keep one of the two", first->line);
}

bool check_unique_keys(const ValueMap *map, Arena *arena, Str file, const char *code, Problems *problems)
{
    enum { FEW = 12 };
    Map seen = { 0 };
    bool ok = true;
    for (int i = 1; map->count <= FEW && i < map->count; i++)
        for (int j = 0; j < i; j++)
            if (str_equal(map->at[i].key, map->at[j].key)) {
                ok = twice(&map->at[j], &map->at[i], file, code, problems);
                break;
            }
    for (int i = 0; map->count > FEW && i < map->count; i++) {
        ValueEntry *first = map_get(&seen, map->at[i].key);
        if (first)
            ok = twice(first, &map->at[i], file, code, problems);
        else
            map_set(&seen, arena, map->at[i].key, &map->at[i]);
    }
    return ok;
}
