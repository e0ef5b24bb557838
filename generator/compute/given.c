/* compute/given.c - adds what scripts give to the site, and keeps it for the next build.
 *
 * A table that a value lends is a number. The first time that it comes, what it is follows: the name of
 * a table that the script read, which is there again with the same rows, or all of one that it made.
 * Pages are kept as they were declared, in two tables of keys each, those that are no front matter and the
 * others: the front matter of a Markdown file at their path, the cascade and the configuration come in again. The figures of an indicator are found
 * again from its table. Called by the bindings (declare*.c, bind_site.c, rows.c) and by compute/site.c.
 */
#include "compute/given.h"

#include "compute/declare.h"
#include "read/site_page.h"

typedef enum GiftKind { GIFT_TABLE, GIFT_INDICATOR, GIFT_FIGURE, GIFT_PAGE, GIFT_LENT } GiftKind;

typedef struct GiftTable {
    const Table *table;
    const uint8_t *end;         /* of what it is                                                  */
    int known;                  /* how many tables were known there, with those inside it         */
} GiftTable;

/* What gifts are read from: once to see that they are what a script gave, then to add them. */
typedef struct GiftReader {
    Unpacker unpacker;
    Site *site;
    Arena *keep, *scratch;      /* of what is read; of one gift                                   */
    PackTables numbers;         /* of `tables`                                                    */
    List(GiftTable) tables;
    int known;                  /* of these, how many have come so far                            */
    bool adds;
    Str file;                   /* of the last page                                               */
} GiftReader;

Given given_start(Arena *arena, Site *site)
{
    return (Given){ .arena = arena, .site = site, .gift = buf_new(arena) };
}

/* ---- bytes that stay ---- */

enum { PIECE = 128 * 1024 };

static void add_bytes(Given *given, Str bytes)
{
    pieces_add(&given->pieces, given->site->keep, bytes);
    given->length += bytes.length;
}

/* Keeps what was written as the next gift. */
static Str keep_gift(Given *given)
{
    size_t size = given->gift.length;
    if ((size_t)(given->end - given->room) < size) {
        size_t room = size > PIECE ? size : PIECE;
        given->room = bulk_alloc(given->site->bulk, given->site->keep, room);
        given->end = given->room + room;
    }
    Str gift = { memcpy(given->room, given->gift.data, size), size };
    given->room += size;
    add_bytes(given, gift);
    buf_clear(&given->gift);
    return gift;
}

/* ---- tables by their numbers ---- */

enum { NAMED, MADE };

static void pack_number_of(void *context, Buf *buf, const Table *table);

static PackTables numbers_of(Given *given)
{
    return (PackTables){ .context = given, .pack = pack_number_of };
}

static void pack_number_of(void *context, Buf *buf, const Table *table)
{
    Given *given = context;
    PackTables numbers = numbers_of(given);
    given->lends_others |= table != given->lent;
    Str address = { (const char *)&table, sizeof table };
    int number = (int)(uintptr_t)map_get(&given->tables, address) - 1, count = given->tables.count;
    pack_number(buf, (uint64_t)(number < 0 ? count : number));
    if (number >= 0)
        return;
    map_set(&given->tables, given->arena, str_copy(given->arena, address), (void *)(uintptr_t)(count + 1));
    bool named = table->name.length && map_get(&given->site->table_by_name, table->name) == table;
    pack_number(buf, named ? NAMED : MADE);
    if (named)
        pack_text(buf, table->name);
    else
        pack_table(buf, table, &numbers);
}

/* What a table is, where its number comes for the first time. */
static const Table *unpack_first(GiftReader *reader, Unpacker *unpacker, int number)
{
    list_add(&reader->tables, reader->site->keep, (GiftTable){ 0 });
    reader->known++;                                            // those inside it come after it
    const Table *table = unpack_below(unpacker, 2) == NAMED
                             ? map_get(&reader->site->table_by_name, unpack_text(unpacker))
                             : unpack_table(unpacker, reader->site->keep, &reader->numbers);
    reader->tables.at[number] = (GiftTable){ table, unpacker->at, reader->known };
    return table;
}

static const Table *unpack_number_of(void *context, Unpacker *unpacker)
{
    GiftReader *reader = context;
    int known = reader->known, number = (int)unpack_below(unpacker, (uint64_t)known + 1);
    const Table *table;
    if (number == known && known == reader->tables.count) {
        table = unpack_first(reader, unpacker, number);
    } else {
        table = reader->tables.at[number].table;
        if (number == known) {
            unpacker->at = reader->tables.at[number].end;
            reader->known = reader->tables.at[number].known;
        }
    }
    if (!table)                                                 // or it lends itself: no script gave that
        unpack_fail(unpacker);
    return table;
}

/* ---- into the site ---- */

static void add_table(Site *site, Table *table)
{
    list_add(&site->tables, site->keep, table);
    map_set(&site->table_by_name, site->keep, table->name, table);
}

static void add_indicator(Site *site, Indicator *indicator)
{
    list_add(&site->indicators, site->keep, indicator);
    map_set(&site->indicator_by_id, site->keep, indicator->id, indicator);
}

static void add_figure(Site *site, Figure *figure)
{
    list_add(&site->figures, site->keep, figure);
    map_set(&site->figure_by_id, site->keep, figure->id, figure);
}

static void add_page(Site *site, const Declaration *declaration, Problems *problems)
{
    PageOrigin origin;
    Page *page = page_declared(site->keep, &origin, site->config, declaration, problems);
    if (page)
        site_add_page(site, site->keep, page, problems);
}

/* ---- written down ---- */

void give_table(Given *given, Table *table)
{
    pack_number(&given->gift, GIFT_TABLE);
    pack_number_of(given, &given->gift, table);     // before the site has it: it is not one that was read
    keep_gift(given);
    add_table(given->site, table);
}

void give_indicator(Given *given, Indicator *indicator)
{
    Buf *buf = &given->gift;
    PackTables numbers = numbers_of(given);
    Str *texts[INDICATOR_TEXTS];
    int *columns[INDICATOR_COLUMNS];
    Value params = indicator->params ? value_map(indicator->params) : value_nil();
    pack_number(buf, GIFT_INDICATOR);
    indicator_texts(indicator, texts);
    for (int i = 0; i < INDICATOR_TEXTS; i++)
        pack_text(buf, *texts[i]);
    pack_place(buf, indicator->place);
    pack_signed(buf, indicator->decimals);
    pack_number(buf, (uint64_t)(indicator->higher_is_better | indicator->lower_is_better << 1));
    pack_number_of(given, buf, indicator->table);
    indicator_columns(indicator, columns);
    for (int i = 0; i < INDICATOR_COLUMNS; i++)
        pack_number(buf, (uint64_t)(*columns[i] + 1));
    pack_value(buf, &params, &numbers);
    keep_gift(given);
    add_indicator(given->site, indicator);
}

void give_figure(Given *given, Figure *figure)
{
    PackTables numbers = numbers_of(given);
    pack_number(&given->gift, GIFT_FIGURE);
    pack_text(&given->gift, figure->id);
    pack_place(&given->gift, figure->place);
    pack_map(&given->gift, figure->spec, &numbers);
    keep_gift(given);
    add_figure(given->site, figure);
}

static void pack_page_place(Given *given, Place place)
{
    bool same = str_equal(place.file, given->file);
    pack_number(&given->gift, GIFT_PAGE);
    pack_number(&given->gift, (uint64_t)place.line << 1 | same);
    if (!same)
        pack_text(&given->gift, place.file);
    given->file = place.file;
}

/* The keys of a declaration that are front matter, or the others. */
static ValueMap keys_of(const ValueMap *map, bool front, Arena *arena)
{
    ValueMap keys = { 0 };
    list_room(&keys, arena, map->count);
    for (int i = 0; i < map->count; i++) {
        Str key = map->at[i].key;
        if ((!str_equal(key, S("path")) && !str_equal(key, S("body")) && !str_equal(key, S("data"))) == front)
            list_add(&keys, arena, map->at[i]);
    }
    return keys;
}

/* Unpacks front matter. It can stay packed when it lends neither rows nor tables. */
static const ValueMap *unpack_front(Unpacker *unpacker, Arena *arena, const PackTables *tables, const char **packed)
{
    *packed = (const char *)unpacker->at;
    Str bytes = unpack_text(unpacker);
    Unpacker inner = unpacker_of(bytes);
    const ValueMap *front = unpack_map(&inner, arena, NULL);
    if (unpacker_is_done(&inner))
        return front;
    *packed = NULL;
    inner = unpacker_of(bytes);
    front = unpack_map(&inner, arena, tables);
    if (!unpacker_is_done(&inner))
        unpack_fail(unpacker);
    return front;
}

void give_page(Given *given, Arena *arena, Place place, const ValueMap *map, Problems *problems)
{
    PackTables numbers = numbers_of(given);
    ValueMap keys = keys_of(map, false, arena), front = keys_of(map, true, arena);
    Declaration declaration = { .place = place, .keys = &keys };
    pack_page_place(given, place);
    pack_map(&given->gift, &keys, &numbers);
    Buf packed = buf_new(arena);
    pack_map(&packed, &front, &numbers);
    size_t start = given->gift.length;
    pack_text(&given->gift, buf_str(&packed));
    Str gift = keep_gift(given);
    Unpacker unpacker = unpacker_of(str_slice(gift, start, gift.length));
    declaration.front = unpack_front(&unpacker, arena, NULL, &declaration.packed);
    if (unpacker.failed)
        declaration.front = &front;
    add_page(given->site, &declaration, problems);
}

void give_lent(Given *given, const Table *table)
{
    pack_number(&given->gift, GIFT_LENT);
    pack_number_of(given, &given->gift, table);
    keep_gift(given);
    given->lent = table;
    given->lends_others = false;
}

/* ---- read back ---- */

static Indicator *unpack_indicator(GiftReader *reader)
{
    Unpacker *unpacker = &reader->unpacker;
    Arena *keep = reader->keep;
    Indicator *indicator = arena_new(keep, Indicator);
    Str *texts[INDICATOR_TEXTS];
    int *columns[INDICATOR_COLUMNS], first, second;
    indicator_texts(indicator, texts);
    for (int i = 0; i < INDICATOR_TEXTS; i++)
        *texts[i] = unpack_text(unpacker);
    indicator->place = unpack_place(unpacker);
    indicator->decimals = (int)unpack_signed(unpacker);
    uint64_t direction = unpack_below(unpacker, 4);
    indicator->higher_is_better = direction & 1;
    indicator->lower_is_better = direction >> 1;
    indicator->table = unpack_number_of(reader, unpacker);
    indicator_columns(indicator, columns);
    for (int i = 0; i < INDICATOR_COLUMNS && indicator->table; i++)
        *columns[i] = (int)unpack_below(unpacker, (uint64_t)indicator->table->column_count + 1) - 1;
    Value params = unpack_value(unpacker, keep, &reader->numbers);
    indicator->params = params.kind == VALUE_MAP ? params.map : NULL;
    if (unpacker->failed || indicator->key < 0 || indicator->value < 0 ||
        !indicator_finish(indicator, keep, &first, &second))
        unpack_fail(unpacker);
    return indicator;
}

static Figure *unpack_figure(GiftReader *reader)
{
    Figure *figure = arena_new(reader->keep, Figure);
    figure->id = unpack_text(&reader->unpacker);
    figure->place = unpack_place(&reader->unpacker);
    figure->spec = unpack_map(&reader->unpacker, reader->keep, &reader->numbers);
    Value spec = value_map(figure->spec);
    figure->hash = reader->unpacker.failed ? 0 : value_hash(&spec);
    return figure;
}

static Place unpack_page_place(Unpacker *unpacker, Str file)
{
    uint64_t line = unpack_below(unpacker, UINT32_MAX);
    return (Place){ .file = line & 1 ? file : unpack_text(unpacker), .line = (int)(line >> 1) };
}

static Declaration unpack_declaration(Unpacker *unpacker, Arena *arena, Str file, const PackTables *tables)
{
    Declaration declaration = { .place = unpack_page_place(unpacker, file) };
    declaration.keys = unpack_map(unpacker, arena, tables);
    declaration.front = unpack_front(unpacker, arena, tables, &declaration.packed);
    return declaration;
}

/* The one table that the pages of a call lend, and its number now. */
typedef struct Lent {
    const Table *table;
    uint64_t number;
    bool moved;                 /* it had another number                                          */
} Lent;

static const Table *unpack_lent(void *context, Unpacker *unpacker)
{
    Lent *lent = context;
    lent->moved |= unpack_number(unpacker) != lent->number;
    return lent->table;
}

/* What a declaration was made from. */
static ValueMap all_keys(const Declaration *declaration, Arena *arena)
{
    ValueMap all = { 0 };
    for (int i = 0; i < declaration->keys->count; i++)
        list_add(&all, arena, declaration->keys->at[i]);
    for (int i = 0; i < declaration->front->count; i++)
        list_add(&all, arena, declaration->front->at[i]);
    return all;
}

bool give_page_again(Given *given, Arena *arena, Place place, const Table *lent, Str bytes, Problems *problems)
{
    Str address = { (const char *)&lent, sizeof lent };
    Lent only = { lent, (uintptr_t)map_get(&given->tables, address) - 1, false };
    PackTables tables = { .context = &only, .unpack = unpack_lent };
    Unpacker unpacker = unpacker_of(bytes);
    if (unpack_number(&unpacker) != GIFT_PAGE)
        return false;
    Declaration declaration = unpack_declaration(&unpacker, arena, given->file, &tables);
    if (!unpacker_is_done(&unpacker))
        return false;
    if (only.moved || declaration.place.line != place.line || !str_equal(declaration.place.file, place.file)) {
        ValueMap all = all_keys(&declaration, arena);
        give_page(given, arena, place, &all, problems);
        return true;
    }
    add_bytes(given, bytes);
    given->file = declaration.place.file;
    add_page(given->site, &declaration, problems);
    return true;
}

/* A table that the site has not yet. */
static void table_again(GiftReader *reader)
{
    const Table *table = unpack_number_of(reader, &reader->unpacker);
    if (reader->adds)
        add_table(reader->site, (Table *)table);
    else if (table && map_get(&reader->site->table_by_name, table->name))
        unpack_fail(&reader->unpacker);
}

static void indicator_again(GiftReader *reader)
{
    Indicator *indicator = unpack_indicator(reader);
    if (reader->adds)
        add_indicator(reader->site, indicator);
}

static void figure_again(GiftReader *reader)
{
    Figure *figure = unpack_figure(reader);
    if (reader->adds)
        add_figure(reader->site, figure);
}

static void page_again(GiftReader *reader, Problems *problems)
{
    Declaration page = unpack_declaration(&reader->unpacker, reader->scratch, reader->file, &reader->numbers);
    reader->file = page.place.file;
    if (reader->adds)
        add_page(reader->site, &page, problems);
}

static void gift_again(GiftReader *reader, Problems *problems)
{
    switch ((GiftKind)unpack_below(&reader->unpacker, GIFT_LENT + 1)) {
    case GIFT_TABLE:     table_again(reader); break;
    case GIFT_INDICATOR: indicator_again(reader); break;
    case GIFT_FIGURE:    figure_again(reader); break;
    case GIFT_PAGE:      page_again(reader, problems); break;
    case GIFT_LENT:      unpack_number_of(reader, &reader->unpacker); break;
    }
}

static void read_gifts(GiftReader *reader, Str bytes, Problems *problems)
{
    reader->unpacker = unpacker_of(bytes);
    reader->known = 0;
    reader->file = S("");
    while (!unpacker_is_done(&reader->unpacker) && !reader->unpacker.failed) {
        gift_again(reader, problems);
        arena_reset(reader->scratch);
    }
}

bool given_again(Str bytes, Site *site, Problems *problems)
{
    Arena *scratch = arena_open();
    GiftReader reader = { .site = site, .keep = scratch, .scratch = scratch };
    reader.numbers = (PackTables){ .context = &reader, .unpack = unpack_number_of };
    read_gifts(&reader, bytes, problems);
    bool ok = !reader.unpacker.failed;
    if (ok) {
        reader.keep = site->keep;
        reader.adds = true;
        read_gifts(&reader, bytes, problems);
    }
    arena_close(scratch);
    return ok;
}
