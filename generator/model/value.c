/* model/value.c - makes, finds, hashes, copies and prints values.
 *
 * Hashing and copying follow lists and maps down; readers limit how deep these go. A row and a table
 * are lent: their hash is the one that model/table.c computed, a copy points at the same table.
 */
#include "model/value.h"

#include "model/table.h"

Value value_number(Arena *arena, Number number)
{
    int64_t integer;
    if (number_to_integer(number, &integer))
        return value_integer(integer);
    Number *kept = arena_new(arena, Number);
    *kept = number;
    return (Value){ .kind = VALUE_NUMBER, .number = kept };
}

const Value *map_find(const ValueMap *map, Str key)
{
    for (int i = 0; map && i < map->count; i++)
        if (str_equal(map->at[i].key, key))
            return &map->at[i].value;
    return NULL;
}

const Value *map_find_path(const ValueMap *map, Str path)
{
    const Value *value = NULL;
    Str step;
    while (str_next(&path, '.', &step)) {
        value = map_find(map, step);
        if (!value)
            return NULL;
        map = value->kind == VALUE_MAP ? value->map : NULL;
    }
    return value;
}

Str map_string(const ValueMap *map, Str key)
{
    const Value *value = map_find(map, key);
    return value && value->kind == VALUE_STRING ? value->string : S("");
}

const char *value_kind_name(ValueKind kind)
{
    static const char *const names[] = {
        [VALUE_NIL] = "nothing", [VALUE_BOOL] = "true or false", [VALUE_INTEGER] = "whole number",
        [VALUE_NUMBER] = "number", [VALUE_STRING] = "text", [VALUE_DATE] = "date", [VALUE_LIST] = "list",
        [VALUE_MAP] = "table of keys", [VALUE_ROW] = "row of a table", [VALUE_TABLE] = "table",
    };
    return names[kind];
}

static Hash hash_of_list(Hash hash, const ValueList *list)
{
    for (int i = 0; i < list->count; i++)
        hash = hash_add(hash, value_hash(&list->at[i]));
    return hash;
}

static Hash hash_of_map(Hash hash, const ValueMap *map)
{
    for (int i = 0; i < map->count; i++)
        hash = hash_add(hash_add_str(hash, map->at[i].key), value_hash(&map->at[i].value));
    return hash;
}

static Hash hash_of_date(Hash hash, Date date)
{
    uint64_t day = (uint64_t)date.year << 32 | (uint64_t)date.month << 16 | date.day;
    uint64_t time = (uint64_t)date.hour << 16 | (uint64_t)date.minute << 8 | date.second;
    uint64_t zone = (uint64_t)date.has_time << 32 | (uint64_t)date.has_offset << 16 | (uint16_t)date.offset;
    return hash_add(hash_add(hash_add(hash, day), time), zone);
}

Hash value_hash(const Value *value)
{
    Hash hash = hash_add((Hash)value->kind, 1);
    switch (value->kind) {
    case VALUE_NIL:     return hash;
    case VALUE_BOOL:    return hash_add(hash, value->boolean);
    case VALUE_INTEGER: return hash_add(hash, (Hash)value->integer);
    case VALUE_NUMBER:
        hash = hash_add_str(hash, (Str){ (const char *)&value->number->numerator, sizeof(Wide) });
        return hash_add_str(hash, (Str){ (const char *)&value->number->denominator, sizeof(Wide) });
    case VALUE_STRING:  return hash_add_str(hash, value->string);
    case VALUE_DATE:    return hash_of_date(hash, value->date);
    case VALUE_LIST:    return hash_of_list(hash, value->list);
    case VALUE_MAP:     return hash_of_map(hash, value->map);
    case VALUE_ROW:     return hash_add(hash, table_row_hash(value->table, value->row));
    case VALUE_TABLE:   return hash_add(hash, value->table->hash);
    }
    return hash;
}

/* A copy under way: all of its texts stand in one block, without room between them. */
typedef struct Copy {
    Arena *arena;
    const Map *names;
    char *text;                 /* where the next text goes                                       */
} Copy;

static Str shared_name(const Map *names, Str key)
{
    const Str *name = map_get(names, key);
    return name ? *name : S("");
}

static size_t size_of_texts(const Value *value, const Map *names)
{
    size_t size = value->kind == VALUE_STRING ? value->string.length : 0;
    for (int i = 0; value->kind == VALUE_LIST && i < value->list->count; i++)
        size += size_of_texts(&value->list->at[i], names);
    for (int i = 0; value->kind == VALUE_MAP && i < value->map->count; i++) {
        Str key = value->map->at[i].key;
        size += shared_name(names, key).length ? 0 : key.length;
        size += size_of_texts(&value->map->at[i].value, names);
    }
    return size;
}

static Str copy_text(Copy *copy, Str text)
{
    Str copied = { memcpy(copy->text, text.data ? text.data : "", text.length), text.length };
    copy->text += text.length;
    return copied;
}

static Value copy_value(Copy *copy, const Value *value);

static const ValueList *copy_list(Copy *copy, const ValueList *list)
{
    ValueList *copied = arena_new(copy->arena, ValueList);
    list_room(copied, copy->arena, list->count);
    for (int i = 0; i < list->count; i++)
        list_add(copied, copy->arena, copy_value(copy, &list->at[i]));
    return copied;
}

static const ValueMap *copy_map(Copy *copy, const ValueMap *map)
{
    ValueMap *copied = arena_new(copy->arena, ValueMap);
    list_room(copied, copy->arena, map->count);         // exactly: pages keep their front matter
    for (int i = 0; i < map->count; i++) {
        ValueEntry entry = map->at[i];
        Str shared = shared_name(copy->names, entry.key);
        entry.key = shared.length ? shared : copy_text(copy, entry.key);
        entry.value = copy_value(copy, &entry.value);
        list_add(copied, copy->arena, entry);
    }
    return copied;
}

static Value copy_value(Copy *copy, const Value *value)
{
    Value copied = *value;
    if (value->kind == VALUE_STRING) {
        copied.string = copy_text(copy, value->string);
    } else if (value->kind == VALUE_NUMBER) {
        Number *number = arena_new(copy->arena, Number);
        *number = *value->number;
        copied.number = number;
    } else if (value->kind == VALUE_LIST) {
        copied.list = copy_list(copy, value->list);
    } else if (value->kind == VALUE_MAP) {
        copied.map = copy_map(copy, value->map);
    }
    return copied;
}

Value value_copy(Arena *arena, const Value *value, const Map *names)
{
    static const Map NONE = { 0 };
    names = names ? names : &NONE;
    Copy copy = { arena, names, arena_alloc_raw(arena, size_of_texts(value, names)) };
    return copy_value(&copy, value);
}

void buf_json_string(Buf *buf, Str s)
{
    static const char hex[] = "0123456789abcdef";
    size_t from = 0;
    buf_char(buf, '"');
    for (size_t i = 0; i < s.length; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
            continue;
        buf_bytes(buf, s.data + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\') {
            buf_char(buf, '\\');
            buf_char(buf, (char)c);
        } else if (c == '\n') {
            buf_literal(buf, "\\n");
        } else if (c == '\t') {
            buf_literal(buf, "\\t");
        } else {
            buf_literal(buf, "\\u00");
            buf_char(buf, hex[c >> 4]);
            buf_char(buf, hex[c & 15]);
        }
    }
    buf_bytes(buf, s.data + from, s.length - from);
    buf_char(buf, '"');
}

/* How many digits after the point write the number exactly, or -1 when none does. */
static int exact_decimals(Number number)
{
    Wide power = 1;
    for (int decimals = 0; decimals <= 38; decimals++, power *= 10) {
        if (power % number.denominator == 0)
            return decimals;
        if (decimals == 38)
            break;                                      // 10^39 does not fit
    }
    return -1;
}

static void json_number(Buf *buf, Number number)
{
    enum { ROUNDED = 12 };
    int decimals = exact_decimals(number);
    bool exact = decimals >= 0;
    Number rounded;
    if (!exact)
        decimals = ROUNDED;
    while (decimals > 0 && decimals <= 18 && !number_round(number, decimals, &rounded))
        decimals--;
    buf_number(buf, number, (NumberFormat){ .decimals = decimals, .point = true });
    while (!exact && decimals > 0 && buf->length && buf->data[buf->length - 1] == '0' && decimals--)
        buf->length--;
    if (!exact && buf->length && buf->data[buf->length - 1] == '.')
        buf->length--;
}

static void json_list(Buf *buf, const ValueList *list)
{
    buf_char(buf, '[');
    for (int i = 0; i < list->count; i++) {
        if (i)
            buf_char(buf, ',');
        buf_json(buf, &list->at[i]);
    }
    buf_char(buf, ']');
}

static void json_map(Buf *buf, const ValueMap *map)
{
    buf_char(buf, '{');
    for (int i = 0; i < map->count; i++) {
        if (i)
            buf_char(buf, ',');
        buf_json_string(buf, map->at[i].key);
        buf_char(buf, ':');
        buf_json(buf, &map->at[i].value);
    }
    buf_char(buf, '}');
}

static void json_row(Buf *buf, const Table *table, int row)
{
    buf_char(buf, '{');
    for (int i = 0; i < table->column_count; i++) {
        Cell cell = table_cell(table, row, i);
        if (i)
            buf_char(buf, ',');
        buf_json_string(buf, table->columns[i].name);
        buf_char(buf, ':');
        if (cell.state == CELL_VALUE && table->columns[i].type == COLUMN_NUMBER) {
            json_number(buf, cell_number(&table->columns[i], cell));
        } else {
            Value value = cell_value(buf->arena, &table->columns[i], cell);
            buf_json(buf, &value);
        }
    }
    buf_char(buf, '}');
}

static void json_table(Buf *buf, const Table *table)
{
    buf_char(buf, '[');
    for (int row = 0; row < table->rows; row++) {
        if (row)
            buf_char(buf, ',');
        json_row(buf, table, row);
    }
    buf_char(buf, ']');
}

static void json_date(Buf *buf, Date date)
{
    Buf text = buf_new(buf->arena);
    if (date.has_time)
        buf_date_time(&text, date);
    else
        buf_date(&text, date);
    buf_json_string(buf, buf_str(&text));
}

void buf_json(Buf *buf, const Value *value)
{
    switch (value->kind) {
    case VALUE_NIL:     buf_literal(buf, "null"); break;
    case VALUE_BOOL:    buf_add(buf, value->boolean ? S("true") : S("false")); break;
    case VALUE_INTEGER: buf_format(buf, "%lld", (long long)value->integer); break;
    case VALUE_NUMBER:  json_number(buf, *value->number); break;
    case VALUE_STRING:  buf_json_string(buf, value->string); break;
    case VALUE_DATE:    json_date(buf, value->date); break;
    case VALUE_LIST:    json_list(buf, value->list); break;
    case VALUE_MAP:     json_map(buf, value->map); break;
    case VALUE_ROW:     json_row(buf, value->table, value->row); break;
    case VALUE_TABLE:   json_table(buf, value->table); break;
    }
}

void buf_toml_key(Buf *out, Str key)
{
    bool bare = key.length > 0;
    for (size_t i = 0; i < key.length; i++) {
        char c = key.data[i];
        bare = bare && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-');
    }
    if (bare)
        buf_add(out, key);
    else
        buf_json_string(out, key);
}

/* A text of JSON is one of TOML too. */
void buf_toml(Buf *out, const Value *value)
{
    if (value->kind == VALUE_LIST) {
        for (int i = 0; i < value->list->count; i++) {
            buf_add(out, i ? S(", ") : S("["));
            buf_toml(out, &value->list->at[i]);
        }
        buf_add(out, value->list->count ? S("]") : S("[]"));
    } else if (value->kind == VALUE_MAP) {
        for (int i = 0; i < value->map->count; i++) {
            buf_add(out, i ? S(", ") : S("{ "));
            buf_toml_key(out, value->map->at[i].key);
            buf_literal(out, " = ");
            buf_toml(out, &value->map->at[i].value);
        }
        buf_add(out, value->map->count ? S(" }") : S("{}"));
    } else if (value->kind == VALUE_DATE) {
        (value->date.has_time ? buf_date_time : buf_date)(out, value->date);
    } else {
        buf_json(out, value);
    }
}
