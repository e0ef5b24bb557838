/* tests/unit/map.c - the map of names, the index below it, and lists. */
#include "unit.h"

#include "base/map.h"

TEST(map_keeps_the_order_of_insertion)
{
    Map map = { 0 };
    int values[1000];
    for (int i = 0; i < 1000; i++)
        map_set(&map, test_arena, str_format(test_arena, "k%d", i * 7919 % 1000), &values[i]);
    assert_int_equal(map.count, 1000);
    for (int i = 0; i < 1000; i++) {
        Str key = str_format(test_arena, "k%d", i * 7919 % 1000);
        assert_ptr_equal(map_get(&map, key), &values[i]);
        assert_true(str_equal(map.entries[i].key, key));
    }
    assert_null(map_get(&map, S("k1000")));
}

TEST(map_set_replaces_in_place)
{
    Map map = { 0 };
    int a, b;
    assert_null(map_get(&map, S("x")));
    map_set(&map, test_arena, S("x"), &a);
    map_set(&map, test_arena, S(""), &a);
    map_set(&map, test_arena, S("x"), &b);
    assert_int_equal(map.count, 2);
    assert_ptr_equal(map.entries[0].value, &b);
    assert_ptr_equal(map_get(&map, S("")), &a);
}

/* Finds the number of a thing that its whole hash tells; adds it when it is new. */
static uint32_t number_of(HashIndex *index, Hash *things, Hash thing)
{
    HashSlot *slot = hash_index_find(index, test_arena, thing);
    while (slot->number && things[slot->number - 1] != thing)
        slot = hash_index_next(index, slot);
    if (slot->number)
        return slot->number;
    things[index->count] = thing;
    hash_index_put(index, slot, thing, (uint32_t)index->count + 1);
    return (uint32_t)index->count;
}

/* Large enough to grow in both ways; of four things one has the lower half of its hash alone. */
TEST(hash_index_finds_what_shares_half_a_hash)
{
    enum { COUNT = 200000 };
    HashIndex index = { 0 };
    Hash *things = arena_array(test_arena, Hash, COUNT);
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < COUNT; i++) {
            Hash thing = (Hash)i << 40 | (i / 4 * 2654435761u & 0xFFFFFFFF);
            assert_int_equal(number_of(&index, things, thing), i + 1);
        }
    assert_int_equal(index.count, COUNT);
    assert_true(index.capacity >= 2 * COUNT && !(index.capacity & (index.capacity - 1)));
}

TEST(list_grows)
{
    List(int) list = { 0 };
    for (int i = 0; i < 100; i++)
        list_add(&list, test_arena, i * i);
    assert_int_equal(list.count, 100);
    assert_int_equal(list.at[99], 9801);
}
