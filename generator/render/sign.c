/* render/sign.c - the conventional signs and their legends.
 *
 * One table holds the signs, their order and their meaning. Called by render/table.c and
 * render/notes.c for the signs that a block shows, by what draws a mark, and by the directive `signes`.
 */
#include "render/sign.h"

#include "render/html.h"

typedef struct Sign {
    CellState state;            /* of a mark; CELL_VALUE for a status                             */
    char status;
    Str sign, meaning, definition;
} Sign;

static const Sign SIGNS[] = {
    { CELL_MISSING, 0, S("…"), S("résultat non disponible"), S("résultat non disponible") },
    { CELL_NOT_APPLICABLE, 0, S("///"), S("sans objet"),
      S("sans objet, par la nature des choses") },
    { CELL_SECRET, 0, S("s"), S("secret statistique"),
      S("couvert par le secret statistique\u202F; ni zéro, ni vide") },
    { CELL_VALUE, 'p', S("p"), S("résultat provisoire"), S("résultat provisoire") },
    { CELL_VALUE, 'r', S("r"), S("résultat révisé"), S("résultat révisé") },
    { CELL_VALUE, 'e', S("e"), S("estimation"), S("estimation") },
};

enum { SIGN_COUNT = sizeof SIGNS / sizeof *SIGNS };

void signs_add(Signs *signs, Cell cell)
{
    signs->missing |= cell.state == CELL_MISSING;
    signs->not_applicable |= cell.state == CELL_NOT_APPLICABLE;
    signs->secret |= cell.state == CELL_SECRET;
    if (cell.state != CELL_VALUE)
        return;
    signs->provisional |= cell.status == 'p';
    signs->revised |= cell.status == 'r';
    signs->estimated |= cell.status == 'e';
}

bool signs_any(const Signs *signs)
{
    return signs->missing || signs->not_applicable || signs->secret || signs->provisional ||
           signs->revised || signs->estimated;
}

void buf_signs(Buf *out, const Signs *signs)
{
    const bool present[SIGN_COUNT] = { signs->missing, signs->not_applicable, signs->secret,
                                       signs->provisional, signs->revised, signs->estimated };
    if (!signs_any(signs))
        return;
    buf_literal(out, "<b>Signes</b>\u00A0: ");
    bool first = true;
    for (int i = 0; i < SIGN_COUNT; i++) {
        if (!present[i])
            continue;
        if (!first)
            buf_literal(out, "\u202F; ");
        first = false;
        buf_add(out, SIGNS[i].sign);
        buf_literal(out, ", ");
        buf_add(out, SIGNS[i].meaning);
    }
    buf_char(out, '.');
}

void render_sign_legend(Buf *out)
{
    buf_literal(out, "<dl class=\"signes\">");
    for (int i = 0; i < SIGN_COUNT; i++) {
        buf_literal(out, "<div><dt>");
        buf_add(out, SIGNS[i].sign);
        buf_literal(out, "</dt><dd>");
        buf_add(out, SIGNS[i].definition);
        buf_literal(out, "</dd></div>");
    }
    buf_literal(out, "</dl>");
}

Str sign_meaning(CellState state)
{
    for (int i = 0; state != CELL_VALUE && i < SIGN_COUNT; i++)
        if (SIGNS[i].state == state)
            return SIGNS[i].meaning;
    return S("");
}

void buf_cell_html(Buf *out, const Column *column, Cell cell)
{
    if (cell.state != CELL_VALUE) {
        buf_literal(out, "<span class=\"signe\">");
        buf_add(out, cell_sign(cell.state));
        buf_literal(out, "</span>");
        return;
    }
    Buf text = buf_new(out->arena);
    buf_cell(&text, column, cell);
    buf_html_text(out, buf_str(&text));
    if (cell.status)
        buf_format(out, "<span class=\"signe apres\"> %c</span>", cell.status);
}
