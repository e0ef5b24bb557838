/* commands/new.c - makes a new page from the model of its type.
 *
 * The model is archetypes/TYPE.md of the site, else of the theme, else archetypes/page.md of the
 * theme; {titre} and {date} in it are replaced.
 */
#include "commands/report.h"

#include "base/path.h"
#include "base/utf8.h"
#include "read/config.h"

static bool find_model(const Source *source, Arena *keep, const Config *config, Str type, Str *path)
{
    const Str candidates[] = {
        str_format(keep, "archetypes/%.*s.md", STR(type)),
        str_format(keep, "themes/%.*s/archetypes/%.*s.md", STR(config->theme), STR(type)),
        str_format(keep, "themes/%.*s/archetypes/page.md", STR(config->theme)),
    };
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++)
        if (source_has(source, candidates[i])) {
            *path = candidates[i];
            return true;
        }
    return false;
}

/* "bilan-de-l-annee" as a title: "Bilan de l annee". */
static Str title_of_path(Arena *keep, Str path)
{
    Str stem = path_stem(path);
    if (str_equal(stem, S("index")) || str_equal(stem, S("_index")))
        stem = path_name(path_folder(path));
    char *title = (char *)str_cstr(keep, stem);
    for (size_t i = 0; i < stem.length; i++)
        if (title[i] == '-' || title[i] == '_')
            title[i] = ' ';
    if (stem.length && title[0] >= 'a' && title[0] <= 'z')
        title[0] = (char)(title[0] - 'a' + 'A');
    return (Str){ title, stem.length };
}

/* The models write the title between double quotes, where YAML reads two characters as its own. */
static void add_quoted(Buf *out, Str title)
{
    for (size_t i = 0; i < title.length; i++) {
        if (title.data[i] == '"' || title.data[i] == '\\')
            buf_char(out, '\\');
        buf_char(out, (unsigned char)title.data[i] < ' ' ? ' ' : title.data[i]);
    }
}

static Str filled(Arena *keep, Str model, Str title, Date date)
{
    Buf out = buf_new(keep), day = buf_new(keep);
    buf_date(&day, date);
    while (model.length) {
        int brace = str_find_char(model, '{');
        size_t before = brace < 0 ? model.length : (size_t)brace;
        buf_add(&out, str_slice(model, 0, before));
        model = str_slice(model, before, model.length);
        if (str_starts(model, S("{titre}"))) {
            add_quoted(&out, title);
            model = str_slice(model, 7, model.length);
        } else if (str_starts(model, S("{date}"))) {
            buf_add(&out, buf_str(&day));
            model = str_slice(model, 6, model.length);
        } else if (model.length) {
            buf_char(&out, '{');
            model = str_slice(model, 1, model.length);
        }
    }
    return buf_str(&out);
}

static bool check_type(Invocation *invocation, const Config *config)
{
    if (!invocation->type.length || config_type(config, invocation->type))
        return true;
    Words names = { 0 };
    for (int i = 0; i < config->types.count; i++)
        list_add(&names, invocation->keep, config->types.at[i].name);
    problem(&invocation->problems, (Place){ .file = config->file }, "E0906", "no type '%.*s' in the configuration",
            STR(invocation->type));
    return problem_hint_nearest(&invocation->problems, invocation->type, names.at, names.count);
}

/* "entretiens/x", "content/entretiens/x.md" -> "content/entretiens/x.md". */
static Str content_path(Arena *keep, Str path)
{
    if (!str_starts(path, S("content/")))
        path = str_format(keep, "content/%.*s", STR(path));
    return str_ends(path, S(".md")) ? path : str_format(keep, "%.*s.md", STR(path));
}

static int make_page(Invocation *invocation, const Source *source, const Config *config)
{
    Problems *problems = &invocation->problems;
    Str model, text, path = content_path(invocation->keep, invocation->operands.at[0]);
    Folder folder = source->site;
    FileEntry entry;
    if (!check_type(invocation, config))
        return EXIT_USAGE;
    if (!path_is_clean(path) || str_find(path, S("/.")) >= 0) {
        problem(problems, (Place){ .file = path }, "E0907", "this is no path of a page");
        problem_hint(problems, "names that do not start with '.', below content/, like entretiens/caux-seine");
        return EXIT_USAGE;
    }
    if (!invocation->force && folder_stat(&folder, path, &entry)) {
        problem(problems, (Place){ .file = path }, "E0908", "the page exists already");
        problem_hint(problems, "choose another name, or replace it with --force");
        return EXIT_REFUSED;
    }
    Str type = invocation->type.length ? invocation->type : S("page");
    if (!find_model(source, invocation->keep, config, type, &model)) {
        problem(problems, (Place){ 0 }, "E0909", "the theme has no model for a page");
        problem_hint(problems, "write one, archetypes/%.*s.md, with {titre} and {date} where these go", STR(type));
        return EXIT_SITE_ERRORS;
    }
    if (!source_read(source, invocation->keep, model, (Place){ 0 }, &text, problems))
        return EXIT_ENVIRONMENT;
    Str title = invocation->operands.count > 1 ? invocation->operands.at[1] : title_of_path(invocation->keep, path);
    if (!folder_write(&folder, path, filled(invocation->keep, text, title, invocation->now))) {
        problem(problems, (Place){ .file = path }, "E0703", "cannot write it: %s", folder.error);
        return EXIT_ENVIRONMENT;
    }
    print(invocation, str_format(invocation->keep, "%.*s\n", STR(path)));
    return EXIT_DONE;
}

int command_new(Invocation *invocation)
{
    Source source;
    const Config *config;
    int code = open_site(invocation, &source, &config);
    if (code != EXIT_DONE)
        return code;
    code = make_page(invocation, &source, config);
    report(invocation, &source);
    source_close(&source);
    return code;
}
