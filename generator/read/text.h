/* read/text.h - a cursor over a text that knows its place: what the readers of TOML, YAML and JSON
 * share. */
#pragma once
#include "model/value.h"

typedef struct Text {
    Arena *arena;               /* of the values that are made                                    */
    Str file;
    const char *at, *end;       /* what remains to be read                                        */
    const char *line_start;
    int line;                   /* of `at`                                                        */
    Problems *problems;
} Text;

enum { MOST_LEVELS = 64 };      /* of lists and tables in one another, in any of the languages    */

/* Starts at the first byte, past a byte order mark. False, with a problem, when the text is not
 * UTF-8. `first_line` is the line of the file where `bytes` starts. */
bool text_open(Text *text, Arena *arena, Str file, int first_line, Str bytes, Problems *problems);

/* The next byte, or -1 at the end. Moves nothing. */
static inline int text_peek(const Text *text)
{
    return text->at < text->end ? (unsigned char)*text->at : -1;
}

/* Takes the byte when it is the next one. */
static inline bool text_take(Text *text, char c)
{
    if (text->at == text->end || *text->at != c)
        return false;
    if (*text->at++ == '\n') {
        text->line++;
        text->line_start = text->at;
    }
    return true;
}

/* What remains, as a view. */
static inline Str text_rest(const Text *text)
{
    return (Str){ text->at, (size_t)(text->end - text->at) };
}

/* Where the cursor is. */
Place text_place(const Text *text);

/* Sets line and column of a value to a place. */
Value value_at(Value value, Place place);

/* Reads `count` hexadecimal digits. False, with nothing moved, when they are not all there. */
bool text_hex(Text *text, int count, uint32_t *out);

/* A name for the next character, to be shown in a message: "'x'", "the end of the line". */
Str text_found(const Text *text);

/* Reports every key of `map` that stands twice, with the line of the first. */
bool check_unique_keys(const ValueMap *map, Arena *arena, Str file, const char *code, Problems *problems);
