/* model/related.c - scores the pages that share something with a page.
 *
 * Terms and territories are subjects. Each subject keeps its newest pages, found once for the site; a page
 * scores the pages of its subjects, each by the rarity of the subject, and keeps the best. Few templates
 * ask, so that is done for the page that asks. Called by model/site.c and model/use.c.
 */
#include "model/related.h"

enum { MOST_RELATED = 6, MOST_CANDIDATES = 40, RARITY = 1 << 20 };

typedef struct Subject {
    int count;                  /* pages that carry it                                            */
    PageList newest;
} Subject;

typedef struct Candidate { Page *page; int score; } Candidate;

typedef struct Scores {
    const Site *site;
    const Page *page;
    Arena *arena;
    List(Candidate) candidates;
    HashIndex index;            /* of the candidates, by the ordinals of their pages              */
} Scores;

typedef void Visit(void *context, Str subject, int weight);

/* Visits all subjects of a page: a term by its URL, a territory by its code. A shared territory weighs half
 * of a shared term. */
static void visit_subjects(const Page *page, Arena *arena, Visit *visit, void *context)
{
    const ValueList *territories = page_values(page, arena, S("territories"));
    for (int i = 0; i < page_terms(page)->count; i++)
        for (int j = 0; j < page_terms(page)->at[i].terms.count; j++)
            visit(context, page_terms(page)->at[i].terms.at[j]->url, 2);
    for (int i = 0; territories && i < territories->count; i++)
        if (territories->at[i].kind == VALUE_STRING)
            visit(context, territories->at[i].string, 1);
}

typedef struct Newcomer { Site *site; Page *page; } Newcomer;

static void add_page(void *context, Str name, int weight)
{
    Newcomer *newcomer = context;
    Arena *keep = newcomer->site->keep;
    MapEntry *entry = map_entry(&newcomer->site->subjects, keep, name);
    (void)weight;
    if (!entry->value)
        entry->value = arena_new(keep, Subject);
    Subject *subject = entry->value;
    subject->count++;
    if (subject->newest.count < MOST_CANDIDATES)
        list_add(&subject->newest, keep, newcomer->page);
}

void link_subjects(Site *site)
{
    const PageQuery *all = map_get(&site->queries, S("all"));
    Arena *arena = arena_open();
    for (int i = 0; i < all->pages.count; i++) {
        bulk_pass(site->bulk, i);
        visit_subjects(all->pages.at[i], arena, add_page, &(Newcomer){ site, all->pages.at[i] });
        arena_reset(arena);
    }
    arena_close(arena);
}

static Candidate *candidate_of(Scores *scores, Page *page)
{
    Hash hash = (Hash)page->ordinal;
    HashSlot *slot = hash_index_find(&scores->index, scores->arena, hash);
    while (slot->number && scores->candidates.at[slot->number - 1].page != page)
        slot = hash_index_next(&scores->index, slot);
    if (!slot->number) {
        list_add(&scores->candidates, scores->arena, (Candidate){ .page = page });
        hash_index_put(&scores->index, slot, hash, (uint32_t)scores->candidates.count);
    }
    return &scores->candidates.at[slot->number - 1];
}

static void add_score(void *context, Str name, int weight)
{
    Scores *scores = context;
    const Subject *subject = map_get(&scores->site->subjects, name);
    for (int i = 0; i < subject->newest.count; i++)
        if (subject->newest.at[i] != scores->page)
            candidate_of(scores, subject->newest.at[i])->score += weight * (RARITY / (subject->count + 1));
}

/* True when `a` is more related to the page than `b`. */
static bool is_nearer(const Page *page, const Candidate *a, const Candidate *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    Str type = page->origin->type;
    bool same_a = str_equal(a->page->origin->type, type), same_b = str_equal(b->page->origin->type, type);
    if (same_a != same_b)
        return same_a;
    Date of_a = a->page->date, of_b = b->page->date;
    int order = date_known(of_a) && date_known(of_b) ? date_compare(of_a, of_b) : date_known(of_a) - date_known(of_b);
    return order ? order > 0 : str_compare(a->page->path, b->page->path) < 0;
}

static const PageList *best_of(const Scores *scores)
{
    Candidate best[MOST_RELATED + 1];
    int count = 0;
    for (int i = 0; i < scores->candidates.count; i++) {
        int at = count;
        for (; at > 0 && is_nearer(scores->page, &scores->candidates.at[i], &best[at - 1]); at--)
            best[at] = best[at - 1];
        best[at] = scores->candidates.at[i];
        count += count < MOST_RELATED;
    }
    PageList *list = arena_new(scores->arena, PageList);
    for (int i = 0; i < count; i++)
        list_add(list, scores->arena, best[i].page);
    return list;
}

const PageList *related_pages(const Site *site, const Page *page, Arena *arena)
{
    Scores scores = { .site = site, .page = page, .arena = arena };
    if (!page_is_listed(page))
        return arena_new(arena, PageList);
    visit_subjects(page, arena, add_score, &scores);
    return best_of(&scores);
}
