/* write/twin.c - what a page says of itself, for programs. Called by write/output.c.
 *
 * Made from the front matter, the place and the row of the page: the text is not parsed again.
 */
#include "write/twin.h"

#include "write/table.h"

/* Starts a member of the object that is open: `out` ends in '{', '[' or a value. */
static void add_name(Buf *out, Str name)
{
    char last = out->data[out->length - 1];
    if (last != '{' && last != '[')
        buf_char(out, ',');
    if (name.length) {
        buf_char(out, '\n');
        buf_json_string(out, name);
        buf_char(out, ':');
    }
}

static void add_text(Buf *out, Str name, Str text)
{
    if (!text.length)
        return;
    add_name(out, name);
    buf_json_string(out, text);
}

static void add_value(Buf *out, Str name, const Value *value)
{
    if (!value || value->kind == VALUE_NIL)
        return;
    add_name(out, name);
    buf_json(out, value);
}

static void add_date(Buf *out, Str name, Date date)
{
    Value value = value_date(date);
    if (date_known(date))
        add_value(out, name, &value);
}

static Str absolute(Job *job, Str url)
{
    const Config *config = job->site->config;
    Str rest = str_slice(url, str_starts(url, config->base_path) ? config->base_path.length : 0, url.length);
    return str_format(job->arena, "%.*s%.*s", STR(config->base_url), STR(rest));
}

static void add_reference(Job *job, Buf *out, const Page *page)
{
    site_use_card(job, page);
    buf_literal(out, "{\"title\":");
    buf_json_string(out, page->title);
    buf_literal(out, ",\"url\":");
    buf_json_string(out, absolute(job, page->url));
    buf_char(out, '}');
}

static void add_references(Job *job, Buf *out, Str name, const PageList *pages)
{
    if (!pages || !pages->count)
        return;
    add_name(out, name);
    buf_char(out, '[');
    for (int i = 0; i < pages->count; i++) {
        add_name(out, S(""));
        add_reference(job, out, pages->at[i]);
    }
    buf_char(out, ']');
}

static const char *const KINDS[] = {
    [PAGE_HOME] = "home", [PAGE_SECTION] = "section", [PAGE_SINGLE] = "page", [PAGE_TAXONOMY] = "taxonomy",
    [PAGE_TERM] = "term", [PAGE_NOT_FOUND] = "404",
};

static void add_identity(Job *job, Buf *out)
{
    const Page *page = job->page;
    const Config *config = job->site->config;
    add_text(out, S("url"), absolute(job, page->url));
    add_text(out, S("title"), page->title);
    if (!str_equal(page->title, page_short_title(page)))
        add_text(out, S("short_title"), page_short_title(page));
    add_text(out, S("description"), page->description);
    add_text(out, S("summary"), page_more(page)->summary);
    add_text(out, S("kind"), str_from(KINDS[page->kind]));
    add_text(out, S("type"), page->origin->type);
    add_text(out, S("lang"), page->origin->lang.length ? page->origin->lang : config->language);
    add_date(out, S("date"), page->date);
    add_date(out, S("updated"), page_more(page)->updated);
    add_text(out, S("licence"), config->licence);
    add_text(out, S("licence_url"), config->licence_url);
    add_text(out, S("publisher"), map_string(config->publisher, S("name")));
}

static void add_place(Job *job, Buf *out)
{
    const Page *page = job->page;
    site_use_place(job, page);
    if (page->parent) {
        add_name(out, S("parent"));
        add_reference(job, out, page->parent);
    }
    const char *query = page->kind == PAGE_TERM ? "term" : page->kind == PAGE_SINGLE ? NULL : "section";
    if (query)
        add_references(job, out, S("pages"),
                       site_use_list(job, str_format(job->arena, "%s:%.*s", query, STR(page->path))));
    if (!page_terms(page)->count)
        return;
    add_name(out, S("terms"));
    buf_char(out, '{');
    for (int i = 0; i < page_terms(page)->count; i++) {
        const Terms *terms = &page_terms(page)->at[i];
        add_references(job, out, job->site->config->taxonomies.at[terms->taxonomy].name, &terms->terms);
    }
    buf_char(out, '}');
}

static void add_front(Job *job, Buf *out)
{
    static const char *const KEYS[] = { "authors", "contacts", "keywords", "territories", "sources" };
    const Page *page = job->page;
    const PageType *type = config_type(job->site->config, page->origin->type);
    const ValueMap *front = page_front(page, job->arena);
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        add_value(out, str_from(KEYS[i]), map_find(front, str_from(KEYS[i])));
    if (!type || !type->fields.count)
        return;
    add_name(out, S("fields"));
    buf_char(out, '{');
    for (int i = 0; i < type->fields.count; i++)
        add_value(out, type->fields.at[i].name, map_find(front, type->fields.at[i].name));
    buf_char(out, '}');
}

static void add_cell(Job *job, Buf *out, const Table *table, int row, int index)
{
    static const char *const MARKS[] = { [CELL_MISSING] = "missing", [CELL_NOT_APPLICABLE] = "not_applicable",
                                         [CELL_SECRET] = "secret" };
    const Column *column = &table->columns[index];
    Cell cell = table_cell(table, row, index);
    Buf shown = buf_new(job->arena);
    buf_cell(&shown, column, cell);
    add_name(out, S(""));
    buf_literal(out, "{\"name\":");
    buf_json_string(out, column->name);
    if (!str_equal(column->title, column->name))
        add_text(out, S("title"), column->title);
    add_name(out, S("value"));
    buf_json_cell(out, column, cell);
    if (column->type == COLUMN_INTEGER || column->type == COLUMN_NUMBER)
        add_text(out, S("shown"), buf_str(&shown));
    if (cell.state != CELL_VALUE)
        add_text(out, S("mark"), str_from(MARKS[cell.state]));
    if (cell.status)
        add_text(out, S("status"), (Str){ &cell.status, 1 });
    add_text(out, S("unit"), column->unit);
    add_text(out, S("formula"), column->formula);
    buf_char(out, '}');
}

static void add_source(Buf *out, const Table *table)
{
    add_name(out, S("from"));
    buf_char(out, '{');
    add_text(out, S("table"), table->name);
    add_text(out, S("title"), table->title);
    add_text(out, S("file"), table->file);
    add_text(out, S("field"), table->field);
    add_text(out, S("producer"), table->source.producer);
    add_text(out, S("dataset"), table->source.dataset);
    add_text(out, S("vintage"), table->source.vintage);
    add_text(out, S("source_url"), table->source.url);
    buf_char(out, '}');
}

static void add_data(Job *job, Buf *out)
{
    const Value *data = &job->page->data;
    if (data->kind != VALUE_ROW) {
        add_value(out, S("data"), data);
        return;
    }
    site_use_row(job, data->table, data->row);
    add_name(out, S("data"));
    buf_char(out, '[');
    for (int i = 0; i < data->table->column_count; i++)
        add_cell(job, out, data->table, data->row, i);
    buf_char(out, ']');
    add_source(out, data->table);
}

static void use_settings(Job *job)
{
    static const char *const KEYS[] = { "base_url", "license", "license_url", "publisher" };
    const PageOrigin *origin = job->page->origin;
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        site_use_setting(job, str_from(KEYS[i]));
    if (!origin->lang.length)
        site_use_setting(job, S("default_language"));
    site_use_setting(job, str_find_char(origin->type, '.') >= 0 ? S("types")     // the name of a setting has dots
                              : str_format(job->arena, "types.%.*s.fields", STR(origin->type)));
    if (page_terms(job->page)->count)
        site_use_setting(job, S("taxonomies.name"));
}

bool write_twin(Job *job, Str *json)
{
    Buf out = buf_new(job->arena);
    site_use_meta(job, job->page);
    use_settings(job);
    buf_char(&out, '{');
    add_identity(job, &out);
    add_place(job, &out);
    add_front(job, &out);
    add_data(job, &out);
    buf_literal(&out, "\n}\n");
    *json = buf_str(&out);
    return true;
}
