/* tests/unit/lua.c - the sandbox of scripts: limits, order, what is absent, errors with their place. */
#include "unit.h"

#include "compute/state.h"
#include "compute/value.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

static Problems problems;
static Config config;
static Site site;
static Source source;

static lua_State *open_state(void)
{
    problems = problems_new(test_arena, ENGLISH);
    config = (Config){ .lua_instructions = 3000000, .lua_memory = 64 << 20 };
    site = (Site){ .keep = test_arena, .config = &config };
    source = (Source){ .site = { .descriptor = -1 }, .share = { .descriptor = -1 } };
    assert_true(folder_open(&source.site, test_arena, S(".")));
    lua_State *lua = lua_state_open(&site, &source, test_arena, &problems);
    assert_no_problems(&problems);
    assert_non_null(lua);
    return lua;
}

static void close_state(lua_State *lua)
{
    lua_state_close(lua);
    folder_close(&source.site);
}

/* Runs a script; gives what it returns as text, or the report. */
static const char *run(const char *script)
{
    lua_State *lua = open_state();
    const char *text;
    lua_state_environment(lua);
    if (lua_state_load(lua, S("lua/x.lua"), str_from(script), &problems) &&
        lua_state_call(lua, 0, 1, &problems)) {
        text = str_cstr(test_arena, str_from(luaL_tolstring(lua, -1, NULL)));
        lua_pop(lua, 2);
    } else {
        text = problems_text(&problems);
    }
    assert_int_equal(lua_gettop(lua), 0);
    close_state(lua);
    return text;
}

#define assert_runs(script, expected) assert_string_equal(run(script), expected)

static void assert_fails(const char *script, const char *part)
{
    const char *text = run(script);
    if (!strstr(text, part))
        fail_msg("'%s' is not in: %s", part, text);
}

TEST(lua_stops_endless_loops)
{
    assert_fails("\nwhile true do end", "lua/x.lua:2:0: error[E0403]: the script ran for more than 3 million");
    assert_fails("while true do pcall(function() while true do end end) end", "E0403");
    assert_fails("local function f() return pcall(f) end f() while true do pcall(error) end", "E0403");
}

TEST(lua_bounds_memory)
{
    assert_fails("local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end", "E0404");
    assert_fails("local t = {} while true do pcall(function() for i = 1, 1e9 do t[#t + 1] = ('x'):rep(1e6) .. i end end) end",
                 "E0404");
    assert_fails("return ('x'):rep(1e9)", "string.rep would make more than 16 MB");
    assert_fails("return ('x'):rep(10, ('y'):rep(1e7))", "string.rep");
    assert_fails("return table.concat({}, 'x', 1, 1e9)", "a range of more than 10000000 items");
    assert_fails("return table.move({}, 1, 1e12, 2)", "a range of more than");
}

TEST(lua_hides_what_is_not_safe)
{
    assert_fails("os.exit()", "E0405]: 'os' is not available in scripts");
    assert_fails("io.open('x')", "'io' is not available");
    assert_fails("load('x')", "'load' is not available");
    assert_fails("coroutine.wrap(print)", "'coroutine' is not available");
    assert_fails("print(1)", "'print' is not available in scripts; essor.warn");
    assert_fails("for k in next, {} do end", "'next' is not available in scripts; use pairs");
    assert_fails("return string.dump(function() end)", "there is no 'dump' in 'string'");
    assert_fails("return math.random()", "there is no 'random' in 'math'");
    assert_fails("ipair({})", "unknown name 'ipair'; did you mean 'ipairs'?");
    assert_fails("return essor.perçent(1)", "E0402");
    assert_fails("return essor.procent(1)", "there is no 'procent' in 'essor'; did you mean 'percent'?");
}

TEST(lua_shares_only_what_cannot_change)
{
    assert_fails("string.rep = nil", "'rep' cannot be set");
    assert_fails("essor.percent = nil", "'percent' cannot be set");
    assert_fails("setmetatable({}, { __gc = function() end })", "a metatable may not have '__gc'");
    assert_fails("setmetatable(string, {})", "protected");
    assert_runs("return tostring(getmetatable(''))", "false");
    assert_runs("x = 1 return x", "1");
    assert_fails("return require 'os'", "there is no module 'os'");
    assert_fails("return require 'lib.absent'", "there is no module 'lib.absent'");
}

TEST(lua_pairs_follow_an_order)
{
    assert_runs("local o = {} for k in pairs{ z = 1, a = 1, [10] = 1, [2] = 1, [1.5] = 1, b = 1, [true] = 1 } do "
                "o[#o + 1] = tostring(k) end return table.concat(o, ' ')", "1.5 2 10 a b z true");
    assert_runs("local t, n = { a = 1, b = 2, c = 3 }, 0 for k in pairs(t) do t.b = nil t.c = nil n = n + 1 end return n",
                "1");
    assert_fails("for k in pairs{ [{}] = 1 } do end", "pairs() has no order for keys that are a table");
    assert_runs("local n = 0 for k in pairs(string) do n = n + 1 end return n > 8", "true");
}

/* Sorts 1,000 items of which `keys` are different, by their keys; says whether equal ones kept their order. */
static const char *sort_equal(int keys)
{
    return run(str_cstr(test_arena, str_format(test_arena,
        "local t = {} for i = 1, 1000 do t[i] = { key = i * 7919 %% 1009 %% %d, place = i } end "
        "table.sort(t, function(a, b) return a.key < b.key end) "
        "for i = 2, #t do local a, b = t[i - 1], t[i] "
        "if a.key > b.key or (a.key == b.key and a.place >= b.place) then return i end end return #t", keys)));
}

TEST(lua_sort_keeps_the_order_of_equal_items)
{
    assert_string_equal(sort_equal(1), "1000");
    assert_string_equal(sort_equal(7), "1000");
    assert_string_equal(sort_equal(1000), "1000");
    assert_runs("local t = { 3, 1, 2 } table.sort(t) return table.concat(t, ' ')", "1 2 3");
    assert_runs("local t = { 3, 1, 2.5, 4, 0 } table.sort(t, function(a, b) return a > b end) "
                "return table.concat(t, ' ')", "4 3 2.5 1 0");
    assert_runs("local t = {} table.sort(t) table.sort({ {} }) return #t", "0");
    assert_runs("local before = { __lt = function(a, b) return a.n < b.n end } local function n(i) return "
                "setmetatable({ n = i }, before) end local t = { n(2), n(1) } table.sort(t) return t[1].n", "1");
}

TEST(lua_sort_reports_what_has_no_order)
{
    assert_fails("table.sort(1)", "table expected, got number");
    assert_fails("table.sort({ 2, 1 }, 3)", "function expected, got number");
    assert_fails("table.sort{ 2, 'a' }", "attempt to compare string with number");
    assert_fails("table.sort({ 2, 1 }, function(a, b) return a <= b end)",
                 "E0401]: invalid order function for sorting; the function says that an item comes before itself");
    assert_runs("local t = { 3, 2, 1 } pcall(table.sort, t, function(a, b) if a == 1 then error() end return a < b end) "
                "return table.concat(t, ' ')", "3 2 1");
    assert_runs("local t, turn = { 1, 2, 3, 4 }, 0 table.sort(t, function(a, b) if a == b then return false end "
                "turn = turn + 1 return turn % 2 == 0 end) local sum = 0 for _, n in ipairs(t) do sum = sum + n end "
                "return sum", "10");
    assert_runs("local t = { 3, 2, 1 } table.sort(t, function(a, b) t[1], t[2] = nil, nil return a < b end) "
                "return table.concat(t, ' ')", "1 2 3");
}

TEST(lua_sort_counts_its_comparisons)
{
    assert_fails("local t = {} for i = 1, 200000 do t[i] = i * 7919 % 200003 end\ntable.sort(t, math.ult)", "lua/x.lua:2:0: error[E0403]");
    assert_fails("local t = {} for i = 1, 1000 do t[i] = i * 7919 % 1009 end table.sort(t, function(a, b) "
                 "for i = 1, 1000 do end return a < b end)", "E0403");
}

TEST(lua_texts_have_no_address)
{
    assert_runs("return tostring({}) .. tostring(pairs)", "tablefunction");
    assert_runs("return string.format('%s %d %5.2f %%', {}, 3, 1.5)", "table 3  1.50 %");
    assert_fails("return string.format('%p', {})", "no '%p'");
    assert_fails("return string.format('%-5p', {})", "no '%p'");
}

TEST(lua_bounds_patterns)
{
    assert_fails("return ('a'):rep(2000):match(('a?'):rep(30) .. 'b')", "too long for the pattern");
    assert_runs("return ('2024-03-28'):match('^(%d+)-(%d+)-(%d+)$')", "2024");
    assert_runs("return (('a b'):gsub('%s', '-'))", "a-b");
    assert_runs("return ('a.b'):find('.', 1, true)", "2");
}

TEST(lua_errors_say_where)
{
    assert_fails("local x\n\nreturn x.y", "lua/x.lua:3:0: error[E0401]: attempt to index a nil value (local 'x')");
    assert_fails("local x = = 2", "lua/x.lua:1:0: error[E0402]: unexpected symbol near '='");
    assert_fails("\nerror 'du script'", "lua/x.lua:2:0: error[E0401]: du script");
    assert_fails("error({})", "E0401]: an error that is no text: a table");
    assert_fails("\n\nessor.percent {}", "lua/x.lua:3:0: error[E0412]: a number is expected, this is a table");
    assert_runs("local ok, e = pcall(essor.percent, {}) return tostring(e)", "a number is expected, this is a table");
    assert_fails("local function f() return f() + 1 end return f()", "lua/x.lua:");
}

TEST(lua_numbers_are_exact)
{
    assert_runs("return essor.decimal '0.1' + essor.decimal '0.2' == essor.decimal '0.3'", "true");
    assert_runs("return essor.decimal '0.1' + 0.2 == essor.decimal '0.3'", "true");
    assert_runs("return math.type(essor.decimal '2.5' * 2)", "integer");
    assert_runs("return tostring(essor.decimal '-1234.5')", "−1\u202F234,5");
    assert_runs("return essor.decimal '7.5' // 2 .. ' ' .. essor.decimal '-7.5' % 2", "3 0,5");
    assert_runs("return essor.decimal '1.5' ^ 2", "2,25");
    assert_runs("return tostring(essor.decimal '1.5' < 2 and essor.decimal '1.5' >= 1.5)", "true");
    assert_runs("return tostring(essor.ratio(1, 0))", "///");
    assert_runs("return essor.mark(essor.ratio(1, 0) + 1)", "not_applicable");
    assert_fails("local x = essor.decimal '99999999999999.9' return x ^ 9", "too many digits to be exact");
    assert_fails("return essor.decimal 'abc'", "'abc' is no number");
    assert_fails("return essor.ratio(1, 0) .. ' %'", "cannot stand in a sentence");
    assert_fails("return essor.ratio(1, 0) < 2", "cannot be compared");
    assert_fails("return essor.decimal '1.5' + 'x'", "a number cannot be computed with a text");
}

TEST(lua_counts_rows_without_a_column)
{
    assert_runs("local essor = require 'essor'\n"
                "local t = essor.table(nil, { { a = 'x' }, { a = 'y' }, { a = 'x' } }, { 'a' })\n"
                "return t:group_by('a'):summarise{ n = essor.count() }:row{ a = 'x' }.n", "2");
}

/* Published figures of observatories, computed again and written as they were. */
TEST(lua_computes_published_figures)
{
    assert_runs("return essor.number(essor.ratio(112172, 10263), 1)", "10,9");
    assert_runs("return essor.euros(essor.ratio(3000000000, 99625))", "30\u202F113\u00A0€");
    assert_runs("return essor.percent(essor.share(15738, 112172))", "14,0\u00A0%");
    assert_runs("return essor.number(112172 - 85500 - 15738 - 5898)", "5\u202F036");
    assert_runs("return essor.number(112172 / essor.decimal '0,143', 0)", "784\u202F420");
    assert_runs("return essor.number(essor.decimal '12.8' / essor.decimal '10.7', 2)", "1,20");
    assert_runs("return essor.number(21300 / essor.decimal '0.1108', 0)", "192\u202F238");
    assert_runs("return essor.evolution(essor.change(11000, 10263))", "−6,7\u00A0%");
    assert_runs("return essor.euros(essor.ratio(443580000, 12413))", "35\u202F735\u00A0€");
    assert_runs("return essor.euros(essor.ratio(1536020000, 63858))", "24\u202F054\u00A0€");
    assert_runs("return essor.evolution(essor.annual_change(100, 106, 5), 2)", "+1,17\u00A0%");
    assert_runs("return essor.percent(essor.share(233683, 2135700))", "10,9\u00A0%");
    assert_runs("local e = essor.shift_share{ { 1000, 1060, 100000, 104000 }, { 400, 404, 50000, 49000 }, "
                "{ 100, 130, 10000, 11000 } } return essor.signed(e.national, 1) .. ' ' .. essor.signed(e.structural, 1) "
                ".. ' ' .. essor.signed(e.own, 1) .. ' ' .. essor.signed(e.total) .. ' ' .. "
                "tostring(e.national + e.structural + e.own == e.total)", "+37,5 +4,5 +52,0 +94 true");
    assert_runs("return essor.number(1234567) .. ' ' .. essor.signed(0.05, 1) .. ' ' .. essor.number(2.675, 2) .. ' ' .. "
                "essor.number(1000)", "1\u202F234\u202F567 +0,1 2,68 1\u202F000");
}

TEST(lua_values_go_both_ways)
{
    lua_State *lua = open_state();
    Value value;
    lua_state_environment(lua);
    assert_true(lua_state_load(lua, S("lua/x.lua"),
                               S("local t = {} t.t = t return { b = { 1, 2.5, 'x' }, a = true }, { f = pairs }, t"),
                               &problems));
    assert_true(lua_state_call(lua, 0, 3, &problems));
    assert_true(to_value(lua, 1, test_arena, &value));
    Buf buf = buf_new(test_arena);
    buf_json(&buf, &value);
    assert_str(buf_str(&buf), "{\"a\":true,\"b\":[1,2.5,\"x\"]}");
    assert_false(to_value(lua, 2, test_arena, &value));
    assert_string_equal(lua_tostring(lua, -1), "a function cannot stand here");
    assert_false(to_value(lua, 3, test_arena, &value));
    lua_settop(lua, 0);
    close_state(lua);
}
