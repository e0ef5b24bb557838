/* write/record_tables.c - interning, and the coding of an entry. */
#include "write/record_tables.h"

static uint32_t add_name(RecordTables *tables, Str name, bool copy)
{
    Hash hash = hash_str(name);
    HashSlot *slot = hash_index_find(&tables->name_index, tables->arena, hash);
    while (slot->number && !str_equal(tables->names.at[slot->number - 1], name))
        slot = hash_index_next(&tables->name_index, slot);
    if (!slot->number) {
        list_add(&tables->names, tables->arena, copy ? str_copy(tables->arena, name) : name);
        hash_index_put(&tables->name_index, slot, hash, (uint32_t)tables->names.count);
    }
    return slot->number - 1;
}

uint32_t tables_name(RecordTables *tables, Str name)
{
    return add_name(tables, name, true);
}

uint32_t tables_name_view(RecordTables *tables, Str name)
{
    return add_name(tables, name, false);
}

static Hash hash_of_thing(const DepRow *row)
{
    return hash_add(1, (Hash)row->name << 8 | row->kind);
}

/* The slot of a row that is about the same thing, and has this hash when `hash` is given; else a free one. */
static HashSlot *find_dep(RecordTables *tables, const DepRow *row, const Hash *hash)
{
    HashSlot *slot = hash_index_find(&tables->dep_index, tables->arena, hash_of_thing(row));
    for (; slot->number; slot = hash_index_next(&tables->dep_index, slot)) {
        const DepRow *other = &tables->deps.at[slot->number - 1];
        if (other->name == row->name && other->kind == row->kind && (!hash || other->hash == *hash))
            break;
    }
    return slot;
}

static void add_dep(RecordTables *tables, DepRow row, HashSlot *slot)
{
    list_add(&tables->deps, tables->arena, row);
    hash_index_put(&tables->dep_index, slot, hash_of_thing(&row), (uint32_t)tables->deps.count);
}

uint32_t tables_dep(RecordTables *tables, DepRow row)
{
    HashSlot *slot = find_dep(tables, &row, &row.hash);
    if (!slot->number)
        add_dep(tables, row, slot);
    return slot->number - 1;
}

uint32_t tables_dep_of(RecordTables *tables, const Dep *dep, Arena *scratch)
{
    DepRow row = { dep->hash, tables_name(tables, dep->name), dep->kind };
    HashSlot *slot = find_dep(tables, &row, NULL);
    if (!slot->number && dep->kind == DEP_SETTING)
        row.hash = site_hash(tables->site, DEP_SETTING, dep->name, scratch);
    if (!slot->number)
        add_dep(tables, row, slot);
    return slot->number - 1;
}

static Str path_of_page(const RecordTables *tables, uint32_t page)
{
    if (!tables->was_read)
        return tables->site->pages.at[page]->path;
    if (page >= (uint32_t)tables->page_count)
        return S("");
    Unpacker from = unpacker_of(str_slice(tables->bytes, tables->page_at[page], tables->bytes.length));
    return unpack_text(&from);
}

int tables_page_now(const RecordTables *tables, uint32_t page)
{
    if (!tables->was_read)
        return (int)page;
    return page < (uint32_t)tables->page_count ? (int)tables->page_now[page] - 1 : -1;
}

static const DepKind KINDS[PAGE_DEPS] = { DEP_CARD, DEP_META, DEP_TEXT, DEP_PLACE, DEP_NEIGHBOURS, DEP_URL,
                                           DEP_ROW };

PageDep page_dep_of(DepKind kind)
{
    PageDep dep = 0;
    while (dep < PAGE_DEPS && KINDS[dep] != kind)
        dep++;
    return dep;
}

DepKind kind_of_page_dep(PageDep dep)
{
    return KINDS[dep];
}

static Str without_anchor(Str url, int hash)
{
    return hash < 0 ? url : str_slice(url, 0, (size_t)hash);
}

bool tables_link_differs(const RecordTables *tables, const RecordLink *link)
{
    if (!tables->was_read)
        return false;
    if (link->kind != LINK_TEXT)
        return tables_page_now(tables, link->target) < 0 ||
               !str_equal(tables->base_path, tables->site->config->base_path);
    Str url = tables_text(tables, link->target);
    return site_find_url(tables->site, without_anchor(url, str_find_char(url, '#'))) != NULL;
}

RecordLink tables_link(RecordTables *tables, Str url)
{
    int hash = str_find_char(url, '#');
    const Page *page = site_find_url(tables->site, without_anchor(url, hash));
    if (!page)
        return (RecordLink){ .kind = LINK_TEXT, .target = tables_name(tables, url) };
    if (hash < 0)
        return (RecordLink){ .kind = LINK_PAGE, .target = (uint32_t)page->ordinal };
    return (RecordLink){ .kind = LINK_PLACE, .target = (uint32_t)page->ordinal,
                         .anchor = tables_name(tables, str_slice(url, (size_t)hash + 1, url.length)) };
}

static Str url_of_page(const RecordTables *tables, Arena *arena, uint32_t page)
{
    Str path = path_of_page(tables, page);
    return str_format(arena, "%.*s/%.*s%s", STR(tables->base_path), STR(path), path.length ? "/" : "");
}

Str tables_url(const RecordTables *tables, Arena *arena, const RecordLink *link)
{
    if (link->kind == LINK_TEXT)
        return tables_text(tables, link->target);
    Str url = url_of_page(tables, arena, link->target);
    if (link->kind == LINK_PAGE)
        return url;
    return str_format(arena, "%.*s#%.*s", STR(url), STR(tables_text(tables, link->anchor)));
}

RecordEntry entry_of_block(const RecordTables *tables, Str path, Str block)
{
    Unpacker from = unpacker_of(block);
    RecordEntry entry = { .tables = tables, .block = block, .path = path, .hash = unpack_hash(&from) };
    entry.size = unpack_number(&from);
    entry.lists = (Str){ (const char *)from.at, (size_t)(from.end - from.at) };
    return entry;
}

bool read_entry(const RecordTables *tables, Unpacker *from, RecordEntry *entry)
{
    Str path = unpack_text(from), block = unpack_text(from);
    *entry = entry_of_block(tables, path, block);
    return !from->failed;
}

Unpacker entry_attachments(const RecordEntry *entry)
{
    return unpacker_of(entry->lists);
}

Unpacker entry_deps(const RecordEntry *entry)
{
    Unpacker from = entry_attachments(entry);
    for (uint64_t count = unpack_number(&from); count && !from.failed; count--) {
        unpack_text(&from);
        unpack_number(&from);
        unpack_hash(&from);
    }
    return from;
}

static void skip_numbers(Unpacker *from)
{
    for (uint64_t count = unpack_number(from); count && !from->failed; count--)
        unpack_number(from);
}

Unpacker entry_anchors(const RecordEntry *entry)
{
    Unpacker from = entry_deps(entry);
    skip_numbers(&from);
    return from;
}

LinkReader link_reader(Unpacker from)
{
    LinkReader reader = { .pages = unpacker_of(unpack_text(&from)), .file = S("") };
    reader.left = unpack_number(&from);
    reader.from = from;
    return reader;
}

LinkReader entry_links(const RecordEntry *entry)
{
    Unpacker from = entry_anchors(entry);
    skip_numbers(&from);
    return link_reader(from);
}

static Place read_place(LinkReader *reader)
{
    uint64_t line = unpack_number(&reader->from);
    if (!line) {
        reader->file = unpack_text(&reader->from);
        line = unpack_number(&reader->from);
    }
    return (Place){ reader->file, (int)line - 1, (int)unpack_number(&reader->from) };
}

bool next_link(LinkReader *reader, RecordLink *link)
{
    if (reader->pages.at < reader->pages.end) {
        *link = (RecordLink){ LINK_PAGE, (uint32_t)unpack_number(&reader->pages), 0, { .file = S("") } };
        return true;
    }
    if (!reader->left || reader->from.failed)
        return false;
    uint64_t number = unpack_number(&reader->from);
    *link = (RecordLink){ .kind = number >> 1 & 3, .target = (uint32_t)(number >> 3), .place = { .file = S("") } };
    if (link->kind == LINK_PLACE)
        link->anchor = (uint32_t)unpack_number(&reader->from);
    if (number & 1)
        link->place = read_place(reader);
    reader->left--;
    return !reader->from.failed;
}

LinkPacker link_packer(Arena *arena)
{
    return (LinkPacker){ .pages = buf_new(arena), .links = buf_new(arena), .file = S("") };
}

static void add_place(LinkPacker *packer, Place place)
{
    if (!str_equal(packer->file, place.file)) {
        pack_number(&packer->links, 0);
        pack_text(&packer->links, place.file);
        packer->file = place.file;
    }
    pack_number(&packer->links, (uint64_t)place.line + 1);
    pack_number(&packer->links, (uint64_t)place.column);
}

void pack_link(LinkPacker *packer, const RecordLink *link)
{
    bool placed = link->place.file.length > 0;
    if (link->kind == LINK_PAGE && !placed) {
        pack_number(&packer->pages, link->target);
        return;
    }
    packer->count++;
    pack_number(&packer->links, (uint64_t)link->target << 3 | (uint64_t)link->kind << 1 | placed);
    if (link->kind == LINK_PLACE)
        pack_number(&packer->links, link->anchor);
    if (placed)
        add_place(packer, link->place);
}

void pack_links(LinkPacker *packer, Buf *block)
{
    pack_text(block, buf_str(&packer->pages));
    pack_number(block, packer->count);
    buf_add(block, buf_str(&packer->links));
    buf_clear(&packer->pages);
    buf_clear(&packer->links);
    packer->count = 0;
    packer->file = S("");
}
