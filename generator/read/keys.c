/* read/keys.c - checks the values of a map against a table of keys, and stores them.
 *
 * Used for site.toml, theme.toml and front matter, so that a wrong value is told in the same words
 * everywhere. Called by read/config.c, declaration.c, page.c and theme.c.
 */
#include "read/keys.h"

#include "base/typography.h"

#include <limits.h>
#include <string.h>

static Str place_without_line(const KeyReader *reader)
{
    return reader->option.length ? reader->option : reader->file;
}

Place key_place(const KeyReader *reader, const Value *value)
{
    return (Place){ value->line ? reader->file : place_without_line(reader), value->line, value->column };
}

Str key_path(Arena *arena, Str prefix, Str name)
{
    return prefix.length ? str_format(arena, "%.*s.%.*s", STR(prefix), STR(name)) : name;
}

const Key *key_find(const Key *keys, int count, Str name)
{
    for (int i = 0; i < count; i++)
        if (name.length && keys[i].name[0] == name.data[0] && str_equal(str_from(keys[i].name), name))
            return &keys[i];
    return NULL;
}

/* Hints at the nearest of the table's keys. Returns false. */
static bool hint_nearest(Problems *problems, Str name, const Key *keys, int count)
{
    List(Str) names = { 0 };
    for (int i = 0; i < count; i++)
        list_add(&names, problems->arena, str_from(keys[i].name));
    return problem_hint_nearest(problems, name, names.at, names.count);
}

static bool is_one_of(Str text, const char *const *words)
{
    for (; *words; words++)
        if (str_equal(text, str_from(*words)))
            return true;
    return false;
}

/* What people type for true and false. */
static const char *const YES_AND_NO[] = { "yes", "no", "oui", "non", "on", "off", "vrai", "faux", "Yes", "No",
                                          "Oui", "Non", "True", "False", "TRUE", "FALSE", "1", "0", NULL };

static bool digits(Str s, int *out)
{
    int64_t number;
    if (!s.length || s.length > 4 || !str_to_integer(s, &number) || number < 0)
        return false;
    *out = (int)number;
    return true;
}

/* "30/08/2022" and "30-08-2022" are dates to a French reader. */
static bool is_french_date(Str text, Date *out)
{
    Str day, month, rest = text;
    char separator = str_find_char(text, '/') >= 0 ? '/' : '-';
    int d, m, y;
    if (!str_next(&rest, separator, &day) || !str_next(&rest, separator, &month))
        return false;
    if (!digits(day, &d) || !digits(month, &m) || !digits(rest, &y) || y < 1000 || m < 1 || m > 12 || d < 1 || d > 31)
        return false;
    *out = (Date){ .year = (int16_t)y, .month = (uint8_t)m, .day = (uint8_t)d };
    return true;
}

static bool hint_date(Problems *problems, const Value *value)
{
    Date date;
    if (value->kind == VALUE_STRING && date_parse(value->string, &date))
        return problem_hint(problems, "write the date without quotes: %.*s", STR(value->string));
    if (value->kind != VALUE_STRING || !is_french_date(value->string, &date))
        return problem_hint(problems, "write the date as year-month-day: 2022-08-30");
    return problem_hint(problems, "write the date as year-month-day: %04d-%02d-%02d", date.year, date.month, date.day);
}

static bool hint_kind(Problems *problems, const Value *value, const char *expected)
{
    if (!strcmp(expected, "date"))
        return hint_date(problems, value);
    if (value->kind == VALUE_STRING && !strcmp(expected, "true or false") && is_one_of(value->string, YES_AND_NO))
        return problem_hint(problems, "write true or false, without quotes");
    if (value->kind == VALUE_STRING && !strcmp(expected, "list"))
        return problem_hint(problems, "write it between brackets: [\"%.*s\"]", STR(value->string));
    if (value->kind == VALUE_STRING && !strcmp(expected, "whole number"))
        return problem_hint(problems, "write the number without quotes or spaces");
    if (!strcmp(expected, "text") && (value->kind == VALUE_INTEGER || value->kind == VALUE_NUMBER ||
                                      value->kind == VALUE_DATE || value->kind == VALUE_BOOL))
        return problem_hint(problems, "put the value between quotes");
    return false;
}

bool key_wrong_kind(KeyReader *reader, Str name, const Value *value, const char *expected)
{
    Problems *problems = reader->problems;
    if (value->kind == VALUE_STRING)
        problem(problems, key_place(reader, value), reader->kind_code, "'%.*s': expected %s, found the text '%.*s'",
                STR(name), message(problems->language, expected), STR(value->string));
    else
        problem(problems, key_place(reader, value), reader->kind_code, "'%.*s': expected %s, found %s", STR(name),
                message(problems->language, expected), message(problems->language, value_kind_name(value->kind)));
    return hint_kind(problems, value, expected);
}

static bool read_number(KeyReader *reader, const Key *key, Str name, const Value *value, void *member)
{
    if (value->kind != VALUE_INTEGER)
        return key_wrong_kind(reader, name, value, "whole number");
    int64_t most = key->maximum ? key->maximum : key->kind == KEY_LONG ? INT64_MAX : INT_MAX;
    int64_t least = key->maximum ? key->minimum : key->minimum ? key->minimum : 0;
    if (value->integer < least || value->integer > most)
        return problem(reader->problems, key_place(reader, value), reader->value_code,
                       "'%.*s' is %lld, it must be between %lld and %lld", STR(name), (long long)value->integer,
                       (long long)least, (long long)most);
    if (key->kind == KEY_LONG)
        *(int64_t *)member = value->integer;
    else
        *(int *)member = (int)value->integer;
    return true;
}

static bool read_text(KeyReader *reader, const Key *key, Str name, const Value *value, Str *member)
{
    if (value->kind != VALUE_STRING)
        return key_wrong_kind(reader, name, value, "text");
    *member = key->kind == KEY_PROSE ? typography(reader->keep, value->string) : value->string;
    return true;
}

static bool read_list(KeyReader *reader, const Key *key, Str name, const Value *value, const ValueList **member)
{
    if (value->kind == VALUE_MAP && !value->map->count && !value->line)
        return true;            // {} in a script
    if (value->kind != VALUE_LIST)
        return key_wrong_kind(reader, name, value, "list");
    bool ok = true;
    for (int i = 0; i < value->list->count; i++) {
        const Value *item = &value->list->at[i];
        if (key->kind == KEY_TEXTS && item->kind != VALUE_STRING)
            ok = key_wrong_kind(reader, str_format(reader->problems->arena, "%.*s[%d]", STR(name), i + 1), item, "text");
        if (key->kind == KEY_RECORDS && item->kind != VALUE_STRING && item->kind != VALUE_MAP)
            ok = key_wrong_kind(reader, str_format(reader->problems->arena, "%.*s[%d]", STR(name), i + 1), item,
                                "table of keys");
    }
    *member = value->list;
    return ok;
}

static bool read_choice(KeyReader *reader, const Key *key, Str name, const Value *value, int8_t *member)
{
    if (value->kind != VALUE_STRING)
        return key_wrong_kind(reader, name, value, "text");
    List(Str) names = { 0 };
    for (int i = 0; key->choices[i]; i++) {
        if (str_equal(str_from(key->choices[i]), value->string)) {
            *member = (int8_t)i;
            return true;
        }
        list_add(&names, reader->problems->arena, str_from(key->choices[i]));
    }
    problem(reader->problems, key_place(reader, value), reader->value_code, "'%.*s' cannot be '%.*s'", STR(name),
            STR(value->string));
    return problem_hint_nearest(reader->problems, value->string, names.at, names.count);
}

static bool read_map(KeyReader *reader, const Key *key, Str name, const Value *value, void *object)
{
    if (value->kind != VALUE_MAP)
        return key_wrong_kind(reader, name, value, "table of keys");
    if (key->kind == KEY_GROUP)
        return keys_read(reader, key->keys, key->key_count, value->map, object, name);
    *(const ValueMap **)(void *)((char *)object + key->offset) = value->map;
    if (key->kind == KEY_MAP)
        return true;
    Str ignored[32];            // the texts stay in the map: each is only checked
    return keys_read(reader, key->keys, key->key_count, value->map, ignored, name);
}

bool key_read(KeyReader *reader, const Key *key, Str name, const Value *value, void *object)
{
    void *member = (char *)(key->part ? key->part(object, reader->keep) : object) + key->offset;
    switch (key->kind) {
    case KEY_TEXT: case KEY_PROSE:
        return read_text(reader, key, name, value, member);
    case KEY_INTEGER: case KEY_LONG:
        return read_number(reader, key, name, value, member);
    case KEY_TEXTS: case KEY_LIST: case KEY_RECORDS:
        return read_list(reader, key, name, value, member);
    case KEY_MAP: case KEY_TEXT_MAP: case KEY_GROUP:
        return read_map(reader, key, name, value, object);
    case KEY_CHOICE:
        return read_choice(reader, key, name, value, member);
    case KEY_CUSTOM:
        return key->read(reader, name, value, object);
    case KEY_BOOL:
        if (value->kind != VALUE_BOOL)
            return key_wrong_kind(reader, name, value, "true or false");
        *(bool *)member = value->boolean;
        return true;
    case KEY_DATE:
        if (!value->line && value->kind == VALUE_STRING && date_parse(value->string, member))
            return true;        // a date cell, given by a script
        if (value->kind != VALUE_DATE)
            return key_wrong_kind(reader, name, value, "date");
        *(Date *)member = value->date;
        return true;
    }
    return false;
}

bool keys_read(KeyReader *reader, const Key *keys, int count, const ValueMap *map, void *object, Str prefix)
{
    bool ok = true;
    for (int i = 0; i < map->count; i++) {
        const ValueEntry *entry = &map->at[i];
        const Key *key = key_find(keys, count, entry->key);
        if (key)
            ok = key_read(reader, key, key_path(reader->problems->arena, prefix, entry->key), &entry->value, object) && ok;
        if (key || reader->open)
            continue;
        Str path = key_path(reader->problems->arena, prefix, entry->key);
        problem(reader->problems, key_place(reader, &(Value){ .line = entry->line, .column = entry->column }),
                reader->unknown_code, "unknown key '%.*s'", STR(path));
        ok = hint_nearest(reader->problems, entry->key, keys, count);
    }
    return ok;
}
