/* tests/unit/record.c - what one build tells the next, and when it is not believed. */
#include "unit.h"

#include "write/manifest.h"
#include "write/record.h"

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
    job->arena = job->keep = test_arena;
    job->deps = deps_new(test_arena);
    return job;
}

static void add_dep(Job *job, DepKind kind, Str name, Hash hash)
{
    list_add(&job->deps.names, test_arena, name);
    list_add(&job->deps.list, test_arena,
             (Dep){ .kind = (uint8_t)kind, .name = (uint32_t)job->deps.names.count - 1, .hash = hash });
}

static void add_link(Job *job, Str url, Place place)
{
    list_add(&job->links, test_arena, url);
    list_add(&job->link_places, test_arena, place);
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

static RecordWriter *writer_of(int outputs, int workers)
{
    Arena **keeps = arena_array(test_arena, Arena *, workers);
    for (int i = 0; i < workers; i++)
        keeps[i] = test_arena;
    return record_start(test_arena, outputs, workers, keeps);
}

static RecordWriter *sample(int workers)
{
    RecordWriter *writer = writer_of(2, workers);
    record_add(writer, workers - 1, 0, S("etudes/x/index.html"), S("<html>x"), job_of_page());
    record_add(writer, 0, 1, S("index.html"), S("<html>"), NULL);
    return writer;
}

static Str manifest_of(const RecordWriter *writer)
{
    Site site = { .version = "1" };
    Buf out = buf_new(test_arena);
    write_manifest(&site, writer, test_arena, &out);
    return buf_str(&out);
}

static void write_next(const RecordWriter *writer, Str manifest)
{
    StoreSection section = { RECORD_SECTION, record_pack(writer, test_arena, S("essor 1"), manifest) };
    assert_true(store_write(&memory, test_arena, S("state"), &section, 1));
}

static void save(const RecordWriter *writer)
{
    Str manifest = manifest_of(writer);
    write_next(writer, manifest);
    assert_true(folder_write(&destination, S("manifest.json"), manifest));
    assert_true(store_settle(&memory, test_arena, S("state")));
}

static Record *load_for(const char *program, Folder *folder)
{
    return record_read(test_arena, store_read(test_arena, &memory, S("state")),
                       store_read(test_arena, &memory, S("state.next")), str_from(program), folder);
}

static Record *load(const char *program)
{
    return load_for(program, &destination);
}

static void see_link(void *context, const RecordEntry *entry, uint32_t index)
{
    *(RecordLink *)context = record_link(entry->tables, index);
}

TEST(record_gives_back_what_was_written)
{
    open_folders();
    save(sample(1));
    Record *record = load("essor 1");
    assert_null(record->unusable);
    assert_int_equal(record->entries.count, 2);
    const RecordEntry *entry = record_find(record, S("etudes/x/index.html"));
    assert_non_null(entry);
    assert_true(entry->hash == hash_str(S("<html>x")));
    assert_int_equal(entry->size, 7);
    RecordDepList deps = { 0 };
    record_deps(entry, &(Site){ 0 }, test_arena, &deps);
    assert_int_equal(deps.count, 2);
    assert_str(deps.at[0].name, "content/photo.jpg");
    assert_int_equal(deps.at[1].kind, DEP_CARD);
    assert_true(deps.at[1].before == 0xfedcba9876543210);
    RecordLink link = { 0 };
    record_each_link(entry, see_link, &link);
    assert_str(link.url, "/etudes/#haut");
    assert_str(link.place.file, "content/x.md");
    assert_int_equal(link.place.line * 100 + link.place.column, 307);
    assert_true(record_has_id(entry, S("methode")));
    assert_false(record_has_id(entry, S("methodes")));
    RecordFileList files = { 0 };
    record_attachments(entry, test_arena, &files);
    assert_int_equal(files.count, 1);
    assert_str(files.at[0].path, "etudes/x/figure-1.csv");
    assert_int_equal(files.at[0].size, 4);
    assert_null(record_find(record, S("other")));
    close_folders();
}

TEST(record_has_the_same_bytes_for_any_workers_and_when_kept)
{
    open_folders();
    Str one, three, kept;
    save(sample(1));
    assert_true(folder_read(&memory, test_arena, S("state"), 0, &one));
    Record *record = load("essor 1");
    RecordWriter *writer = writer_of(2, 1);
    for (int i = 0; i < 2; i++)
        record_keep(writer, i, &record->entries.at[i]);
    assert_true(record_is_same(record, writer));
    save(writer);
    assert_true(folder_read(&memory, test_arena, S("state"), 0, &kept));
    save(sample(3));
    assert_true(folder_read(&memory, test_arena, S("state"), 0, &three));
    assert_true(str_equal(one, kept));
    assert_true(str_equal(one, three));
    close_folders();
}

TEST(record_tells_a_change_and_what_is_obsolete)
{
    open_folders();
    save(sample(1));
    Record *record = load("essor 1");
    RecordWriter *writer = writer_of(2, 1);
    record_add(writer, 0, 0, S("etudes/y/index.html"), S("<html>y"), job_new());
    record_add(writer, 0, 1, S("index.html"), S("<html>"), NULL);
    assert_false(record_is_same(record, writer));
    PathList obsolete = { 0 };
    record_obsolete(record, writer, test_arena, &obsolete);
    assert_int_equal(obsolete.count, 2);
    assert_str(obsolete.at[0], "etudes/x/index.html");
    assert_str(obsolete.at[1], "etudes/x/figure-1.csv");
    close_folders();
}

/* One flipped bit anywhere, or a missing end: nothing of it is believed, nothing is read outside. */
TEST(record_damaged_means_a_clean_build)
{
    open_folders();
    save(sample(1));
    Str whole;
    assert_true(folder_read(&memory, test_arena, S("state"), 0, &whole));
    for (size_t i = 0; i < whole.length; i++) {
        Str copy = str_copy(test_arena, whole);
        ((char *)copy.data)[i] ^= 1;
        assert_true(folder_write(&memory, S("state"), copy));
        Record *record = load("essor 1");
        assert_non_null(record->unusable);
        assert_null(record_find(record, S("index.html")));
        assert_true(folder_write(&memory, S("state"), str_slice(whole, 0, i)));
        assert_non_null(load("essor 1")->unusable);
        assert_int_equal(load("essor 1")->written.count, 3);     // the manifest knows them
    }
    close_folders();
}

TEST(record_of_another_program_or_folder_is_not_believed)
{
    open_folders();
    save(sample(1));
    Record *record = load("essor 2");
    assert_string_equal(record->unusable, "another version of the program wrote it");
    assert_int_equal(record->by_path.count, 0);
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
    save(sample(1));
    RecordWriter *writer = writer_of(1, 1);
    record_add(writer, 0, 0, S("new/index.html"), S("<html>new"), NULL);
    write_next(writer, S("m"));
    Record *record = load("essor 1");
    assert_string_equal(record->unusable, "the last build was stopped while it wrote its files");
    assert_null(record_find(record, S("index.html")));
    PathList obsolete = { 0 };
    record_obsolete(record, writer_of(0, 1), test_arena, &obsolete);
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
    open_folders();
    SourceFile photo = { .path = S("content/photo.jpg"), .output = S("photo.jpg"), .hash = 7 };
    Site site = { 0 };
    map_set(&site.file_by_path, test_arena, photo.path, &photo);
    Job *job = job_new(), *lone = job_new();
    add_dep(job, DEP_URL, S("nowhere"), 0);
    add_dep(job, DEP_FILE, photo.path, site_hash(&site, DEP_FILE, photo.path, test_arena));
    add_dep(lone, DEP_URL, S("nowhere"), 0);
    RecordWriter *writer = writer_of(3, 1);
    record_add(writer, 0, 0, S("a"), S("x"), job);
    record_add(writer, 0, 1, S("b"), S("x"), lone);
    record_add(writer, 0, 2, S("c"), S("x"), NULL);
    save(writer);
    Record *record = load("essor 1");
    const RecordEntry *a = record_find(record, S("a")), *b = record_find(record, S("b"));
    assert_true(record_is_current(a, &site, test_arena));
    assert_true(record_is_current(b, &site, test_arena));
    assert_false(record_is_current(record_find(record, S("c")), &site, test_arena));    // it says nothing
    photo.hash = 8;
    assert_true(record_is_current(a, &site, test_arena));           // a record is of one state of the site
    record = load("essor 1");
    a = record_find(record, S("a"));
    b = record_find(record, S("b"));
    assert_false(record_is_current(a, &site, test_arena));
    assert_true(record_is_current(b, &site, test_arena));
    RecordDepList deps = { 0 };
    record_deps(a, &site, test_arena, &deps);
    assert_int_equal(deps.count, 2);
    assert_true(deps.at[0].before == deps.at[0].now);
    assert_true(deps.at[1].before != deps.at[1].now);
    assert_int_equal(deps.at[1].kind, DEP_FILE);
    assert_str(deps.at[1].name, "content/photo.jpg");
    close_folders();
}

TEST(record_is_empty_for_a_new_folder)
{
    open_folders();
    save(sample(1));
    Folder none = { .descriptor = -1 };
    Record *record = load_for("essor 1", &none);
    assert_null(record->unusable);
    assert_int_equal(record->entries.count + record->written.count, 0);
    close_folders();
}

TEST(manifest_names_every_file_a_line_each)
{
    Str manifest = manifest_of(sample(1));
    assert_str(manifest,
               "{\"generator\":\"essor\",\"version\":\"1\",\"outputs\":[\n"
               "{\"path\":\"etudes/x/index.html\",\"bytes\":7,\"xxh3\":\"86649dd28dcbc9ad\"},\n"
               "{\"path\":\"etudes/x/figure-1.csv\",\"bytes\":4,\"xxh3\":\"f765cba0be541510\"},\n"
               "{\"path\":\"index.html\",\"bytes\":6,\"xxh3\":\"974e92579fc8249f\"}\n"
               "]}\n");
    PathList paths = { 0 };
    manifest_paths(S("{\"generator\":\"essor\"\n{\"path\":\"a/b\",\"bytes\":1}\n{\"path\":\"../x\",\"bytes\":1}\n"),
                   test_arena, &paths);
    assert_int_equal(paths.count, 1);
    assert_str(paths.at[0], "a/b");
}
