/* model/search.h - what readers search in, cut into files that a browser loads one at a time.
 *
 * A page is found by its words: those of its title, short title, keywords, terms and, for a page made
 * from a row, the key of this row; folded, cut at anything but letters and digits.
 *
 * One file holds all pages as long as they take no more than search.limit bytes. Beyond that, each word
 * of two letters or more leads to the file of its first letters:
 *
 *   "valmont" -> va    when the pages that have a word in "va" fit in one file
 *             -> val   when only those in "val" do, and so on, a letter more at a time
 *
 * Where they do not fit, the file of these letters is there too, with the pages that a reader is likely
 * to want, and says how many there are: first the hundred that come first (whose title begins with these
 * letters, then by kind, then in French order), then those that have these letters as a whole word. So a
 * word that too many pages share ("commune") never makes a large file: they are found by another of their
 * words, and by this one alone when they are among the first. Letters that lead to one way only are passed
 * over: after "de" comes "developpement" when nothing else begins with "dev".
 *
 * A page more, or another title, changes the files that its words lead to; the list of files changes when
 * one outgrows the limit. Linking takes time in proportion to the words, and to sort them; 8 bytes are
 * kept for each page of each file. An index is taken from what the last build kept as long as nothing of what
 * it is made from has changed, which takes a twentieth of that.
 */
#pragma once
#include "model/site.h"

#define SEARCH_SECTION "search"         /* of the state, base/store.h                             */

enum { SEARCH_LETTERS = 20 };   /* of a word: those after lead to no other file                   */

typedef struct SearchShard {    /* one file                                                       */
    Str beginning;              /* of words: "val"; "" when it holds all pages                    */
    int found;                  /* pages that have such a word: when more than it holds, the first */
    PageQuery query;            /* "search:val": those it holds, by kind, then in French order    */
} SearchShard;

struct SearchIndex {            /* what site->search holds                                        */
    List(Str) kinds;            /* titles: territories, other types, section, taxonomies          */
    Hash made_from;             /* of all that it is made from, and of the program                */
    int pages;                  /* how many can be found                                          */
    List(SearchShard *) shards; /* by beginning; one whose beginning is "": all in one file       */
    PageQuery head;             /* "search": kinds, pages, and which shards there are; all that one
                                   file holds                                                     */
};

/* Fills site->search, and site->queries with what its files depend on; nothing without search.enable. */
void link_search(Site *site);

/* What link_search finds in site->search_before: the index (NULL: nothing) as bytes, and back; false, with an
 * index that has no files, when they are of one made from anything else. */
void pack_search(Buf *buf, const SearchIndex *index);
bool unpack_search(Str bytes, const Site *site, SearchIndex *index);

/* Names a file and its query; the bytes live in `keep`. */
void name_search_shard(SearchShard *shard, Arena *keep, Str beginning);

/* Index in `kinds`. */
int search_kind(const Site *site, const Page *page);

/* Appends what a page is found by, each word after a space: " seine maritime 76". */
void search_words(const Page *page, Buf *words);
