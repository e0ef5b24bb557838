/* compute/formula.c - runs a checked formula on the rows of its table.
 *
 * The tree is walked for each row. Types were checked by formula_parse.c; what remains to fail is an
 * overflow, and a text that is no number. Called by the verbs of tables; terms, by whoever
 * compares or sums cells.
 */
#include "compute/formula_node.h"

#include <string.h>

typedef struct Run {
    const Formula *formula;
    int row;
    Language language;
    FormulaError *error;
} Run;

#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static bool refuse(Run *run, const FormulaNode *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool refuse(Run *run, const FormulaNode *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    run->error->message = str_vformat(run->formula->arena, message(run->language, format), arguments);
    va_end(arguments);
    strcpy(run->error->code, "E0423");
    run->error->column = node->at;
    return false;
}

/* ---- marks and status ---- */

CellState mark_stronger(CellState a, CellState b)
{
    static const int STRENGTH[] = { [CELL_VALUE] = 0, [CELL_NOT_APPLICABLE] = 1, [CELL_MISSING] = 2,
                                    [CELL_SECRET] = 3 };
    return STRENGTH[a] >= STRENGTH[b] ? a : b;
}

char status_weaker(char a, char b)
{
    static const char ORDER[] = "rpe";
    const char *left = a ? strchr(ORDER, a) : NULL, *right = b ? strchr(ORDER, b) : NULL;
    if (!left || !right)
        return left ? a : b;
    return left > right ? a : b;
}

/* ---- terms ---- */

Term formula_term(const Column *column, Cell cell)
{
    Term term = { .state = (CellState)cell.state, .type = column->type, .status = cell.status };
    if (cell.state != CELL_VALUE)
        return term;
    if (column->type == COLUMN_TEXT)
        term.text = (Str){ cell.text, cell.length };
    else if (column->type == COLUMN_DATE)
        term.date = *cell.date;
    else if (column->type == COLUMN_BOOLEAN)
        term.boolean = cell.integer != 0;
    else
        term.number = cell_number(column, cell);
    return term;
}

static Cell cell_of_date(Arena *arena, Date date)
{
    Date *kept = arena_new(arena, Date);
    *kept = date;
    return (Cell){ .date = kept };
}

bool formula_cell(Arena *arena, const Term *term, Cell *out)
{
    int64_t integer;
    if (term->state != CELL_VALUE)
        *out = cell_mark(term->state);
    else if (term->type == COLUMN_TEXT)
        *out = cell_text(term->text);
    else if (term->type == COLUMN_DATE)
        *out = cell_of_date(arena, term->date);
    else if (term->type == COLUMN_BOOLEAN)
        *out = cell_integer(term->boolean);
    else if (term->type == COLUMN_NUMBER)
        *out = cell_from_number(arena, term->number);
    else if (number_to_integer(term->number, &integer))
        *out = cell_integer(integer);
    else
        return false;
    out->status = term->status;
    return true;
}

int term_compare(const Term *a, const Term *b)
{
    switch (a->type) {
    case COLUMN_TEXT:    return str_compare(a->text, b->text);
    case COLUMN_DATE:    return date_compare(a->date, b->date);
    case COLUMN_BOOLEAN: return a->boolean - b->boolean;
    default:             return number_compare(a->number, b->number);
    }
}

static Str text_of(Arena *arena, const Term *term)
{
    Buf buf = buf_new(arena);
    switch (term->type) {
    case COLUMN_TEXT:    return term->text;
    case COLUMN_BOOLEAN: return term->boolean ? S("true") : S("false");
    case COLUMN_DATE:    buf_date(&buf, term->date); break;
    default: buf_number(&buf, term->number, (NumberFormat){ .decimals = -1, .point = true }); break;
    }
    return buf_str(&buf);
}

/* ---- operations on values ---- */

static bool power(Run *run, const FormulaNode *node, const Term *v, Term *out)
{
    int64_t exponent;
    if (!number_to_integer(v[1].number, &exponent) || exponent > 1000 || exponent < -1000)
        return refuse(run, node, "an exact power is a whole number from -1000 to 1000");
    if (!v[0].number.numerator && exponent < 0) {
        out->state = CELL_NOT_APPLICABLE;
        return true;
    }
    if (number_power(v[0].number, (int)exponent, &out->number))
        return true;
    return refuse(run, node, "the result has too many digits to be exact");
}

static bool arithmetic(Run *run, const FormulaNode *node, const Term *v, Term *out)
{
    Number a = v[0].number, b = node->count > 1 ? v[1].number : number_integer(0), other;
    bool done = false;
    if ((node->operation == OPERATION_DIVIDE || node->operation == OPERATION_WHOLE_DIVIDE ||
         node->operation == OPERATION_REST) && !b.numerator) {
        out->state = CELL_NOT_APPLICABLE;
        return true;
    }
    switch (node->operation) {
    case OPERATION_ADD:          done = number_add(a, b, &out->number); break;
    case OPERATION_SUBTRACT:     done = number_subtract(a, b, &out->number); break;
    case OPERATION_MULTIPLY:     done = number_multiply(a, b, &out->number); break;
    case OPERATION_DIVIDE:       done = number_divide(a, b, &out->number); break;
    case OPERATION_WHOLE_DIVIDE: done = number_floor_divide(a, b, &out->number, &other); break;
    case OPERATION_REST:         done = number_floor_divide(a, b, &other, &out->number); break;
    case OPERATION_NEGATE:       done = number_subtract(b, a, &out->number); break;
    default:                     return power(run, node, v, out);
    }
    return done || refuse(run, node, "the result has too many digits to be exact");
}

static bool round_to(Run *run, const FormulaNode *node, const Term *v, Term *out)
{
    int64_t decimals = 0;
    if ((node->count > 1 && !number_to_integer(v[1].number, &decimals)) || decimals < -18 || decimals > 18 ||
        !number_round(v[0].number, (int)decimals, &out->number))
        return refuse(run, node, "rounding goes from -18 to 18 decimals");
    return true;
}

static bool whole(Run *run, const FormulaNode *node, const Term *v, Term *out)
{
    Number a = v[0].number, rest;
    bool up = node->operation == OPERATION_CEIL;
    if (up)
        a.numerator = -a.numerator;
    if (!number_floor_divide(a, number_integer(1), &out->number, &rest))
        return refuse(run, node, "the result has too many digits to be exact");
    if (up)
        out->number.numerator = -out->number.numerator;
    return true;
}

static bool extreme(const FormulaNode *node, const Term *v, Term *out)
{
    out->number = v[0].number;
    for (int i = 1; i < node->count; i++) {
        int order = number_compare(v[i].number, out->number);
        if (node->operation == OPERATION_MIN ? order < 0 : order > 0)
            out->number = v[i].number;
    }
    return true;
}

static bool compared(const FormulaNode *node, const Term *v, Term *out)
{
    int order = term_compare(&v[0], &v[1]);
    switch (node->operation) {
    case OPERATION_EQUAL:   out->boolean = order == 0; break;
    case OPERATION_UNEQUAL: out->boolean = order != 0; break;
    case OPERATION_LESS:    out->boolean = order < 0; break;
    case OPERATION_AT_MOST: out->boolean = order <= 0; break;
    case OPERATION_MORE:    out->boolean = order > 0; break;
    default:                out->boolean = order >= 0; break;
    }
    return true;
}

static bool texts(Run *run, const FormulaNode *node, const Term *v, Term *out)
{
    Arena *arena = run->formula->arena;
    switch (node->operation) {
    case OPERATION_JOIN: {
        Str parts[] = { v[0].text, v[1].text };
        out->text = str_join(arena, parts, 2, S(""));
        return true;
    }
    case OPERATION_TEXT:     out->text = text_of(arena, &v[0]); return true;
    case OPERATION_STARTS:   out->boolean = str_starts(v[0].text, v[1].text); return true;
    case OPERATION_CONTAINS: out->boolean = str_find(v[0].text, v[1].text) >= 0; return true;
    default:
        if (number_parse(str_trim(v[0].text), false, true, &out->number) ||
            number_parse(str_trim(v[0].text), true, true, &out->number))
            return true;
        return refuse(run, node, "'%.*s' is no number", STR(str_slice(v[0].text, 0, 40)));
    }
}

/* An operation whose arguments all hold values. */
static bool apply(Run *run, const FormulaNode *node, const Term *v, Term *out)
{
    switch (node->operation) {
    case OPERATION_NOT: out->boolean = !v[0].boolean; return true;
    case OPERATION_EQUAL: case OPERATION_UNEQUAL: case OPERATION_LESS: case OPERATION_AT_MOST:
    case OPERATION_MORE: case OPERATION_AT_LEAST:
        return compared(node, v, out);
    case OPERATION_ROUND: return round_to(run, node, v, out);
    case OPERATION_ABS:
        out->number = v[0].number;
        if (out->number.numerator < 0)
            out->number.numerator = -out->number.numerator;
        return true;
    case OPERATION_MIN: case OPERATION_MAX: return extreme(node, v, out);
    case OPERATION_FLOOR: case OPERATION_CEIL: return whole(run, node, v, out);
    case OPERATION_JOIN: case OPERATION_TEXT: case OPERATION_NUMBER: case OPERATION_STARTS:
    case OPERATION_CONTAINS:
        return texts(run, node, v, out);
    default: return arithmetic(run, node, v, out);
    }
}

/* ---- walking ---- */

static bool run_node(Run *run, const FormulaNode *node, Term *out);

/* `false and x` is false and `true or x` is true, even when x is a mark. */
static bool run_logic(Run *run, const FormulaNode *node, Term *out)
{
    Term a, b;
    bool decides = node->operation == OPERATION_OR;
    if (!run_node(run, node->arguments[0], &a))
        return false;
    if (a.state == CELL_VALUE && a.boolean == decides) {
        *out = a;
        return true;
    }
    if (!run_node(run, node->arguments[1], &b))
        return false;
    bool decided = b.state == CELL_VALUE && b.boolean == decides;
    *out = b;
    out->state = decided ? CELL_VALUE : mark_stronger(a.state, b.state);
    out->status = decided ? b.status : status_weaker(a.status, b.status);
    return true;
}

static bool run_if(Run *run, const FormulaNode *node, Term *out)
{
    Term condition;
    if (!run_node(run, node->arguments[0], &condition))
        return false;
    if (condition.state != CELL_VALUE) {
        *out = (Term){ .state = condition.state };
    } else {
        if (!run_node(run, node->arguments[condition.boolean ? 1 : 2], out))
            return false;
        out->status = status_weaker(out->status, condition.status);
    }
    out->type = node->type;
    return true;
}

static bool run_coalesce(Run *run, const FormulaNode *node, Term *out)
{
    for (int i = 0; i < node->count; i++) {
        if (!run_node(run, node->arguments[i], out))
            return false;
        if (out->state == CELL_VALUE || out->state == CELL_SECRET)
            break;
    }
    out->type = node->type;
    return true;
}

static bool run_test(Run *run, const FormulaNode *node, Term *out)
{
    Term value;
    if (!run_node(run, node->arguments[0], &value))
        return false;
    CellState wanted = node->operation == OPERATION_IS_SECRET ? CELL_SECRET : CELL_MISSING;
    *out = (Term){ .type = COLUMN_BOOLEAN, .boolean = value.state == wanted };
    return true;
}

static bool run_arguments(Run *run, const FormulaNode *node, Term *out)
{
    Term values[MOST_ARGUMENTS];
    values[0] = (Term){ 0 };            // every operation has an argument; the compiler cannot know
    *out = (Term){ .type = node->type };
    for (int i = 0; i < node->count; i++) {
        if (!run_node(run, node->arguments[i], &values[i]))
            return false;
        out->state = mark_stronger(values[i].state, out->state);
        out->status = status_weaker(values[i].status, out->status);
    }
    return out->state != CELL_VALUE || apply(run, node, values, out);
}

static bool run_node(Run *run, const FormulaNode *node, Term *out)
{
    const Table *table = run->formula->table;
    switch (node->operation) {
    case OPERATION_CONSTANT: *out = node->constant; return true;
    case OPERATION_COLUMN:
        *out = formula_term(&table->columns[node->column], table_cell(table, run->row, node->column));
        return true;
    case OPERATION_OR: case OPERATION_AND: return run_logic(run, node, out);
    case OPERATION_IF: return run_if(run, node, out);
    case OPERATION_COALESCE: return run_coalesce(run, node, out);
    case OPERATION_IS_MISSING: case OPERATION_IS_SECRET: return run_test(run, node, out);
    default: return run_arguments(run, node, out);
    }
}

bool formula_run(const Formula *formula, int row, Language language, Term *out, FormulaError *error)
{
    *error = (FormulaError){ 0 };
    Run run = { formula, row, language, error };
    if (!run_node(&run, formula->root, out))
        return false;
    out->type = formula->type;
    if (out->state != CELL_VALUE)
        out->status = 0;
    return true;
}
