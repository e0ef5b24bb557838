/* read/theme.c - follows `extends` from theme to theme. Called by read/inputs.c. */
#include "read/theme.h"

#include "base/path.h"
#include "read/keys.h"
#include "read/toml.h"

typedef struct Theme {
    Str name, version, description, author, license, extends;
    const ValueMap *settings;
    Place extended;             /* where `extends` is written                                     */
} Theme;

static const Key KEYS[] = {
    KEY("name", KEY_TEXT, .offset = offsetof(Theme, name)),
    KEY("version", KEY_TEXT, .offset = offsetof(Theme, version)),
    KEY("description", KEY_TEXT, .offset = offsetof(Theme, description)),
    KEY("author", KEY_TEXT, .offset = offsetof(Theme, author)),
    KEY("license", KEY_TEXT, .offset = offsetof(Theme, license)),
    KEY("extends", KEY_TEXT, .offset = offsetof(Theme, extends)),
    KEY("settings", KEY_MAP, .offset = offsetof(Theme, settings)),
};

static bool is_used(const Site *site, Str name)
{
    for (int i = 0; i < site->themes.count; i++)
        if (str_equal(site->themes.at[i], name))
            return true;
    return false;
}

static bool read_theme(Site *site, const Source *source, Str name, Place asked, Theme *theme, Problems *problems)
{
    Str file = str_format(site->keep, "themes/%.*s/theme.toml", STR(name)), text;
    if (!path_is_clean(file) || !source_has(source, file)) {
        problem(problems, asked, "E0616", "there is no theme '%.*s'", STR(name));
        return problem_hint(problems, "it should be at '%.*s'", STR(file));
    }
    ValueMap *map;
    if (!source_read(source, site->keep, file, asked, &text, problems))
        return false;
    bool ok = read_toml(site->keep, file, 1, text, false, problems, &map);
    KeyReader reader = { site->keep, file, problems, "E0120", "E0121", "E0123", false, S("") };
    const Value *extends = map_find(map, S("extends"));
    theme->extended = (Place){ file, extends ? extends->line : 0, extends ? extends->column : 0 };
    return keys_read(&reader, KEYS, KEYS_COUNT(KEYS), map, theme, S("")) && ok;
}

bool read_themes(Site *site, const Source *source, Problems *problems)
{
    const Value *value = map_find(site->config->root, S("theme"));
    Place asked = { value && !value->line ? S("--set") : site->config->file, value ? value->line : 0,
                    value ? value->column : 0 };
    for (Str name = site->config->theme; name.length;) {
        if (is_used(site, name))
            return problem(problems, asked, "E0617", "the theme '%.*s' extends itself", STR(name));
        Theme theme = { 0 };
        if (!read_theme(site, source, name, asked, &theme, problems)) {
            site->themes_missing = true;
            return false;
        }
        list_add(&site->themes, site->keep, name);
        asked = theme.extended;
        name = theme.extends;
    }
    return true;
}
