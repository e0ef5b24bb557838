/* base/store.h - what one build keeps for the next: a file of named sections.
 *
 *     Store *store = store_read(keep, &state, name);
 *     if (store->unusable) ...                            // say why, and go on without
 *     Unpacker unpacker = unpacker_of(store_section(store, "inputs"));
 *
 *     StoreWriter *writer = store_begin(&state, arena, name);     // beside it: NAME.next
 *     store_open(writer, "inputs");
 *     store_put(writer, bytes);                           // as often as there is something
 *     store_copy(writer, bytes);                          // of a store that was read
 *     store_add(writer, "outputs", bytes);                // a section in one piece
 *     if (store_end(writer))
 *         ... make what it describes true ...
 *         store_settle(&state, arena, name);              // NAME.next becomes NAME
 *
 * Who writes a section knows its coding and its version: a Store knows only that the bytes are those
 * that were written. All of the file is checked when it is read. The file is replaced by a rename,
 * never written in place: what was read from it stays as it is. Format at the top of store.c.
 */
#pragma once
#include "base/bulk.h"
#include "base/file.h"
#include "base/hash.h"

typedef struct StoreSection {
    const char *name;
    Str bytes;
} StoreSection;

typedef struct Store {
    bool found;                 /* there is a file                                                */
    const char *unusable;       /* why there is a file that cannot be used (in English, for
                                   message()); NULL when it can, or there is none                 */
    List(StoreSection) sections;
    Str mapped;
} Store;

/* Reads a file; always gives a Store, empty when there is none or it cannot be used. Its sections
 * are views of the file, which stays mapped until store_close, or the end of the program. */
Store *store_read(Arena *keep, Folder *folder, Str name);
void   store_close(Store *store);

/* The bytes of a section; "" when there is none. */
Str store_section(const Store *store, const char *name);

/* Writes sections beside the file, where store_waiting() says: what is put is written as it comes, so that
 * no section need be held whole. False at the end when any of it failed: folder->error says why. */
typedef struct StoreWriter StoreWriter;
StoreWriter *store_begin(Folder *folder, Arena *arena, Str name);
void         store_open(StoreWriter *writer, const char *section);
void         store_put(StoreWriter *writer, Str bytes);
void         store_put_bulk(StoreWriter *writer, Bulk *bulk, Str bytes);    /* that lie in it         */
void         store_copy(StoreWriter *writer, Str bytes);        /* that stay as they are until the end:
                                                                   what stands together is put together */
void         store_add(StoreWriter *writer, const char *section, Str bytes);
bool         store_end(StoreWriter *writer);

/* Puts what was written in the place of the file. False: folder->error says why. */
bool store_settle(Folder *folder, Arena *arena, Str name);

/* Where a file waits until it is settled: "NAME.next". */
Str store_waiting(Arena *arena, Str name);
