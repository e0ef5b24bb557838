/* base/utf8.h - UTF-8: checking, decoding, and Windows-1252.
 *
 *     Str rest = text;
 *     for (uint32_t c; (c = utf8_next(&rest));)
 *         use(c);
 *
 * Source: RFC 3629; Unicode 15 3.9, table 3-7 (well-formed sequences).
 */
#pragma once
#include "base/str.h"

/* Where the first byte that is not UTF-8 stands, or -1. */
int utf8_invalid(Str s);

/* The way of the next one beyond ASCII: `rest` is not empty. */
uint32_t utf8_decode(Str *rest);

/* Takes the next code point off `rest`; 0 at the end. Bytes that are not UTF-8 give U+FFFD. */
static inline uint32_t utf8_next(Str *rest)
{
    if (!rest->length)
        return 0;
    unsigned char first = (unsigned char)rest->data[0];
    if (!first || first >= 0x80)
        return utf8_decode(rest);
    *rest = (Str){ rest->data + 1, rest->length - 1 };
    return first;
}

/* How many code points `s` holds. */
int utf8_length(Str s);

/* Appends `s`, read as Windows-1252; its five undefined bytes give U+FFFD. */
void buf_windows_1252(Buf *buf, Str s);

/* Appends `s` in lower case, without accents ("œ" gives "oe"): Latin letters only. For slugs,
 * search keys and comparisons that ignore accents. */
void buf_folded(Buf *buf, Str s);

/* Appends the words of `s`, each after a space: folded, cut at anything but letters and digits.
 * "L'Haÿ-les-Roses" gives " l hay les roses". */
void buf_words(Buf *buf, Str s);

/* Appends the slug of `s`: folded, every run of anything but a-z and 0-9 is one '-', none at the
 * ends. "L'Haÿ-les-Roses" gives "l-hay-les-roses". Empty when nothing remains. */
void buf_slug(Buf *buf, Str s);

/* Orders two texts as a French dictionary does: letters first (œ as oe), then accents, then case;
 * runs of digits by their value ("Zone 2" before "Zone 10"). 0 only for equal texts. */
int utf8_compare_french(Str a, Str b);

/* Appends the letters that utf8_compare_french compares first, as bytes whose order is theirs: for sorting
 * many. Texts that give the same bytes differ in accents, case or marks at most. */
void buf_french_letters(Buf *key, Str s);
