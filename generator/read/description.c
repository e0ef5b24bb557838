/* read/description.c - the description of a table, from TOML.
 *
 * Each key is asked for by its kind, so that a wrong kind and an unknown key are both told with
 * their place. Called by read/table.c.
 */
#include "read/description.h"

#include "read/toml.h"

typedef struct Keys {           /* a table of the description, while its keys are read            */
    const ValueMap *map;
    Str file;
    Arena *keep;
    Problems *problems;
} Keys;

static Place place_of(const Keys *keys, const Value *value)
{
    return (Place){ keys->file, value->line, value->column };
}

static void check_known(const Keys *keys, const Str *known, int count)
{
    for (int i = 0; i < keys->map->count; i++) {
        const ValueEntry *entry = &keys->map->at[i];
        bool found = false;
        for (int k = 0; k < count; k++)
            found |= str_equal(entry->key, known[k]);
        if (found)
            continue;
        problem(keys->problems, (Place){ keys->file, entry->line, entry->column }, "E0302",
                "unknown key '%.*s' in the description of a table", STR(entry->key));
        problem_hint_nearest(keys->problems, entry->key, known, count);
    }
}

static void wrong_kind(const Keys *keys, Str key, const Value *value, const char *expected)
{
    Language language = keys->problems->language;
    problem(keys->problems, place_of(keys, value), "E0303", "'%.*s': expected %s, found %s", STR(key),
            message(language, expected), message(language, value_kind_name(value->kind)));
}

/* The value of a key when it has the kind that is wanted; NULL otherwise. */
static const Value *value_of(const Keys *keys, Str key, ValueKind kind)
{
    const Value *value = map_find(keys->map, key);
    if (!value || value->kind == kind)
        return value;
    wrong_kind(keys, key, value, value_kind_name(kind));
    return NULL;
}

static Str text_of(const Keys *keys, Str key)
{
    const Value *value = value_of(keys, key, VALUE_STRING);
    return value ? value->string : S("");
}

static bool boolean_of(const Keys *keys, Str key, bool otherwise)
{
    const Value *value = value_of(keys, key, VALUE_BOOL);
    return value ? value->boolean : otherwise;
}

static const Number *number_of(const Keys *keys, Str key)
{
    const Value *value = map_find(keys->map, key);
    if (!value || value->kind == VALUE_NUMBER)
        return value ? value->number : NULL;
    if (value->kind != VALUE_INTEGER) {
        wrong_kind(keys, key, value, "number");
        return NULL;
    }
    Number *number = arena_new(keys->keep, Number);
    *number = number_integer(value->integer);
    return number;
}

/* A date, written as one or as a text. */
static Date date_of(const Keys *keys, Str key)
{
    const Value *value = map_find(keys->map, key);
    Date date = { 0 };
    if (value && value->kind == VALUE_DATE)
        return value->date;
    if (value && (value->kind != VALUE_STRING || !date_parse(value->string, &date))) {
        wrong_kind(keys, key, value, "date");
        date = (Date){ 0 };
    }
    return date;
}

/* Which of the choices a text key names; `otherwise` when it is not there. */
static int choice_of(const Keys *keys, Str key, const Str *choices, int count, int otherwise)
{
    const Value *value = value_of(keys, key, VALUE_STRING);
    for (int i = 0; value && i < count; i++)
        if (str_equal(value->string, choices[i]))
            return i;
    if (!value)
        return otherwise;
    problem(keys->problems, place_of(keys, value), "E0304", "'%.*s' cannot be '%.*s'", STR(key), STR(value->string));
    problem_hint_nearest(keys->problems, value->string, choices, count);
    return otherwise;
}

/* A list of texts; with `or_one`, a text alone is a list of one. */
static const ValueList *texts_of(const Keys *keys, Str key, bool or_one)
{
    const Value *value = map_find(keys->map, key);
    if (value && or_one && value->kind == VALUE_STRING) {
        ValueList *one = arena_new(keys->keep, ValueList);
        list_add(one, keys->keep, *value);
        return one;
    }
    value = value_of(keys, key, VALUE_LIST);
    for (int i = 0; value && i < value->list->count; i++)
        if (value->list->at[i].kind != VALUE_STRING) {
            wrong_kind(keys, key, &value->list->at[i], "text");
            return NULL;
        }
    return value ? value->list : NULL;
}

static void read_source(const Keys *keys, TableSource *out)
{
    static const Str known[] = { S("producer"), S("dataset"), S("vintage"), S("url"), S("retrieved"), S("note") };
    check_known(keys, known, sizeof known / sizeof *known);
    *out = (TableSource){ .producer = text_of(keys, S("producer")), .dataset = text_of(keys, S("dataset")),
                          .url = text_of(keys, S("url")), .note = text_of(keys, S("note")) };
    const Value *vintage = map_find(keys->map, S("vintage"));
    if (vintage && vintage->kind == VALUE_INTEGER)      // a year, with or without quotes
        out->vintage = str_format(keys->keep, "%lld", (long long)vintage->integer);
    else
        out->vintage = text_of(keys, S("vintage"));
    Date retrieved = date_of(keys, S("retrieved"));
    if (date_known(retrieved)) {
        Buf buf = buf_new(keys->keep);
        buf_date(&buf, retrieved);
        out->retrieved = buf_str(&buf);
    }
}

static void check_rule(const Keys *keys, ColumnRule *rule)
{
    bool number = rule->column.type == COLUMN_NUMBER || rule->column.type == COLUMN_INTEGER;
    const Value *minimum = map_find(keys->map, S("minimum")), *maximum = map_find(keys->map, S("maximum"));
    const Value *limit = rule->minimum ? minimum : maximum, *values = map_find(keys->map, S("values"));
    if (!number && (rule->minimum || rule->maximum)) {
        problem(keys->problems, place_of(keys, limit), "E0304", "a minimum or a maximum of a column that is no number");
        problem_hint(keys->problems, "write type = \"number\" or type = \"integer\"");
        rule->minimum = rule->maximum = NULL;
    }
    if (rule->minimum && rule->maximum && number_compare(*rule->minimum, *rule->maximum) > 0) {
        problem(keys->problems, place_of(keys, maximum), "E0304", "the maximum is below the minimum");
        rule->minimum = rule->maximum = NULL;
    }
    if (rule->values && rule->column.type != COLUMN_TEXT) {
        problem(keys->problems, place_of(keys, values), "E0304", "a list of values of a column that is no text");
        problem_hint(keys->problems, "write type = \"text\"");
        rule->values = NULL;
    }
}

static int decimals_of(const Keys *keys)
{
    const Value *value = value_of(keys, S("decimals"), VALUE_INTEGER);
    if (!value || (value->integer >= 0 && value->integer <= 12))
        return value ? (int)value->integer : -1;
    problem(keys->problems, place_of(keys, value), "E0304", "decimals must be from 0 to 12");
    return -1;
}

static void read_rule(const Keys *keys, const ValueEntry *entry, ColumnRule *rule)
{
    static const Str known[] = { S("title"), S("type"), S("unit"), S("decimals"), S("description"), S("references"),
                                 S("minimum"), S("maximum"), S("values"), S("empty") };
    static const Str types[] = { S("text"), S("integer"), S("number"), S("date"), S("boolean") };
    static const Str empty[] = { S("error"), S("missing") };
    check_known(keys, known, sizeof known / sizeof *known);
    Str title = text_of(keys, S("title"));
    rule->column = (Column){
        .name = entry->key, .title = title.length ? title : entry->key, .description = text_of(keys, S("description")),
        .unit = text_of(keys, S("unit")), .type = (ColumnType)choice_of(keys, S("type"), types, 5, COLUMN_TEXT),
        .decimals = decimals_of(keys), .references = text_of(keys, S("references")),
        .place = { keys->file, entry->line, entry->column },
    };
    rule->minimum = number_of(keys, S("minimum"));
    rule->maximum = number_of(keys, S("maximum"));
    rule->values = texts_of(keys, S("values"), false);
    rule->empty_is_missing = choice_of(keys, S("empty"), empty, 2, rule->empty_is_missing);
    check_rule(keys, rule);
    for (int i = 0; rule->values && i < rule->values->count; i++)
        map_set(&rule->allowed, keys->keep, rule->values->at[i].string, &rule->values->at[i]);
    int dot = str_find_char(rule->column.references, '.');
    const Value *references = map_find(keys->map, S("references"));
    if (rule->column.references.length && (dot <= 0 || (size_t)dot + 1 == rule->column.references.length)) {
        problem(keys->problems, place_of(keys, references), "E0304", "'references' must be \"table.column\"");
        rule->column.references = S("");
    }
}

static void read_rules(const Keys *keys, bool empty_is_missing, Description *out)
{
    out->rules = arena_array(keys->keep, ColumnRule, keys->map->count);
    for (int i = 0; i < keys->map->count; i++) {
        const ValueEntry *entry = &keys->map->at[i];
        Keys inner = *keys;
        if (entry->value.kind != VALUE_MAP) {
            wrong_kind(keys, entry->key, &entry->value, "table of keys");
            continue;
        }
        inner.map = entry->value.map;
        ColumnRule *rule = &out->rules[out->rule_count++];
        rule->empty_is_missing = empty_is_missing;
        read_rule(&inner, entry, rule);
    }
}

static void read_layout(const Keys *keys, Description *out)
{
    static const Str separators[] = { S(","), S(";"), S("tab"), S("\t") };
    static const Str encodings[] = { S("utf-8"), S("windows-1252") };
    static const Str decimals[] = { S("."), S(",") };
    int separator = choice_of(keys, S("separator"), separators, 4, -1);
    out->separator = separator < 0 ? 0 : ",;\t\t"[separator];
    out->windows_1252 = choice_of(keys, S("encoding"), encodings, 2, 0);
    out->comma = choice_of(keys, S("decimal"), decimals, 2, 0);
    out->grouped = boolean_of(keys, S("grouped"), false);
    const Value *status = value_of(keys, S("status"), VALUE_STRING);
    if (status) {
        out->status = status->string;
        out->status_place = place_of(keys, status);
    }
    out->key = texts_of(keys, S("key"), true);
}

static void read_texts(const Keys *keys, Description *out)
{
    out->title = text_of(keys, S("title"));
    out->description = text_of(keys, S("description"));
    out->field = text_of(keys, S("field"));
    out->licence = text_of(keys, S("licence"));
    out->note = text_of(keys, S("note"));
    out->updated = date_of(keys, S("updated"));
    out->published = boolean_of(keys, S("published"), true);
}

bool read_description(Arena *keep, Str file, Str text, Problems *problems, Description *out)
{
    static const Str known[] = { S("title"), S("description"), S("key"), S("separator"), S("encoding"), S("decimal"),
                                 S("grouped"), S("empty"), S("status"), S("field"), S("licence"), S("note"),
                                 S("published"), S("updated"), S("source"), S("columns") };
    static const Str empty[] = { S("error"), S("missing") };
    ValueMap *map;
    *out = (Description){ .file = file, .published = true };
    if (!str_trim(text).length)
        return true;
    out->given = true;
    if (!read_toml(keep, file, 1, text, false, problems, &map))
        return false;
    Keys keys = { map, file, keep, problems };
    check_known(&keys, known, sizeof known / sizeof *known);
    read_texts(&keys, out);
    read_layout(&keys, out);
    bool empty_is_missing = choice_of(&keys, S("empty"), empty, 2, 0);
    const Value *source = value_of(&keys, S("source"), VALUE_MAP), *columns = value_of(&keys, S("columns"), VALUE_MAP);
    Keys inner = keys;
    if (source) {
        inner.map = source->map;
        read_source(&inner, &out->source);
    }
    if (columns) {
        inner.map = columns->map;
        read_rules(&inner, empty_is_missing, out);
    }
    return true;
}
