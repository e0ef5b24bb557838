/* tests/unit/config.c - site.toml: values, defaults, mistakes with their places, --set. */
#include "unit.h"

#include <string.h>

#include "folder.h"
#include "read/config.h"

static Problems problems;

static Config *config_of(const char *text, const char *set)
{
    problems = problems_new(test_arena, ENGLISH);
    Folder folder = test_folder(test_arena);
    test_write(&folder, "site.toml", text);
    Source source;
    assert_true(source_open(&source, test_arena, folder.path, S(""), &problems));
    ConfigOptions options = { .file = S("site.toml") };
    if (set)
        list_add(&options.set, test_arena, str_from(set));
    Config *config = read_config(test_arena, &source, &options, &problems);
    source_close(&source);
    test_folder_remove(&folder);
    return config;
}

#define HEAD "base_url = \"https://obs.example/sous/\"\ntitle = \"Obs\"\n"

TEST(config_has_defaults)
{
    Config *config = config_of(HEAD, NULL);
    assert_no_problems(&problems);
    assert_str(config->base_url, "https://obs.example/sous");
    assert_str(config->base_path, "/sous");
    assert_str(config->language, "fr");
    assert_int_equal(config->paginate_by, 20);
    assert_int_equal(config->sitemap_limit, 40000);
    assert_true(config->search && config->json_twins && !config->drafts);
    assert_non_null(config_type(config, S("page")));
}

TEST(config_names_the_nearest_key)
{
    assert_null(config_of(HEAD "themme = \"x\"\n[build]\ndraft = true\n", NULL));
    assert_string_equal(problems_text(&problems),
                        "site.toml:3:1: error[E0120]: unknown key 'themme'; did you mean 'theme'?\n"
                        "site.toml:5:1: error[E0120]: unknown key 'build.draft'; did you mean 'drafts'?\n");
}

TEST(config_says_what_kind_it_wants)
{
    assert_null(config_of(HEAD "[build]\njobs = \"4\"\ndrafts = \"oui\"\n[sorting]\nby = \"dates\"\n", NULL));
    assert_string_equal(problems_text(&problems),
                        "site.toml:4:8: error[E0121]: 'build.jobs': expected whole number, found the text '4'; "
                        "write the number without quotes or spaces\n"
                        "site.toml:5:10: error[E0121]: 'build.drafts': expected true or false, found the text 'oui'; "
                        "write true or false, without quotes\n"
                        "site.toml:7:6: error[E0123]: 'sorting.by' cannot be 'dates'; did you mean 'date'?\n");
}

TEST(config_wants_an_address_and_a_title)
{
    assert_null(config_of("description = \"x\"\n", NULL));
    assert_int_equal(problems.errors, 2);
    assert_null(config_of("title = \"x\"\nbase_url = \"obs.example\"\n", NULL));
    assert_string_equal(problems_text(&problems),
                        "site.toml:2:12: error[E0123]: base_url 'obs.example' is not the address of a site; "
                        "write https:// or http://, the host and the folder, without '?' nor '#'\n");
    assert_null(config_of("title = \"x\"\nbase_url = \"https://a.example/?b\"\n", NULL));
    assert_null(config_of("title = \"x\"\nbase_url = \"https:///b\"\n", NULL));
}

TEST(config_set_overrides_the_file)
{
    Config *config = config_of(HEAD "[build]\ndrafts = false\n[params]\na = 1\n", "build.drafts=true");
    assert_no_problems(&problems);
    assert_true(config->drafts);
    assert_str(config_of(HEAD, "title=2024")->title, "2024");
    config = config_of(HEAD "[params]\na = 1\n", "params.b.c=x y");
    assert_str(map_find_path(config->params, S("b.c"))->string, "x y");
    assert_int_equal(map_find_path(config->params, S("a"))->integer, 1);
    assert_null(config_of(HEAD, "titre=x"));
    assert_null(config_of(HEAD, "title"));
}

TEST(config_reads_declarations)
{
    Config *config = config_of(HEAD "[types.initiative]\ntitle = \"Initiative\"\n"
                               "[types.initiative.fields.porteur]\ntype = \"text\"\nrequired = true\nmax = 80\n"
                               "[[taxonomies]]\nname = \"themes\"\nfeed = true\nvalues = [\"Emploi\"]\n"
                               "[[menus.main]]\nname = \"A\"\nurl = \"/a/\"\nweight = -3\n"
                               "[permalinks]\nactus = \":year/:slug\"\n", NULL);
    assert_no_problems(&problems);
    const PageType *type = config_type(config, S("initiative"));
    assert_str(type->fields.at[0].name, "porteur");
    assert_true(type->fields.at[0].required);
    assert_int_equal(config_taxonomy(config, S("themes")), 0);
    assert_str(config->taxonomies.at[0].path, "themes");
    assert_int_equal(config->menus.at[0].weight, -3);
    assert_str(config->permalinks.at[0].pattern, ":year/:slug");
}

TEST(config_reports_all_mistakes_of_declarations)
{
    assert_null(config_of(HEAD "[types.a.fields.title]\ntype = \"texte\"\n[types.a.fields.b]\nreferences = \"x\"\n"
                          "[[taxonomies]]\npath = \"x\"\n[permalinks]\na = \":jour\"\n", NULL));
    assert_int_equal(problems.errors, 5);
}

TEST(config_missing_says_so)
{
    problems = problems_new(test_arena, ENGLISH);
    Folder folder = test_folder(test_arena);
    Source source;
    assert_true(source_open(&source, test_arena, folder.path, S(""), &problems));
    ConfigOptions options = { .file = S("site.toml") };
    assert_null(read_config(test_arena, &source, &options, &problems));
    assert_non_null(strstr(problems_text(&problems), "E0126"));
    source_close(&source);
    test_folder_remove(&folder);
}
