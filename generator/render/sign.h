/* render/sign.h - conventional signs: what stands in a cell that holds no number, or a weak one.
 *
 * "…" missing, "///" not applicable, "s" secret; after a number p provisional, r revised,
 * e estimated. A sign is text in the cell, and the signs present are explained below.
 */
#pragma once
#include "model/table.h"

typedef struct Signs {          /* which signs a block shows                                      */
    bool missing, not_applicable, secret, provisional, revised, estimated;
} Signs;

/* Notes the mark or status of a cell that is shown. */
void signs_add(Signs *signs, Cell cell);
bool signs_any(const Signs *signs);

/* Appends "<b>Signes</b> : …, résultat non disponible ; s, secret statistique.", the signs present
 * only. Nothing when there is none. */
void buf_signs(Buf *out, const Signs *signs);

/* Appends the legend of all signs, <dl class="signes">: for the page that explains them. */
void render_sign_legend(Buf *out);

/* What a mark means, in words: "secret statistique"; "" for CELL_VALUE. */
Str sign_meaning(CellState state);

/* Appends a cell as HTML: its number or text, its sign in <span class="signe">, its status after
 * the number in <span class="signe apres">. */
void buf_cell_html(Buf *out, const Column *column, Cell cell);
