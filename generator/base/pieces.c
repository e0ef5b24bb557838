/* base/pieces.c - called by compute, for what scripts gave, and by who writes it down. */
#include "base/pieces.h"

void pieces_add(Pieces *pieces, Arena *arena, Str bytes)
{
    Str *last = pieces->count ? &pieces->at[pieces->count - 1] : NULL;
    if (last && last->data + last->length == bytes.data)
        last->length += bytes.length;
    else if (bytes.length)
        list_add(pieces, arena, bytes);
}

uint64_t pieces_length(const Pieces *pieces)
{
    uint64_t length = 0;
    for (int i = 0; i < pieces->count; i++)
        length += pieces->at[i].length;
    return length;
}

bool pieces_are(const Pieces *pieces, Str text)
{
    size_t at = 0;
    for (int i = 0; i < pieces->count; at += pieces->at[i++].length)
        if (!str_equal(str_slice(text, at, at + pieces->at[i].length), pieces->at[i]))
            return false;
    return at == text.length;
}
