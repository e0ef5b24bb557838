/* render/markdown_directive.c - the HTML of block directives; their classes are those of the theme.
 *
 * A directive that shows data only builds what the renderer of figures wants and calls it. The
 * grammar, names and required attributes were checked when the text was read.
 */
#include "compute/page.h"
#include "base/typography.h"
#include "read/markdown_directive.h"
#include "render/figure.h"
#include "render/html.h"
#include "render/link.h"
#include "render/markdown_writer.h"
#include "render/sign.h"

static Str attribute(const Directive *directive, const char *name)
{
    return map_string(directive->attributes, str_from(name));
}

static bool is_named(const Directive *directive, const char *name)
{
    return directive && str_equal(directive->name, str_from(name));
}

static Place directive_place(const Writer *writer, const Directive *directive)
{
    return (Place){ writer->doc->file, directive->line, directive->column };
}

/* The place of an attribute; of the directive when it has none of that name. */
static Place attribute_place(const Writer *writer, const Directive *directive, const char *name)
{
    const Value *value = map_find(directive->attributes, str_from(name));
    return value ? (Place){ writer->doc->file, value->line, value->column }
                 : directive_place(writer, directive);
}

/* Appends a plain text of an attribute, escaped, in French typography. */
static void write_value(Writer *writer, Str text)
{
    writer->before = 0;
    write_prose(writer, text);
    writer->before = 0;
}

/* Opens a tag with the classes and the id that the author gave. */
static void open_tag(Writer *writer, const Directive *directive, const char *tag, const char *class)
{
    Str more = attribute(directive, "class"), id = attribute(directive, "id");
    writer_line(writer);
    buf_format(writer->out, "<%s class=\"%s", tag, class);
    if (more.length) {
        buf_char(writer->out, ' ');
        buf_html_attribute(writer->out, more);
    }
    if (id.length) {
        buf_literal(writer->out, "\" id=\"");
        buf_html_attribute(writer->out, id);
    }
    buf_literal(writer->out, "\">\n");
}

static void write_term(Writer *writer, const char *term, Str value)
{
    if (!value.length)
        return;
    buf_format(writer->out, "<dt>%s</dt><dd>", term);
    write_value(writer, value);
    buf_literal(writer->out, "</dd>\n");
}

static void write_site(Writer *writer, const Directive *directive)
{
    Str site = attribute(directive, "site"), url;
    if (!site.length)
        return;
    if (!render_link(writer->job, writer->folder, attribute_place(writer, directive, "site"), site,
                     &url))
        writer->ok = false;
    Str shown = site;
    if (str_find(shown, S("://")) >= 0)
        shown = str_slice(shown, (size_t)str_find(shown, S("://")) + 3, shown.length);
    if (str_ends(shown, S("/")))
        shown.length--;
    buf_literal(writer->out, "<dt>Site</dt><dd><a href=\"");
    buf_html_url(writer->out, url);
    buf_literal(writer->out, "\" rel=\"external\">");
    buf_html_text(writer->out, shown);
    buf_literal(writer->out, "</a></dd>\n");
}

static void enter_contact(Writer *writer, const Directive *directive)
{
    Str telephone = attribute(directive, "telephone");
    open_tag(writer, directive, "div", "contact");
    if (!directive->attributes->count)
        return;
    buf_literal(writer->out, "<dl class=\"reperes\">\n");
    write_term(writer, "Nom", attribute(directive, "nom"));
    write_term(writer, "Organisation", attribute(directive, "organisation"));
    write_term(writer, "Adresse", attribute(directive, "adresse"));
    write_site(writer, directive);
    write_term(writer, "Téléphone", telephone);
    buf_literal(writer->out, "</dl>\n");
}

static void exit_quotation(Writer *writer, const Directive *directive)
{
    Str role = attribute(directive, "role");
    writer_line(writer);
    buf_literal(writer->out, "<footer>");
    write_value(writer, attribute(directive, "qui"));
    if (role.length) {
        buf_literal(writer->out, ", ");
        write_value(writer, role);
    }
    buf_literal(writer->out, "</footer>\n</blockquote>\n");
}

/* "6,9" is published as <data value="6.9">, with the decimals that were typed. */
static void write_typed_figure(Writer *writer, Str typed, Str unit)
{
    Number number;
    bool known = number_parse(typed, true, true, &number) ||
                 number_parse(typed, false, true, &number);
    if (known) {
        int point = str_find_char(typed, ',') >= 0 ? str_find_char(typed, ',')
                                                   : str_find_char(typed, '.');
        int decimals = point < 0 ? 0 : (int)typed.length - point - 1;
        buf_literal(writer->out, "<data value=\"");
        buf_number(writer->out, number, (NumberFormat){ .decimals = -1, .point = true });
        buf_literal(writer->out, "\">");
        buf_number(writer->out, number, (NumberFormat){ .decimals = decimals, .grouped = true });
    } else {
        write_value(writer, typed);
    }
    if (unit.length) {
        buf_literal(writer->out, "\u00A0");
        write_value(writer, unit);
    }
    if (known)
        buf_literal(writer->out, "</data>");
}

static bool key_figure_is_sound(Writer *writer, const Directive *directive)
{
    bool typed = attribute(directive, "valeur").length > 0,
         computed = attribute(directive, "indicateur").length > 0;
    Problems *problems = &writer->job->problems;
    if (typed == computed) {
        problem(problems, directive_place(writer, directive), "E0560",
                "'chiffre-cle' needs either a figure that is typed or an indicator");
        return problem_hint(problems, "write {valeur=\"6,9\" unite=\"%%\" source=\"...\"} or "
                                      "{indicateur=id territoire=code}");
    }
    if (typed && !attribute(directive, "source").length) {
        problem(problems, directive_place(writer, directive), "E0561",
                "a typed figure without a source");
        return problem_hint(problems,
                            "add source=\"who, when\", or use {indicateur=id territoire=code}");
    }
    return true;
}

/* The indicator's figure, asked for as a directive in a line would. */
static void write_computed_figure(Writer *writer, const Directive *directive)
{
    Directive inner = *directive;
    ValueMap *attributes = arena_new(writer->job->arena, ValueMap);
    for (int i = 0; i < directive->attributes->count; i++) {
        ValueEntry entry = directive->attributes->at[i];
        if (str_equal(entry.key, S("territoire")) || str_equal(entry.key, S("annee")) ||
            str_equal(entry.key, S("format")) || str_equal(entry.key, S("decimales")) ||
            str_equal(entry.key, S("unite")))
            list_add(attributes, writer->job->arena, entry);
    }
    inner.shape = DIRECTIVE_INLINE;
    inner.name = S("valeur");
    inner.label = attribute(directive, "indicateur");
    inner.attributes = attributes;
    if (!compute_inline_figure(writer->job, &inner, writer->out))
        writer->ok = false;
}

static bool is_key_figure(cmark_node *node)
{
    const Directive *directive = node ? node_directive(node) : NULL;
    return is_named(directive, "chiffre-cle");
}

/* Neighbours make one list. */
static void enter_key_figure(Writer *writer, cmark_node *node, const Directive *directive)
{
    writer_line(writer);
    if (!is_key_figure(node->prev))
        buf_literal(writer->out, "<div class=\"cles-boite large\"><ul class=\"cles\">\n");
    Str id = attribute(directive, "id");
    buf_literal(writer->out, "<li");
    if (id.length) {
        buf_literal(writer->out, " id=\"");
        buf_html_attribute(writer->out, id);
        buf_char(writer->out, '"');
    }
    buf_literal(writer->out, "><p class=\"val\">");
    if (!key_figure_is_sound(writer, directive))
        writer->ok = false;
    else if (attribute(directive, "valeur").length)
        write_typed_figure(writer, attribute(directive, "valeur"), attribute(directive, "unite"));
    else
        write_computed_figure(writer, directive);
    buf_literal(writer->out, "</p>\n");
}

/* The source that was typed, else that of the indicator's table. */
static void write_source(Writer *writer, const Directive *directive)
{
    Str source = attribute(directive, "source"), id = attribute(directive, "indicateur");
    const Indicator *indicator = source.length || !id.length ? NULL
                                                             : site_use_indicator(writer->job, id);
    if (indicator && indicator->table) {
        const TableSource *from = &indicator->table->source;
        Str parts[3];
        int count = 0;
        if (from->producer.length)
            parts[count++] = from->producer;
        if (from->dataset.length)
            parts[count++] = from->dataset;
        if (from->vintage.length)
            parts[count++] = from->vintage;
        source = str_join(writer->job->arena, parts, count, S(", "));
    }
    if (!source.length)
        return;
    buf_literal(writer->out, "<span class=\"src\">");
    write_value(writer, source);
    buf_literal(writer->out, "</span>");
}

static void exit_key_figure(Writer *writer, cmark_node *node, const Directive *directive)
{
    writer_line(writer);
    write_source(writer, directive);
    buf_literal(writer->out, "</li>\n");
    if (!is_key_figure(node->next))
        buf_literal(writer->out, "</ul></div>\n");
}

/* "légende Crédit : X", the caption word for word. */
static Str caption_text(Writer *writer, Str legend, Str credit)
{
    Arena *arena = writer->job->arena;
    if (credit.length)
        credit = str_format(arena, "Crédit : %.*s", STR(credit));
    Str text = legend.length && credit.length
                   ? str_format(arena, "%.*s %.*s", STR(legend), STR(credit))
               : legend.length ? legend
                               : credit;
    return writer->typography ? typography(arena, text) : text;
}

static void write_figcaption(Writer *writer, Str legend, Str credit)
{
    buf_literal(writer->out, "\n<figcaption>");
    write_value(writer, legend);
    if (credit.length) {
        buf_add(writer->out,
                legend.length ? S(" <span class=\"credit\">") : S("<span class=\"credit\">"));
        write_value(writer, str_format(writer->job->arena, "Crédit : %.*s", STR(credit)));
        buf_literal(writer->out, "</span>");
    }
    buf_literal(writer->out, "</figcaption>");
}

static void write_figure(Writer *writer, const Directive *directive)
{
    Str legend = attribute(directive, "legende"), credit = attribute(directive, "credit");
    Str alt = attribute(directive, "alt"), caption = caption_text(writer, legend, credit),
        id = attribute(directive, "id");
    bool decoration = map_find(directive->attributes, S("decoratif")) != NULL;
    if (!attribute(directive, "src").length)
        return;                         // said when it was read
    if (!alt.length && !decoration) {
        problem(&writer->job->problems, directive_place(writer, directive), "E0554",
                "an image without a description");
        writer->ok = problem_hint(&writer->job->problems,
                                  "add alt=\"what it shows\", or the word decoratif");
    }
    writer_line(writer);
    buf_literal(writer->out, "<figure class=\"image\"");
    if (id.length) {
        buf_literal(writer->out, " id=\"");
        buf_html_attribute(writer->out, id);
        buf_char(writer->out, '"');
    }
    if (caption.length) {
        buf_literal(writer->out, " role=\"figure\" aria-label=\"");
        buf_html_attribute(writer->out, caption);
        buf_char(writer->out, '"');
    }
    buf_char(writer->out, '>');
    write_image_file(writer, attribute_place(writer, directive, "src"), attribute(directive, "src"),
                     alt, S(""));
    if (caption.length)
        write_figcaption(writer, legend, credit);
    buf_literal(writer->out, "</figure>\n");
}

static void write_chart(Writer *writer, const Directive *directive)
{
    Job *job = writer->job;
    Str id = attribute(directive, "id");
    if (!id.length)
        return;                         // said when it was read
    const Figure *figure = site_use_chart(job, id);
    writer_line(writer);
    if (figure) {
        if (!render_figure(job, figure->spec, figure->place, 3, writer->out))
            writer->ok = false;
        writer_line(writer);
        return;
    }
    List(Str) ids = { 0 };
    for (int i = 0; i < job->site->figures.count; i++)
        list_add(&ids, job->arena, job->site->figures.at[i]->id);
    writer->ok = problem(&job->problems, attribute_place(writer, directive, "id"), "E0562",
                         "no figure '%.*s' is declared", STR(id));
    problem_hint_nearest(&job->problems, id, ids.at, ids.count);
}

static void set_key(ValueMap *spec, Arena *arena, const char *key, const Value *attribute,
                    Value value)
{
    value.line = attribute->line;
    value.column = attribute->column;
    ValueEntry entry = { str_from(key), attribute->line, attribute->column, value };
    list_add(spec, arena, entry);
}

static Value names_of(Arena *arena, const Value *attribute)
{
    ValueList *names = arena_new(arena, ValueList);
    for (Str rest = attribute->string, name; str_next(&rest, ',', &name);) {
        Value value = value_string(str_trim(name));
        value.line = attribute->line;
        value.column = attribute->column;
        list_add(names, arena, value);
    }
    return value_list(names);
}

static void write_data_table(Writer *writer, const Directive *directive)
{
    static const char *const KEYS[][2] = {
        { "table", "table" }, { "titre", "title" }, { "tri", "sort" }, { "id", "id" }
    };
    Arena *arena = writer->job->arena;
    ValueMap *spec = arena_new(arena, ValueMap);
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        const Value *value = map_find(directive->attributes, str_from(KEYS[i][0]));
        if (value)
            set_key(spec, arena, KEYS[i][1], value, *value);
    }
    const Value *columns = map_find(directive->attributes, S("colonnes")),
                *limit = map_find(directive->attributes, S("limite"));
    int64_t rows = 0;
    if (columns)
        set_key(spec, arena, "columns", columns, names_of(arena, columns));
    if (limit && str_to_integer(limit->string, &rows) && rows > 0)
        set_key(spec, arena, "limit", limit, value_integer(rows));
    else if (limit)
        writer->ok = problem(&writer->job->problems, attribute_place(writer, directive, "limite"),
                             "E0563", "'%.*s' is no number of rows", STR(limit->string));
    writer_line(writer);
    if (!render_table_block(writer->job, spec, directive_place(writer, directive), writer->out))
        writer->ok = false;
    writer_line(writer);
}

void enter_directive(Writer *writer, cmark_node *node, const Directive *directive)
{
    writer->before = 0;
    if (is_named(directive, "encadre"))
        open_tag(writer, directive, "div", "encadre");
    else if (is_named(directive, "citation"))
        open_tag(writer, directive, "blockquote", "exergue");
    else if (is_named(directive, "contact"))
        enter_contact(writer, directive);
    else if (is_named(directive, "chiffre-cle"))
        enter_key_figure(writer, node, directive);
    else if (is_named(directive, "figure"))
        write_figure(writer, directive);
    else if (is_named(directive, "graphique"))
        write_chart(writer, directive);
    else if (is_named(directive, "tableau"))
        write_data_table(writer, directive);
    else if (is_named(directive, "signes"))
        writer_line(writer), render_sign_legend(writer->out), writer_line(writer);
}

void exit_directive(Writer *writer, cmark_node *node, const Directive *directive)
{
    writer_line(writer);
    if (is_named(directive, "encadre") || is_named(directive, "contact"))
        buf_literal(writer->out, "</div>\n");
    else if (is_named(directive, "citation"))
        exit_quotation(writer, directive);
    else if (is_named(directive, "chiffre-cle"))
        exit_key_figure(writer, node, directive);
    writer->before = 0;
}

/* In a key figure, the label or the first paragraph says what is counted; the others compare it. */
Str paragraph_class(cmark_node *paragraph)
{
    cmark_node *parent = paragraph->parent;
    const Directive *directive = parent && parent->extension ? node_directive(parent) : NULL;
    if (!directive)
        return S("");
    if (is_named(directive, "encadre") && node_is_label(paragraph))
        return S("titre");
    if (is_named(directive, "chiffre-cle"))
        return parent->first_child == paragraph ? S("quoi") : S("ecart");
    return S("");
}
