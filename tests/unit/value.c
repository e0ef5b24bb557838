/* tests/unit/value.c - finding, hashing, copying and printing values; dependencies. */
#include "unit.h"

#include "model/deps.h"
#include "model/table.h"

static Value number(const char *text)
{
    Number parsed;
    assert_true(number_parse(str_from(text), false, false, &parsed));
    return value_number(test_arena, parsed);
}

static void put(ValueMap *map, const char *key, Value value)
{
    list_add(map, test_arena, (ValueEntry){ .key = str_from(key), .value = value });
}

static const char *json(Value value)
{
    Buf buf = buf_new(test_arena);
    buf_json(&buf, &value);
    return str_cstr(test_arena, buf_str(&buf));
}

TEST(value_finds_by_dotted_path)
{
    ValueMap inner = { 0 }, outer = { 0 };
    put(&inner, "mail", value_string(S("a@b.fr")));
    put(&outer, "contact", value_map(&inner));
    put(&outer, "poids", value_integer(3));
    assert_str(map_find_path(&outer, S("contact.mail"))->string, "a@b.fr");
    assert_null(map_find_path(&outer, S("contact.tel")));
    assert_null(map_find_path(&outer, S("poids.tel")));
    assert_str(map_string(&outer, S("poids")), "");
    assert_int_equal(map_find(&outer, S("poids"))->integer, 3);
}

TEST(value_hash_sees_contents_and_not_places)
{
    Value a = value_string(S("28")), b = a, c = value_integer(28);
    b.line = 12;
    assert_true(value_hash(&a) == value_hash(&b));
    assert_true(value_hash(&a) != value_hash(&c));
    ValueList one = { 0 }, two = { 0 };
    list_add(&one, test_arena, a);
    list_add(&one, test_arena, c);
    list_add(&two, test_arena, c);
    list_add(&two, test_arena, a);
    Value x = value_list(&one), y = value_list(&two);
    assert_true(value_hash(&x) != value_hash(&y));
}

TEST(value_copy_is_deep)
{
    char bytes[] = "abc";
    ValueList list = { 0 };
    list_add(&list, test_arena, value_string((Str){ bytes, 3 }));
    Value original = value_list(&list), copy = value_copy(test_arena, &original, NULL);
    bytes[0] = 'x';
    assert_str(copy.list->at[0].string, "abc");
}

TEST(value_json_is_exact)
{
    assert_string_equal(json(number("-12.50")), "-12.5");
    assert_string_equal(json(number("0.000000000000000123")), "0.000000000000000123");
    assert_string_equal(json(number("1e30")), "1000000000000000000000000000000");
    Number third;
    assert_true(number_divide(number_integer(-1), number_integer(3), &third));
    assert_string_equal(json(value_number(test_arena, third)), "-0.333333333333");
    assert_true(number_divide(number_integer(1), number_integer(INT64_C(3000000000000000)), &third));
    assert_string_equal(json(value_number(test_arena, third)), "0");
}

TEST(value_json_writes_every_kind)
{
    ValueMap map = { 0 };
    ValueList list = { 0 };
    Date date;
    assert_true(date_parse(S("2024-03-28"), &date));
    list_add(&list, test_arena, value_bool(true));
    list_add(&list, test_arena, value_nil());
    list_add(&list, test_arena, value_date(date));
    put(&map, "l", value_list(&list));
    put(&map, "é\"\n\x01", value_string(S("\\ /")));
    assert_string_equal(json(value_map(&map)), "{\"l\":[true,null,\"2024-03-28\"],\"é\\\"\\n\\u0001\":\"\\\\ /\"}");
}

TEST(value_json_of_a_row_has_null_for_a_mark)
{
    Table *table = table_new(test_arena, 1, 3);
    int first, second;
    table->columns[0] = (Column){ .name = S("code") };
    table->columns[1] = (Column){ .name = S("n"), .type = COLUMN_NUMBER, .decimals = 1 };
    table->columns[2] = (Column){ .name = S("m"), .type = COLUMN_INTEGER };
    table->cells[0] = cell_text(S("2A"));
    table->cells[1] = (Cell){ .integer = 1250, .scale = 2 };
    table->cells[2] = cell_mark(CELL_SECRET);
    assert_true(table_finish(table, test_arena, &first, &second));
    assert_string_equal(json((Value){ .kind = VALUE_ROW, .table = table }), "{\"code\":\"2A\",\"n\":12.5,\"m\":null}");
    assert_string_equal(json((Value){ .kind = VALUE_TABLE, .table = table }), "[{\"code\":\"2A\",\"n\":12.5,\"m\":null}]");
}

TEST(deps_records_once)
{
    Deps deps = deps_new(test_arena);
    deps_add(&deps, DEP_ROW, S("emploi\x1F" "28"), 1);
    deps_add(&deps, DEP_TABLE, S("emploi"), 2);
    deps_add(&deps, DEP_ROW, S("emploi\x1F" "28"), 1);
    deps_add(&deps, DEP_URL, S("emploi"), 0);
    assert_int_equal(deps.list.count, 3);
    assert_str(deps.list.at[1].name, "emploi");
    assert_int_equal(deps.list.at[2].kind, DEP_URL);
    assert_string_equal(dep_kind_name(DEP_META), "front matter");
}
