/* tests/unit/figure.c - figure blocks: markup, geometry, marks, files, mistakes. */
#include "unit.h"

#include "render/figure.h"
#include "render/sign.h"

#include <stdio.h>
#include <string.h>

static const Place PLACE = { { "lua/figures.lua", 15 }, 4, 0 };

/* A job with nothing around it, as for the first output of a page. */
static Job *new_job(void)
{
    Job *job = arena_new(test_arena, Job);
    job->site = arena_new(test_arena, Site);
    job->arena = test_arena;
    job->number = 1;
    job->problems = problems_new(test_arena, ENGLISH);
    job->deps = deps_new(test_arena);
    return job;
}

static Cell cell_of(const Column *column, Str text)
{
    if (column->type == COLUMN_TEXT)
        return cell_text(text);
    if (str_equal(text, S("s")))
        return cell_mark(CELL_SECRET);
    if (str_equal(text, S("...")))
        return cell_mark(CELL_MISSING);
    if (str_equal(text, S("///")))
        return cell_mark(CELL_NOT_APPLICABLE);
    char status = 0;
    if (text.length > 2 && text.data[text.length - 2] == ' ') {
        status = text.data[text.length - 1];
        text.length -= 2;
    }
    Number number;
    assert_true(number_parse(text, false, false, &number));
    Cell cell = cell_from_number(test_arena, number);
    if (column->type == COLUMN_INTEGER)
        cell = cell_integer((int64_t)number_to_double(number));
    cell.status = status;
    return cell;
}

/* Makes a table: "nom, part n %, annee i" tells its columns (n: one decimal, i: whole; then the
 * unit), `rows` its cells, '|' between them, a line each. */
static Table *table_of(const char *columns, const char *rows)
{
    Str names[9], rest = str_from(columns), line;
    int column_count = 0, row_count = 0;
    while (str_next(&rest, ',', &names[column_count]))
        column_count++;
    for (rest = str_from(rows); str_next(&rest, '\n', &line);)
        row_count++;
    Table *table = table_new(test_arena, row_count, column_count);
    for (int i = 0; i < column_count; i++) {
        Column *column = &table->columns[i];
        Str kind = S("");
        rest = str_trim(names[i]);
        str_next(&rest, ' ', &column->name);
        str_next(&rest, ' ', &kind);
        column->unit = rest;
        column->title = column->name;
        column->type = str_equal(kind, S("n")) ? COLUMN_NUMBER : str_equal(kind, S("i")) ? COLUMN_INTEGER : COLUMN_TEXT;
        column->decimals = column->type == COLUMN_NUMBER ? 1 : -1;
    }
    rest = str_from(rows);
    for (int row = 0; str_next(&rest, '\n', &line); row++)
        for (int i = 0; i < column_count; i++) {
            Str text = S("");
            str_next(&line, '|', &text);
            table->cells[row * column_count + i] = cell_of(&table->columns[i], text);
        }
    int first, second;
    assert_true(table_finish(table, test_arena, &first, &second));
    return table;
}

static void set(ValueMap *spec, const char *key, Value value)
{
    list_add(spec, test_arena, (ValueEntry){ .key = str_from(key), .value = value });
}

static void say(ValueMap *spec, const char *key, const char *text)
{
    set(spec, key, value_string(str_from(text)));
}

/* A list of texts or of whole numbers, '|' between them. */
static void say_list(ValueMap *spec, const char *key, const char *items)
{
    ValueList *list = arena_new(test_arena, ValueList);
    Str rest = str_from(items), item;
    int64_t integer;
    while (str_next(&rest, '|', &item))
        list_add(list, test_arena, str_to_integer(item, &integer) ? value_integer(integer) : value_string(item));
    set(spec, key, value_list(list));
}

static ValueMap *spec_of(const char *kind, Table *table)
{
    ValueMap *spec = arena_new(test_arena, ValueMap);
    say(spec, "kind", kind);
    set(spec, "table", (Value){ .kind = VALUE_TABLE, .table = table });
    say(spec, "title", "Le message");
    say(spec, "measure", "Part de l'ESS, 2018, en %");
    say(spec, "reading", "une valeur");
    return spec;
}

static ValueMap *spec_with(const char *kind, Table *table, const char *label, const char *value)
{
    ValueMap *spec = spec_of(kind, table);
    say(spec, "label", label);
    say(spec, "value", value);
    return spec;
}

static const char *rendered(Job *job, const ValueMap *spec)
{
    Buf out = buf_new(test_arena);
    bool good = render_figure(job, spec, PLACE, 3, &out);
    assert_no_problems(&job->problems);
    assert_true(good);
    return str_cstr(test_arena, buf_str(&out));
}

static const char *html_of(const ValueMap *spec)
{
    return rendered(new_job(), spec);
}

/* The problems of a spec that must be refused. */
static const char *mistakes_of(const ValueMap *spec)
{
    Job *job = new_job();
    Buf out = buf_new(test_arena);
    assert_false(render_figure(job, spec, PLACE, 3, &out));
    return problems_text(&job->problems);
}

#define assert_has(text, part) assert_non_null(strstr((text), (part)))
#define assert_lacks(text, part) assert_null(strstr((text), (part)))

static int count_of(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        count++;
    return count;
}

static ValueMap *families(void)
{
    ValueMap *spec = spec_with("bars",
        table_of("famille, part n %", "Mutuelles|5.3\nAssociations|76.2\nFondations|4.5 e\nEnsemble|100"),
        "famille", "part");
    say(spec, "highlight", "Associations");
    say(spec, "total", "Ensemble");
    return spec;
}

TEST(figure_has_its_caption_as_label)
{
    const char *html = html_of(families());
    assert_has(html, "<figure class=\"figure\" role=\"figure\" id=\"fig-1\" aria-label=\"Figure 1. Le message\">");
    assert_has(html, "<figcaption><h3><span class=\"num\">Figure 1.</span> Le message</h3></figcaption>");
    assert_has(html, "<p class=\"mesure\">Part de l’ESS, 2018, en %</p>");
    assert_has(html, "<div class=\"dessin\" role=\"img\" aria-label=\"Barres horizontales\u00A0: Associations 76,2\u00A0%, "
                     "Mutuelles 5,3\u00A0%, Fondations 4,5\u00A0%. Les données sont dans le tableau qui suit.\">");
    assert_has(html, "<caption id=\"cap-1\">Part de l’ESS<span class=\"mesure\">2018, en %</span></caption>");
    assert_has(html, "<details><summary>Voir les données de la figure 1</summary>");
}

TEST(figure_numbers_follow_the_page)
{
    Job *job = new_job();
    rendered(job, families());
    const char *html = rendered(job, families());
    assert_has(html, "id=\"fig-2\" aria-label=\"Figure 2. Le message\"");
    assert_has(html, "aria-labelledby=\"cap-2\"");
    assert_int_equal(job->attachments.count, 4);
    assert_str(job->attachments.at[3].name, "figure-2.svg");
}

TEST(figure_files_go_with_the_first_output)
{
    Job *job = new_job();
    Page page = { .url = S("/obs/regions/") };
    job->page = &page;
    job->number = 2;
    ValueMap *spec = families();
    say(spec, "id", "Familles 2018");
    const char *html = rendered(job, spec);
    assert_int_equal(job->attachments.count, 0);
    assert_has(html, "<a href=\"/obs/regions/familles-2018.csv\" download>Télécharger les données de la figure 1 (CSV)</a>");
    assert_has(html, "id=\"familles-2018\"");
    assert_has(html, "id=\"cap-familles-2018\"");
}

TEST(bars_start_at_zero_sorted)
{
    const char *html = html_of(families());
    assert_has(html, "<svg class=\"g g-large\" height=\"108\" aria-hidden=\"true\" focusable=\"false\">\n"
                     "<line class=\"axe\" x1=\"20%\" x2=\"20%\" y1=\"0\" y2=\"108\"/>\n"
                     "<text class=\"fin fort\" x=\"20%\" dx=\"-10\" y=\"23\">Associations</text>"
                     "<rect class=\"f1\" x=\"20%\" y=\"6\"");
    assert_has(html, "<text class=\"fin\" x=\"20%\" dx=\"-10\" y=\"57\">Mutuelles</text>"
                     "<rect class=\"fn\" x=\"20%\" y=\"40\"");
    assert_has(html, "<text x=\"0\" y=\"106\">Fondations (e)</text><rect class=\"fn\" x=\"0\" y=\"112\"");
    assert_lacks(html, ">Ensemble</text>");
    assert_has(html, "<tr class=\"total\"><th scope=\"row\">Ensemble</th><td class=\"n\">100,0</td></tr>");
    assert_has(html, "<td class=\"n\">4,5<span class=\"signe apres\"> e</span></td>");
    assert_has(html, "<b>Signes</b>\u00A0: e, estimation.");
}

TEST(bars_keep_the_order_of_the_table_when_asked)
{
    ValueMap *spec = families();
    say(spec, "order", "table");
    const char *html = html_of(spec);
    assert_true(strstr(html, ">Mutuelles</text>") < strstr(html, ">Associations</text>"));
}

TEST(bars_below_zero_go_left_of_the_axis)
{
    const char *html = html_of(spec_with("bars", table_of("s, v n %", "Hausse|4\nBaisse|-4"), "s", "v"));
    const char *axis = strstr(html, "<line class=\"axe\" x1=\"");
    assert_non_null(axis);
    double zero, x, width;
    assert_int_equal(sscanf(axis, "<line class=\"axe\" x1=\"%lf", &zero), 1);
    const char *fall = strstr(html, ">Baisse</text><rect class=\"f1\"");
    assert_int_equal(sscanf(strstr(fall, "<rect"), "<rect class=\"f1\" x=\"%lf%%\" y=\"40\" width=\"%lf", &x, &width), 2);
    assert_true(x < zero && x + width > zero - 0.02 && x + width < zero + 0.02);
    assert_has(fall, "<text class=\"fort fin\"");
}

/* A secret that leaked would be 98765.4: no output may hold it, nor a mark of its size. */
static Table *table_with_secret(void)
{
    Table *table = table_of("nom, v n %", "A|60\nB|25\nC|15");
    Cell *cell = &table->cells[5];
    cell->integer = 987654;
    cell->scale = 1;
    cell->state = CELL_SECRET;
    return table;
}

TEST(secret_is_nowhere)
{
    static const char *const KINDS[] = { "bars", "dots", "stack" };
    for (int i = 0; i < 3; i++) {
        Job *job = new_job();
        const char *html = rendered(job, spec_with(KINDS[i], table_with_secret(), "nom", "v"));
        assert_has(html, "C (secret statistique)");
        assert_has(html, ">s</text>");
        assert_has(html, "<td class=\"n\"><span class=\"signe\">s</span></td>");
        assert_has(html, "<b>Signes</b>\u00A0: s, secret statistique.");
        assert_lacks(html, "9876");
        assert_lacks(html, "98\u202F7");
        assert_int_equal(job->attachments.count, 2);
        assert_str(job->attachments.at[0].content, "nom,v,statut\r\nA,60.0,\r\nB,25.0,\r\nC,,s\r\n");
        assert_lacks(str_cstr(test_arena, job->attachments.at[1].content), "9876");
    }
}

TEST(secret_does_not_change_the_geometry)
{
    Table *other = table_of("nom, v n %", "A|60\nB|25\nC|s");
    assert_string_equal(html_of(spec_with("bars", table_with_secret(), "nom", "v")),
                        html_of(spec_with("bars", other, "nom", "v")));
}

TEST(stack_with_a_mark_is_not_divided)
{
    const char *html = html_of(spec_with("stack", table_with_secret(), "nom", "v"));
    assert_lacks(html, "height=\"30\"");
    assert_has(html, "<line class=\"axe\"");
    ValueMap *spec = spec_of("stack", table_of("nom, a n %, b n %, c n %", "X|60|25|15\nY|60|s|s"));
    say(spec, "label", "nom");
    say_list(spec, "values", "a|b|c");
    html = html_of(spec);
    assert_int_equal(count_of(html, "<rect class=\"f1\" x="), 2);      // X, large and narrow
    assert_has(html, ">a 60,0\u00A0%\u202F; b s\u202F; c s</text>");
}

TEST(figure_is_the_same_each_time)
{
    Job *first = new_job(), *second = new_job();
    assert_string_equal(rendered(first, families()), rendered(second, families()));
    assert_true(str_equal(first->attachments.at[1].content, second->attachments.at[1].content));
}

TEST(stack_divides_the_whole)
{
    ValueMap *spec = spec_with("stack", table_of("f, p i %", "Agglo|65\nRégion|28\nDépartement de la Seine-Maritime|7"),
                               "f", "p");
    say(spec, "highlight", "Agglo");
    say(spec, "reference", "Département de la Seine-Maritime");
    const char *html = html_of(spec);
    assert_has(html, "aria-label=\"Barre divisée en trois\u00A0: Agglo 65\u00A0%, Région 28\u00A0%, ");
    assert_has(html, "<rect class=\"f1\" x=\"0\" y=\"34\" width=\"63.68%\" height=\"30\"/>");
    assert_has(html, "<rect class=\"fn\" x=\"64.03%\" y=\"34\" width=\"27.23%\" height=\"30\"/>");
    assert_has(html, "<text class=\"fin\" x=\"98.5%\" y=\"84\"><tspan class=\"fort\">7\u00A0%</tspan> Département");
    assert_has(html, "<text x=\"0\" y=\"14\">Agglo</text><rect class=\"f1\" x=\"0\" y=\"20\"");
}

TEST(stack_must_make_the_whole)
{
    assert_has(mistakes_of(spec_with("stack", table_of("f, p n %", "A|60\nB|30.2"), "f", "p")),
               "the pieces of the whole make 90,2 %, not 100 %");
    html_of(spec_with("stack", table_of("f, p n %", "A|33.3\nB|33.3\nC|33.3"), "f", "p"));
    assert_has(mistakes_of(spec_with("stack", table_of("f, p n €", "A|60\nB|-3"), "f", "p")), "'B' is below zero");
    assert_has(mistakes_of(spec_with("stack", table_of("f, p n €", "A|1\nB|1\nC|1\nD|1\nE|1\nF|1\nG|1"), "f", "p")),
               "a bar has at most 6 pieces, here 7");
}

static ValueMap *departments(void)
{
    ValueMap *spec = spec_with("dots",
        table_of("nom, part n %, niveau", "Eure|9.0|Départements\nOrne|15.1|Départements\n"
                                          "Saint-Lô Agglo|17.4|Intercommunalités\nNormandie|10.7\nFrance|10.1"),
        "nom", "part");
    say(spec, "group", "niveau");
    say_list(spec, "reference", "Normandie|France");
    say_list(spec, "hollow", "Saint-Lô Agglo");
    say(spec, "hollow_label", "intercommunalité");
    say(spec, "mark_label", "département");
    return spec;
}

TEST(dots_stand_against_references)
{
    const char *html = html_of(departments());
    assert_has(html, "Saint-Lô Agglo 17,4\u00A0%\u202F; Normandie 10,7\u00A0%, France 10,1\u00A0%. Les données");
    assert_has(html, "<line class=\"axe\"");
    assert_has(html, "<line class=\"repere\"");
    assert_has(html, ">18\u00A0%</text>");
    assert_has(html, "<text class=\"doux petit\" x=\"0\" y=\"62\">Départements</text>\n<text x=\"0\" y=\"90\">Orne</text>"
                     "<line class=\"guide\"");
    assert_has(html, "<text x=\"0\" y=\"120\">Eure</text>");
    assert_has(html, "<text class=\"doux petit\" x=\"0\" y=\"148\">Intercommunalités</text>");
    double region, france, dot;
    sscanf(strstr(html, "<line class=\"axe\""), "<line class=\"axe\" x1=\"%lf", &region);
    sscanf(strstr(html, "<line class=\"repere\""), "<line class=\"repere\" x1=\"%lf", &france);
    sscanf(strstr(html, "<circle class=\"creux\""), "<circle class=\"creux\" cx=\"%lf", &dot);
    double ratio = (dot - region) / (region - france);                  // 17,4 - 10,7 over 10,7 - 10,1
    assert_true(ratio > 11.1 && ratio < 11.25);
    assert_has(html, " L’axe commence à 8\u00A0%.</p>");
    assert_has(html, "<ul class=\"legende rang\"><li><svg width=\"16\" height=\"16\" aria-hidden=\"true\" focusable=\"false\">"
                     "<circle class=\"f1 rond\" cx=\"8\" cy=\"8\" r=\"6.5\"/></svg>département</li>");
}

TEST(dots_refuse_what_cannot_be_read)
{
    ValueMap *spec = departments();
    set(spec, "start", value_integer(12));
    assert_has(mistakes_of(spec), "'start' is above the lowest value");
    spec = departments();
    spec->at[spec->count - 2].key = S("note");          // instead of hollow_label
    assert_has(mistakes_of(spec), "hollow marks have no 'hollow_label'");
}

static ValueMap *years(const char *rows)
{
    ValueMap *spec = spec_of("lines", table_of("region, annee i année, part n %, origine", rows));
    say(spec, "series", "region");
    say(spec, "time", "annee");
    say(spec, "value", "part");
    return spec;
}

TEST(lines_leave_gaps)
{
    const char *html = html_of(years("B|2016|13|x\nB|2017|13.5|x\nB|2018|s|x\nB|2019|14|x\nB|2020|14.2 p|x"));
    assert_int_equal(count_of(html, "<line class=\"l1\""), 4);         // 2016-2017, 2019-2020, drawn twice
    assert_int_equal(count_of(html, "<circle class=\"creux l1\""), 2);
    assert_has(html, "résultat provisoire");
    assert_has(html, "aria-label=\"Courbes\u00A0: B 13,0\u00A0% en 2016, 14,2\u00A0% en 2020. Les");
    html = html_of(years("B|2016|13|x\nB|2017|13.5|x\nB|2019|14|x"));
    assert_int_equal(count_of(html, "<line class=\"l1\""), 2);         // 2018 is missing
}

TEST(lines_join_one_source_only)
{
    ValueMap *spec = years("B|2016|13|x\nB|2017|13.5|y\nB|2018|14|y");
    say(spec, "series_source", "origine");
    assert_int_equal(count_of(html_of(spec), "<line class=\"l1\""), 2);
    spec = years("B|2016|13|x\nB|2017|13.5|x");
    set(spec, "joined", value_bool(false));
    const char *html = html_of(spec);
    assert_lacks(html, "<line class=\"l1\"");
    assert_int_equal(count_of(html, "<circle class=\"f1\""), 4);
}

TEST(lines_show_breaks_in_series)
{
    ValueMap *spec = years("B|2016|13|x\nB|2017|13.5|x\nB|2018|14|x"), *at = arena_new(test_arena, ValueMap);
    ValueList *breaks = arena_new(test_arena, ValueList);
    set(at, "time", value_integer(2018));
    say(at, "text", "nouvelle source");
    list_add(breaks, test_arena, value_map(at));
    set(spec, "breaks", value_list(breaks));
    const char *html = html_of(spec);
    assert_int_equal(count_of(html, "<line class=\"l1\""), 2);
    assert_int_equal(count_of(html, "<line class=\"repere\""), 2);
    assert_has(html, "Rupture de série en 2018\u00A0: nouvelle source.");
}

TEST(lines_are_at_most_six)
{
    assert_has(mistakes_of(years("A|2016|1|\nB|2016|2|\nC|2016|3|\nD|2016|4|\nE|2016|5|\nF|2016|6|\nG|2016|7|")),
               "a figure has at most 6 lines, here 7");
    assert_has(mistakes_of(years("A|2016|1|\nA|2016|2|")), "rows 1 and 2 of the table are both '2016'");
    ValueMap *spec = spec_of("lines", table_of("quand, v n %", "publ. 2020|1"));
    say(spec, "time", "quand");
    say(spec, "value", "v");
    assert_has(mistakes_of(spec), "'publ. 2020' is no year and no date, lines need one ('time')");
}

static ValueMap *map_of(const char *rows)
{
    ValueMap *spec = spec_with("tilemap", table_of("code, nom, part n %", rows), "nom", "part");
    say(spec, "code", "code");
    say_list(spec, "steps", "9|11|12");
    return spec;
}

TEST(tilemap_has_thirteen_tiles)
{
    ValueMap *spec = map_of("53|Bretagne|13.9\n28|Normandie|10.7\n11|Île-de-France|8\n94|Corse|s");
    say(spec, "highlight", "Normandie");
    const char *html = html_of(spec);
    assert_int_equal(count_of(html, "<g transform="), 13);
    assert_has(html, "<g transform=\"translate(2 156)\"><rect class=\"q4\" width=\"87\" height=\"72\"/>"
                     "<text x=\"7\" y=\"18\">Bretagne</text><text class=\"v\" x=\"7\" y=\"61\">13,9</text></g>");
    assert_has(html, "<g transform=\"translate(93 79)\"><rect class=\"q2 ici\"");
    assert_has(html, "<g transform=\"translate(275 387)\" fill=\"currentColor\"><rect fill=\"none\" width=\"87\" height=\"72\"/>"
                     "<text x=\"7\" y=\"18\">Corse</text><text class=\"v\" x=\"7\" y=\"61\">s</text></g>");
    assert_has(html, "12\u00A0% et plus<span class=\"nb\">1\u00A0région</span>");
    assert_has(html, "de 11\u00A0% à moins de 12\u00A0%<span class=\"nb\">0\u00A0région</span>");
    assert_has(html, "…\u00A0: résultat non disponible<span class=\"nb\">9\u00A0régions</span>");
    assert_lacks(html, "<details>");
    assert_true(strstr(html, "<table>") < strstr(html, "<div class=\"notes\">"));
}

TEST(tilemap_names_wrong_codes)
{
    const char *report = mistakes_of(map_of("5|Bretagne|13.9\n28|Normandie|10.7\n28|Normandie bis|10"));
    assert_has(report, "'5' ('Bretagne') is no code of a metropolitan region");
    assert_has(report, "the region '28' has two rows");
    ValueMap *spec = spec_with("tilemap", table_of("code, nom, part n %", "53|Bretagne|13.9"), "nom", "part");
    say(spec, "code", "code");
    say_list(spec, "steps", "9|9");
    assert_has(mistakes_of(spec), "'steps' do not rise");
}

TEST(figure_says_what_is_missing)
{
    ValueMap *spec = arena_new(test_arena, ValueMap);
    say(spec, "kind", "bar");
    say(spec, "titel", "x");
    assert_string_equal(mistakes_of(spec),
        "lua/figures.lua:4:0: error[E0470]: a figure has no key 'titel'; did you mean 'title'?\n"
        "lua/figures.lua:4:0: error[E0473]: a figure has no kind 'bar'; did you mean 'bars'?\n"
        "lua/figures.lua:4:0: error[E0471]: a figure has no 'table'; 'table' holds the rows to show\n");
    spec = arena_new(test_arena, ValueMap);
    say(spec, "kind", "bars");
    set(spec, "table", (Value){ .kind = VALUE_TABLE, .table = table_of("nom, part n %", "A|1") });
    say(spec, "value", "par");
    const char *report = mistakes_of(spec);
    assert_has(report, "a figure has no 'title'");
    assert_has(report, "a figure has no 'reading'");
    assert_has(report, "a figure has no 'label'; 'label' names a column of its table");
    assert_has(report, "the table of the figure has no column 'par' ('value'); did you mean 'part'?");
}

TEST(figure_refuses_wrong_values)
{
    assert_has(mistakes_of(spec_with("bars", table_of("nom, part n %", "A|1"), "nom", "nom")),
               "column 'nom' ('value') holds no numbers");
    assert_has(mistakes_of(spec_with("bars", table_of("nom, part n %", "A|1\nB|2\nA|3"), "nom", "part")),
               "rows 1 and 3 of the table are both 'A'");
    ValueMap *spec = families();
    set(spec, "start", value_integer(5));
    assert_has(mistakes_of(spec), "only dots and lines may have a 'start'");
    spec = families();
    say_list(spec, "reference", "Fondation");
    assert_has(mistakes_of(spec), "the figure shows no 'Fondation' ('reference'); did you mean 'Fondations'?");
}

TEST(figure_limits_what_it_draws)
{
    ValueMap *spec = spec_with("bars", table_of("nom, v n %", "A|1\nB|2\nC|3\nD|4"), "nom", "v");
    say(spec, "highlight", "A");
    say(spec, "limit", "2");
    const char *html = html_of(spec);
    assert_has(html, ">D</text>");
    assert_has(html, ">A</text>");
    assert_lacks(html, ">B</text>");
    assert_has(html, "<th scope=\"row\">B</th>");
    assert_has(html, "Le dessin montre 3 lignes sur 4.");
}

TEST(svg_file_stands_alone)
{
    Job *job = new_job();
    ValueMap *spec = families();
    say(spec, "source", "Insee & Cress");
    rendered(job, spec);
    const char *svg = str_cstr(test_arena, job->attachments.at[1].content);
    assert_true(!strncmp(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 ", 57));
    assert_has(svg, "<title>Le message</title>");
    assert_has(svg, "Source\u00A0: Insee &amp; Cress.</text>");
    assert_lacks(strstr(svg, "</style>"), "%\"");       // places are in pixels
}

TEST(table_block_shows_columns_in_order)
{
    Job *job = new_job();
    ValueMap *spec = arena_new(test_arena, ValueMap);
    Buf out = buf_new(test_arena);
    set(spec, "table", (Value){ .kind = VALUE_TABLE, .table = table_of("code, nom, part n %", "1|A|2\n2|B|...\n3|C|4") });
    say(spec, "title", "Des parts");
    say(spec, "columns", "nom, part");
    say(spec, "sort", "-part");
    say(spec, "bar", "part");
    assert_true(render_table_block(job, spec, PLACE, &out));
    const char *html = str_cstr(test_arena, buf_str(&out));
    assert_has(html, "<div class=\"defile large\" role=\"region\" aria-labelledby=\"cap-tableau\" tabindex=\"0\">");
    assert_has(html, "<thead><tr><th scope=\"col\">nom</th><th scope=\"col\" class=\"n\">part <small>%</small></th>"
                     "<th scope=\"col\"><span class=\"masque\">part, en barre</span></th></tr></thead>");
    assert_has(html, "<tr><th scope=\"row\">C</th><td class=\"n\">4,0</td><td class=\"barre\"><svg height=\"14\" "
                     "aria-hidden=\"true\" focusable=\"false\"><rect class=\"fn\" width=\"100%\" height=\"14\"/></svg></td></tr>\n"
                     "<tr><th scope=\"row\">A</th>");
    assert_has(html, "<tr><th scope=\"row\">B</th><td class=\"n\"><span class=\"signe\">…</span></td><td class=\"barre\"></td></tr>");
    assert_has(html, "<b>Signes</b>\u00A0: …, résultat non disponible.");
    assert_int_equal(job->figures, 0);
    assert_int_equal(job->attachments.count, 0);
}

TEST(csv_names_the_statuses_of_each_column)
{
    Job *job = new_job();
    rendered(job, spec_with("bars", table_of("nom, a n %, b n %", "\"x\", y|1 p|...\nz|2|3"), "nom", "a"));
    assert_str(job->attachments.at[0].content, "nom,a,a_statut,b,b_statut\r\nz,2.0,,3.0,\r\n\"\"\"x\"\", y\",1.0,p,,…\r\n");
}

TEST(signs_are_all_explained)
{
    Buf out = buf_new(test_arena);
    render_sign_legend(&out);
    assert_has(str_cstr(test_arena, buf_str(&out)), "<dl class=\"signes\"><div><dt>…</dt><dd>résultat non disponible</dd></div>");
    assert_int_equal(count_of(str_cstr(test_arena, buf_str(&out)), "<dt>"), 6);
}
