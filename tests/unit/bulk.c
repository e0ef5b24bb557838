/* tests/unit/bulk.c - what lies in a file without a name is there whenever it is looked at. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/bulk.h"
#include "folder.h"

enum { PARTS = 40, PART = 700001 };

static void fill_and_check(Bulk *bulk)
{
    char *parts[PARTS];
    for (int i = 0; i < PARTS; i++) {
        parts[i] = memset(bulk_alloc(bulk, test_arena, PART), 'a' + i % 26, PART);
        parts[i][PART - 1] = '.';
    }
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < PARTS; i++) {
            bulk_pass(bulk, i);
            assert_true(parts[i][0] == 'a' + i % 26 && parts[i][PART / 2] == 'a' + i % 26);
            assert_int_equal(parts[i][PART - 1], '.');
        }
        bulk_rest(bulk);
    }
}

/* Longer than a chunk. */
static void copy_and_check(Bulk *bulk)
{
    size_t size = 2 * BULK_STEP + 5;
    char *bytes = arena_alloc_raw(test_arena, size);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(i % 251);
    Str copy = bulk_copy(bulk, test_arena, (Str){ bytes, size });
    assert_true(copy.data != bytes && copy.length == size);
    bulk_rest(bulk);
    assert_memory_equal(copy.data, bytes, size);
}

static void check(Bulk *bulk)
{
    fill_and_check(bulk);
    copy_and_check(bulk);
    bulk_close(bulk);
}

TEST(bulk_keeps_what_leaves_memory)
{
    Folder folder = test_folder(test_arena);
    check(bulk_open(test_arena, &folder, 0, SIZE_MAX));
    check(bulk_open(test_arena, &folder, BULK_FROM, 4 * BULK_STEP));
    FileList left = { 0 };
    assert_true(folder_list_all(&folder, test_arena, S(""), &left));
    assert_int_equal(left.count, 0);                // the file has no name
    test_folder_remove(&folder);
}

TEST(bulk_is_memory_where_there_can_be_no_file)
{
    check(bulk_open(test_arena, &(Folder){ .descriptor = -1 }, 0, SIZE_MAX));
    check(NULL);
}

static bool lies_in_a_file(const char *bytes)
{
    char line[512];
    unsigned long from, to;
    bool found = false;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps && fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx", &from, &to) == 2 && (unsigned long)bytes >= from && (unsigned long)bytes < to)
            found = strstr(line, "(deleted)") != NULL;
    if (maps)
        fclose(maps);
    return found;
}

/* No file of this process may grow, as if the disk were full. */
static void fill_disk(bool full)
{
    static struct rlimit before;
    if (full)
        getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, full ? SIG_IGN : SIG_DFL);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){ full ? 0 : before.rlim_cur, before.rlim_max });
}

TEST(bulk_asks_a_full_disk_once)
{
    Folder folder = test_folder(test_arena);
    Bulk *bulk = bulk_open(test_arena, &folder, 0, SIZE_MAX), *other = bulk_open(test_arena, &folder, 0, SIZE_MAX);
    if (!lies_in_a_file(bulk_alloc(other, test_arena, PART)))
        skip();                                     // the disk has no files without a name
    fill_disk(true);
    const char *first = bulk_alloc(bulk, test_arena, PART);
    fill_disk(false);
    assert_false(lies_in_a_file(first));
    assert_false(lies_in_a_file(bulk_alloc(bulk, test_arena, PART)));
    bulk_close(bulk);
    bulk_close(other);
    test_folder_remove(&folder);
}
