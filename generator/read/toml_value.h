/* read/toml_value.h - the values of TOML: strings, numbers, dates, and the keys of its tables. */
#pragma once
#include "read/text.h"

/* What a name stands for, beyond its value: TOML says who may add to which table. */
typedef enum TomlKind {
    TOML_VALUE,                 /* a value, an array or an inline table: closed                   */
    TOML_HEADER,                /* written [a.b]                                                  */
    TOML_IMPLIED,               /* the a of [a.b]: may still be written                           */
    TOML_DOTTED,                /* the a of a.b = 1: open to other dotted keys only               */
    TOML_TABLES,                /* written [[a]]                                                  */
} TomlKind;

typedef struct TomlTable TomlTable;

typedef struct TomlEntry {      /* what is known of one key of a table                            */
    TomlKind kind;
    int index;                  /* in the table's map                                             */
    TomlTable *table;           /* of a table; the last one of TOML_TABLES                        */
    ValueList *list;            /* of TOML_TABLES                                                 */
} TomlEntry;

struct TomlTable {
    ValueMap *map;
    Map entries;                /* key -> TomlEntry                                               */
};

typedef struct TomlReader {
    Text text;
    bool floats;                /* inf and nan are texts, not mistakes                            */
} TomlReader;

enum { TOML_KEY_PARTS = 32 };   /* names in one dotted key                                        */

typedef struct TomlKey {
    Str parts[TOML_KEY_PARTS];
    Place places[TOML_KEY_PARTS];
    int count;
} TomlKey;

/* All return false after a problem. */

/* Reads "a", a.b, "a b".'c' with the blanks around. */
bool toml_read_key(TomlReader *reader, TomlKey *key);

/* Reads what stands after a key, " = value", and adds it below `table`. `level`: how many lists and tables it
 * stands in. */
bool toml_read_assignment(TomlReader *reader, TomlTable *table, const TomlKey *key, int level);

/* An empty table. */
TomlTable *toml_table(Arena *arena);

/* Adds a key with its value; `table` may be NULL. The key is not there yet. */
TomlEntry *toml_add(TomlReader *reader, TomlTable *into, Str name, Place place, TomlKind kind, Value value);

/* Reports that a key is there already. */
bool toml_defined_twice(TomlReader *reader, const TomlTable *table, const TomlEntry *entry, Str name, Place place);

/* Passes over spaces and tabs. */
void toml_skip_blank(TomlReader *reader);

/* Passes over a comment, when there is one, and the end of the line. */
bool toml_end_line(TomlReader *reader);

/* Reports what stands at the cursor. */
bool toml_unexpected(TomlReader *reader, const char *expected);
