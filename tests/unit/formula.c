/* tests/unit/formula.c - formulas over columns: precedence, types, marks, places of mistakes. */
#include "unit.h"

#include "compute/formula.h"

static Table *make_table(void)
{
    static const char *const NAMES[] = { "a", "b", "nom", "vide", "secret", "propre", "oui", "jour" };
    static const ColumnType TYPES[] = { COLUMN_INTEGER, COLUMN_NUMBER, COLUMN_TEXT, COLUMN_INTEGER,
                                        COLUMN_INTEGER, COLUMN_INTEGER, COLUMN_BOOLEAN, COLUMN_DATE };
    static const Date DAY = { .year = 2018, .month = 12, .day = 31 };
    Table *table = table_new(test_arena, 1, 8);
    table->name = S("t");
    for (int i = 0; i < 8; i++) {
        table->columns[i].name = str_from(NAMES[i]);
        table->columns[i].type = TYPES[i];
    }
    table->cells[0] = cell_integer(7);
    table->cells[0].status = 'r';
    table->cells[1] = cell_from_number(test_arena, number_decimal(25, 1));
    table->cells[1].status = 'p';
    table->cells[2] = cell_text(S("Orne"));
    table->cells[3] = cell_mark(CELL_MISSING);
    table->cells[4] = cell_mark(CELL_SECRET);
    table->cells[5] = cell_mark(CELL_NOT_APPLICABLE);
    table->cells[6] = cell_integer(1);
    table->cells[7] = (Cell){ .date = &DAY };
    return table;
}

/* The result as text, or the mistake: "E0421 3: message; hint". */
static const char *run(const char *text)
{
    Formula formula;
    FormulaError error;
    Term term;
    Cell cell;
    Buf buf = buf_new(test_arena);
    if (!formula_parse(test_arena, make_table(), str_from(text), ENGLISH, &formula, &error) ||
        !formula_run(&formula, 0, ENGLISH, &term, &error)) {
        buf_format(&buf, "%s %d: %.*s", error.code, error.column, STR(error.message));
        if (error.hint.length)
            buf_format(&buf, "; %.*s", STR(error.hint));
        return str_cstr(test_arena, buf_str(&buf));
    }
    assert_true(formula_cell(test_arena, &term, &cell));
    Column column = { .type = formula.type, .decimals = -1 };
    buf_cell_text(&buf, &column, cell);
    if (cell.status)
        buf_format(&buf, " %c", cell.status);
    return str_cstr(test_arena, buf_str(&buf));
}

#define assert_formula(text, expected) assert_string_equal(run(text), expected)

TEST(formula_precedence_is_that_of_lua)
{
    assert_formula("1 + 2 * 3", "7");
    assert_formula("(1 + 2) * 3", "9");
    assert_formula("-2 ^ 2", "-4");
    assert_formula("2 ^ 3 ^ 2", "512");
    assert_formula("2 ^ -1", "0.5");
    assert_formula("10 - 2 - 3", "5");
    assert_formula("7 // 2 * 2", "6");
    assert_formula("-7 // 2", "-4");
    assert_formula("-7 % 3", "2");
    assert_formula("1 < 2 and 2 < 3 or false", "true");
    assert_formula("not (1 == 1)", "false");
    assert_formula("not 1 == 1", "E0422 5: 'not' wants true or false, this is a number");
    assert_formula("'a' .. 'b' == 'ab'", "true");
    assert_formula("1e3 + .5", "E0420 7: a value is missing before '.'");
    assert_formula("true or false and false", "true");
}

TEST(formula_is_exact)
{
    assert_formula("0.1 + 0.2 == 0.3", "true");
    assert_formula("1 / 3 * 3", "1");
    assert_formula("round(2.675, 2)", "2.68");
    assert_formula("round(-0.5)", "-1");
    assert_formula("112172 / 10263 > 10.9297 and 112172 / 10263 < 10.9298", "true");
    assert_formula("floor(-1.5) + ceil(1.2)", "0");
    assert_formula("max(1, 2.5, 2) - min(3, 1)", "1.5");
    assert_formula("abs(-3)", "3");
    assert_formula("10 ^ 39", "E0423 1: the result has too many digits to be exact");
}

TEST(formula_reads_columns)
{
    assert_formula("a * b", "17.5 p");
    assert_formula("a + 1", "8 r");
    assert_formula("nom .. ' ' .. text(a)", "Orne 7 r");
    assert_formula("number('1 234,5') + 0", "1234.5");
    assert_formula("number(nom)", "E0423 1: 'Orne' is no number");
    assert_formula("starts(nom, 'Or') and contains(nom, 'rn')", "true");
    assert_formula("if_(a > 5, 'grand', 'petit')", "grand r");
    assert_formula("jour", "2018-12-31");
    assert_formula("oui and a == 7", "true r");
}

TEST(formula_marks_go_through)
{
    assert_formula("vide + 1", "…");
    assert_formula("vide + secret", "s");
    assert_formula("propre * vide", "…");
    assert_formula("propre + 1", "///");
    assert_formula("a / 0", "///");
    assert_formula("a % 0", "///");
    assert_formula("0 ^ -1", "///");
    assert_formula("vide > 1", "…");
    assert_formula("false and vide > 1", "false");
    assert_formula("vide > 1 and false", "false");
    assert_formula("vide > 1 or true", "true");
    assert_formula("vide > 1 or false", "…");
    assert_formula("if_(secret > 1, 1, 2)", "s");
    assert_formula("coalesce(vide, a)", "7 r");
    assert_formula("coalesce(secret, a)", "s");
    assert_formula("is_missing(vide)", "true");
    assert_formula("is_missing(secret)", "false");
    assert_formula("is_secret(secret)", "true");
}

TEST(formula_mistakes_have_a_place)
{
    assert_formula("a + nm", "E0421 5: no column 'nm' in table 't'; did you mean 'nom'?");
    assert_formula("arrondi(a)", "E0421 1: unknown function 'arrondi' in a formula on 't'; known: round, abs, min, max, "
                                 "floor, ceil, if_, text...");
    assert_formula("rond(a)", "E0421 1: unknown function 'rond' in a formula on 't'; did you mean 'round'?");
    assert_formula("a + nom", "E0422 5: '+' wants a number, this is text");
    assert_formula("nom == 28", "E0422 8: '==' wants text, this is a number");
    assert_formula("round(a, 1, 2)", "E0422 1: 'round' takes 1 to 2 values, not 3");
    assert_formula("a = 1", "E0420 3: two values are compared with '==', not '='");
    assert_formula("a != 1", "E0420 3: different is written '~=', not '!='");
    assert_formula("(a + 1", "E0420 7: ')' is missing");
    assert_formula("a +", "E0420 4: a value is missing at the end");
    assert_formula("a b", "E0420 3: an operator is missing before 'b'");
    assert_formula("'abc", "E0420 1: this text has no closing quote");
    assert_formula("1.2.3", "E0420 1: '1.2.3' is no number");
    assert_formula("", "E0420 1: a value is missing at the end");
}
