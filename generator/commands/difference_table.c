/* commands/difference_table.c - rows, tables and indicators: which cell differs, or what is said of them. */
#include "commands/difference.h"

#include <stddef.h>

static Str text_of_cell(const Difference *difference, const Table *table, int row, int column)
{
    Cell cell = table_cell(table, row, column);
    Buf text = buf_new(difference->arena);
    buf_cell_text(&text, &table->columns[column], cell);
    if (cell.status)
        buf_format(&text, " (%c)", cell.status);
    return buf_str(&text);
}

static void compare_cells(Difference *difference, const Table *before, int row_before, const Table *after, int row_after)
{
    for (int column = 0; column < after->column_count; column++) {
        Str name = after->columns[column].name;
        int old = table_find_column(before, name);
        add_changed(difference, name, old < 0 ? S("") : text_of_cell(difference, before, row_before, old),
                    text_of_cell(difference, after, row_after, column));
    }
    for (int column = 0; column < before->column_count; column++)
        if (table_find_column(after, before->columns[column].name) < 0)
            add_changed(difference, before->columns[column].name, text_of_cell(difference, before, row_before, column), S(""));
}

typedef struct Said { const char *name; size_t offset; } Said;  /* a text of a struct             */

static void compare_said(Difference *difference, Str what, const void *before, const void *after, const Said *said, int count)
{
    for (int i = 0; i < count; i++) {
        Str name = what.length ? str_format(difference->arena, "%.*s.%s", STR(what), said[i].name) : str_from(said[i].name);
        add_changed(difference, name, *(const Str *)((const char *)before + said[i].offset),
                    *(const Str *)((const char *)after + said[i].offset));
    }
}

static void add_changed_number(Difference *difference, Str what, int before, int after)
{
    add_changed(difference, what, str_format(difference->arena, "%d", before), str_format(difference->arena, "%d", after));
}

static void compare_column(Difference *difference, const Column *before, const Column *after)
{
    static const Said SAID[] = {
        { "title", offsetof(Column, title) }, { "description", offsetof(Column, description) },
        { "unit", offsetof(Column, unit) },   { "formula", offsetof(Column, formula) },
    };
    compare_said(difference, after->name, before, after, SAID, sizeof SAID / sizeof *SAID);
    add_changed_number(difference, str_format(difference->arena, "%.*s.decimals", STR(after->name)), before->decimals, after->decimals);
}

/* What is said of a table: who shows a row shows that too. */
static void compare_descriptions(Difference *difference, const Table *before, const Table *after)
{
    static const Said SAID[] = {
        { "title", offsetof(Table, title) },     { "description", offsetof(Table, description) },
        { "field", offsetof(Table, field) },     { "licence", offsetof(Table, licence) },
        { "note", offsetof(Table, note) },       { "source.producer", offsetof(Table, source.producer) },
        { "source.dataset", offsetof(Table, source.dataset) }, { "source.vintage", offsetof(Table, source.vintage) },
        { "source.url", offsetof(Table, source.url) }, { "source.retrieved", offsetof(Table, source.retrieved) },
        { "source.note", offsetof(Table, source.note) },
    };
    compare_said(difference, S(""), before, after, SAID, sizeof SAID / sizeof *SAID);
    for (int column = 0; column < after->column_count; column++) {
        int old = table_find_column(before, after->columns[column].name);
        if (old >= 0)
            compare_column(difference, &before->columns[old], &after->columns[column]);
    }
}

void compare_rows(Difference *difference, const Table *before, int row_before, const Table *after, int row_after)
{
    note_script(difference, after->place.file);
    compare_cells(difference, before, row_before, after, row_after);
    compare_descriptions(difference, before, after);
}

/* The row of a key in the other table; without a key, that of the same number. */
static int row_of(const Table *table, Str key)
{
    int64_t number;
    if (table->key_count)
        return table_find_row(table, key);
    return str_to_integer(key, &number) && number < table->rows ? (int)number : -1;
}

static Str shown_key(const Difference *difference, Str key)
{
    Buf text = buf_new(difference->arena);
    for (size_t i = 0; i < key.length; i++)
        buf_char(&text, key.data[i] == 0x1F ? ' ' : key.data[i]);
    return buf_str(&text);
}

void compare_tables(Difference *difference, const Table *before, const Table *after)
{
    Str within = difference->within;
    if (!before || !after)
        return;
    note_script(difference, after->place.file);
    compare_descriptions(difference, before, after);
    for (int row = 0; row < after->rows; row++) {
        Str key = table_row_key(after, difference->arena, row);
        int old = row_of(before, key);
        if (old < 0) {
            add_word(difference, "new", shown_key(difference, key));
        } else if (table_row_hash(before, old) != table_row_hash(after, row)) {
            difference->within = str_format(difference->arena, "%.*s%.*s: ", STR(within), STR(shown_key(difference, key)));
            compare_cells(difference, before, old, after, row);
            difference->within = within;
        }
    }
    for (int row = 0; row < before->rows; row++) {
        Str key = table_row_key(before, difference->arena, row);
        if (row_of(after, key) < 0)
            add_word(difference, "gone", shown_key(difference, key));
    }
}

void compare_indicators(Difference *difference, const Indicator *before, const Indicator *after)
{
    static const Said SAID[] = {
        { "title", offsetof(Indicator, title) }, { "short_title", offsetof(Indicator, short_title) },
        { "definition", offsetof(Indicator, definition) }, { "unit", offsetof(Indicator, unit) },
        { "numerator", offsetof(Indicator, numerator) }, { "denominator", offsetof(Indicator, denominator) },
        { "field", offsetof(Indicator, field) }, { "formula", offsetof(Indicator, formula) },
        { "note", offsetof(Indicator, note) },   { "precautions", offsetof(Indicator, precautions) },
        { "theme", offsetof(Indicator, theme) },
    };
    static const ValueMap NOTHING = { 0 };
    if (!before || !after)
        return;
    note_script(difference, after->place.file);
    compare_said(difference, S(""), before, after, SAID, sizeof SAID / sizeof *SAID);
    add_changed_number(difference, S("decimals"), before->decimals, after->decimals);
    compare_maps(difference, S("params"), before->params ? before->params : &NOTHING, after->params ? after->params : &NOTHING);
    compare_descriptions(difference, before->table, after->table);
}
