/* render/spec.c - reads keys of a figure's spec into texts, columns and numbers.
 *
 * Values come from Lua (lists, numbers, booleans) or from the attributes of a directive (all
 * texts): both spellings are read. Called by render/chart.c and by the kinds.
 */
#include "render/spec.h"

#include "base/typography.h"

static const Str KEYS[] = {
    S("bar"),     S("breaks"),     S("caption"),   S("code"),          S("columns"),
    S("field"),   S("group"),      S("highlight"), S("hollow"),        S("hollow_label"),
    S("id"),      S("joined"),     S("kind"),      S("label"),         S("limit"),
    S("link"),    S("mark_label"), S("measure"),   S("note"),          S("order"),
    S("reading"), S("reference"),  S("series"),    S("series_source"), S("sort"),
    S("source"),  S("source_url"), S("start"),     S("steps"),         S("table"),
    S("time"),    S("title"),      S("total"),     S("value"),         S("values"),
};

Problems *chart_problems(const Chart *chart)
{
    return &chart->job->problems;
}

static const ValueEntry *find_entry(const Chart *chart, Str key)
{
    for (int i = 0; i < chart->spec->count; i++)
        if (str_equal(chart->spec->at[i].key, key))
            return &chart->spec->at[i];
    return NULL;
}

Place spec_place(const Chart *chart, Str key)
{
    const ValueEntry *entry = find_entry(chart, key);
    Place place = chart->place;
    if (entry && entry->line) {
        place.line = entry->line;
        place.column = entry->column;
    }
    return place;
}

static const Value *find_value(const Chart *chart, Str key)
{
    const Value *value = map_find(chart->spec, key);
    return value && value->kind != VALUE_NIL ? value : NULL;
}

bool spec_check_keys(Chart *chart)
{
    bool good = true;
    for (int i = 0; i < chart->spec->count; i++) {
        Str key = chart->spec->at[i].key;
        bool known = false;
        for (size_t k = 0; k < sizeof KEYS / sizeof *KEYS; k++)
            known |= str_equal(key, KEYS[k]);
        if (known)
            continue;
        problem(chart_problems(chart), spec_place(chart, key), "E0470",
                "a figure has no key '%.*s'", STR(key));
        good = problem_hint_nearest(chart_problems(chart), key, KEYS, sizeof KEYS / sizeof *KEYS);
    }
    return good;
}

bool spec_wrong_kind(Chart *chart, Str key, const Value *value, const char *expected)
{
    Language language = chart_problems(chart)->language;
    return problem(chart_problems(chart), spec_place(chart, key), "E0472",
                   "'%.*s' of a figure is a %s, it must be a %s", STR(key),
                   message(language, value_kind_name(value->kind)), message(language, expected));
}

bool spec_text(Chart *chart, Str key, bool prose, Str *out)
{
    const Value *value = find_value(chart, key);
    *out = S("");
    if (!value)
        return true;
    if (value->kind != VALUE_STRING)
        return spec_wrong_kind(chart, key, value, "text");
    *out = str_trim(value->string);
    if (prose)
        *out = typography(chart->arena, *out);
    return true;
}

bool spec_need_text(Chart *chart, Str key, Str *out)
{
    if (!spec_text(chart, key, true, out))
        return false;
    if (out->length)
        return true;
    problem(chart_problems(chart), chart->place, "E0471", "a figure has no '%.*s'", STR(key));
    return problem_hint(chart_problems(chart),
                        "'title' says the message, 'reading' reads one value aloud");
}

static void add_split(Chart *chart, Str text, Texts *out)
{
    for (Str part; str_next(&text, ',', &part);)
        if (str_trim(part).length)
            list_add(out, chart->arena, str_trim(part));
}

bool spec_texts(Chart *chart, Str key, bool split, Texts *out)
{
    const Value *value = find_value(chart, key);
    if (!value)
        return true;
    const Value *items = value->kind == VALUE_LIST ? value->list->at : value;
    int count = value->kind == VALUE_LIST ? value->list->count : 1;
    for (int i = 0; i < count; i++) {
        if (items[i].kind == VALUE_INTEGER)
            list_add(out, chart->arena,
                     str_format(chart->arena, "%lld", (long long)items[i].integer));
        else if (items[i].kind != VALUE_STRING)
            return spec_wrong_kind(chart, key, &items[i], "text or list of texts");
        else if (split && value->kind != VALUE_LIST)
            add_split(chart, items[i].string, out);
        else
            list_add(out, chart->arena, items[i].string);
    }
    return true;
}

int spec_find_column(Chart *chart, Str key, Str name)
{
    int column = table_find_column(chart->table, name);
    if (column >= 0)
        return column;
    int count = chart->table->column_count;
    Str *names = arena_array(chart->arena, Str, count + 1);
    for (int i = 0; i < count; i++)
        names[i] = chart->table->columns[i].name;
    problem(chart_problems(chart), spec_place(chart, key), "E0474",
            "the table of the figure has no column '%.*s' ('%.*s')", STR(name), STR(key));
    problem_hint_nearest(chart_problems(chart), name, names, count);
    return -1;
}

bool spec_column(Chart *chart, Str key, bool needed, int *out)
{
    Str name;
    *out = -1;
    if (!spec_text(chart, key, false, &name))
        return false;
    if (name.length)
        return (*out = spec_find_column(chart, key, name)) >= 0;
    if (!needed)
        return true;
    problem(chart_problems(chart), chart->place, "E0471", "a figure has no '%.*s'", STR(key));
    return problem_hint(chart_problems(chart), "'%.*s' names a column of its table", STR(key));
}

bool spec_columns(Chart *chart, Str key, Columns *out)
{
    Texts names = { 0 };
    bool good = spec_texts(chart, key, true, &names);
    for (int i = 0; i < names.count; i++) {
        int column = spec_find_column(chart, key, names.at[i]);
        good &= column >= 0;
        if (column >= 0)
            list_add(out, chart->arena, column);
    }
    return good;
}

bool spec_boolean(Chart *chart, Str key, bool *out)
{
    const Value *value = find_value(chart, key);
    if (!value)
        return true;
    if (value->kind != VALUE_BOOL)
        return spec_wrong_kind(chart, key, value, "true or false");
    *out = value->boolean;
    return true;
}

bool spec_number(Chart *chart, const Value *value, Str key, Number *out)
{
    if (value->kind == VALUE_INTEGER)
        *out = number_integer(value->integer);
    else if (value->kind == VALUE_NUMBER)
        *out = *value->number;
    else if (value->kind != VALUE_STRING ||
             !number_parse(str_trim(value->string), false, false, out))
        return spec_wrong_kind(chart, key, value, "number");
    return true;
}

bool spec_integer(Chart *chart, Str key, int *out)
{
    const Value *value = find_value(chart, key);
    Number number;
    int64_t integer;
    if (!value)
        return true;
    if (!spec_number(chart, value, key, &number))
        return false;
    if (!number_to_integer(number, &integer) || integer < 0 || integer > INT32_MAX)
        return spec_wrong_kind(chart, key, value, "whole number");
    *out = (int)integer;
    return true;
}
