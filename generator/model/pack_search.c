/* model/pack_search.c - the search index as bytes, and back. Called by model/search.c and commands/outputs.c.
 *
 *     hash         of all that the index was made from
 *     number       pages that can be found
 *     number       of files, then for each:
 *                  beginning (text), pages found (number), hash of what it shows, count, numbers of its pages
 */
#include "model/pack.h"
#include "model/search.h"

static void pack_shard(Buf *buf, const SearchShard *shard)
{
    const PageList *pages = &shard->query.pages;
    pack_text(buf, shard->beginning);
    pack_number(buf, (uint64_t)shard->found);
    pack_hash(buf, shard->query.hash);
    pack_number(buf, (uint64_t)pages->count);
    for (int i = 0; i < pages->count; i++)
        pack_number(buf, (uint64_t)pages->at[i]->ordinal);
}

void pack_search(Buf *buf, const SearchIndex *index)
{
    if (!index)
        return;
    pack_hash(buf, index->made_from);
    pack_number(buf, (uint64_t)index->pages);
    pack_number(buf, (uint64_t)index->shards.count);
    for (int i = 0; i < index->shards.count; i++)
        pack_shard(buf, index->shards.at[i]);
}

static void unpack_shard(Unpacker *from, const Site *site, SearchShard *shard)
{
    PageList *pages = &shard->query.pages;
    Str beginning = unpack_text(from);
    name_search_shard(shard, site->keep, beginning);
    shard->found = (int)unpack_below(from, INT32_MAX);
    shard->query.hash = unpack_hash(from);
    int count = unpack_count(from, 1);
    list_room(pages, site->keep, count);
    for (int i = 0; i < count; i++)
        list_add(pages, site->keep, site->pages.at[unpack_below(from, (uint64_t)site->pages.count)]);
}

bool unpack_search(Str bytes, const Site *site, SearchIndex *index)
{
    Unpacker from = unpacker_of(bytes);
    if (unpack_hash(&from) != index->made_from)
        return false;
    index->pages = (int)unpack_below(&from, INT32_MAX);
    int count = unpack_count(&from, 4);
    SearchShard *shards = arena_array(site->keep, SearchShard, count);
    list_room(&index->shards, site->keep, count);
    for (int i = 0; i < count && !from.failed; i++) {
        unpack_shard(&from, site, &shards[i]);
        list_add(&index->shards, site->keep, &shards[i]);
    }
    if (!unpacker_is_done(&from))
        index->shards.count = 0;
    return unpacker_is_done(&from);
}
