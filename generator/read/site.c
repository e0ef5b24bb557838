/* read/site.c - reads all inputs of a site, one job per file, and puts the results in order.
 *
 * The listing is sorted; each job writes its result at its index; then one thread takes the results in
 * that order: the site is the same for any number of threads. Called by the commands' build.
 */
#include "read/site.h"

#include "base/path.h"
#include "base/work.h"
#include "read/image.h"
#include "read/page.h"
#include "read/permalink.h"
#include "read/table.h"
#include "read/theme.h"

typedef enum InputKind { INPUT_PAGE, INPUT_TABLE, INPUT_FILE } InputKind;

typedef struct Input {          /* one file to read, and what came of it                          */
    InputKind kind;
    Str path;
    Str description;            /* of a table: path of its .toml, or ""                           */
    Str output;                 /* of a theme's asset; "" for a file of content                   */
    Page *page;
    Table *table;
    SourceFile *file;
    Problems problems;
} Input;

typedef struct Reading {
    Site *site;
    const Source *source;
    Arena **keeps, **arenas;    /* by worker                                                      */
    Language language;
    List(Input) inputs;
    Arena *scratch;
} Reading;

static void read_page_input(Reading *reading, Input *input, Arena *keep, Arena *arena)
{
    Str bytes;
    if (source_read(reading->source, arena, input->path, (Place){ 0 }, &bytes, &input->problems))
        input->page = read_page(keep, arena, reading->site->config, input->path, bytes, &input->problems);
}

static void read_table_input(Reading *reading, Input *input, Arena *keep, Arena *arena)
{
    Str bytes, description = S("");
    bool ok = source_read(reading->source, keep, input->path, (Place){ 0 }, &bytes, &input->problems);
    if (input->description.length)
        ok = source_read(reading->source, keep, input->description, (Place){ 0 }, &description, &input->problems) && ok;
    (void)arena;
    if (ok)
        input->table = read_table(keep, path_stem(input->path), input->path, bytes, input->description, description,
                                  &input->problems);
}

static void read_file_input(Reading *reading, Input *input, Arena *keep, Arena *arena)
{
    Str bytes;
    if (!source_read(reading->source, arena, input->path, (Place){ 0 }, &bytes, &input->problems))
        return;
    input->file = arena_new(keep, SourceFile);
    *input->file = (SourceFile){ .path = input->path, .output = input->output, .hash = hash_str(bytes), .size = bytes.length };
    image_size(bytes, &input->file->width, &input->file->height);
}

static void read_input(void *context, int worker, int job)
{
    static void (*const READ[])(Reading *, Input *, Arena *, Arena *) = {
        [INPUT_PAGE] = read_page_input, [INPUT_TABLE] = read_table_input, [INPUT_FILE] = read_file_input,
    };
    Reading *reading = context;
    Input *input = &reading->inputs.at[job];
    input->problems = problems_new(reading->keeps[worker], reading->language);
    READ[input->kind](reading, input, reading->keeps[worker], reading->arenas[worker]);
    arena_reset(reading->arenas[worker]);
}

/* What a file of content/ is; false for the description of a table, which is read with it. */
static bool classify(const Map *paths, Arena *scratch, Str path, Input *out)
{
    Str extension = path_extension(path), base = path_join(scratch, path_folder(path), path_stem(path));
    *out = (Input){ .kind = INPUT_FILE, .path = path };
    if (str_equal(extension, S("md"))) {
        out->kind = INPUT_PAGE;
    } else if (str_equal(extension, S("csv"))) {
        Str description = str_format(scratch, "%.*s.toml", STR(base));
        FileEntry *entry = map_get(paths, description);
        out->kind = INPUT_TABLE;
        out->description = entry ? entry->path : S("");
    }
    return !str_equal(extension, S("toml")) || !map_get(paths, str_format(scratch, "%.*s.csv", STR(base)));
}

static bool list_content(Reading *reading, Source *source, Problems *problems)
{
    FileList files = { 0 };
    Map paths = { 0 };
    bool ok = source_list(source, reading->site->keep, S("content"), &files, problems);
    for (int i = 0; i < files.count; i++)
        if (!files.at[i].is_folder)
            map_set(&paths, reading->scratch, files.at[i].path, &files.at[i]);
    for (int i = 0; i < paths.count; i++) {
        Input input;
        if (classify(&paths, reading->scratch, paths.entries[i].key, &input))
            list_add(&reading->inputs, reading->scratch, input);
    }
    return ok;
}

/* Assets of the theme, then of those it extends: the nearest file of a name wins. */
static bool list_assets(Reading *reading, Source *source, Problems *problems)
{
    Site *site = reading->site;
    bool ok = read_themes(site, source, problems);
    Map outputs = { 0 };
    for (int i = 0; i < site->themes.count; i++) {
        FileList files = { 0 };
        Str theme = str_format(site->keep, "themes/%.*s/", STR(site->themes.at[i]));
        ok = source_list(source, site->keep, path_join(site->keep, str_slice(theme, 0, theme.length - 1), S("assets")),
                         &files, problems) && ok;
        for (int j = 0; j < files.count; j++) {
            Str path = files.at[j].path, output = str_slice(path, theme.length, path.length);
            if (files.at[j].is_folder || map_get(&outputs, output))
                continue;
            map_set(&outputs, reading->scratch, output, site);
            list_add(&reading->inputs, reading->scratch, (Input){ .kind = INPUT_FILE, .path = path, .output = output });
        }
    }
    return ok;
}

/* A folder whose page is left out is remembered too: the files beside that page are not published. */
typedef struct Bundle { const Page *page; bool wanted; } Bundle;

static void add_pages(Reading *reading, Map *bundles)
{
    Site *site = reading->site;
    for (int i = 0; i < reading->inputs.count; i++) {
        Page *page = reading->inputs.at[i].page;
        if (page && (page->kind == PAGE_HOME || page->kind == PAGE_SECTION) && !map_get(&site->sections, page->section))
            map_set(&site->sections, site->keep, page->section, page);
    }
    for (int i = 0; i < reading->inputs.count; i++) {
        Page *page = reading->inputs.at[i].page;
        if (!page)
            continue;
        page_cascade(page, site, site->keep);
        bool wanted = page_is_wanted(site, site->keep, page);
        if (page->bundle) {
            Bundle *bundle = arena_new(reading->scratch, Bundle);
            *bundle = (Bundle){ page, wanted };
            map_set(bundles, reading->scratch, page_folder(page, reading->scratch), bundle);
        }
        if (!wanted)
            continue;
        list_add(&site->pages, site->keep, page);
        map_set(&site->by_source, site->keep, page->source, page);
        if (!map_get(&site->by_path, page->path))
            map_set(&site->by_path, site->keep, page->path, page);
    }
}

/* Beside the output of the page whose folder it is in, else at its own path below content/. */
static bool place_file(Site *site, const Map *bundles, SourceFile *file)
{
    Str folder = path_folder(file->path), name = path_name(file->path);
    for (Str above = folder; above.length; above = path_folder(above)) {
        const Bundle *bundle = map_get(bundles, above);
        if (!bundle)
            continue;
        Str rest = folded_path(site->keep, str_slice(folder, above.length + 1, folder.length));
        file->output = path_join(site->keep, path_join(site->keep, bundle->page->path, rest), name);
        return bundle->wanted;
    }
    Str below = folded_path(site->keep, str_slice(folder, sizeof "content/" - 1, folder.length));
    file->output = path_join(site->keep, below, name);
    return true;
}

static void add_files(Reading *reading, const Map *bundles)
{
    Site *site = reading->site;
    for (int i = 0; i < reading->inputs.count; i++) {
        SourceFile *file = reading->inputs.at[i].file;
        if (!file || (!file->output.length && !place_file(site, bundles, file)))
            continue;
        list_add(&site->files, site->keep, file);
        map_set(&site->file_by_path, site->keep, file->path, file);
    }
}

static void add_tables(Reading *reading, Problems *problems)
{
    Site *site = reading->site;
    for (int i = 0; i < reading->inputs.count; i++) {
        Table *table = reading->inputs.at[i].table;
        const Table *other = table ? map_get(&site->table_by_name, table->name) : NULL;
        if (other) {
            problem(problems, (Place){ table->file, 0, 0 }, "E0350", "there are two tables '%.*s'", STR(table->name));
            problem_hint(problems, "the other is '%.*s': give one of the files another name", STR(other->file));
        }
        if (!table || other)
            continue;
        list_add(&site->tables, site->keep, table);
        map_set(&site->table_by_name, site->keep, table->name, table);
    }
}

static Arena **open_arenas(Arena *scratch, int count)
{
    Arena **arenas = arena_array(scratch, Arena *, count);
    for (int i = 0; i < count; i++)
        arenas[i] = arena_open();
    return arenas;
}

bool read_site(Site *site, const Source *source, int threads, Arena **keeps, Problems *problems)
{
    Source listed = *source;
    int errors = problems->errors;
    Reading reading = { .site = site, .source = source, .keeps = keeps, .language = problems->language,
                        .scratch = arena_open() };
    reading.arenas = open_arenas(reading.scratch, threads);
    bool ok = list_content(&reading, &listed, problems);
    ok = list_assets(&reading, &listed, problems) && ok;
    work_run(threads, reading.inputs.count, read_input, &reading);
    for (int i = 0; i < reading.inputs.count; i++)
        problems_merge(problems, &reading.inputs.at[i].problems);
    Map bundles = { 0 };
    add_pages(&reading, &bundles);
    add_files(&reading, &bundles);
    add_tables(&reading, problems);
    for (int i = 0; i < threads; i++)
        arena_close(reading.arenas[i]);
    arena_close(reading.scratch);
    return ok && problems->errors == errors;
}
