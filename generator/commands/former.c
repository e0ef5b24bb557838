/* commands/former.c - the site as the last build linked it, from what that build kept.
 *
 * The state holds the forms of all inputs, the settings, and what the scripts gave: enough to link the
 * whole site once more, beside the one of now, without a file or a script. What differs between the two
 * is then told by the same look-ups in both (commands/difference.c). Only dates from git are not known:
 * they are taken to be those of now.
 * Called by commands/explain.c.
 */
#include "commands/former.h"

#include "model/pack.h"
#include "read/config.h"
#include "read/site.h"
#include "read/site_page.h"

static const Config *former_config(const Build *build, const LastBuild *last)
{
    Arena *keep = build->invocation->keep;
    ConfigOptions options = { .file = build->config->file, .drafts = last->drafts, .future = last->future,
                              .expired = last->expired, .now = date_from_seconds(last->from) };
    Unpacker unpacker = unpacker_of(last->settings);
    const ValueMap *root = unpack_map(&unpacker, keep, NULL);
    return unpacker_is_done(&unpacker) ? config_again(keep, &options, root) : NULL;
}

Site *build_former(const Build *build, const Inputs **inputs)
{
    Arena *keep = build->invocation->keep;
    LastBuild last;
    Problems ignored = problems_new(keep, ENGLISH);
    Inputs *former = inputs_former(keep, store_section(build->store, INPUTS_SECTION), &last);
    const Config *config = former ? former_config(build, &last) : NULL;
    *inputs = former;
    if (!config)
        return NULL;
    Site *site = arena_new(keep, Site);
    *site = (Site){ .keep = keep, .config = config, .version = build->site->version, .themes = build->site->themes,
                    .commits = build->site->commits };
    read_site(site, former, 1, &keep, &ignored);
    for (int i = 0; i < site->pages.count; i++)
        page_set_commits(site->pages.at[i], site);
    compute_again(site, store_section(build->store, SCRIPTS_SECTION));
    site_link(site, &ignored);
    return site;
}
