/* compute/bind_number.c - exact numbers in Lua: arithmetic, comparison, rounding, French writing.
 *
 * An essor.number meets integers, floats (read as the decimal they are written with) and marks: a
 * mark with anything gives the strongest mark, and a division by zero is "not applicable", as in the
 * formulas of tables. Called by compute/state.c when a state opens.
 */
#include "compute/formula.h"
#include "compute/state.h"
#include "compute/value.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

/* What an operand is: a number, or the mark that it brings into the result. */
static bool read_operand(lua_State *lua, int index, Number *number, CellState *mark)
{
    *mark = CELL_VALUE;
    return to_number(lua, index, number) || to_mark(lua, index, mark);
}

static bool compute(lua_State *lua, char operation, Number a, Number b, Number *out)
{
    Number other;
    int64_t power;
    switch (operation) {
    case '+': return number_add(a, b, out);
    case '-': return number_subtract(a, b, out);
    case '*': return number_multiply(a, b, out);
    case '/': return number_divide(a, b, out);
    case 'f': return number_floor_divide(a, b, out, &other);
    case '%': return number_floor_divide(a, b, &other, out);
    case '^':
        if (!number_to_integer(b, &power) || power > 1000 || power < -1000)
            fault(lua, "E0412", "an exact power is a whole number from -1000 to 1000");
        return number_power(a, (int)power, out);
    }
    return false;
}

/* + - * / // % ^ of numbers and marks; upvalue 1 is the operation. */
static int arithmetic(lua_State *lua)
{
    char operation = (char)lua_tointeger(lua, lua_upvalueindex(1));
    Number a = { 0, 1 }, b = { 0, 1 }, result;
    CellState left, right;
    if (!read_operand(lua, 1, &a, &left) || !read_operand(lua, 2, &b, &right))
        return fault(lua, "E0412", "a number cannot be computed with %s",
                     value_type_name(lua, read_operand(lua, 1, &a, &left) ? 2 : 1));
    if (left != CELL_VALUE || right != CELL_VALUE) {
        push_mark(lua, mark_stronger(left, right));
        return 1;
    }
    if (strchr("/f%", operation) && !b.numerator) {
        push_mark(lua, CELL_NOT_APPLICABLE);
        return 1;
    }
    if (operation == '^' && !a.numerator && b.numerator < 0) {
        push_mark(lua, CELL_NOT_APPLICABLE);
        return 1;
    }
    if (!compute(lua, operation, a, b, &result))
        return fault(lua, "E0412", "the result has too many digits to be exact");
    push_number(lua, result);
    return 1;
}

static int negate(lua_State *lua)
{
    Number a;
    if (to_number(lua, 1, &a))
        push_number(lua, (Number){ -a.numerator, a.denominator });
    else
        lua_settop(lua, 1);             // a mark stays what it is
    return 1;
}

/* Upvalue 1: the least result of number_compare that is not true (1 for <=, 0 for <). */
static int compare(lua_State *lua)
{
    Number a, b;
    CellState mark;
    int marked = to_mark(lua, 1, &mark) ? 1 : to_mark(lua, 2, &mark) ? 2 : 0;
    if (marked)
        return fault_hint(lua, message(state_of(lua)->language, "test it first: if essor.mark(x) then ..."),
                          "E0411", "a figure that is %s cannot be compared",
                          mark_label(lua, mark));
    if (!to_number(lua, 1, &a) || !to_number(lua, 2, &b))
        return fault(lua, "E0412", "a number cannot be compared with %s",
                     value_type_name(lua, to_number(lua, 1, &a) ? 2 : 1));
    lua_pushboolean(lua, number_compare(a, b) < lua_tointeger(lua, lua_upvalueindex(1)));
    return 1;
}

static int equal(lua_State *lua)
{
    Number a, b;
    lua_pushboolean(lua, to_number(lua, 1, &a) && to_number(lua, 2, &b) && !number_compare(a, b));
    return 1;
}

static void push_french(lua_State *lua, Number number, NumberFormat format)
{
    Buf buf = buf_new(state_of(lua)->scratch);
    buf_number(&buf, number, format);
    state_text(lua, buf_str(&buf));
}

static int number_text(lua_State *lua)
{
    Number a = { 0, 1 };
    to_number(lua, 1, &a);
    push_french(lua, a, (NumberFormat){ .decimals = -1, .grouped = true });
    return 1;
}

static int concat(lua_State *lua)
{
    CellState mark;
    Number number;
    for (int i = 1; i <= 2; i++)
        if (to_mark(lua, i, &mark))
            return fault(lua, "E0411", "a figure that is a mark cannot stand in a sentence");
        else if (lua_isstring(lua, i) || to_number(lua, i, &number))
            luaL_tolstring(lua, i, NULL);
        else
            return fault(lua, "E0412", "a number cannot be joined with %s", value_type_name(lua, i));
    lua_concat(lua, 2);
    return 1;
}

/* ---- functions of the library ---- */

/* Gives the mark back when the argument is one; an error when it is no number. */
static bool check_number(lua_State *lua, int index, Number *out)
{
    CellState mark;
    if (to_number(lua, index, out))
        return true;
    if (!to_mark(lua, index, &mark))
        fault(lua, "E0412", "a number is expected, this is %s", value_type_name(lua, index));
    lua_pushvalue(lua, index);
    return false;
}

/* essor.decimal(text): the exact number that a text writes, with a point or a comma.
 *
 *     essor.decimal "0,1" * 3 == essor.decimal "0.3"   --> true
 *
 *---@param text string
 *---@return essor.number|integer
 */
static int decimal(lua_State *lua)
{
    Number number;
    if (to_number(lua, 1, &number)) {
        push_number(lua, number);
        return 1;
    }
    Str text = check_text(lua, 1);
    if (!number_parse(text, false, true, &number) && !number_parse(text, true, true, &number))
        return fault(lua, "E0412", "'%.*s' is no number", STR(text));
    push_number(lua, number);
    return 1;
}

/* essor.round(x, decimals): rounds half away from zero; decimals is 0 when not given.
 *
 *     essor.round(essor.decimal "2.675", 2) == essor.decimal "2.68"   --> true
 *
 *---@param x number|essor.number|essor.mark
 *---@param decimals? integer
 *---@return essor.number|integer|essor.mark
 */
static int round_number(lua_State *lua)
{
    Number a;
    if (!check_number(lua, 1, &a))
        return 1;
    if (!number_round(a, (int)luaL_optinteger(lua, 2, 0), &a))
        return fault(lua, "E0412", "rounding goes from -18 to 18 decimals");
    push_number(lua, a);
    return 1;
}

/* essor.ratio(a, b): a / b, exact, also for whole numbers; not applicable when b is zero.
 *
 *     essor.ratio(1, 3) * 3   --> 1
 *
 *---@param a number|essor.number|essor.mark
 *---@param b number|essor.number|essor.mark
 *---@return essor.number|integer|essor.mark
 */
static int ratio(lua_State *lua)
{
    lua_settop(lua, 2);
    lua_pushinteger(lua, '/');
    lua_pushcclosure(lua, arithmetic, 1);
    lua_insert(lua, 1);
    lua_call(lua, 2, 1);
    return 1;
}

/* essor.digits(x, decimals, sign): the number as French writes it, alone: U+202F between thousands,
 * a comma, U+2212 for minus; with `sign`, a plus before numbers above zero. As many decimals as it
 * has (at most 6) when none are given. A mark gives its sign.
 *
 *     essor.digits(1234567)   --> "1 234 567"
 *
 *---@param x number|essor.number|essor.mark
 *---@param decimals? integer
 *---@param sign? boolean
 *---@return string
 */
static int digits(lua_State *lua)
{
    Number a;
    CellState mark;
    if (to_mark(lua, 1, &mark)) {
        state_text(lua, cell_sign(mark));
        return 1;
    }
    check_number(lua, 1, &a);
    lua_Integer decimals = luaL_optinteger(lua, 2, -1);
    if (decimals < -1 || decimals > 18)
        return fault(lua, "E0412", "a number is shown with 0 to 18 decimals");
    push_french(lua, a, (NumberFormat){ .decimals = (int)decimals, .grouped = true,
                                        .sign = lua_toboolean(lua, 3) });
    return 1;
}

/* essor.machine(x): the number in decimal notation, for attributes and data: "-1234.5".
 *
 *     essor.machine(essor.ratio(-1, 4))   --> "-0.25"
 *
 *---@param x number|essor.number
 *---@return string
 */
static int machine(lua_State *lua)
{
    Number a;
    if (!check_number(lua, 1, &a))
        return fault(lua, "E0411", "a mark is no number for a machine");
    push_french(lua, a, (NumberFormat){ .decimals = -1, .point = true });
    return 1;
}

/* essor.float(x): the nearest floating-point number, for drawing and roots; never for publishing.
 *
 *     essor.float(essor.ratio(1, 4))   --> 0.25
 *
 *---@param x number|essor.number
 *---@return number
 */
static int to_float(lua_State *lua)
{
    Number a;
    if (check_number(lua, 1, &a))
        lua_pushnumber(lua, number_to_double(a));
    return 1;
}

/* essor.date_text(date, style): "28 mars 2024" (style "long", or none), or "2024-03-28" ("iso").
 *
 *     essor.date_text("2024-03-01")   --> "1er mars 2024"
 *
 *---@param date string|essor.date
 *---@param style? "long"|"iso"
 *---@return string
 */
static int date_text(lua_State *lua)
{
    static const char *const STYLES[] = { "long", "iso", NULL };
    Date date;
    if (!to_date(lua, 1, &date))
        return fault(lua, "E0412", "a date is expected (2024-03-28), this is %s", value_type_name(lua, 1));
    Buf buf = buf_new(state_of(lua)->scratch);
    if (luaL_checkoption(lua, 2, "long", STYLES))
        buf_date(&buf, date);
    else
        buf_date_french(&buf, date);
    state_text(lua, buf_str(&buf));
    return 1;
}

/* Sets the metamethods of arithmetic in the metatable `name`: numbers and marks share them. */
static void set_arithmetic(lua_State *lua, ObjectKind kind)
{
    static const struct { const char *name; char operation; } OPERATIONS[] = {
        { "__add", '+' }, { "__sub", '-' }, { "__mul", '*' }, { "__div", '/' },
        { "__idiv", 'f' }, { "__mod", '%' }, { "__pow", '^' },
    };
    push_metatable_of(lua, kind);
    for (size_t i = 0; i < sizeof OPERATIONS / sizeof *OPERATIONS; i++) {
        lua_pushinteger(lua, OPERATIONS[i].operation);
        lua_pushcclosure(lua, arithmetic, 1);
        lua_setfield(lua, -2, OPERATIONS[i].name);
    }
    lua_pushcfunction(lua, negate);
    lua_setfield(lua, -2, "__unm");
}

void bind_number(lua_State *lua)
{
    static const luaL_Reg METHODS[] = { { "__eq", equal }, { "__tostring", number_text },
                                        { "__concat", concat }, { NULL, NULL } };
    static const luaL_Reg FUNCTIONS[] = { { "decimal", decimal }, { "round", round_number },
                                          { "ratio", ratio },     { "digits", digits },
                                          { "machine", machine }, { "float", to_float },
                                          { "date_text", date_text }, { NULL, NULL } };
    set_arithmetic(lua, OBJECT_MARK);
    lua_pop(lua, 1);
    set_arithmetic(lua, OBJECT_NUMBER);
    luaL_setfuncs(lua, METHODS, 0);
    for (int i = 0; i < 2; i++) {
        lua_pushinteger(lua, i);
        lua_pushcclosure(lua, compare, 1);
        lua_setfield(lua, -2, i ? "__le" : "__lt");
    }
    lua_pop(lua, 1);
    luaL_setfuncs(lua, FUNCTIONS, 0);
}
