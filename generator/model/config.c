/* model/config.c - finds what site.toml declared. Called by whatever handles types and terms. */
#include "model/config.h"

#include "model/page.h"

const PageType *config_type(const Config *config, Str name)
{
    for (int i = 0; i < config->types.count; i++)
        if (str_equal(config->types.at[i].name, name))
            return &config->types.at[i];
    return NULL;
}

int config_taxonomy(const Config *config, Str name)
{
    for (int i = 0; i < config->taxonomies.count; i++)
        if (str_equal(config->taxonomies.at[i].name, name))
            return i;
    return -1;
}

static void share_name(Config *config, Arena *keep, Str name)
{
    MapEntry *entry = map_entry(&config->front_names, keep, name);
    Str *shared = arena_new(keep, Str);
    *shared = name;
    entry->value = shared;
}

void config_share_names(Config *config, Arena *keep)
{
    for (const char *const *key = page_keys(); *key; key++)
        share_name(config, keep, str_from(*key));
    for (int i = 0; i < config->taxonomies.count; i++)
        share_name(config, keep, config->taxonomies.at[i].name);
    for (int i = 0; i < config->types.count; i++)
        for (int j = 0; j < config->types.at[i].fields.count; j++)
            share_name(config, keep, config->types.at[i].fields.at[j].name);
}
