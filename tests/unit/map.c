/* tests/unit/map.c - the map of names, and lists. */
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

TEST(list_grows)
{
    List(int) list = { 0 };
    for (int i = 0; i < 100; i++)
        list_add(&list, test_arena, i * i);
    assert_int_equal(list.count, 100);
    assert_int_equal(list.at[99], 9801);
}
