/* model/related.c - scores the pages that share something with a page. Called by model/site.c.
 *
 * Terms and territories are subjects. Each subject keeps its newest pages; a page scores the pages
 * of its subjects, each by the rarity of the subject, and keeps the best.
 */
#include "model/related.h"

#include <string.h>

enum { MOST_RELATED = 6, MOST_CANDIDATES = 40, RARITY = 1 << 20 };

typedef struct Subject {
    int count;                  /* pages that carry it                                            */
    int kept;
    Page *newest[MOST_CANDIDATES];
} Subject;

typedef struct Scores {
    Site *site;
    Arena *scratch;
    Map territories;            /* code -> Subject                                                */
    Subject **terms;            /* by ordinal of the term's page                                  */
    int *of_page;               /* by ordinal of a page; 0 = not a candidate                      */
    List(Page *) candidates;
} Scores;

static Subject *subject_of_term(Scores *scores, const Page *term)
{
    Subject **subject = &scores->terms[term->ordinal];
    if (!*subject)
        *subject = arena_new(scores->scratch, Subject);
    return *subject;
}

static Subject *subject_of_territory(Scores *scores, Str code)
{
    Subject *subject = map_get(&scores->territories, code);
    if (subject)
        return subject;
    subject = arena_new(scores->scratch, Subject);
    map_set(&scores->territories, scores->scratch, code, subject);
    return subject;
}

typedef void Visit(Scores *scores, Subject *subject, Page *page, int weight);

/* Visits all subjects of a page. A shared territory weighs half of a shared term. */
static void visit_subjects(Scores *scores, Page *page, Visit *visit)
{
    for (int i = 0; i < page->terms.count; i++)
        for (int j = 0; j < page->terms.at[i].terms.count; j++)
            visit(scores, subject_of_term(scores, page->terms.at[i].terms.at[j]), page, 2);
    const ValueList *territories = page_values(page, S("territories"));
    for (int i = 0; territories && i < territories->count; i++)
        if (territories->at[i].kind == VALUE_STRING)
            visit(scores, subject_of_territory(scores, territories->at[i].string), page, 1);
}

static void add_page(Scores *scores, Subject *subject, Page *page, int weight)
{
    (void)scores, (void)weight;
    subject->count++;
    if (subject->kept < MOST_CANDIDATES)
        subject->newest[subject->kept++] = page;
}

static void add_score(Scores *scores, Subject *subject, Page *page, int weight)
{
    int score = weight * (RARITY / (subject->count + 1));
    for (int i = 0; i < subject->kept; i++) {
        Page *candidate = subject->newest[i];
        if (candidate == page)
            continue;
        if (!scores->of_page[candidate->ordinal])
            list_add(&scores->candidates, scores->scratch, candidate);
        scores->of_page[candidate->ordinal] += score;
    }
}

/* True when `a` is more related to the page than `b`. */
static bool is_nearer(const Scores *scores, const Page *page, const Page *a, const Page *b)
{
    int difference = scores->of_page[a->ordinal] - scores->of_page[b->ordinal];
    if (difference)
        return difference > 0;
    bool same_a = str_equal(a->type, page->type), same_b = str_equal(b->type, page->type);
    if (same_a != same_b)
        return same_a;
    int order = date_known(a->date) && date_known(b->date) ? date_compare(a->date, b->date)
                                                           : date_known(a->date) - date_known(b->date);
    return order ? order > 0 : str_compare(a->path, b->path) < 0;
}

static void relate(Scores *scores, Page *page)
{
    Page *best[MOST_RELATED + 1];
    int count = 0;
    scores->candidates.count = 0;
    visit_subjects(scores, page, add_score);
    for (int i = 0; i < scores->candidates.count; i++) {
        Page *candidate = scores->candidates.at[i];
        int at = count;
        for (; at > 0 && is_nearer(scores, page, candidate, best[at - 1]); at--)
            best[at] = best[at - 1];
        best[at] = candidate;
        count += count < MOST_RELATED;
    }
    for (int i = 0; i < scores->candidates.count; i++)
        scores->of_page[scores->candidates.at[i]->ordinal] = 0;
    if (!count)
        return;
    page->related.at = arena_array(scores->site->keep, Page *, count);
    memcpy(page->related.at, best, sizeof(Page *) * (size_t)count);
    page->related.count = page->related.capacity = count;
}

void link_related(Site *site)
{
    const PageQuery *all = map_get(&site->queries, S("all"));
    Arena *scratch = arena_open();
    Scores scores = { .site = site, .scratch = scratch };
    scores.terms = arena_array(scratch, Subject *, site->pages.count);
    scores.of_page = arena_array(scratch, int, site->pages.count);
    for (int i = 0; i < all->pages.count; i++)
        visit_subjects(&scores, all->pages.at[i], add_page);
    for (int i = 0; i < all->pages.count; i++)
        relate(&scores, all->pages.at[i]);
    arena_close(scratch);
}
