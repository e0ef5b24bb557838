/* write/record_tables.h - what stands behind the entries of a record: tables, so that an entry is a
 * few numbers. Used by record.c, which reads them, record_writer.c, which fills them, and linkcheck.c.
 *
 * Most of what outputs depend on and link to are pages of the site. A page is its number in the site,
 * and holds its own path, address and hashes: nothing of it is copied, looked up or compared again.
 * All else (settings, templates, rows, anchors, other addresses) is text, each once in `names`.
 *
 * The block of an entry, coded as in base/pack.h:
 *
 *     hash         of the output's bytes
 *     number       their size
 *     attachments  count, then name beside the output (text), size, hash
 *     dependencies count, then numbers: of a page, (page << 3 | PageDep) << 1; else row of `deps` << 1 | 1
 *     anchors      count, then numbers of names
 *     pages        that are linked to, where is not known: numbers (text)
 *     links        all others: count, then target << 3 | kind << 1 | placed: target is a page or a name. Of
 *                  LINK_PLACE, the anchor's name follows. When placed: 0 and the file (text) unless it
 *                  is that of the link before; line + 1; column
 */
#pragma once
#include "base/pack.h"
#include "write/record.h"

enum { RECORD_FORMAT = 8 };

typedef enum PageDep {          /* what outputs depend on of a page                               */
    PAGE_CARD, PAGE_META, PAGE_TEXT, PAGE_PLACE, PAGE_NEIGHBOURS, PAGE_URL,
    PAGE_ROW,                   /* the row that the output's own page is of                       */
    PAGE_DEPS
} PageDep;

typedef struct DepRow { Hash hash; uint32_t name; uint8_t kind; } DepRow;       /* of all else    */

struct RecordTables {
    Arena *arena;
    const Site *site;
    Str base_path;              /* of the site, when the links were written                       */
    List(Str) names;
    List(DepRow) deps;
    HashIndex name_index, dep_index;    /* only while filling                                     */

    /* of a record that was read; of one being made, pages have their numbers in the site */
    bool was_read;
    Str bytes;
    Str coded_names, coded_deps;        /* in the bytes, behind their counts                      */
    int packed;                 /* names and deps when all outputs were last packed anew          */
    int page_count;
    uint32_t *page_at;          /* where it stands in the bytes; one more: where all end          */
    uint32_t *page_now;         /* its number in the site + 1; 0: it has gone                     */
    uint8_t *page_same;         /* a bit per PageDep that has the hash that it had                */
    bool *dep_same;             /* of each row of deps                                            */
};

/* Give the index of a name or dependency, adding it when it is new. The name's bytes must live as
 * long as the tables, but for tables_name, which copies those of a new one. */
uint32_t tables_name(RecordTables *tables, Str name);
uint32_t tables_name_view(RecordTables *tables, Str name);
uint32_t tables_dep(RecordTables *tables, DepRow row);

/* The same of what a job read, for tables of one build: nothing has two hashes. */
uint32_t tables_dep_of(RecordTables *tables, const Dep *dep, Arena *scratch);

/* The number in the site, or -1, of a page of the tables. */
int tables_page_now(const RecordTables *tables, uint32_t page);

/* The text of a name; "" when there is none: indexes of a record that was read are not to be trusted. */
static inline Str tables_text(const RecordTables *tables, uint64_t name)
{
    return name < (uint64_t)tables->names.count ? tables->names.at[name] : S("");
}

/* What is recorded as a part of a page, and what is not: PAGE_DEPS. */
PageDep page_dep_of(DepKind kind);
DepKind kind_of_page_dep(PageDep dep);

typedef enum LinkKind {
    LINK_PAGE,                  /* "/etudes/x/": target is a page                                 */
    LINK_PLACE,                 /* "/etudes/x/#a": and the name of the anchor                     */
    LINK_TEXT,                  /* any other: target is a name                                    */
} LinkKind;

typedef struct RecordLink {
    LinkKind kind;
    uint32_t target, anchor;
    Place place;                /* where it was written; no file: not known                       */
} RecordLink;

/* The link that a URL is, its texts added to `tables`; the place is the caller's. */
RecordLink tables_link(RecordTables *tables, Str url);

/* True when a link that was read is another now: to what has become a page, or is none any more. */
bool tables_link_differs(const RecordTables *tables, const RecordLink *link);

/* The URL again. */
Str tables_url(const RecordTables *tables, Arena *arena, const RecordLink *link);

/* Reads an entry that stands in a record, or in a slot (whose path is known). */
bool read_entry(const RecordTables *tables, Unpacker *from, RecordEntry *entry);
RecordEntry entry_of_block(const RecordTables *tables, Str path, Str block);

/* Readers at the start of an entry's lists. */
Unpacker entry_attachments(const RecordEntry *entry);
Unpacker entry_deps(const RecordEntry *entry);
Unpacker entry_anchors(const RecordEntry *entry);

typedef struct LinkReader {
    Unpacker pages, from;
    uint64_t left;
    Str file;
} LinkReader;

LinkReader link_reader(Unpacker from);          /* of what starts with the pages                  */
LinkReader entry_links(const RecordEntry *entry);
bool       next_link(LinkReader *reader, RecordLink *link);     /* false: no more                 */

typedef struct LinkPacker {
    Buf pages, links;
    uint64_t count;             /* of the links                                                   */
    Str file;                   /* of the last one with a place                                   */
} LinkPacker;

LinkPacker link_packer(Arena *arena);
void       pack_link(LinkPacker *packer, const RecordLink *link);
void       pack_links(LinkPacker *packer, Buf *block);          /* starts anew                    */
