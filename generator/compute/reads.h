/* compute/reads.h - what a script read, and whether it is still so.
 *
 * Whatever a script learns of the site comes through a few doors (essor.table, essor.setting,
 * essor.json, require, the names that are taken). Each adds (kind, name, hash of what was found) to
 * the script's reads, also when it found nothing. A script is a function of its reads: while each has
 * the hash that it had, the script would give again what it gave.
 */
#pragma once
#include "base/pack.h"
#include "model/site.h"
#include "read/source.h"

typedef enum ReadKind {
    READ_SOURCE,                /* a file of lua/: the script itself, or a module; name: its path */
    READ_TABLE,                 /* a table, with the place of each row; name: its name            */
    READ_TABLES,                /* which tables there are: for a hint                             */
    READ_SETTING,               /* of site.toml; name: dotted key                                 */
    READ_FILE,                  /* a file of content/; name: its path                             */
    READ_FILES,                 /* which files of content/ there are: for a hint                  */
    READ_INDICATOR,             /* whether an indicator is declared, and where; name: its id      */
    READ_FIGURE,                /* the same of a figure                                           */
} ReadKind;

typedef struct Read {
    ReadKind kind;
    Str name;
    Hash hash;                  /* 0: there was no such thing                                     */
} Read;

typedef struct Reads {
    List(Read) list;            /* in the order of reading, each once                             */
    Map seen;
    int asked;                  /* how many times something was read                              */
} Reads;

/* The hash of a thing now; 0 when there is none. */
Hash hash_of_read(const Site *site, const Source *source, ReadKind kind, Str name);

/* Adds a thing as it is now. The first time counts: what a script makes itself it did not read. */
void reads_add(Reads *reads, Arena *arena, const Site *site, const Source *source, ReadKind kind, Str name);

/* The first read that is not as it was; NULL when the script need not run. */
const Read *reads_changed(const Reads *reads, const Site *site, const Source *source);

void pack_reads(Buf *buf, const Reads *reads);
void unpack_reads(Unpacker *unpacker, Arena *arena, Reads *out);

/* What a kind is for people, an English text for message(): "table". */
const char *read_kind_name(ReadKind kind);
