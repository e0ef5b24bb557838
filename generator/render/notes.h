/* render/notes.h - what is said under a figure: reading, field, source, signs. */
#pragma once
#include "render/chart.h"

typedef struct Note {
    Str head, text;             /* "Lecture", "dans l'Orne, 15,1 % ..." with its full stop        */
    Str url;                    /* of the source; ""                                              */
    bool joins;                 /* in the same paragraph as the one before                        */
} Note;

typedef List(Note) Notes;

/* The notes of a figure, with what the drawing obliges to say: where its axis starts, its breaks in
 * series, the rows that it leaves out. The signs are not among them. */
Notes chart_notes(const Chart *chart);

/* Appends <div class="notes">. False after a problem (the URL of the source). */
bool render_notes(const Chart *chart, Buf *out);
