/* compute/formula.h - formulas over the columns of a table, exact, with marks.
 *
 *     share = "round(salaries / total * 100, 1)"
 *
 * Operators of Lua: or and < <= > >= ~= == .. + - * / // % not - ^ with Lua's precedence; numbers
 * (decimals are exact), 'texts', true, false, column names. Functions: round(x, n) abs(x) min(a, ...)
 * max(a, ...) floor(x) ceil(x) if_(c, a, b) text(x) number(s) is_missing(x) is_secret(x)
 * coalesce(a, b) starts(s, p) contains(s, p).
 *
 * A formula is checked whole before it runs: names, number of arguments, types. Marks: with anything
 * a mark gives the strongest of both (secret, then missing, then not applicable); a division by zero
 * is not applicable; `false and x` is false and `true or x` is true whatever x; coalesce() replaces
 * missing and not applicable, never a secret. The status of a result is the weakest of what it was
 * computed from: estimated, then provisional, then revised.
 */
#pragma once
#include "model/table.h"

typedef struct Term {           /* a value while it is computed                                   */
    CellState state;
    ColumnType type;
    char status;
    union {
        Number number;          /* COLUMN_INTEGER, COLUMN_NUMBER                                  */
        Str text;
        bool boolean;
        Date date;
    };
} Term;

typedef struct FormulaNode FormulaNode;

typedef struct Formula {
    const Table *table;
    const FormulaNode *root;
    ColumnType type;            /* of its result                                                  */
    Arena *arena;               /* of texts that it makes                                         */
} Formula;

typedef struct FormulaError {
    char code[8];
    Str message, hint;          /* hint "" when there is none                                     */
    int column;                 /* in the formula, from 1; 0 = all of it                          */
} FormulaError;

/* Parses a formula over the columns of a table. False with `error` filled. */
bool formula_parse(Arena *arena, const Table *table, Str text, Language language, Formula *out,
                   FormulaError *error);

/* Computes it for a row. False (overflow, text that is no number) with `error` filled. */
bool formula_run(const Formula *formula, int row, Language language, Term *out, FormulaError *error);

/* A term as a cell of a column of its type, and a cell as a term. An integer that does not fit is
 * false. */
bool formula_cell(Arena *arena, const Term *term, Cell *out);
Term formula_term(const Column *column, Cell cell);

/* Orders two terms of one type that hold values: texts by bytes, false before true. */
int term_compare(const Term *a, const Term *b);

/* Of two marks the stronger (secret, missing, not applicable, value); of two statuses the weaker
 * (estimated, provisional, revised, none). */
CellState mark_stronger(CellState a, CellState b);
char      status_weaker(char a, char b);
