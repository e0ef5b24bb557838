/* model/indicator.h - a figure that is measured for each territory: what it is, how it is computed.
 *
 * Declared in Lua by essor.indicator. It points at one value column of a table whose key column
 * names the territory; the table may hold other key columns (year, family) that the indicator fixes
 * or that a reader of the figure gives.
 */
#pragma once
#include "model/table.h"

typedef struct Indicator {
    Str id;                     /* "part_ess"                                                     */
    Place place;                /* of its declaration                                             */
    Str title, short_title, definition;
    Str unit;                   /* "%", "postes"...                                               */
    int decimals;
    Str numerator, denominator; /* required when the unit is "%": a share says of what            */
    Str field;                  /* champ                                                          */
    Str formula;                /* of the value column; "" when the column was read               */
    Str note, precautions;
    Str theme;
    bool higher_is_better, lower_is_better;
    const Table *table;
    int key, value;             /* columns of the table                                           */
    int vintage;                /* column with the year or date of the figure; -1: none           */
    int source_url, source_name;/* columns with the source of each figure; -1: the table's        */
    Map rows;                   /* key text -> row + 1 as a pointer: the row that is the figure   */
    const ValueMap *params;     /* `params` of the declaration: free keys                        */
    Hash hash;                  /* of the declaration, without the figures                        */
} Indicator;

/* The row of the figure of a territory; -1 when there is none. */
int indicator_row(const Indicator *indicator, Str key);
