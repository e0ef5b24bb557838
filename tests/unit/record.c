/* tests/unit/record.c - what one build tells the next, and when it is not believed. */
#include "unit.h"

#include "write/linkcheck.h"
#include "write/manifest.h"
#include "write/record_tables.h"

#include <stdlib.h>
#include <unistd.h>

static Folder memory, destination;
static Str memory_path;

static void open_folders(void)
{
    char name[] = "/tmp/essor-unit-XXXXXX";
    assert_non_null(mkdtemp(name));
    memory_path = str_copy(test_arena, str_from(name));
    assert_true(folder_open(&memory, test_arena, memory_path));
    assert_true(folder_make(&destination, test_arena, str_format(test_arena, "%s/public", name)));
}

static void close_folders(void)
{
    folder_close(&destination);
    folder_remove_tree(&memory, S(""));
    folder_close(&memory);
    rmdir(str_cstr(test_arena, memory_path));
}

static Job *job_new(void)
{
    Job *job = arena_new(test_arena, Job);
    job->arena = test_arena;
    job->deps = deps_new(test_arena);
    return job;
}

static void add_dep(Job *job, DepKind kind, Str name, Hash hash)
{
    deps_add(&job->deps, kind, name, hash);
}

static void add_link(Job *job, Str url, Place place)
{
    list_add(&job->links, test_arena, ((JobLink){ .url = url, .place = place }));
}

static Job *job_of_page(void)
{
    Job *job = job_new();
    add_dep(job, DEP_FILE, S("content/photo.jpg"), 7);
    add_dep(job, DEP_CARD, S("etudes/x"), 0xfedcba9876543210);
    add_link(job, S("/etudes/#haut"), (Place){ S("content/x.md"), 3, 7 });
    list_add(&job->ids, test_arena, S("methode"));
    list_add(&job->attachments, test_arena, (Attachment){ S("figure-1.csv"), S("a,b\n") });
    return job;
}

/* A site with these outputs, and a page for each that is one. */
static Site *site_of(int count, const char *const *outputs)
{
    Site *site = arena_new(test_arena, Site);
    Config *config = arena_new(test_arena, Config);
    config->base_path = S("");
    *site = (Site){ .config = config, .version = "1" };
    for (int i = 0; i < count; i++) {
        Str path = str_from(outputs[i]);
        list_add(&site->outputs, test_arena, ~i);
        list_add(&site->other_outputs, test_arena, (Output){ .path = path });
        if (!str_ends(path, S("/index.html")))
            continue;
        Page *page = page_new(test_arena, NULL, PAGE_SINGLE, S("content/x.md"), 1);
        page->path = str_slice(path, 0, path.length - 11);
        page->card = 0xfedcba9876543210;
        page->ordinal = site->pages.count;
        page_set_url(page, test_arena, S(""));
        list_add(&site->pages, test_arena, page);
        page_index_add(&site->by_path, test_arena, page);
    }
    return site;
}

#define SITE(...) site_of((int)(sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *)), (const char *[]){ __VA_ARGS__ })

static RecordWriter *writer_of(const Site *site, const Record *old, int workers)
{
    Arena **keeps = arena_array(test_arena, Arena *, workers);
    for (int i = 0; i < workers; i++)
        keeps[i] = test_arena;
    return record_start(test_arena, site, old ? old : record_open(test_arena, site, S(""), S("")), workers, keeps);
}

static bool is_current(const Record *record, int output)
{
    RecordEntry entry;
    return record_entry(record, output, &entry) && record_is_current(&entry);
}

static void keep(RecordWriter *writer, const Record *record, int output)
{
    RecordEntry entry;
    assert_true(record_entry(record, output, &entry));
    record_keep(writer, output, &entry);
}

static Site *sample_site(void)
{
    return SITE("etudes/x/index.html", "index.html");
}

static RecordWriter *sample(int workers)
{
    RecordWriter *writer = writer_of(sample_site(), NULL, workers);
    record_add(writer, workers - 1, 0, S("<html>x"), hash_str(S("<html>x")), job_of_page());
    record_add(writer, 0, 1, S("<html>"), hash_str(S("<html>")), NULL);
    return writer;
}

static Str manifest_of(const Site *site, const RecordWriter *writer)
{
    const Str name = S("manifest.json");
    Str bytes;
    Hash hash, again;
    assert_true(write_manifest(site, writer, (ManifestPart){ 0 }, &memory, name, &hash));
    assert_true(write_manifest(site, writer, (ManifestPart){ 0 }, NULL, S(""), &again));
    assert_true(folder_read(&memory, test_arena, name, 0, &bytes) && folder_remove(&memory, name));
    assert_true(manifest_hash(bytes) == hash && again == hash);
    return bytes;
}

static Str packed(const RecordWriter *writer)
{
    return record_pack(writer, test_arena, S("essor 1"), 0, NULL);
}

static void write_next(const RecordWriter *writer, Str manifest)
{
    StoreWriter *store = store_begin(&memory, test_arena, S("state"));
    store_open(store, RECORD_SECTION);
    record_pack(writer, test_arena, S("essor 1"), manifest_hash(manifest), store);
    assert_true(store_end(store));
}

static void save(const Site *site, const RecordWriter *writer)
{
    Str manifest = manifest_of(site, writer);
    write_next(writer, manifest);
    assert_true(folder_write(&destination, S("manifest.json"), manifest));
    assert_true(store_settle(&memory, test_arena, S("state")));
}

static Record *load_for(const char *program, Folder *folder)
{
    Problems problems = problems_new(test_arena, ENGLISH);
    return record_read(test_arena, sample_site(), store_read(test_arena, &memory, S("state")),
                       store_read(test_arena, &memory, S("state.next")), str_from(program), folder, &problems);
}

static Record *load(const char *program)
{
    return load_for(program, &destination);
}

static bool has(const Record *record, const char *path)
{
    RecordEntry entry;
    return record_find(record, str_from(path), &entry);
}

TEST(record_gives_back_what_was_written)
{
    open_folders();
    save(sample_site(), sample(1));
    Record *record = load("essor 1");
    RecordEntry entry;
    assert_null(record->unusable);
    assert_int_equal(record->count, 2);
    assert_true(record_find(record, S("etudes/x/index.html"), &entry));
    assert_true(entry.hash == hash_str(S("<html>x")));
    assert_int_equal(entry.size, 7);
    RecordDepList deps = { 0 };
    record_deps(&entry, sample_site(), test_arena, &deps);
    assert_int_equal(deps.count, 2);
    assert_str(deps.at[0].name, "content/photo.jpg");
    assert_int_equal(deps.at[1].kind, DEP_CARD);
    assert_str(deps.at[1].name, "etudes/x");
    assert_true(deps.at[1].before == 0xfedcba9876543210);
    assert_true(deps.at[1].now == 0xfedcba9876543210);
    assert_true(record_has_id(&entry, S("methode")));
    assert_false(record_has_id(&entry, S("methodes")));
    RecordFileList files = { 0 };
    record_attachments(&entry, test_arena, &files);
    assert_int_equal(files.count, 1);
    assert_str(files.at[0].path, "etudes/x/figure-1.csv");
    assert_int_equal(files.at[0].size, 4);
    assert_false(has(record, "other"));
    close_folders();
}

static const char *links_of(const RecordEntry *entry)
{
    LinkReader reader = entry_links(entry);
    Buf text = buf_new(test_arena);
    for (RecordLink link; next_link(&reader, &link);)
        buf_format(&text, "%d %.*s %.*s:%d:%d\n", (int)link.kind, STR(tables_url(entry->tables, test_arena, &link)),
                   STR(link.place.file), link.place.line, link.place.column);
    return str_cstr(test_arena, buf_str(&text));
}

/* Links to pages are numbers, and come back as they were written when the pages have others or none. */
TEST(record_links_are_those_that_were_written)
{
    static const char expected[] = "0 /a/ content/x.md:3:7\n1 /a/#haut content/x.md:4:1\n2 #bas content/y.md:1:1\n"
                                   "2 /a/?q=1 :0:0\n2 /b/# content/y.md:1:2\n2 / :0:0\n";
    Job *job = job_new();
    add_link(job, S("/a/"), (Place){ S("content/x.md"), 3, 7 });
    add_link(job, S("/a/#haut"), (Place){ S("content/x.md"), 4, 1 });
    add_link(job, S("#bas"), (Place){ S("content/y.md"), 1, 1 });
    add_link(job, S("/a/?q=1"), (Place){ .file = S("") });
    add_link(job, S("/b/#"), (Place){ S("content/y.md"), 1, 2 });
    add_link(job, S("/"), (Place){ .file = S("") });
    Site *site = SITE("a/index.html", "c/index.html"), *more = SITE("0/index.html", "a/index.html", "c/index.html");
    RecordWriter *writer = writer_of(site, NULL, 1);
    RecordEntry entry;
    record_add(writer, 0, 1, S("x"), hash_str(S("x")), job);
    assert_true(record_slot(writer, 1, &entry));
    assert_string_equal(links_of(&entry), expected);
    Record *record = record_open(test_arena, more, packed(writer), S("essor 1"));
    assert_true(record_entry(record, 2, &entry));
    assert_string_equal(links_of(&entry), expected);
    writer = writer_of(more, record, 1);
    keep(writer, record, 2);
    record = record_open(test_arena, SITE("c/index.html"), packed(writer), S("essor 1"));
    assert_true(record_entry(record, 0, &entry));
    assert_string_equal(links_of(&entry), expected);
    site = SITE("c/index.html");
    writer = writer_of(site, record, 1);
    keep(writer, record, 0);
    assert_true(record_entry(record_open(test_arena, more, packed(writer), S("essor 1")), 2, &entry));
    assert_string_equal(links_of(&entry),
                        "2 /a/ content/x.md:3:7\n2 /a/#haut content/x.md:4:1\n2 #bas content/y.md:1:1\n"
                        "2 /a/?q=1 :0:0\n2 /b/# content/y.md:1:2\n2 / :0:0\n");
}

TEST(record_has_the_same_bytes_for_any_workers_and_when_kept)
{
    Str one = packed(sample(1)), three = packed(sample(3));
    Site *site = sample_site();
    Record *record = record_open(test_arena, site, one, S("essor 1"));
    RecordWriter *writer = writer_of(site, record, 1);
    for (int i = 0; i < 2; i++)
        keep(writer, record, i);
    assert_true(record_is_same(writer));
    assert_true(str_equal(one, packed(writer)));
    assert_true(str_equal(one, three));
}

/* What is kept is copied; names that nobody uses any more are dropped before they are too many. */
TEST(record_does_not_grow_for_ever)
{
    Site *site = sample_site();
    Str bytes = packed(sample(1));
    for (int i = 0; i < 50; i++) {
        Record *record = record_open(test_arena, site, bytes, S("essor 1"));
        RecordWriter *writer = writer_of(site, record, 1);
        Job *job = job_new();
        add_dep(job, DEP_FILE, str_format(test_arena, "content/%d.jpg", i), (Hash)i);
        list_add(&job->ids, test_arena, str_format(test_arena, "anchor-%d", i));
        record_add(writer, 0, 1, S("<html>"), hash_str(S("<html>")), job);
        keep(writer, record, 0);
        bytes = packed(writer);
        assert_in_range(bytes.length, 1, 500);
        RecordEntry entry;
        assert_true(record_find(record_open(test_arena, site, bytes, S("essor 1")), S("index.html"), &entry));
        assert_true(record_has_id(&entry, str_format(test_arena, "anchor-%d", i)));
        assert_true(record_find(record_open(test_arena, site, bytes, S("essor 1")), S("etudes/x/index.html"), &entry));
        assert_true(record_has_id(&entry, S("methode")));
        assert_string_equal(links_of(&entry), "2 /etudes/#haut content/x.md:3:7\n");
    }
}

TEST(record_tells_a_change_and_what_is_obsolete)
{
    Str before = packed(sample(1));
    Site *site = SITE("etudes/y/index.html", "index.html");
    RecordWriter *writer = writer_of(site, record_open(test_arena, site, before, S("essor 1")), 1);
    record_add(writer, 0, 0, S("<html>y"), hash_str(S("<html>y")), job_new());
    record_add(writer, 0, 1, S("<html>"), hash_str(S("<html>")), NULL);
    assert_false(record_is_same(writer));
    PathList obsolete = { 0 };
    record_obsolete(writer, test_arena, &obsolete);
    assert_int_equal(obsolete.count, 2);
    assert_str(obsolete.at[0], "etudes/x/index.html");
    assert_str(obsolete.at[1], "etudes/x/figure-1.csv");
}

TEST(record_knows_attachments_that_go_and_those_that_move)
{
    Str before = packed(sample(1));
    Site *site = SITE("etudes/x/figure-1.csv", "etudes/x/index.html", "index.html");
    PathList obsolete = { 0 };
    RecordWriter *writer = writer_of(site, record_open(test_arena, site, before, S("essor 1")), 1);
    record_add(writer, 0, 1, S("<html>x"), hash_str(S("<html>x")), job_new());
    record_obsolete(writer, test_arena, &obsolete);
    assert_int_equal(obsolete.count, 0);            // a file of the site has its name now
    site = sample_site();
    writer = writer_of(site, record_open(test_arena, site, before, S("essor 1")), 1);
    record_add(writer, 0, 0, S("<html>x"), hash_str(S("<html>x")), job_new());
    record_obsolete(writer, test_arena, &obsolete);
    assert_int_equal(obsolete.count, 1);
    assert_str(obsolete.at[0], "etudes/x/figure-1.csv");
}

/* Written in pieces, it is what it is in memory. */
TEST(record_of_many_outputs_is_written_in_pieces)
{
    enum { OUTPUTS = 3000 };
    const char **paths = arena_array(test_arena, const char *, OUTPUTS);
    for (int i = 0; i < OUTPUTS; i++)
        paths[i] = str_cstr(test_arena, str_format(test_arena, "etudes/%d/index.html", 10000 + i));
    Site *site = site_of(OUTPUTS, paths);
    RecordWriter *writer = writer_of(site, NULL, 2);
    for (int i = 0; i < OUTPUTS; i++)
        record_add(writer, i % 2, i, S("x"), hash_str(S("x")), job_of_page());
    open_folders();
    write_next(writer, S("m"));
    Str whole = record_pack(writer, test_arena, S("essor 1"), manifest_hash(S("m")), NULL);
    assert_in_range(whole.length, 200000, 2000000);
    assert_true(str_equal(store_section(store_read(test_arena, &memory, S("state.next")), RECORD_SECTION), whole));
    assert_int_equal(record_open(test_arena, site, whole, S("essor 1"))->count, OUTPUTS);
    RecordFileList files = { 0 };
    assert_true(manifest_files(manifest_of(site, writer), test_arena, &files));
    assert_int_equal(files.count, 2 * OUTPUTS);         // with what is attached to each
    assert_str(files.at[2 * OUTPUTS - 1].path, "etudes/12999/index.html");
    close_folders();
}

static void use_all(const Site *site, const Record *record)
{
    RecordWriter *writer = writer_of(site, record, 1);
    Problems problems = problems_new(test_arena, ENGLISH);
    PathList obsolete = { 0 };
    for (int i = 0; i < site->outputs.count; i++) {
        RecordEntry entry;
        RecordDepList deps = { 0 };
        if (!record_entry(record, i, &entry))
            continue;
        record_deps(&entry, site, test_arena, &deps);
        links_of(&entry);
        if (record_is_current(&entry))
            record_keep(writer, i, &entry);
    }
    check_links(site, writer, &problems);
    record_obsolete(writer, test_arena, &obsolete);
    packed(writer);
}

/* Whatever its bytes say, nothing is read outside. */
TEST(record_with_wrong_numbers_does_no_harm)
{
    Site *site = sample_site();
    Str whole = packed(sample(1));
    for (size_t i = 0; i < whole.length; i++) {
        for (int bit = 0; bit < 8; bit++) {
            Str copy = str_copy(test_arena, whole);
            ((char *)copy.data)[i] ^= (char)(1 << bit);
            use_all(site, record_open(test_arena, site, copy, S("essor 1")));
        }
        use_all(site, record_open(test_arena, site, str_copy(test_arena, str_slice(whole, 0, i)), S("essor 1")));
    }
}

/* One flipped bit anywhere, or a missing end: nothing of it is believed. */
TEST(record_damaged_means_a_clean_build)
{
    open_folders();
    save(sample_site(), sample(1));
    Str whole;
    assert_true(folder_read(&memory, test_arena, S("state"), 0, &whole));
    for (size_t i = 0; i < whole.length; i++) {
        Str copy = str_copy(test_arena, whole);
        ((char *)copy.data)[i] ^= 1;
        assert_true(folder_write(&memory, S("state"), copy));
        Record *record = load("essor 1");
        assert_non_null(record->unusable);
        assert_false(has(record, "index.html"));
        assert_int_equal(record->written.count, 3);     // the manifest knows them
        assert_true(folder_write(&memory, S("state"), str_slice(whole, 0, i)));
        assert_non_null(load("essor 1")->unusable);
    }
    close_folders();
}

TEST(record_of_another_program_or_folder_is_not_believed)
{
    open_folders();
    save(sample_site(), sample(1));
    Record *record = load("essor 2");
    assert_string_equal(record->unusable, "another version of the program wrote it");
    assert_false(has(record, "index.html"));
    Str other = S("{\"generator\":\"essor\",\"outputs\":[\n{\"path\":\"z.html\",\"bytes\":1}\n]}");
    assert_true(folder_write(&destination, S("manifest.json"), other));
    record = load("essor 1");
    assert_string_equal(record->unusable, "the published folder is not the one that it describes");
    assert_int_equal(record->written.count, 1);
    assert_str(record->written.at[0], "z.html");
    close_folders();
}

TEST(record_of_an_interrupted_commit_is_not_believed)
{
    open_folders();
    save(sample_site(), sample(1));
    RecordWriter *writer = writer_of(SITE("new/index.html"), NULL, 1);
    record_add(writer, 0, 0, S("<html>new"), hash_str(S("<html>new")), NULL);
    write_next(writer, S("m"));
    Record *record = load("essor 1");
    assert_string_equal(record->unusable, "the last build was stopped while it wrote its files");
    assert_false(has(record, "index.html"));
    PathList obsolete = { 0 };
    record_obsolete(writer_of(SITE("other"), record, 1), test_arena, &obsolete);
    bool old = false, new = false;
    for (int i = 0; i < obsolete.count; i++) {
        old |= str_equal(obsolete.at[i], S("etudes/x/index.html"));
        new |= str_equal(obsolete.at[i], S("new/index.html"));
    }
    assert_true(old && new);
    close_folders();
}

TEST(record_tells_what_is_current_and_why_not)
{
    SourceFile photo = { .path = S("content/photo.jpg"), .output = S("photo.jpg"), .hash = 7 };
    Site *site = SITE("a", "b", "c", "x/index.html");
    map_set(&site->file_by_path, test_arena, photo.path, &photo);
    Page *page = site->pages.at[0];
    Job *job = job_new(), *lone = job_new(), *of_page = job_new();
    add_dep(job, DEP_URL, S("nowhere"), 0);
    add_dep(job, DEP_FILE, photo.path, site_hash(site, DEP_FILE, photo.path, test_arena));
    add_dep(lone, DEP_URL, S("nowhere"), 0);
    deps_add_page(&of_page->deps, DEP_CARD, page);
    deps_add_page(&of_page->deps, DEP_URL, page);
    RecordWriter *writer = writer_of(site, NULL, 1);
    record_add(writer, 0, 0, S("x"), hash_str(S("x")), job);
    record_add(writer, 0, 1, S("x"), hash_str(S("x")), lone);
    record_add(writer, 0, 2, S("x"), hash_str(S("x")), NULL);
    record_add(writer, 0, 3, S("x"), hash_str(S("x")), of_page);
    Str bytes = packed(writer);
    Record *record = record_open(test_arena, site, bytes, S("essor 1"));
    assert_true(is_current(record, 0));
    assert_true(is_current(record, 1));
    assert_false(is_current(record, 2));         // it says nothing
    assert_true(is_current(record, 3));
    photo.hash = 8;
    page->parent = &(Page){ .card = 1 };
    assert_true(is_current(record, 0));          // a record is of one state of the site
    record = record_open(test_arena, site, bytes, S("essor 1"));
    assert_false(is_current(record, 0));
    assert_true(is_current(record, 1));
    assert_true(is_current(record, 3));          // it does not depend on the page's place
    page->card = 1;
    assert_false(is_current(record_open(test_arena, site, bytes, S("essor 1")), 3));
    RecordEntry entry;
    RecordDepList deps = { 0 };
    assert_true(record_entry(record, 0, &entry));
    record_deps(&entry, site, test_arena, &deps);
    assert_int_equal(deps.count, 2);
    assert_true(deps.at[0].before == deps.at[0].now);
    assert_true(deps.at[1].before != deps.at[1].now);
    assert_int_equal(deps.at[1].kind, DEP_FILE);
    assert_str(deps.at[1].name, "content/photo.jpg");
}

/* The row that a page is of is one of its hashes, with its table and key: no text is kept for it. */
TEST(record_knows_the_row_of_a_page)
{
    Site *site = SITE("x/index.html");
    Page *page = site->pages.at[0];
    Hash hashes[] = { 7, 8 };
    Cell cells[] = { cell_text(S("1")), cell_text(S("2")) };
    Column column = { .name = S("code"), .type = COLUMN_TEXT };
    Table table = { .name = S("emploi"), .rows = 2, .columns = &column, .column_count = 1, .cells = cells,
                    .key = (int[]){ 0 }, .key_count = 1, .row_hashes = (const char *)hashes };
    int first, second;
    assert_true(table_find_keys(&table, test_arena, &first, &second));
    page->data = (Value){ .kind = VALUE_ROW, .table = &table, .row = 1 };
    Job *job = job_new();
    job->site = site;
    job->page = page;
    site_use_row(job, &table, 1);
    site_use_row(job, &table, 0);
    RecordWriter *writer = writer_of(site, NULL, 1);
    record_add(writer, 0, 0, S("x"), hash_str(S("x")), job);
    Str bytes = packed(writer);
    assert_true(str_find(bytes, S("emploi\x1f" "1")) > 0);
    assert_int_equal(str_find(bytes, S("emploi\x1f" "2")), -1);
    RecordEntry entry;
    RecordDepList deps = { 0 };
    hashes[0] = 70;             // another row than that of the page
    Record *record = record_open(test_arena, site, bytes, S("essor 1"));
    assert_true(record_entry(record, 0, &entry));
    record_deps(&entry, site, test_arena, &deps);
    assert_int_equal(deps.count, 2);
    assert_str(deps.at[0].name, "emploi\x1f" "2");
    assert_int_equal(deps.at[0].kind, DEP_ROW);
    assert_true(deps.at[0].before == deps.at[0].now);
    hashes[1] = 80;
    deps.count = 0;
    record_deps(&entry, site, test_arena, &deps);
    assert_true(deps.at[0].before != deps.at[0].now);
    hashes[1] = 8;
    cells[1] = cell_text(S("3"));
    deps.count = 0;
    record_deps(&entry, site, test_arena, &deps);
    assert_true(deps.at[0].before != deps.at[0].now);
}

TEST(record_is_empty_for_a_new_folder)
{
    open_folders();
    save(sample_site(), sample(1));
    Folder none = { .descriptor = -1 };
    Record *record = load_for("essor 1", &none);
    assert_null(record->unusable);
    assert_int_equal(record->count + record->written.count, 0);
    close_folders();
}

TEST(manifest_names_every_file_a_line_each)
{
    open_folders();
    Str manifest = manifest_of(sample_site(), sample(1));
    close_folders();
    assert_str(manifest,
               "{\"generator\":\"essor\",\"version\":\"1\",\"outputs\":[\n"
               "{\"path\":\"etudes/x/figure-1.csv\",\"bytes\":4,\"xxh3\":\"f765cba0be541510\"},\n"
               "{\"path\":\"etudes/x/index.html\",\"bytes\":7,\"xxh3\":\"86649dd28dcbc9ad\"},\n"
               "{\"path\":\"index.html\",\"bytes\":6,\"xxh3\":\"974e92579fc8249f\"}\n"
               "]}\n");
    PathList paths = { 0 };
    manifest_paths(S("{\"generator\":\"essor\"\n{\"path\":\"a/b\",\"bytes\":1}\n{\"path\":\"../x\",\"bytes\":1}\n"),
                   test_arena, &paths);
    assert_int_equal(paths.count, 1);
    assert_str(paths.at[0], "a/b");
}

TEST(manifest_of_a_part_is_sealed_over_all_its_pieces)
{
    enum { LINKS = 2000 };              // more than two pieces of 64 kB
    const Str name = S("manifest.json");
    ManifestPart part = { .number = 1, .count = 2, .site = 7, .base_path = S("/ess") }, read;
    Str bytes, version;
    Hash hash;
    for (int i = 0; i < LINKS; i++)
        list_add(&part.links, test_arena, ((OpenLink){ S("/ess/y/#b"), S("y/index.html"), S("b"), { S("content/x.md"), i, 1 } }));
    open_folders();
    assert_true(write_manifest(sample_site(), sample(1), part, &memory, name, &hash));
    assert_true(folder_read(&memory, test_arena, name, 0, &bytes) && manifest_hash(bytes) == hash);
    close_folders();
    assert_true(manifest_part(bytes, test_arena, &version, &read));
    assert_int_equal(read.links.count, LINKS);
    for (size_t i = 0; i < bytes.length; i += 97) {
        Str damaged = str_copy(test_arena, bytes);
        ((char *)damaged.data)[i] ^= 4;
        assert_false(manifest_part(damaged, test_arena, &version, &read));
        assert_false(manifest_part(str_slice(bytes, 0, i), test_arena, &version, &read));
    }
}
