/* tests/unit/feed.c - Atom feeds and JSON twins: what a page says of itself to programs. */
#include "unit.h"

#include "write/feed.h"
#include "write/twin.h"

#include <string.h>

static Config config;
static Site site;
static Page *home, *section, *below;

static Page *add_page(PageKind kind, const char *path, const char *title)
{
    Page *page = page_new(test_arena, NULL, kind, S(""), 0);
    page->path = str_from(path);
    page->url = path[0] ? str_format(test_arena, "/ess/%s/", path) : S("/ess/");
    page->title = str_from(title);
    page->origin->type = S("etude");
    list_add(&site.pages, test_arena, page);
    page_index_add(&site.by_path, test_arena, page);
    return page;
}

static Page *add_dated(Page *parent, const char *path, const char *title, int year)
{
    Page *page = add_page(PAGE_SINGLE, path, title);
    page->date = (Date){ .year = (int16_t)year, .month = year ? 3 : 0, .day = year ? 1 : 0 };
    page->parent = parent;
    list_add(&page_add_listing(parent, test_arena)->pages, test_arena, page);
    return page;
}

static void begin_site(void)
{
    static const ValueMap EMPTY;
    config = (Config){ .root = &EMPTY, .publisher = &EMPTY, .params = &EMPTY, .title = S("L'obs & nous"), .language = S("fr"),
                       .base_url = S("https://obs.example:8080/ess"), .base_path = S("/ess"), .feed_limit = 2 };
    site = (Site){ .keep = test_arena, .config = &config, .version = "1" };
    home = add_page(PAGE_HOME, "", "Accueil");
    section = add_page(PAGE_SECTION, "etudes", "Études");
    below = add_page(PAGE_SECTION, "etudes/longues", "Longues");
    list_add(&page_add_listing(section, test_arena)->sections, test_arena, below);
}

static Job *job_of(const Page *page)
{
    Job *job = arena_new(test_arena, Job);
    *job = (Job){ .site = &site, .page = page, .arena = test_arena, .deps = deps_new(test_arena),
                  .problems = problems_new(test_arena, ENGLISH) };
    return job;
}

static bool has_dep(const Job *job, DepKind kind, Str name)
{
    for (int i = 0; i < job->deps.list.count; i++)
        if (job->deps.list.at[i].kind == kind && str_equal(job->deps.list.at[i].name, name))
            return true;
    return false;
}

TEST(feed_has_the_newest_of_a_section_and_those_below)
{
    begin_site();
    add_dated(section, "etudes/a", "Ancienne", 2020);
    add_dated(section, "etudes/sans-date", "Sans date", 0);
    Page *new = add_dated(below, "etudes/longues/b", "Neuve <&>", 2024);
    add_dated(section, "etudes/c", "Moyenne", 2022);
    page_add_more(new, test_arena)->updated = (Date){ .year = 2025, .month = 6, .day = 7 };
    page_add_more(new, test_arena)->summary = S("Le résumé");
    Job *job = job_of(section);
    Str xml;
    assert_true(write_feed(job, S("etudes/atom.xml"), &xml));
    assert_str(xml,
               "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
               "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\">\n"
               "<title>Études – L'obs &amp; nous</title>\n"
               "<id>https://obs.example:8080/ess/etudes/</id>\n"
               "<link rel=\"alternate\" type=\"text/html\" href=\"https://obs.example:8080/ess/etudes/\"/>\n"
               "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://obs.example:8080/ess/etudes/atom.xml\"/>\n"
               "<updated>2025-06-07T00:00:00Z</updated>\n"
               "<author><name>L'obs &amp; nous</name></author>\n"
               "<generator>Essor</generator>\n"
               "<entry>\n<title>Neuve &lt;&amp;&gt;</title>\n"
               "<id>tag:obs.example,2024-03-01:/etudes/longues/b</id>\n"
               "<link rel=\"alternate\" type=\"text/html\" href=\"https://obs.example:8080/ess/etudes/longues/b/\"/>\n"
               "<published>2024-03-01T00:00:00Z</published>\n"
               "<updated>2025-06-07T00:00:00Z</updated>\n"
               "<summary>Le résumé</summary>\n</entry>\n"
               "<entry>\n<title>Moyenne</title>\n"
               "<id>tag:obs.example,2022-03-01:/etudes/c</id>\n"
               "<link rel=\"alternate\" type=\"text/html\" href=\"https://obs.example:8080/ess/etudes/c/\"/>\n"
               "<published>2022-03-01T00:00:00Z</published>\n"
               "<updated>2022-03-01T00:00:00Z</updated>\n"
               "</entry>\n</feed>\n");
    assert_true(has_dep(job, DEP_LIST, S("feed:etudes")));
    assert_true(has_dep(job, DEP_META, S("etudes/c")));
    assert_false(has_dep(job, DEP_META, S("etudes/a")));
    assert_true(has_dep(job, DEP_SETTING, S("base_url")));
}

TEST(feed_keeps_the_newest_whatever_their_order)
{
    static const int YEARS[] = { 2020, 2024, 2024, 2019, 2023, 2024, 2018 };
    begin_site();
    config.feed_limit = 4;
    for (size_t i = 0; i < sizeof YEARS / sizeof *YEARS; i++)
        add_dated(i % 2 ? section : below, str_cstr(test_arena, str_format(test_arena, "etudes/%zu", 9 - i)), "Une", YEARS[i]);
    Page *twice = section->more->listing->pages.at[0];
    list_add(&section->more->listing->pages, test_arena, twice);
    Str xml, rest = S("etudes/4 etudes/7 etudes/8 etudes/5"), path;
    assert_true(write_feed(job_of(section), S("etudes/atom.xml"), &xml));
    for (int before = 0; str_next(&rest, ' ', &path);) {
        int place = str_find(xml, str_format(test_arena, ":/%.*s</id>", STR(path)));
        assert_true(place > before);
        before = place;
    }
    assert_true(str_find(xml, S(":/etudes/9</id>")) < 0);
}

TEST(feed_of_the_site_has_authors_and_terms)
{
    begin_site();
    Page *page = add_dated(section, "etudes/a", "Une", 2020), *term = add_page(PAGE_TERM, "themes/emploi", "Emploi");
    ValueMap person = { .at = (ValueEntry[]){ { .key = S("name"), .value = value_string(S("Jeanne")) } }, .count = 1 };
    ValueList authors = { .at = (Value[]){ value_string(S("Paul")), value_map(&person) }, .count = 2 };
    ValueMap front = { .at = (ValueEntry[]){ { .key = S("authors"), .value = value_list(&authors) } }, .count = 1 };
    page->front = &front;
    PageTerms *terms = page_add_terms(page, test_arena);
    list_add(terms, test_arena, (Terms){ .taxonomy = 0 });
    list_add(&terms->at[0].terms, test_arena, term);
    PageQuery all = { .name = S("all") };
    list_add(&all.pages, test_arena, page);
    map_set(&site.queries, test_arena, S("all"), &all);
    Str xml;
    assert_true(write_feed(job_of(home), S("atom.xml"), &xml));
    assert_true(str_find(xml, S("<author><name>Paul</name></author>\n<author><name>Jeanne</name></author>\n")) > 0);
    assert_true(str_find(xml, S("<category term=\"Emploi\"/>")) > 0);
    assert_true(str_find(xml, S("<title>L'obs &amp; nous</title>\n<id>https://obs.example:8080/ess/</id>")) > 0);
}

TEST(twin_tells_the_front_matter_and_the_row)
{
    begin_site();
    Page *page = add_dated(section, "etudes/a", "Une étude", 2020);
    Table *table = table_new(test_arena, 1, 2);
    int first, second;
    table->name = S("emploi");
    table->title = S("L'emploi");
    table->columns[0] = (Column){ .name = S("part"), .title = S("Part"), .unit = S("%"), .type = COLUMN_NUMBER, .decimals = 1,
                                  .formula = S("100 * a / b") };
    table->columns[1] = (Column){ .name = S("postes"), .title = S("postes"), .type = COLUMN_INTEGER, .decimals = -1 };
    table->cells[0] = (Cell){ .integer = 1072, .scale = 2, .status = 'p' };
    table->cells[1] = cell_mark(CELL_SECRET);
    assert_true(table_finish(table, test_arena, &first, &second));
    page->data = (Value){ .kind = VALUE_ROW, .table = table, .row = 0 };
    list_add(&config.types, test_arena, (PageType){ .name = S("etude") });
    list_add(&config.types.at[0].fields, test_arena, (Field){ .name = S("porteur") });
    ValueMap front = { .at = (ValueEntry[]){ { .key = S("porteur"), .value = value_string(S("La SCOP")) },
                                             { .key = S("cache"), .value = value_string(S("non")) } }, .count = 2 };
    page->front = &front;
    Job *job = job_of(page);
    Str json;
    assert_true(write_twin(job, &json));
    assert_str(json,
               "{\n\"url\":\"https://obs.example:8080/ess/etudes/a/\",\n\"title\":\"Une étude\",\n\"kind\":\"page\",\n"
               "\"type\":\"etude\",\n\"lang\":\"fr\",\n\"date\":\"2020-03-01\",\n"
               "\"parent\":{\"title\":\"Études\",\"url\":\"https://obs.example:8080/ess/etudes/\"},\n"
               "\"fields\":{\n\"porteur\":\"La SCOP\"},\n"
               "\"data\":[{\"name\":\"part\",\n\"title\":\"Part\",\n\"value\":10.72,\n\"shown\":\"10,7\",\n\"status\":\"p\",\n"
               "\"unit\":\"%\",\n\"formula\":\"100 * a / b\"},{\"name\":\"postes\",\n\"value\":null,\n\"shown\":\"s\",\n"
               "\"mark\":\"secret\"}],\n\"from\":{\n\"table\":\"emploi\",\n\"title\":\"L'emploi\"}\n}\n");
    assert_true(has_dep(job, DEP_META, S("etudes/a")));
    assert_true(has_dep(job, DEP_ROW, S("etudes/a")));
    assert_true(has_dep(job, DEP_CARD, S("etudes")));
}

TEST(twin_of_a_list_names_its_pages)
{
    begin_site();
    add_dated(section, "etudes/a", "Une", 2020);
    Str json;
    assert_true(write_twin(job_of(section), &json));
    assert_true(str_find(json, S("\"pages\":[{\"title\":\"Une\",\"url\":\"https://obs.example:8080/ess/etudes/a/\"}]")) > 0);
}
