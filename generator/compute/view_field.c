/* compute/view_field.c - the fields of a page that its type declares, in the view of the page. */
#include "compute/value.h"
#include "compute/view_object.h"

#include <lua.h>

bool get_page_field(lua_State *lua, const View *view, Str name, ViewValue *out)
{
    const Config *config = view_job(lua)->site->config;
    const Page *page = view->object;
    for (int i = 0; i < config->types.count; i++)
        for (int k = 0; k < config->types.at[i].fields.count; k++)
            if (str_equal(config->types.at[i].fields.at[k].name, name)) {
                site_use_setting(view_job(lua), S("types"));
                if (view_job(lua)->page != page)        // render_template() has recorded its own
                    site_use_meta(view_job(lua), page);
                const Value *value = page_key(page, view_job(lua)->arena, name);
                Value none = value_nil();
                *out = view_value(lua, value ? value : &none);
                return true;
            }
    return false;
}

int page_field_names(lua_State *lua, const View *view, Str *names, int most)
{
    const PageType *type = config_type(view_job(lua)->site->config, ((const Page *)view->object)->origin->type);
    int count = 0;
    for (int i = 0; type && i < type->fields.count && count < most; i++)
        names[count++] = type->fields.at[i].name;
    return count;
}

Str page_type_title(Job *job, const Page *page)
{
    const PageType *type = config_type(job->site->config, page->origin->type);
    site_use_setting(job, str_format(job->arena, "types.%.*s.title", STR(page->origin->type)));
    return type ? type->title : page->origin->type;
}
