/* model/pack_page.c - a page as bytes, driven by tables of members.
 *
 * The front matter comes first. Most texts of a page stand in it already, or in another text (the path
 * in the source, the path in the URL): such a text is packed as how far back it stands, and how long it
 * is, and shared when it is unpacked, as when the page was read.
 */
#include "model/pack.h"

#include "model/config.h"

typedef enum MemberKind { TEXT, FLAG, NUMBER, SIGNED, CHOICE, DATE, HASH } MemberKind;

typedef struct Member {
    MemberKind kind;
    size_t offset;
} Member;

#define OF_ORIGIN(kind, name) { kind, offsetof(PageOrigin, name) }
#define OF_PAGE(kind, name) { kind, offsetof(Page, name) }
#define OF_MORE(kind, name) { kind, offsetof(PageMore, name) }
#define OF_LISTING(kind, name) { kind, offsetof(Listing, name) }
#define COUNT(members) (int)(sizeof(members) / sizeof *(members))

static const Member ORIGIN[] = {
    OF_ORIGIN(TEXT, source), OF_ORIGIN(TEXT, body_source), OF_ORIGIN(TEXT, section), OF_ORIGIN(TEXT, type),
    OF_ORIGIN(TEXT, template), OF_ORIGIN(TEXT, lang), OF_ORIGIN(NUMBER, line), OF_ORIGIN(NUMBER, body_line),
    OF_ORIGIN(NUMBER, body_offset), OF_ORIGIN(HASH, text), OF_ORIGIN(HASH, head), OF_ORIGIN(FLAG, bundle),
};

static const Member PAGE[] = {
    OF_PAGE(TEXT, url), OF_PAGE(TEXT, path), OF_PAGE(TEXT, title), OF_PAGE(TEXT, description), OF_PAGE(DATE, date),
    OF_PAGE(FLAG, weighted), OF_PAGE(FLAG, draft), OF_PAGE(FLAG, noindex), OF_PAGE(FLAG, toc),
    OF_PAGE(FLAG, unlisted), OF_PAGE(FLAG, twin), OF_PAGE(SIGNED, weight),
};

static const Member MORE[] = {
    OF_MORE(TEXT, short_title), OF_MORE(TEXT, summary), OF_MORE(TEXT, slug), OF_MORE(TEXT, body), OF_MORE(DATE, updated), OF_MORE(DATE, publish_date),
    OF_MORE(DATE, expiry_date),
};

static const Member LISTING[] = {
    OF_LISTING(TEXT, page_template), OF_LISTING(SIGNED, paginate_by), OF_LISTING(CHOICE, sort_by),
};

/* A text: 0, how far back the same bytes stand, their length; or its length + 1, then its bytes. */
static void pack_again(Buf *buf, size_t start, Str text)
{
    int at = text.length ? str_find(str_slice(buf_str(buf), start, buf->length), text) : -1;
    if (at < 0) {
        pack_number(buf, text.length + 1);
        buf_add(buf, text);
        return;
    }
    size_t back = buf->length - start - (size_t)at;
    pack_number(buf, 0);
    pack_number(buf, back);
    pack_number(buf, text.length);
}

static Str unpack_again(Unpacker *unpacker, const uint8_t *start)
{
    const uint8_t *at = unpacker->at;
    uint64_t length = unpack_number(unpacker);
    if (length)
        return unpack_bytes(unpacker, length - 1);
    uint64_t back = unpack_number(unpacker);
    length = unpack_number(unpacker);
    if (!unpacker->failed && back <= (uint64_t)(at - start) && length <= back)
        return (Str){ (const char *)(at - back), (size_t)length };
    unpack_fail(unpacker);
    return S("");
}

static void pack_members(Buf *buf, size_t start, const void *object, const Member *members, int count)
{
    for (int i = 0; i < count; i++) {
        const void *at = (const char *)object + members[i].offset;
        switch (members[i].kind) {
        case TEXT: pack_again(buf, start, *(const Str *)at); break;
        case FLAG: pack_number(buf, *(const bool *)at); break;
        case NUMBER: pack_number(buf, *(const uint32_t *)at); break;
        case SIGNED: pack_signed(buf, *(const int *)at); break;
        case CHOICE: pack_number(buf, (uint64_t)(*(const int8_t *)at + 1)); break;
        case DATE: pack_date(buf, *(const Date *)at); break;
        case HASH: pack_hash(buf, *(const Hash *)at); break;
        }
    }
}

static void unpack_members(Unpacker *unpacker, const uint8_t *start, void *object, const Member *members, int count)
{
    for (int i = 0; i < count; i++) {
        void *at = (char *)object + members[i].offset;
        switch (members[i].kind) {
        case TEXT: *(Str *)at = unpack_again(unpacker, start); break;
        case FLAG: *(bool *)at = unpack_below(unpacker, 2); break;
        case NUMBER: *(uint32_t *)at = (uint32_t)unpack_below(unpacker, INT32_MAX); break;
        case SIGNED: *(int *)at = (int)unpack_signed(unpacker); break;
        case CHOICE: *(int8_t *)at = (int8_t)((int)unpack_below(unpacker, SORT_UPDATED + 2) - 1); break;
        case DATE: *(Date *)at = unpack_date(unpacker); break;
        case HASH: *(Hash *)at = unpack_hash(unpacker); break;
        }
    }
}

static void pack_more(Buf *buf, size_t start, const PageMore *more)
{
    pack_members(buf, start, more, MORE, COUNT(MORE));
    pack_number(buf, (uint64_t)more->aliases.count);
    for (int i = 0; i < more->aliases.count; i++)
        pack_again(buf, start, more->aliases.at[i]);
}

static void unpack_more(Unpacker *unpacker, const uint8_t *start, PageMore *more, Arena *keep)
{
    unpack_members(unpacker, start, more, MORE, COUNT(MORE));
    int aliases = unpack_count(unpacker, 1);
    more->aliases.at = arena_array(keep, Str, aliases);
    more->aliases.count = more->aliases.capacity = aliases;
    for (int i = 0; i < aliases; i++)
        more->aliases.at[i] = unpack_again(unpacker, start);
}

void pack_page(Buf *buf, const Page *page, const PackTables *tables)
{
    size_t start = buf->length;
    pack_map(buf, page->front, tables);
    pack_number(buf, page->kind);
    pack_members(buf, start, page->origin, ORIGIN, COUNT(ORIGIN));
    pack_members(buf, start, page, PAGE, COUNT(PAGE));
    pack_value(buf, &page->data, tables);
    pack_number(buf, (page->more ? 1 : 0) | (page->more && page->more->listing ? 2 : 0));
    if (page->more)
        pack_more(buf, start, page->more);
    if (page->more && page->more->listing)
        pack_members(buf, start, page->more->listing, LISTING, COUNT(LISTING));
}

Page *unpack_page(Unpacker *unpacker, Arena *keep, const PackTables *tables)
{
    const uint8_t *start = unpacker->at;
    const ValueMap *front = unpack_map(unpacker, keep, tables);
    Page *page = page_new(keep, NULL, (PageKind)unpack_below(unpacker, PAGE_NOT_FOUND + 1), S(""), 0);
    page->front = front;
    unpack_members(unpacker, start, page->origin, ORIGIN, COUNT(ORIGIN));
    unpack_members(unpacker, start, page, PAGE, COUNT(PAGE));
    page_set_output(page, keep);
    page->data = unpack_value(unpacker, keep, tables);
    uint64_t parts = unpack_below(unpacker, 4);
    if (parts & 1)
        unpack_more(unpacker, start, page_add_more(page, keep), keep);
    if (parts & 2)
        unpack_members(unpacker, start, page_add_listing(page, keep), LISTING, COUNT(LISTING));
    return page;
}
