/* read/description.h - what x.toml says of the table x.csv: how it is written, what it holds, where
 * it comes from. */
#pragma once
#include "model/table.h"

typedef struct ColumnRule {     /* [columns.NAME]                                                 */
    Column column;
    const Number *minimum, *maximum;                    /* NULL = any                             */
    const ValueList *values;    /* the only values allowed, all texts; NULL = any                 */
    Map allowed;                /* the same, to be looked up                                      */
    bool empty_is_missing;
    bool in_file;               /* a header of the CSV has this name                              */
} ColumnRule;

typedef struct Description {
    bool given;                 /* there is a description: every column must be in it             */
    Str file;
    char separator;             /* 0 = told from the file                                         */
    bool windows_1252, comma, grouped;
    Str status;                 /* column that holds p, r or e; ""                                */
    Place status_place;
    const ValueList *key;       /* names of columns, all texts; NULL                              */
    Str title, description, field, licence, note;
    TableSource source;
    Date updated;
    bool published;
    ColumnRule *rules;
    int rule_count;
} Description;

/* Reads a description; "" gives what holds for a table without one. False when it is no TOML; other
 * mistakes are reported, and reading can go on. */
bool read_description(Arena *keep, Str file, Str text, Problems *problems, Description *out);
