/* write/search.c - the index that the browser loads when somebody searches. Called by write/output.c. */
#include "write/search.h"

static void add_pages(const Site *site, const PageList *pages, Buf *out)
{
    Buf words = buf_new(out->arena);
    buf_literal(out, "\"pages\":[\n");
    for (int i = 0; i < pages->count; i++) {
        const Page *page = pages->at[i];
        buf_add(out, i ? S(",\n[") : S("["));
        buf_json_string(out, page->title);
        buf_char(out, ',');
        buf_json_string(out, page->url);
        buf_format(out, ",%d,", search_kind(site, page));
        buf_clear(&words);
        search_words(page, &words);
        buf_json_string(out, str_slice(buf_str(&words), 1, words.length));
        buf_char(out, ']');
    }
    buf_literal(out, "\n]}\n");
}

static void add_kinds(const SearchIndex *index, Buf *out)
{
    buf_literal(out, "{\"kinds\":[");
    for (int i = 0; i < index->kinds.count; i++) {
        if (i)
            buf_char(out, ',');
        buf_json_string(out, index->kinds.at[i]);
    }
    buf_literal(out, "],");
}

/* The mark stands after those that do not hold all. */
static void add_shards(const SearchIndex *index, Buf *out)
{
    buf_format(out, "\"count\":%d,\"shards\":\"", index->pages);
    for (int i = 0; i < index->shards.count; i++) {
        const SearchShard *shard = index->shards.at[i];
        if (i)
            buf_char(out, ' ');
        buf_add(out, shard->beginning);
        if (shard->found > shard->query.pages.count)
            buf_char(out, '+');
    }
    buf_literal(out, "\"}\n");
}

void write_search(const Site *site, Buf *out)
{
    const SearchIndex *index = site->search;
    add_kinds(index, out);
    if (index->shards.count && !index->shards.at[0]->beginning.length)
        add_pages(site, &index->head.pages, out);
    else
        add_shards(index, out);
}

void write_search_shard(const Site *site, const SearchShard *shard, Buf *out)
{
    buf_format(out, "{\"found\":%d,", shard->found);
    add_pages(site, &shard->query.pages, out);
}
