/* model/search_shard.h - which page is in which file of the search index: see model/search.h. */
#pragma once
#include "model/search.h"

typedef struct SearchEntry {    /* a page that can be found                                       */
    Page *page;
    Str words;                  /* each after a space; those of the title come first              */
    int size;                   /* bytes that it takes in a file                                  */
    Hash hash;                  /* of what a file shows of it                                     */
} SearchEntry;

typedef List(SearchEntry) SearchEntryList;

/* Fills index->shards, in `keep`. The entries are in the order that files show. */
void make_search_shards(SearchIndex *index, const SearchEntryList *entries, size_t limit, Arena *keep, Arena *scratch);
