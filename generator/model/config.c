/* model/config.c - finds what site.toml declared. Called by whatever handles types and terms. */
#include "model/config.h"

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
