/* model/pack_value.c - values as bytes: a byte for the kind, where it was read, what it is.
 *
 * Called by the readers for front matter, by compute for what scripts declare.
 */
#include "model/pack.h"

enum { KIND = 15, PLACED = 16, TRUE = 32, DEEPEST = 200 };

/* Keys that stand in most maps: a number instead of their text. */
static const Str USUAL_KEYS[] = {
    { "path", 4 }, { "data", 4 }, { "title", 5 }, { "template", 8 }, { "date", 4 }, { "description", 11 },
};
enum { USUAL = sizeof USUAL_KEYS / sizeof *USUAL_KEYS, KEY_PLACED = 1, KEY_USUAL = 2, KEY_SHIFT = 2 };

void pack_date(Buf *buf, Date date)
{
    if (!date_known(date)) {
        pack_number(buf, 0);
        return;
    }
    uint64_t day = ((uint64_t)date.year * 12 + date.month - 1) * 31 + date.day - 1;
    pack_number(buf, (day << 2 | (uint64_t)date.has_time << 1 | date.has_offset) + 1);
    if (date.has_time)
        pack_number(buf, ((uint64_t)date.hour * 60 + date.minute) * 61 + date.second);
    if (date.has_offset)
        pack_signed(buf, date.offset);
}

Date unpack_date(Unpacker *unpacker)
{
    uint64_t day = unpack_below(unpacker, (uint64_t)10000 * 12 * 31 * 4 + 1);
    if (!day)
        return (Date){ 0 };
    Date date = { .has_time = (day - 1) >> 1 & 1, .has_offset = (day - 1) & 1 };
    day = (day - 1) >> 2;
    date.day = (uint8_t)(day % 31 + 1);
    date.month = (uint8_t)(day / 31 % 12 + 1);
    date.year = (int16_t)(day / 31 / 12);
    if (date.has_time) {
        uint64_t second = unpack_below(unpacker, 24 * 60 * 61);
        date.second = (uint8_t)(second % 61);
        date.minute = (uint8_t)(second / 61 % 60);
        date.hour = (uint8_t)(second / 61 / 60);
    }
    if (date.has_offset)
        date.offset = (int16_t)unpack_signed(unpacker);
    return date;
}

void pack_exact(Buf *buf, Number number)
{
    pack_wide(buf, number.numerator);
    pack_wide(buf, number.denominator);
}

Number unpack_exact(Unpacker *unpacker)
{
    Number number = { .numerator = unpack_wide(unpacker) };
    number.denominator = unpack_wide(unpacker);
    if (number.denominator > 0)
        return number;
    unpack_fail(unpacker);
    return number_integer(0);
}

void pack_place(Buf *buf, Place place)
{
    pack_text(buf, place.file);
    pack_number(buf, (uint64_t)place.line);
    pack_number(buf, (uint64_t)place.column);
}

Place unpack_place(Unpacker *unpacker)
{
    Place place = { .file = unpack_text(unpacker) };
    place.line = (int)unpack_below(unpacker, INT32_MAX);
    place.column = (int)unpack_below(unpacker, INT32_MAX);
    return place;
}

static void pack_list(Buf *buf, const ValueList *list, const PackTables *tables)
{
    pack_number(buf, (uint64_t)list->count);
    for (int i = 0; i < list->count; i++)
        pack_value(buf, &list->at[i], tables);
}

static size_t usual_number(Str key)
{
    size_t number = 0;
    while (number < USUAL && !str_equal(USUAL_KEYS[number], key))
        number++;
    return number;
}

bool packed_map_lacks(Str bytes, Str key)
{
    return usual_number(key) == USUAL && str_find(bytes, key) < 0;
}

/* The number of a usual key, or the length of another, whose bytes follow; with whether it has a place. */
static void pack_key(Buf *buf, Str key, bool placed)
{
    size_t usual = usual_number(key);
    if (usual < USUAL) {
        pack_number(buf, usual << KEY_SHIFT | KEY_USUAL | placed);
        return;
    }
    pack_number(buf, key.length << KEY_SHIFT | placed);
    buf_add(buf, key);
}

static Str unpack_key(Unpacker *unpacker, bool *placed)
{
    uint64_t number = unpack_number(unpacker);
    *placed = number & KEY_PLACED;
    if (!(number & KEY_USUAL))
        return unpack_bytes(unpacker, number >> KEY_SHIFT);
    if (number >> KEY_SHIFT >= USUAL)
        number = unpack_fail(unpacker);
    return USUAL_KEYS[number >> KEY_SHIFT];
}

void pack_map(Buf *buf, const ValueMap *map, const PackTables *tables)
{
    pack_number(buf, (uint64_t)map->count);
    for (int i = 0; i < map->count; i++) {
        const ValueEntry *entry = &map->at[i];
        bool placed = entry->line || entry->column;
        pack_key(buf, entry->key, placed);
        if (placed) {
            pack_number(buf, (uint64_t)entry->line);
            pack_number(buf, (uint64_t)entry->column);
        }
        pack_value(buf, &entry->value, tables);
    }
}

void pack_value(Buf *buf, const Value *value, const PackTables *tables)
{
    bool placed = value->line || value->column != 0, yes = value->kind == VALUE_BOOL && value->boolean;
    pack_number(buf, value->kind | (placed ? PLACED : 0) | (yes ? TRUE : 0));
    if (placed) {
        pack_number(buf, (uint64_t)value->line);
        pack_number(buf, (uint64_t)value->column);
    }
    switch (value->kind) {
    case VALUE_NIL: case VALUE_BOOL: break;
    case VALUE_INTEGER: pack_signed(buf, value->integer); break;
    case VALUE_NUMBER: pack_exact(buf, *value->number); break;
    case VALUE_STRING: pack_text(buf, value->string); break;
    case VALUE_DATE: pack_date(buf, value->date); break;
    case VALUE_LIST: pack_list(buf, value->list, tables); break;
    case VALUE_MAP: pack_map(buf, value->map, tables); break;
    case VALUE_ROW:
        pack_number(buf, (uint64_t)value->row);
        tables->pack(tables->context, buf, value->table);
        break;
    case VALUE_TABLE: tables->pack(tables->context, buf, value->table); break;
    }
}

static Value unpack_deep(Unpacker *unpacker, Arena *keep, const PackTables *tables, int depth);

static const ValueList *unpack_list(Unpacker *unpacker, Arena *keep, const PackTables *tables, int depth)
{
    int count = unpack_count(unpacker, 1);
    ValueList *list = arena_new(keep, ValueList);
    list->at = arena_alloc_raw(keep, sizeof(Value) * (size_t)count);
    list->count = list->capacity = count;
    for (int i = 0; i < count; i++)
        list->at[i] = unpack_deep(unpacker, keep, tables, depth);
    return list;
}

static const ValueMap *unpack_entries(Unpacker *unpacker, Arena *keep, const PackTables *tables, int depth)
{
    int count = unpack_count(unpacker, 2);
    ValueMap *map = arena_new(keep, ValueMap);
    map->at = arena_alloc_raw(keep, sizeof(ValueEntry) * (size_t)count);
    map->count = map->capacity = count;
    for (int i = 0; i < count; i++) {
        ValueEntry *entry = &map->at[i];
        bool placed;
        entry->key = unpack_key(unpacker, &placed);
        entry->line = placed ? (int)unpack_below(unpacker, INT32_MAX) : 0;
        entry->column = placed ? (int)unpack_below(unpacker, INT32_MAX) : 0;
        entry->value = unpack_deep(unpacker, keep, tables, depth);
    }
    return map;
}

/* A table that is not there any more takes the value with it. */
static void unpack_lent(Unpacker *unpacker, const PackTables *tables, Value *value)
{
    value->row = value->kind == VALUE_ROW ? (int)unpack_below(unpacker, INT32_MAX) : 0;
    value->table = tables ? tables->unpack(tables->context, unpacker) : NULL;
    if (value->table && (value->kind == VALUE_TABLE || value->row < value->table->rows))
        return;
    unpack_fail(unpacker);
    *value = value_nil();
}

static Value unpack_deep(Unpacker *unpacker, Arena *keep, const PackTables *tables, int depth)
{
    uint64_t tag = unpack_below(unpacker, 64);
    Value value = { .kind = (ValueKind)(tag & KIND) };
    if (tag & PLACED) {
        value.line = (int)unpack_below(unpacker, INT32_MAX);
        value.column = (unsigned)unpack_below(unpacker, 1 << 24) & 0xFFFFFF;
    }
    if (depth > DEEPEST || value.kind > VALUE_TABLE || unpacker->failed) {
        unpack_fail(unpacker);
        return value_nil();
    }
    Number *number = NULL;
    switch (value.kind) {
    case VALUE_NIL: break;
    case VALUE_BOOL: value.boolean = tag & TRUE; break;
    case VALUE_INTEGER: value.integer = unpack_signed(unpacker); break;
    case VALUE_NUMBER:
        value.number = number = arena_new(keep, Number);
        *number = unpack_exact(unpacker);
        break;
    case VALUE_STRING: value.string = unpack_text(unpacker); break;
    case VALUE_DATE: value.date = unpack_date(unpacker); break;
    case VALUE_LIST: value.list = unpack_list(unpacker, keep, tables, depth + 1); break;
    case VALUE_MAP: value.map = unpack_entries(unpacker, keep, tables, depth + 1); break;
    case VALUE_ROW: case VALUE_TABLE: unpack_lent(unpacker, tables, &value); break;
    }
    return value;
}

Value unpack_value(Unpacker *unpacker, Arena *keep, const PackTables *tables)
{
    return unpack_deep(unpacker, keep, tables, 0);
}

const ValueMap *unpack_map(Unpacker *unpacker, Arena *keep, const PackTables *tables)
{
    return unpack_entries(unpacker, keep, tables, 0);
}
