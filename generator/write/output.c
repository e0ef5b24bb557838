/* write/output.c - which writer makes which file. Called by commands/outputs.c, one job per output.
 *
 * Files of the whole site (sitemaps, search, redirects) depend on what they show of all pages.
 */
#include "write/output.h"

#include "read/inputs.h"
#include "write/feed.h"
#include "write/page.h"
#include "write/redirect.h"
#include "write/search.h"
#include "write/sitemap.h"
#include "write/table.h"
#include "write/twin.h"

#include <assert.h>

typedef void SiteWriter(const Site *site, Buf *out);
enum { MOST_SETTINGS = 3 };

static void write_first_sitemap(const Site *site, Buf *out)
{
    write_sitemap(site, 0, out);
}

static const struct SiteFile {
    Str path;
    SiteWriter *write;
    Str list;                               // all that it reads of the site: a list of the whole site
    Str settings[MOST_SETTINGS];            // and settings
} SITE_FILES[] = {
    { S("sitemap.xml"), write_first_sitemap, S("sitemap:0"), { S("base_url"), S("sitemap") } },
    { S("robots.txt"), write_robots, S(""), { S("base_url") } },
    { S("recherche.json"), write_search, S("search"), { S("") } },
    { S("_redirects"), write_redirect_list, S("redirects"), { S("base_url") } },
    { S("redirects-nginx.map"), write_redirect_map, S("redirects"), { S("base_url") } },
};

static int shard_of(Str path)
{
    int64_t shard;
    Str start = S("sitemap-"), end = S(".xml");
    if (!str_starts(path, start) || !str_ends(path, end) || path.length <= start.length + end.length ||
        !str_to_integer(str_slice(path, start.length, path.length - end.length), &shard))
        return 0;
    return (int)shard;
}

static void use_site(Job *job, const struct SiteFile *file, Str list)
{
    if (list.length)
        site_use_list(job, list);
    for (int i = 0; i < MOST_SETTINGS && file->settings[i].length; i++)
        site_use_setting(job, file->settings[i]);
}

static bool make_site_file(Job *job, const Output *output, Str *bytes)
{
    Buf out = buf_new(job->arena);
    bool made = false;
    for (size_t i = 0; i < sizeof SITE_FILES / sizeof *SITE_FILES && !made; i++)
        if ((made = str_equal(output->path, SITE_FILES[i].path))) {
            use_site(job, &SITE_FILES[i], SITE_FILES[i].list);
            SITE_FILES[i].write(job->site, &out);
        }
    if (!made && (made = shard_of(output->path) > 0)) {
        use_site(job, &SITE_FILES[0], str_format(job->arena, "sitemap:%d", shard_of(output->path)));
        write_sitemap(job->site, shard_of(output->path), &out);
    }
    *bytes = buf_str(&out);
    assert(made);               // link_outputs() lists only what is made here
    return made;
}

static bool make_search_shard(Job *job, const Output *output, Str *bytes)
{
    const SearchShard *shard = output->object;
    Buf out = buf_new(job->arena);
    site_use_list(job, shard->query.name);
    write_search_shard(job->site, shard, &out);
    *bytes = buf_str(&out);
    return true;
}

static bool make_table(Job *job, const Output *output, Str *bytes)
{
    const Table *table = output->object;
    Buf out = buf_new(job->arena);
    site_use_table(job, table->name);
    if (str_ends(output->path, S(".json")))
        write_table_json(table, &out);
    else if (str_ends(output->path, S("-tableur.csv")))
        write_table_spreadsheet(table, &out);
    else
        write_table_csv(table, &out);
    *bytes = buf_str(&out);
    return true;
}

static bool make_copy(Job *job, const Source *source, const Output *output, Str *bytes)
{
    const SourceFile *file = output->object;
    site_use_file(job, file->path);
    return input_read_again(source, job->arena, file->path, file->hash, (Place){ .file = file->path }, bytes, &job->problems);
}

static bool make_redirect(Job *job, const Output *output, Str *bytes)
{
    Buf out = buf_new(job->arena);
    site_use_output(job, output->path);
    site_use_setting(job, S("base_url"));
    site_use_setting(job, S("default_language"));
    write_redirect(job->site, output->object, &out);
    *bytes = buf_str(&out);
    return true;
}

bool make_output(Job *job, const Source *source, const Output *output, Str *bytes)
{
    int errors = job->problems.errors;          // problems may hold those of earlier jobs
    job->page = output->page;
    job->number = output->number ? output->number : 1;
    switch (output->kind) {
    case OUTPUT_PAGE:     return write_page(job, source, bytes) && job->problems.errors == errors;
    case OUTPUT_TWIN:     return write_twin(job, bytes);
    case OUTPUT_FEED:     return write_feed(job, output->path, bytes);
    case OUTPUT_REDIRECT: return make_redirect(job, output, bytes);
    case OUTPUT_FILE:     return make_copy(job, source, output, bytes);
    case OUTPUT_TABLE:    return make_table(job, output, bytes);
    case OUTPUT_SITE:     return output->object ? make_search_shard(job, output, bytes) : make_site_file(job, output, bytes);
    }
    return false;
}
