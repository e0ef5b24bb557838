/* tests/unit/search.c - the files of the search index: every word is found, no file is large. */
#include "unit.h"

#include "base/utf8.h"
#include "model/search.h"

#include <string.h>

static Site site_with(int limit)
{
    Config *config = arena_new(test_arena, Config);
    config->search = true;
    config->search_limit = limit;
    list_add(&config->types, test_arena, (PageType){ .name = S("page"), .title = S("Page") });
    list_add(&config->types, test_arena, (PageType){ .name = S("territoire"), .title = S("Fiche") });
    return (Site){ .keep = test_arena, .config = config };
}

static void add(Site *site, const char *type, Str title)
{
    Page *page = page_new(test_arena, NULL, PAGE_SINGLE, S("content/x.md"), 1);
    page->title = title;
    page->origin->type = str_from(type);
    page->path = str_format(test_arena, "p%d", site->pages.count);
    page->url = str_format(test_arena, "/p%d/", site->pages.count);
    list_add(&site->pages, test_arena, page);
}

static const SearchShard *shard_of(const Site *site, Str word)
{
    const SearchShard *complete = NULL;
    for (int i = 0; i < site->search->shards.count; i++) {
        const SearchShard *shard = site->search->shards.at[i];
        if (str_starts(shard->beginning, word))
            return shard;
        if (str_starts(word, shard->beginning) && shard->found == shard->query.pages.count)
            complete = shard;
    }
    return complete;
}

static bool holds(const SearchShard *shard, const Page *page)
{
    for (int i = 0; shard && i < shard->query.pages.count; i++)
        if (shard->query.pages.at[i] == page)
            return true;
    return false;
}

static bool is_complete(const SearchShard *shard)
{
    return shard && shard->found == shard->query.pages.count;
}

static Str words_of(const Page *page)
{
    Buf words = buf_new(test_arena);
    search_words(page, &words);
    return buf_str(&words);
}

/* A word of the page that leads to a file with this page among all that have it. */
static bool is_found(const Site *site, const Page *page)
{
    Str rest = words_of(page), word;
    while (str_next(&rest, ' ', &word))
        if (word.length > 1 && holds(shard_of(site, word), page) && is_complete(shard_of(site, word)))
            return true;
    return false;
}

/* Every file is within the limit, holds no page twice, only pages that belong to it, in order; names are in order. */
static void check_shards(const Site *site)
{
    enum { MARKS = 16 };
    for (int i = 0; i < site->search->shards.count; i++) {
        const SearchShard *shard = site->search->shards.at[i];
        size_t size = 0;
        assert_true(!i || str_compare(site->search->shards.at[i - 1]->beginning, shard->beginning) < 0);
        assert_true(shard->query.pages.count <= shard->found && shard->query.pages.count);
        Map seen = { 0 };
        for (int j = 0; j < shard->query.pages.count; j++) {
            Page *page = shard->query.pages.at[j];
            size += page->title.length + page->url.length + words_of(page).length + MARKS;
            assert_null(map_get(&seen, page->path));
            map_set(&seen, test_arena, page->path, page);
            assert_true(str_find(words_of(page), str_format(test_arena, " %.*s", STR(shard->beginning))) >= 0);
            assert_true(!j || utf8_compare_french(shard->query.pages.at[j - 1]->title, page->title) <= 0);
        }
        assert_true(size <= (size_t)site->config->search_limit || shard->query.pages.count == 1);
        assert_true(shard->beginning.length >= 2);
    }
}

static Str made_up_name(unsigned *random, int letters)
{
    static const char *const SYLLABLES[] = { "va", "mont", "vil", "ro", "che", "sur", "É", "lu", "ne", "œ" };
    Buf name = buf_new(test_arena);
    for (int i = 0; i < letters; i++) {
        *random = *random * 1664525 + 1013904223;
        buf_add(&name, str_from(SYLLABLES[(*random >> 16) % 10]));
    }
    return buf_end(&name);
}

TEST(search_of_a_small_site_is_one_file)
{
    Site site = site_with(1000);
    add(&site, "page", S("Île"));
    add(&site, "territoire", S("Zone"));
    link_search(&site);
    assert_int_equal(site.search->shards.count, 1);
    assert_str(site.search->shards.at[0]->beginning, "");
    assert_str(site.search->kinds.at[0], "Fiche");
    assert_int_equal(search_kind(&site, site.search->head.pages.at[1]), 1);
    assert_str(site.search->head.pages.at[1]->title, "Île");
}

TEST(search_finds_every_page_by_its_words)
{
    Site site = site_with(2000);
    unsigned random = 3;
    for (int i = 0; i < 2000; i++) {
        Str name = made_up_name(&random, 3);
        add(&site, "page", str_format(test_arena, "%.*s %d", STR(name), 1000 + i));
    }
    link_search(&site);
    check_shards(&site);
    for (int i = 0; i < site.pages.count; i++) {
        Str rest = words_of(site.pages.at[i]), word;
        assert_true(is_found(&site, site.pages.at[i]));
        while (str_next(&rest, ' ', &word))
            if (is_complete(shard_of(&site, word)) && word.length > 1)
                assert_true(holds(shard_of(&site, word), site.pages.at[i]));
    }
    assert_null(shard_of(&site, S("xyzzy")));
    assert_null(shard_of(&site, S("vax")));
}

TEST(search_bounds_a_word_that_all_pages_share)
{
    Site site = site_with(20000);
    unsigned random = 5;
    for (int i = 0; i < 5000; i++) {
        Str name = made_up_name(&random, 4);
        add(&site, "page", str_format(test_arena, "Commune de %.*s-%d", STR(name), i));
    }
    link_search(&site);
    check_shards(&site);
    const SearchShard *common = shard_of(&site, S("commune"));
    assert_str(common->beginning, "commune");           // no file for "co", "com"...: they would be the same
    assert_ptr_equal(shard_of(&site, S("co")), common);
    assert_int_equal(common->found, 5000);
    assert_true(common->query.pages.count >= 100);
    for (int i = 0; i < site.pages.count; i++)
        assert_true(is_found(&site, site.pages.at[i]));
}

TEST(search_holds_the_first_of_pages_that_are_alike)
{
    Site site = site_with(4000);
    for (int i = 0; i < 3000; i++)
        add(&site, i == 2999 ? "territoire" : "page", i == 1500 ? S("Rapport") : S("Le rapport"));
    add(&site, "page", S("Le rapporteur"));
    link_search(&site);
    const SearchShard *shard = shard_of(&site, S("rapport"));
    assert_int_equal(shard->found, 3001);
    assert_true(shard->query.pages.count < 100);
    assert_true(holds(shard, site.pages.at[2999]));     // territories come first
    assert_true(holds(shard, site.pages.at[1500]));     // titles that begin so
    assert_ptr_equal(shard->query.pages.at[0], site.pages.at[2999]);
    assert_true(holds(shard_of(&site, S("rapporteur")), site.pages.at[3000]));
    assert_true(is_complete(shard_of(&site, S("rapporteur"))));
}

TEST(search_keeps_whole_words_among_longer_ones)
{
    Site site = site_with(10000);
    for (int i = 0; i < 1000; i++)
        add(&site, "page", str_format(test_arena, "Au valmont%d", i));
    add(&site, "page", S("Zone du val"));
    link_search(&site);
    const SearchShard *shard = shard_of(&site, S("val"));
    assert_int_equal(shard->found, 1001);
    assert_true(holds(shard, site.pages.at[1000]));
}

TEST(search_cuts_words_at_twenty_letters)
{
    Site site = site_with(1000);
    for (int i = 0; i < 100; i++)
        add(&site, "page", str_format(test_arena, "Ελλάδαελλάδαελλάδαελλάδα%d", i));
    link_search(&site);
    assert_int_equal(site.search->shards.count, 1);
    assert_int_equal(utf8_length(site.search->shards.at[0]->beginning), SEARCH_LETTERS);
    assert_int_equal(utf8_invalid(site.search->shards.at[0]->beginning), -1);
}

static Hash hash_of(const Site *site, const char *name)
{
    const PageQuery *query = map_get(&site->queries, str_from(name));
    assert_non_null(query);
    return query->hash;
}

TEST(search_changes_only_the_files_of_a_title)
{
    Site before = site_with(4000), after = site_with(4000);
    for (int i = 0; i < 100; i++) {
        Str title = str_format(test_arena, "%s %s", i % 2 ? "Rivière" : "Valmont", i % 3 ? "basse" : "haute");
        add(&before, "page", title);
        add(&after, "page", i == 6 ? S("Valmont basse") : title);
    }
    link_search(&before);
    link_search(&after);
    assert_true(hash_of(&before, "search") == hash_of(&after, "search"));
    assert_true(hash_of(&before, "search:ri") == hash_of(&after, "search:ri"));
    assert_true(hash_of(&before, "search:va") != hash_of(&after, "search:va"));
    assert_true(hash_of(&before, "search:ha") != hash_of(&after, "search:ha"));
    assert_true(hash_of(&before, "search:ba") != hash_of(&after, "search:ba"));
}

TEST(search_leaves_out_what_is_not_listed)
{
    Site site = site_with(1000);
    add(&site, "page", S("Vu"));
    add(&site, "page", S("Absent"));
    site.pages.at[1]->noindex = true;
    add(&site, "page", S("Caché"));
    site.pages.at[2]->unlisted = true;
    link_search(&site);
    assert_int_equal(site.search->pages, 1);
}

static Site hundred_pages(int changed, Str title)
{
    Site site = site_with(1500);
    for (int i = 0; i < 100; i++) {
        add(&site, "page", i == changed ? title : str_format(test_arena, "%s %d", i % 2 ? "Rivière" : "Valmont", i % 7));
        site.pages.at[i]->ordinal = i;
        page_hash(site.pages.at[i]);
    }
    return site;
}

static Str packed(const Site *site)
{
    Buf bytes = buf_new(test_arena);
    pack_search(&bytes, site->search);
    return buf_end(&bytes);
}

/* Is the index taken from these bytes? One that is shows what it showed. */
static bool is_taken(Site *site, Str bytes)
{
    SearchIndex index = { 0 };
    site->search_before = bytes;
    link_search(site);
    index.made_from = site->search->made_from;
    return unpack_search(bytes, site, &index);
}

TEST(search_is_taken_from_the_last_build_when_nothing_changed)
{
    Site before = hundred_pages(-1, S("")), same = hundred_pages(-1, S("")), fresh;
    link_search(&before);
    Str bytes = packed(&before);
    assert_true(is_taken(&same, bytes));
    assert_true(str_equal(packed(&same), bytes));
    assert_int_equal(same.search->pages, 100);
    assert_true(hash_of(&before, "search") == hash_of(&same, "search"));
    for (int i = 0; i < before.search->shards.count; i++) {
        const SearchShard *old = before.search->shards.at[i], *new = same.search->shards.at[i];
        assert_true(str_equal(old->query.name, new->query.name) && map_get(&same.queries, new->query.name));
        for (int j = 0; j < old->query.pages.count; j++)
            assert_ptr_equal(new->query.pages.at[j], same.pages.at[old->query.pages.at[j]->ordinal]);
    }
    for (size_t length = 0; length < bytes.length; length++)
        assert_false(is_taken(&same, str_slice(bytes, 0, length)));
    fresh = hundred_pages(6, S("Valmont 5"));
    assert_false(is_taken(&fresh, bytes));
    fresh = hundred_pages(-1, S(""));
    fresh.program = 1;
    assert_false(is_taken(&fresh, bytes));
    fresh = hundred_pages(-1, S(""));
    list_add(&((Config *)fresh.config)->types, test_arena, (PageType){ .name = S("note"), .title = S("Note") });
    assert_false(is_taken(&fresh, bytes));
}
