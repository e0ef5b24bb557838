/* tests/unit/inputs.c - which files are taken for the ones that they were, and which never. */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "folder.h"
#include "base/stamp.h"
#include "read/inputs.h"

static Folder folder;
static Source source;
static Problems problems;

static Inputs *list(void)
{
    static Config config;
    Site *site = arena_new(test_arena, Site);
    *site = (Site){ .keep = test_arena, .config = &config };
    problems = problems_new(test_arena, ENGLISH);
    assert_true(source_open(&source, test_arena, folder.path, S(""), &problems));
    Inputs *inputs = inputs_list(test_arena, site, &source, &problems);
    assert_no_problems(&problems);
    return inputs;
}

/* What a build that reads everything now keeps. */
static Str kept(Hash key)
{
    Inputs *inputs = list();
    inputs_hash_rest(inputs);
    inputs_program(inputs);
    StoreWriter *writer = store_begin(&folder, test_arena, S("state"));
    inputs_pack(inputs, key, &(LastBuild){ .commit = S("abc"), .quiet = true, .outputs = 7 }, NULL, writer);
    assert_true(store_end(writer) && store_settle(&folder, test_arena, S("state")));
    source_close(&source);
    return store_section(store_read(test_arena, &folder, S("state")), INPUTS_SECTION);
}

static Inputs *recalled(Str section, Hash key)
{
    LastBuild last;
    Inputs *inputs = list();
    assert_true(inputs_recall(inputs, section, key, &last));
    assert_str(last.commit, "abc");
    assert_true(last.quiet && last.outputs == 7);
    return inputs;
}

static bool are_same(Inputs *inputs)
{
    Arena *arena = arena_open();
    bool same = inputs_are_same(inputs, 1, &arena);
    arena_close(arena);
    source_close(&source);
    return same;
}

static bool is_same(Str section)
{
    return are_same(recalled(section, 5));
}

static void put(const char *path, const char *text)
{
    test_write(&folder, path, text);
}

/* Until the clock of files is past any time that a file may have now: the kernel may give finer times than
 * those of its clock. */
static void grow_old(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    while (file_clock() <= (int64_t)now.tv_sec * 1000000000 + now.tv_nsec)
        usleep(500);
}

TEST(inputs_unchanged_are_not_opened)
{
    folder = test_folder(test_arena);
    put("content/a.md", "un");
    put("templates/page.html", "deux");
    grow_old();
    Str section = kept(5);
    Inputs *inputs = recalled(section, 5);
    for (int i = 0; i < 50 && inputs->renewed; i++) {       // this program may have been linked a moment ago
        source_close(&source);
        usleep(20000);
        section = kept(5);
        inputs = recalled(section, 5);
    }
    assert_true(inputs->complete && !inputs->renewed);
    assert_true(inputs->at[inputs_find(inputs, S("content/a.md"))].hash == hash_str(S("un")));  // nobody has read it
    assert_int_equal(inputs_find(inputs, S("content/b.md")), -1);
    assert_true(inputs_hash(inputs, S("templates/page.html")) == hash_str(S("deux")));
    assert_true(inputs_hash(inputs, S("templates/autre.html")) == 0);
    source_close(&source);
    assert_true(is_same(section));
    assert_false(recalled(section, 6)->complete);       // other settings
    source_close(&source);
    test_folder_remove(&folder);
}

/* Written again while the clock of the disk stands still: nothing but the bytes tells. */
TEST(inputs_young_as_their_stamp_are_in_doubt)
{
    folder = test_folder(test_arena);
    for (int round = 0; round < 20; round++) {
        put("content/a.md", "un");
        Str section = kept(5);
        put("content/a.md", "on");
        assert_false(is_same(section));
        put("content/a.md", "un");
        assert_true(is_same(section));
    }
    test_folder_remove(&folder);
}

TEST(inputs_of_the_future_are_in_doubt)
{
    folder = test_folder(test_arena);
    struct timespec times[] = { { 4000000000, 1 }, { 4000000000, 1 } };
    put("content/a.md", "un");
    assert_false(utimensat(folder.descriptor, "content/a.md", times, 0));
    grow_old();
    Inputs *inputs = recalled(kept(5), 5);
    int index = inputs_find(inputs, S("content/a.md"));
    assert_true(inputs->at[index].stamp == 0 && inputs->at[index].hash == 0);
    assert_true(are_same(inputs) && !inputs->renewed);
    test_folder_remove(&folder);
}

TEST(inputs_saved_again_have_another_stamp)
{
    folder = test_folder(test_arena);
    struct timespec times[] = { { 1000000000, 1 }, { 1000000000, 1 } };
    put("content/a.md", "un");
    grow_old();
    Str section = kept(5);
    assert_false(utimensat(folder.descriptor, "content/a.md", times, 0));
    grow_old();
    Inputs *inputs = recalled(section, 5);
    assert_true(inputs->renewed && inputs->complete && are_same(inputs));
    section = kept(5);
    put("content/b", "on");           // the same size and times, another file
    assert_false(utimensat(folder.descriptor, "content/b", times, 0));
    assert_true(folder_rename(&folder, S("content/b"), &folder, S("content/a.md")));
    assert_false(is_same(section));
    put("content/a.md", "on");        // the same size, and the times set back
    grow_old();
    section = kept(5);
    put("content/a.md", "un");
    assert_false(utimensat(folder.descriptor, "content/a.md", times, 0));
    assert_false(is_same(section));
    test_folder_remove(&folder);
}

TEST(inputs_that_come_or_go_are_seen)
{
    folder = test_folder(test_arena);
    put("content/a.md", "un");
    Str section = kept(5);
    put("content/x/b.md", "un");
    assert_false(is_same(section));
    section = kept(5);
    assert_true(folder_remove(&folder, S("content/a.md")));
    assert_false(is_same(section));
    section = kept(5);
    put("content/x/a.md", "un");
    assert_true(folder_remove(&folder, S("content/x/b.md")));
    assert_false(is_same(section));             // as many as before
    test_folder_remove(&folder);
}

TEST(inputs_section_cut_short_is_not_believed)
{
    folder = test_folder(test_arena);
    put("content/a.md", "un");
    put("content/b.md", "un");
    Str section = kept(5);
    for (size_t i = 0; i < section.length; i++) {
        LastBuild last;
        Inputs *inputs = list();
        inputs_recall(inputs, str_copy(test_arena, str_slice(section, 0, i)), 5, &last);
        assert_false(inputs->complete);
        source_close(&source);
    }
    test_folder_remove(&folder);
}
