/* write/table.h - a table as downloads: CSV for machines, CSV for spreadsheets, JSON.
 *
 * A column whose cells have marks or statuses is followed, at the end of the row, by a status column
 * ("statut" when there is one, else "<column>_statut"): p r e (provisional, revised, estimated),
 * "s" secret, "..." missing, "///" not applicable. The cell of a mark is empty, never zero.
 *
 *   x.csv           UTF-8 without BOM, ',' and '.', LF; quotes only where needed: RFC 4180
 *   x-tableur.csv   for a French spreadsheet: BOM, ';', decimal comma, CR LF; titles as headers, signs
 *                   in the cells; a text that a spreadsheet would run (= + - @ tab) is preceded by '
 *   x.json          { name, title, description, field, licence, note, updated, source: {...},
 *                   columns: [{ name, title, type, unit, decimals, description, formula }],
 *                   rows: [[...]] } with the columns of x.csv, null where it has nothing
 *
 * Numbers are exact; a ratio without finite decimals has 12 digits after the point at most. */
#pragma once
#include "model/table.h"

void write_table_csv(const Table *table, Buf *out);
void write_table_spreadsheet(const Table *table, Buf *out);
void write_table_json(const Table *table, Buf *out);

/* Appends a cell as JSON: exact; null for a mark. */
void buf_json_cell(Buf *out, const Column *column, Cell cell);
