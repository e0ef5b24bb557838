/* write/record_tables.h - the tables behind the entries of a record: each name, dependency and link
 * once, so that an entry is a few numbers. Used by record.c, which reads them, and
 * record_writer.c, which fills them.
 */
#pragma once
#include "base/pack.h"
#include "write/record.h"

#include <stdatomic.h>

enum { RECORD_FORMAT = 3 };

typedef struct DepRow { Hash hash; uint32_t name; uint8_t kind; } DepRow;
typedef struct LinkRow { uint32_t url, file, line, column; } LinkRow;

typedef struct Slots {          /* from the hash of a row to its index; a power of two            */
    uint32_t *at;               /* index + 1; 0 = free                                            */
    int capacity;
} Slots;

struct RecordTables {
    Arena *arena;
    List(Str) names;
    List(DepRow) deps;
    List(LinkRow) links;
    Map name_index;             /* name -> index + 1; these three only while filling              */
    Slots dep_index, link_index;
    _Atomic uint8_t *states;    /* of each dependency of a record that was read: DepState         */
};

typedef enum DepState { DEP_UNKNOWN, DEP_SAME, DEP_DIFFERS } DepState;

/* Give the index of a name, dependency or link, adding it when it is new. Names are copied. */
uint32_t tables_name(RecordTables *tables, Str name);
uint32_t tables_dep(RecordTables *tables, DepRow row);
uint32_t tables_link(RecordTables *tables, LinkRow row);

/* A reader at the start of an entry's body, whose indexes have been checked when it was read. */
Unpacker entry_reader(const RecordEntry *entry);

/* Passes over one list of numbers. */
void skip_varints(Unpacker *reader);
