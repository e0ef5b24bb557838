/* commands/list.c - lists what a site is made of, a line each, columns separated by tabs; or as JSON. */
#include "commands/outputs.h"
#include "commands/supervise.h"

#include "base/path.h"
#include "write/linkcheck.h"

#include <string.h>

static void add_date(Buf *out, Date date)
{
    buf_char(out, '\t');
    if (date_known(date))
        buf_date(out, date);
}

static void add_page(Buf *out, const Page *page)
{
    buf_format(out, "%.*s\t%.*s", STR(page->url), STR(page->origin->type));
    add_date(out, page->date);
    buf_format(out, "\t%.*s\t%.*s\n", STR(page->origin->source), STR(page->title));
}

static bool list_pages(Build *build, Buf *out)
{
    for (int i = 0; i < build->site->pages.count; i++)
        add_page(out, build->site->pages.at[i]);
    return true;
}

static bool list_drafts(Build *build, Buf *out)
{
    for (int i = 0; i < build->site->pages.count; i++) {
        const Page *page = build->site->pages.at[i];
        if (page->draft || date_compare(page_more(page)->publish_date, build->config->now) > 0)
            add_page(out, page);
    }
    return true;
}

static bool list_orphan_pages(Build *build, Buf *out)
{
    PageList orphans = { 0 };
    if (build_outputs(build, BUILD_CHECK) != EXIT_DONE)
        return false;
    list_orphans(build->site, build->writer, build->invocation->keep, &orphans);
    for (int i = 0; i < orphans.count; i++)
        add_page(out, orphans.at[i]);
    return true;
}

static bool list_aliases(Build *build, Buf *out)
{
    for (int i = 0; i < build->site->redirects.count; i++) {
        const Redirect *redirect = &build->site->redirects.at[i];
        buf_format(out, "/%.*s\t%.*s\n", STR(redirect->from), STR(redirect->to));
    }
    return true;
}

static bool list_tables(Build *build, Buf *out)
{
    for (int i = 0; i < build->site->tables.count; i++) {
        const Table *table = build->site->tables.at[i];
        buf_format(out, "%.*s\t%d\t%d\t%.*s\t%.*s\n", STR(table->name), table->rows, table->column_count,
                   STR(table->file), STR(table->title));
    }
    return true;
}

static bool list_indicators(Build *build, Buf *out)
{
    for (int i = 0; i < build->site->indicators.count; i++) {
        const Indicator *indicator = build->site->indicators.at[i];
        buf_format(out, "%.*s\t%.*s\t%d\t%.*s:%d\t%.*s\n", STR(indicator->id), STR(indicator->unit),
                   indicator->rows.count, STR(indicator->place.file), indicator->place.line, STR(indicator->title));
    }
    return true;
}

static bool list_figures(Build *build, Buf *out)
{
    for (int i = 0; i < build->site->figures.count; i++) {
        const Figure *figure = build->site->figures.at[i];
        buf_format(out, "%.*s\t%.*s\t%.*s:%d\t%.*s\n", STR(figure->id), STR(map_string(figure->spec, S("kind"))),
                   STR(figure->place.file), figure->place.line, STR(map_string(figure->spec, S("title"))));
    }
    return true;
}

static bool list_outputs(Build *build, Buf *out)
{
    for (int i = 0; i < build->site->outputs.count; i++)
        buf_format(out, "%.*s\n", STR(site_output_path(build->site, i)));
    return true;
}

static const struct {
    const char *name;
    bool (*list)(Build *, Buf *);
    const char *columns;        /* their names in JSON; a number ends in '#'                      */
} LISTS[] = {
    { "pages", list_pages, "url type date source title" },
    { "drafts", list_drafts, "url type date source title" },
    { "orphans", list_orphan_pages, "url type date source title" },
    { "aliases", list_aliases, "from to" },
    { "tables", list_tables, "name rows# columns# source title" },
    { "indicators", list_indicators, "id unit figures# place title" },
    { "figures", list_figures, "id kind place title" },
    { "outputs", list_outputs, "path" },
};

/* A line of a list as a JSON object. */
static void add_object(Buf *out, Str line, Str columns)
{
    Str name, value;
    bool more = false;
    buf_char(out, '{');
    while (str_next(&columns, ' ', &name)) {
        if (!str_next(&line, '\t', &value))
            value = S("");                      // the last column, when it is empty
        bool number = str_ends(name, S("#"));
        buf_add(out, more ? S(",") : S(""));
        buf_json_string(out, number ? str_slice(name, 0, name.length - 1) : name);
        buf_char(out, ':');
        if (number)
            buf_add(out, value);
        else
            buf_json_string(out, value);
        more = true;
    }
    buf_char(out, '}');
}

static Str as_json(Arena *arena, Str lines, Str columns)
{
    Buf out = buf_new(arena);
    Str line;
    buf_char(&out, '[');
    while (str_next(&lines, '\n', &line) && line.length) {
        buf_add(&out, out.length > 1 ? S(",\n") : S(""));
        add_object(&out, line, columns);
    }
    buf_literal(&out, "]\n");
    return buf_str(&out);
}

static int unknown_list(Invocation *invocation, Str name)
{
    Words names = { 0 };
    for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++)
        list_add(&names, invocation->keep, str_from(LISTS[i].name));
    problem(&invocation->problems, (Place){ 0 }, "E0911", "no list '%.*s'", STR(name));
    problem_hint_nearest(&invocation->problems, name, names.at, names.count);
    report(invocation, NULL);
    return EXIT_USAGE;
}

/* The index in LISTS of the list that is asked for; as many as there are when there is no such list. */
static size_t asked_list(const Invocation *invocation)
{
    Str name = invocation->operands.count ? invocation->operands.at[0] : S("pages");
    size_t which = 0;
    while (which < sizeof LISTS / sizeof *LISTS && !str_equal(name, str_from(LISTS[which].name)))
        which++;
    return which;
}

static int list(Build *build)
{
    Invocation *invocation = build->invocation;
    int code = build_go_on(build, false);
    if (code != EXIT_DONE)
        return code;
    Buf out = buf_new(invocation->keep);
    size_t which = asked_list(invocation);
    code = LISTS[which].list(build, &out) ? EXIT_DONE : EXIT_SITE_ERRORS;
    bool json = str_equal(invocation->format, S("json"));
    print(invocation, json ? as_json(invocation->keep, buf_str(&out), str_from(LISTS[which].columns)) : buf_str(&out));
    return code;
}

int command_list(Invocation *invocation)
{
    size_t which = asked_list(invocation);
    if (which == sizeof LISTS / sizeof *LISTS)
        return unknown_list(invocation, invocation->operands.at[0]);
    if (!strcmp(LISTS[which].name, "drafts"))
        invocation->drafts = invocation->future = true;
    invocation->quiet = true;
    return supervise(invocation, BUILD_CHECK, list);
}
