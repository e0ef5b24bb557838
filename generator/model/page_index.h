/* model/page_index.h - pages by their path: the path is looked at in the page, only its hash is kept. */
#pragma once
#include "base/hash_index.h"
#include "model/page.h"

/* A zeroed index is empty. The path of a page that is in it stays. */
typedef struct PageIndex {
    PageList pages;             /* as they were added                                             */
    HashIndex paths;            /* their numbers, by the hash of the path                         */
} PageIndex;

/* The page of a path; NULL when there is none. */
Page *page_find(const PageIndex *index, Str path);

/* Adds a page; nothing when its path has one already. */
void page_index_add(PageIndex *index, Arena *keep, Page *page);
