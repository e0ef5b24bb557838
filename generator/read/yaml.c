/* read/yaml.c - the subset of YAML that front matter may use.
 *
 * libyaml cuts the text into events, unless it is simple enough for yaml_plain.c; this file builds the
 * map and refuses what could surprise. A refused feature is reported and reading goes on; a mistake of
 * syntax ends it, for libyaml stops there. libyaml counts in characters: places are found by walking
 * the text along with it. It looks at most 1,024 characters ahead and we stop at 64 levels, so its
 * slow cases (deep flow lists) are never reached. Called for the front matter of pages.
 */
#include "read/yaml.h"

#include "base/utf8.h"
#include "read/yaml_plain.h"

#include <stdlib.h>
#include <yaml.h>

typedef struct YamlReader {
    Text text;                  /* the cursor follows the marks of libyaml                        */
    Str bytes;                  /* all of it                                                      */
    size_t index;               /* how many characters stand before the cursor                    */
    int first_line;
    yaml_parser_t parser;
    bool ok;
    bool stopped;               /* nothing more can be read                                       */
} YamlReader;

static bool read_node(YamlReader *reader, yaml_event_t *event, int level, Value *out);

static Place place_of(YamlReader *reader, size_t index)
{
    Text *text = &reader->text;
    if (index < reader->index) {
        text->at = text->line_start = reader->bytes.data;
        text->line = reader->first_line;
        reader->index = 0;
    }
    while (reader->index < index && text->at < text->end) {
        if (!text_take(text, '\n'))
            text->at++;
        bool inside = text->at < text->end && (*text->at & 0xC0) == 0x80;      // of a character
        reader->index += !inside;
    }
    return text_place(text);
}

/* What libyaml says, what we say, and what to do. */
typedef struct Advice { const char *yaml, *found, *hint; } Advice;

static const Advice ADVICE[] = {
    { "mapping values are not allowed in this context", "': ' stands where no key can be",
      "put a text that has ': ' in quotes, and check the indentation" },
    { "could not find expected ':'", "a key without ':'", "write key: value; the next lines of a text are indented" },
    { "did not find expected key", "no key where one is expected",
      "check the indentation, and the quotes of the lines above" },
    { "did not find expected '-' indicator", "no '-' where an item of the list is expected", "check the indentation" },
    { "did not find expected ',' or ']'", "a list in [ ] that is not closed", "separate its items by ',' and close it by ']'" },
    { "did not find expected ',' or '}'", "keys in { } that are not closed", "separate them by ',' and close them by '}'" },
    { "found unexpected end of stream", "a quote that is not closed", "close it; an apostrophe in single quotes is written twice" },
    { "found unexpected document indicator", "a quote that is not closed", "close it; an apostrophe in single quotes is written twice" },
    { "found unknown escape character", "an unknown escape", "write \\\\ for a backslash, or use single quotes" },
    { "did not find expected whitespace or line break", "text right after a closing quote or a sign", "put the whole text in quotes" },
    { "did not find expected alphabetic or numeric character", "a text that starts with '*' or '&'", "put it in quotes" },
    { "found undefined tag handle", "a text that starts with '!'", "put it in quotes" },
    { "block sequence entries are not allowed in this context", "a list on the line of its key",
      "start it on the next line, or put a text that starts with '- ' in quotes" },
    { "found a tab character that violates indentation", "a tab in the indentation", "indent with spaces" },
    { "control characters are not allowed", "a control character", "remove it" },
};

/* The byte at which libyaml stopped says more than its message: tabs, and signs kept for YAML. */
static Advice advice_at(const YamlReader *reader)
{
    const char *said = reader->parser.problem ? reader->parser.problem : "";
    int c = text_peek(&reader->text);
    if (c == '\t' && str_equal(str_from(said), S("found character that cannot start any token")))
        return (Advice){ said, "a tab in the indentation", "indent with spaces" };
    if (str_equal(str_from(said), S("found character that cannot start any token")))
        return (Advice){ said, "a text that starts with '@', '`' or '%'", "put it in quotes" };
    for (size_t i = 0; i < sizeof ADVICE / sizeof *ADVICE; i++)
        if (str_equal(str_from(said), str_from(ADVICE[i].yaml)))
            return ADVICE[i];
    return (Advice){ said, said, NULL };
}

static bool syntax_mistake(YamlReader *reader)
{
    Problems *problems = reader->text.problems;
    Place place = place_of(reader, reader->parser.problem_mark.index);
    if (reader->parser.error == YAML_READER_ERROR) {    // counted in bytes
        place = place_of(reader, 0);
        while ((size_t)(reader->text.at - reader->bytes.data) < reader->parser.problem_offset &&
               reader->text.at < reader->text.end)
            place = place_of(reader, reader->index + 1);
    }
    Advice advice = advice_at(reader);
    reader->ok = false;
    reader->stopped = true;
    problem(problems, place, "E0111", "not valid YAML: %.*s", STR(str_from(message(problems->language, advice.found))));
    if (advice.hint)
        problem_hint(problems, "%.*s", STR(str_from(message(problems->language, advice.hint))));
    return false;
}

static bool next_event(YamlReader *reader, yaml_event_t *event)
{
    if (reader->stopped)
        return false;
    return yaml_parser_parse(&reader->parser, event) ? true : syntax_mistake(reader);
}

static void refuse(YamlReader *reader, Place place, const char *what, const char *hint)
{
    Problems *problems = reader->text.problems;
    reader->ok = false;
    problem(problems, place, "E0113", "%.*s", STR(str_from(message(problems->language, what))));
    problem_hint(problems, "%.*s", STR(str_from(message(problems->language, hint))));
}

static void refuse_properties(YamlReader *reader, Place place, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor)
        refuse(reader, place, "anchors (&name) are not read", "put a text that starts with '&' in quotes");
    if (tag)
        refuse(reader, place, "tags (!name) are not read", "put a text that starts with '!' in quotes");
}

static Str scalar_text(YamlReader *reader, const yaml_event_t *event)
{
    return str_copy(reader->text.arena, (Str){ (const char *)event->data.scalar.value, event->data.scalar.length });
}

static Value read_scalar(YamlReader *reader, const yaml_event_t *event, Place place)
{
    Str text = scalar_text(reader, event);
    refuse_properties(reader, place, event->data.scalar.anchor, event->data.scalar.tag);
    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        return yaml_plain_value(reader->text.arena, text);
    return value_string(text);
}

static Value read_list(YamlReader *reader, int level)
{
    ValueList *list = arena_new(reader->text.arena, ValueList);
    yaml_event_t event;
    while (next_event(reader, &event)) {
        bool end = event.type == YAML_SEQUENCE_END_EVENT;
        Value item;
        if (!end && read_node(reader, &event, level + 1, &item))
            list_add(list, reader->text.arena, item);
        yaml_event_delete(&event);
        if (end)
            break;
    }
    return value_list(list);
}

/* The text of a key; "" when it is not one. */
static Str key_text(YamlReader *reader, yaml_event_t *event, int level, Place place)
{
    Value ignored;
    if (event->type != YAML_SCALAR_EVENT) {
        refuse(reader, place, "a key must be a text", "put a text that starts with '[', '{', '*' or '?' in quotes");
        read_node(reader, event, level, &ignored);
        return S("");
    }
    Str key = scalar_text(reader, event);
    refuse_properties(reader, place, event->data.scalar.anchor, event->data.scalar.tag);
    if (str_equal(key, S("<<")) && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        refuse(reader, place, "merge keys (<<) are not read", "write the keys out");
    return key;
}

static Value read_map(YamlReader *reader, int level)
{
    ValueMap *map = arena_new(reader->text.arena, ValueMap);
    yaml_event_t event;
    while (next_event(reader, &event) && event.type != YAML_MAPPING_END_EVENT) {
        Place place = place_of(reader, event.start_mark.index);
        ValueEntry entry = { .line = place.line, .column = place.column };
        entry.key = key_text(reader, &event, level + 1, place);
        bool is_key = event.type == YAML_SCALAR_EVENT;
        yaml_event_delete(&event);
        if (!next_event(reader, &event))
            break;
        bool read = read_node(reader, &event, level + 1, &entry.value);
        if (read && is_key && event.type != YAML_ALIAS_EVENT)
            list_add(map, reader->text.arena, entry);
        yaml_event_delete(&event);
    }
    if (!reader->stopped)
        yaml_event_delete(&event);
    if (!check_unique_keys(map, reader->text.arena, reader->text.file, "E0112", reader->text.problems))
        reader->ok = false;
    return value_map(map);
}

/* Builds the value that starts with `event`. False when nothing more can be read. */
static bool read_node(YamlReader *reader, yaml_event_t *event, int level, Value *out)
{
    Place place = place_of(reader, event->start_mark.index);
    *out = value_nil();
    if (level > MOST_LEVELS) {
        reader->ok = false;
        reader->stopped = true;
        return problem(reader->text.problems, place, "E0107", "more than %d levels", MOST_LEVELS);
    }
    if (event->type == YAML_SCALAR_EVENT) {
        *out = read_scalar(reader, event, place);
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        refuse_properties(reader, place, event->data.sequence_start.anchor, event->data.sequence_start.tag);
        *out = read_list(reader, level);
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        refuse_properties(reader, place, event->data.mapping_start.anchor, event->data.mapping_start.tag);
        *out = read_map(reader, level);
    } else if (event->type == YAML_ALIAS_EVENT) {
        refuse(reader, place, "aliases (*name) are not read", "put a text that starts with '*' in quotes");
    }
    *out = value_at(*out, place);
    return !reader->stopped;
}

static void read_root(YamlReader *reader, yaml_event_t *event, int documents, ValueMap **out)
{
    Place place = place_of(reader, event->start_mark.index);
    Value value;
    if (documents > 1) {
        refuse(reader, place, "several documents", "remove the line '---'");
        reader->stopped = true;
        return;
    }
    bool is_map = event->type == YAML_MAPPING_START_EVENT;
    bool empty = event->type == YAML_SCALAR_EVENT && !event->data.scalar.length;
    if (read_node(reader, event, 1, &value) && !is_map && !empty)
        refuse(reader, place, "front matter holds no key", "write key: value, one on each line");
    if (is_map && value.kind == VALUE_MAP)
        *out = (ValueMap *)value.map;
}

static void read_stream(YamlReader *reader, ValueMap **out)
{
    yaml_event_t event;
    int documents = 0;
    while (next_event(reader, &event)) {
        bool end = event.type == YAML_STREAM_END_EVENT;
        documents += event.type == YAML_DOCUMENT_START_EVENT;
        if (event.type == YAML_SCALAR_EVENT || event.type == YAML_SEQUENCE_START_EVENT ||
            event.type == YAML_MAPPING_START_EVENT || event.type == YAML_ALIAS_EVENT)
            read_root(reader, &event, documents, out);
        yaml_event_delete(&event);
        if (end)
            break;
    }
}

static bool read_events(YamlReader *reader, ValueMap **out)
{
    reader->ok = true;
    reader->bytes = text_rest(&reader->text);
    if (!yaml_parser_initialize(&reader->parser))
        abort();                                        // no memory
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader->parser, (const unsigned char *)reader->bytes.data, reader->bytes.length);
    read_stream(reader, out);
    yaml_parser_delete(&reader->parser);
    return reader->ok;
}

bool read_yaml(Arena *arena, Str file, int first_line, Str text, Problems *problems, ValueMap **out)
{
    YamlReader reader = { .first_line = first_line };
    *out = arena_new(arena, ValueMap);
    if (!text_open(&reader.text, arena, file, first_line, text, problems))
        return false;
    Text plain = reader.text;
    if (read_yaml_plain(&plain, *out))
        return check_unique_keys(*out, arena, file, "E0112", problems);
    *out = arena_new(arena, ValueMap);
    return read_events(&reader, out);
}
