/* model/pack.h - values, pages and tables as bytes, and back: what the next build need not parse again.
 *
 *     pack_page(&buf, page, NULL);
 *
 *     Unpacker unpacker = unpacker_of(bytes);
 *     Page *page = unpack_page(&unpacker, keep, NULL);
 *     if (!unpacker_is_done(&unpacker))
 *         ... the bytes are not what was packed; whatever was given is to be left ...
 *
 * What is unpacked lives in `keep`; its texts are views of the bytes, which must live as long. Bytes
 * that are not what was packed never give a pointer, an index or a kind that does not hold: the
 * unpacker fails. Codings change with the program, so who keeps such bytes keeps the program's hash
 * with them.
 */
#pragma once
#include "base/pack.h"
#include "base/pieces.h"
#include "model/page.h"
#include "model/table.h"

/* How a value that lends a row, or a whole table, tells which one. `pack` appends what names the
 * table; `unpack` reads it, and gives NULL when there is no such table any more: the unpacker then
 * fails. A row that the table does not have fails too. */
typedef struct PackTables {
    void *context;
    void (*pack)(void *context, Buf *buf, const Table *table);
    const Table *(*unpack)(void *context, Unpacker *unpacker);
} PackTables;

/* `tables` may be NULL where no value can be of Lua. */
void  pack_value(Buf *buf, const Value *value, const PackTables *tables);
Value unpack_value(Unpacker *unpacker, Arena *keep, const PackTables *tables);

void            pack_map(Buf *buf, const ValueMap *map, const PackTables *tables);
const ValueMap *unpack_map(Unpacker *unpacker, Arena *keep, const PackTables *tables);

/* True when the bytes of a packed map cannot have this key: its text is not in them. */
bool packed_map_lacks(Str bytes, Str key);

void   pack_date(Buf *buf, Date date);
Date   unpack_date(Unpacker *unpacker);
void   pack_exact(Buf *buf, Number number);
Number unpack_exact(Unpacker *unpacker);
void   pack_place(Buf *buf, Place place);
Place  unpack_place(Unpacker *unpacker);

/* A page as it was read or declared: before the cascade, before git's dates, before it is linked.
 * Its `front` is packed with it. */
void  pack_page(Buf *buf, const Page *page, const PackTables *tables);
Page *unpack_page(Unpacker *unpacker, Arena *keep, const PackTables *tables);

/* A table, read or computed, with its hashes. Of the tables that its rows come from, only the first of
 * all is packed, by `tables`, for the places of its rows; when that one has no name, its place.
 * `tables` may be NULL for a table that was read. */
void   pack_table(Buf *buf, const Table *table, const PackTables *tables);
Table *unpack_table(Unpacker *unpacker, Arena *keep, const PackTables *tables);

/* The same in pieces: its rows and their hashes stay where they lie. */
void pack_table_pieces(Pieces *pieces, Arena *arena, const Table *table, const PackTables *tables);
