/* model/search_shard.c - cuts the search index into files. Called by model/search.c.
 *
 * All words in order are a tree of letters: the walk goes down from two letters as long as the pages below do
 * not fit in one file. It settles for each word which file holds its pages; one pass over the words of all
 * pages, in the order of pages, then fills these files.
 */
#include "model/search_shard.h"

#include "base/sort.h"
#include "base/utf8.h"

#include <limits.h>
#include <stdlib.h>

enum { FIRST_LETTERS = 2, BEST = 100 };     /* the page of the search shows a hundred             */

typedef struct Word {
    Str text;                   /* its first SEARCH_LETTERS letters                               */
    int number;                 /* in the order of words                                          */
    int *entries, count;        /* those that have it, in order                                   */
    int last;                   /* the entry that was counted last                                */
    SearchShard *shard;         /* which holds them all; NULL: too many                           */
} Word;

typedef struct Occurrence { int word, entry; } Occurrence;

typedef struct Cutting {
    SearchIndex *index;
    const SearchEntryList *entries;
    size_t limit;
    Arena *keep, *scratch;
    List(Word) words;           /* as they come                                                   */
    Word **sorted;
    List(Occurrence) occurrences;               /* by entry                                       */
    int *first_words;           /* of each entry: the first of its title; -1                      */
    int *marks, mark;           /* of each entry: what counted it last                            */
} Cutting;

/* ---- words ---- */

/* Where `letters` letters from `start` on end. */
static size_t end_of_letters(Str text, size_t start, int letters)
{
    Str rest = str_slice(text, start, text.length);
    for (int i = 0; i < letters; i++)
        utf8_next(&rest);
    return text.length - rest.length;
}

/* The number of a word, -1 for one letter. No letter takes less than a byte, nor more than four. */
static int note_word(Cutting *cutting, Map *numbers, Str text, int entry)
{
    if (text.length <= 4 && end_of_letters(text, 0, FIRST_LETTERS - 1) == text.length)
        return -1;
    if (text.length > SEARCH_LETTERS)
        text = str_slice(text, 0, end_of_letters(text, 0, SEARCH_LETTERS));
    MapEntry *known = map_entry(numbers, cutting->scratch, text);
    if (!known->value) {
        list_add(&cutting->words, cutting->scratch, (Word){ .text = text, .last = -1 });
        known->value = (void *)(uintptr_t)cutting->words.count;
    }
    int number = (int)(uintptr_t)known->value - 1;
    Word *word = &cutting->words.at[number];
    if (word->last == entry)
        return number;
    word->last = entry;
    word->count++;
    list_add(&cutting->occurrences, cutting->scratch, (Occurrence){ number, entry });
    return number;
}

static void note_words(Cutting *cutting)
{
    Map numbers = { 0 };
    for (int i = 0; i < cutting->entries->count; i++) {
        Str rest = cutting->entries->at[i].words, text;
        int place = 0;
        cutting->first_words[i] = -1;
        for (str_next(&rest, ' ', &text); str_next(&rest, ' ', &text); place++) {
            int number = note_word(cutting, &numbers, text, i);
            if (!place)
                cutting->first_words[i] = number;
        }
    }
}

static void sort_words(Cutting *cutting)
{
    int count = cutting->words.count;
    SortItem *items = arena_array(cutting->scratch, SortItem, count);
    for (int i = 0; i < count; i++)
        items[i] = sort_item(cutting->words.at[i].text, &cutting->words.at[i]);
    sort_runs(items, count, sizeof *items, sort_by_key, cutting->scratch);
    cutting->sorted = arena_array(cutting->scratch, Word *, count);
    for (int i = 0; i < count; i++) {
        cutting->sorted[i] = items[i].item;
        cutting->sorted[i]->number = i;
    }
}

/* Gives each word its entries. */
static void list_entries(Cutting *cutting)
{
    int *entries = arena_array(cutting->scratch, int, cutting->occurrences.count), used = 0;
    for (int i = 0; i < cutting->words.count; i++) {
        Word *word = &cutting->words.at[i];
        word->entries = entries + used;
        used += word->count;
        word->count = 0;
    }
    for (int i = 0; i < cutting->occurrences.count; i++) {
        Word *word = &cutting->words.at[cutting->occurrences.at[i].word];
        word->entries[word->count++] = cutting->occurrences.at[i].entry;
    }
}

/* ---- files ---- */

static SearchShard *add_shard(Cutting *cutting, Str beginning, int found)
{
    SearchShard *shard = arena_new(cutting->keep, SearchShard);
    name_search_shard(shard, cutting->keep, beginning);
    shard->found = found;
    shard->query.hash = (Hash)found;
    list_add(&cutting->index->shards, cutting->keep, shard);
    return shard;
}

static void add_entry(SearchShard *shard, const SearchEntry *entry)
{
    PageList *pages = &shard->query.pages;
    if (pages->count && pages->at[pages->count - 1] == entry->page)
        return;
    pages->at[pages->count++] = entry->page;
    shard->query.hash = hash_add(shard->query.hash, entry->hash);
}

static bool is_marked(Cutting *cutting, int entry)
{
    if (cutting->marks[entry] == cutting->mark)
        return true;
    cutting->marks[entry] = cutting->mark;
    return false;
}

/* How many pages have one of these words, and the size of a file that holds them. */
static int count_entries(Cutting *cutting, int from, int to, size_t *size)
{
    int found = 0;
    *size = 0;
    cutting->mark++;
    for (int i = from; i < to; i++)
        for (int j = 0; j < cutting->sorted[i]->count; j++) {
            int entry = cutting->sorted[i]->entries[j];
            if (is_marked(cutting, entry))
                continue;
            *size += (size_t)cutting->entries->at[entry].size;
            found++;
        }
    return found;
}

/* ---- files that cannot hold all ---- */

typedef struct Best {           /* the least scores of many                                       */
    int scores[2 * BEST], count;
    int worst;                  /* those from here on are not among them                          */
} Best;

static int compare_scores(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void drop_worst(Best *best)
{
    qsort(best->scores, (size_t)best->count, sizeof *best->scores, compare_scores);
    if (best->count < BEST)
        return;
    best->count = BEST;
    best->worst = best->scores[BEST - 1];
}

static void add_score(Best *best, int score)
{
    if (score >= best->worst)
        return;
    best->scores[best->count++] = score;
    if (best->count == 2 * BEST)
        drop_worst(best);
}

/* Has the entry a title that begins with one of these words? */
static bool begins(const Cutting *cutting, int entry, int from, int to)
{
    int first = cutting->first_words[entry];
    return first >= 0 && cutting->words.at[first].number >= from && cutting->words.at[first].number < to;
}

/* The first hundred: titles that begin so, then in order. */
static Best find_best(Cutting *cutting, int from, int to)
{
    Best best = { .worst = INT_MAX };
    cutting->mark++;
    for (int i = from; i < to; i++)
        for (int j = 0; j < cutting->sorted[i]->count; j++) {
            int entry = cutting->sorted[i]->entries[j];
            if (!is_marked(cutting, entry))
                add_score(&best, begins(cutting, entry, from, to) ? entry : entry + cutting->entries->count);
        }
    drop_worst(&best);
    return best;
}

typedef struct Choice { List(int) entries; size_t size; } Choice;

/* False when the file is full. It holds one page at least. */
static bool choose(Cutting *cutting, Choice *choice, int entry)
{
    size_t size = (size_t)cutting->entries->at[entry].size;
    if (choice->entries.count && choice->size + size > cutting->limit)
        return false;
    if (is_marked(cutting, entry))
        return true;
    choice->size += size;
    list_add(&choice->entries, cutting->scratch, entry);
    return true;
}

/* Adds the pages that have a whole word, first those whose title begins with it. */
static void choose_whole_word(Cutting *cutting, Choice *choice, const Word *word)
{
    bool room = true;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < word->count && room; i++)
            if (begins(cutting, word->entries[i], word->number, word->number + 1) == (pass == 0))
                room = choose(cutting, choice, word->entries[i]);
}

static void fill_with_best(Cutting *cutting, SearchShard *shard, int from, int to)
{
    Best best = find_best(cutting, from, to);
    Choice choice = { 0 };
    bool room = true;
    cutting->mark++;
    for (int i = 0; i < best.count && room; i++)
        room = choose(cutting, &choice, best.scores[i] % cutting->entries->count);
    if (cutting->sorted[from]->text.length == shard->beginning.length)
        choose_whole_word(cutting, &choice, cutting->sorted[from]);
    sort_runs(choice.entries.at, choice.entries.count, sizeof *choice.entries.at, compare_scores, cutting->scratch);
    list_room(&shard->query.pages, cutting->keep, choice.entries.count);
    for (int i = 0; i < choice.entries.count; i++)
        add_entry(shard, &cutting->entries->at[choice.entries.at[i]]);
}

/* ---- the walk ---- */

/* How many letters, in bytes, two words have in common. */
static size_t common_beginning(Str a, Str b)
{
    size_t length = 0;
    while (length < a.length && length < b.length && a.data[length] == b.data[length])
        length++;
    while (length < a.length && ((unsigned char)a.data[length] & 0xC0) == 0x80)
        length--;
    return length;
}

static void cut(Cutting *cutting, int from, int to, size_t length);

/* Parts the words by their next letters; those that end here have none. */
static void cut_by_letters(Cutting *cutting, int from, int to, size_t length, int letters)
{
    while (from < to && cutting->sorted[from]->text.length == length)
        from++;
    for (int end = from; from < to; from = end) {
        Str first = cutting->sorted[from]->text;
        size_t longer = end_of_letters(first, length, letters);
        while (end < to && str_starts(cutting->sorted[end]->text, str_slice(first, 0, longer)))
            end++;
        cut(cutting, from, end, longer);
    }
}

/* The files of the words that begin with the same `length` bytes. */
static void cut(Cutting *cutting, int from, int to, size_t length)
{
    size_t size;
    int found = count_entries(cutting, from, to, &size);
    Str first = cutting->sorted[from]->text;
    if (size <= cutting->limit) {
        SearchShard *shard = add_shard(cutting, str_slice(first, 0, length), found);
        list_room(&shard->query.pages, cutting->keep, found);
        for (int i = from; i < to; i++)
            cutting->sorted[i]->shard = shard;
        return;
    }
    length = common_beginning(first, cutting->sorted[to - 1]->text);
    fill_with_best(cutting, add_shard(cutting, str_slice(first, 0, length), found), from, to);
    cut_by_letters(cutting, from, to, length, 1);
}

static void fill_shards(Cutting *cutting)
{
    for (int i = 0; i < cutting->occurrences.count; i++) {
        const Occurrence *occurrence = &cutting->occurrences.at[i];
        SearchShard *shard = cutting->words.at[occurrence->word].shard;
        if (shard)
            add_entry(shard, &cutting->entries->at[occurrence->entry]);
    }
}

/* One file for all when they fit. */
static bool make_one_file(Cutting *cutting)
{
    const SearchEntryList *entries = cutting->entries;
    size_t size = 0;
    for (int i = 0; i < entries->count; i++)
        size += (size_t)entries->at[i].size;
    if (size > cutting->limit)
        return false;
    SearchShard *shard = add_shard(cutting, S(""), entries->count);
    list_room(&shard->query.pages, cutting->keep, entries->count);
    for (int i = 0; i < entries->count; i++)
        add_entry(shard, &entries->at[i]);
    return true;
}

void make_search_shards(SearchIndex *index, const SearchEntryList *entries, size_t limit, Arena *keep, Arena *scratch)
{
    Cutting cutting = { .index = index, .entries = entries, .limit = limit, .keep = keep, .scratch = scratch };
    if (make_one_file(&cutting))
        return;
    cutting.first_words = arena_array(scratch, int, entries->count);
    cutting.marks = arena_array(scratch, int, entries->count);
    note_words(&cutting);
    sort_words(&cutting);
    list_entries(&cutting);
    cut_by_letters(&cutting, 0, cutting.words.count, 0, FIRST_LETTERS);
    fill_shards(&cutting);
}
