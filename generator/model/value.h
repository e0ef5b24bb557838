/* model/value.h - a value as it is written in front matter, in site.toml or in JSON, or given by Lua.
 *
 * A Value never changes once made, and lives in keep (or in the arena of the job that made it).
 * Each remembers where it was read, so that a later stage can say where a mistake stands.
 * Maps keep the order in which they were written.
 *
 *     const Value *title = map_find(front, S("title"));            // NULL when there is none
 *     if (title && title->kind == VALUE_STRING) ...
 */
#pragma once
#include "base/date.h"
#include "base/map.h"
#include "base/number.h"
#include "base/problem.h"

typedef struct Table Table;

typedef enum ValueKind {
    VALUE_NIL,                  /* absent, or null in JSON and YAML                               */
    VALUE_BOOL,
    VALUE_INTEGER,
    VALUE_NUMBER,               /* a decimal or a ratio: exact                                    */
    VALUE_STRING,
    VALUE_DATE,
    VALUE_LIST,
    VALUE_MAP,
    VALUE_ROW,                  /* a row of a table, lent, not copied: only from Lua              */
    VALUE_TABLE,                /* a whole table: only from Lua                                   */
} ValueKind;

typedef struct ValueList ValueList;
typedef struct ValueMap ValueMap;

/* 24 bytes, because each page keeps its front matter. */
typedef struct Value {
    ValueKind kind : 8;
    unsigned column : 24;       /* where it was read, from 1; 0 = it was made                     */
    int line;
    union {
        bool boolean;
        int64_t integer;
        const Number *number;
        Str string;
        Date date;
        const ValueList *list;
        const ValueMap *map;
        struct {
            const Table *table; /* of VALUE_ROW and VALUE_TABLE                                   */
            int row;            /* of VALUE_ROW, from 0                                           */
        };
    };
} Value;

struct ValueList {
    Value *at;
    int count, capacity;        /* a List(Value)                                                  */
};

typedef struct ValueEntry {
    Str key;
    int line, column;           /* of the key                                                     */
    Value value;
} ValueEntry;

struct ValueMap {
    ValueEntry *at;
    int count, capacity;        /* a List(ValueEntry)                                             */
};

/* Make them. Inline: a value is built where it is wanted, not copied there. */
static inline Value value_nil(void)
{
    return (Value){ .kind = VALUE_NIL };
}

static inline Value value_bool(bool boolean)
{
    return (Value){ .kind = VALUE_BOOL, .boolean = boolean };
}

static inline Value value_integer(int64_t integer)
{
    return (Value){ .kind = VALUE_INTEGER, .integer = integer };
}

/* The bytes are not copied. */
static inline Value value_string(Str string)
{
    return (Value){ .kind = VALUE_STRING, .string = string };
}

static inline Value value_date(Date date)
{
    return (Value){ .kind = VALUE_DATE, .date = date };
}

static inline Value value_list(const ValueList *list)
{
    return (Value){ .kind = VALUE_LIST, .list = list };
}

static inline Value value_map(const ValueMap *map)
{
    return (Value){ .kind = VALUE_MAP, .map = map };
}

Value value_number(Arena *arena, Number number);        /* VALUE_INTEGER when whole and small     */

/* Finds the value of a key; NULL when there is none. */
const Value *map_find(const ValueMap *map, Str key);

/* Follows a dotted path, "params.contact.mail"; NULL when a step is missing or is no map. */
const Value *map_find_path(const ValueMap *map, Str path);

/* The text of a string value; "" when the key is missing or is something else. */
Str map_string(const ValueMap *map, Str key);

/* What a user calls the kind: "text", "whole number", "number", "true or false", "date", "list",
 * "table of keys"... in English; pass it through message(). */
const char *value_kind_name(ValueKind kind);

/* Hash of the content (kinds, keys, order, texts), without the places. */
Hash value_hash(const Value *value);

/* Copies a value with all that it holds into an arena (rows and tables stay lent). The bytes of the keys
 * that are in `names` are shared, not copied. */
Value value_copy(Arena *arena, const Value *value, const Map *names);

/* Appends the value as JSON: numbers in decimal notation, dates as text, a row as an object; object
 * keys in their order. Ratios that have no finite decimal form are rounded to 12 digits. */
void buf_json(Buf *buf, const Value *value);
void buf_json_string(Buf *buf, Str s);

/* Appends the value as TOML, on one line; a key, quoted when it has to be. */
void buf_toml(Buf *buf, const Value *value);
void buf_toml_key(Buf *buf, Str key);
