/* base/typography.h - French typography in prose: spaces, apostrophes, quotes, numbers.
 *
 * U+202F before ; ! ? ; U+00A0 before : and inside guillemets; ’ for '; … for three points; U+00A0
 * between a number and % or its unit or the name of a month, after n°, p., art., M.; U+202F between groups of three digits
 * that were typed with a space; − before a number for a typed hyphen in prose. Never inserts a space
 * where none was typed but inside guillemets; never touches URLs, e-mails, times, "::".
 * Applying it twice gives what applying it once gave.
 * Source: Lexique des règles typographiques en usage à l'Imprimerie nationale; vectors in the tests. */
#pragma once
#include "base/str.h"

/* Appends `s` in French typography. `before` is the last character that stands before it in the
 * same paragraph (0 = none), so that a text cut by emphasis keeps its spaces right. */
void buf_typography(Buf *buf, Str s, uint32_t before);

/* The same for a whole text: `s` itself when nothing changes, so its bytes must live as long as `arena`. */
Str typography(Arena *arena, Str s);
