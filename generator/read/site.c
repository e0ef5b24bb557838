/* read/site.c - reads all inputs of a site, one job per file, and puts the results in order.
 *
 * The listing is sorted; each job writes its result at its index; then one thread takes the results in
 * that order: the site is the same for any number of threads. A file that the last build has read is
 * taken from its form, when it has the bytes that it had. A page is always taken from its form: it is
 * then packed first, in the place of the texts that its reader made. One that gave a problem is
 * read again by each build, which so says it again. Called by the commands' build.
 */
#include "read/site.h"

#include "base/path.h"
#include "base/work.h"
#include "model/pack.h"
#include "read/image.h"
#include "read/page.h"
#include "read/permalink.h"
#include "read/site_page.h"
#include "read/table.h"

#include <assert.h>

typedef enum InputKind { INPUT_PAGE, INPUT_TABLE, INPUT_FILE } InputKind;

typedef struct ReadJob {        /* one file to read, and what came of it                          */
    InputKind kind;
    int index, description;     /* in the inputs; of a table: of its .toml, or -1                 */
    Str output;                 /* of a theme's asset; "" for a file of content                   */
    Page *page;
    Table *table;
    SourceFile *file;
    bool parsed;                /* not taken from its form                                        */
    Problems problems;
} ReadJob;

typedef struct Reading {
    Site *site;
    Inputs *inputs;
    Arena **keeps, **arenas;    /* by worker                                                      */
    Language language;
    List(ReadJob) jobs;
    Arena *scratch;
} Reading;

static Str path_of(const Reading *reading, int index)
{
    return reading->inputs->files->at[index].path;
}

/* Sets the hash of a file's bytes, and reads them when they have no known hash or no form: `bytes` is
 * else left as it was. False after a problem. */
static bool look_at(Reading *reading, ReadJob *job, int index, Arena *arena, Str *bytes)
{
    const Input *input = &reading->inputs->at[index];
    return input_has_form(input) || inputs_read(reading->inputs, index, arena, bytes, &job->problems);
}

/* Keeps the form of a file that gave no problem. */
static void keep_form(Input *input, Str form, const Problems *problems)
{
    bool before = input->form.length != 0;
    input->form = problems->list.count ? S("") : form;
    input->fresh = before || input->form.length || input->hash != input->before;
    input->before = input->hash;
}

/* The path of a file is not kept in its form: it is in the listing. */
static Page *page_of_form(Str form, Str path, Arena *keep)
{
    Unpacker unpacker = unpacker_of(form);
    Page *page = unpack_page(&unpacker, keep, NULL);
    page->origin->source = page->origin->body_source = path;
    return unpacker_is_done(&unpacker) ? page : NULL;
}

static Str form_of_page(Page *page, Arena *keep, Arena *arena)
{
    Buf form = buf_new(arena);
    page->origin->source = page->origin->body_source = S("");
    pack_page(&form, page, NULL);
    return str_copy(keep, buf_str(&form));
}

static void read_page_job(Reading *reading, ReadJob *job, Arena *keep, Arena *arena)
{
    Input *input = &reading->inputs->at[job->index];
    Str bytes = { 0 }, path = path_of(reading, job->index);
    if (!look_at(reading, job, job->index, arena, &bytes))
        return;
    if (input_has_form(input) && (job->page = page_of_form(input->form, path, keep)))
        return;
    if (!bytes.data && !inputs_read(reading->inputs, job->index, arena, &bytes, &job->problems))
        return;
    job->parsed = true;
    Page *page = read_page(arena, arena, reading->site->config, path, bytes, &job->problems);
    if (!page)
        return;
    Str form = form_of_page(page, keep, arena);
    keep_form(input, form, &job->problems);
    job->page = page_of_form(form, path, keep);
    assert(job->page);
}

/* The description counts with the file. */
static Table *former_table(const Reading *reading, const ReadJob *job, Arena *keep)
{
    const Input *input = &reading->inputs->at[job->index];
    Hash described = job->description < 0 ? 0 : reading->inputs->at[job->description].hash;
    Unpacker unpacker = unpacker_of(input->form);
    if (!input->form.length || unpack_hash(&unpacker) != described)
        return NULL;
    Table *table = unpack_table(&unpacker, keep, NULL);
    return unpacker_is_done(&unpacker) ? table : NULL;
}

static Table *table_of_form(const Reading *reading, const ReadJob *job, Arena *keep)
{
    return input_has_form(&reading->inputs->at[job->index]) ? former_table(reading, job, keep) : NULL;
}

static void read_table_job(Reading *reading, ReadJob *job, Arena *keep, Arena *arena)
{
    Inputs *inputs = reading->inputs;
    Input *input = &inputs->at[job->index], *toml = job->description < 0 ? NULL : &inputs->at[job->description];
    Str bytes = { 0 }, description = S("");
    bool ok = look_at(reading, job, job->index, arena, &bytes);
    if (toml && !toml->hash)
        ok = inputs_read(inputs, job->description, keep, &description, &job->problems) && ok;
    if (!ok || (job->table = table_of_form(reading, job, keep)))
        return;
    if (toml && !description.length)
        ok = inputs_read(inputs, job->description, keep, &description, &job->problems);
    if (!bytes.data)
        ok = inputs_read(inputs, job->index, arena, &bytes, &job->problems) && ok;
    Str path = path_of(reading, job->index);
    TableFile file = { path_stem(path), path, bytes, toml ? path_of(reading, job->description) : S(""), description,
                       former_table(reading, job, arena) };
    if (ok)
        job->table = read_table(keep, reading->site->bulk, arena, &file, &job->problems);
    job->parsed = true;
    keep_form(input, S(""), &job->problems);
    if (!job->table || job->problems.list.count)
        return;
    InputTable *kept = arena_new(keep, InputTable);
    *kept = (InputTable){ job->table, toml ? toml->hash : 0 };
    input->table = kept;
    input->fresh = true;
}

static bool size_of_form(Str form, SourceFile *file)
{
    Unpacker unpacker = unpacker_of(form);
    file->width = (int)unpack_below(&unpacker, INT32_MAX);
    file->height = (int)unpack_below(&unpacker, INT32_MAX);
    return unpacker_is_done(&unpacker);
}

static void read_file_job(Reading *reading, ReadJob *job, Arena *keep, Arena *arena)
{
    Input *input = &reading->inputs->at[job->index];
    const FileEntry *entry = &reading->inputs->files->at[job->index];
    SourceFile *file = arena_new(keep, SourceFile);
    Str bytes = { 0 };
    if (!look_at(reading, job, job->index, arena, &bytes))
        return;
    *file = (SourceFile){ .path = entry->path, .output = job->output, .hash = input->hash };
    job->file = file;
    if (input_has_form(input) && size_of_form(input->form, file))
        return;
    if (!bytes.data && !inputs_read(reading->inputs, job->index, arena, &bytes, &job->problems))
        return;
    Buf form = buf_new(arena);
    job->parsed = true;
    image_size(bytes, &file->width, &file->height);
    pack_number(&form, (uint64_t)file->width);
    pack_number(&form, (uint64_t)file->height);
    keep_form(input, str_copy(keep, buf_str(&form)), &job->problems);
    file->hash = input->hash;
}

static void read_input(void *context, int worker, int index)
{
    static void (*const READ[])(Reading *, ReadJob *, Arena *, Arena *) = {
        [INPUT_PAGE] = read_page_job, [INPUT_TABLE] = read_table_job, [INPUT_FILE] = read_file_job,
    };
    Reading *reading = context;
    ReadJob *job = &reading->jobs.at[index];
    job->problems = problems_new(reading->keeps[worker], reading->language);
    READ[job->kind](reading, job, reading->keeps[worker], reading->arenas[worker]);
    arena_reset(reading->arenas[worker]);
}

/* The index of the file of the same name with another extension; -1. */
static int find_beside(const Reading *reading, Str path, const char *extension)
{
    Str base = str_slice(path, 0, path.length - path_extension(path).length);
    return inputs_find(reading->inputs, str_format(reading->scratch, "%.*s%s", STR(base), extension));
}

/* What a file of content/ is; false for the description of a table, which is read with it. */
static bool classify(const Reading *reading, int index, ReadJob *out)
{
    Str path = path_of(reading, index), extension = path_extension(path);
    *out = (ReadJob){ .kind = INPUT_FILE, .index = index, .description = -1 };
    if (str_equal(extension, S("md"))) {
        out->kind = INPUT_PAGE;
    } else if (str_equal(extension, S("csv"))) {
        out->kind = INPUT_TABLE;
        out->description = find_beside(reading, path, "toml");
    }
    return !str_equal(extension, S("toml")) || find_beside(reading, path, "csv") < 0;
}

static void list_content(Reading *reading)
{
    for (int i = 0; i < reading->inputs->files->count; i++) {
        ReadJob job;
        if (str_starts(path_of(reading, i), S("content/")) && classify(reading, i, &job))
            list_add(&reading->jobs, reading->scratch, job);
    }
}

/* Assets of the theme, then of those it extends: the nearest file of a name wins. */
static void list_assets(Reading *reading)
{
    Site *site = reading->site;
    Map outputs = { 0 };
    for (int i = 0; i < site->themes.count; i++) {
        Str theme = str_format(site->keep, "themes/%.*s/", STR(site->themes.at[i]));
        Str assets = str_format(site->keep, "%.*sassets/", STR(theme));
        for (int j = 0; j < reading->inputs->files->count; j++) {
            Str path = path_of(reading, j), output = str_slice(path, theme.length, path.length);
            if (!str_starts(path, assets) || map_get(&outputs, output))
                continue;
            map_set(&outputs, reading->scratch, output, site);
            list_add(&reading->jobs, reading->scratch,
                     (ReadJob){ .kind = INPUT_FILE, .index = j, .description = -1, .output = output });
        }
    }
}

/* A folder whose page is left out is remembered too: the files beside that page are not published. */
typedef struct Bundle { const Page *page; bool wanted; } Bundle;

static void add_pages(Reading *reading, Map *bundles)
{
    Site *site = reading->site;
    for (int i = 0; i < reading->jobs.count; i++) {
        Page *page = reading->jobs.at[i].page;
        if (page && (page->kind == PAGE_HOME || page->kind == PAGE_SECTION) && !map_get(&site->sections, page->origin->section))
            map_set(&site->sections, site->keep, page->origin->section, page);
    }
    for (int i = 0; i < reading->jobs.count; i++) {
        Page *page = reading->jobs.at[i].page;
        if (!page)
            continue;
        page_cascade(page, site, site->keep);
        bool wanted = page_is_wanted(site, site->keep, page);
        if (page->origin->bundle) {
            Bundle *bundle = arena_new(reading->scratch, Bundle);
            *bundle = (Bundle){ page, wanted };
            map_set(bundles, reading->scratch, page_folder(page, reading->scratch), bundle);
        }
        if (!wanted)
            continue;
        list_add(&site->pages, site->keep, page);
        map_set(&site->by_source, site->keep, page->origin->source, page);
        page_index_add(&site->by_path, site->keep, page);
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
    for (int i = 0; i < reading->jobs.count; i++) {
        SourceFile *file = reading->jobs.at[i].file;
        if (!file || (!file->output.length && !place_file(site, bundles, file)))
            continue;
        list_add(&site->files, site->keep, file);
        map_set(&site->file_by_path, site->keep, file->path, file);
    }
}

static void add_tables(Reading *reading, Problems *problems)
{
    Site *site = reading->site;
    for (int i = 0; i < reading->jobs.count; i++) {
        Table *table = reading->jobs.at[i].table;
        const Table *other = table ? map_get(&site->table_by_name, table->name) : NULL;
        if (other) {
            problem(problems, (Place){ table->file, 0, 0 }, "E0350", "there are two tables '%.*s'", STR(table->name));
            problem_hint(problems, "the other is '%.*s': give one of the files another name", STR(other->file));
        }
        site->incomplete = site->incomplete || (!table && reading->jobs.at[i].kind == INPUT_TABLE);
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

bool read_site(Site *site, Inputs *inputs, int threads, Arena **keeps, Problems *problems)
{
    int errors = problems->errors;
    Reading reading = { .site = site, .inputs = inputs, .keeps = keeps, .language = problems->language,
                        .scratch = arena_open() };
    reading.arenas = open_arenas(reading.scratch, threads);
    list_content(&reading);
    list_assets(&reading);
    work_run(threads, reading.jobs.count, read_input, &reading);
    inputs_hash_rest(inputs);
    for (int i = 0; i < reading.jobs.count; i++) {
        problems_merge(problems, &reading.jobs.at[i].problems);
        inputs->parsed += reading.jobs.at[i].parsed;
    }
    Map bundles = { 0 };
    add_pages(&reading, &bundles);
    add_files(&reading, &bundles);
    add_tables(&reading, problems);
    for (int i = 0; i < threads; i++)
        arena_close(reading.arenas[i]);
    arena_close(reading.scratch);
    return problems->errors == errors;
}
