/* base/pieces.h - one long text in pieces that lie apart: what is long stays where it is. */
#pragma once
#include "base/list.h"
#include "base/str.h"

typedef List(Str) Pieces;

/* Appends bytes, which live as long as the pieces. Those that follow the last ones in memory lengthen them. */
void pieces_add(Pieces *pieces, Arena *arena, Str bytes);

/* How long the text is. */
uint64_t pieces_length(const Pieces *pieces);

/* True when the pieces are this text. */
bool pieces_are(const Pieces *pieces, Str text);
