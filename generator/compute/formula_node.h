/* compute/formula_node.h - the tree of a formula, between formula_parse.c and formula.c. */
#pragma once
#include "compute/formula.h"

typedef enum Operation {
    OPERATION_CONSTANT, OPERATION_COLUMN,
    OPERATION_OR, OPERATION_AND, OPERATION_NOT,
    OPERATION_EQUAL, OPERATION_UNEQUAL, OPERATION_LESS, OPERATION_AT_MOST, OPERATION_MORE,
    OPERATION_AT_LEAST,
    OPERATION_JOIN, OPERATION_ADD, OPERATION_SUBTRACT, OPERATION_MULTIPLY, OPERATION_DIVIDE,
    OPERATION_WHOLE_DIVIDE, OPERATION_REST, OPERATION_NEGATE, OPERATION_POWER,
    OPERATION_ROUND, OPERATION_ABS, OPERATION_MIN, OPERATION_MAX, OPERATION_FLOOR, OPERATION_CEIL,
    OPERATION_IF, OPERATION_TEXT, OPERATION_NUMBER, OPERATION_IS_MISSING, OPERATION_IS_SECRET,
    OPERATION_COALESCE, OPERATION_STARTS, OPERATION_CONTAINS,
} Operation;

enum { MOST_ARGUMENTS = 8 };

struct FormulaNode {
    Operation operation;
    ColumnType type;            /* of the result                                                  */
    int column;                 /* of the table, of OPERATION_COLUMN                              */
    int at;                     /* place in the formula, from 1                                   */
    Term constant;
    int count;
    const FormulaNode *arguments[MOST_ARGUMENTS];
};
