/* commands/shard.c - which outputs fall to a part, and which site it is a part of. */
#include "commands/shard.h"

#include "base/path.h"
#include "render/template.h"

static bool read_part(Str text, int *part, int *parts)
{
    int64_t number, count;
    int slash = str_find_char(text, '/');
    if (slash < 0 || !str_to_integer(str_slice(text, 0, (size_t)slash), &number) ||
        !str_to_integer(str_slice(text, (size_t)slash + 1, text.length), &count) || number < 1 ||
        number > count || count > MOST_PARTS)
        return false;
    *part = (int)number;
    *parts = (int)count;
    return true;
}

bool shard_begin(Invocation *invocation)
{
    Arena *keep = invocation->keep;
    if (!invocation->shard.length)
        return true;
    if (!read_part(invocation->shard, &invocation->part, &invocation->parts)) {
        problem(&invocation->problems, (Place){ 0 }, "E0920", "'%.*s' is no part of a site", STR(invocation->shard));
        return problem_hint(&invocation->problems, "write --shard 2/8: the second of eight parts (from 1, at most %d)",
                            MOST_PARTS);
    }
    Str name = str_format(keep, "%d-of-%d", invocation->part, invocation->parts), folder = invocation->source;
    if (!invocation->destination.length)
        invocation->destination = path_join(keep, folder, str_format(keep, "parts/%.*s", STR(name)));
    invocation->state = path_join(keep, folder, str_format(keep, ".essor/part-%.*s", STR(name)));
    return true;
}

int shard_of(const Invocation *invocation, Str output)
{
    return (int)(hash_str(output) % (Hash)invocation->parts) + 1;
}

bool shard_has(const Invocation *invocation, Str output)
{
    return !invocation->parts || shard_of(invocation, output) == invocation->part;
}

int shard_count(const Build *build)
{
    int count = 0;
    if (!build->invocation->parts)
        return build->site->outputs.count;
    for (int i = 0; i < build->site->outputs.count; i++)
        count += shard_has(build->invocation, site_output_path(build->site, i));
    return count;
}

/* Of all that the outputs are made from: parts of one site have the same. */
static Hash hash_of_site(const Build *build)
{
    const Site *site = build->site;
    Value settings = value_map(site->config->root);
    Hash hash = hash_add(hash_str(build->program), value_hash(&settings));
    for (int i = 0; i < site->pages.count; i++)
        hash = hash_add(hash_add(hash, site->pages.at[i]->meta), site->pages.at[i]->origin->text);
    for (int i = 0; i < site->files.count; i++)
        hash = hash_add(hash, site->files.at[i]->hash);
    for (int i = 0; i < site->tables.count; i++)
        hash = hash_add(hash, site->tables.at[i]->hash);
    for (int i = 0; i < site->figures.count; i++)
        hash = hash_add(hash, site->figures.at[i]->hash);
    for (int i = 0; i < site->indicators.count; i++)
        hash = hash_add(hash, site->indicators.at[i]->hash);
    for (int i = 0; i < site->templates.count; i++)
        hash = hash_add(hash, template_hash(site, site->templates.entries[i].key));
    return hash;
}

ManifestPart shard_part(const Build *build)
{
    const Invocation *invocation = build->invocation;
    if (!invocation->parts)
        return (ManifestPart){ 0 };
    return (ManifestPart){ invocation->part, invocation->parts, hash_of_site(build), build->config->base_path, build->open_links };
}
