/* tests/unit/sort.c - runs of any number and length end up in one, equal items in their order. */
#include "unit.h"

#include "base/sort.h"

typedef struct Item { int key, place; } Item;

static int by_key(const void *a, const void *b)
{
    return ((const Item *)a)->key - ((const Item *)b)->key;
}

TEST(sort_runs_keeps_the_order_of_equals)
{
    static const int SIZES[] = { 0, 1, 2, 3, 7, 64, 1000 };
    unsigned random = 7;
    for (size_t s = 0; s < sizeof SIZES / sizeof *SIZES; s++)
        for (int range = 1; range <= 1000; range *= 10) {
            Item items[1000];
            for (int i = 0; i < SIZES[s]; i++) {
                random = random * 1664525 + 1013904223;
                items[i] = (Item){ i % 5 ? (int)(random >> 16) % range : i, i };
            }
            sort_runs(items, SIZES[s], sizeof *items, by_key, test_arena);
            for (int i = 1; i < SIZES[s]; i++)
                assert_true(items[i - 1].key < items[i].key ||
                            (items[i - 1].key == items[i].key && items[i - 1].place < items[i].place));
        }
}

TEST(sort_runs_leaves_what_is_sorted)
{
    Item items[] = { { 1, 0 }, { 1, 1 }, { 2, 2 } };
    sort_runs(items, 3, sizeof *items, by_key, test_arena);
    assert_int_equal(items[0].place * 100 + items[1].place * 10 + items[2].place, 12);
}

TEST(sort_by_key_is_the_order_of_bytes)
{
    Str keys[] = { S("departement 2"), S("departement"), S("a"), S("\xC3\xA9"), S("departement 10"), S(""), S("a") };
    enum { COUNT = sizeof keys / sizeof *keys };
    SortItem items[COUNT];
    for (int i = 0; i < COUNT; i++)
        items[i] = sort_item(keys[i], &keys[i]);
    sort_runs(items, COUNT, sizeof *items, sort_by_key, test_arena);
    for (int i = 1; i < COUNT; i++)
        assert_true(str_compare(items[i - 1].key, items[i].key) <= 0);
    assert_ptr_equal(items[1].item, &keys[2]);
    assert_ptr_equal(items[2].item, &keys[6]);
}
